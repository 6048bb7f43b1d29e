"""What photos have in common: the same picture twice, the same person, the same clothes."""

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import fmean
from typing import Final

from assistant.cropping import holds
from assistant.elements import Face, Photo, Tick
from assistant.folding import fold

SAME_PICTURE: Final = 2
NEAR_PICTURE: Final = 8
"""Bits of 64 by which the fingerprints of the same, and of nearly the same, picture may differ."""
SAME_PERSON: Final = 0.6
"""How far apart two prints of one person may be; the threshold of dlib's face encoder."""
SAME_CLOTHES: Final = 0.7


def bits_apart(one: Photo, other: Photo) -> int:
    """In how many of 64 bits the fingerprints of two photos differ."""
    return (int(one.findings.fingerprint, 16) ^ int(other.findings.fingerprint, 16)).bit_count()


def is_same(one: Photo, other: Photo) -> bool:
    """Whether two photos are the same picture, if perhaps saved anew."""
    return one.sha256 == other.sha256 or bits_apart(one, other) <= SAME_PICTURE


def counted(photos: Sequence[Photo]) -> list[Photo]:
    """The photos that are learnt from: kept, of this element, and each picture once."""
    different: list[Photo] = []
    for photo in photos:
        if (
            photo.kept
            and Tick.NOT_THIS_ONE not in photo.ticks
            and not any(is_same(photo, other) for other in different)
        ):
            different.append(photo)
    return different


def faces_in_crop(photo: Photo) -> list[Face]:
    """The faces in the square that is learnt, the biggest first."""
    return [face for face in photo.findings.faces if holds(photo.crop, face)]


def apart(one: Face, other: Face) -> float:
    """How far two prints lie apart."""
    return math.dist(one.print, other.print)


def typical_face(photos: Sequence[Photo]) -> Face | None:
    """The face that most photos agree on; None before three of them have one with a print."""
    faces = [faces[0] for photo in photos if (faces := [face for face in faces_in_crop(photo) if face.print])]
    if len(faces) < 3:
        return None
    near = {id(face): [apart(face, other) for other in faces] for face in faces}
    return min(faces, key=lambda face: (-sum(far <= SAME_PERSON for far in near[id(face)]), sum(near[id(face)])))


def outliers(photos: Sequence[Photo]) -> list[Photo]:
    """Photos whose face may be somebody else's; those that the family has vouched for are not among them."""
    kept = counted(photos)
    typical = typical_face(kept)
    if typical is None:
        return []
    return [
        photo
        for photo in kept
        if Tick.THIS_ONE not in photo.ticks
        and (faces := [face for face in faces_in_crop(photo) if face.print])
        and min(apart(face, typical) for face in faces) > SAME_PERSON
    ]


def like(one: Sequence[float], other: Sequence[float]) -> float:
    """How alike two spreads of colours are, 0 to 1: the share that they have in common."""
    return sum(map(min, one, other))


def always_the_same_clothes(photos: Sequence[Photo], *, fewest: int = 4) -> bool:
    """Whether the colours of the clothes hardly change from photo to photo."""
    worn = [photo.findings.colours for photo in photos if photo.findings.colours]
    return len(worn) >= fewest and fmean(like(one, other) for one, other in combinations(worn, 2)) >= SAME_CLOTHES


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in accents, capitals and spaces only."""
    return fold(" ".join(one.split())) == fold(" ".join(other.split()))
