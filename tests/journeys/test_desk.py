"""What arrives by itself on the therapist's screen never takes away what is being read or written."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.story import Step, StepReport, StepState
from tests.journeys.conftest import House

pytestmark = pytest.mark.journey
MEMORY = "De joven iba con mi madre a la basílica. Hacía sol."


def told(page: Page, house: House) -> str:
    page.goto("/tell/juan/written")
    page.get_by_role("textbox").fill(MEMORY)
    page.get_by_role("button", name="He terminado").click()
    page.wait_for_load_state()
    return house.book.recollections("juan")[0].id


def test_progress_comes_without_a_reload_and_leaves_the_reader_alone(page: Page, house: House) -> None:
    memory = told(page, house)
    running = StepReport(subject_id=memory, step=Step.PAINTING, state=StepState.RUNNING, done=3, of=20)
    house.book.save_report(running)
    page.goto(f"/review/{memory}")
    page.evaluate("window.same = true")
    page.get_by_text("Corregir las palabras").click()
    field = page.get_by_label("Las palabras tal como se dijeron")
    field.fill("Estoy corrigiendo")
    page.evaluate("scrollTo(0, 300)")
    place = field.evaluate("field => Math.round(field.getBoundingClientRect().top)")

    house.book.save_report(running.model_copy(update={"done": 11}))
    expect(page.get_by_text("En marcha: 11 / 20")).to_be_visible()
    scene = house.book.scene(memory)
    assert scene is not None
    house.book.save_scene(scene.model_copy(update={"revision": 9, "title": "Otro título"}))
    done = StepReport(subject_id=memory, step=Step.PAINTING, state=StepState.DONE)
    house.book.save_report(done)
    expect(page.get_by_role("heading", level=1)).to_have_text("Otro título")

    expect(field).to_have_value("Estoy corrigiendo")
    expect(field).to_be_focused()
    assert page.evaluate("window.same") is True
    assert field.evaluate("field => Math.round(field.getBoundingClientRect().top)") == place
    assert page.locator("[hx-trigger='every 1500ms']").count() == 0


def test_a_candidate_that_arrives_is_shown(page: Page, house: House) -> None:
    memory = told(page, house)
    house.book.save_report(StepReport(subject_id=memory, step=Step.PAINTING, state=StepState.RUNNING, done=1, of=2))
    page.goto(f"/review/{memory}")
    sketch = house.book.renders(memory)[0]
    house.book.save_render(sketch.model_copy(update={"id": f"{memory}-new", "kind": "painting"}))
    expect(page.locator(f"#render-{memory}-new")).to_be_visible()
    assert page.locator("#part-pictures figure").first.get_attribute("id") == f"render-{memory}-new"
    house.book.save_report(StepReport(subject_id=memory, step=Step.PAINTING, state=StepState.DONE))


def test_a_call_for_help_reaches_an_open_desk(context: BrowserContext, page: Page, house: House) -> None:
    page.goto("/help")
    person = context.new_page()
    person.goto("/tell/juan")
    person.get_by_role("button", name="Parar").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text("He avisado")
    expect(page.get_by_text("Juan Pacheco ha pedido ayuda")).to_be_visible()
    page.get_by_role("button", name="Atendido").click()
    expect(page.get_by_text("Juan Pacheco ha pedido ayuda")).to_have_count(0)
    assert house.book.alerts() == []


def test_a_fault_is_a_toast_that_stays_until_it_is_closed(page: Page, house: House) -> None:
    memory = told(page, house)
    failed = StepReport(
        subject_id=memory, step=Step.PAINTING, state=StepState.FAILED, fault="disk_full", fault_data={"needed_mb": "80"}
    )
    house.book.save_report(failed)
    page.goto(f"/review/{memory}")
    expect(page.get_by_text("El disco está lleno: hacen falta 80 MB más.")).to_be_visible()
    page.route("**/retry/painting", lambda route: route.continue_(url=f"{house.address}/review/gone/retry/painting"))
    page.get_by_role("button", name="Probar otra vez este paso").click()
    expect(page.locator(".toast")).to_be_visible()
    with page.expect_response("**/retry/painting"):
        page.get_by_role("button", name="Probar otra vez este paso").click()
    page.wait_for_timeout(200)
    assert page.locator(".toast").count() == 1, "the same fault is said once"
    page.get_by_role("button", name="Cerrar").click()
    assert page.locator(".toast").count() == 0


def test_a_free_picture_is_asked_for_and_comes(page: Page) -> None:
    page.goto("/picture")
    page.get_by_label("¿Qué hay en la imagen?").fill("Un perro en la playa")
    page.get_by_label("Semilla").fill("7")
    page.get_by_role("button", name="Pintarla").click()
    picture = page.get_by_role("img", name="Un perro en la playa")
    expect(picture).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_label("Nombre del archivo").fill("la playa")
        page.get_by_role("button", name="Descargar").click()
    assert arriving.value.suggested_filename == "la-playa.png"
