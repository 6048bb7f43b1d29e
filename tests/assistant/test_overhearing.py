"""The answer can begin with what was said last, though nobody has heard the whole yet."""

from pathlib import Path

import pytest

from assistant.errors import RecordingUnreadable
from assistant.overhearing import EVERY_CHUNKS, overhear
from assistant.story import Consents
from assistant.telling import begin, keep_chunk
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import RepeatingEar
from tests.making import a_patient


@pytest.fixture
def book() -> BookMemory:
    made = BookMemory()
    made.save_patient(a_patient())
    return made


@pytest.fixture
def media(tmp_path: Path) -> MediaMemory:
    return MediaMemory(tmp_path)


def say_pieces(book: BookMemory, media: MediaMemory, *pieces: str, start: int = 0) -> str:
    told = begin("ines", book=book, recollection_id="told")
    for index, piece in enumerate(pieces, start=start):
        keep_chunk(told.id, index, piece.encode(), book=book, media=media)
    return told.id


def test_words_are_known_before_the_telling_ends(book: BookMemory, media: MediaMemory) -> None:
    told = say_pieces(book, media, "íbamos ", "a la sierra")
    overhear(book=book, media=media, ear=RepeatingEar(), known={})
    transcript = book.transcript(told)
    assert transcript is not None
    assert (transcript.text, transcript.source) == ("íbamos a la sierra", "overheard")


def test_it_listens_again_only_when_enough_was_added(book: BookMemory, media: MediaMemory) -> None:
    heard: list[int] = []
    ear = RepeatingEar(before=lambda: heard.append(1))
    say_pieces(book, media, *(["a "] * EVERY_CHUNKS))
    known = overhear(book=book, media=media, ear=ear, known={})
    known = overhear(book=book, media=media, ear=ear, known=known)
    assert len(heard) == 1
    say_pieces(book, media, *(["b "] * EVERY_CHUNKS), start=EVERY_CHUNKS)
    overhear(book=book, media=media, ear=ear, known=known)
    assert len(heard) == 2


def test_a_fault_is_left_to_the_step_that_hears_the_whole(book: BookMemory, media: MediaMemory) -> None:
    told = say_pieces(book, media, "x", "y")
    known = overhear(book=book, media=media, ear=RepeatingEar(fault=RecordingUnreadable()), known={})
    assert known == {told: EVERY_CHUNKS}
    assert book.transcript(told) is None


def test_nobody_listens_along_without_consent(book: BookMemory, media: MediaMemory) -> None:
    told = say_pieces(book, media, "x", "y")
    book.save_patient(a_patient().model_copy(update={"consents": Consents(voice=False)}))
    overhear(book=book, media=media, ear=RepeatingEar(), known={})
    assert book.transcript(told) is None


def test_what_was_heard_of_the_whole_replaces_it(book: BookMemory, media: MediaMemory) -> None:
    told = say_pieces(book, media, "uno ", "dos")
    overhear(book=book, media=media, ear=RepeatingEar(), known={})
    transcript = book.transcript(told)
    assert transcript is not None
    book.save_transcript(transcript.model_copy(update={"source": "heard", "text": "uno dos tres"}))
    newest = book.transcript(told)
    assert newest is not None
    assert newest.text == "uno dos tres"
