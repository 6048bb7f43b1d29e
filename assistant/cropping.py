"""Which square of a photo is learnt: as much as possible of one person, and nobody else."""

from collections.abc import Sequence
from typing import Final

from assistant.elements import Face
from assistant.story import Box

ROOM_ABOVE: Final = 0.6
"""Hair and hat, in heights of the found face: detectors box a face from the eyebrows to the chin."""
ROOM_BELOW: Final = 0.5
ROOM_BESIDE: Final = 0.35
FEATURES: Final = 0.7
_SHRINKING: Final = 0.92
_PLACES: Final = 9


def square(box: Box, width: int, height: int) -> Box:
    """The largest square of pixels inside the photo with the middle of `box` and at most its longer side."""
    side = min(max(box.width * width, box.height * height), width, height)
    left = min(max((box.left + box.width / 2) * width - side / 2, 0), width - side)
    top = min(max((box.top + box.height / 2) * height - side / 2, 0), height - side)
    return _box(left, top, side, width, height)


def _box(left: float, top: float, side: float, width: int, height: int) -> Box:
    """Fractions that never leave the photo, whatever rounding does."""
    x, y = min(max(left / width, 0.0), 1.0), min(max(top / height, 0.0), 1.0)
    return Box(left=x, top=y, width=min(side / width, 1 - x), height=min(side / height, 1 - y))


def side_of(crop: Box, width: int, height: int) -> int:
    """The shorter side of a crop, in pixels."""
    return round(min(crop.width * width, crop.height * height))


def _middle(face: Face, width: int, height: int) -> tuple[float, float]:
    return (face.box.left + face.box.width / 2) * width, (face.box.top + face.box.height / 2) * height


def _features(face: Face, width: int, height: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom, in pixels, of the inner part of a face: a cheek at the edge tells nobody apart."""
    box, edge = face.box, (1 - FEATURES) / 2
    left, right = box.left + edge * box.width, box.left + (1 - edge) * box.width
    top, bottom = box.top + edge * box.height, box.top + (1 - edge) * box.height
    return left * width, top * height, right * width, bottom * height


def holds(crop: Box, face: Face) -> bool:
    """Whether the middle of a face lies inside a crop."""
    x, y = _middle(face, 1, 1)
    return crop.left <= x <= crop.left + crop.width and crop.top <= y <= crop.top + crop.height


def suggest_crop(width: int, height: int, faces: Sequence[Face] = (), *, of: int = 0) -> Box:
    """The largest square with the face number `of` and without the features of any other, `width` x `height` in pixels.

    Without faces it is the middle of the photo. Where nobody can be left out, the square is closest about the face.
    """
    short = float(min(width, height))
    if not faces:
        return _box((width - short) / 2, (height - short) / 2, short, width, height)
    face = faces[of]
    others = [_features(other, width, height) for at, other in enumerate(faces) if at != of]
    needed = _needed(face, width, height)
    side = short
    while side > max(needed[2] - needed[0], needed[3] - needed[1]):
        for x, y in _corners(needed, side, width, height):
            if not any(
                x < right and left < x + side and y < low and high < y + side for left, high, right, low in others
            ):
                return _box(x, y, side, width, height)
        side *= _SHRINKING
    around = Box(
        left=needed[0] / width,
        top=needed[1] / height,
        width=(needed[2] - needed[0]) / width,
        height=(needed[3] - needed[1]) / height,
    )
    return square(around, width, height)


def _needed(face: Face, width: int, height: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom, in pixels, of what must be in the square: the head."""
    box = face.box
    wide, high = box.width * width, box.height * height
    left, top = box.left * width, box.top * height
    return (
        max(left - ROOM_BESIDE * wide, 0.0),
        max(top - ROOM_ABOVE * high, 0.0),
        min(left + (1 + ROOM_BESIDE) * wide, float(width)),
        min(top + (1 + ROOM_BELOW) * high, float(height)),
    )


def _corners(
    needed: tuple[float, float, float, float], side: float, width: int, height: int
) -> list[tuple[float, float]]:
    """Where a square of this side may begin so that it holds what is needed: the most balanced places first."""
    left, top, right, bottom = needed
    xs = _between(max(0.0, right - side), min(left, width - side))
    ys = _between(max(0.0, bottom - side), min(top, height - side))
    middle = ((left + right) / 2 - side / 2, top - side * 0.08)
    places = [(x, y) for x in xs for y in ys]
    return sorted(places, key=lambda place: abs(place[0] - middle[0]) + abs(place[1] - middle[1]))


def _between(low: float, high: float) -> list[float]:
    if high < low:
        return []
    return [low + (high - low) * step / (_PLACES - 1) for step in range(_PLACES)]
