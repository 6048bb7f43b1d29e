"""Nothing that was told is lost, whatever happens to the browser, the network or the patience of anybody."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import DiskFull, NotAllowed, NotFound, NothingHeard, TextTooLong, UploadTooLarge
from assistant.story import Consents, RecollectionState, now
from assistant.telling import (
    MOST_BYTES_A_CHUNK,
    MOST_CHARACTERS,
    TAIL,
    adopt_unfinished,
    ask_for_help,
    begin,
    close_alert,
    finish,
    keep_chunk,
    keep_typed,
    set_aside,
)
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import ListedJobs
from tests.making import a_patient


@pytest.fixture
def book() -> BookMemory:
    book = BookMemory()
    book.save_patient(a_patient())
    return book


@pytest.fixture
def media(tmp_path: Path) -> MediaMemory:
    return MediaMemory(tmp_path)


@pytest.fixture
def jobs() -> ListedJobs:
    return ListedJobs()


def test_a_form_sent_twice_begins_one_telling(book: BookMemory) -> None:
    first = begin("ines", book=book, recollection_id="form1")
    assert begin("ines", book=book, recollection_id="form1") == first
    assert len(book.recollections()) == 1
    book.save_patient(a_patient("otto"))
    with pytest.raises(NotAllowed):
        begin("otto", book=book, recollection_id="form1")
    with pytest.raises(NotFound):
        begin("nobody", book=book)


def test_a_telling_exists_from_its_first_piece(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    told = begin("ines", book=book)
    keep_chunk(told.id, 1, b"two", book=book, media=media)
    keep_chunk(told.id, 0, b"one", book=book, media=media)
    assert book.recollection(told.id).chunks == 2
    closed = finish(told.id, book=book, media=media, jobs=jobs)
    assert closed.state is RecollectionState.TOLD
    assert closed.audio_id is not None
    assert media.path(closed.audio_id).read_bytes() == b"onetwo"
    assert finish(told.id, book=book, media=media, jobs=jobs) == closed
    assert jobs.asked == [("illustrate", told.id)]


def test_without_voice_consent_only_typing(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    book.save_patient(a_patient(consents=Consents(voice=False)))
    told = begin("ines", book=book)
    with pytest.raises(NotAllowed) as refusal:
        keep_chunk(told.id, 0, b"voice", book=book, media=media)
    assert refusal.value.data["why"] == "no_voice_consent"
    assert media.join_chunks(told.id) is None
    keep_typed(told.id, "Iba al mar.", book=book)
    assert finish(told.id, book=book, media=media, jobs=jobs).audio_id is None


@pytest.mark.parametrize(("index", "size"), [(0, MOST_BYTES_A_CHUNK + 1), (-1, 1), (10**9, 1)])
def test_a_piece_beyond_measure_is_refused(book: BookMemory, media: MediaMemory, index: int, size: int) -> None:
    told = begin("ines", book=book)
    keep_chunk(told.id, 0, b"kept", book=book, media=media)
    with pytest.raises(UploadTooLarge):
        keep_chunk(told.id, index, b"x" * size, book=book, media=media)
    assert book.recollection(told.id).chunks == 1
    assert media.join_chunks(told.id) is not None


def test_a_full_disk_loses_nothing_that_was_kept(book: BookMemory, tmp_path: Path, jobs: ListedJobs) -> None:
    media = MediaMemory(tmp_path, room=10)
    told = begin("ines", book=book)
    keep_chunk(told.id, 0, b"123", book=book, media=media)
    with pytest.raises(DiskFull):
        keep_chunk(told.id, 1, b"12345678", book=book, media=media)
    assert book.recollection(told.id).chunks == 1
    assert finish(told.id, book=book, media=media, jobs=jobs).state is RecollectionState.TOLD


@pytest.mark.parametrize("text", ["á", "😀" * 7, "De niña… I went to the beach", "x" * MOST_CHARACTERS])
def test_any_text_up_to_the_limit_is_kept(book: BookMemory, media: MediaMemory, jobs: ListedJobs, text: str) -> None:
    told = begin("ines", book=book)
    assert keep_typed(told.id, text, book=book).typed == text
    assert finish(told.id, book=book, media=media, jobs=jobs).typed == text


def test_too_much_text_leaves_what_was_kept(book: BookMemory) -> None:
    told = begin("ines", book=book)
    keep_typed(told.id, "antes", book=book)
    with pytest.raises(TextTooLong):
        keep_typed(told.id, "x" * (MOST_CHARACTERS + 1), book=book)
    assert book.recollection(told.id).typed == "antes"


def test_an_empty_telling_stays_open(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    told = begin("ines", book=book)
    keep_typed(told.id, " \n ", book=book)
    with pytest.raises(NothingHeard):
        finish(told.id, book=book, media=media, jobs=jobs)
    assert book.recollection(told.id).state is RecollectionState.TELLING
    assert jobs.asked == []


def test_not_now_keeps_everything_and_can_be_taken_up(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    told = begin("ines", book=book)
    keep_chunk(told.id, 0, b"one", book=book, media=media)
    assert set_aside(told.id, book=book).state is RecollectionState.SET_ASIDE
    late = keep_chunk(told.id, 1, b"two", book=book, media=media)
    assert late.state is RecollectionState.SET_ASIDE, "a late piece must not overrule the person"
    assert adopt_unfinished(book=book, media=media, jobs=jobs, at=now() + timedelta(days=1)) == []
    closed = finish(told.id, book=book, media=media, jobs=jobs)
    assert closed.audio_id is not None
    assert media.path(closed.audio_id).read_bytes() == b"onetwo"


def test_a_finished_telling_is_not_set_aside(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    told = begin("ines", book=book)
    keep_typed(told.id, "Iba al mar.", book=book)
    closed = finish(told.id, book=book, media=media, jobs=jobs)
    assert set_aside(told.id, book=book) == closed


def test_a_piece_that_comes_after_the_end_is_heard_too(book: BookMemory, media: MediaMemory, jobs: ListedJobs) -> None:
    told = begin("ines", book=book)
    keep_chunk(told.id, 0, b"one", book=book, media=media)
    finish(told.id, book=book, media=media, jobs=jobs)
    same = keep_chunk(told.id, 0, b"one", book=book, media=media)
    assert same.state is RecollectionState.TOLD, "a piece sent twice changes nothing"
    keep_chunk(told.id, 1, b"two", book=book, media=media)
    assert adopt_unfinished(book=book, media=media, jobs=jobs) == []
    (closed,) = adopt_unfinished(book=book, media=media, jobs=jobs, at=now() + TAIL)
    assert closed.audio_id is not None
    assert media.path(closed.audio_id).read_bytes() == b"onetwo"
    assert jobs.asked == [("illustrate", told.id), ("again", told.id, "hearing")]


def test_a_telling_left_alone_is_adopted_and_one_still_running_is_not(
    book: BookMemory, media: MediaMemory, jobs: ListedJobs
) -> None:
    alone, empty = begin("ines", book=book), begin("ines", book=book)
    keep_chunk(alone.id, 0, b"one", book=book, media=media)
    long_telling = begin("ines", book=book)
    book.save_recollection(long_telling.model_copy(update={"started_at": now() - timedelta(hours=2)}))
    keep_chunk(long_telling.id, 0, b"still", book=book, media=media)
    assert adopt_unfinished(book=book, media=media, jobs=jobs) == []
    later = now() + timedelta(minutes=10)
    keep = book.recollection(long_telling.id).model_copy(update={"kept_at": later})
    book.save_recollection(keep)
    adopted = adopt_unfinished(book=book, media=media, jobs=jobs, at=later)
    assert [recollection.id for recollection in adopted] == [alone.id]
    assert book.recollection(empty.id).state is RecollectionState.TELLING


def test_one_open_call_for_help_a_person(book: BookMemory) -> None:
    call = ask_for_help("ines", book=book)
    assert ask_for_help("ines", book=book, recollection_id="r") == call
    closed = close_alert(call.id, book=book)
    assert close_alert(call.id, book=book) == closed
    assert book.alerts() == []
    assert ask_for_help("ines", book=book).id != call.id
    with pytest.raises(NotFound):
        close_alert("nothing", book=book)
