"""Learn the weights of words by which `assistant/weighing.py` hears sadness, from sentences and labelled memories.

python -m benchmarks.feeling_weights [--check] [--write]

`--check` leaves each set of memories out in turn and tells what the weights hear of it; `--write` keeps the weights.
The sets b and g are for measuring and are never learnt from.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from assistant.weighing import SURE, features
from benchmarks.gold import GOLD_FOLDER, load_memories

_ROOT: Final = Path(__file__).parent.parent
SENTENCES: Final = (
    _ROOT / "pipelines" / "feelings_examples.tsv",
    _ROOT / "tests" / "assistant" / "spoken_feelings.tsv",
)
SETS: Final = ("dev", "holdout-a", "holdout-c", "holdout-d", "holdout-e", "holdout-f")
WEIGHTS: Final = _ROOT / "assistant" / "lexicon" / "feeling_weights.tsv"
_TIMES: Final = 25
_STEP: Final = 0.3
_SHRINK: Final = 1e-3
_LEAST: Final = 0.15
"""Smaller weights are not kept."""


class Told(NamedTuple):
    """A text by its features, whether it is sad or bad, and whether its teller needs comfort."""

    said: tuple[str, ...]
    sad: bool
    plea: bool


def sentences() -> list[Told]:
    """The sentences of this project, labelled by how they feel."""
    lines = [line for path in SENTENCES for line in path.read_text(encoding="utf-8").splitlines()]
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Told(tuple(sorted(features(text))), feeling != "calm", feeling == "distress") for feeling, _, text in cells]


def memories(name: str) -> list[Told]:
    """One set of labelled memories."""
    found = load_memories(GOLD_FOLDER / f"{name}.jsonl")
    return [Told(tuple(sorted(features(m.text))), m.distress or m.valence == "negative", m.distress) for m in found]


def learn(texts: Sequence[Told], *, plea: bool = False) -> dict[str, float]:
    """Weights by logistic regression with shrinking (AdaGrad); `*` is what every text begins with.

    `plea` learns who needs comfort instead of what is sad.
    """
    counted = Counter(feature for text in texts for feature in text.said)
    weights = dict.fromkeys((feature for feature, count in counted.items() if count > 1), 0.0)
    squares = dict.fromkeys(weights, 0.01)
    bias, order = 0.0, list(texts)
    shuffling = random.Random(0)
    for _ in range(_TIMES):
        shuffling.shuffle(order)
        for text in order:
            known = [feature for feature in text.said if feature in weights]
            size = math.sqrt(max(len(known), 1))
            wrong = 1 / (1 + math.exp(-sum(weights[f] for f in known) / size - bias)) - (
                text.plea if plea else text.sad
            )
            for feature in known:
                slope = wrong / size + _SHRINK * weights[feature]
                squares[feature] += slope * slope
                weights[feature] -= _STEP * slope / math.sqrt(squares[feature])
            bias -= 0.02 * wrong
    return {**{feature: round(w, 2) for feature, w in weights.items() if abs(w) >= _LEAST}, "*": round(bias, 2)}


def hears(weights: dict[str, float], text: Told) -> bool:
    """Whether the weights vote that a text is sad."""
    known = [weights[feature] for feature in text.said if feature in weights]
    return sum(known) / math.sqrt(max(len(known), 1)) + weights["*"] >= SURE


def _check() -> None:
    sets, own = {name: memories(name) for name in SETS}, sentences()
    for name, left_out in sets.items():
        others = [text for other, texts in sets.items() if other != name for text in texts]
        weights = learn([*own, *others])
        sad = [hears(weights, text) for text in left_out if text.sad]
        glad = [hears(weights, text) for text in left_out if not text.sad]
        print(f"{name}: heard {sum(sad)} of {len(sad)}, false {sum(glad)} of {len(glad)}", flush=True)


def main() -> int:
    """Learn, and check or keep; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="leave each set out in turn")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    asked = parser.parse_args()
    if asked.check:
        _check()
    if asked.write:
        texts = [*sentences(), *(text for name in SETS for text in memories(name))]
        sad, plea = learn(texts), learn(texts, plea=True)
        kept = sorted({*sad, *plea})
        lines = [f"{feature}\t{sad.get(feature, 0):g}\t{plea.get(feature, 0):g}" for feature in kept]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} weights in {WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
