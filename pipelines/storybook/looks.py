"""People with looks that no caption has words for: painted hair, odd glasses and hats, patterned clothes.

They are drawn with the same bodies as the storybook's people, so that they belong in its scenes; its training never
draws them.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Literal

from PIL import Image
from pydantic import Field

from pipelines.storybook.cast import Activity, Mood, Person, Skin, Value, Who
from pipelines.storybook.figures import HEIGHT, WIDTH, Frame, arms, back_hair, face, frame, front_hair, held, legs, seat
from pipelines.storybook.sprites import Ink, Pen

Pattern = Literal["plain", "stripes", "bars", "dots", "checks", "waves"]
Cut = Literal["jumper", "dress", "coat"]
HairShape = Literal["usual", "crest", "curls", "buns", "fringe"]
Glasses = Literal["none", "round", "square", "dark", "monocle"]
Hat = Literal["none", "top hat", "beret", "cap", "pointed hat", "sun hat", "crown", "bow"]
Beard = Literal["none", "moustache", "full beard", "goatee"]
Neck = Literal["none", "scarf", "bow tie", "beads"]


class Garment(Value):
    """What covers the body: its cut, its pattern, the ground's ink and the pattern's, as #rrggbb."""

    cut: Cut = "jumper"
    pattern: Pattern = "plain"
    ink: str = "#2f6fd0"
    second: str = "#f6f4ee"


class Look(Value):
    """How one person always looks; only clothes of a wardrobe of several change."""

    kind: Literal["person"] = "person"
    who: Who
    skin: Skin = "light"
    hair: str = "#6b4226"
    shape: HairShape = "usual"
    streak: str = ""
    glasses: Glasses = "none"
    rim: str = "#222222"
    hat: Hat = "none"
    felt: str = "#8a5a2e"
    beard: Beard = "none"
    neck: Neck = "none"
    neckwear: str = "#d93636"
    wardrobe: Annotated[tuple[Garment, ...], Field(min_length=1)] = (Garment(),)


TROUSERS = ("#4a5578", "#5d4a35", "#3a3a40", "#7a7f8a")
"""Inks of trousers and skirts, which are nobody's own and differ from photo to photo."""


@lru_cache(maxsize=1500)
def figure_of(look: Look, activity: Activity, mood: Mood, dressed: int) -> Image.Image:
    """The person as RGBA, 96 x 176 pixels; `dressed` (any number) picks the garment and the trousers."""
    doing: Activity = "standing" if look.who == "baby" else activity
    person = Person(who=look.who, activity=doing, mood=mood, skin=look.skin)
    build, garment = frame(person), look.wardrobe[dressed % len(look.wardrobe)]
    skin: Ink = "#8a5a3c" if look.skin == "dark" else "#f7cfa9"
    back = Pen(WIDTH, HEIGHT)
    if doing == "sitting":
        seat(back, build)
    _behind_head(back, look, build)
    back_hair(back, person, build, look.hair)
    bare = garment.cut != "jumper" or look.who == "boy"
    legs(back, person, build, skin, None if bare else TROUSERS[dressed % len(TROUSERS)])
    picture = back.lift()
    picture.alpha_composite(_cloth(garment, build))
    front = Pen(WIDTH, HEIGHT)
    arms(front, person, build, skin, garment.ink)
    face(front, person, build, skin)
    _beard(front, look, build)
    front_hair(front, person, build, look.hair)
    _on_head(front, look, build)
    _glasses(front, look, build)
    _neck(front, look, build)
    held(front, person, build)
    picture.alpha_composite(front.lift())
    return picture


def _cloth(garment: Garment, build: Frame) -> Image.Image:
    """The garment with its pattern, which ends where the garment ends."""
    pen = Pen(WIDTH, HEIGHT)
    x, top, hip, half = build.middle, build.shoulder_y - 6, build.hip_y, build.half
    match garment.cut:
        case "jumper":
            pen.box(x - half, top, x + half, hip, garment.ink, 9)
        case "coat":
            pen.box(x - half - 2, top, x + half + 2, hip + 24, garment.ink, 9)
        case "dress":
            pen.shape(
                [(x - half + 4, top), (x + half - 4, top), (x + 36, min(hip + 28, 160)), (x - 36, min(hip + 28, 160))],
                garment.ink,
            )
            pen.box(x - half, top, x + half, hip - 16, garment.ink, 10)
    cloth = pen.lift()
    if garment.pattern == "plain":
        return cloth
    over = Pen(WIDTH, HEIGHT)
    PATTERNS[garment.pattern](over, garment.second, (0, top + 4, WIDTH, HEIGHT))
    pattern = over.lift()
    clear = Image.new("RGBA", pattern.size, (0, 0, 0, 0))
    cloth.alpha_composite(Image.composite(pattern, clear, cloth.getchannel("A")))
    return cloth


Area = tuple[float, float, float, float]


def stripes(pen: Pen, ink: Ink, area: Area) -> None:
    """Level stripes."""
    left, top, right, bottom = area
    for step in range(int((bottom - top) // 16) + 1):
        pen.box(left, top + 16 * step + 6, right, top + 16 * step + 13, ink)


def bars(pen: Pen, ink: Ink, area: Area) -> None:
    """Upright stripes."""
    left, top, right, bottom = area
    for step in range(int((right - left) // 14) + 1):
        pen.box(left + 14 * step + 3, top, left + 14 * step + 9, bottom, ink)


def dots(pen: Pen, ink: Ink, area: Area) -> None:
    """Large dots in a staggered grid."""
    left, top, right, bottom = area
    for row in range(int((bottom - top) // 13) + 1):
        for column in range(int((right - left) // 15) + 1):
            pen.oval(left + 15 * column + 4 + 7 * (row % 2), top + 13 * row + 6, 4.4, 4.4, ink)


def checks(pen: Pen, ink: Ink, area: Area) -> None:
    """A chessboard."""
    left, top, right, bottom = area
    for row in range(int((bottom - top) // 12) + 1):
        for column in range(row % 2, int((right - left) // 12) + 1, 2):
            x, y = left + 12 * column, top + 12 * row
            pen.box(x, y, x + 12, y + 12, ink)


def waves(pen: Pen, ink: Ink, area: Area) -> None:
    """Zigzag lines."""
    left, top, right, bottom = area
    for row in range(int((bottom - top) // 18) + 1):
        y = top + 18 * row + 6
        pen.line([(left + 8 * step, y + 7 * (step % 2)) for step in range(int((right - left) // 8) + 1)], 5, ink)


PATTERNS: dict[str, Callable[[Pen, Ink, Area], None]] = {
    "stripes": stripes, "bars": bars, "dots": dots, "checks": checks, "waves": waves,
}  # fmt: skip


def _behind_head(pen: Pen, look: Look, build: Frame) -> None:
    x, y, r = build.middle, build.head_y, build.head
    match look.shape:
        case "curls":
            for dx, dy in ((-26, -8), (26, -8), (-27, 10), (27, 10), (-18, -22), (18, -22), (0, -28)):
                pen.oval(x + dx, y + dy, 12, 12, look.hair)
        case "buns":
            for side in (-1, 1):
                pen.oval(x + side * 22, y - r + 2, 11, 11, look.hair)
        case _:
            pass


def _on_head(pen: Pen, look: Look, build: Frame) -> None:
    x, y, r = build.middle, build.head_y, build.head
    if look.shape == "crest":
        for dx in (-14, -5, 5, 14):
            pen.shape([(x + dx - 6, y - r + 8), (x + dx + 6, y - r + 8), (x + dx * 1.2, y - r - 12)], look.hair)
    elif look.shape == "fringe":
        pen.box(x - r + 3, y - r + 6, x + r - 3, y - 8, look.hair, 5)
    if look.streak:
        pen.line([(x + 6, y - r + 2), (x + 13, y - r + 15)], 8, look.streak)
    if look.hat != "none":
        _hat(pen, look.hat, look.felt, build)


def _hat(pen: Pen, hat: Hat, ink: str, build: Frame) -> None:
    x, y, r = build.middle, build.head_y, build.head
    top = y - r
    match hat:
        case "top hat":
            pen.box(x - 17, max(0, top - 14), x + 17, top + 12, ink, 2)
            pen.box(x - r - 4, top + 9, x + r + 4, top + 15, ink, 3)
            pen.box(x - 17, top + 4, x + 17, top + 9, "#f6f4ee")
        case "beret":
            pen.oval(x + 5, top + 5, r, 10, ink)
            pen.oval(x + 5, top - 5, 4, 4, ink)
        case "cap":
            pen.slice(x, y - 8, r + 1, 180, 360, ink)
            pen.box(x, y - 14, x + r + 14, y - 8, ink, 3)
        case "pointed hat":
            pen.shape([(x - 22, top + 14), (x + 22, top + 14), (x + 4, max(0, top - 12))], ink)
            pen.box(x - 26, top + 10, x + 26, top + 16, "#f3c623", 3)
        case "sun hat":
            pen.slice(x, top + 16, 19, 180, 360, ink)
            pen.oval(x, top + 14, r + 15, 6, ink)
        case "crown":
            pen.shape(
                [(x - 20, top + 12), (x - 20, top - 8), (x - 9, top + 2), (x, top - 10), (x + 9, top + 2),
                 (x + 20, top - 8), (x + 20, top + 12)], ink,
            )  # fmt: skip
        case "bow":
            for side in (-1, 1):
                pen.shape([(x, top + 4), (x + side * 20, top - 6), (x + side * 20, top + 14)], ink)
            pen.oval(x, top + 4, 5, 5, ink)
        case "none":
            pass


def _glasses(pen: Pen, look: Look, build: Frame) -> None:
    x, y, ink = build.middle, build.head_y, look.rim
    match look.glasses:
        case "round":
            for side in (-1, 1):
                pen.ring(x + side * 11, y + 1, 10.5, 4, ink)
        case "square":
            for side in (-1, 1):
                left, right = x + side * 11 - 9, x + side * 11 + 9
                pen.line([(left, y - 7), (right, y - 7), (right, y + 9), (left, y + 9), (left, y - 7)], 3.5, ink)
        case "dark":
            for side in (-1, 1):
                pen.oval(x + side * 11, y + 2, 10, 8.5, ink)
            pen.line([(x - 20, y - 2), (x + 20, y - 2)], 3, ink)
        case "monocle":
            pen.ring(x + 11, y + 1, 11, 4, ink)
            pen.line([(x + 20, y + 8), (x + 24, y + 28)], 2.5, ink)
        case "none":
            pass


def _beard(pen: Pen, look: Look, build: Frame) -> None:
    x, y, r = build.middle, build.head_y, build.head
    match look.beard:
        case "moustache":
            for side in (-1, 1):
                pen.oval(x + side * 9, y + 10, 10, 5, look.hair)
        case "full beard":
            pen.slice(x, y + 1, r + 1, 25, 155, look.hair)
            pen.oval(x, y + 21, 15, 9, look.hair)
        case "goatee":
            pen.oval(x, y + 24, 7, 9, look.hair)
        case "none":
            pass


def _neck(pen: Pen, look: Look, build: Frame) -> None:
    x, y, ink = build.middle, build.shoulder_y - 3, look.neckwear
    match look.neck:
        case "scarf":
            pen.box(x - 18, y - 4, x + 18, y + 7, ink, 5)
            pen.box(x + 6, y, x + 15, y + 32, ink, 4)
        case "bow tie":
            for side in (-1, 1):
                pen.shape([(x, y + 3), (x + side * 13, y - 5), (x + side * 13, y + 11)], ink)
        case "beads":
            for step in range(-2, 3):
                pen.oval(x + step * 7, y + 9 - abs(step) * 3, 4, 4, ink)
        case "none":
            pass
