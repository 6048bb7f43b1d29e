"""What the three choices of a therapist mean in numbers, by the painter's size, the element's kind and the device.

The numbers for painters of Stable Diffusion's size are the literature's (Hu 2021, Ruiz 2022, Hang 2023, the study's
2400 steps); those for the house's own small painter were found by looking, see `docs/likeness.md`.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from assistant.elements import LearningSettings, Preset, Training
from assistant.story import ElementKind

Size = Literal["small", "large"]
Device = Literal["processor", "small card", "card"]
SMALL_SIDE: Final = 256
"""Pixels: painters of squares up to this side are small."""

_PEOPLE: Final = frozenset({ElementKind.SELF, ElementKind.PERSON})


@cache
def _numbers() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files("assistant.lexicon") / "presets.json").read_text("utf-8"))
    return loaded


def settings_for(preset: Preset, *, kind: ElementKind, size: Size, device: Device = "processor") -> LearningSettings:
    """The settings of a choice. Where memory is short a large painter sees one picture at a time, as many per step."""
    chosen = _numbers()[size]
    settings = LearningSettings(**(chosen["all"] | chosen["people" if kind in _PEOPLE else "others"][preset.value]))
    if size == "large" and device != "card" and settings.batch > 1:
        return settings.model_copy(update={"batch": 1, "accumulate": settings.batch})
    return settings


def gentler(settings: LearningSettings) -> LearningSettings:
    """The same at half the learning rates."""
    rates = ("learning_rate", "text_learning_rate", "token_learning_rate")
    return settings.model_copy(update={name: getattr(settings, name) / 2 for name in rates})


def size_of(side: int) -> Size:
    """The size of a painter of squares of this side, in pixels."""
    return "small" if side <= SMALL_SIDE else "large"


def seconds_for(settings: LearningSettings, before: Sequence[Training], *, base_hash: str) -> float | None:
    """How long a training will take on this machine, by the newest one of its method that was measured; None: unknown.

    Class pictures and samples come on top.
    """
    for known in before:
        if known.step_seconds and known.base_hash == base_hash and known.settings.method is settings.method:
            pictures = known.settings.batch * known.settings.accumulate
            return settings.steps * known.step_seconds * settings.batch * settings.accumulate / pictures
    return None


def seconds_left(training: Training) -> float | None:
    """How long the steps that are left will take; None before any was measured."""
    if training.step_seconds is None:
        return None
    return max(0, training.settings.steps - training.step) * training.step_seconds
