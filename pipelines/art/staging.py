"""Putting a layout on the board: which drawing stands where, so that nobody covers anybody's face."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from assistant.story import DetailKind, Layout, Standing
from pipelines.art import figures
from pipelines.art.figures import Figure
from pipelines.art.icons import BOARD, Found, look_up, svg_body
from pipelines.art.inks import COLOUR_WORDS, ellipse, placed, rect
from pipelines.art.people import figures_of, garment_of
from pipelines.art.scenery import Place, place_of

SIDE: Final = 512
Row = Literal["hung", "behind", "middle", "front"]
FEET: Final = {"behind": 0.70, "middle": 0.925, "front": 0.975}
"""Where the feet of a row stand, as a share of the picture's height."""


@dataclass(frozen=True)
class Actor:
    """One thing to draw: its SVG on a board of `width` x `height`, how tall it is shown, and where it would stand."""

    body: str
    width: float
    height: float
    tall: float
    x: float
    row: Row
    figure: Figure | None = None
    mirrored: bool = False
    ink: str = ""

    @property
    def wide(self) -> float:
        """Pixels from side to side."""
        return self.tall * self.width / self.height


@dataclass
class Cast:
    """Everything that a layout puts into the picture, and the words that no drawing stands for."""

    actors: list[Actor] = field(default_factory=list)
    small: list[Actor] = field(default_factory=list)
    overhead: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)


def cast_of(layout: Layout, dice: random.Random, *, pose: figures.Pose = "standing") -> Cast:
    """Find a drawing for each who of the layout."""
    cast = Cast()
    place = place_of(layout.background)
    people = _people(layout, dice, pose)
    crowd = sum(len(group) for _, group in people)
    for standing, group in people:
        cast.actors += _group(standing, group, 0.60 if crowd <= 2 else 0.54 if crowd <= 4 else 0.46)
    for standing in layout.standing:
        if standing.kind is not DetailKind.PEOPLE and not (_worn(standing) and crowd):
            _add_thing(cast, standing, place, dice)
    return cast


def _people(layout: Layout, dice: random.Random, pose: figures.Pose) -> list[tuple[Standing, list[Figure]]]:
    people = [
        (standing, [replace(figure, pose=pose) for figure in figures_of(standing.who, dice)])
        for standing in layout.standing
        if standing.kind is DetailKind.PEOPLE
    ]
    for standing in layout.standing:
        garment = garment_of(standing.who) if _worn(standing) else None
        if garment is not None:
            _put_on(people, *garment)
    return people


def _worn(standing: Standing) -> bool:
    return standing.kind is DetailKind.OBJECTS and garment_of(standing.who) is not None


def _put_on(people: list[tuple[Standing, list[Figure]]], outfit: str, colour: str) -> None:
    """Dress the likeliest person in a garment that was named by itself: a dress a woman, else the first grown-up."""
    everyone = [(group, index) for _, group in people for index in range(len(group))]
    women = outfit in {"dress", "wedding dress"}

    def unlikely(at: tuple[list[Figure], int]) -> tuple[bool, bool]:
        figure = at[0][at[1]]
        return (women and figure.gender != "woman"), figure.age in {"child", "baby"}

    if everyone:
        group, index = min(everyone, key=unlikely)
        group[index] = replace(group[index], outfit=outfit, colour=colour or group[index].colour)


def _middle(standing: Standing) -> float:
    return (standing.box.left + standing.box.width / 2) * SIDE


def _group(standing: Standing, group: Sequence[Figure], grown: float) -> list[Actor]:
    """People side by side, a grown person `grown` of the picture tall."""
    actors = []
    for index, figure in enumerate(group):
        x = _middle(standing) + (index - (len(group) - 1) / 2) * 84
        tall = grown * SIDE * figures.HEIGHT / (figures.FEET - 9)
        actors.append(Actor("", figures.WIDTH, figures.HEIGHT, tall, x, "middle", figure=figure))
    return actors


def _add_thing(cast: Cast, standing: Standing, place: Place, dice: random.Random) -> None:
    words = set(standing.who.lower().split())
    if words & {"lights", "lanterns", "fairy"}:
        cast.overhead.add("lights")
        return
    if words & {"bunting", "flags", "streamers", "garland", "garlands"}:
        cast.overhead.add("flags")
        return
    found = look_up(standing.who)
    if standing.kind is DetailKind.PLACES and place_of(standing.who).paint == place.paint:
        return
    if found is None:
        if standing.kind is not DetailKind.PLACES or place_of(standing.who).paint == "plain":
            cast.left_out.append(standing.who)
        return
    actors = _copies(standing, found, dice)
    (cast.small if actors[0].row == "front" and standing.kind is DetailKind.OBJECTS else cast.actors).extend(actors)


def _copies(standing: Standing, found: Found, dice: random.Random) -> list[Actor]:
    """One drawing, or three of it when the phrase was plural (two of the large ones)."""
    row: Row = "hung" if found.hung else "behind" if found.size > 0.5 else "middle" if found.size > 0.25 else "front"
    number = 1 if not found.many or found.hung else 3 if found.size < 0.25 else 2
    if found.many and standing.kind is DetailKind.OBJECTS and found.size < 0.25:
        number = 2
    size = found.size * SIDE * (0.9 if number > 1 else 1.0)
    tint = next((COLOUR_WORDS[word] for word in standing.who.lower().split() if word in COLOUR_WORDS), "")
    mirrored = standing.kind is DetailKind.ANIMALS and dice.random() < 0.5
    return [
        Actor(
            svg_body(found.drawing, prefix=f"d{index}{found.drawing[:6]}"),
            BOARD, BOARD, size, _middle(standing) + (index - (number - 1) / 2) * size * 0.9, row,
            mirrored=mirrored, ink=tint,
        )
        for index in range(number)
    ]  # fmt: skip


def spread(actors: Sequence[Actor], *, margin: float = 16, share: float = 0.72) -> list[Actor]:
    """Move the actors apart, in their order from left to right, until they share the width without hiding each other.

    `share` of an actor's width is what its neighbours keep clear of.
    """
    if not actors:
        return []
    line = sorted(actors, key=lambda actor: actor.x)
    needed = sum(actor.wide * share for actor in line)
    room = SIDE - 2 * margin
    squeeze = min(1.0, room / needed)
    at, moved = float(margin), []
    slack = max(0.0, room - needed)
    for index, actor in enumerate(line):
        half = actor.wide * share * squeeze / 2
        left_behind = sum(other.wide * share * squeeze for other in line[index:])
        wish = min(max(actor.x, at + half), SIDE - margin - left_behind + half)
        x = max(at + half, wish) if slack else at + half
        moved.append(replace(actor, x=x))
        at = x + half
    return moved


def draw(actor: Actor, foot: float) -> str:
    """The actor with its feet at `foot` pixels, with a soft shadow."""
    scale = actor.tall / actor.height
    left = actor.x - actor.wide / 2
    body = figures.draw(actor.figure) if actor.figure else actor.body
    bottom = figures.FEET + 6 if actor.figure else actor.height * 0.95
    shadow = (
        ""
        if actor.figure or actor.row == "hung"
        else ellipse(actor.x, foot - 2, actor.wide * 0.4, actor.tall * 0.05, "#000000", opacity=0.15)
    )
    return shadow + placed(
        body, left, foot - bottom * scale, scale, mirrored_width=actor.width if actor.mirrored else 0
    )


def stage(cast: Cast, place: Place) -> str:
    """All actors as SVG: what hangs, what stands behind, people "
    "and animals, and the small things in hand or in front."""
    hung = spread([actor for actor in cast.actors if actor.row == "hung"], share=1.1)
    behind = spread([actor for actor in cast.actors if actor.row == "behind"], share=0.8)
    middle = spread([actor for actor in cast.actors if actor.row == "middle"], share=0.66)
    front = [actor for actor in cast.actors if actor.row == "front"]
    parts = [draw(replace(actor, x=_clear_of(actor.x)), 0.27 * SIDE) for actor in hung]
    parts += [draw(actor, FEET["behind"] * SIDE) for actor in behind]
    waiting = list(cast.small)
    middle, held = _hand_out(middle, waiting)
    for actor in sorted(middle, key=lambda one: one.tall, reverse=True):
        parts.append(draw(actor, FEET["middle"] * SIDE))
    parts += held
    if waiting and place.inside and place.paint != "plain":
        parts.append(_table(len(waiting)))
    parts += [draw(actor, FEET["front"] * SIDE) for actor in spread([*front, *waiting], share=0.95)]
    return "".join(parts)


def _clear_of(x: float) -> float:
    return min(max(x, 70), SIDE - 70)


def _table(_number: int) -> str:
    return rect(0, 484, SIDE, 40, "#9a6f4b") + rect(0, 478, SIDE, 12, "#b98a5d", corner=4)


def _hand_out(middle: list[Actor], waiting: list[Actor]) -> tuple[list[Actor], list[str]]:
    """Give each person at most one small thing to hold, the nearest; what is handed out leaves `waiting`."""
    changed, held = [], []
    for actor in middle:
        able = actor.figure is not None and actor.figure.pose == "standing" and actor.figure.age != "baby"
        near = min(waiting, key=lambda thing: abs(thing.x - actor.x), default=None) if able else None
        if near is None or actor.figure is None:
            changed.append(actor)
            continue
        waiting.remove(near)
        figure = replace(actor.figure, pose="holding")
        changed.append(replace(actor, figure=figure))
        scale = actor.tall / actor.height
        hand_x, hand_y = figures.hand_of(figure)
        x = actor.x - actor.wide / 2 + hand_x * scale
        y = FEET["middle"] * SIDE - (figures.FEET + 6 - hand_y) * scale
        size = min(near.tall, 84.0)
        held.append(placed(near.body, x - size * 0.42, y - size * 0.62, size / near.height))
    return changed, held
