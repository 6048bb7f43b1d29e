import pytest

from pipelines.labelling import DigitalSource, digital_source, mark
from pipelines.sheets import CELL, contact_sheet
from tests.pipelines.pictures import opened
from tests.pipelines.test_labelling import picture


def test_every_picture_stands_under_its_heading() -> None:
    sheet = opened(contact_sheet([[picture()] * 3, [picture()] * 3], ["12", "20"], ["5", "7", "9"]))
    blue = sheet.convert("RGB").histogram()[512:][0x99]
    assert sheet.width > 3 * CELL
    assert blue == 6 * CELL * (CELL * 400 // 600)


def test_an_empty_cell_stays_paper() -> None:
    full = opened(contact_sheet([[picture(), picture()]], ["12"], ["5", "7"])).convert("RGB").histogram()[512:]
    half = opened(contact_sheet([[picture(), None]], ["12"], ["5", "7"])).convert("RGB").histogram()[512:]
    assert half[0x99] * 2 == full[0x99]


def test_the_headings_are_written() -> None:
    plain = contact_sheet([[picture()]], [""], [""])
    assert (
        len({plain, contact_sheet([[picture()]], [""], ["7"]), contact_sheet([[picture()]], [""], [""], corner="x")})
        == 3
    )


def test_the_sheet_carries_the_mark_of_its_pictures() -> None:
    assert digital_source(contact_sheet([[picture()]], ["1"], ["1"])) is DigitalSource.TRAINED_MODEL
    drawn = mark(picture(), DigitalSource.DRAWN_BY_RULE)
    assert digital_source(contact_sheet([[None, drawn]], ["1"], ["1", "2"])) is DigitalSource.DRAWN_BY_RULE


@pytest.mark.parametrize(("rows", "columns"), [([], ["1"]), (["1"], []), (["1", "2"], ["1"])])
def test_headings_must_fit(rows: list[str], columns: list[str]) -> None:
    with pytest.raises(ValueError, match="heading"):
        contact_sheet([[picture()]], rows, columns)


def test_a_large_sheet_is_reduced() -> None:
    sheet = opened(contact_sheet([[picture(200, 200)] * 40], ["1"], [str(n) for n in range(40)]))
    assert max(sheet.size) <= 6000
