from dataclasses import dataclass
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from assistant.ports import Book
from assistant.story import Decision, RecollectionState, RenderState, Step, StepReport, StepState, Transcript
from web.wiring import Shelf

MEMORY = "De joven iba con mi madre a la playa. No teníamos coche."


@pytest.fixture
def told(browser: TestClient) -> str:
    browser.post("/tell/juan/t1/finish", data={"typed": MEMORY})
    return "t1"


def test_the_queue_names_the_memory_and_the_person(browser: TestClient, told: str) -> None:
    for path in ("/", "/review"):
        page = browser.get(path).text
        assert "Juan Pacheco" in page
        assert f'href="/review/{told}"' in page


def test_evidence_is_marked_and_the_words_stay_whole(browser: TestClient, told: str) -> None:
    page = browser.get(f"/review/{told}").text
    told_words = page[page.index('<p class="told"') : page.index("</p>", page.index('<p class="told"'))]
    assert '<mark class="said-people">mi madre</mark>' in told_words
    assert '<mark class="said-left-out">coche</mark>' in told_words


@pytest.mark.parametrize("source", get_args(Transcript.model_fields["source"].annotation))
def test_every_source_of_the_words_is_named(browser: TestClient, book: Book, told: str, source: str) -> None:
    transcript = book.transcript(told)
    assert transcript is not None
    book.save_transcript(Transcript.model_validate({**transcript.model_dump(), "source": source}))
    assert browser.get(f"/review/{told}").status_code == 200


def test_the_page_tells_where_each_thing_comes_from(browser: TestClient, told: str) -> None:
    page = browser.get(f"/review/{told}").text
    for word in ("dicho", "del perfil", "del estilo", "data-prompt", "Prompt negativo"):
        assert word in page


@pytest.mark.parametrize(
    ("decision", "state"), [("approve", RenderState.APPROVED), ("unsuitable", RenderState.UNSUITABLE)]
)
def test_a_decision_is_kept(browser: TestClient, book: Book, told: str, decision: str, state: RenderState) -> None:
    render = book.renders(told)[0]
    assert browser.post(f"/renders/{render.id}/{decision}").url.path == f"/review/{told}"
    assert book.render(render.id).state is state


def test_a_refusal_can_be_taken_back(browser: TestClient, book: Book, told: str) -> None:
    render = book.renders(told)[0]
    page = browser.post(f"/renders/{render.id}/unsuitable").text
    assert f'action="/renders/{render.id}/approve"' in page
    browser.post(f"/renders/{render.id}/approve")
    assert book.render(render.id).state is RenderState.APPROVED


def test_again_paints_a_new_picture_and_keeps_the_old_one_apart(browser: TestClient, book: Book, told: str) -> None:
    first = book.renders(told)[0]
    browser.post(f"/renders/{first.id}/again")
    renders = book.renders(told)
    assert len(renders) == 2
    assert renders[0].recipe.seed != first.recipe.seed
    assert book.render(first.id).state is RenderState.SUPERSEDED
    assert book.reviews(told)[0].decision is Decision.AGAIN


def test_a_corrected_transcript_is_read_anew(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/words", data={"text": "De joven iba con mi perro al río."})
    transcript, scene = book.transcript(told), book.scene(told)
    assert transcript is not None
    assert transcript.source == "corrected"
    assert scene is not None
    assert [detail.english for detail in scene.details if detail.kind == "animals"] == ["dog"]


def test_the_life_stage_can_be_chosen(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/stage", data={"stage": "old_age"})
    scene = book.scene(told)
    assert scene is not None
    assert (scene.stage.stage, scene.stage.decided_by) == ("old_age", "therapist")


def test_a_sad_memory_starts_no_picture_until_a_therapist_asks(browser: TestClient, book: Book) -> None:
    browser.post("/tell/juan/t1/finish", data={"typed": "Cuando murió mi madre lloré mucho. Fue un día muy triste."})
    assert book.renders("t1") == []
    assert "No se ha empezado ninguna imagen" in browser.get("/review/t1").text
    browser.post("/review/t1/paint")
    assert len(book.renders("t1")) == 1


def test_a_memory_can_enter_the_book_with_its_words_alone(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/words-alone")
    entry = book.entries("juan")[0]
    assert entry.media_id is None
    assert MEMORY in browser.get(f"/book/juan/pages/{entry.id}").text


def test_a_failed_step_says_why_and_can_be_tried_again(browser: TestClient, book: Book, told: str) -> None:
    book.save_report(
        StepReport(
            subject_id=told,
            step=Step.PAINTING,
            state=StepState.FAILED,
            fault="model_damaged",
            fault_data={"model": "storybook", "file": "unet"},
        )
    )
    page = browser.get(f"/review/{told}").text
    assert "El archivo unet del modelo storybook está dañado" in page
    answer = browser.post(f"/review/{told}/retry/painting", headers={"hx-request": "true"})
    assert 'id="part-progress"' in answer.text
    assert "<html" not in answer.text
    assert next(r for r in book.reports(told) if r.step is Step.PAINTING).state is not StepState.FAILED


@dataclass
class Watched:
    """What the page shows, as the versions that its next question carries."""

    client: TestClient
    path: str

    def ask(self, query: str) -> tuple[int, str]:
        answer = self.client.get(f"{self.path}?{query}", headers={"hx-request": "true"})
        return answer.status_code, answer.text


def versions(page: str) -> str:
    """The query that the page would send."""
    import re

    inside = page[page.index('id="part-versions"') :]
    parts = re.findall(r'name="(\w+)" value="(\w+)"', inside[: inside.index("</fieldset>")])
    seen = re.search(r"progress\?seen=(\w+)", page)
    return "&".join([f"{name}={value}" for name, value in parts] + ([f"seen={seen[1]}"] if seen else []))


def test_only_what_is_new_is_sent(browser: TestClient, book: Book, told: str) -> None:
    running = StepReport(subject_id=told, step=Step.PAINTING, state=StepState.RUNNING, done=1, of=20)
    book.save_report(running)
    page = browser.get(f"/review/{told}").text
    watched = Watched(browser, f"/review/{told}/progress")
    assert watched.ask(versions(page)) == (204, "")

    book.save_report(running.model_copy(update={"done": 2}))
    status, fragment = watched.ask(versions(page))
    assert status == 200
    assert "2 / 20" in fragment
    assert 'id="part-words"' not in fragment
    assert 'id="part-pictures"' not in fragment

    book.save_render(book.renders(told)[0].model_copy(update={"id": "new", "kind": "painting"}))
    _, fragment = watched.ask(versions(page))
    assert 'id="part-pictures" hx-swap-oob="true"' in fragment
    assert 'id="part-words"' not in fragment


def test_the_page_stops_asking_when_all_is_done(browser: TestClient, told: str) -> None:
    assert 'hx-trigger="every 1500ms"' not in browser.get(f"/review/{told}").text


@pytest.mark.parametrize("path", ["/review/t1/progress", "/alerts", "/picture"])
def test_a_fragment_visited_directly_is_a_whole_page(browser: TestClient, told: str, path: str) -> None:
    assert browser.get(path).text.startswith("<!doctype html>")


def test_a_telling_that_was_left_can_be_finished_by_the_therapist(browser: TestClient, book: Book) -> None:
    browser.post("/tell/juan/t1/typed", data={"typed": MEMORY})
    assert "Empezados y sin terminar" in browser.get("/review").text
    assert "Terminarlo por la persona" in browser.get("/review/t1").text
    browser.post("/review/t1/finish")
    assert len(book.renders("t1")) == 1


def test_a_memory_that_nobody_decided_on_can_be_left_and_taken_up_again(
    browser: TestClient, book: Book, told: str
) -> None:
    browser.post(f"/review/{told}/stage", data={"stage": "old_age"})
    page = browser.post(f"/review/{told}/leave").text
    assert "Este recuerdo se dejó para otro día" in page
    queue = browser.get("/review").text
    assert queue.index("Empezados y sin terminar") < queue.index(f'href="/review/{told}"')
    page = browser.post(f"/review/{told}/finish").text
    assert "Este recuerdo se dejó" not in page
    scene = book.scene(told)
    assert scene is not None
    assert scene.stage.stage == "old_age", "what a therapist corrected is still there"
    browser.post(f"/renders/{book.renders(told)[0].id}/approve")
    assert f"/review/{told}/leave" not in browser.get(f"/review/{told}").text
    browser.post(f"/review/{told}/leave")
    assert book.recollection(told).state is RecollectionState.TOLD, "a page of the book is not left"


def test_one_tap_hides_a_picture_and_a_therapist_restores_it(browser: TestClient, book: Book, told: str) -> None:
    render = book.renders(told)[0]
    browser.post(f"/renders/{render.id}/approve")
    entry = book.entries("juan")[0]
    browser.post(f"/book/juan/pages/{entry.id}/hide")
    assert browser.get(f"/book/juan/pages/{entry.id}").status_code == 404
    assert "ha ocultado una imagen" in browser.get("/").text
    assert f"/renders/{render.id}/restore" in browser.get("/patients/juan").text
    browser.post(f"/renders/{render.id}/restore")
    assert browser.get(f"/book/juan/pages/{entry.id}").status_code == 200


def test_the_person_is_asked_whether_a_picture_looks_right_and_no_answer_is_wrong(
    browser: TestClient, book: Book, told: str
) -> None:
    browser.post(f"/renders/{book.renders(told)[0].id}/approve")
    alike = f"/book/juan/pages/{book.entries('juan')[0].id}/alike"
    assert alike in browser.get(f"/book/juan/pages/{book.entries('juan')[0].id}").text
    asked = browser.get(alike).text
    assert "Aquí está la imagen de su relato. ¿Se parece?" in asked
    assert "Imagen creada con inteligencia artificial" in asked
    for answer, words in (("yes", "ha dicho que sí"), ("no", "ha dicho que no mucho")):
        for _ in range(2):
            assert "Gracias por decírmelo. Así está bien." in browser.post(alike, data={"answer": answer}).text
        assert browser.get(f"/review/{told}").text.count(words) == 1
    assert browser.get(alike.replace("juan", "rose")).status_code == 404
    assert browser.post(alike.replace("juan", "rose"), data={"answer": "yes"}).status_code == 404


def test_a_page_without_a_picture_asks_nothing(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/words-alone")
    page = f"/book/juan/pages/{book.entries('juan')[0].id}"
    assert "/alike" not in browser.get(page).text
    assert browser.get(f"{page}/alike").status_code == 404
    assert browser.post(f"{page}/alike", data={"answer": "no"}).status_code == 404


def test_a_memory_with_its_words_alone_stands_in_the_book(browser: TestClient, told: str) -> None:
    assert "En el libro" in browser.post(f"/review/{told}/words-alone").text


def test_when_every_picture_was_refused_another_can_be_painted(browser: TestClient, book: Book, told: str) -> None:
    first = book.renders(told)[0]
    page = browser.post(f"/renders/{first.id}/unsuitable").text
    assert f'action="/renders/{first.id}/again"' in page
    browser.post(f"/renders/{first.id}/again")
    assert [render.state for render in book.renders(told)] == [RenderState.PENDING, RenderState.UNSUITABLE]
    assert f'href="/review/{told}"' in browser.get("/review").text


def test_a_page_is_hidden_only_from_its_own_book(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/renders/{book.renders(told)[0].id}/approve")
    entry = book.entries("juan")[0]
    assert browser.post(f"/book/rose/pages/{entry.id}/hide").status_code == 404
    assert not book.entry(entry.id).hidden


def test_nothing_unapproved_is_in_the_book(browser: TestClient, shelf: Shelf, told: str) -> None:
    assert "Juventud" not in browser.get("/book/juan").text
    assert "espera el primer recuerdo" in browser.get("/book/juan").text
