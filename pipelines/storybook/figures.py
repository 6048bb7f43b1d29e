"""People with bodies, drawn by own code: class, clothes, hair, mood and activity are all large and clear."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from pipelines.storybook.cast import CHILDREN, ELDERS, WOMEN, Colour, Hair, Person
from pipelines.storybook.sprites import Ink, Pen

WIDTH, HEIGHT = 96, 176
"""Pixels of a figure's picture; the feet stand on its lower edge."""

INKS: dict[Colour, str] = {
    "red": "#d93636", "blue": "#2f6fd0", "green": "#3c9a4b", "yellow": "#f3c623", "pink": "#f087b3",
    "purple": "#8148b5", "white": "#f6f4ee", "black": "#2f2e35",
}  # fmt: skip
HAIR_INKS: dict[Hair, str] = {
    "brown": "#6b4226", "black": "#26211f", "blond": "#e9bf5a", "red": "#c2551f", "grey": "#e4e4e8",
}  # fmt: skip
TROUSERS, SHOES, DARK = "#4a5578", "#3a2a22", "#2b2320"


@dataclass(frozen=True)
class Frame:
    """Where the parts of a figure are, in pixels of its picture."""

    head_y: float
    head: float
    shoulder_y: float
    hip_y: float
    half: float
    middle: float = WIDTH / 2


def frame(person: Person) -> Frame:
    """The build of a person: grown, child or baby."""
    drop = 14.0 if person.activity == "sitting" else 0.0
    if person.who == "baby":
        return Frame(head_y=112, head=25, shoulder_y=134, hip_y=160, half=18)
    if person.who in CHILDREN:
        return Frame(head_y=82 + drop, head=26, shoulder_y=108 + drop, hip_y=144 + drop / 2, half=17)
    half = 19 if person.who in {"young man", "young woman", "woman"} else 23
    return Frame(head_y=39 + drop, head=28, shoulder_y=68 + drop, hip_y=122 + drop, half=half)


@lru_cache(maxsize=3000)
def figure(person: Person) -> Image.Image:
    """The person as an RGBA picture of WIDTH x HEIGHT pixels."""
    pen, build = Pen(WIDTH, HEIGHT), frame(person)
    skin: Ink = "#8a5a3c" if person.skin == "dark" else "#f7cfa9"
    hair = HAIR_INKS["grey" if person.who in ELDERS else person.hair]
    if person.activity == "sitting" and person.who != "baby":
        seat(pen, build)
    back_hair(pen, person, build, hair)
    legs(pen, person, build, skin)
    clothes(pen, person, build)
    arms(pen, person, build, skin)
    face(pen, person, build, skin)
    front_hair(pen, person, build, hair)
    headwear(pen, person, build)
    held(pen, person, build)
    return pen.lift()


def seat(pen: Pen, build: Frame) -> None:
    """A wooden chair behind the figure."""
    x = build.middle
    pen.box(x - 34, build.shoulder_y, x + 34, build.hip_y + 10, "#a8743f", 6)
    pen.box(x - 36, build.hip_y + 4, x + 36, build.hip_y + 16, "#8a5a2e", 3)
    pen.box(x - 34, build.hip_y + 10, x - 27, 174, "#8a5a2e")
    pen.box(x + 27, build.hip_y + 10, x + 34, 174, "#8a5a2e")


def legs(pen: Pen, person: Person, build: Frame, skin: Ink, cloth: Ink | None = None) -> None:
    """Legs and shoes, in the stride that the activity asks for; `cloth` covers the legs in its own ink."""
    x, top, foot = build.middle, build.hip_y, 168.0
    if person.who == "baby":
        for side in (-1, 1):
            pen.line([(x, 162), (x + side * 20, 168)], 14, INKS[person.colour])
        return
    bare = (
        person.who == "boy" or person.outfit in {"dress", "coat"} or (person.who in WOMEN and person.outfit == "casual")
    )
    ink: Ink = skin if bare else "#3c4255" if person.outfit == "suit" else TROUSERS
    if person.outfit == "uniform":
        ink = "#3f5536"
    ink = cloth or ink
    spread = {"walking": 17.0, "running": 27.0, "dancing": 20.0}.get(person.activity, 9.0)
    for side in (-1, 1):
        lift = 16.0 if side > 0 and person.activity in {"running", "dancing"} else 0.0
        start, end = (x + side * 9, top - 4), (x + side * spread, foot - 4 - lift)
        pen.line([start, end], 13 if build.half > 18 else 11, ink)
        pen.oval(end[0] + 2 * side, end[1] + 5, 10, 6, SHOES)


def clothes(pen: Pen, person: Person, build: Frame) -> None:  # noqa: C901 - one case per garment
    """The garment on the body."""
    x, top, hip, half, ink = build.middle, build.shoulder_y - 6, build.hip_y, build.half, INKS[person.colour]
    if person.who == "baby":
        pen.box(x - half, top, x + half, 168, ink, 14)
        return
    match person.outfit:
        case "dress" | "wedding dress":
            gown: Ink = "#fdfcf7" if person.outfit == "wedding dress" else ink
            hem = 172 if person.outfit == "wedding dress" else min(hip + 28, 158)
            pen.shape([(x - half + 4, top), (x + half - 4, top), (x + 36, hem), (x - 36, hem)], gown)
            pen.box(x - half, top, x + half, hip - 16, gown, 10)
        case "suit":
            trunk(pen, build, "#3c4255")
            pen.shape([(x - 9, top), (x + 9, top), (x, top + 32)], "#ffffff")
            pen.line([(x, top + 4), (x, top + 26)], 5, ink)
        case "white coat":
            trunk(pen, build, ink)
            pen.box(x - half, top, x - 6, hip + 22, "#ffffff", 6)
            pen.box(x + 6, top, x + half, hip + 22, "#ffffff", 6)
        case "coat":
            pen.box(x - half - 2, top, x + half + 2, hip + 26, ink, 9)
            for row in range(3):
                pen.oval(x, top + 16 + 16 * row, 3, 3, DARK)
        case "uniform":
            trunk(pen, build, "#4f6b43")
            pen.box(x - half, hip - 12, x + half, hip - 5, DARK)
            for row in range(3):
                pen.oval(x, top + 12 + 12 * row, 3, 3, "#e8c24a")
        case "apron":
            trunk(pen, build, ink)
            pen.box(x - half + 6, top + 14, x + half - 6, hip + 20, "#ffffff", 5)
        case "casual":
            trunk(pen, build, ink)
            if person.who in WOMEN:
                pen.shape(
                    [(x - half, hip - 8), (x + half, hip - 8), (x + half + 8, hip + 22), (x - half - 8, hip + 22)],
                    TROUSERS,
                )
            elif person.who == "boy":
                pen.box(x - half, hip - 8, x - 1, hip + 10, TROUSERS, 2)
                pen.box(x + 1, hip - 8, x + half, hip + 10, TROUSERS, 2)


def trunk(pen: Pen, build: Frame, ink: Ink) -> None:
    """A plain upper garment."""
    pen.box(build.middle - build.half, build.shoulder_y - 6, build.middle + build.half, build.hip_y, ink, 9)


def arms(pen: Pen, person: Person, build: Frame, skin: Ink, cloth: Ink | None = None) -> None:
    """Arms in the sleeve's colour (`cloth` where it is given), hands in the skin's."""
    x, top, half = build.middle, build.shoulder_y + 3, build.half
    sleeve: Ink = cloth or {
        "suit": "#3c4255", "white coat": "#ffffff", "uniform": "#4f6b43", "wedding dress": "#fdfcf7",
    }.get(person.outfit, INKS[person.colour])  # fmt: skip
    length = build.hip_y - build.shoulder_y
    up, forward = (half + 14, -26.0), (half - 10, length * 0.5)
    if person.activity in {"dancing", "singing"}:
        hands = [(-up[0], up[1]), (up[0], up[1])]
    elif person.activity in {"standing", "sitting"} or person.who == "baby":
        hands = [(-half - 9, length * 0.72), (half + 9, length * 0.72)]
    elif person.activity in {"walking", "running"}:
        hands = [(-half - 14, length * 0.45), (half + 14, length * 0.55)]
    else:
        hands = [(-forward[0], forward[1]), (forward[0], forward[1])]
    for side, (dx, dy) in zip((-1, 1), hands, strict=True):
        shoulder, hand = (x + side * (half - 3), top), (x + dx, top + dy)
        elbow = (x + side * (half + 9), top + max(dy, 8) * 0.6)
        pen.line([shoulder, elbow, hand], 11, sleeve)
        pen.oval(hand[0], hand[1], 7, 7, skin)


def face(pen: Pen, person: Person, build: Frame, skin: Ink) -> None:
    """Head, eyes, cheeks and the mouth of the mood."""
    x, y, r = build.middle, build.head_y, build.head
    pen.box(x - 8, y + r - 8, x + 8, build.shoulder_y, skin)
    pen.oval(x - r + 1, y + 3, 5, 6, skin)
    pen.oval(x + r - 1, y + 3, 5, 6, skin)
    pen.oval(x, y, r, r, skin)
    cheek = "#a5654a" if person.skin == "dark" else "#f5a58f"
    for side in (-1, 1):
        pen.oval(x + side * 16, y + 9, 5, 4, cheek)
        pen.oval(x + side * 10, y + 1, 3.8, 4.6, DARK)
        if person.glasses:
            pen.ring(x + side * 10.5, y + 1, 9.5, 2.6, "#1d3f72")
    if person.glasses:
        pen.line([(x - 2, y), (x + 2, y)], 2.6, "#1d3f72")
    mouth(pen, person, x, y + 13)
    if person.who == "old man":
        pen.oval(x - 8, y + 11, 10, 5, HAIR_INKS["grey"])
        pen.oval(x + 8, y + 11, 10, 5, HAIR_INKS["grey"])
    if person.who in ELDERS:
        pen.line([(x - 11, y - 14), (x + 11, y - 14)], 1.8, "#c99a78")


def mouth(pen: Pen, person: Person, x: float, y: float) -> None:
    """The mouth, around (x, y)."""
    y += 4 if person.who == "old man" else 0
    match person.mood:
        case "happy":
            pen.slice(x, y - 2, 10, 0, 180, "#a8323a")
            pen.box(x - 7, y - 2, x + 7, y + 1, "#ffffff")
        case "sad":
            pen.arc(x, y + 9, 9, 205, 335, 3, "#7a2b30")
            pen.oval(x - 13, y + 1, 3, 5, "#5aa9e6")
        case "serious":
            pen.line([(x - 7, y + 3), (x + 7, y + 3)], 3, "#7a2b30")
            pen.line([(x - 15, y - 22), (x - 6, y - 19)], 3, DARK)
            pen.line([(x + 15, y - 22), (x + 6, y - 19)], 3, DARK)
        case "calm":
            pen.arc(x, y - 4, 8, 25, 155, 3, "#a8323a")


def back_hair(pen: Pen, person: Person, build: Frame, hair: str) -> None:
    """The hair that falls behind the head and shoulders."""
    x, y, r = build.middle, build.head_y, build.head
    match person.who:
        case "woman":
            pen.box(x - r - 5, y - 10, x + r + 5, y + r + 16, hair, 14)
        case "young woman":
            pen.oval(x + r + 4, y + 4, 10, 26, hair)
        case "girl":
            pen.oval(x - r - 6, y + 4, 9, 16, hair)
            pen.oval(x + r + 6, y + 4, 9, 16, hair)
        case "old woman":
            pen.oval(x, y - r - 2, 13, 9, hair)
            pen.oval(x, y - 2, r + 4, r, hair)
        case _:
            pass
    if person.outfit == "wedding dress":
        pen.shape([(x - 20, y - r), (x + 20, y - r), (x + 44, y + 80), (x - 44, y + 80)], "#ffffffd8")


def front_hair(pen: Pen, person: Person, build: Frame, hair: str) -> None:
    """The hair on top of the head."""
    x, y, r = build.middle, build.head_y, build.head
    match person.who:
        case "old man":
            pen.oval(x - r, y - 2, 7, 12, hair)
            pen.oval(x + r, y - 2, 7, 12, hair)
        case "baby":
            pen.oval(x, y - r + 1, 5, 6, hair)
        case "man":
            pen.slice(x, y - 2, r + 2, 190, 350, hair)
            pen.box(x - r - 2, y - 8, x - r + 5, y + 6, hair, 2)
            pen.box(x + r - 5, y - 8, x + r + 2, y + 6, hair, 2)
        case "young man":
            pen.slice(x, y - 2, r + 1, 195, 345, hair)
            for dx in (-20, -7, 7, 20):
                pen.oval(x + dx, y - r + abs(dx) / 3, 10, 9, hair)
        case "boy":
            pen.slice(x, y, r + 2, 185, 355, hair)
        case "woman" | "young woman" | "girl" | "old woman":
            pen.slice(x - 8, y - 2, r - 3, 165, 310, hair)
            pen.slice(x, y - 2, r + 2, 200, 340, hair)
    if person.who == "girl":
        for side in (-1, 1):
            pen.oval(x + side * (r + 3), y - 9, 6, 5, "#e8437a")


def headwear(pen: Pen, person: Person, build: Frame) -> None:
    """A hat, a cook's hat or a uniform's cap."""
    x, y, r = build.middle, build.head_y, build.head
    if person.outfit == "uniform":
        pen.slice(x, y - 8, r + 1, 180, 360, "#4f6b43")
        pen.box(x - r, y - 14, x + r, y - 8, DARK, 3)
        pen.oval(x, y - 20, 4, 4, "#e8c24a")
    elif person.outfit == "apron":
        pen.box(x - 18, y - r - 8, x + 18, y - 14, "#ffffff", 5)
        pen.box(x - 20, y - 20, x + 20, y - 13, "#dfe3ea", 2)
    elif person.hat:
        pen.box(x - 19, y - r - 8, x + 19, y - 12, "#8a5a2e", 8)
        pen.box(x - r - 9, y - 18, x + r + 9, y - 11, "#6f4522", 4)


def held(pen: Pen, person: Person, build: Frame) -> None:  # noqa: C901 - one case per activity
    """What the hands hold in the activity."""
    x, y = build.middle, build.shoulder_y + (build.hip_y - build.shoulder_y) * 0.5
    match person.activity:
        case "reading":
            pen.stick("open-book", x - 21, y - 16, 42)
        case "cooking":
            pen.stick("pot-of-food", x - 22, y - 16, 44)
        case "playing the guitar":
            pen.stick("guitar", x - 30, y - 26, 60)
        case "eating":
            pen.stick("bread", x - 17, y - 14, 34)
        case "sewing":
            pen.stick("thread", x - 18, y - 16, 36)
        case "singing":
            pen.stick("microphone", x - 14, y - 40, 28)
        case "painting":
            pen.stick("artist-palette", x - 20, y - 14, 40)
        case "fishing":
            pen.line([(x + 10, y + 8), (x + 40, y - 62)], 3.5, "#6f4522")
            pen.line([(x + 40, y - 62), (x + 42, y + 20)], 1.5, "#eeeeee")
            pen.stick("fish", x + 26, y + 14, 22)
        case "playing chess":
            pen.box(x - 36, y + 14, x + 36, y + 22, "#8a5a2e", 2)
            for square in range(6):
                pen.box(x - 36 + 12 * square, y + 14, x - 24 + 12 * square, y + 19, "#f2e6cf" if square % 2 else DARK)
            pen.stick("chess-pawn", x - 34, y - 14, 28)
            pen.stick("chess-pawn", x + 6, y - 14, 28)
        case _:
            pass
