from fastapi.testclient import TestClient

from assistant.ports import Book
from assistant.story import Address

FORM = {
    "text_scale": "1.4",
    "theme": "dark",
    "voice_rate": "0.7",
    "style": "oil",
    "address": "tú",
    "turn_minutes": "15",
    "carer": "Lucía, planta 2",
    "photos": "yes",
    "generated_pictures": "yes",
}


def test_comfort_and_consents_are_kept(browser: TestClient, book: Book) -> None:
    page = browser.post("/patients/juan", data=FORM)
    assert page.status_code == 200
    assert "Guardado" in page.text
    juan = book.patient("juan")
    assert (juan.comfort.text_scale, juan.comfort.theme, juan.comfort.turn_minutes) == (1.4, "dark", 15)
    assert (juan.address, juan.carer) == (Address.TU, "Lucía, planta 2")
    assert (juan.consents.voice, juan.consents.photos) == (False, True)


def test_what_is_comfortable_shows_on_the_persons_screens(browser: TestClient) -> None:
    browser.post("/patients/juan", data=FORM)
    page = browser.get("/tell/juan").text
    assert 'data-theme="dark"' in page
    assert 'data-scale="140"' in page
    assert 'data-voice-rate="0.7"' in page


def test_an_impossible_size_is_refused(browser: TestClient, book: Book) -> None:
    assert browser.post("/patients/juan", data={**FORM, "text_scale": "9"}).status_code == 422
    assert book.patient("juan").comfort.text_scale == 1.0


def test_the_therapists_language_is_remembered(browser: TestClient) -> None:
    assert "¿Quién cuenta hoy?" in browser.get("/").text
    page = browser.post("/language", data={"language": "en", "back": "/picture"})
    assert page.url.path == "/picture"
    assert "A picture without a telling" in page.text
    assert browser.post("/language", data={"language": "es", "back": "//evil.example"}).url.path == "/"
