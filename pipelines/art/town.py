"""Streets, squares, stations: backdrops that people have built, as SVG on a 512 x 512 board."""

import random

from pipelines.art.inks import ellipse, line, path, rect
from pipelines.art.landscape import Air, grass, ground, hills, prop, sky, string_lights, tree, tufts


def harbour(air: Air, dice: random.Random) -> str:
    """A quay with bollards, water and far houses."""
    return (
        sky(air, dice, down_to=250) + _row_of_houses(250, air, dice, small=True) + rect(0, 250, 512, 140, "#6ba3b8")
        + "".join(
            path(f"M{dice.uniform(0, 470):.0f} "
                f"{dice.uniform(262, 362):.0f}q9 -5 18 0t18 0", stroke="#ffffff", width=1.8, opacity=0.5)
            for _ in range(18)
        )
        + prop("sailboat", 410, 318, 112) + rect(0, 372, 512, 140, "#c9b49b") + rect(0, 372, 512, 13, "#a58d72")
        + "".join(line(x, 386, x, 512, "#b29c82", width=2) for x in range(40, 512, 86))
        + "".join(rect(x, 352, 20, 26, "#5d5049", corner=6) for x in (46, 300))
    )  # fmt: skip


def _house(x: float, foot: float, air: Air, dice: random.Random, *, width: float, height: float) -> str:
    wall = dice.choice(("#f7ecd8", "#f1d9bd", "#efe3cf", "#e9c9ac", "#f6e3c5", "#e6d4c4"))
    roof = "#f4f6f8" if air.snowy else dice.choice(("#b9684b", "#a85a44", "#c4785a"))
    lit = "#ffe08a" if air.light == "night" or air.christmas else "#a9c3cd"
    parts = [
        rect(x, foot - height, width, height, wall),
        path(
            f"M{x - 7} {foot - height + 2}L{x + width / 2} "
            f"{foot - height - width * 0.34}L{x + width + 7} {foot - height + 2}z",
            fill=roof,
        ),
    ]
    for row in range(int(height // 62)):
        for side in (0.2, 0.62):
            top = foot - height + 16 + 56 * row
            if top < foot - 64:
                parts.append(
                    rect(x + width * side - 3, top - 3, width * 0.18 + 6, 36, "#fffaf0", corner=2)
                    + rect(x + width * side, top, width * 0.18, 30, lit, corner=1)
                )
    parts.append(
        rect(x + width * 0.4, foot - 48, width * 0.24, 48, dice.choice(("#6f8a72", "#8a5a44", "#5d7d8f")), corner=3)
    )
    return "".join(parts)


def _row_of_houses(foot: float, air: Air, dice: random.Random, *, small: bool = False) -> str:
    parts, x = [], -14.0
    while x < 512:
        width = dice.uniform(74, 104) * (0.6 if small else 1)
        parts.append(_house(x, foot, air, dice, width=width, height=dice.uniform(112, 172) * (0.45 if small else 1)))
        x += width + dice.choice((0, 2))
    return "".join(parts)


def _paving(top: float, ink: str, seam: str) -> str:
    parts = [rect(0, top, 512, 512 - top, ink)]
    for row, y in enumerate(range(int(top) + 14, 512, 26)):
        parts.append(line(0, y, 512, y, seam, width=1.6, opacity=0.7))
        parts += [
            line(x + (row % 2) * 32, y, x + (row % 2) * 32, y + 26, seam, width=1.4, opacity=0.55)
            for x in range(-20, 520, 64)
        ]
    return "".join(parts)


def village(air: Air, dice: random.Random) -> str:
    """A street of low houses."""
    return (
        sky(air, dice)
        + hills(220, air, dice)
        + _row_of_houses(330, air, dice)
        + _floor_outside(air, 328, "#dccfb8", "#c2b296")
    )


def _floor_outside(air: Air, top: float, ink: str, seam: str) -> str:
    return _paving(top, "#eef2f5", "#d5dfe7") if air.snowy else _paving(top, ink, seam)


def square(air: Air, dice: random.Random) -> str:
    """A town square with an arcade."""
    arcade = rect(0, 214, 512, 116, "#ecd9bb") + "".join(
        path(f"M{x} 330v-58q0 -30 29 -30t29 30v58z", fill="#b08f70") for x in range(10, 512, 72)
    )
    upper = "".join(
        rect(x, 150, 26, 38, "#a9c3cd" if air.light != "night" else "#ffe08a", corner=2)
        + rect(x - 5, 188, 36, 4, "#8a6a52")
        for x in range(26, 512, 72)
    )
    return (
        sky(air, dice) + rect(0, 126, 512, 92, "#f4e6cd")
        + rect(0, 112, 512, 18, "#f4f6f8" if air.snowy else "#b9684b", corner=4) + upper + arcade
        + _floor_outside(air, 328, "#e0d3ba", "#c4b491")
    )  # fmt: skip


def city(air: Air, dice: random.Random) -> str:
    """Tall buildings and a wide pavement."""
    parts, x = [sky(air, dice)], -10.0
    while x < 512:
        width, height = dice.uniform(62, 96), dice.uniform(150, 270)
        wall = dice.choice(("#c9b8a6", "#b7bfc4", "#d8c6ae", "#a9b5bd", "#cdb3a0"))
        parts.append(rect(x, 334 - height, width, height, wall))
        lit = "#ffe08a" if air.light == "night" else "#e6eef0"
        for y in range(int(348 - height), 300, 26):
            parts += [
                rect(at, y, 11, 15, lit if dice.random() < 0.8 else wall, corner=1)
                for at in range(int(x) + 9, int(x + width) - 14, 19)
            ]
        x += width + 4
    return (
        "".join(parts)
        + rect(0, 330, 512, 26, "#cfc8bd")
        + rect(0, 354, 512, 158, "#a9a49d" if not air.snowy else "#eef2f5")
        + "".join(rect(at, 430, 60, 8, "#f4efe4", corner=2) for at in range(20, 512, 120))
    )


def house(air: Air, dice: random.Random) -> str:
    """One house with its garden path."""
    ink, shade = grass(air)
    roof = "#f4f6f8" if air.snowy else "#b9684b"
    lit = "#ffe08a" if air.light == "night" or air.christmas else "#a9c3cd"
    windows = "".join(
        rect(x - 4, y - 4, 60, 62, "#fffaf0", corner=3)
        + rect(x, y, 52, 54, lit, corner=2)
        + line(x + 26, y, x + 26, y + 54, "#fffaf0", width=4)
        + line(x, y + 27, x + 52, y + 27, "#fffaf0", width=4)
        for x, y in ((130, 218), (330, 218))
    )
    door = rect(230, 226, 56, 106, "#7b9a7e", corner=6) + ellipse(276, 284, 3.5, 3.5, "#e9b44c")
    return (
        sky(air, dice) + hills(250, air, dice) + ground(318, ink, shade) + rect(96, 172, 320, 160, "#f6ead3")
        + path("M70 180L256 66L442 180z", fill=roof)
        + rect(346, 78, 30, 56, "#a85a44") + windows + door + path("M232 332h52l60 180H160z", fill="#e6d5b0")
        + tree(40, 340, 150, air, dice) + tufts(air, dice, 360)
    )  # fmt: skip


def church(air: Air, dice: random.Random) -> str:
    """A stone church with a bell tower on its square."""
    roof = "#f4f6f8" if air.snowy else "#a85a44"
    glow = "#ffdf8c" if air.light == "night" or air.christmas else "#8fa9b8"
    nave = (
        rect(196, 178, 226, 154, "#e6d3b3")
        + path("M182 184L309 104L436 184z", fill=roof)
        + "".join(path(f"M{x} 262v-36q0 -16 13 -16t13 16v36z", fill=glow) for x in (222, 372))
    )
    door = (
        path("M280 332v-58q0 -30 29 -30t29 30v58z", fill="#7b5842")
        + ellipse(309, 206, 17, 17, glow)
        + path("M309 189v34M292 206h34", stroke="#e6d3b3", width=3)
    )
    tower = (
        rect(112, 108, 84, 224, "#dcc6a2")
        + path("M102 112L154 40L206 112z", fill=roof)
        + path("M134 178v-28q0 -20 20 -20t20 20v28z", fill="#6b5646")
        + ellipse(154, 164, 11, 12, "#d3a136")
    )
    cross = line(154, 42, 154, 18, "#6b5646", width=4) + line(145, 27, 163, 27, "#6b5646", width=4)
    return (
        sky(air, dice)
        + hills(250, air, dice)
        + nave
        + door
        + cross
        + tower
        + _floor_outside(air, 328, "#ded0b4", "#c3b28f")
    )


def castle(air: Air, dice: random.Random) -> str:
    """A castle on its hill."""
    ink, shade = grass(air)
    return (
        sky(air, dice)
        + hills(240, air, dice)
        + prop("castle", 256, 318, 230)
        + ground(306, ink, shade)
        + tufts(air, dice, 350)
    )


def schoolyard(air: Air, dice: random.Random) -> str:
    """The yard before a school."""
    return (
        sky(air, dice)
        + prop("school", 256, 340, 260)
        + tree(40, 340, 150, air, dice)
        + tree(478, 340, 140, air, dice)
        + _floor_outside(air, 330, "#dccbb0", "#c3af8f")
    )


def barracks(air: Air, dice: random.Random) -> str:
    """A long wall with a sentry box."""
    box = (
        rect(404, 206, 70, 132, "#efe6d2")
        + path("M396 210L439 168L482 210z", fill="#b9684b")
        + rect(420, 240, 38, 98, "#7a6a55", corner=4)
    )
    return (
        sky(air, dice)
        + hills(240, air, dice)
        + rect(0, 236, 400, 100, "#e2d2b2")
        + rect(0, 228, 400, 12, "#c8b48f")
        + box
        + _floor_outside(air, 332, "#d9c7a3", "#c0ac85")
    )


def fair(air: Air, dice: random.Random) -> str:
    """A festival: stalls under strings of lights."""
    stalls = ""
    for x, ink in ((10, "#d9694f"), (376, "#5f96b5")):
        stalls += rect(x + 8, 236, 110, 96, "#f2e4c8") + rect(x + 8, 292, 110, 40, "#b98a5d")
        stalls += "".join(
            path(f"M{x + 21 * k} 206h21v30q-10 12 -21 0z", fill=ink if k % 2 == 0 else "#fdf6e6") for k in range(6)
        )
    return (
        sky(air, dice)
        + hills(252, air, dice)
        + _row_of_houses(300, air, dice, small=True)
        + stalls
        + _floor_outside(air, 328, "#dfcfae", "#c5b38d")
        + string_lights(40, dice)
    )


def circus(air: Air, dice: random.Random) -> str:
    """The big top."""
    ink, shade = grass(air)
    return (
        sky(air, dice)
        + hills(250, air, dice)
        + prop("circus-tent", 256, 344, 290)
        + ground(330, ink, shade, wave=4)
        + string_lights(26, dice, flags=True)
    )


def market(air: Air, dice: random.Random) -> str:
    """Stalls with striped awnings."""
    stalls = ""
    for x, ink, goods in ((6, "#6f9d58", "#e2694f"), (176, "#d9694f", "#f2c14f"), (346, "#5f96b5", "#8fb56a")):
        stalls += (
            rect(x + 6, 200, 6, 132, "#8a6244")
            + rect(x + 148, 200, 6, 132, "#8a6244")
            + rect(x + 4, 282, 152, 50, "#b98a5d", corner=3)
        )
        stalls += "".join(ellipse(x + 20 + 15 * k, 278, 10, 9, goods if k % 2 else "#e9b44c") for k in range(9))
        stalls += "".join(
            path(f"M{x + 20 * k} 176h20v34q-10 12 -20 0z", fill=ink if k % 2 == 0 else "#fdf6e6") for k in range(8)
        )
    return sky(air, dice) + _row_of_houses(300, air, dice) + stalls + _floor_outside(air, 328, "#dccfb4", "#c2b292")


def track(air: Air, dice: random.Random) -> str:
    """A running track, a stand and a green."""
    ink, shade = grass(air)
    seats = rect(0, 206, 512, 84, "#c8c2b8") + "".join(line(0, y, 512, y, "#aaa398", width=4) for y in (226, 246, 266))
    lanes = path("M0 350q256 -40 512 0V512H0z", fill="#c9714f") + "".join(
        path(f"M0 {y}q256 -40 512 0", stroke="#f8e9dc", width=3) for y in (388, 430, 476)
    )
    return (
        sky(air, dice)
        + tree(30, 214, 80, air, dice)
        + tree(480, 214, 90, air, dice)
        + seats
        + ground(288, ink, shade, wave=2)
        + lanes
    )


def platform(air: Air, dice: random.Random) -> str:
    """A railway platform with its roof and clock."""
    roof = (
        path("M0 96h512v26l-512 0z", fill="#7d4f3e")
        + "".join(path(f"M{x} 122h32l-16 16z", fill="#a3684f") for x in range(0, 512, 32))
        + "".join(rect(x, 122, 12, 212, "#5f6f66") for x in (92, 408))
    )
    clock = (
        ellipse(256, 168, 27, 27, "#5b4a42")
        + ellipse(256, 168, 22, 22, "#fffaf0")
        + line(256, 168, 256, 153, "#3b2a24", width=3)
        + line(256, 168, 267, 172, "#3b2a24", width=3)
    )
    return (
        sky(air, dice)
        + rect(120, 150, 280, 184, "#e7cfae")
        + "".join(rect(x, 210, 44, 84, "#8fa9b8", corner=4) for x in (152, 324))
        + rect(234, 210, 44, 124, "#7b5842", corner=4)
        + roof
        + clock
        + rect(0, 330, 512, 182, "#cfc3b0")
        + rect(0, 476, 512, 10, "#f2c14f")
        + rect(0, 486, 512, 26, "#6d665f")
    )


def road(air: Air, dice: random.Random) -> str:
    """A road through open country."""
    ink, shade = grass(air)
    return (
        sky(air, dice)
        + hills(264, air, dice)
        + ground(300, ink, shade)
        + path("M240 300h32l150 212H90z", fill="#a7a39c")
        + "".join(
            path(f"M{253 - k} {318 + 42 * k}h{6 + 2 * k}l2 {18 + 4 * k}h-{10 + 2 * k}z", fill="#f8f3e6")
            for k in range(5)
        )
        + tree(60, 330, 120, air, dice)
        + tree(462, 326, 104, air, dice)
    )
