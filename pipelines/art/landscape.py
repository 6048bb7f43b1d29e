"""Sky, light, weather and ground: the outdoor backdrops, as SVG on a 512 x 512 board."""

import random
from dataclasses import dataclass
from typing import Final, Literal

from pipelines.art.icons import svg_body
from pipelines.art.inks import ellipse, line, path, placed, rect

SIDE: Final = 512
Season = Literal["", "spring", "summer", "autumn", "winter"]
Weather = Literal["", "rain", "snow", "fog", "storm", "wind", "cloud"]
Light = Literal["day", "night", "sunset", "dawn"]


@dataclass(frozen=True)
class Air:
    """Season, weather and light, as far as they were told."""

    season: Season = ""
    weather: Weather = ""
    light: Light = "day"
    christmas: bool = False

    @property
    def snowy(self) -> bool:
        """Whether snow lies on the ground."""
        return self.weather == "snow"


def sky(air: Air, dice: random.Random, *, down_to: float = 330) -> str:
    """The sky with its light, clouds, moon and stars."""
    upper, lower = {
        "day": ("#a9d3e8", "#eef3e6"), "night": ("#232f57", "#5d6a97"), "sunset": ("#e99a78", "#fbe0b0"),
        "dawn": ("#b7c7e2", "#fbdcc6"),
    }[air.light]  # fmt: skip
    if air.light == "day" and air.weather in {"rain", "storm", "fog", "cloud", "snow"}:
        upper, lower = ("#a6b5c0", "#dde2e2") if air.weather != "snow" else ("#bccbd9", "#eef2f5")
    parts = [
        f'<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{upper}"/>'
        f'<stop offset="1" stop-color="{lower}"/></linearGradient><rect '
        f'width="{SIDE}" height="{down_to + 40:g}" fill="url(#sky)"/>'
    ]
    parts.append(_lights(air, dice, upper))
    if air.light != "night":
        number = {"rain": 5, "storm": 6, "cloud": 5}.get(air.weather, 2)
        parts += [
            _cloud(dice.uniform(20, 420), dice.uniform(30, 130), dice.uniform(0.7, 1.2), air) for _ in range(number)
        ]
    return "".join(parts)


def _lights(air: Air, dice: random.Random, dark: str) -> str:
    """Moon and stars, or the sun where clouds leave it visible."""
    if air.light == "night":
        x = dice.choice((90, 420))
        stars = (
            ellipse(dice.uniform(0, SIDE), dice.uniform(0, 190), 1.4, 1.4, "#fdf3cf", opacity=0.85) for _ in range(34)
        )
        moon = ellipse(x, 74, 46, 46, "#fdf1c4", opacity=0.16) + ellipse(x, 74, 29, 29, "#fbeec1")
        return "".join(stars) + moon + ellipse(x + 11, 68, 24, 25, dark, opacity=0.9)
    if air.light in {"sunset", "dawn"}:
        return ellipse(256, 246, 74, 74, "#fff0c9", opacity=0.35) + ellipse(256, 246, 44, 44, "#fff3d0")
    if air.weather in {"", "wind"}:
        x = dice.choice((84, 428))
        return ellipse(x, 78, 56, 56, "#fff6d6", opacity=0.5) + ellipse(x, 78, 33, 33, "#fbdf8e")
    return ""


def _cloud(x: float, y: float, scale: float, air: Air) -> str:
    ink = "#8e9ba6" if air.weather in {"rain", "storm"} else "#ffffff"
    puffs = ((0, 0, 26, 15), (24, -9, 26, 20), (52, 0, 28, 15), (26, 5, 44, 12))
    return "".join(
        ellipse(x + a * scale, y + b * scale, c * scale, d * scale, ink, opacity=0.8) for a, b, c, d in puffs
    )


def weather_in_front(air: Air, dice: random.Random) -> str:
    """Rain, snowflakes or mist, drawn over the whole picture."""
    match air.weather:
        case "rain" | "storm":
            drops = []
            for _ in range(95):
                x, y = dice.uniform(-10, SIDE), dice.uniform(-10, SIDE)
                drops.append(line(x, y, x - 4, y + 15, "#e7f1f7", width=1.7, opacity=0.55))
            return "".join(drops)
        case "snow":
            return "".join(
                ellipse(dice.uniform(0, SIDE), dice.uniform(0, SIDE), size, size, "#ffffff", opacity=0.9)
                for size in (dice.choice((1.8, 2.6, 3.4)) for _ in range(85))
            )
        case "fog":
            return "".join(rect(-20, 150 + 60 * band, 560, 70, "#eef1f1", corner=35, opacity=0.3) for band in range(5))
        case "wind":
            return "".join(
                path(
                    f"M{dice.uniform(0, 350):.0f} {dice.uniform(60, 260):.0f}q40 -14 80 0q24 9 50 -3",
                    stroke="#ffffff",
                    width=2.5,
                    opacity=0.6,
                )
                for _ in range(6)
            )
        case _:
            return ""


def grass(air: Air) -> tuple[str, str]:
    """The colour of grass and of its shade."""
    if air.snowy or (air.season == "winter" and air.christmas):
        return "#f0f4f7", "#d6e0e9"
    return {
        "autumn": ("#c9b06a", "#b0954f"), "winter": ("#b9bd97", "#a0a57f"), "summer": ("#b5c06c", "#9aa854"),
        "spring": ("#a3c86f", "#88b057"), "": ("#a5c077", "#8ba860"),
    }[air.season]  # fmt: skip


def leaves(air: Air, dice: random.Random) -> tuple[str, str]:
    """The colour of a tree's leaves and of their shade."""
    if air.snowy:
        return "#e4ecf1", "#c7d5de"
    if air.season == "autumn":
        return dice.choice((("#d98b43", "#bf7231"), ("#c9663c", "#ab522d"), ("#e0b04c", "#c3933a")))
    if air.season == "spring":
        return dice.choice((("#93bd67", "#7aa652"), ("#efb9c5", "#dd9cac"), ("#a5c978", "#8bb161")))
    return dice.choice((("#7ba35e", "#648b4a"), ("#8bae63", "#73964e"), ("#6b9a66", "#558153")))


def tree(x: float, foot: float, height: float, air: Air, dice: random.Random, *, pine: bool = False) -> str:
    """A tree standing at (x, foot)."""
    ink, shade = leaves(air, dice)
    trunk = rect(x - height * 0.045, foot - height * 0.42, height * 0.09, height * 0.43, "#8a6244", corner=3)
    if pine:
        green, dark = ("#dfe9ea", "#bccdd2") if air.snowy else ("#58866a", "#467257")
        tiers = "".join(
            path(
                f"M{x:g} {foot - height * (1 - 0.0 - 0.23 * tier):g}l{height * (0.17 + 0.06 * tier):g} {height * 0.4:g}"
                f"q-{height * (0.17 + 0.06 * tier):g} {height * 0.06:g} -{height * (0.34 + 0.12 * tier):g} 0z",
                fill=green if tier % 2 == 0 else dark,
            )
            for tier in (2, 1, 0)
        )
        return trunk + tiers
    if air.season == "winter" and not air.snowy:
        return trunk + "".join(
            line(x, foot - height * 0.38, x + a * height, foot - b * height, "#8a6244", width=height * 0.025)
            for a, b in ((-0.24, 0.75), (-0.1, 0.9), (0.08, 0.95), (0.24, 0.78), (0, 0.85))
        )
    crown = ((0, 0.68, 0.3, 0.27), (-0.17, 0.56, 0.2, 0.18), (0.18, 0.57, 0.2, 0.18), (0.02, 0.86, 0.2, 0.16))
    return (
        trunk
        + "".join(ellipse(x + a * height, foot - b * height, c * height, d * height, ink) for a, b, c, d in crown)
        + ellipse(x + 0.12 * height, foot - 0.53 * height, 0.2 * height, 0.12 * height, shade, opacity=0.55)
    )


def ground(top: float, ink: str, shade: str, *, wave: float = 14) -> str:
    """Ground from a gently waving line to the picture's lower edge."""
    return path(f"M0 {top}q128 -{wave} 256 0t256 0V512H0z", fill=ink) + path(
        f"M0 {top + 90}q160 -{wave} 320 6t192 -8V512H0z", fill=shade, opacity=0.35
    )


def hills(top: float, air: Air, dice: random.Random) -> str:
    """Two rows of far hills."""
    far, near = (
        ("#dfe8ee", "#cfdbe4")
        if air.snowy
        else ("#b5cbbb", "#9dba93")
        if air.season != "autumn"
        else ("#d9bd94", "#c7a570")
    )
    a, b = dice.uniform(40, 80), dice.uniform(30, 60)
    return path(f"M0 {top + 20}Q90 {top - a} 200 {top}T420 {top - 10}T512 {top}V{top + 90}H0z", fill=far) + path(
        f"M0 {top + 30}Q150 {top - b} 290 {top + 24}T512 {top + 8}V{top + 90}H0z", fill=near
    )


def string_lights(y: float, dice: random.Random, *, flags: bool = False) -> str:
    """Bulbs (or little flags) on two strings across the picture, the first hung at `y`."""
    inks = ("#e2694f", "#f2c14f", "#6fa7c9", "#8fb56a", "#d78bb0")
    parts = []
    for row in range(2):
        top, dip = y + 36 * row, 40 - 8 * row
        parts.append(
            path(f"M-4 {top}Q126 {top + 2 * dip} 256 {top}Q386 {top + 2 * dip} 516 {top}", stroke="#6b5a50", width=1.6)
        )
        for at in range(18):
            t = (at % 9 + 0.5) / 9
            x, sag = -4 + 260 * (t + at // 9), top + 4 * dip * t * (1 - t)
            ink = dice.choice(inks)
            if flags:
                parts.append(path(f"M{x - 10:.1f} {sag:.1f}h20l-10 21z", fill=ink))
            else:
                glow = ellipse(x, sag + 7, 12, 12, ink, opacity=0.22)
                parts.append(glow + ellipse(x, sag + 7, 5, 6.5, ink))
    return "".join(parts)


def prop(name: str, x: float, foot: float, size: float) -> str:
    """A vendored drawing standing with the middle of its foot at (x, foot), `size` pixels large."""
    scale = size / 128
    return placed(svg_body(name, prefix=f"p{x:.0f}{foot:.0f}"), x - size / 2, foot - size * 0.94, scale)


def tufts(air: Air, dice: random.Random, top: float) -> str:
    """Blades of grass, and small flowers where no snow lies."""
    _, shade = grass(air)
    bloom = not air.snowy and air.season in {"", "spring", "summer"}
    parts = []
    for _ in range(20):
        x, y = dice.uniform(8, 504), dice.uniform(top, 504)
        parts.append(
            path(
                f"M{x:.0f} {y:.0f}q-2 -8 -5 -10M{x:.0f} {y:.0f}q0 -8 0 -12M{x:.0f} {y:.0f}q2 -8 6 -9",
                stroke=shade,
                width=2,
            )
        )
        if bloom and dice.random() < 0.3:
            parts.append(ellipse(x + 7, y - 6, 3, 3, dice.choice(("#fff7e4", "#f3c9d1", "#f5de8d"))))
    return "".join(parts)
