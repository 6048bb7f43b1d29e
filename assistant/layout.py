"""Who stands where: people side by side in the lower two thirds, animals smaller at their feet, things before them."""

from collections.abc import Sequence

from assistant.dialect import Dialect
from assistant.story import Box, DetailKind, Layout, Patient, Scene, Standing
from assistant.subjects import Subject, subjects

_MOST_PEOPLE = 5
_MOST_THINGS = 4


def _person_box(at: int, number: int) -> Box:
    width = min(0.3, 0.9 / number)
    left = 0.5 - width * number / 2 + width * at
    return Box(left=max(left, 0.0), top=0.3, width=width, height=0.65)


def _small_box(at: int, number: int, *, top: float, height: float) -> Box:
    width = min(0.24, 0.96 / number)
    # The row starts at the right: the patient, who stands first, is on the left and stays uncovered.
    left = 0.98 - width * (at + 1)
    return Box(left=max(left, 0.0), top=top, width=width, height=height)


def _standing(found: Sequence[Subject], boxes: Sequence[Box]) -> list[Standing]:
    return [
        Standing(who=subject.words, kind=subject.kind, box=box, element_id=subject.element_id)
        for subject, box in zip(found, boxes, strict=True)
    ]


def lay_out(
    scene: Scene, *, patient: Patient, slots: Sequence[Sequence[Box]] = (), dialect: Dialect | None = None
) -> Layout:
    """Place what is painted. Pure: the same scene always gives the same layout.

    Where a therapist placed somebody, they stand there. A painter that has places of its own (`slots`, see
    `SettingsPolicy`) gets everybody on those, in the therapist's order from left to right. What a `dialect` has no word
    or no room for has no place; an element of the patient always has one.
    """
    every = subjects(scene, patient=patient)
    if dialect:
        told = {(s.words, s.kind) for s in dialect.speak(every).told}
        every = tuple(s for s in every if s.element_id or (s.words, s.kind) in told)
    seen = [s for s in every if s.kind is not DetailKind.PLACES]
    places = [s.words for s in every if s.kind is DetailKind.PLACES]
    if 0 < len(seen) <= len(slots):
        placed = _standing(seen, slots[len(seen) - 1])
    else:
        placed = _freely(seen)
        if scene.layout is not None:
            placed = _as_placed(placed, scene.layout)
    return Layout(background=places[0] if places else "", standing=tuple(placed))


def _freely(seen: Sequence[Subject]) -> list[Standing]:
    people = [s for s in seen if s.kind is DetailKind.PEOPLE][:_MOST_PEOPLE]
    animals = [s for s in seen if s.kind is DetailKind.ANIMALS][:_MOST_THINGS]
    things = [s for s in seen if s.kind is DetailKind.OBJECTS][:_MOST_THINGS]
    if not people:
        front = animals or things
        boxes = [_person_box(at, len(front)) for at in range(len(front))]
        rest = things if animals else []
        placed = _standing(front, boxes)
    else:
        placed = _standing(people, [_person_box(at, len(people)) for at in range(len(people))])
        placed += _standing(animals, [_small_box(i, len(animals), top=0.66, height=0.3) for i in range(len(animals))])
        rest = things
    return placed + _standing(rest, [_small_box(i, len(rest), top=0.8, height=0.18) for i in range(len(rest))])


def _as_placed(standing: Sequence[Standing], layout: Layout) -> list[Standing]:
    """The same subjects with the boxes of a layout; one that the layout does not know keeps its own."""
    known: dict[tuple[str, str | None], list[Box]] = {}
    for one in layout.standing:
        known.setdefault((one.who, one.element_id), []).append(one.box)
    boxes = [known.get((one.who, one.element_id)) or [one.box] for one in standing]
    return [one.model_copy(update={"box": box.pop(0)}) for one, box in zip(standing, boxes, strict=True)]
