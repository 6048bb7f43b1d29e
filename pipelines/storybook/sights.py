"""Dogs with coats of their own, and buildings that stand nowhere else: one look each, whatever the weather."""

from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from PIL import Image, ImageChops
from pydantic import Field

from pipelines.storybook.cast import Value, Weather
from pipelines.storybook.looks import PATTERNS, Pattern
from pipelines.storybook.places import HORIZON, LIGHT, SIDE, Setting, over_all, sky_picture
from pipelines.storybook.sprites import Pen, sprite

DOG_SIDE = 88
Ears = Literal["hanging", "pointed"]
Roof = Literal["flat", "pitched", "dome", "cone", "onion", "steps"]


class Coat(Value):
    """How one dog always looks: the ground of its coat, its pattern, ears and collar, as #rrggbb."""

    kind: Literal["animal"] = "animal"
    ink: str
    second: str = "#ffffff"
    pattern: Pattern = "plain"
    ears: Ears = "hanging"
    ear_ink: str = "#6b4226"
    muzzle: str = ""
    collar: str = ""


class Wing(Value):
    """One part of a building on the horizon, in pixels; `lean` is how far its top stands to the right of its foot."""

    left: float
    width: float
    height: float
    ink: str
    pattern: Pattern = "plain"
    second: str = "#ffffff"
    roof: Roof = "flat"
    tiles: str = "#b5533c"
    lean: float = 0
    rows: int = 2
    columns: int = 2


class Building(Value):
    """How one place always looks, its parts from back to front."""

    kind: Literal["place"] = "place"
    wings: Annotated[tuple[Wing, ...], Field(min_length=1, max_length=4)]
    door: str = "#7a4a2a"
    paving: str = "#d8c8ae"


def _mask(pixels: np.ndarray[tuple[int, ...], np.dtype[np.float32]], ink: tuple[int, int, int]) -> Image.Image:
    """Where the drawing has about this ink, as an L picture."""
    far = np.abs(pixels[:, :, :3] - np.array(ink, dtype=np.float32)).max(axis=2)
    return Image.fromarray((np.clip(2 - far / 24, 0, 1) * pixels[:, :, 3]).astype(np.uint8), "L")


@lru_cache(maxsize=300)
def dog(coat: Coat) -> Image.Image:
    """The dog as RGBA, 88 x 88 pixels, as large as the storybook's."""
    large = 3 * DOG_SIDE
    plain = sprite("dog", large).copy()
    pixels = np.asarray(plain, dtype=np.float32)
    fur, spots, ears = _mask(pixels, (255, 209, 170)), _mask(pixels, (208, 116, 84)), _mask(pixels, (133, 93, 85))
    picture = plain
    fur = ImageChops.lighter(fur, spots)
    picture.paste(Image.new("RGBA", plain.size, coat.ink), mask=fur)
    if coat.pattern != "plain":
        pen = Pen(DOG_SIDE, DOG_SIDE)
        PATTERNS[coat.pattern](pen, coat.second, (0, 30, DOG_SIDE, DOG_SIDE))
        over = pen.lift().resize(plain.size)
        picture.paste(over, mask=ImageChops.multiply(fur, over.getchannel("A")))
    pen = Pen(DOG_SIDE, DOG_SIDE)
    if coat.ears == "pointed":
        picture.putalpha(ImageChops.subtract(picture.getchannel("A"), ears))
        for tip, inner, outer in ((14, 18, 34), (56, 38, 54)):
            pen.shape([(inner, 16), (outer, 9), (tip, -1)], coat.ear_ink)
    else:
        picture.paste(Image.new("RGBA", plain.size, coat.ear_ink), mask=ears)
    if coat.muzzle:
        pen.oval(35, 47, 15, 9, coat.muzzle)
        pen.oval(35, 36, 5.5, 4, "#1a1a1a")
        pen.arc(35, 40, 9, 30, 150, 2.5, "#1a1a1a")
    if coat.collar:
        pen.line([(22, 55), (36, 60), (52, 54)], 7, coat.collar)
        pen.oval(36, 64, 4, 4, "#f3c623")
    small = picture.resize((DOG_SIDE, DOG_SIDE), Image.Resampling.BOX)
    small.alpha_composite(pen.lift())
    return small


@lru_cache(maxsize=300)
def townscape(building: Building, weather: Weather, mirrored: bool) -> Image.Image:
    """The place in the weather, as RGB of 256 x 256 pixels; `mirrored` swaps the trees beside it, not the place."""
    setting = Setting(weather)
    setting.ground(building.paving)
    setting.tree(244 if mirrored else 12, 176, 52)
    scenery = setting.pen.lift()
    scenery.alpha_composite(facade(building, setting.snowy, weather in LIT))
    shade = tuple(round(255 * part) for part in LIGHT.get(weather, (1.0, 1.0, 1.0)))
    scenery = ImageChops.multiply(scenery, Image.new("RGBA", scenery.size, (*shade, 255)))
    picture = sky_picture(weather)
    picture.alpha_composite(scenery)
    picture.alpha_composite(over_all(weather, indoors=False))
    return picture.convert("RGB")


LIT: frozenset[Weather] = frozenset({"night", "christmas"})
"""Weathers in which windows are lit."""


@lru_cache(maxsize=600)
def facade(building: Building, snowy: bool, lit: bool) -> Image.Image:
    """The building alone by day, with snow on its roofs, with lit windows: RGBA of 256 x 256 pixels."""
    setting = Setting(("christmas" if lit else "snow") if snowy else ("night" if lit else "sunny"))
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    for wing in building.wings:
        picture.alpha_composite(_wing(wing, setting))
    front = building.wings[-1]
    middle = front.left + front.width / 2
    door = Pen(SIDE, SIDE)
    door.box(middle - 9, HORIZON - 22, middle + 9, HORIZON + 6, building.door, 6)
    picture.alpha_composite(door.lift())
    return picture


def _wing(wing: Wing, setting: Setting) -> Image.Image:
    foot, top = HORIZON + 6, HORIZON + 6 - wing.height
    left, right, lean = wing.left, wing.left + wing.width, wing.lean
    pen = Pen(SIDE, SIDE)
    pen.shape([(left, foot), (right, foot), (right + lean, top), (left + lean, top)], wing.ink)
    wall = pen.lift()
    if wing.pattern != "plain":
        over = Pen(SIDE, SIDE)
        PATTERNS[wing.pattern](over, wing.second, (min(left, left + lean), top, max(right, right + lean), foot))
        pattern = over.lift()
        clear = Image.new("RGBA", pattern.size, (0, 0, 0, 0))
        wall.alpha_composite(Image.composite(pattern, clear, wall.getchannel("A")))
    rest = Pen(SIDE, SIDE)
    for row in range(wing.rows):
        for column in range(wing.columns):
            down = (row + 0.6) / (wing.rows + 0.6)
            x = left + wing.width * (column + 0.5) / wing.columns + lean * (1 - down)
            y = top + wing.height * down - 8
            rest.box(x - 5, y - 6, x + 5, y + 6, setting.pane, 2)
    _roof(rest, wing, "#f4f8fb" if setting.snowy else wing.tiles)
    wall.alpha_composite(rest.lift())
    return wall


def _roof(pen: Pen, wing: Wing, ink: str) -> None:
    top = HORIZON + 6 - wing.height
    left, right = wing.left + wing.lean, wing.left + wing.width + wing.lean
    middle, half = (left + right) / 2, wing.width / 2
    match wing.roof:
        case "flat":
            pen.box(left - 3, top - 5, right + 3, top + 3, ink)
        case "pitched":
            pen.shape([(left - 7, top + 2), (right + 7, top + 2), (middle, top - half * 0.8)], ink)
        case "dome":
            pen.slice(middle, top + 2, half + 2, 180, 360, ink)
            pen.line([(middle, top - half), (middle, top - half - 12)], 3, ink)
        case "cone":
            pen.shape([(left - 4, top + 2), (right + 4, top + 2), (middle, top - half * 2)], ink)
        case "onion":
            pen.oval(middle, top - half * 0.6, half + 3, half * 0.8, ink)
            pen.shape(
                [(middle - half * 0.7, top - half), (middle + half * 0.7, top - half), (middle, top - half * 2.2)], ink
            )
        case "steps":
            for step in range(3):
                inset = half * step / 3
                pen.box(left - 3 + inset, top - 9 * (step + 1), right + 3 - inset, top - 9 * step + 2, ink)
