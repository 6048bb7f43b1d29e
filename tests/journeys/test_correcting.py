"""A therapist corrects what was understood in a real browser: with the mouse, by the keyboard, and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.story import Scene
from tests.journeys.conftest import House
from tests.journeys.test_desk import told

pytestmark = pytest.mark.journey


def newest(house: House, memory: str) -> Scene:
    scene = house.book.scene(memory)
    assert scene is not None
    return scene


def used(house: House, memory: str) -> list[str]:
    return [use.element_id for use in newest(house, memory).elements]


def test_several_corrections_cost_one_drawing_and_each_can_be_undone(page: Page, house: House) -> None:
    memory = told(page, house)
    before = (used(house, memory), len(house.book.renders(memory)))
    page.goto(f"/review/{memory}")
    page.evaluate("window.same = true")

    page.get_by_role("button", name="Quitar Ana").click()
    expect(page.get_by_role("button", name="Quitar Ana")).to_have_count(0)
    expect(page.get_by_role("heading", name="Lo que se ha entendido")).to_be_focused()
    assert "anamadr" not in used(house, memory)

    page.get_by_text("Corregir lo que sale en la imagen").click()
    church = page.locator(".thing", has_text="basílica")
    church.get_by_label("Cómo está").select_option("mentioned")
    page.get_by_role("button", name="Guardar", exact=True).first.click()
    expect(page.locator(".chip.absent", has_text="basílica")).to_be_visible()
    expect(page.locator("#save-things")).to_be_focused()

    assert len(house.book.renders(memory)) == before[1], "nothing is drawn before it is asked for"
    page.get_by_role("button", name="Deshacer el último cambio").click()
    expect(page.locator(".chip.absent", has_text="basílica")).to_have_count(0)
    assert page.evaluate("window.same") is True

    page.get_by_role("button", name="Volver a dibujar").click()
    expect(page.get_by_role("button", name="Volver a dibujar")).to_have_count(0)
    assert len(house.book.renders(memory)) == before[1] + 1

    page.get_by_text("Versiones anteriores").click()
    page.get_by_role("button", name="Volver a esta").last.click()
    expect(page.get_by_role("button", name="Quitar Ana")).to_be_visible()
    assert used(house, memory) == before[0]


def test_marked_words_become_a_thing(page: Page, house: House) -> None:
    memory = told(page, house)
    page.goto(f"/review/{memory}")
    page.get_by_text("Añadir algo que se dijo").click()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.told mark:last-of-type'))")
    expect(page.get_by_label("Las palabras del recuerdo")).not_to_have_value("")
    page.get_by_label("Las palabras del recuerdo").fill("un tanque")
    page.locator("#said-english").fill("tank")
    page.locator("#said-english").press("Enter")
    expect(page.locator(".toast")).to_contain_text("no están en el recuerdo")
    page.get_by_label("Las palabras del recuerdo").fill("hacía sol")
    page.locator("#said-english").press("Enter")
    expect(page.locator(".toast").last).to_be_visible()
    expect(page.locator(".chip", has_text="Hacía sol")).to_be_visible()
    assert newest(house, memory).details[-1].english == "tank"


def test_corrections_need_no_script(chromium: Browser, house: House, page: Page) -> None:
    memory = told(page, house)
    plain = chromium.new_context(base_url=house.address, java_script_enabled=False)
    try:
        sheet = plain.new_page()
        sheet.goto(f"/review/{memory}")
        sheet.get_by_role("button", name="Quitar Ana").click()
        expect(sheet.get_by_role("button", name="Quitar Ana")).to_have_count(0)
        sheet.get_by_text("Añadir a alguien o algo de esta vida").click()
        sheet.get_by_label("Quién o qué").select_option("anamadr")
        sheet.locator("#save-element").click()
        expect(sheet.get_by_role("button", name="Quitar Ana")).to_be_visible()
        expect(sheet.get_by_role("status").filter(has_text="Guardado")).to_be_visible()
        assert used(house, memory)[-1] == "anamadr"
    finally:
        plain.close()
