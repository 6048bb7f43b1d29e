"""Words of several senses: which one is meant, by the words around them.

A line of `senses.tsv` is a language, words of one text form each (accents do not matter), the English that is painted
(`-`: nothing that can be seen), and cues. The first line with a cue that is found holds; with none, the
lexicon's own sense does. A cue is a word or words within forty of it; `ahorr*` is a beginning, `<la` must stand in
the three words before the word, `>de` right behind it, and `*` alone always holds.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from assistant.english import is_plural, plural
from assistant.lexicon.entries import Entry, find, rows
from assistant.story import Language
from assistant.words import Token, bare, tokens_of

_BEFORE: Final = 3
_FAR: Final = 40
"""Words on either side in which a cue is looked for."""


class _Sense(NamedTuple):
    english: str
    cues: tuple[str, ...]


@cache
def _senses(language: Language) -> dict[str, list[_Sense]]:
    found: dict[str, list[_Sense]] = {}
    for key, words, english, cues in rows("senses.tsv"):
        if key == language:
            for word in words.split():
                sense = _Sense(english, tuple(bare(cue.strip()) for cue in cues.split(";")))
                found.setdefault(bare(word), []).append(sense)
    return found


def meant(tokens: Sequence[Token], at: int, entry: Entry, language: Language) -> Entry | None:
    """The entry in the sense that is meant at a token; None where it names nothing that can be seen."""
    senses = _senses(language).get(tokens[at].bare)
    if senses is None:
        return entry
    first = max(0, at - _FAR)
    near = _Near([token.bare for token in tokens[first : at + _FAR]], at - first)
    follows = at + 1 < len(tokens) and not tokens[at + 1].after_pause
    for sense in senses:
        if any(near.holds(cue, follows=follows) for cue in sense.cues):
            return None if sense.english == "-" else _in_sense(entry, sense.english)
    return entry


def _in_sense(entry: Entry, english: str) -> Entry:
    known = find([token.bare for token in tokens_of(english)], "en")
    other = known[0] if known is not None else entry
    many = entry.many and not is_plural(english) and "uncounted" not in other.flags
    words = plural(english) if many else english
    return entry._replace(
        kind=other.kind, english=words, look=other.look, gender=other.gender, flags=other.flags - {"exact", "weak"}
    )


class _Near:
    """The words around a word of several senses, which stands at `at`."""

    def __init__(self, words: Sequence[str], at: int) -> None:
        self.words, self.at = words, at
        self.others = frozenset(words[:at]) | frozenset(words[at + 1 :])

    def holds(self, cue: str, *, follows: bool) -> bool:
        """Whether a cue is found; `follows` says that the next word stands in the same breath."""
        if cue == "*":
            return True
        if cue.startswith("<"):
            return any(_is(cue[1:], word) for word in self.words[max(0, self.at - _BEFORE) : self.at])
        if cue.startswith(">"):
            return follows and _is(cue[1:], self.words[self.at + 1])
        if " " in cue:
            return f" {cue} " in f" {' '.join(self.words)} "
        return any(word.startswith(cue[:-1]) for word in self.others) if cue.endswith("*") else cue in self.others


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
