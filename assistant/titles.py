"""A page's title: at most six of the person's own words, verbatim."""

from collections.abc import Sequence
from typing import Final

from assistant.lexicon.verbs import is_past, is_present
from assistant.story import Language
from assistant.words import Token, word_set

_LONGEST: Final = 6
_FILLERS: Final = word_set(
    "pues bueno a ver eh mmm este o sea que y ay mira veras entonces well um er so oh ah and yes no si hmm uh "
    "na uy pero but anda oiga"
)
_NO_ENDS: Final = word_set(
    "el la los las un una unos unas de del al a en con y o que por para mi mis su sus me se le les nos lo muy "
    "tan como the an of in on at with and or to my our his her their for from by i we was were had us as that"
)


def title_of(tokens: Sequence[Token], text: str, language: Language = "es") -> str:
    """The first clause after fillers, at most six words, ending on no small word and no cut-off verb.

    Empty only for an empty text.
    """
    if not tokens:
        return text.strip()[:40]
    start = _first_word(tokens)
    end = start + 1
    while end < len(tokens) and end - start < _LONGEST and not (tokens[end].after_pause and end - start > 1):
        end += 1
    cut = end < len(tokens) and not tokens[end].after_pause
    while end - start > 2 and (tokens[end - 1].bare in _NO_ENDS or (cut and _dangles(tokens[end - 1], language))):
        end -= 1
    piece = text[tokens[start].start : tokens[end - 1].end]
    return piece[:1].upper() + piece[1:]


def _dangles(token: Token, language: Language) -> bool:
    """Whether a word is a verb whose object or place was cut off behind it."""
    return is_past(token, language) or is_present(token, language)


def _first_word(tokens: Sequence[Token]) -> int:
    for at, token in enumerate(tokens[:20]):
        if token.bare == "a" and len(tokens) > at + 1 and tokens[at + 1].bare == "ver":
            continue
        if token.bare not in _FILLERS and not (len(tokens) > at + 1 and tokens[at + 1].before.startswith("…")):
            return at
    return 0
