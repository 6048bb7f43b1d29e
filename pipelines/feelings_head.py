"""A second voter on how a memory feels: two logistic regressions over what the reader's model knows of its words.

The features are the mean of the model's own token vectors (which puts words of like meaning, Spanish or English, side
by side) and the words, pairs of words and beginnings of words, hashed. No pass of the model is needed: it takes
milliseconds. The weights are trained by `python -m benchmarks.feelings_head` and belong to one model.
"""

import re
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from assistant.errors import ModelDamaged
from assistant.folding import fold
from assistant.story import FeelingScores

WEIGHTS: Final = Path(__file__).with_name("feelings_head.safetensors")
EXAMPLES: Final = Path(__file__).with_name("feelings_examples.tsv")
BUCKETS: Final = 2**13
_BEGINNINGS: Final = (4, 5)
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[?!…]")

Vector = NDArray[np.float32]


def hashed_words(text: str) -> Vector:
    """(BUCKETS,) of length 1 (of length 0 for a text without words): which words, pairs and beginnings a text has."""
    words = _WORD.findall(fold(text))
    grams = {*words, *(f"{a} {b}" for a, b in pairwise(words))}
    grams |= {f"{word[:n]}*" for word in words for n in _BEGINNINGS if len(word) > n}
    vector = np.zeros(BUCKETS, dtype=np.float32)
    for gram in grams:
        number = zlib.crc32(gram.encode())
        vector[number % BUCKETS] += 1 if number >> 31 else -1
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


class FeelingsHead:
    """The weights: `tokens` (2, hidden) for the mean token vector, `words` (2, BUCKETS), `bias` (2,); negative first.

    A threshold chosen by cross-validation is part of the bias, so that 0.5 is where a voter begins to vote.
    """

    def __init__(self, tokens: Vector, words: Vector, bias: Vector) -> None:
        self._tokens, self._words, self._bias = tokens, words, bias

    def scores(self, text: str, mean: Vector) -> FeelingScores:
        """What the two voters say of a text; `mean` (hidden,) is the mean of its token vectors."""
        logits = self._tokens @ mean + self._words @ hashed_words(text) + self._bias
        negative, distress = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -30, 30)))
        return FeelingScores(negative=float(negative), distress=float(distress))


def load_head(identity: str, file: Path = WEIGHTS) -> FeelingsHead | None:
    """The head for the model of this identity; None where it was trained for another one. Raises ModelDamaged."""
    try:
        with safe_open(file, framework="np") as kept:
            if (kept.metadata() or {}).get("model") != identity:
                return None
            return FeelingsHead(*(kept.get_tensor(name) for name in ("tokens", "words", "bias")))
    except (SafetensorError, OSError) as trouble:
        raise ModelDamaged(model=file.stem, file=file.name) from trouble
