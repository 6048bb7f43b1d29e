"""Elements are made, photos added, described, cut anew and taken away."""

from pathlib import Path

import pytest

from assistant.comparing import faces_in_crop
from assistant.elements import MOST_PHOTOS, Face, Framing, Tick
from assistant.errors import (
    InputRefused,
    NameMissing,
    NotAllowed,
    NotFound,
    PhotoUnreadable,
    TokenTaken,
    TooManyPhotos,
)
from assistant.photographing import (
    Draft,
    add_photo,
    create_element,
    describe_photo,
    recrop,
    remove_photo,
    vouch,
)
from assistant.ports import Book, Media, Seen
from assistant.story import Box, Consents, Element, ElementKind
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.assistant.photo_sets import WHOLE, a_face, findings
from tests.making import a_patient, a_photo

HER = ("ines", "rosamad")


class ListedEye:
    """A `PhotoEye` that finds the faces of a list, and refuses bytes that say so."""

    def __init__(self, *faces: Face) -> None:
        self._faces = faces
        self.looked: list[Box | None] = []

    def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
        """See `PhotoEye`."""
        if data == b"no photo":
            raise PhotoUnreadable()
        self.looked.append(crop)
        found = findings(self._faces if people else (), fingerprint=f"{int.from_bytes(data[:8]):016x}")
        return Seen(clean=b"clean " + data, preview=b"small", findings=found, crop=crop or WHOLE)


@pytest.fixture
def book() -> Book:
    book = BookMemory()
    book.save_patient(a_patient())
    return book


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return MediaMemory(tmp_path)


def nothing(_word: str) -> bool:
    """A painter that knows no word."""
    return False


def made(book: Book, name: str = "Carmen", **changes: object) -> Element:
    draft = Draft.model_validate({"name": name, "kind": "person", "class_word": "woman", **changes})
    return create_element("ines", draft, element_id="e1", book=book, knows=nothing)


def test_an_element_is_made_with_a_token_of_its_own(book: Book) -> None:
    carmen = made(book, "  Carmen  Gil ", relation="aunt", aliases=("mi tía", "Carmen Gil"), deceased=True)
    assert carmen.token.startswith("carm")
    assert (carmen.name, carmen.aliases) == ("Carmen Gil", ("Carmen Gil", "mi tía"))
    assert book.patient("ines").elements[-1] == carmen
    assert len(book.patient("ines").elements) == 3


def test_the_same_form_again_changes_all_but_the_token(book: Book) -> None:
    first = made(book)
    again = made(book, "Carmela", token="another")
    assert again.token == first.token
    assert [element.name for element in book.patient("ines").elements if element.id == "e1"] == ["Carmela"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "   "}, NameMissing),
        ({"token": "rosamad"}, TokenTaken),
        ({"token": "rosamadre"}, TokenTaken),
        ({"token": "dos palabras"}, TokenTaken),
    ],
)
def test_a_form_that_cannot_be_used_changes_nothing(
    book: Book, changes: dict[str, str], fault: type[InputRefused]
) -> None:
    with pytest.raises(fault):
        made(book, **{"name": "Carmen", **changes})
    assert len(book.patient("ines").elements) == 2


def test_a_word_that_the_painter_knows_is_no_token(book: Book) -> None:
    draft = Draft(name="Catedral", kind=ElementKind.PLACE, token="cathedral")
    with pytest.raises(TokenTaken):
        create_element("ines", draft, element_id="e1", book=book, knows=lambda word: word == "cathedral")


def test_a_photo_is_kept_without_its_original(book: Book, media: Media) -> None:
    data = b"original"
    photo = add_photo(*HER, data, book=book, media=media, eye=ListedEye(a_face()))
    assert media.path(photo.media_id).read_bytes() == b"clean original"
    assert photo.preview_id is not None
    assert media.path(photo.preview_id).read_bytes() == b"small"
    assert "rosamad" in photo.caption
    assert book.photos(*HER) == [photo]


def test_the_same_file_twice_is_kept_once(book: Book, media: Media) -> None:
    eye = ListedEye(a_face())
    first = add_photo(*HER, b"one", book=book, media=media, eye=eye)
    assert add_photo(*HER, b"one", book=book, media=media, eye=eye) == first
    assert len(eye.looked) == 1
    add_photo("ines", "inesjov", b"one", book=book, media=media, eye=eye)
    assert len(book.photos("ines")) == 2


def test_the_same_file_twice_at_once_is_kept_once(book: Book, media: Media) -> None:
    class Meanwhile(ListedEye):
        """While this eye looks, the same photo comes in by another way."""

        def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
            add_photo(*HER, data, book=book, media=media, eye=ListedEye(a_face()))
            return super().look(data, people=people, crop=crop)

    add_photo(*HER, b"one", book=book, media=media, eye=Meanwhile(a_face()))
    assert len(book.photos(*HER)) == 1


def test_there_is_room_for_a_hundred(book: Book, media: Media) -> None:
    for number in range(MOST_PHOTOS):
        book.save_photo(a_photo(f"p{number}"))
    with pytest.raises(TooManyPhotos):
        add_photo(*HER, b"one more", book=book, media=media, eye=ListedEye())
    assert len(book.photos(*HER)) == MOST_PHOTOS


def test_what_is_refused_leaves_nothing(book: Book, media: Media) -> None:
    with pytest.raises(PhotoUnreadable):
        add_photo(*HER, b"no photo", book=book, media=media, eye=ListedEye())
    with pytest.raises(NotFound):
        add_photo("ines", "nobody", b"one", book=book, media=media, eye=ListedEye())
    book.save_patient(a_patient(consents=Consents(photos=False)))
    with pytest.raises(NotAllowed):
        add_photo(*HER, b"one", book=book, media=media, eye=ListedEye())
    assert book.photos("ines") == []


def test_a_consent_that_is_taken_back_while_a_photo_is_looked_at_holds(book: Book, media: Media) -> None:
    class Slow(ListedEye):
        def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
            book.save_patient(a_patient(consents=Consents(photos=False)))
            return super().look(data, people=people, crop=crop)

    with pytest.raises(NotAllowed):
        add_photo(*HER, b"one", book=book, media=media, eye=Slow())
    assert book.photos("ines") == []


def test_beside_others_the_square_follows_the_one_whom_the_set_shows(book: Book, media: Media) -> None:
    for number in range(3):
        add_photo(*HER, bytes([number] * 8), book=book, media=media, eye=ListedEye(a_face(1.0)))
    eye = ListedEye(a_face(5.0, left=0.0, height=0.5), a_face(1.0, left=0.7, height=0.3))
    photo = add_photo(*HER, b"together", book=book, media=media, eye=eye)
    assert eye.looked[0] is None
    assert len(eye.looked) == 2
    assert faces_in_crop(photo) == [a_face(1.0, left=0.7, height=0.3)]


def test_a_composed_caption_follows_the_ticks_and_a_written_one_stays(book: Book, media: Media) -> None:
    photo = add_photo(*HER, b"one", book=book, media=media, eye=ListedEye(a_face()))
    smiling = describe_photo(photo.id, framing=None, ticks=[Tick.SMILE], caption=photo.caption, kept=True, book=book)
    assert "smiling" in smiling.caption
    written = describe_photo(photo.id, framing=None, ticks=[], caption="rosamad by the sea", kept=False, book=book)
    assert (written.caption, written.kept) == ("rosamad by the sea", False)
    later = describe_photo(
        photo.id, framing=Framing.FULL_BODY, ticks=[Tick.OUTDOORS], caption="rosamad by the sea", kept=True, book=book
    )
    assert later.caption == "rosamad by the sea"
    assert book.photo(photo.id) == later


def test_an_answer_replaces_the_one_before(book: Book, media: Media) -> None:
    photo = add_photo(*HER, b"one", book=book, media=media, eye=ListedEye(a_face()))
    assert vouch(photo.id, is_the_one=True, book=book).ticks == (Tick.THIS_ONE,)
    assert vouch(photo.id, is_the_one=False, book=book).ticks == (Tick.NOT_THIS_ONE,)


def test_another_square_is_measured_anew(book: Book, media: Media) -> None:
    photo = add_photo(*HER, b"one", book=book, media=media, eye=ListedEye(a_face()))
    wanted = Box(left=0.1, top=0.0, width=0.5, height=0.5)
    eye = ListedEye(a_face())
    cut = recrop(photo.id, wanted, book=book, media=media, eye=eye)
    assert eye.looked == [wanted]
    assert cut.crop == wanted
    assert cut.findings.fingerprint == photo.findings.fingerprint
    assert book.photo(photo.id) == cut


def test_a_photo_is_taken_away_with_its_files(book: Book, media: Media) -> None:
    photo = add_photo(*HER, b"one", book=book, media=media, eye=ListedEye(a_face()))
    remove_photo(photo.id, book=book, media=media)
    remove_photo(photo.id, book=book, media=media)
    assert book.photos(*HER) == []
    with pytest.raises(NotFound):
        media.path(photo.media_id)
