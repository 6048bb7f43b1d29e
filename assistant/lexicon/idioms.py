"""Ways of speaking whose nouns are not there: raining cats and dogs, `hacer novillos`.

A line of `idioms.txt` holds sayings between semicolons. In a saying `/` separates alternatives of a word, `*` ends it
openly, and `=dar` is any form of a Spanish verb.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from assistant.lexicon.conjugating import every_form
from assistant.story import Language
from assistant.words import Token, bare


class _Place(NamedTuple):
    """What may stand at one place of a saying: these words, or words that begin so."""

    words: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.words or bool(self.beginnings and word.startswith(self.beginnings))


_Saying = tuple[_Place, ...]
_OWNER: Final = re.compile(r"\b(?!it|he|she|that|there|what|let|who|here|where|how)(\w+)['’]s\b", re.IGNORECASE)
"""An owner's `'s` is a word of its own, as in `tokens_of`."""
_LETTERS: Final = 2
"""Sayings are kept under the first letters of what they begin with."""


def _place(pattern: str) -> _Place:
    words: set[str] = set()
    beginnings: list[str] = []
    for option in bare(pattern).split("/"):
        if option.startswith("="):
            words |= every_form(option[1:])
        elif option.endswith("*"):
            beginnings.append(option[:-1])
        else:
            words.add(option)
    return _Place(frozenset(words), tuple(beginnings))


def _written(language: Language) -> Iterator[_Saying]:
    here = ""
    for line in (files("assistant.lexicon") / "idioms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        elif here == language:
            for saying in filter(str.strip, line.split(";")):
                yield tuple(_place(word) for word in _OWNER.sub(r"\1 's", saying).split())


@cache
def _sayings(language: Language) -> dict[str, list[_Saying]]:
    found: dict[str, list[_Saying]] = {}
    for saying in _written(language):
        for start in {word[:_LETTERS] for word in (*saying[0].words, *saying[0].beginnings)}:
            found.setdefault(start, []).append(saying)
    return found


def idiom_tokens(tokens: Sequence[Token], language: Language) -> frozenset[int]:
    """The places of all words that belong to a saying."""
    found: set[int] = set()
    words = [token.bare for token in tokens]
    for at, word in enumerate(words):
        for saying in _sayings(language).get(word[:_LETTERS], ()):
            here = words[at : at + len(saying)]
            if len(here) == len(saying) and all(p.fits(w) for p, w in zip(saying, here, strict=True)):
                found.update(range(at, at + len(saying)))
    return frozenset(found)


def brand_tokens(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of words that a hyphen joins to another capital: half a name, and no thing ("Coca-Cola")."""
    pairs = ((at - 1, at) for at, token in enumerate(tokens) if token.before == "-" and token.capital)
    return frozenset(at for pair in pairs if tokens[pair[0]].capital for at in pair)
