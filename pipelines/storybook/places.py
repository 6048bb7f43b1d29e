"""Places and weather, drawn by own code: a sky or a wall, a ground, and what makes the place recognisable.

Everything stands on a 16-pixel grid with little left to chance, so that a small model learns it quickly.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops

from pipelines.storybook.cast import INDOORS, Place, Weather
from pipelines.storybook.sprites import Ink, Pen

SIDE = 256
"""Pixels of a scene's side."""

HORIZON = 160
"""Where the ground begins, in pixels from the top."""

Shade = tuple[int, int, int]
SKIES: dict[Weather, tuple[Shade, Shade]] = {
    "sunny": ((98, 184, 240), (214, 240, 252)),
    "rain": ((128, 142, 156), (186, 196, 204)),
    "snow": ((178, 200, 220), (232, 240, 246)),
    "autumn": ((176, 206, 222), (250, 236, 206)),
    "spring": ((130, 206, 240), (240, 246, 250)),
    "night": ((20, 28, 72), (52, 66, 124)),
    "sunset": ((238, 112, 88), (254, 212, 132)),
    "christmas": ((36, 36, 92), (92, 84, 148)),
}
LEAVES: dict[Weather, str] = {
    "sunny": "#3f9b45", "rain": "#3a7a4c", "snow": "#eaf3f8", "autumn": "#e08328", "spring": "#f4a9c8",
    "night": "#2f7a4a", "sunset": "#5d8a3c", "christmas": "#2f7a4a",
}  # fmt: skip
GRASS: dict[Weather, Shade] = {
    "sunny": (130, 200, 92), "rain": (104, 154, 96), "snow": (240, 246, 250), "autumn": (206, 178, 92),
    "spring": (150, 214, 110), "night": (98, 168, 96), "sunset": (172, 178, 82), "christmas": (232, 238, 246),
}  # fmt: skip
LIGHT: dict[Weather, tuple[float, float, float]] = {
    "rain": (0.88, 0.9, 0.95), "night": (0.5, 0.54, 0.8), "sunset": (1.0, 0.84, 0.72), "christmas": (0.68, 0.66, 0.88),
}  # fmt: skip
WHITE_GROUNDS = frozenset({"snow", "christmas"})


class Setting:
    """A place being drawn: the pen, the weather, and the stock pieces that several places share."""

    def __init__(self, weather: Weather) -> None:
        """Start with an empty picture of SIDE x SIDE pixels."""
        self.pen = Pen(SIDE, SIDE)
        self.weather = weather

    @property
    def snowy(self) -> bool:
        """Whether snow lies."""
        return self.weather in WHITE_GROUNDS

    def ground(self, ink: Ink | None = None, top: float = HORIZON) -> None:
        """The floor outside: grass of the season, or the given colour; snow covers both."""
        self.pen.box(0, top, SIDE, SIDE, GRASS[self.weather] if ink is None or self.snowy else ink)

    def tree(self, x: float, foot: float, size: float) -> None:
        """A round tree, its trunk's foot at (x, foot), `size` pixels wide."""
        leaf = LEAVES[self.weather]
        self.pen.box(x - size / 9, foot - size * 0.6, x + size / 9, foot, "#7a5230", 3)
        self.pen.oval(x, foot - size * 0.95, size * 0.5, size * 0.5, leaf)
        self.pen.oval(x - size * 0.28, foot - size * 0.72, size * 0.3, size * 0.28, leaf)
        self.pen.oval(x + size * 0.28, foot - size * 0.72, size * 0.3, size * 0.28, leaf)

    def fir(self, x: float, foot: float, size: float) -> None:
        """A fir tree."""
        leaf = "#dfeef2" if self.snowy else "#b5762c" if self.weather == "autumn" else "#27703f"
        self.pen.box(x - 5, foot - 14, x + 5, foot, "#6b4426")
        for step in range(3):
            top, wide = foot - size * 1.5 + step * size * 0.4, size * (0.26 + 0.12 * step)
            self.pen.shape([(x, top), (x + wide, top + size * 0.6), (x - wide, top + size * 0.6)], leaf)

    def house(self, left: float, top: float, wide: float, high: float, wall: Ink, roof: Ink = "#c8553d") -> None:  # noqa: PLR0917 - reads like a drawing
        """A house front with a pitched roof, a door and two windows."""
        right, foot = left + wide, top + high
        self.pen.box(left, top, right, foot, wall)
        crown = "#f4f8fb" if self.snowy else roof
        self.pen.shape([(left - 8, top), (right + 8, top), ((left + right) / 2, top - wide * 0.42)], crown)
        self.pen.box(left + wide * 0.4, foot - high * 0.45, left + wide * 0.6, foot, "#7a4a2a", 3)
        for x in (left + wide * 0.1, left + wide * 0.68):
            self.pen.box(x, top + high * 0.18, x + wide * 0.22, top + high * 0.45, self.pane, 2)

    def block(self, left: float, top: float, wide: float, wall: Ink, rows: int, columns: int) -> None:  # noqa: PLR0917 - reads like a drawing
        """A flat-roofed building with a grid of windows, standing on the horizon."""
        self.pen.box(left, top, left + wide, HORIZON, wall)
        if self.snowy:
            self.pen.box(left, top, left + wide, top + 6, "#f4f8fb")
        for row in range(rows):
            for column in range(columns):
                x = left + wide * (column + 0.5) / columns
                y = top + (HORIZON - top) * (row + 0.5) / rows
                self.pen.box(x - 5, y - 6, x + 5, y + 6, self.pane, 1)

    @property
    def pane(self) -> Ink:
        """The colour of a window: lit in the dark."""
        return "#ffd75e" if self.weather in {"night", "christmas"} else "#a9d9ee"

    def room(self, wall: Ink, floor: Ink) -> None:
        """A room: a wall, a skirting board, a floor."""
        self.pen.box(0, 0, SIDE, 176, wall)
        self.pen.box(0, 170, SIDE, 176, "#ffffff")
        self.pen.box(0, 176, SIDE, SIDE, floor)


def sky_picture(weather: Weather) -> Image.Image:
    """The sky of the weather, with its sun or moon at the upper left, as RGBA of SIDE x SIDE pixels."""
    pen = Pen(SIDE, SIDE)
    pen.fade(0, 176, *SKIES[weather])
    match weather:
        case "sunny" | "spring":
            for dx, dy in ((0, 1), (1, 0), (0.7, 0.7), (0.7, -0.7)):
                pen.line([(40 - dx * 34, 40 - dy * 34), (40 + dx * 34, 40 + dy * 34)], 5, "#ffd23c")
            pen.oval(40, 40, 23, 23, "#ffc21f")
        case "night":
            pen.oval(40, 40, 24, 24, "#fff3b8")
            pen.oval(50, 34, 21, 21, (24, 32, 78))
            for x, y in ((88, 24), (120, 56), (152, 24), (184, 56), (216, 24), (240, 72)):
                pen.oval(x, y, 3, 3, "#fff8d8")
        case "sunset":
            pen.oval(56, 120, 34, 34, "#ffe9a0")
        case "rain" | "autumn":
            cloud: Ink = "#8d99a6" if weather == "rain" else "#ffffff"
            for x, y in ((56, 32), (184, 40)):
                pen.box(x - 44, y, x + 44, y + 18, cloud, 9)
                pen.oval(x - 14, y, 20, 18, cloud)
                pen.oval(x + 16, y + 3, 17, 14, cloud)
        case _:
            pass
    return pen.lift()


def over_all(weather: Weather, indoors: bool) -> Image.Image:  # noqa: C901 - one case per weather
    """What falls or hangs before the place: rain, flakes, leaves, petals, Christmas lights."""
    pen = Pen(SIDE, SIDE)
    spots = [(16 + 32 * (i % 8) + 16 * ((i // 8) % 2), 16 + 32 * (i // 8)) for i in range(64)]
    if weather == "christmas":
        pen.line([(x, 10 + 10 * abs((x % 128) / 64 - 1) * -1 + 10) for x in range(0, 257, 16)], 2.5, "#25543a")
        for i, x in enumerate(range(8, 256, 24)):
            pen.oval(x, 20, 8, 10, ("#ff4d4d", "#ffd83c", "#4fd06a", "#56a8ff")[i % 4])
        if indoors:
            pen.stick("christmas-tree", 0, 96, 80)
    elif indoors:
        pass
    elif weather == "rain":
        for x, y in spots:
            pen.line([(x + 4, y - 10), (x - 4, y + 10)], 2.4, "#d3e6f5")
    elif weather == "snow":
        for x, y in spots:
            pen.oval(x, y, 4, 4, "#ffffff")
    elif weather in {"autumn", "spring"}:
        for x, y in spots[1::3]:
            pen.oval(x, y, 6, 4, "#d9601f" if weather == "autumn" else "#f48fb8")
    return pen.lift()


@lru_cache(maxsize=1024)
def backdrop(place: Place, weather: Weather, mirrored: bool) -> Image.Image:
    """The place in the weather, as RGB of SIDE x SIDE pixels; `mirrored` swaps its left and right."""
    from pipelines.storybook.indoors import ROOMS
    from pipelines.storybook.outdoors import LANDSCAPES

    draw: Callable[[Setting], None] = {**LANDSCAPES, **ROOMS}[place]
    setting = Setting(weather)
    draw(setting)
    scenery = setting.pen.lift()
    if mirrored:
        scenery = scenery.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    scenery = ImageChops.multiply(scenery, _light(weather))
    picture = sky_picture(weather)
    if place in INDOORS and place != "stage":
        window = picture.crop((0, 0, 160, 160)).resize((64, 64))
        window.alpha_composite(over_all(weather, indoors=False).crop((0, 0, 64, 64)))
        picture.alpha_composite(scenery)
        _hang_window(picture, window, left=16 if mirrored else 176)
    else:
        picture.alpha_composite(scenery)
    picture.alpha_composite(over_all(weather, indoors=place in INDOORS))
    return picture.convert("RGB")


def _hang_window(picture: Image.Image, window: Image.Image, left: int) -> None:
    pen = Pen(SIDE, SIDE)
    pen.box(left - 5, 27, left + 69, 101, "#ffffff", 3)
    picture.alpha_composite(pen.lift())
    picture.paste(window.convert("RGB"), (left, 32))
    bars = Pen(SIDE, SIDE)
    bars.box(left + 30, 32, left + 34, 96, "#ffffff")
    bars.box(left, 62, left + 64, 66, "#ffffff")
    picture.alpha_composite(bars.lift())


def _light(weather: Weather) -> Image.Image:
    shade = tuple(round(255 * part) for part in LIGHT.get(weather, (1.0, 1.0, 1.0)))
    plain = np.full((SIDE, SIDE, 4), (*shade, 255), dtype=np.uint8)
    return Image.fromarray(plain, "RGBA")
