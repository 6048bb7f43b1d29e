from fastapi.testclient import TestClient

from assistant.ports import Book
from assistant.story import Address
from tests.making import a_likeness
from tests.pipelines.photo_making import drawn, saved
from tests.web.test_elements import ANA, words_of

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


WITHOUT_PHOTOS = {key: value for key, value in FORM.items() if key != "photos"}


def test_without_any_photo_the_consent_to_them_is_taken_back_at_once(browser: TestClient, book: Book) -> None:
    page = browser.post("/patients/juan", data=WITHOUT_PHOTOS)
    assert page.url.path == "/patients/juan"
    assert not book.patient("juan").consents.photos


def test_taking_back_the_consent_to_photos_is_asked_about_and_erases(browser: TestClient, book: Book) -> None:
    browser.post(f"{ANA}/upload", files=[("photos", (f"f{n}.jpg", saved(drawn(seed=n)))) for n in range(2)])
    book.save_likeness(a_likeness("k1", "anamadr", "juan"))
    photo = book.photos("juan")[0]
    asked = browser.post("/patients/juan", data=WITHOUT_PHOTOS)
    assert asked.url.path == "/patients/juan/photos-consent"
    for words in ("Fotos familiares: 2", "siendo aprendidos: 1", "salen del libro: 0", "No se puede deshacer"):
        assert words in words_of(asked)
    assert book.patient("juan").consents.photos
    assert book.patient("juan").comfort.theme == "dark"
    assert len(book.photos("juan")) == 2
    done = browser.post("/patients/juan/photos-consent")
    assert "Guardado" in words_of(done)
    assert (book.photos("juan"), book.likenesses("juan")) == ([], [])
    assert not book.patient("juan").consents.photos
    assert browser.get(f"/media/{photo.media_id}").status_code == 404
    assert browser.post("/patients/juan/photos-consent").status_code == 200
    assert browser.post("/patients/nobody/photos-consent").status_code == 404
