"""A memory that is typed becomes a page of the book, by mouse, by keyboard alone, and without any script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.story import RecollectionState, RenderState
from tests.journeys.conftest import House, until

pytestmark = pytest.mark.journey
ANSWER = re.compile(r"/tell/juan/[0-9a-f]{32}$")
MEMORY = "Cuando era joven iba con mi madre a la playa y comíamos tortilla. Hacía sol. No teníamos coche."


def newest(house: House) -> str:
    return house.book.recollections("juan")[0].id


def test_from_a_typed_memory_to_the_book(page: Page, house: House) -> None:
    page.goto("/")
    page.get_by_role("button", name="Abrir una sesión").first.click()
    page.get_by_role("link", name="Escribirlo").click()
    page.get_by_role("textbox").fill(MEMORY)
    page.get_by_role("button", name="He terminado").click()
    expect(page).to_have_url(ANSWER)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Leer en voz alta").first).to_be_visible()

    page.goto("/review")
    page.locator(f"a[href='/review/{newest(house)}']").click()
    expect(page.locator("mark.said-people").first).to_have_text("mi madre")
    expect(page.locator("mark.said-left-out").first).to_have_text("coche")
    expect(page.locator("[data-element=jovenalp]")).to_be_visible()
    expect(page.locator("[data-element=anamadr]")).to_be_visible()
    page.get_by_role("button", name="Aprobar").first.click()
    expect(page.get_by_text("En el libro", exact=True)).to_be_visible()

    page.get_by_role("link", name="Ver la página en el libro").click()
    expect(page.locator("article[data-chapter=youth]")).to_contain_text(MEMORY)
    expect(page.locator("figcaption")).to_contain_text("Imagen creada con inteligencia artificial")
    assert page.locator(".painted img").evaluate("picture => picture.naturalWidth") > 0


def test_typing_is_kept_when_the_page_is_closed(page: Page, house: House) -> None:
    page.goto("/tell/juan/written")
    page.get_by_role("textbox").fill("Era un día de verano")
    page.goto("/tell/juan")
    until(lambda: house.book.recollection(newest(house)).typed == "Era un día de verano")
    page.goto("/tell/juan/written")
    expect(page.get_by_role("textbox")).to_have_value("Era un día de verano")
    page.get_by_role("button", name="Ahora no").click()
    expect(page).to_have_url(f"{house.address}/tell/juan/rest?kept={newest(house)}")
    assert house.book.recollection(newest(house)).state is RecollectionState.SET_ASIDE


def test_typing_goes_on_while_the_server_is_away(page: Page, house: House) -> None:
    page.goto("/tell/juan/written")
    page.route("**/typed", lambda route: route.abort())
    page.get_by_role("textbox").fill("La feria del pueblo")
    expect(page.get_by_role("status")).to_have_text("Lo voy guardando aquí. Siga, por favor.")
    page.unroute("**/typed")
    expect(page.get_by_role("status")).to_have_text("Está guardado.")
    assert house.book.recollection(newest(house)).typed == "La feria del pueblo"
    page.get_by_role("button", name="Ahora no").click()


def test_everything_works_by_keyboard(page: Page, house: House) -> None:
    page.goto("/tell/juan")

    def tab_to(words: str) -> None:
        for _ in range(20):
            page.keyboard.press("Tab")
            if words in str(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")):
                return
        raise AssertionError(words)

    tab_to("Escribirlo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/written")
    tab_to("typed")
    page.keyboard.type("De joven pescaba con mi madre.")
    tab_to("He terminado")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(ANSWER)


def test_it_works_without_any_script(chromium: Browser, house: House) -> None:
    context = chromium.new_context(base_url=house.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tell/juan")
    page.get_by_role("link", name="Contar un recuerdo").click()
    expect(page.get_by_label("O entregar una grabación")).to_be_visible()
    page.get_by_role("textbox").fill("De joven iba a la playa con mi madre.")
    page.get_by_role("button", name="He terminado").click()
    expect(page).to_have_url(ANSWER)
    told = newest(house)
    page.goto(f"/review/{told}")
    page.get_by_role("button", name="Aprobar").first.click()
    assert RenderState.APPROVED in {render.state for render in house.book.renders(told)}
    page.goto("/picture")
    page.get_by_label("¿Qué hay en la imagen?").fill("Un perro en la playa")
    page.get_by_role("button", name="¿Cuánto tardará?").click()
    expect(page.get_by_text("Un boceto tarda alrededor de un segundo.")).to_be_visible()
    expect(page.get_by_label("¿Qué hay en la imagen?")).to_have_value("Un perro en la playa")
    context.close()
