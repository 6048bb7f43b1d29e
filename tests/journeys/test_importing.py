"""A therapist imports a likeness with the keyboard alone: refused in words first, then kept, then taken out again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from safetensors.torch import save_file

from assistant.consenting import give_consent
from pipelines.painting import DiffusersPainter
from tests.journeys.conftest import House, free_port, run_house
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.test_likeness_imports import each, kohya
from tests.pipelines.tiny_painter import save_tiny_painter
from tests.web.conftest import JUAN, scripted

pytestmark = pytest.mark.journey
ANA = "/patients/juan/elements/anamadr"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    tiny = save_tiny_painter(tmp_path / "tiny")
    changes = {"painter": "auto", "painter_path": tiny, "port": free_port()}
    for made in run_house(scripted(tmp_path / "house").model_copy(update=changes)):
        made.book.save_patient(JUAN)
        give_consent("juan", "anamadr", person="Ana", given_by="Juan", purpose="", book=made.book)
        yield made


@pytest.fixture
def page(chromium: Browser, house: House) -> Iterator[Page]:
    context = chromium.new_context(base_url=house.address, locale="es-ES")
    made = context.new_page()
    made.set_default_timeout(60_000)
    yield made
    context.close()


def test_a_likeness_is_imported_by_keyboard(page: Page, house: House, tmp_path: Path) -> None:
    file = tmp_path / "ana.safetensors"
    pipe = DiffusersPainter(tmp_path / "tiny").own_pipeline()
    save_file(each(random_likeness(pipe, "ana"), kohya), file)
    page.goto(ANA)
    page.get_by_label("Archivo del parecido").set_input_files(file)
    page.get_by_label("Su palabra clave").focus()
    page.keyboard.type("ohwx")
    page.keyboard.press("Enter")
    refused = page.get_by_role("alert").filter(has_text="no dice con qué pintor se hizo")
    expect(refused).to_be_in_viewport()
    assert house.book.likenesses("juan") == []
    page.get_by_label("Archivo del parecido").set_input_files(file)
    page.get_by_label("Su palabra clave").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Se hizo con el pintor de esta casa")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Importar")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("LoRA de un archivo, palabra «ohwx»")).to_be_visible()
    expect(page.get_by_text("nadie ha podido comprobarlo")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Sacar una copia").click()
    assert taken.value.suggested_filename == "ohwx.safetensors"
