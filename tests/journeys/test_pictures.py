"""The README's pictures, taken by the tests. `EVOCA_PICTURES=docs/images` keeps them; else they are only proved."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.conftest import House

pytestmark = pytest.mark.journey
MOST_BYTES = 200_000
MEMORY = (
    "Los domingos por la mañana iba con mi madre a la basílica de Colmenar. Yo tenía veinte años. "
    "Mi madre llevaba un abrigo azul y un perro blanco corría por la plaza. No teníamos coche. "
    "¡Qué contentos estábamos!"
)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return Path(os.environ.get("EVOCA_PICTURES") or tmp_path)


def keep(page: Page, path: Path) -> None:
    """A screenshot in few colours, so that it stays small."""
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    with Image.open(BytesIO(page.screenshot())) as seen:
        seen.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
    assert 10_000 < path.stat().st_size < MOST_BYTES


def test_what_a_newcomer_sees(page: Page, house: House, album: Path) -> None:
    for alert in house.book.alerts():
        house.book.save_alert(alert.model_copy(update={"closed_at": alert.raised_at}))
    page.goto("/tell/juan")
    keep(page, album / "telling.png")
    page.goto("/tell/juan/written")
    page.get_by_role("textbox").fill(MEMORY)
    page.get_by_role("button", name="He terminado").click()
    page.get_by_role("link", name="Descansar").wait_for()

    told = house.book.recollections("juan")[0]
    page.set_viewport_size({"width": 1280, "height": 1180})
    page.goto(f"/review/{told.id}")
    keep(page, album / "review.png")
    page.get_by_role("button", name="Aprobar").first.click()
    page.get_by_role("link", name="Ver la página en el libro").click()
    page.locator(".painted img").wait_for()
    page.set_viewport_size({"width": 1280, "height": 1040})
    keep(page, album / "book.png")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/book/juan")
    keep(page, album / "cover.png")
    assert {kept.name for kept in album.glob("*.png")} >= {"telling.png", "review.png", "book.png", "cover.png"}
