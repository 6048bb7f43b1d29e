"""Who stands where, moved by hand, by the keyboard and by numbers."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House
from tests.journeys.test_desk import told

pytestmark = pytest.mark.journey


def numbers(page: Page, box: int) -> dict[str, Locator]:
    fields = page.locator(f'[data-numbers="{box}"]')
    return {name: fields.locator(f'[name="{name}"]') for name in ("left", "top", "width", "height")}


def value(field: Locator) -> int:
    return int(field.input_value())


def test_a_box_is_dragged_enlarged_nudged_typed_and_kept(page: Page, house: House) -> None:
    memory = told(page, house)
    page.goto(f"/review/{memory}")
    page.get_by_role("link", name="Quién está dónde").click()
    first = numbers(page, 1)
    before = {name: value(field) for name, field in first.items()}
    body = page.locator('[data-box="1"] [data-part="move"]')
    place, frame = body.bounding_box(), page.locator("[data-placing]").bounding_box()
    assert place is not None
    assert frame is not None
    page.mouse.move(place["x"] + 8, place["y"] + 30)
    page.mouse.down()
    page.mouse.move(place["x"] + 8 + frame["width"] * 0.1, place["y"] + 30, steps=3)
    page.mouse.up()
    assert abs(value(first["left"]) - before["left"] - 10) <= 1
    assert value(first["width"]) == before["width"]

    page.locator('[data-box="1"]').focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert value(first["top"]) == before["top"] - 1
    assert value(first["width"]) == before["width"] - 1

    first["left"].fill("1")
    expect(body).to_have_attribute("x", "1")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.locator("#part-pictures")).to_be_visible()
    scene = house.book.scene(memory)
    assert scene is not None
    assert scene.layout is not None
    assert round(scene.layout.standing[0].box.left, 2) == 0.01
