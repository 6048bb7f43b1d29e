"""A family brings photos: by picker, by drop, with the keyboard, and without any script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from assistant.elements import Photo
from tests.journeys.conftest import House, until
from tests.pipelines.photo_making import PHOTOS, drawn, real

pytestmark = pytest.mark.journey
ELEMENTS = "/patients/juan/elements"
ANA = f"{ELEMENTS}/anamadr"
HERS = ("juan", "anamadr")
ONE_PERSON = ("one-front.jpg", "one-aside.jpg", "one-standing.jpg")
DROP = """([form, name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(bytes)], name, { type: "image/jpeg" }));
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def photos_of(house: House) -> Iterator[House]:
    """A house without photos of Ana, before and after."""
    yield house
    for photo in house.book.photos(*HERS):
        house.book.remove_photo(photo.id)
        house.shelf.media.forget(photo.id)


def hers(house: House) -> list[Photo]:
    return house.book.photos(*HERS)


def sent(page: Page) -> None:
    """Wait until every photo that was chosen has been looked at."""
    expect(page.get_by_text("Ya se han mirado todas las fotos.")).to_be_visible(timeout=60_000)


def test_each_photo_answers_as_it_comes_and_the_list_fills_in(page: Page, photos_of: House, tmp_path: Path) -> None:
    letter = tmp_path / "carta.jpg"
    letter.write_text("Querida Ana")
    small = tmp_path / "pequeña.jpg"
    drawn(300, 300).save(small)
    page.goto(ANA)
    expect(page.locator(".wish.met")).to_have_count(0)
    page.get_by_label("De este aparato").set_input_files([PHOTOS / name for name in ONE_PERSON] + [small, letter])
    sent(page)
    expect(page.locator(".album > li")).to_have_count(4)
    expect(page.locator("#refused")).to_contain_text("carta.jpg")
    expect(page.locator(".album > li").nth(3)).to_contain_text("mide 300 puntos")
    expect(page.locator(".wish.met", has_text="Una mirando de frente")).to_be_visible()
    expect(page.locator(".wish.met", has_text="Una con la cara algo girada")).to_be_visible()
    page.get_by_label("De este aparato").set_input_files([PHOTOS / "another.jpg"])
    sent(page)
    expect(page.get_by_text("¿También es Ana?")).to_be_visible()
    page.locator(".doubtful").get_by_role("button", name="No").click()
    expect(page.get_by_text("¿También es Ana?")).to_have_count(0)
    assert len(hers(photos_of)) == 5


def test_a_photo_can_be_dropped(page: Page, photos_of: House) -> None:
    page.goto(ANA)
    form = page.locator("#adding").element_handle()
    page.evaluate(DROP, [form, "foto.jpg", list(real("one-front.jpg"))])
    sent(page)
    expect(page.locator(".album > li")).to_have_count(1)
    assert len(hers(photos_of)) == 1


def test_the_square_is_moved_with_the_keyboard_or_dragged(page: Page, photos_of: House) -> None:
    page.goto(ANA)
    page.get_by_label("De este aparato").set_input_files(PHOTOS / "one-standing.jpg")
    sent(page)
    before = hers(photos_of)[0]
    card = page.locator(".album > li").first
    card.locator("summary").first.press("Enter")
    card.get_by_label("Desde arriba").focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    expect(card.get_by_label("Desde arriba")).to_have_value(f"{before.crop.top * 100 + 0.5:.1f}")
    card.get_by_label("Tamaño").fill("80")
    card.get_by_label("Sonríe").press("Space")
    card.get_by_role("button", name="Guardar").press("Enter")
    until(lambda: hers(photos_of)[0].crop != before.crop)
    moved = hers(photos_of)[0]
    assert round(moved.crop.width * moved.findings.width) == round(0.8 * moved.findings.width)
    assert "smiling" in moved.caption
    expect(page.locator(".album > li summary").first).to_be_focused()
    card.locator("summary").first.click()
    picture = card.locator(".whole")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 160, steps=4)
    page.mouse.up()
    card.get_by_role("button", name="Guardar").click()
    until(lambda: hers(photos_of)[0].crop.top > moved.crop.top + 0.1)


def test_a_photo_that_somebody_is_busy_with_stays_as_it_is(page: Page, photos_of: House) -> None:
    page.goto(ANA)
    page.get_by_label("De este aparato").set_input_files(PHOTOS / "one-front.jpg")
    sent(page)
    first = page.locator(".album > li").first
    first.locator("summary").first.click()
    first.get_by_label("Pie de foto").fill("anamadr on a Sunday")
    page.get_by_label("De este aparato").set_input_files(PHOTOS / "one-aside.jpg")
    expect(page.locator(".album > li")).to_have_count(2, timeout=60_000)
    assert first.get_by_label("Pie de foto").input_value() == "anamadr on a Sunday"


def test_everything_works_without_scripts(chromium: Browser, photos_of: House) -> None:
    context = chromium.new_context(base_url=photos_of.address, java_script_enabled=False, locale="es-ES")
    page = context.new_page()
    page.goto(ANA)
    page.get_by_label("De este aparato").set_input_files([PHOTOS / name for name in ONE_PERSON])
    page.get_by_role("button", name="Añadir las fotos elegidas").click()
    expect(page.locator(".album > li")).to_have_count(3)
    card = page.locator(".album > li").first
    card.locator("summary").first.click()
    card.get_by_label("Tamaño").fill("70")
    card.get_by_role("button", name="Guardar").click()
    expect(page.locator(".album > li")).to_have_count(3)
    cut = hers(photos_of)[0]
    assert round(cut.crop.width * cut.findings.width) == round(0.7 * cut.findings.width)
    page.get_by_label("Quién lo dice").last.fill("Juan")
    page.get_by_role("button", name="Da su consentimiento", exact=True).click()
    expect(page.get_by_text("Ana da su consentimiento")).to_be_visible()
    context.close()


def test_a_new_dog_on_a_phone(chromium: Browser, house: House, tmp_path: Path) -> None:
    context = chromium.new_context(
        base_url=house.address, viewport={"width": 390, "height": 780}, has_touch=True, locale="es-ES"
    )
    page = context.new_page()
    page.goto(ELEMENTS)
    page.get_by_role("link", name="Añadir a alguien o algo").tap()
    page.get_by_label("Un animal", exact=True).tap()
    page.get_by_label("Nombre", exact=False).first.fill("Trasto")
    page.get_by_label("En las imágenes es").select_option("dog")
    page.get_by_role("button", name="Guardar y añadir fotos").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trasto")
    photo = tmp_path / "trasto.jpg"
    Image.new("RGB", (700, 700), (120, 90, 60)).save(photo)
    page.get_by_label("Con la cámara").set_input_files(photo)
    sent(page)
    expect(page.locator(".album > li")).to_have_count(1)
    made = house.book.patient("juan").elements[-1]
    assert (made.name, made.class_word) == ("Trasto", "dog")
    page.get_by_text("Borrar a Trasto").tap()
    page.get_by_role("button", name="Borrar para siempre").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Personas")
    assert all(element.name != "Trasto" for element in house.book.patient("juan").elements)
    context.close()
