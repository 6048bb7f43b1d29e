"""Which language somebody speaks, and small facts about sentences."""

import re
from functools import cache
from typing import Final

from assistant.folding import fold
from assistant.story import Language
from assistant.wording import phrases

_OTHER: Final[dict[Language, Language]] = {"es": "en", "en": "es"}
_SENTENCE_END: Final = re.compile(r"[.!?]+[\"'»”)]*(?:\s+|$)|…\s+(?=[¿¡A-ZÁÉÍÓÚÑ])|…\s*$|\n+")
_WORDS: Final = re.compile(r"[\w']+")


@cache
def word_set(name: str, language: Language) -> frozenset[str]:
    """All single words of a list, folded."""
    return frozenset(fold(word) for line in phrases(name, language) for word in line.split())


def spoken_language(text: str, expected: Language) -> Language:
    """The language of some words: `expected` unless the other one's small words clearly outnumber its own."""
    words = _WORDS.findall(fold(text))
    counts = {language: sum(word in word_set("function_words", language) for word in words) for language in _OTHER}
    other = _OTHER[expected]
    return other if counts[other] >= 3 and counts[other] > 2 * counts[expected] else expected


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text. An ellipsis ends one only before a capital letter."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part and _WORDS.search(part))


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORDS.findall(text))
