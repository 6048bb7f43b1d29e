"""Whatever can be wrong with photos, tokens, trainings and likeness files has a sentence that says what."""

from collections.abc import Mapping
from typing import Final

import pytest

from assistant.errors import (
    DiskFull,
    EvocaError,
    LearningDiverged,
    LikenessAltered,
    LikenessForeign,
    LikenessMisshapen,
    LikenessOfAnotherPainter,
    LikenessPickled,
    NotAllowed,
    PhotoOfOtherKind,
    PhotosTellNothing,
    PhotoTooLarge,
    PhotoTooSmall,
    PhotoUnreadable,
    TokenTaken,
    TooManyPhotos,
    WorkerLost,
)
from assistant.wording import explain, say

FAULTS: Final[Mapping[str, tuple[EvocaError, str, str]]] = {
    "nine photos, asked to learn": (NotAllowed(why="too_few_photos"), "al menos 10 fotos distintas", "at least 10"),
    "three hundred photos": (TooManyPhotos(limit=100), "100 fotos", "100 photos"),
    "one pixel": (PhotoTooSmall(width=1, height=1), "1 × 1", "1 × 1"),
    "a decompression bomb": (PhotoTooLarge(limit_megapixels=120), "120 millones", "120 million"),
    "cut off, or a text named .jpg": (PhotoUnreadable(), "no ser una foto", "not be a photo"),
    "an animated GIF": (PhotoOfOtherKind(kind="GIF"), "GIF", "GIF"),
    "a token in use": (TokenTaken(token="kiotwr"), "«kiotwr»", '"kiotwr"'),
    "another base model": (
        LikenessOfAnotherPainter(file="ana", base="old", painter="new"),
        "otro pintor (old)",
        "another painter (old)",
    ),
    "a worker that dies each time": (WorkerLost(attempts=3), "3 veces", "3 times"),
    "a full disk": (DiskFull(needed_mb=18.2), "disco está lleno", "disk is full"),
    "a full disk, nobody knows how much": (DiskFull(), "disco está lleno", "disk is full"),
    "a loss that is no number": (LearningDiverged(step=240), "paso 240", "step 240"),
    "wrong keys": (LikenessForeign(file="ana", key="x.hada_w1"), "x.hada_w1", "x.hada_w1"),
    "wrong rank": (LikenessMisshapen(file="ana", key="to_q"), "to_q", "to_q"),
    "a pickle inside": (LikenessPickled(file="ana"), "esconder un programa", "hide a program"),
    "other bytes than were kept": (LikenessAltered(file="ana"), "ya no es el que se guardó", "no longer the one"),
    "photos without a face to compare by": (PhotosTellNothing(), "con lo que comparar", "to compare by"),
}
SAID: Final[Mapping[str, tuple[str, Mapping[str, str | int], str, str]]] = {
    "nine photos": ("set_one_missing", {"fewest": 10}, "10", "10"),
    "two faces in every photo": ("set_always_two", {}, "dos personas", "two people"),
    "no face": ("photo_no_face", {}, "cara", "face"),
    "the same photo again": ("set_same_picture", {}, "repetida", "twice"),
    "another person's photo": ("set_outliers", {"name": "Carmen"}, "¿", "Is this also Carmen?"),
    "the base model has changed since": (
        "likeness_other_painter",
        {"name": "Carmen", "class_word": "woman"},
        "otro pintor",
        "another painter",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_refused_or_fails_is_said_in_both_languages(what: str) -> None:
    fault, *said = FAULTS[what]
    check_sentences(explain(fault, "es"), explain(fault, "en"), said)


@pytest.mark.parametrize("what", SAID)
def test_what_is_only_noticed_is_said_in_both_languages(what: str) -> None:
    key, data, *said = SAID[what]
    check_sentences(say(key, "es", address=None, **data), say(key, "en", address=None, **data), said)


def check_sentences(spanish: str, english: str, said: list[str]) -> None:
    """Both name what is wrong, differ, and have no place left open."""
    for sentence, words in zip((spanish, english), said, strict=True):
        assert words in sentence
        assert not {"{", "}"} & set(sentence)
        assert sentence[-1] in ".?"
    assert spanish != english
