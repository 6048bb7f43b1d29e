"""Correcting what was understood over HTTP: every form saves a revision; nothing is drawn before it is asked for."""

import pytest
from fastapi.testclient import TestClient

from assistant.correcting import key_of
from assistant.ports import Book
from assistant.story import Presence, Scene

MEMORY = "De joven iba con mi madre a la playa. Llevábamos un zorbillo."
HTMX = {"hx-request": "true"}


@pytest.fixture
def told(browser: TestClient) -> str:
    browser.post("/tell/juan/t1/finish", data={"typed": MEMORY})
    return "t1"


def newest(book: Book) -> Scene:
    scene = book.scene("t1")
    assert scene is not None
    return scene


def things(book: Book, **presences: Presence) -> dict[str, list[str]]:
    """The form as the page sends it, with some things changed by the last of their words."""
    details = newest(book).details
    return {
        "thing": [key_of(detail) for detail in details],
        "presence": [presences.get(detail.text.split()[-1], detail.presence) for detail in details],
        "english": [detail.english for detail in details],
    }


def test_an_element_leaves_and_comes_back(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/elements/anamadr/remove")
    assert "anamadr" not in {use.element_id for use in newest(book).elements}
    page = browser.post(f"/review/{told}/elements", data={"element": "anamadr"}).text
    assert 'data-element="anamadr"' in page
    assert [use.element_id for use in newest(book).elements][-1] == "anamadr"


def test_a_thing_that_is_not_there_is_not_painted_and_several_changes_cost_one_drawing(
    browser: TestClient, book: Book, told: str
) -> None:
    before = len(book.renders(told))
    assert "Volver a dibujar" not in browser.get(f"/review/{told}").text
    browser.post(f"/review/{told}/things", data=things(book, playa=Presence.DENIED, madre=Presence.MENTIONED))
    page = browser.post(f"/review/{told}/stage", data={"stage": "old_age"}).text
    assert "Volver a dibujar" in page
    assert len(book.renders(told)) == before
    assert "Volver a dibujar" not in browser.post(f"/review/{told}/draw").text
    newer = book.renders(told)
    assert len(newer) == before + 1
    assert newer[0].recipe.layout.background == ""
    assert "woman" not in newer[0].recipe.prompt.positive
    browser.post(f"/review/{told}/draw")
    assert len(book.renders(told)) == before + 1


def test_what_was_said_can_be_added_and_what_was_not_cannot(browser: TestClient, book: Book, told: str) -> None:
    form = {"words": "un zorbillo", "kind": "objects", "english": "lantern"}
    page = browser.post(f"/review/{told}/said", data=form).text
    assert '<mark class="said-objects">un zorbillo</mark>' in page
    revision = newest(book).revision
    for wrong in ({"words": "un tanque"}, {"english": "(tank:1.4)"}, {"english": ""}, {"kind": "ghosts"}):
        assert browser.post(f"/review/{told}/said", data=form | wrong).status_code == 422
    assert newest(book).revision == revision


def test_a_change_can_be_undone_and_any_version_comes_back(browser: TestClient, book: Book, told: str) -> None:
    first = newest(book)
    assert "Deshacer" not in browser.get(f"/review/{told}").text
    browser.post(f"/review/{told}/stage", data={"stage": "old_age"})
    browser.post(f"/review/{told}/elements/anamadr/remove")
    assert "Deshacer" in browser.post(f"/review/{told}/back", data={"revision": "2"}).text
    assert (newest(book).stage.stage, newest(book).revision) == ("old_age", 4)
    page = browser.post(f"/review/{told}/back", data={"revision": "1"}).text
    assert newest(book).stage == first.stage
    assert "Deshacer" not in page
    assert page.count("Volver a esta") == 4
    assert browser.post(f"/review/{told}/back", data={"revision": "77"}).status_code == 404


def test_htmx_gets_what_follows_from_a_correction(browser: TestClient, book: Book, told: str) -> None:
    answer = browser.post(f"/review/{told}/things", data=things(book, playa=Presence.MENTIONED), headers=HTMX)
    assert "<html" not in answer.text
    assert '<section class="leaf stack" id="part-understood" aria' in answer.text
    for part in ("head", "words", "pictures", "origins", "versions"):
        assert f'id="part-{part}" hx-swap-oob="true"' in answer.text
    assert "<details open>" in answer.text
    assert "Guardado." in answer.text


@pytest.mark.parametrize(
    "broken",
    [
        {"thing": ["people-1-2"], "presence": ["present"], "english": [""]},
        {"thing": ["people-1-2"], "presence": ["present", "present"], "english": [""]},
        {"thing": ["people-1-2"], "presence": ["maybe"], "english": [""]},
        {},
    ],
    ids=str,
)
def test_a_form_that_does_not_fit_changes_nothing(
    browser: TestClient, book: Book, told: str, broken: dict[str, list[str]]
) -> None:
    assert browser.post(f"/review/{told}/things", data=broken).status_code in {404, 422}
    assert newest(book).revision == 1


def test_the_title_of_page_and_window_follow_a_correction(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/renders/{book.renders(told)[0].id}/approve")
    browser.post(f"/review/{told}/words", data={"text": "Íbamos al río. Hacía sol."})
    assert book.entries("juan")[0].title == "Íbamos al río"
    assert "<title>Íbamos al río" in browser.get(f"/review/{told}").text
    news = browser.get(f"/review/{told}/progress?head=old", headers=HTMX).text
    assert "<title>Íbamos al río · Evoca</title>" in news


def test_a_deleted_element_leaves_every_scene_and_no_version_brings_it_back(
    browser: TestClient, book: Book, told: str
) -> None:
    before = book.scene(told)
    assert before is not None
    assert "anamadr" in {use.element_id for use in before.elements}
    browser.post("/patients/juan/elements/anamadr/delete")
    for path in (f"/review/{told}", f"/review/{told}/boxes", "/review", "/"):
        assert browser.get(path).status_code == 200, path
    browser.post(f"/review/{told}/back", data={"revision": str(before.revision)})
    assert browser.get(f"/review/{told}").status_code == 200
    browser.post(f"/review/{told}/draw")
    drawn, scene = book.renders(told)[0], book.scene(told)
    assert scene is not None
    assert "anamadr" not in {use.element_id for use in scene.elements}
    assert drawn.scene_revision == scene.revision
    assert "woman" in drawn.recipe.prompt.positive, "what was said is painted from words"
