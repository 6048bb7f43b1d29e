"""Colours of the flat illustrations, and the few SVG elements that they are made of."""

from collections.abc import Mapping
from typing import Final

INKS: Final[Mapping[str, tuple[str, str]]] = {
    "red": ("#c9543f", "#a83f2f"), "blue": ("#5484b3", "#3f6b97"), "green": ("#6f9d58", "#567f42"),
    "yellow": ("#efc052", "#d3a136"), "pink": ("#e597a8", "#cf7a8d"), "purple": ("#8f74ad", "#755b93"),
    "orange": ("#e28a4c", "#c77036"), "brown": ("#946a4a", "#785339"), "white": ("#faf6ec", "#e2dccd"),
    "black": ("#45404a", "#322e37"), "grey": ("#9a9ca6", "#80828c"), "beige": ("#dcc7a3", "#c3ac85"),
    "navy": ("#3d5079", "#2f3f62"), "teal": ("#4a9491", "#387876"), "gold": ("#e3b341", "#c4932b"),
    "silver": ("#c3c7cf", "#a4a9b3"), "khaki": ("#8d8a5b", "#726f46"),
}  # fmt: skip
"""Cloth: the colour and its shade."""

HAIR: Final[Mapping[str, str]] = {
    "brown": "#6d4630", "black": "#332b2b", "blond": "#e0b763", "red": "#b8623a", "grey": "#d9d6d3", "white": "#efedea",
}  # fmt: skip
SKIN: Final[Mapping[str, tuple[str, str]]] = {
    "light": ("#f6cfae", "#e5ae88"), "tan": ("#e3ae84", "#c98f66"), "dark": ("#9a6646", "#7d4f34"),
}  # fmt: skip

COLOUR_WORDS: Final[Mapping[str, str]] = {
    **{name: name for name in INKS}, "gray": "grey", "violet": "purple", "lilac": "purple", "mauve": "purple",
    "golden": "gold", "cream": "white", "ivory": "white", "turquoise": "teal", "scarlet": "red", "crimson": "red",
    "maroon": "red", "rose-coloured": "pink", "tan": "beige", "blonde": "gold", "dark-blue": "navy", "sky-blue": "blue",
}  # fmt: skip
"""English colour words -> a key of INKS."""


def _opacity(value: float) -> str:
    return "" if value >= 1 else f' opacity="{value:g}"'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, *, opacity: float = 1.0) -> str:
    """An ellipse around (x, y)."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{_opacity(opacity)}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, *, corner: float = 0, opacity: float = 1.0) -> str:
    """A rectangle with round corners."""
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{corner:g}"'
    return f'<rect {box} fill="{fill}"{_opacity(opacity)}/>'


def path(data: str, *, fill: str = "none", stroke: str = "", width: float = 0.0, opacity: float = 1.0) -> str:
    """A path: filled, or stroked with round ends."""
    pen = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    )
    return f'<path d="{data}" fill="{fill}"{pen}{_opacity(opacity)}/>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, *, width: float, opacity: float = 1.0) -> str:
    """A straight line with round ends."""
    return path(f"M{x1:g} {y1:g}L{x2:g} {y2:g}", stroke=stroke, width=width, opacity=opacity)


def placed(body: str, x: float, y: float, scale: float, *, mirrored_width: float = 0.0) -> str:
    """A group moved to (x, y) and scaled; with `mirrored_width` (of its board) it is turned about its middle."""
    turn = f" translate({mirrored_width:g} 0) scale(-1 1)" if mirrored_width else ""
    return f'<g transform="translate({x:.2f} {y:.2f}) scale({scale:.4f}){turn}">{body}</g>'
