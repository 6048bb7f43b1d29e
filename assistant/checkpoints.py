"""Which checkpoint of a training to propose. Pure."""

from collections.abc import Sequence
from typing import Final

from assistant.elements import Checkpoint, Training
from assistant.errors import NotFound

NEAR_THE_BEST: Final = 0.02
"""How much worse than the best an earlier checkpoint may be: 2 % of the best overall score."""


def propose(checkpoints: Sequence[Checkpoint]) -> int | None:
    """The step of the earliest checkpoint within 2 % of the best; the last one where none was scored, None of none.

    What learnt less copies less and drifts less, so that the earliest good one is the best guess.
    """
    scored = [(point.step, point.scores.overall) for point in checkpoints if point.scores is not None]
    if not scored:
        return max((point.step for point in checkpoints), default=None)
    best = max(overall for _, overall in scored)
    return min(step for step, overall in scored if overall >= best - NEAR_THE_BEST * abs(best))


def neighbours(training: Training) -> tuple[Checkpoint | None, Checkpoint | None, Checkpoint | None]:
    """The checkpoint before the proposed one, itself, and the one after: under- and over-learnt beside it."""
    points = sorted(training.checkpoints, key=lambda point: point.step)
    at = next((number for number, point in enumerate(points) if point.step == training.proposed), None)
    if at is None:
        return None, None, None
    return (
        points[at - 1] if at else None,
        points[at],
        points[at + 1] if at + 1 < len(points) else None,
    )


def at_step(training: Training, step: int | None) -> Checkpoint:
    """The checkpoint of a step. Raises NotFound."""
    for point in training.checkpoints:
        if point.step == step:
            return point
    raise NotFound(what="checkpoint")
