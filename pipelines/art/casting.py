"""From a layout to its cast: a drawing for everyone and everything in it, and the words without one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from assistant.story import DetailKind, Layout, Standing
from pipelines.art import figures
from pipelines.art.figures import Figure
from pipelines.art.icons import BOARD, Found, look_up, svg_body, words_of
from pipelines.art.inks import COLOUR_WORDS
from pipelines.art.people import figures_of, garment_of, put_on
from pipelines.art.scenery import Place, place_of
from pipelines.art.tint import tinted

SIDE: Final = 512
Row = Literal["hung", "flying", "behind", "back", "middle", "front", "small"]
_OVERHEAD: Final = {
    "lights": "lights", "fairy lights": "lights", "christmas lights": "lights", "lanterns": "lights",
    "bunting": "flags", "flags": "flags", "streamers": "flags", "garland": "flags", "garlands": "flags",
    "paper chains": "flags",
}  # fmt: skip
_PART_OF_THE_PLACE: Final = frozenset(
    {"air", "ceiling", "corner", "dust", "earth", "floor", "fog", "grass", "ground", "horizon", "ice", "light", "mud"}
    | {"path", "pavement", "puddle", "rain", "roof", "room", "sand", "sea", "shade", "sky", "smell", "smoke", "snow"}
    | {"view", "wall", "water", "wave", "waves", "weather", "wind"}
)
"""Words that the backdrop and the weather answer: they need no drawing of their own."""

_ON_WATER: Final = frozenset({"sea", "harbour", "deck", "river", "lake"})
_SEATS: Final = frozenset({"chair", "seat"})


@dataclass(frozen=True)
class Actor:
    """One thing to draw: a figure, or an SVG body on a square board; how tall it is shown, and where it would stand."""

    tall: float
    x: float
    row: Row
    body: str = ""
    figure: Figure | None = None
    mirrored: bool = False

    @property
    def board(self) -> tuple[float, float]:
        """Width and height of the board that it is drawn on."""
        return (figures.WIDTH, figures.HEIGHT) if self.figure else (BOARD, BOARD)

    @property
    def wide(self) -> float:
        """Pixels from side to side."""
        return self.tall * self.board[0] / self.board[1]


@dataclass
class Cast:
    """Everything that a layout puts into the picture."""

    actors: list[Actor] = field(default_factory=list)
    overhead: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)

    def row(self, *rows: Row) -> list[Actor]:
        """The actors of some rows."""
        return [actor for actor in self.actors if actor.row in rows]


def cast_of(layout: Layout, dice: random.Random, *, pose: figures.Pose = "standing", swimming: bool = False) -> Cast:
    """Find a drawing for each who of the layout. `swimming` dresses for the water whoever has no clothes told."""
    cast, place = Cast(), place_of(layout.background)
    people = _people(layout, dice, pose)
    things = [standing for standing in layout.standing if standing.kind is DetailKind.OBJECTS]
    worn = [thing for thing in things if _is_put_on(thing, people)]
    if swimming and place.paint in _ON_WATER:
        for _, group in people:
            group[:] = [replace(one, outfit="swimsuit") if one.outfit in {"casual", "dress"} else one for one in group]
    crowd = sum(len(group) for _, group in people)
    for standing, group in people:
        cast.actors += _side_by_side(standing, group, 0.62 if crowd <= 2 else 0.56 if crowd <= 4 else 0.47)
    for standing in layout.standing:
        if standing.kind is not DetailKind.PEOPLE and standing not in worn:
            _add_thing(cast, standing, place, dice)
    return cast


def _people(layout: Layout, dice: random.Random, pose: figures.Pose) -> list[tuple[Standing, list[Figure]]]:
    return [
        (standing, [replace(figure, pose=pose) for figure in figures_of(standing.who, dice)])
        for standing in layout.standing
        if standing.kind is DetailKind.PEOPLE
    ]


def _is_put_on(thing: Standing, people: list[tuple[Standing, list[Figure]]]) -> bool:
    """Dress the likeliest person in a garment that was named by itself: a dress a woman, else the first grown-up.

    False where it is no garment, or everybody's clothes are told already: then it is drawn as a thing.
    """
    garment = garment_of(thing.who)
    everyone = [(group, index) for _, group in people for index in range(len(group))]
    if garment is None or not everyone:
        return False
    for_women = garment.key in {"dress", "wedding dress", "shawl", "necklace", "veil"}

    def unlikely(at: tuple[list[Figure], int]) -> tuple[bool, bool, bool]:
        figure = at[0][at[1]]
        taken = figure.outfit not in {"casual", "dress"} if garment.place == "outfit" else bool(figure.hat)
        return (
            taken and garment.place != "extra",
            for_women and figure.gender != "woman",
            figure.age in {"child", "baby"},
        )

    group, index = min(everyone, key=unlikely)
    if unlikely((group, index))[0]:
        return False
    group[index] = put_on(group[index], garment)
    return True


def _middle(standing: Standing) -> float:
    return (standing.box.left + standing.box.width / 2) * SIDE


def _side_by_side(standing: Standing, group: Sequence[Figure], grown: float) -> list[Actor]:
    """The people of one box; a grown person is `grown` of the picture tall."""
    tall = grown * SIDE * figures.HEIGHT / (figures.FEET - 9)
    return [
        Actor(tall, _middle(standing) + (index - (len(group) - 1) / 2) * 84, "middle", figure=figure)
        for index, figure in enumerate(group)
    ]


def _add_thing(cast: Cast, standing: Standing, place: Place, dice: random.Random) -> None:
    words = words_of(standing.who)
    overhead = _OVERHEAD.get(" ".join(words[-2:])) or _OVERHEAD.get(words[-1] if words else "")
    if overhead == "lights" and place.paint in _ON_WATER:
        return  # lights across the water are ships' and houses', no string of bulbs
    if overhead:
        cast.overhead.add(overhead)
        return
    theirs = place_of(standing.who)
    if standing.kind is DetailKind.PLACES and theirs.paint == place.paint:
        return
    found = look_up(standing.who)
    if found is not None and (found.drawing == "window" or (found.drawing in _SEATS and _somebody_sits(cast))):
        return
    if found is not None:
        copies = _copies(standing, found, dice)
        cast.actors += copies[:1] if found.drawing in cast.drawn else copies
        cast.drawn.add(found.drawing)
    elif not set(words[-1:]) & _PART_OF_THE_PLACE:
        cast.left_out.append(standing.who)


def _somebody_sits(cast: Cast) -> bool:
    return any(actor.figure is not None and actor.figure.pose == "sitting" for actor in cast.actors)


def _row_of(standing: Standing, found: Found) -> Row:
    if found.hung or found.flying:
        return "hung" if found.hung else "flying"
    if found.size >= 0.5:
        return "behind"
    if found.size >= 0.4:
        return "back"
    if found.size >= 0.25:
        return "middle"
    return "front" if standing.kind is DetailKind.ANIMALS else "small"


def _copies(standing: Standing, found: Found, dice: random.Random) -> list[Actor]:
    """One drawing, or two or three of it when the phrase was plural."""
    row = _row_of(standing, found)
    number = 1
    if found.many and row != "hung":
        number = 3 if row in {"front", "flying"} else 2
    size = found.size * SIDE * (0.85 if number > 1 else 1.0)
    colour = next((COLOUR_WORDS[word] for word in words_of(standing.who) if word in COLOUR_WORDS), "")
    if colour and found.noun.split()[0] in COLOUR_WORDS:
        colour = ""
    mirrored = standing.kind is DetailKind.ANIMALS and dice.random() < 0.5
    actors = []
    for index in range(number):
        body = svg_body(found.drawing, prefix=f"d{round(_middle(standing))}n{index}")
        x = _middle(standing) + (index - (number - 1) / 2) * size * 0.9
        actors.append(Actor(size, x, row, tinted(body, colour) if colour else body, mirrored=mirrored))
    return actors
