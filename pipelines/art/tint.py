"""Giving a drawing the colour that was told: a green car, a red boat, a white horse."""

import colorsys
import re
from collections import Counter
from typing import Final

from pipelines.art.inks import INKS

_HEX: Final = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
CIRCLE: Final = 24
"""Bins of the hue circle in which a drawing's main colour is looked for."""
NEAR: Final = 0.11
"""Hues this close to the main one (of a circle of 1) take the new colour; wheels, lamps and leaves keep their own."""


def tinted(body: str, colour: str) -> str:
    """The SVG body with its main colour turned into another, a key of INKS; shades keep their steps.

    A drawing without a colour of its own (grey, white) is coloured as a whole.
    """
    used = Counter(_full(found[1]) for found in _HEX.finditer(body))
    weights = [0.0] * CIRCLE
    for code, times in used.items():
        hue, light, saturation = _hls(code)
        if saturation > 0.25 and 0.1 < light < 0.93:
            for bin_ in range(-2, 3):
                weights[(round(hue * CIRCLE) + bin_) % CIRCLE] += times * saturation * (3 - abs(bin_))
    main = weights.index(max(weights)) / CIRCLE if any(weights) else None

    def turned(found: re.Match[str]) -> str:
        code = _full(found[1])
        hue, light, saturation = _hls(code)
        apart = abs(hue - main) if main is not None else 0.0
        if main is not None and (saturation <= 0.2 or min(apart, 1 - apart) > NEAR):
            return found[0]
        return _turned(light, colour)

    return _HEX.sub(turned, body)


def _full(code: str) -> str:
    return code if len(code) == 6 else "".join(letter * 2 for letter in code)


def _hls(code: str) -> tuple[float, float, float]:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)


def _turned(light: float, colour: str) -> str:
    """The colour at about the old lightness, pulled towards its own so that white is white and black is black."""
    hue, own, saturation = _hls(INKS[colour][0].removeprefix("#"))
    mixed = min(0.97, max(0.06, own + (light - 0.5) * 0.55))
    red, green, blue = colorsys.hls_to_rgb(hue, mixed, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
