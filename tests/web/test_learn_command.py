"""`evoca learn` and `evoca convert` in the terminal, with a scripted learner."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.story import Element, ElementKind
from tests.making import a_depiction, a_patient, a_photo
from tests.pipelines.tiny_painter import save_tiny_painter
from web.__main__ import app
from web.settings import Settings
from web.wiring import open_shelf

pytestmark = pytest.mark.tiny
RUNNER = CliRunner()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with a tiny painter and a patient whose dog has ten photos."""
    for name, value in {
        "DATA_FOLDER": tmp_path / "var",
        "MODELS_FOLDER": tmp_path / "models",
        "PAINTER_PATH": save_tiny_painter(tmp_path / "tiny"),
        "LEARNER": "scripted",
        "EYE": "no_faces",
        "READER": "rules",
        "LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(f"EVOCA_{name}", str(value))
    shelf = open_shelf(Settings())
    dog = Element(id="kiotwr", token="kiotwr", kind=ElementKind.ANIMAL, class_word="dog")
    with shelf.records.writing() as unit:
        unit.book.save_patient(a_patient(elements=(dog,)))
        unit.book.save_depiction(a_depiction(element_id="kiotwr"))
        from tests.fakes import png_of

        for number in range(10):
            kept = shelf.media.put(png_of(number), suffix=".png", owner=f"f{number}", name="copy")
            fingerprint = f"{(number * 0x9E3779B97F4A7C15) & (2**64 - 1):016x}"
            findings = a_photo().findings.model_copy(update={"fingerprint": fingerprint})
            photo = a_photo(f"f{number}", "kiotwr", media_id=kept, preview_id=None, findings=findings)
            unit.book.save_photo(photo)
    shelf.close()
    return tmp_path


def test_an_element_that_nobody_knows_is_refused(house: Path) -> None:
    done = RUNNER.invoke(app, ["learn", "--patient", "ines", "--element", "rex"])
    assert done.exit_code == 2
    assert "kiotwr" in done.output


def test_a_likeness_is_learnt_as_far_as_its_samples_can_be_painted(house: Path) -> None:
    done = RUNNER.invoke(app, ["learn", "--patient", "ines", "--element", "kiotwr", "--preset", "quick", "--accept"])
    assert done.exit_code == 0, done.output
    shelf = open_shelf(Settings())
    training = shelf.records.settled().trainings("ines")[0]
    made = shelf.records.settled().likenesses("ines")
    shelf.close()
    assert training.step == 160
    assert [one.step for one in made] == [training.proposed]


def test_a_file_that_is_no_checkpoint_is_refused(house: Path) -> None:
    (house / "study.ckpt").write_text("nothing")
    done = RUNNER.invoke(app, ["convert", str(house / "study.ckpt"), str(house / "out.safetensors")])
    assert done.exit_code == 1
    assert not (house / "out.safetensors").exists()
