"""Bringing along a likeness: what the file says, what its bringer says, and who has to agree."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.checking import Witness, compare_with_photos
from assistant.consenting import deny_consent
from assistant.elements import Likeness, Method, Print
from assistant.errors import (
    LikenessMisshapen,
    LikenessUnvouched,
    ModelMissing,
    NotAllowed,
    NotFound,
    PhotosTellNothing,
    TokenTaken,
    UploadTooLarge,
)
from assistant.importing import MOST_MB, Fitted, choose_likeness, import_likeness
from assistant.learning import delete_likeness
from assistant.portraying import at_hand
from assistant.story import Consents, Element, ElementKind
from pipelines.scripted import ScriptedJudge
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import GreyPainter, ListedJobs
from tests.making import a_depiction, a_likeness, a_patient, a_photo

ROSA = ("ines", "rosamad")


class House:
    """A patient whose mother agreed, and a fitter that finds what a test says."""

    def __init__(self, folder: Path) -> None:
        self.book, self.media, self.jobs = BookMemory(), MediaMemory(folder / "media"), ListedJobs()
        self.file = folder / "rosa.safetensors"
        self.file.write_bytes(b"what was sent")
        self.book.save_patient(a_patient())
        self.book.save_depiction(a_depiction())
        self.found: Fitted | Exception = Fitted(data=b"weights", method=Method.LORA, token="ohwx")
        self.asked: list[tuple[str, str]] = []
        self.judge = ScriptedJudge()
        self.witness = Witness(judge=self.judge, cut=lambda file, _crop: file.read_bytes())

    def photo(self, number: int, data: bytes = b"photo", element: str = "rosamad") -> None:
        kept = self.media.put(data, suffix=".jpg", owner=f"f{number}", name="copy")
        found = a_photo().findings.model_copy(update={"fingerprint": f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"})
        self.book.save_photo(a_photo(f"f{number}", element, media_id=kept, preview_id=None, findings=found))

    def fit(self, file: Path, *, element: Element, token: str) -> Fitted:
        assert file == self.file
        self.asked.append((element.id, token))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def bring(self, element_id: str = "rosamad", **changes: Any) -> Likeness:
        plain: dict[str, Any] = {
            "token": " ohwx ",
            "made_here": True,
            "painter": GreyPainter(),
            "witness": self.witness,
        }
        return import_likeness(
            "ines", element_id, self.file, fit=self.fit, book=self.book, media=self.media, **(plain | changes)
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_it_is_kept_like_one_that_was_learnt(house: House) -> None:
    made = house.bring()
    assert house.asked == [("rosamad", "ohwx")]
    assert house.book.likenesses(*ROSA) == [made]
    assert house.media.path(made.media_id).read_bytes() == b"weights"
    assert (made.source, made.token, made.class_word, made.base_hash) == ("imported", "ohwx", "woman", "0" * 64)
    assert made.base_stated
    assert made.depiction_ids == ("c1",)
    delete_likeness(made.id, book=house.book, media=house.media, jobs=house.jobs)
    with pytest.raises(NotFound):
        house.media.path(made.media_id)


def test_the_photos_at_hand_become_prints_so_that_what_is_painted_can_be_checked(house: House) -> None:
    house.photo(1)
    house.photo(2, b"another one")
    house.photo(3, b"of somebody else", "inesjov")
    made = house.bring()
    assert made.judge == "scripted"
    assert made.prints == house.judge.prints_of([b"photo", b"another one"], kind=ElementKind.PERSON)
    assert house.witness.checks(made, ElementKind.PERSON)
    given = at_hand([made], house.book.patient("ines"), media=house.media)
    assert (given[0].judge, given[0].prints) == (made.judge, made.prints)


class BlindJudge(ScriptedJudge):
    def blind_to(self, kind: ElementKind) -> frozenset[str]:
        return frozenset({"identity"})


class BrokenJudge(ScriptedJudge):
    def prints_of(self, pictures: Sequence[bytes], *, kind: ElementKind) -> tuple[Print, ...]:
        raise ModelMissing(model="dlib")


@pytest.mark.parametrize("judge", [BlindJudge(), BrokenJudge(), None])
def test_who_cannot_look_at_photos_does_not_stop_an_import(house: House, judge: ScriptedJudge | None) -> None:
    house.photo(1)
    made = house.bring(witness=None if judge is None else Witness(judge=judge, cut=house.witness.cut))
    assert (made.judge, made.prints) == ("", ())
    assert house.book.likenesses(*ROSA) == [made]


def test_photos_that_came_later_are_compared_with_on_request(house: House) -> None:
    made = house.bring()
    assert not house.witness.checks(made, ElementKind.PERSON)
    ports: Any = {"witness": house.witness, "book": house.book, "media": house.media}
    with pytest.raises(PhotosTellNothing):
        compare_with_photos(made.id, **ports)
    house.photo(1)
    compared = compare_with_photos(made.id, **ports)
    assert house.witness.checks(compared, ElementKind.PERSON)
    assert house.book.likenesses(*ROSA) == [compared]
    assert not Witness(judge=Renamed(), cut=house.witness.cut).checks(compared, ElementKind.PERSON)
    deny_consent(*ROSA, person="Rosa", given_by="Rosa", book=house.book, media=house.media, jobs=house.jobs)
    house.book.save_likeness(compared)
    with pytest.raises(NotAllowed):
        compare_with_photos(made.id, **ports)


class Renamed(ScriptedJudge):
    name = "another judge"


def test_the_same_file_twice_is_kept_once(house: House) -> None:
    assert house.bring().id == house.bring().id
    assert len(house.book.likenesses(*ROSA)) == 1


def test_a_file_that_names_this_painter_needs_nobodys_word(house: House) -> None:
    with pytest.raises(LikenessUnvouched):
        house.bring(made_here=False)
    assert house.book.likenesses(*ROSA) == []
    house.found = Fitted(data=b"ours", method=Method.LORA, token="ohwx", names_base=True)
    assert not house.bring(made_here=False).base_stated


def test_consents_count_as_for_learning(house: House) -> None:
    house.book.save_patient(a_patient(consents=Consents(photos=False)))
    with pytest.raises(NotAllowed) as no_photos:
        house.bring()
    assert no_photos.value.data["why"] == "no_photo_consent"
    house.book.save_patient(a_patient())
    with pytest.raises(NotAllowed) as unasked:
        house.bring("inesjov")
    assert unasked.value.data["why"] == "no_likeness_consent"
    deny_consent(*ROSA, person="Rosa", given_by="Rosa", book=house.book, media=house.media, jobs=house.jobs)
    with pytest.raises(NotAllowed):
        house.bring()
    assert house.asked == []


def test_a_no_erases_what_was_imported(house: House) -> None:
    made = house.bring()
    deny_consent(*ROSA, person="Rosa", given_by="Rosa", book=house.book, media=house.media, jobs=house.jobs)
    assert house.book.likenesses("ines") == []
    with pytest.raises(NotFound):
        house.media.path(made.media_id)


def test_of_what_is_refused_nothing_is_kept(house: House) -> None:
    house.found = LikenessMisshapen(file="rosa.safetensors", key="mid")
    with pytest.raises(LikenessMisshapen):
        house.bring()
    with pytest.raises(ModelMissing):
        house.bring(painter=None)
    assert house.book.likenesses("ines") == []


def test_a_file_over_the_limit_is_not_even_looked_into(house: House) -> None:
    with house.file.open("wb") as sparse:
        sparse.truncate(MOST_MB * 2**20 + 1)
    with pytest.raises(UploadTooLarge) as refused:
        house.bring()
    assert refused.value.data["limit_mb"] == MOST_MB
    assert house.asked == []


@pytest.mark.parametrize("word", ["inesjov", "InesJov", "zumoki"])
def test_a_word_of_somebody_else_is_refused(house: House, word: str) -> None:
    house.book.save_likeness(a_likeness("k9", "inesjov", token="zumoki"))
    house.found = Fitted(data=b"weights", method=Method.LORA, token=word)
    with pytest.raises(TokenTaken):
        house.bring()
    house.found = Fitted(data=b"weights", method=Method.LORA, token="rosamad")
    assert house.bring().token == "rosamad"


def test_an_older_one_can_be_preferred(house: House) -> None:
    house.book.save_likeness(a_likeness("learnt"))
    made = house.bring()
    assert [one.id for one in house.book.likenesses(*ROSA)] == [made.id, "learnt"]
    choose_likeness("learnt", book=house.book)
    assert [one.id for one in house.book.likenesses(*ROSA)] == ["learnt", made.id]


def test_a_no_that_comes_while_the_file_is_looked_into_holds(house: House) -> None:
    class Slow(House):
        def fit(self, file: Path, *, element: Element, token: str) -> Fitted:
            self.book.save_patient(a_patient(consents=Consents(photos=False)))
            return super().fit(file, element=element, token=token)

    slow = Slow(house.file.parent)
    with pytest.raises(NotAllowed):
        slow.bring()
    assert slow.book.likenesses("ines") == []
