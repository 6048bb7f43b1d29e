"""Adjectives and materials that belong to a thing: colours, sizes, what it is made of."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from assistant.lexicon.entries import rows
from assistant.words import bare

_NOT_SEEN: Final = frozenset(
    [
        "lovely",
        "nice",
        "daft",
        "favourite",
        "favorite",
        "whole",
        "same",
        "first",
        "last",
        "next",
        "own",
        "good",
        "best",
        "better",
        "other",
        "such",
        "real",
        "proper",
        "only",
        "very",
        "really",
        "quite",
        "rather",
        "so",
        "too",
        "few",
        "many",
        "more",
        "most",
        "bad",
        "dear",
        "poor",
        "precious",
        "special",
        "wonderful",
        "marvellous",
        "famous",
        "local",
        "main",
        "right",
        "wrong",
        "usual",
        "ordinary",
        "certain",
        "great",
        "grand",
        "lot",
        "lots",
        "bit",
        "kind",
        "sort",
        "pair",
        "couple",
        "late",
        "early",
        "former",
        "annual",
        "weekly",
        "daily",
        "free",
        "cheap",
        "expensive",
        "extra",
        "spare",
        "second",
        "third",
        "fourth",
        "eldest",
        "youngest",
        "elder",
        "younger",
        "old-time",
        "usual",
        "silly",
        "awful",
        "terrible",
        "horrible",
        "dreadful",
        "delicious",
        "tasty",
        "gorgeous",
        "brilliant",
        "super",
        "fantastic",
        "beloved",
    ]
)
_CUES: Final = frozenset({"de", "a"})


def _agreeing(word: str) -> tuple[str, ...]:
    stem = bare(word)
    if stem.endswith("o") and " " not in stem:
        return stem, f"{stem[:-1]}a", f"{stem}s", f"{stem[:-1]}as"
    if " " in stem:
        return (stem,)
    if stem.endswith("z"):
        return stem, f"{stem[:-1]}ces"
    return stem, f"{stem}s" if stem[-1] in "aei" else f"{stem}es"


@cache
def spanish_adjectives() -> Mapping[str, str]:
    """Every form of the Spanish adjectives and their English; empty where there is nothing to see."""
    found: dict[str, str] = {}
    for english, words in rows("adjectives.tsv"):
        for word in words.split(","):
            for form in _agreeing(word.strip()):
                found.setdefault(form, "" if english == "-" else english)
    return found


def spanish_at(words: Sequence[str]) -> tuple[str, int] | None:
    """The adjective or material at the start of some folded words, and how many words it takes."""
    known = spanish_adjectives()
    if words and words[0] in _CUES:
        for length in (3, 2):
            if " ".join(words[:length]) in known and len(words) >= length:
                return known[" ".join(words[:length])], length
        return None
    return (known[words[0]], 1) if words and words[0] in known else None


def seen_in_english(word: str) -> bool:
    """Whether an English word before a noun says something that can be seen."""
    return word not in _NOT_SEEN and not word.endswith("ly") and not word.endswith("est")
