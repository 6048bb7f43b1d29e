"""Listening along while a memory is told, so that the answer at *He terminado* can begin with the person's own words.

What is overheard is only the end of what was said so far. It starts nothing, and the transcript of the whole recording
replaces it.
"""

from collections.abc import Mapping
from typing import Final

from assistant.errors import EvocaError, NothingHeard
from assistant.naming import hints
from assistant.ports import Book, Ear, Media
from assistant.story import Recollection, RecollectionState, Transcript

LAST_S: Final = 20.0
"""Seconds that are heard each time: an answer takes up what was said last."""

EVERY_CHUNKS: Final = 2
"""New pieces of five seconds that make listening again worth its while."""


def overhear(*, book: Book, media: Media, ear: Ear, known: Mapping[str, int]) -> dict[str, int]:
    """Listen to the end of every telling that has grown since. `known` and the result count pieces by recollection.

    A telling that cannot be heard now is left for its own step, which says what is wrong.
    """
    counted = {}
    for recollection in book.recollections(state=RecollectionState.TELLING):
        counted[recollection.id] = known.get(recollection.id, 0)
        if recollection.chunks - counted[recollection.id] >= EVERY_CHUNKS:
            counted[recollection.id] = recollection.chunks
            try:
                _listen_along(recollection, book=book, media=media, ear=ear)
            except EvocaError:
                continue
    return counted


def _listen_along(recollection: Recollection, *, book: Book, media: Media, ear: Ear) -> None:
    patient = book.patient(recollection.patient_id)
    sound = media.join_chunks(recollection.id)
    if sound is None or not patient.consents.voice:
        return
    try:
        heard = ear.hear(
            media.path(sound),
            recollection_id=recollection.id,
            language=recollection.language,
            names=hints(patient),
            progress=_unwatched,
            last_s=LAST_S,
        )
    except NothingHeard:
        return
    overheard = Transcript(
        recollection_id=recollection.id,
        language=heard.language,
        text=heard.text,
        source="overheard",
        seconds=heard.seconds,
    )
    book.save_transcript(overheard)


def _unwatched(done: int, of: int, /) -> None:
    """Nobody watches how far listening along has come."""
