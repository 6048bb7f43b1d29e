"""Words of a memory: tokens with their places, folded for comparison. Nothing here knows what a word means."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.story import Span

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’´][^\W\d_]+)*|\d+(?:[.,]\d+)*", re.UNICODE)
_OWNS: Final = frozenset({"'s", "’s"})
_SHORTENED: Final = frozenset({"it", "he", "she", "that", "there", "what", "let", "who", "here", "where", "how"})
_SENTENCE_MARKS: Final = frozenset(".!?¡¿\n")
_PAUSE_MARKS: Final = frozenset(',;:…—–()«»"“”')


class Token(NamedTuple):
    """One word. `bare` is lower case without accents (ñ kept); `before` the marks between it and the word before."""

    text: str
    lower: str
    bare: str
    start: int
    end: int
    sentence: int
    before: str
    capital: bool
    opens: bool
    """Whether a sentence (or the text) starts here."""
    after_pause: bool
    """Whether a comma, a dash, an ellipsis or a new sentence stands before it."""


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """Lower case, accents dropped, ñ kept (a moño is no mono), typographic apostrophes made plain."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFC", word.lower()):
        if sign == "ñ":
            out.append(sign)
        elif sign in "’´":
            out.append("'")
        else:
            out.extend(c for c in unicodedata.normalize("NFD", sign) if not unicodedata.combining(c))
    return "".join(out)


def _token(text: str, start: int, sentence: int, between: str) -> Token:
    opens = start == 0 or not _SENTENCE_MARKS.isdisjoint(between)
    pause = opens or not _PAUSE_MARKS.isdisjoint(between)
    return Token(
        text, text.lower(), bare(text), start, start + len(text), sentence, between, text[0].isupper(), opens, pause
    )


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text in order, numbers included; an English possessive `'s` is a word of its own.

    Linear in the text's length.
    """
    found: list[Token] = []
    sentence, last = 0, 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        if found and any(mark in _SENTENCE_MARKS for mark in between):
            sentence += 1
        word, start = match.group(), match.start()
        owner, mark = word[:-2], word[-2:]
        if mark in _OWNS and owner.lower() not in _SHORTENED:
            found.append(_token(owner, start, sentence, between))
            word, start, between = mark, match.end() - 2, ""
        found.append(_token(word, start, sentence, between))
        last = match.end()
    return tuple(found)


def span_of(tokens: Iterable[Token]) -> Span:
    """The span from the first to the last of some tokens that stand in order."""
    every = list(tokens)
    return Span(start=every[0].start, end=every[-1].end)


def word_set(words: str) -> frozenset[str]:
    """The words of a string as a set: closed lists read better without quotes around each word."""
    return frozenset(words.split())
