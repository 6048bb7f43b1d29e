"""The transcript as pieces, each marked with what was understood from it."""

from itertools import groupby
from typing import Final, Literal

from assistant.folding import fold
from assistant.ports import Book
from assistant.reporting import is_held_up
from assistant.story import (
    DetailKind,
    Language,
    Presence,
    Recollection,
    RecollectionState,
    Scene,
    Span,
    Transcript,
    Value,
)
from web.languages import tell

Mark = Literal["", "name", "other", "left-out", "objects", "places", "animals", "people", "distress"]
_OF_KIND: Final[dict[DetailKind, Mark]] = {
    DetailKind.PEOPLE: "people",
    DetailKind.ANIMALS: "animals",
    DetailKind.PLACES: "places",
    DetailKind.OBJECTS: "objects",
}


class Piece(Value):
    """A stretch of what was said with one mark, or none."""

    text: str
    mark: Mark


class HeardName(Value):
    """Something heard that sounds like a name of this life: a suggestion, never a correction."""

    heard: str
    alias: str


class Words(Value):
    """What was said, ready to be shown. Empty `pieces`: not heard yet, and `source` says so."""

    source: str
    language: Language
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    legend: tuple[tuple[Mark, str], ...] = ()
    names: tuple[HeardName, ...] = ()
    may_write: bool = False


def _spans(transcript: Transcript, scene: Scene | None) -> list[tuple[Mark, Span]]:
    """Every marked span; a later one covers an earlier one."""
    found: list[tuple[Mark, Span]] = [("name", suggestion.span) for suggestion in transcript.suggestions]
    if scene is None:
        return found
    phrases = (scene.activity, scene.season, scene.weather, scene.light, scene.era, scene.mood, scene.style)
    found += [("other", span) for phrase in phrases if phrase for span in phrase.said_in]
    found += [("other", span) for span in scene.stage.said_in]
    for detail in scene.details:
        mark = _OF_KIND[detail.kind] if detail.presence is Presence.PRESENT else "left-out"
        found += [(mark, span) for span in detail.said_in]
    return found + [("distress", span) for span in scene.distress_said_in]


def pieces_of(transcript: Transcript, scene: Scene | None) -> tuple[Piece, ...]:
    """The text cut where its marks change. Joined, the pieces are the text again."""
    marks: list[Mark] = [""] * len(transcript.text)
    for mark, span in _spans(transcript, scene):
        marks[span.start : span.end] = [mark] * (min(span.end, len(marks)) - min(span.start, len(marks)))
    pieces, at = [], 0
    for mark, run in groupby(marks):
        length = sum(1 for _ in run)
        pieces.append(Piece(text=transcript.text[at : at + length], mark=mark))
        at += length
    return tuple(pieces)


def words_of(recollection: Recollection, book: Book, language: Language) -> Words:
    """What was said in a memory, with its evidence."""
    transcript = book.transcript(recollection.id)
    if transcript is None:
        return _not_heard(recollection, book, language)
    pieces = pieces_of(transcript, book.scene(recollection.id))
    return Words(
        source=_source(transcript, language),
        language=transcript.language,
        text=transcript.text,
        pieces=pieces,
        legend=_legend(pieces, language),
        names=_names(transcript),
    )


def _not_heard(recollection: Recollection, book: Book, language: Language) -> Words:
    """No words yet; or none that the machine could hear, and a therapist may write down what was said."""
    alone = recollection.state is RecollectionState.TOLD and is_held_up(book.reports(recollection.id))
    source = tell(
        "The machine could not hear any words. Listen to the recording and write down what was said.", language
    )
    return Words(
        source=source if alone else tell("The words are not here yet.", language),
        language=recollection.language,
        may_write=alone,
    )


def _names(transcript: Transcript) -> tuple[HeardName, ...]:
    """What sounds like a name and is written in another way."""
    heard = [(transcript.text[s.span.start : s.span.end], s.alias) for s in transcript.suggestions]
    return tuple(HeardName(heard=words, alias=alias) for words, alias in heard if fold(words) != fold(alias))


def _source(transcript: Transcript, language: Language) -> str:
    return {
        "heard": tell("Heard by the machine. Please check it with the recording.", language),
        "overheard": tell("Heard while it is being told. It may still change.", language),
        "typed": tell("Typed by the person.", language),
        "corrected": tell("Corrected by a therapist.", language),
    }[transcript.source]


def _legend(pieces: tuple[Piece, ...], language: Language) -> tuple[tuple[Mark, str], ...]:
    names: dict[Mark, str] = {
        "people": tell("people", language),
        "animals": tell("animals", language),
        "places": tell("places", language),
        "objects": tell("things", language),
        "other": tell("time, weather, what happens", language),
        "left-out": tell("said, but not painted", language),
        "distress": tell("a hard moment", language),
        "name": tell("may be a name", language),
    }
    present = {piece.mark for piece in pieces}
    return tuple((mark, name) for mark, name in names.items() if mark in present)
