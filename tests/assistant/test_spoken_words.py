"""Some four hundred things that people say: which nouns are there to be painted, and which words are grief.

Verbs that look like nouns, sayings, likenings, names of shops, ships and songs paint nothing; the same nouns elsewhere
in a sentence do. Plain words of loss, fear and shame are heard, and their glad twins are not taken for them.
"""

import re
from pathlib import Path
from typing import Final, cast

import pytest

from assistant.story import Language, Presence, Valence
from tests.assistant.patients import read

_HERE: Final = Path(__file__).parent


def _rows(name: str) -> list[list[str]]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


_NOUNS: Final = _rows("spoken_nouns.tsv")
_FEELINGS: Final = _rows("spoken_feelings.tsv")


def _seen(text: str, language: Language) -> str:
    """The English of everything that is there, and of what is done."""
    scene = read(text, language)
    things = [detail.english for detail in scene.details if detail.presence is Presence.PRESENT]
    return " ".join([*things, scene.activity.english if scene.activity else ""]).lower()


def _named(words: str, seen: str) -> list[str]:
    return [word for word in words.split(", ") if word and re.search(rf"\b{word}s?\b", seen)]


@pytest.mark.parametrize(("language", "text", "absent", "there"), _NOUNS)
def test_only_what_was_there_is_seen(language: str, text: str, absent: str, there: str) -> None:
    seen = _seen(text, cast(Language, language))
    assert _named(absent, seen) == []
    assert _named(there, seen) == [word for word in there.split(", ") if word]


@pytest.mark.parametrize(("feeling", "language", "text"), _FEELINGS)
def test_grief_is_heard_and_its_glad_twin_is_not(feeling: str, language: str, text: str) -> None:
    scene = read(text, cast(Language, language))
    assert scene.distress is (feeling == "distress")
    if feeling == "calm":
        assert scene.valence is not Valence.NEGATIVE
