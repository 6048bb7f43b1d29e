"""Putting a cast on the board, so that nobody covers anybody's face and everything stands on something."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.art import figures
from pipelines.art.casting import SIDE, Actor, Cast
from pipelines.art.inks import ellipse, placed, rect
from pipelines.art.scenery import Place

BEHIND, BACK, MIDDLE, FRONT = 0.69 * SIDE, 0.85 * SIDE, 0.935 * SIDE, 0.975 * SIDE
"""Where the feet of each row stand, in pixels from the top."""
MARGIN: Final = 14.0
HELD: Final = 84.0
"""Pixels: the most that a figure can hold in one hand."""


def stage(cast: Cast, place: Place) -> str:
    """All actors as SVG, from what hangs and stands behind to the small things in hand or in front."""
    back, middle, small = cast.row("back"), cast.row("middle"), cast.row("small")
    crowd = len(middle) + 2 * len(back)
    parts = [draw(actor, 0.3 * SIDE) for actor in spread(cast.row("hung"), share=1.1)]
    parts += [
        draw(actor, (0.22 + 0.07 * (at % 2)) * SIDE) for at, actor in enumerate(spread(cast.row("flying"), share=1.2))
    ]
    parts.append(_behind(cast.row("behind"), place))
    # Beside something large the people move to the left, so that neither hides the other.
    edge = SIDE * (0.60 if back and crowd <= 5 else 0.75 if back else 1.0)
    parts += [draw(actor, BACK) for actor in spread(back, share=0.8, left=SIDE * 0.40)]
    middle, held = _hand_out(spread(middle, share=0.66, right=edge), small)
    parts += [draw(actor, MIDDLE) for actor in sorted(middle, key=lambda one: one.tall, reverse=True)]
    parts += held
    if small and place.inside and place.paint != "plain":
        parts.append(rect(0, 482, SIDE, 40, "#9a6f4b") + rect(0, 476, SIDE, 12, "#b98a5d", corner=4))
    parts += [draw(actor, FRONT) for actor in spread([*cast.row("front"), *small], share=0.95)]
    return "".join(parts)


def spread(actors: Sequence[Actor], *, share: float, left: float = 0.0, right: float = SIDE) -> list[Actor]:
    """Move the actors apart between two edges, in their order from left to right.

    `share` of an actor's width is what its neighbours keep clear of; without room for that, all give way alike.
    """
    if not actors:
        return []
    line = sorted(actors, key=lambda actor: actor.x)
    room = right - left - 2 * MARGIN
    clear = [actor.wide * share for actor in line]
    squeeze = min(1.0, room / sum(clear))
    clear = [width * squeeze for width in clear]
    at, moved = left + MARGIN, []
    for index, actor in enumerate(line):
        half = clear[index] / 2
        # As near to its wish as those before and after it allow.
        latest = right - MARGIN - sum(clear[index:]) + half
        x = max(at + half, min(actor.x, latest))
        moved.append(replace(actor, x=x))
        at = x + half
    return moved


def draw(actor: Actor, foot: float) -> str:
    """The actor with its feet (a hung one: its lower edge) at `foot` pixels, with a soft shadow."""
    wide, high = actor.board
    scale = actor.tall / high
    body = figures.draw(actor.figure) if actor.figure else actor.body
    bottom = figures.FEET + 6 if actor.figure else high * 0.95
    shadow = ""
    if actor.figure is None and actor.row not in {"hung", "flying"}:
        shadow = ellipse(actor.x, foot - 2, actor.wide * 0.38, actor.tall * 0.045, "#000000", opacity=0.14)
    turned = wide if actor.mirrored else 0
    return shadow + placed(body, actor.x - actor.wide / 2, foot - bottom * scale, scale, mirrored_width=turned)


def _behind(actors: Sequence[Actor], place: Place) -> str:
    """Buildings and trees: outside they stand on the ground, inside they are seen through a wide window."""
    if not place.inside or place.paint == "plain":
        return "".join(draw(actor, BEHIND) for actor in spread(actors, share=0.8))
    if not actors:
        return ""
    smaller = spread([replace(actor, tall=actor.tall * 0.5) for actor in actors], share=0.85, left=112, right=400)
    frame = "#fffaf0"
    bars = "".join(rect(x, 52, 7, 190, frame) for x in (106, 252, 399))
    return (
        rect(110, 56, 292, 182, "#bfdfe9")
        + rect(110, 204, 292, 34, "#b5c495")
        + "".join(draw(actor, 228) for actor in smaller)
        + bars
        + rect(106, 50, 300, 8, frame)
        + rect(98, 236, 316, 11, frame, corner=3)
    )


def _hand_out(people: Sequence[Actor], small: list[Actor]) -> tuple[list[Actor], list[str]]:
    """Give each person at most one small thing to hold, the nearest; what is handed out leaves `small`."""
    changed, held = list[Actor](), list[str]()
    for actor in people:
        figure = actor.figure
        able = figure is not None and figure.age != "baby" and figure.pose in {"standing", "sitting", "walking"}
        if figure is None or not able or not small:
            changed.append(actor)
            continue
        thing = min(small, key=lambda one: abs(one.x - actor.x))
        small.remove(thing)
        figure = replace(figure, pose="sitting" if figure.pose == "sitting" else "holding")
        changed.append(replace(actor, figure=figure))
        held.append(_in_hand(thing, replace(actor, figure=figure), figure))
    return changed, held


def _in_hand(thing: Actor, actor: Actor, figure: figures.Figure) -> str:
    scale = actor.tall / actor.board[1]
    hand_x, hand_y = figures.hand_of(figure)
    x = actor.x - actor.wide / 2 + hand_x * scale
    y = MIDDLE - (figures.FEET + 6 - hand_y) * scale
    size = min(thing.tall, HELD)
    return placed(thing.body, x - size * 0.42, y - size * 0.62, size / thing.board[1])
