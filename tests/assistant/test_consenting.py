"""Who agreed, what happens on a no, and that nothing of it is left."""

from pathlib import Path

import pytest

from assistant.consenting import (
    at_stake,
    check_consent,
    delete_element,
    deny_consent,
    element_of,
    give_consent,
    may_learn,
    standing,
    withdraw_photos,
)
from assistant.elements import DepictionState
from assistant.errors import NameMissing, NotAllowed, NotFound
from assistant.ports import Book, Media
from assistant.reviewing import approve, restore
from assistant.story import RenderState
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import ListedJobs
from tests.making import (
    a_likeness,
    a_patient,
    a_photo,
    a_recollection,
    a_render,
    a_scene,
    a_training,
    a_transcript,
)

HER = ("ines", "rosamad")


@pytest.fixture
def book() -> Book:
    book = BookMemory()
    book.save_patient(a_patient())
    return book


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return MediaMemory(tmp_path)


def agree(book: Book, person: str = "Rosa") -> None:
    give_consent(*HER, person=person, given_by="Inés", purpose="her book", book=book)


def refuse(book: Book, media: Media, person: str = "Rosa") -> DepictionState:
    return deny_consent(*HER, person=person, given_by="Inés", book=book, media=media, jobs=ListedJobs()).state


def learnt(book: Book, media: Media) -> list[str]:
    """Photos, a training with a checkpoint, a likeness, and an approved picture made with it; gives the files."""
    files = [
        media.put(b"photo", suffix=".jpg", owner="f1", name="copy"),
        media.put(b"small", suffix=".jpg", owner="f1", name="small"),
        media.put(b"latents", suffix=".safetensors", owner="t1", name="cache"),
        media.put(b"weights", suffix=".safetensors", owner="t1", name="100"),
        media.put(b"grid", suffix=".png", owner="t1", name="100"),
        media.put(b"likeness", suffix=".safetensors", owner="k1", name="likeness"),
    ]
    book.save_photo(a_photo())
    book.save_training(a_training())
    book.save_likeness(a_likeness(training_id="t1"))
    book.save_recollection(a_recollection())
    book.save_transcript(a_transcript())
    book.save_scene(a_scene())
    recipe = a_render().recipe.model_copy(update={"likeness_ids": ("k1",)})
    book.save_render(a_render("with", recipe=recipe))
    book.save_render(a_render("without"))
    approve("with", by="therapist", book=book)
    return files


def is_there(media: Media, media_id: str) -> bool:
    try:
        media.path(media_id)
    except NotFound:
        return False
    return True


def test_a_persons_likeness_needs_their_own_consent(book: Book) -> None:
    with pytest.raises(NotAllowed) as refused:
        check_consent(*HER, book=book)
    assert refused.value.data["why"] == "no_likeness_consent"
    agree(book)
    check_consent(*HER, book=book)
    with pytest.raises(NotFound):
        check_consent("ines", "nobody", book=book)


def test_everybody_who_is_shown_has_to_agree(book: Book, media: Media) -> None:
    agree(book)
    refuse(book, media, "Aunt Pilar")
    with pytest.raises(NotAllowed):
        check_consent(*HER, book=book)
    agree(book, "aunt  pilar")  # the same person, however written
    agree(book)
    check_consent(*HER, book=book)


def test_a_place_needs_nobodys_until_somebody_says_no(book: Book) -> None:
    church = element_of(*HER, book=book).model_copy(update={"kind": "place"})
    assert may_learn(church, [])
    denied = give_consent(*HER, person="A neighbour", given_by="she", purpose="", book=book)
    assert may_learn(church, [denied])
    assert not may_learn(church, [denied.model_copy(update={"state": DepictionState.REFUSED})])


def test_the_newest_word_of_each_person_holds(book: Book, media: Media) -> None:
    agree(book)
    assert refuse(book, media) is DepictionState.REVOKED
    agree(book)
    words = book.depictions(*HER)
    assert [word.state.value for word in words] == ["given", "revoked", "given"]
    assert [word.state.value for word in standing(words)] == ["given"]
    assert refuse(book, media, "Pilar") is DepictionState.REFUSED


@pytest.mark.parametrize(("person", "given_by"), [("", "Inés"), ("Rosa", "  ")])
def test_a_consent_has_names(book: Book, person: str, given_by: str) -> None:
    with pytest.raises(NameMissing):
        give_consent(*HER, person=person, given_by=given_by, purpose="", book=book)
    assert book.depictions(*HER) == []


def test_taking_it_back_leaves_no_photo_weight_cache_or_picture(book: Book, media: Media) -> None:
    agree(book)
    files = learnt(book, media)
    assert all(is_there(media, file) for file in files)
    refuse(book, media)
    assert not any(is_there(media, file) for file in files)
    assert (book.photos("ines"), book.trainings("ines"), book.likenesses("ines")) == ([], [], [])
    assert [word.state.value for word in book.depictions(*HER)] == ["revoked", "given"]
    assert book.render("with").state is RenderState.HIDDEN
    assert book.render("without").state is RenderState.PENDING
    page = book.entries("ines")[0]
    assert (page.render_id, page.media_id) == (None, None)
    assert page.words == "De niña iba a la playa."


def test_taking_the_consent_to_photos_back_erases_for_every_element(book: Book, media: Media) -> None:
    agree(book)
    files = learnt(book, media)
    mine = media.put(b"mine", suffix=".jpg", owner="f2", name="copy")
    book.save_photo(a_photo("f2", "inesjov", media_id=mine))
    book.save_training(a_training("t2", "inesjov"))
    assert at_stake("ines", book=book) == (2, 2, 1)
    jobs = ListedJobs()
    withdraw_photos("ines", book=book, media=media, jobs=jobs)
    assert not any(is_there(media, file) for file in [*files, mine])
    assert (book.photos("ines"), book.trainings("ines"), book.likenesses("ines")) == ([], [], [])
    assert {asked for asked in jobs.asked if asked[0] == "forget"} == {("forget", "t1"), ("forget", "t2")}
    assert [word.state.value for word in book.depictions(*HER)] == ["given"]
    assert not book.patient("ines").consents.photos
    assert book.patient("ines").consents.voice
    assert len(book.patient("ines").elements) == 2
    assert book.render("with").state is RenderState.HIDDEN
    assert book.render("without").state is RenderState.PENDING
    assert at_stake("ines", book=book) == (0, 0, 0)
    with pytest.raises(NotAllowed):
        restore("with", by="therapist", book=book)


def test_of_another_life_nothing_is_erased(book: Book, media: Media) -> None:
    files = learnt(book, media)
    book.save_patient(a_patient("rosa"))
    withdraw_photos("rosa", book=book, media=media, jobs=ListedJobs())
    assert all(is_there(media, file) for file in files)
    assert book.patient("ines").consents.photos


def test_a_running_training_is_stopped(book: Book, media: Media) -> None:
    learnt(book, media)
    jobs = ListedJobs()
    deny_consent(*HER, person="Rosa", given_by="Inés", book=book, media=media, jobs=jobs)
    assert ("forget", "t1") in jobs.asked
    with pytest.raises(NotFound):  # work that ends late brings nothing back
        book.save_likeness(a_likeness(training_id="t1"))


def test_a_picture_of_somebody_who_said_no_cannot_come_back(book: Book, media: Media) -> None:
    agree(book)
    learnt(book, media)
    refuse(book, media)
    for bring_back in (approve, restore):
        with pytest.raises(NotAllowed):
            bring_back("with", by="therapist", book=book)
    assert approve("without", by="therapist", book=book).render_id == "without"


def test_deleting_takes_the_name_too_and_nothing_of_the_others(book: Book, media: Media) -> None:
    files = learnt(book, media)
    book.save_photo(a_photo("hers", "inesjov"))
    delete_element(*HER, book=book, media=media, jobs=ListedJobs())
    assert [element.id for element in book.patient("ines").elements] == ["inesjov"]
    assert not any(is_there(media, file) for file in files)
    assert [photo.id for photo in book.photos("ines")] == ["hers"]
    with pytest.raises(NotFound):
        delete_element(*HER, book=book, media=media, jobs=ListedJobs())
