"""The sums of the likeness benchmark: intervals, who is right and in place, and whether a chooser chose well."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.elements import ACCEPTED, Print
from assistant.ports import Judge
from assistant.story import Box, ElementKind, Value

WITHIN: Final = 0.02
"""How near to the best a chosen checkpoint has to score, as a share of the best."""


class Interval(Value):
    """A mean with its 95 % interval, and of how many pictures."""

    mean: float
    low: float
    high: float
    count: int


def bootstrap(groups: Sequence[Sequence[float]], *, times: int = 1000, seed: int = 0) -> Interval | None:
    """The mean over all figures; groups (a character's pictures) are drawn anew first, then figures in each.

    None where there are no figures. Source: Davison and Hinkley 1997, two-stage bootstrap.
    """
    kept = [list(group) for group in groups if group]
    every = [figure for group in kept for figure in group]
    if not every:
        return None
    chance = random.Random(seed)
    means = []
    for _ in range(times):
        drawn = [
            figure for group in chance.choices(kept, k=len(kept)) for figure in chance.choices(group, k=len(group))
        ]
        means.append(sum(drawn) / len(drawn))
    means.sort()
    return Interval(
        mean=sum(every) / len(every), low=means[round(0.025 * (times - 1))], high=means[round(0.975 * (times - 1))],
        count=len(every),
    )  # fmt: skip


class Stood(Value):
    """Somebody who ought to be in a picture: in which box (None: everywhere), of which kind, known by which prints."""

    name: str
    kind: ElementKind
    box: Box | None
    prints: tuple[Print, ...]


def all_right(png: bytes, company: Sequence[Stood], judge: Judge) -> bool:
    """Whether each is accepted in its own box, and in none is another of its kind likelier than whose box it is."""
    return all(is_right(png, one, company, judge) for one in company)


def is_right(png: bytes, one: Stood, company: Sequence[Stood], judge: Judge) -> bool:
    """Whether one of the company is accepted in its box and nobody else of its kind is likelier there."""
    own = judge.accepts(png, box=one.box, kind=one.kind, prints=one.prints)
    rivals = [
        judge.accepts(png, box=one.box, kind=one.kind, prints=other.prints)
        for other in company
        if other is not one and other.kind is one.kind
    ]
    return own >= ACCEPTED and own >= max(rivals, default=0.0)


def hits(proposed: int, scores: Mapping[int, float]) -> bool:
    """Whether the proposed step scores within 2 % of the best of all steps; `scores` are of an independent judge."""
    best = max(scores.values())
    return scores[proposed] >= best - WITHIN * abs(best)
