"""The vendored drawings as pictures, and a pen that draws smooth shapes."""

import io
import json
from functools import lru_cache
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw

ART = Path(__file__).with_name("art") / "noto.json"
SMOOTH = 3
"""Shapes are drawn this many times larger and then reduced, which smooths their edges."""

Ink = str | tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]


@lru_cache(maxsize=1)
def drawings() -> dict[str, str]:
    """The SVG body of every vendored drawing, by name; each on a 128x128 board."""
    loaded: dict[str, str] = json.loads(ART.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=512)
def sprite(name: str, size: int) -> Image.Image:
    """The named drawing as an RGBA picture of size x size pixels. Raises KeyError for an unknown name."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 128 128">{drawings()[name]}</svg>'
    )
    painted = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))
    return Image.open(io.BytesIO(painted)).convert("RGBA")


class Pen:
    """Draws smooth flat shapes on a picture; all coordinates are final pixels, y downwards."""

    def __init__(self, width: int, height: int, ground: Ink = (0, 0, 0, 0)) -> None:
        """Start an RGBA picture of width x height pixels filled with the ground colour."""
        self.size = (width, height)
        self._picture = Image.new("RGBA", (width * SMOOTH, height * SMOOTH), ground)
        self._draw = ImageDraw.Draw(self._picture)

    def oval(self, x: float, y: float, rx: float, ry: float, ink: Ink) -> None:
        """An ellipse around (x, y) with the two radii."""
        self._draw.ellipse([(x - rx) * SMOOTH, (y - ry) * SMOOTH, (x + rx) * SMOOTH, (y + ry) * SMOOTH], fill=ink)

    def ring(self, x: float, y: float, radius: float, width: float, ink: Ink) -> None:
        """A circle's outline."""
        box = [(x - radius) * SMOOTH, (y - radius) * SMOOTH, (x + radius) * SMOOTH, (y + radius) * SMOOTH]
        self._draw.ellipse(box, outline=ink, width=round(width * SMOOTH))

    def box(self, left: float, top: float, right: float, bottom: float, ink: Ink, corner: float = 0) -> None:  # noqa: PLR0917 - reads like a drawing
        """A rectangle, its corners rounded by `corner` pixels."""
        edges = [left * SMOOTH, top * SMOOTH, right * SMOOTH - 1, bottom * SMOOTH - 1]
        self._draw.rounded_rectangle(edges, radius=corner * SMOOTH, fill=ink)

    def shape(self, points: list[Point], ink: Ink) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * SMOOTH, y * SMOOTH) for x, y in points], fill=ink)

    def line(self, points: list[Point], width: float, ink: Ink) -> None:
        """A line with round ends and joints."""
        scaled = [(x * SMOOTH, y * SMOOTH) for x, y in points]
        self._draw.line(scaled, fill=ink, width=round(width * SMOOTH), joint="curve")
        for x, y in points:
            self.oval(x, y, width / 2, width / 2, ink)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, width: float, ink: Ink) -> None:  # noqa: PLR0917 - reads like a drawing
        """Part of a circle's outline, angles in degrees clockwise from three o'clock."""
        box = [(x - radius) * SMOOTH, (y - radius) * SMOOTH, (x + radius) * SMOOTH, (y + radius) * SMOOTH]
        self._draw.arc(box, start, end, fill=ink, width=round(width * SMOOTH))

    def slice(self, x: float, y: float, radius: float, start: float, end: float, ink: Ink) -> None:  # noqa: PLR0917 - reads like a drawing
        """A filled part of a disc cut by its chord, angles as in arc."""
        box = [(x - radius) * SMOOTH, (y - radius) * SMOOTH, (x + radius) * SMOOTH, (y + radius) * SMOOTH]
        self._draw.chord(box, start, end, fill=ink)

    def stick(self, name: str, x: float, y: float, size: int) -> None:
        """Paste a vendored drawing with its upper left corner at (x, y)."""
        large = sprite(name, size * SMOOTH)
        self._picture.alpha_composite(large, (round(x * SMOOTH), round(y * SMOOTH)))

    def fade(self, top: float, bottom: float, upper: tuple[int, int, int], lower: tuple[int, int, int]) -> None:
        """Fill a band with a vertical gradient."""
        for row in range(round(top * SMOOTH), round(bottom * SMOOTH)):
            share = (row / SMOOTH - top) / (bottom - top)
            ink = tuple(round(a + (b - a) * share) for a, b in zip(upper, lower, strict=True))
            self._draw.line([(0, row), (self._picture.width, row)], fill=ink)

    def lift(self) -> Image.Image:
        """The finished RGBA picture at its final size."""
        return self._picture.resize(self.size, Image.Resampling.BOX)
