import pytest
from fastapi.testclient import TestClient

from assistant.ports import Book
from web.views.pictures import file_name

WISH = {
    "picture_id": "p1",
    "description": "Un perro en la playa",
    "language": "es",
    "painter": "sketch",
    "steps": "20",
    "guidance": "7",
    "seed": "3",
    "number": "2",
}


def test_a_picture_without_a_telling(browser: TestClient, book: Book) -> None:
    for _ in range(2):
        assert browser.post("/picture", data=WISH).url.path == "/picture/p1"
    assert len(book.free_pictures()) == 1
    made = book.free_picture("p1")
    assert len(made.media_ids) == 2
    page = browser.get("/picture/p1").text
    assert all(f"/media/{media_id}" in page for media_id in made.media_ids)
    assert "Imagen creada con inteligencia artificial" in page


def test_it_is_downloaded_under_a_chosen_name(browser: TestClient) -> None:
    browser.post("/picture", data=WISH)
    answer = browser.get("/picture/p1/download/1", params={"name": "La playa de Cádiz.png"})
    assert answer.content.startswith(b"\x89PNG")
    assert "la-playa-de-c%C3%A1diz.png" in answer.headers["content-disposition"]
    assert browser.get("/picture/p1/download/9").status_code == 404


def test_a_grid_becomes_a_contact_sheet(browser: TestClient, book: Book) -> None:
    browser.post("/picture", data={**WISH, "steps_grid": "12, 20", "guidance_grid": "5;13"})
    made = book.free_picture("p1")
    assert made.steps_grid == (12, 20)
    assert made.guidance_grid == (5.0, 13.0)
    assert made.sheet_id is not None
    assert f"/media/{made.sheet_id}" in browser.get("/picture/p1").text


def test_the_time_is_told_before_it_starts(browser: TestClient, book: Book) -> None:
    slow = {**WISH, "painter": "storybook"}
    ask = {"headers": {"hx-request": "true"}}
    assert "no se sabe" in browser.get("/picture", params=slow, headers=ask["headers"]).text
    browser.post("/picture", data=WISH)
    measured = book.free_picture("p1").model_copy(update={"painter": "storybook", "seconds": 80.0})
    book.save_free_picture(measured)
    fragment = browser.get("/picture", params={**slow, "steps": "30", "number": "1"}, headers=ask["headers"]).text
    assert "1 min 00 s" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(
    ("wrong", "sentence", "status"),
    [
        ({"steps_grid": "a few"}, "separados por comas", 422),
        ({"guidance_grid": "5, 31"}, "de 0 a 30", 422),
        ({"steps_grid": ", ".join(map(str, range(1, 38)))}, "como mucho 36", 422),
        ({"description": " "}, "Escriba qué hay en la imagen", 422),
        ({"description": "a" * 2001}, "2001 caracteres", 413),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_as_it_was_filled_in(
    browser: TestClient, book: Book, wrong: dict[str, str], sentence: str, status: int
) -> None:
    filled = {**WISH, "description": "Un perro en la nieve", "seed": "77", **wrong}
    answer = browser.post("/picture", data=filled)
    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="77"' in answer.text
    assert filled["description"].strip() in answer.text
    assert book.free_pictures() == []


def test_the_form_can_be_filled_with_an_earlier_wish(browser: TestClient) -> None:
    page = browser.post("/picture", data=WISH).text
    link = page[page.index('href="/picture?') + 6 :].split('"')[0].replace("&amp;", "&")
    assert "Un perro en la playa" in browser.get(link).text


def test_a_file_name_is_made_of_letters_and_hyphens() -> None:
    assert file_name("../../etc/Pásame: la sal!") == "etc-pásame-la-sal"
    assert file_name("///") == "evoca"
    assert len(file_name("palabra " * 40)) <= 60
