"""Photos and trainings for the tiny painter."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from assistant.elements import LearningSettings, Lesson, Preset, Training, TrainingSet
from assistant.story import Box

WHOLE = Box(left=0, top=0, width=1, height=1)


def photos(folder: Path, number: int = 3, colour: str = "#c03030") -> Callable[[str], Path]:
    """Photos of one thing of one colour in several places; gives the file of a medium."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        picture = Image.new("RGB", (64, 64), "#80a0c0")
        ImageDraw.Draw(picture).ellipse((8 + 4 * index, 8, 40 + 4 * index, 56), fill=colour)
        picture.save(folder / f"{index}.png")
    return lambda media_id: folder / f"{media_id}.png"


def a_set(word: str = "kiotwr", number: int = 3, **changes: Any) -> TrainingSet:
    """A set of as many photos."""
    lessons = tuple(
        Lesson(photo_id=f"p{index}", media_id=str(index), crop=WHOLE, caption=f"a {word} dog")
        for index in range(number)
    )
    plain = {"element_id": f"e-{word}", "token": word, "class_word": "dog", "lessons": lessons}
    return TrainingSet(**(plain | changes))


def quick_settings(**changes: Any) -> LearningSettings:
    """Ten steps of two pictures."""
    plain: dict[str, Any] = {
        "steps": 10, "batch": 2, "rank": 2, "class_pictures": 2, "checkpoint_every": 5, "random_crops": 1,
        "learning_rate": 1e-2, "text_learning_rate": 1e-3, "token_learning_rate": 1e-2, "min_snr": 0.0,
    }  # fmt: skip
    return LearningSettings(**(plain | changes))


def a_lesson_plan(base_hash: str, **changes: Any) -> Training:
    """A training of one element on these weights."""
    plain: dict[str, Any] = {
        "id": "t1", "patient_id": "ines", "element_ids": ("e-kiotwr",), "preset": Preset.QUICK,
        "settings": quick_settings(), "base": "tiny", "base_hash": base_hash,
    }  # fmt: skip
    return Training(**(plain | changes))
