"""How long a picture will take: measured seconds per step, remembered from one painting to the next."""

import json
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

from pydantic import Field, ValidationError

from assistant.story import Value

REMEMBERED: Final = 8
"""Paintings kept per painter, device, size and number: enough to outlive one slow afternoon."""


class Pace(Value):
    """What was measured: seconds per step of a whole batch, by painter, device and size, then by number of pictures."""

    seconds_per_step: Mapping[str, Mapping[int, tuple[float, ...]]] = Field(default_factory=dict)


def pace_key(painter: str, *, device: str, width: int, height: int) -> str:
    """What a measurement is remembered under; sizes are pixels."""
    return f"{painter}|{device}|{width}x{height}"


def estimate_seconds(pace: Pace, key: str, *, steps: int, number: int) -> float | None:
    """Seconds that `number` pictures of `steps` steps in one batch will take; None when nothing was ever measured.

    A number that was never painted is estimated from the nearest that was, in proportion.
    """
    known = pace.seconds_per_step.get(key)
    if not known:
        return None
    nearest = min(known, key=lambda painted: (abs(painted - number), painted))
    return round(median(known[nearest]) * steps * number / nearest, 1)


def with_measured(pace: Pace, key: str, *, seconds: float, steps: int, number: int) -> Pace:
    """The pace with one more painting of `number` pictures that took `seconds` in all. The oldest are forgotten."""
    known = {number: tuple[float, ...]()} | dict(pace.seconds_per_step.get(key, {}))
    known[number] = (*known[number], round(seconds / steps, 4))[-REMEMBERED:]
    return Pace(seconds_per_step={**pace.seconds_per_step, key: known})


class PaceFile:
    """The pace in a small JSON file. One that cannot be read counts as empty, one that cannot be written is let be."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Pace:
        """What was measured so far."""
        try:
            return Pace.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return Pace()

    def remember(self, key: str, *, seconds: float, steps: int, number: int) -> None:
        """Add one painting."""
        pace = with_measured(self.read(), key, seconds=seconds, steps=steps, number=number)
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(pace.model_dump(mode="json"), indent=1), encoding="utf-8")
            fresh.replace(self._path)
        except OSError:
            return
