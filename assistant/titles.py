"""A page's title: at most six of the person's own words, verbatim."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.story import Language
from assistant.words import Token

_LONGEST: Final = 6
_FILLERS: Final = frozenset(
    ["pues", "bueno", "a", "ver", "eh", "mmm", "este", "o", "sea", "que", "y", "ay", "mira", "verás", "entonces", "well", "um", "er", "so", "oh", "ah", "and", "yes", "no", "sí", "si", "hmm", "uh"]
)


def title_of(tokens: Sequence[Token], text: str, things: Sequence[Candidate], language: Language) -> str:
    """A short verbatim piece around the first place or thing, or the first words. Empty only for an empty text."""
    del language
    if not tokens:
        return text.strip()[:40]
    start = _first_word(tokens)
    anchor = next((c for c in things if c.start >= start), None)
    if anchor is not None and anchor.end - start > _LONGEST:
        start = _clause_start(tokens, anchor)
        start = max(start, anchor.end - _LONGEST) if anchor.end - start > _LONGEST else start
        end = anchor.end
    else:
        end = start + 1
        while end < len(tokens) and end - start < _LONGEST and not tokens[end].after_pause:
            end += 1
    piece = text[tokens[start].start : tokens[end - 1].end]
    return piece[:1].upper() + piece[1:]


def _first_word(tokens: Sequence[Token]) -> int:
    for at, token in enumerate(tokens[:20]):
        if token.bare not in _FILLERS:
            return at
    return 0


def _clause_start(tokens: Sequence[Token], anchor: Candidate) -> int:
    at = anchor.start
    while at > 0 and not tokens[at].after_pause:
        at -= 1
    return at
