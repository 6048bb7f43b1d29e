"""Open country, water and gardens: backdrops for which nature is the place, as SVG on a 512 x 512 board."""

import random

from pipelines.art.inks import ellipse, line, path, rect
from pipelines.art.landscape import Air, grass, ground, hills, leaves, prop, sky, tree, tufts


def meadow(air: Air, dice: random.Random) -> str:
    """Open country: hills, grass and a tree or two."""
    ink, shade = grass(air)
    return (
        sky(air, dice) + hills(270, air, dice) + ground(306, ink, shade)
        + tree(dice.choice((52, 64)), 330, 120, air, dice) + tree(460, 324, 92, air, dice) + tufts(air, dice, 350)
    )  # fmt: skip


def sea(air: Air, dice: random.Random) -> str:
    """A beach: sea, foam and sand."""
    water, deep = {"night": ("#3f5686", "#33477a"), "sunset": ("#d59c8a", "#b9808a")}.get(
        air.light, ("#7fb9c9", "#5f9fb8")
    )
    parts = [sky(air, dice, down_to=250), rect(0, 236, 512, 110, deep), rect(0, 262, 512, 90, water)]
    for _ in range(22):
        x, y = dice.uniform(0, 480), dice.uniform(246, 322)
        parts.append(path(f"M{x:.0f} {y:.0f}q8 -5 16 0t16 0", stroke="#ffffff", width=1.8, opacity=0.55))
    parts.append(path("M0 342q60 -16 130 -3t140 -2t130 2t112 -4V512H0z", fill="#ffffff", opacity=0.85))
    parts.append(path("M0 352q60 -16 130 -3t140 -2t130 2t112 -4V512H0z", fill="#efdcb3"))
    parts.append(path("M0 430q130 -22 260 0t252 -6V512H0z", fill="#e3cb9a", opacity=0.6))
    parts += [ellipse(dice.uniform(0, 512), dice.uniform(370, 505), 1.6, 1.2, "#c8ab74") for _ in range(60)]
    return "".join(parts)


def deck(air: Air, dice: random.Random) -> str:
    """A ship's deck with its rail and the open sea."""
    rail = "".join(line(x, 250, x, 350, "#fbf8f0", width=6) for x in range(20, 512, 78))
    return (
        sky(air, dice, down_to=230) + rect(0, 226, 512, 150, "#5f9fb8") + rail
        + line(0, 250, 512, 250, "#fbf8f0", width=8)
        + line(0, 298, 512, 298, "#fbf8f0", width=4) + rect(0, 346, 512, 166, "#c89b6c")
        + "".join(line(0, y, 512, y, "#a97d52", width=2) for y in range(372, 512, 30)) + prop("ring-buoy", 440, 338, 74)
    )  # fmt: skip


def mountains(air: Air, dice: random.Random) -> str:
    """Snow-capped peaks over pasture."""
    ink, shade = grass(air)
    parts = [sky(air, dice)]
    for x, top, width, stone, dark in (
        (70, 128, 190, "#a9b3b8", "#8f9ba1"),
        (390, 98, 230, "#9ba7ad", "#828f96"),
        (235, 162, 180, "#b4bcbf", "#9aa5aa"),
    ):
        parts.append(path(f"M{x - width} 340L{x} {top}L{x + width} 340z", fill=stone))
        parts.append(path(f"M{x} {top}L{x + width} 340H{x + 30}L{x - 12} {top + 90}z", fill=dark, opacity=0.5))
        cap = 46 if not air.snowy else 110
        parts.append(
            path(
                f"M{x} {top}l{width * cap / (340 - top):.0f} {cap}l-18 -9l-14 15l-16 "
                f"-13l-15 12l-18 -14L{x - width * cap / (340 - top):.0f} {top + cap}z",
                fill="#ffffff",
            )
        )
    parts.append(ground(322, ink, shade))
    parts += [tree(x, dice.uniform(326, 346), dice.uniform(58, 84), air, dice, pine=True) for x in (28, 66, 452, 490)]
    return "".join(parts) + tufts(air, dice, 360)


def forest(air: Air, dice: random.Random) -> str:
    """Trees in three rows and a path."""
    ink, shade = grass(air)
    parts = [sky(air, dice)]
    veil = "#dbe6e4" if air.snowy else "#b9cda6" if air.season != "autumn" else "#e2c397"
    parts.append(path("M0 130q60 -46 120 -6q50 -50 110 -8q60 -44 120 -2q70 -46 162 4V360H0z", fill=veil))
    parts += [
        tree(x + dice.uniform(-12, 12), 322, dice.uniform(170, 220), air, dice, pine=dice.random() < 0.4)
        for x in range(20, 520, 72)
    ]
    parts.append(ground(318, ink, shade))
    parts.append(
        path(
            "M226 322q60 0 74 0q-40 60 100 190H120q130 -110 106 -190z",
            fill="#e3cfa5" if not air.snowy else "#ffffff",
            opacity=0.8,
        )
    )
    parts += [tree(x, 372, 300, air, dice) for x in (18, 500)]
    if air.season == "autumn":
        parts += [
            ellipse(dice.uniform(0, 512), dice.uniform(350, 505), 4, 2.6, leaves(air, dice)[0]) for _ in range(46)
        ]
    return "".join(parts) + tufts(air, dice, 380)


def river(air: Air, dice: random.Random) -> str:
    """A river between green banks, with a small bridge far off."""
    ink, shade = grass(air)
    return (
        sky(air, dice) + hills(256, air, dice) + ground(296, ink, shade)
        + path("M300 300q-90 30 30 70t20 142H20q190 -70 110 -140t120 -72z", fill="#7fb9c9")
        + "".join(path(f"M{dice.uniform(120, 300):.0f} "
            f"{dice.uniform(380, 500):.0f}q9 -5 18 0t18 0", stroke="#ffffff", width=2, opacity=0.6) for _ in range(12))
        + tree(470, 330, 130, air, dice) + tree(34, 326, 116, air, dice) + tufts(air, dice, 350)
    )  # fmt: skip


def lake(air: Air, dice: random.Random) -> str:
    """A pond in the green."""
    ink, shade = grass(air)
    ice = "#dbe8ef" if air.snowy else "#86bccb"
    return (
        sky(air, dice) + hills(250, air, dice) + ground(290, ink, shade) + tree(44, 330, 140, air, dice)
        + tree(474, 322, 118, air, dice)
        + ellipse(270, 372, 214, 46, ice) + ellipse(270, 368, 200, 38, "#ffffff", opacity=0.16)
        + "".join(path(f"M{dice.uniform(110, 380):.0f} "
            f"{dice.uniform(350, 396):.0f}q9 -4 18 0t18 0", stroke="#ffffff", width=2, opacity=0.6) for _ in range(10))
        + tufts(air, dice, 426)
    )  # fmt: skip


def park(air: Air, dice: random.Random) -> str:
    """Lawn, trees, a path and a bench."""
    ink, shade = grass(air)
    bench = (
        rect(352, 318, 96, 8, "#9a6b43", corner=3)
        + rect(352, 302, 96, 8, "#9a6b43", corner=3)
        + rect(352, 286, 96, 8, "#9a6b43", corner=3)
        + rect(360, 286, 6, 58, "#4f453f")
        + rect(434, 286, 6, 58, "#4f453f")
    )
    return (
        sky(air, dice) + path("M0 210q80 -50 160 -10q90 "
            "-56 180 -6q90 -40 172 6V340H0z", fill=leaves(air, dice)[1], opacity=0.45)
        + ground(300, ink, shade) + path("M0 410q140 -60 300 -24t212 -16v60q-120 -10 -230 10T0 478z", fill="#ecdcb8")
        + tree(74, 336, 190, air, dice) + tree(270, 312, 120, air, dice) + tree(478, 326, 170, air, dice) + bench
        + tufts(air, dice, 440)
    )  # fmt: skip


def garden(air: Air, dice: random.Random) -> str:
    """A fence, flower beds and a tree."""
    ink, shade = grass(air)
    fence = "".join(path(f"M{x} 324v-66l10 -12l10 12v66z", fill="#fbf6ea") for x in range(4, 512, 30))
    flowers = "".join(
        line(x, 352, x, 336, "#6f9d58", width=2.5)
        + ellipse(x, 332, 6, 6, dice.choice(("#e2694f", "#f2c14f", "#d78bb0", "#fffaf0")))
        + ellipse(x, 332, 2, 2, "#e9b44c")
        for x in range(14, 512, 23)
    )
    return (
        sky(air, dice) + tree(430, 320, 210, air, dice) + tree(70, 306, 150, air, dice) + fence
        + rect(0, 268, 512, 7, "#e9e0cd") + rect(0, 304, 512, 7, "#e9e0cd")
        + ground(330, ink, shade, wave=4) + (flowers if not air.snowy and air.season != "winter" else "")
        + tufts(air, dice, 380)
    )  # fmt: skip


def farm(air: Air, dice: random.Random) -> str:
    """A barn among fields."""
    ink, shade = grass(air)
    roof = "#f4f6f8" if air.snowy else "#8f5a45"
    barn = (
        rect(60, 214, 150, 106, "#b9604a")
        + path("M46 220L135 150L224 220z", fill=roof)
        + rect(112, 254, 46, 66, "#f2e6d0")
        + line(112, 254, 158, 320, "#b9604a", width=4)
        + line(158, 254, 112, 320, "#b9604a", width=4)
        + rect(118, 186, 34, 26, "#f2e6d0", corner=3)
    )
    fence = (
        "".join(rect(x, 318, 8, 44, "#a77c55", corner=2) for x in range(250, 512, 52))
        + rect(244, 326, 268, 7, "#a77c55", corner=3)
        + rect(244, 344, 268, 7, "#a77c55", corner=3)
    )
    return (
        sky(air, dice)
        + hills(262, air, dice)
        + ground(312, ink, shade)
        + barn
        + tree(440, 318, 128, air, dice)
        + fence
        + tufts(air, dice, 380)
    )


def rows(air: Air, dice: random.Random) -> str:
    """Planted rows that run to the horizon."""
    ink, shade = grass(air)
    lines = "".join(
        path(
            f"M{256 + (x - 256) * 0.22:.0f} 300L{x - 24} 512h34L{256 + (x - 256) * 0.22 + 5:.0f} 300z",
            fill="#87985a" if not air.snowy else "#cfdae2",
        )
        for x in range(-500, 1030, 96)
    )
    return sky(air, dice) + hills(262, air, dice) + ground(298, ink, shade, wave=2) + lines


def desert(air: Air, dice: random.Random) -> str:
    """Dunes."""
    return (
        sky(air, dice)
        + path("M0 300q120 -70 260 0t252 -20V512H0z", fill="#e8c690")
        + path("M0 380q150 -60 300 10t212 -20V512H0z", fill="#dcb479")
    )
