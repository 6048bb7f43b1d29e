"""The coach's pages: every form works without JavaScript, and every bad photo is refused in words."""

import re
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from assistant.elements import MOST_PHOTOS, DepictionState, Framing, Tick
from assistant.ports import Book
from assistant.story import Consents, Element, ElementKind
from tests.assistant.photo_sets import a_face, findings
from tests.making import a_likeness, a_photo
from tests.pipelines.photo_making import drawn, real, saved
from tests.web.conftest import JUAN
from web.wiring import Shelf

HOME = "/patients/juan/elements"
ANA = f"{HOME}/anamadr"
FRAGMENT = {"HX-Request": "true"}


class Page(Protocol):
    """An answer with a text."""

    @property
    def text(self) -> str: ...
    @property
    def status_code(self) -> int: ...
    @property
    def url(self) -> Any: ...


def words_of(page: Page) -> str:
    """What a person reads, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def send(browser: TestClient, *files: tuple[str, bytes], headers: dict[str, str] | None = None) -> Page:
    return browser.post(f"{ANA}/upload", files=[("photos", (name, data)) for name, data in files], headers=headers)


def ten_photos() -> list[tuple[str, bytes]]:
    return [(f"foto{number}.jpg", saved(drawn(640, 640, seed=number))) for number in range(10)]


def add(book: Book, photo_id: str, person: float = 0.0, **changes: Any) -> None:
    """A photo of a face, as if it had been looked at."""
    number = int(photo_id[1:])
    found = findings([a_face(person)], fingerprint=f"{(number * 0x9E3779B97F4A7C15) % 2**64:016x}")
    book.save_photo(a_photo(photo_id, "anamadr", "juan", findings=found, **changes))


def test_an_element_is_made_and_stands_in_the_list(browser: TestClient, book: Book) -> None:
    form = {
        "element_id": "carmen1",
        "name": "Carmen",
        "kind": "person",
        "class_word": "woman",
        "stage": "youth",
        "relation": "tía",
        "aliases": "mi tía\nmy aunt, Carmencita",
        "deceased": "yes",
        "spoken_of": "Con cariño",
    }
    page = browser.post(HOME, data=form)
    assert page.url.path == f"{HOME}/carmen1"
    made = book.patient("juan").element("carmen1")
    assert made.aliases == ("Carmen", "mi tía", "my aunt", "Carmencita")
    assert (made.deceased, made.stage, made.class_word, made.relation) == (True, "youth", "woman", "tía")
    assert made.token.startswith("carm")
    assert "Carmen" in words_of(browser.get(HOME))
    browser.post(HOME, data=form)
    assert len(book.patient("juan").elements) == 3
    edited = browser.get(f"{HOME}/carmen1/edit")
    assert 'value="Carmen"' in edited.text
    assert "Carmencita" in edited.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "Falta el nombre"),
        ({"token": "anamadr"}, "anamadr"),
        ({"token": "no es palabra"}, "Elija otra"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(
    browser: TestClient, book: Book, changes: dict[str, str], said: str
) -> None:
    page = browser.post(HOME, data={"element_id": "e1", "name": "Carmen", "kind": "person", **changes})
    assert page.status_code == 422
    assert said in words_of(page)
    assert book.patient("juan").elements == JUAN.elements


def test_an_id_that_could_lead_elsewhere_is_refused(browser: TestClient, book: Book) -> None:
    page = browser.post(HOME, data={"element_id": "../../x", "name": "Carmen"})
    assert page.status_code == 422
    assert book.patient("juan").elements == JUAN.elements


def test_photos_are_added_by_a_plain_form(browser: TestClient, book: Book) -> None:
    page = send(browser, *ten_photos())
    assert page.url.path == ANA
    assert len(book.photos("juan", "anamadr")) == 10
    assert "10/10" not in words_of(page)  # what there is enough of says so in words
    assert page.text.count('class="whole"') == 10
    assert "Faltan fotos" not in words_of(page)
    assert "Falta el consentimiento" in words_of(page)
    picture = re.search(r'href="(/media/[^"]+small\.jpg)"', page.text)
    assert picture is not None
    assert browser.get(picture[1]).headers["content-type"] == "image/jpeg"


def test_nine_photos_say_how_many_are_missing(browser: TestClient) -> None:
    page = send(browser, *ten_photos()[:9])
    assert "Falta una foto distinta para llegar a 10" in words_of(page)
    assert "9/10" in words_of(page)


def test_three_hundred_photos_stop_at_the_limit(browser: TestClient, book: Book) -> None:
    for number in range(MOST_PHOTOS - 1):
        book.save_photo(a_photo(f"f{number}", "anamadr", "juan"))
    extra = [(f"extra{number}.png", saved(drawn(80, 80, seed=number), "PNG")) for number in range(20)]
    page = send(browser, *extra)
    assert len(book.photos("juan", "anamadr")) == MOST_PHOTOS
    assert "Caben 100 fotos" in words_of(page)
    assert "y 7 más" in words_of(page)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("carta.jpg", b"Querida Carmen", "no se puede abrir como foto"),
        ("cortada.jpg", saved(drawn())[:3000], "no se puede abrir como foto"),
        ("punto.png", saved(Image.new("RGB", (1, 1)), "PNG"), "1 × 1"),
        (
            "moving.gif",
            saved(drawn(80, 80), "GIF", save_all=True, append_images=[drawn(80, 80, seed=3)]),
            "Esta imagen es GIF",
        ),
    ],
)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_a_bad_file_is_refused_by_name_and_the_others_are_taken(
    *, browser: TestClient, book: Book, name: str, data: bytes, said: str, headers: dict[str, str]
) -> None:
    page = send(browser, ("buena.jpg", saved(drawn())), (name, data), headers=headers)
    assert page.status_code == 200
    assert name in words_of(page)
    assert said in words_of(page)
    assert "buena.jpg" not in words_of(page)
    assert len(book.photos("juan", "anamadr")) == 1


@pytest.mark.parametrize(
    "data", [saved(drawn(mode="CMYK")), saved(Image.new("I;16", (90, 90), 40000), "PNG"), real("turned.heic")]
)
def test_unusual_photos_are_taken(browser: TestClient, book: Book, data: bytes) -> None:
    send(browser, ("foto", data))
    assert len(book.photos("juan", "anamadr")) == 1


def test_the_same_photo_ten_times_counts_once(browser: TestClient, book: Book) -> None:
    send(browser, *[(f"f{number}.jpg", saved(drawn())) for number in range(5)])
    page = send(browser, *[(f"q{number}.jpg", saved(drawn(), quality=70 + number)) for number in range(5)])
    assert len(book.photos("juan", "anamadr")) == 6
    assert "Esta foto está repetida" in words_of(page)
    assert "con 9 distintas más" in words_of(page)


def test_no_file_chosen_changes_nothing(browser: TestClient, book: Book) -> None:
    page = browser.post(f"{ANA}/upload", files=[("photos", ("", b""))])
    assert page.status_code in {200, 422}
    assert book.photos("juan") == []


def test_without_consent_to_photos_none_is_kept(browser: TestClient, book: Book) -> None:
    book.save_patient(JUAN.model_copy(update={"consents": Consents(photos=False)}))
    page = send(browser, ("foto.jpg", saved(drawn())))
    assert page.status_code == 403
    assert "consentimiento para guardar fotos" in words_of(page)
    assert book.photos("juan") == []


def test_a_sent_photo_answers_at_once_with_its_advice(browser: TestClient) -> None:
    dark = Image.new("RGB", (300, 300), (10, 10, 10))
    part = send(browser, ("oscura.jpg", saved(dark)), headers=FRAGMENT)
    assert "<html" not in part.text
    for piece in ('id="coach"', 'id="photos"', 'id="refused"', 'id="learn"'):
        assert piece in part.text
    assert "Está muy oscura" in words_of(part)
    assert "mide 300 puntos" in words_of(part)
    assert "/static/meant.svg#photo_too_dark" in part.text


def test_what_the_family_says_of_a_photo_is_kept(browser: TestClient, book: Book) -> None:
    send(browser, ("foto.jpg", saved(drawn(800, 600))))
    photo = book.photos("juan", "anamadr")[0]
    form = {
        "framing": "full_body",
        "ticks": ["smile", "outdoors"],
        "caption": photo.caption,
        "kept": "yes",
        "left": "10",
        "top": "0",
        "side": "90",
    }
    page = browser.post(f"{ANA}/photos/{photo.id}", data=form)
    assert page.status_code == 200
    said = book.photo(photo.id)
    assert (said.framing, said.ticks, said.kept) == (Framing.FULL_BODY, (Tick.SMILE, Tick.OUTDOORS), True)
    assert "smiling" in said.caption
    assert (round(said.crop.left * 800), round(said.crop.width * 800), round(said.crop.height * 600)) == (80, 540, 540)
    unsaid = browser.post(f"{ANA}/photos/{photo.id}", data={"framing": "", "caption": "anamadr at the fair"})
    assert unsaid.status_code == 200
    left_out = book.photo(photo.id)
    assert (left_out.framing, left_out.kept, left_out.caption) == (None, False, "anamadr at the fair")
    assert left_out.crop == said.crop
    assert "De esta no se aprende" in words_of(unsaid)


@pytest.mark.parametrize("side", ["0", "400", "big"])
def test_an_impossible_square_is_refused(browser: TestClient, book: Book, side: str) -> None:
    send(browser, ("foto.jpg", saved(drawn())))
    photo = book.photos("juan", "anamadr")[0]
    page = browser.post(f"{ANA}/photos/{photo.id}", data={"left": "0", "top": "0", "side": side})
    assert page.status_code == 422
    assert book.photo(photo.id) == photo


def test_a_photo_can_be_taken_away(browser: TestClient, book: Book) -> None:
    send(browser, ("foto.jpg", saved(drawn())))
    photo = book.photos("juan", "anamadr")[0]
    browser.post(f"{ANA}/photos/{photo.id}/remove")
    assert book.photos("juan") == []
    assert browser.get(f"/media/{photo.media_id}").status_code == 404


def test_a_photo_of_another_element_is_out_of_reach(browser: TestClient, book: Book) -> None:
    send(browser, ("foto.jpg", saved(drawn())))
    photo = book.photos("juan", "anamadr")[0]
    for way in ("", "/remove", "/vouch"):
        assert browser.post(f"{HOME}/jovenalp/photos/{photo.id}{way}").status_code == 404
    assert book.photo(photo.id) == photo


def test_somebody_elses_face_is_asked_about_beside_hers(browser: TestClient, book: Book) -> None:
    for number in range(4):
        add(book, f"f{number}")
    add(book, "f4", person=3.0)
    page = browser.get(ANA)
    assert "¿También es Ana?" in words_of(page)
    assert page.text.count(f"{ANA}/photos/f4/vouch") == 1
    assert page.text.count('class="cut"') == 4
    said = browser.post(f"{ANA}/photos/f4/vouch", data={"is_the_one": "no"})
    assert "¿También es Ana?" not in words_of(said)
    assert Tick.NOT_THIS_ONE in book.photo("f4").ticks
    browser.post(f"{ANA}/photos/f4/vouch", data={"is_the_one": "yes"})
    assert book.photo("f4").ticks == (Tick.THIS_ONE,)


def test_consent_is_given_and_taken_back(browser: TestClient, book: Book) -> None:
    for number in range(10):
        add(book, f"f{number}")
    assert 'value="Ana"' in browser.get(ANA).text
    agreed = {"person": "Ana", "given_by": "Juan, su hijo", "purpose": "Su libro", "answer": "yes"}
    page = browser.post(f"{ANA}/consent", data=agreed)
    assert "Ana da su consentimiento. Lo dice Juan, su hijo" in words_of(page)
    assert "Falta el consentimiento" not in words_of(page)
    book.save_likeness(a_likeness("k1", "anamadr", "juan"))
    page = browser.post(f"{ANA}/consent", data={"person": "Ana", "given_by": "Juan", "answer": "no"})
    assert "ha retirado su consentimiento" in words_of(page)
    assert (book.photos("juan"), book.likenesses("juan")) == ([], [])
    assert [word.state for word in book.depictions("juan")] == [DepictionState.REVOKED, DepictionState.GIVEN]


def test_a_consent_without_a_name_is_refused(browser: TestClient, book: Book) -> None:
    page = browser.post(f"{ANA}/consent", data={"person": " ", "given_by": "Juan", "answer": "yes"})
    assert page.status_code == 422
    assert book.depictions("juan") == []


def test_the_painter_is_tried_on_the_plain_name(browser: TestClient, book: Book) -> None:
    church = Element(id="sagrada", token="sagrzuk", kind=ElementKind.PLACE, class_word="church", name="Sagrada Família")
    book.save_patient(JUAN.model_copy(update={"elements": (*JUAN.elements, church)}))
    page = browser.post(f"{HOME}/sagrada/known")
    assert page.url.path.startswith("/picture/")
    free = book.free_pictures()[0]
    assert (free.description, free.number, len(free.media_ids)) == ("Sagrada Família", 4, 4)


def test_deleting_takes_it_out_of_the_life(browser: TestClient, book: Book) -> None:
    send(browser, ("foto.jpg", saved(drawn())))
    page = browser.post(f"{ANA}/delete")
    assert page.url.path == HOME
    assert [element.id for element in book.patient("juan").elements] == ["jovenalp"]
    assert book.photos("juan") == []
    assert browser.get(ANA).status_code == 404


def test_places_and_animals_have_their_own_words(browser: TestClient, book: Book) -> None:
    dog = Element(id="kio", token="kiotwr", kind=ElementKind.ANIMAL, class_word="dog", name="Kio")
    book.save_patient(JUAN.model_copy(update={"elements": (*JUAN.elements, dog)}))
    page = browser.get(f"{HOME}/kio")
    assert "Una de cerca" in words_of(page)
    assert "sonriendo" not in words_of(page)
    assert "Falta el consentimiento" not in words_of(page)


def test_the_page_is_complete_in_english(browser: TestClient) -> None:
    browser.post("/language", data={"language": "en", "back": "/"})
    page = send(browser, ("dark.jpg", saved(Image.new("RGB", (600, 600)))))
    for words in ("What a good set holds", "It is very dark", "Who agrees", "Before the painter can learn"):
        assert words in words_of(page)


def test_work_that_is_not_done_here_is_named_as_missing(browser: TestClient, shelf: Shelf) -> None:
    assert shelf.painter() is None
    page = browser.post(f"{ANA}/learning", data={"preset": "quick"})
    assert page.status_code == 503
