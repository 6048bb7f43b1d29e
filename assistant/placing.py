"""Where a therapist puts those who are in a picture. Pure: a scene goes in and another comes out."""

from collections.abc import Sequence
from typing import Final

from assistant.errors import NotFound
from assistant.layout import lay_out
from assistant.story import Box, Layout, Patient, Scene, Standing

SMALLEST: Final = 0.05
"""The least width and height of a box, as a share of the picture."""


def placed(scene: Scene, patient: Patient) -> Layout:
    """Who stands where now, before any painter with places of its own."""
    return lay_out(scene, patient=patient)


def key_of(standing: Standing) -> str:
    """Names one who stands in the picture, also in later revisions; two of the same words have the same key."""
    return f"{standing.element_id or ''}:{standing.who}"


def with_boxes(scene: Scene, patient: Patient, boxes: Sequence[tuple[str, Box]]) -> Scene:
    """The scene with a box for each key; moved and cut so that each lies in the picture.

    Boxes that change nothing change nothing. Raises NotFound where the keys are not those of `placed`.
    """
    now = placed(scene, patient)
    if sorted(key for key, _ in boxes) != sorted(key_of(one) for one in now.standing):
        raise NotFound(what="layout")
    given: dict[str, list[Box]] = {}
    for key, box in boxes:
        given.setdefault(key, []).append(_inside(box))
    standing = tuple(one.model_copy(update={"box": given[key_of(one)].pop(0)}) for one in now.standing)
    if all(_near(one.box, other.box) for one, other in zip(standing, now.standing, strict=True)):
        return scene
    return scene.model_copy(update={"layout": now.model_copy(update={"standing": standing})})


def without_boxes(scene: Scene) -> Scene:
    """The scene with everybody where the composer puts them."""
    return scene.model_copy(update={"layout": None})


def _inside(box: Box) -> Box:
    width, height = max(box.width, SMALLEST), max(box.height, SMALLEST)
    return Box(left=min(box.left, 1 - width), top=min(box.top, 1 - height), width=width, height=height)


def _near(one: Box, other: Box) -> bool:
    """Whether two boxes are the same to the hundredths of a form."""
    pairs = zip(one.model_dump().values(), other.model_dump().values(), strict=True)
    return all(abs(mine - yours) < 0.006 for mine, yours in pairs)
