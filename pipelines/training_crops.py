"""Which squares of a photo are learnt. Loads no model library."""

import io
import random
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from assistant.elements import LearningSettings, Lesson
from assistant.errors import PhotoUnreadable
from assistant.story import Box

MOST_PIXELS: Final = 60_000_000
FACE_ROOM: Final = 2.2
"""Side of a close crop, in sides of the face: head, hair and shoulders."""
SMALLEST_CROP: Final = 0.8
"""Side of the tightest random crop, in sides of the photo's own crop."""


def crops_of(lesson: Lesson, settings: LearningSettings, size: tuple[int, int]) -> list[tuple[Box, bool]]:
    """The squares of one photo of this size (pixels) that are learnt, and whether each is mirrored.

    The photo's own crop comes first; random ones are the same for the same seed and photo.
    """
    boxes = [lesson.crop]
    if settings.face_crops and lesson.face is not None:
        boxes.append(_around(lesson.face, size))
    chance = random.Random(f"{settings.seed} {lesson.photo_id}")  # noqa: S311 (crops, not secrets)
    boxes += [_within(lesson.crop, chance) for _ in range(settings.random_crops)]
    mirrored = (False, True) if settings.flips else (False,)
    return [(box, flip) for box in boxes for flip in mirrored]


def _around(face: Box, size: tuple[int, int]) -> Box:
    """A square around a face, as far as the photo reaches."""
    width, height = size
    side = min(FACE_ROOM * max(face.width * width, face.height * height), width, height)
    left = (face.left + face.width / 2) * width - side / 2
    top = (face.top + face.height / 2) * height - side / 2
    left, top = min(max(left, 0), width - side), min(max(top, 0), height - side)
    return Box(left=left / width, top=top / height, width=side / width, height=side / height)


def _within(crop: Box, chance: random.Random) -> Box:
    share = chance.uniform(SMALLEST_CROP, 1.0)
    width, height = crop.width * share, crop.height * share
    left = crop.left + chance.random() * (crop.width - width)
    top = crop.top + chance.random() * (crop.height - height)
    return Box(left=min(left, 1.0), top=min(top, 1.0), width=width, height=height)


def opened(file: Path) -> Image.Image:
    """A photo as RGB, upright. Raises PhotoUnreadable."""
    try:
        with Image.open(file) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoUnreadable()
            return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as why:
        raise PhotoUnreadable() from why


def cropped(file: Path, box: Box) -> bytes:
    """The square of a photo that is learnt, one pixel at least, as PNG. Raises PhotoUnreadable."""
    image = opened(file)
    left = min(round(box.left * image.width), image.width - 1)
    top = min(round(box.top * image.height), image.height - 1)
    right, bottom = round((box.left + box.width) * image.width), round((box.top + box.height) * image.height)
    piece = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    buffer = io.BytesIO()
    piece.save(buffer, "PNG")
    return buffer.getvalue()
