"""How sad a telling is by the weights of its words: what no list has a phrase for, heard all the same.

The weights (`lexicon/feeling_weights.tsv`) were learnt by `benchmarks/feeling_weights.py`. They vote where no trained
voter on a reader's word vectors does, and like it they only ever raise.
"""

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from assistant.folding import fold
from assistant.lexicon.entries import rows
from assistant.story import FeelingScores

SURE: Final = 1.5
"""Log-odds from which the weights vote: each set of labelled memories left out in turn, 63 of 100 sad ones, 1 of 100
others."""
_WORD: Final = re.compile(r"[a-z']+")
_STEM: Final = 5
"""Letters: longer words count by their beginning as well."""
_BIAS: Final = "*"
_MOST_GLAD: Final = 2


def features(text: str) -> frozenset[str]:
    """What is weighed of a text: its words, the beginnings of long ones, pairs, and pairs with a word between them."""
    return frozenset(_features(_WORD.findall(fold(text))))


def _features(words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        yield word
        if len(word) > _STEM:
            yield f"{word[:_STEM]}*"
        if at:
            yield f"{words[at - 1]} {word}"
        if at > 1:
            yield f"{words[at - 2]} _ {word}"


@cache
def _weights() -> dict[str, tuple[float, float]]:
    return {feature: (float(sad), float(plea)) for feature, sad, plea in rows("feeling_weights.tsv")}


def sadness(text: str) -> tuple[float, float]:
    """Log-odds that a text tells of something sad or bad, and that its teller needs comfort; length plays no part."""
    weights = _weights()
    known = [weights[feature] for feature in features(text) if feature in weights]
    size = math.sqrt(max(len(known), 1))
    bias = weights.get(_BIAS, (0.0, 0.0))
    return sum(sad for sad, _ in known) / size + bias[0], sum(plea for _, plea in known) / size + bias[1]


def weighed(text: str, *, glad: int = 0) -> FeelingScores:
    """The vote of the weights: one half stands at `SURE`, one higher for each glad word, at most two; comfort needs
    both odds."""
    sad, plea = sadness(text)
    sad -= min(glad, _MOST_GLAD)
    return FeelingScores(negative=_score(sad - SURE), distress=_score(min(sad - SURE, plea)))


def _score(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
