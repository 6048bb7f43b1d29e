"""Drawn photos as somebody's photo set: what the benchmark and the demo patient's likenesses are learnt from."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from assistant.elements import Lesson, TrainingSet
from assistant.story import Box
from pipelines.storybook.characters import Character, caption_of, photo_views, photos

WHOLE: Final = Box(left=0, top=0, width=1, height=1)


def png_of(picture: Image.Image) -> bytes:
    """A picture as PNG."""
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def lessons_in(character: Character, folder: Path) -> tuple[TrainingSet, Callable[[str], Path]]:
    """The character's ten photos, drawn into files, with their captions; and where the files are. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    lessons, hashes = [], []
    for at, (view, picture) in enumerate(zip(photo_views(character), photos(character), strict=True)):
        name = f"{character.name}-{at}"
        png = png_of(picture)
        (folder / f"{name}.png").write_bytes(png)
        hashes.append(hashlib.sha256(png).hexdigest())
        caption = caption_of(character, view, character.name)
        lessons.append(Lesson(photo_id=name, media_id=name, crop=WHOLE, caption=caption))
    taught = TrainingSet(
        element_id=character.name,
        token=character.name,
        class_word=character.class_word,
        lessons=tuple(lessons),
        photo_hashes=tuple(hashes),
    )
    return taught, lambda media_id: folder / f"{media_id}.png"
