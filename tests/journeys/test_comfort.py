"""The screens measured in a real browser: contrast, sizes, targets, line lengths, narrow windows, zoom, stillness."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from assistant.story import Comfort
from tests.journeys.conftest import House

pytestmark = pytest.mark.journey
MEASURE = (Path(__file__).parent / "measuring.js").read_text(encoding="utf-8")
PATIENT: dict[str, float] = {"text": 24, "button": 28, "heading": 36, "target": 80, "apart": 16}
DESK: dict[str, float] = {"text": 18, "button": 18, "heading": 18, "target": 44, "apart": 0}
PATIENT_PAGES = (
    "/tell/juan",
    "/tell/juan/written",
    "ANSWER",
    "/tell/juan/nice",
    "/tell/juan/rest",
    "/tell/juan/help",
    "/book/juan",
    "PAGE",
    "ALIKE",
)
DESK_PAGES = (
    "/",
    "/review",
    "REVIEW",
    "/picture",
    "/patients/juan",
    "/patients/juan/elements",
    "/patients/juan/elements/new",
    "/patients/juan/elements/anamadr",
    "/help",
    "/book/juan/print",
    "/nowhere",
)
WIDTHS = (320, 640, 1280)


def place(house: House, path: str) -> str:
    """The address of a page; some are named after what is in the book."""
    entry = house.book.entries("juan")[0]
    named = {
        "PAGE": f"/book/juan/pages/{entry.id}",
        "ALIKE": f"/book/juan/pages/{entry.id}/alike",
        "REVIEW": f"/review/{entry.recollection_id}",
        "ANSWER": f"/tell/juan/{entry.recollection_id}",
    }
    return named.get(path, path)


def measure(page: Page, address: str, rules: dict[str, float]) -> dict[str, Any]:
    """Open a page, open all that is folded, and measure."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    found: dict[str, Any] = page.evaluate(f"({MEASURE.strip().rstrip(';')})({rules})".replace("'", '"'))
    assert found["texts"] > 4
    assert found["targets"] > 1
    return found


@pytest.fixture
def themed(house: House) -> Iterator[House]:
    """Juan's comfort is put back afterwards."""
    juan = house.book.patient("juan")
    yield house
    house.book.save_patient(juan)


def wear(house: House, comfort: Comfort) -> None:
    house.book.save_patient(house.book.patient("juan").model_copy(update={"comfort": comfort}))


@pytest.mark.parametrize("path", PATIENT_PAGES)
def test_a_patients_page_can_be_read_and_pressed(page: Page, themed: House, path: str) -> None:
    for theme in ("paper", "dark", "contrast"):
        wear(themed, Comfort(theme=theme))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 760})
            found = measure(page, place(themed, path), PATIENT)
            assert found["faults"] == {}, f"{theme} at {width}"
            assert found["sideways"] <= 0, f"{theme} at {width}"
            assert found["readers"] == found["sounds"]


@pytest.mark.parametrize("path", PATIENT_PAGES)
def test_a_page_at_twice_the_size_loses_nothing(page: Page, themed: House, path: str) -> None:
    wear(themed, Comfort(text_scale=2.0))
    for width in (640, 1280):
        page.set_viewport_size({"width": width, "height": 760})
        found = measure(page, place(themed, path), {**PATIENT, "text": 48, "button": 56, "heading": 72})
        assert found["sideways"] <= 0, width
        assert "size" not in found["faults"]


@pytest.mark.parametrize("path", DESK_PAGES)
def test_a_therapists_page_can_be_read_and_pressed(page: Page, house: House, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 760})
        found = measure(page, place(house, path), DESK)
        assert found["faults"] == {}, width
        assert found["sideways"] <= 0, width


def test_the_measure_finds_what_falls_short(page: Page, house: House) -> None:
    page.goto("/help")
    page.evaluate(
        """document.querySelector("main p").style.cssText =
        "color: #888; font-size: 10px; text-align: justify; line-height: 1; max-width: none; width: 90vw";
        document.querySelector("nav a").style.cssText = "min-height: 0; height: 20px; padding: 0";
        document.querySelector("nav button").style.cssText = "width: 50px; min-width: 0; white-space: nowrap";
        document.querySelector("main h1").style.cssText = "width: 20px";
        document.querySelector("main h1").textContent = "Everything in one column" """
    )
    found = page.evaluate(f"({MEASURE.strip().rstrip(';')})({DESK})".replace("'", '"'))
    assert set(found["faults"]) == {"contrast", "size", "justified", "spacing", "lines", "targets", "spilt", "squeezed"}


def test_nothing_moves_and_nothing_sounds_by_itself(context: BrowserContext, page: Page, house: House) -> None:
    for path in ("/tell/juan", "PAGE", "/"):
        page.goto(place(house, path))
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("[...document.querySelectorAll('audio, video')].every((one) => one.paused)")
        assert page.evaluate("window.speechSynthesis.speaking") is False


def test_a_printed_page_is_large_and_alone(chromium: Browser, house: House) -> None:
    context = chromium.new_context(base_url=house.address, viewport={"width": 794, "height": 1123})
    page = context.new_page()
    page.goto("/book/juan/print")
    page.emulate_media(media="print")
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll(".printed p, .printed figcaption")].map(
        (one) => parseFloat(getComputedStyle(one).fontSize)))"""
    )
    assert smallest * 72 / 96 >= 14
    breaks = page.evaluate(
        "[...document.querySelectorAll('.open-book')].map((one) => getComputedStyle(one).breakAfter)"
    )
    assert set(breaks) == {"page"}
    assert len(breaks) == 10
    assert page.locator("figcaption").count() == 10
    assert not page.locator(".masthead").is_visible()
    sheets = page.pdf(format="A4").count(b"/Type /Page\n") or page.pdf(format="A4").count(b"/Type /Page")
    assert sheets >= 11
    context.close()


def test_nothing_comes_from_outside(page: Page, house: House) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/tell/juan", "REVIEW", "PAGE"):
        page.goto(place(house, path))
    assert len(asked) > 20
    assert all(address.startswith((house.address, "data:", "blob:")) for address in asked)
