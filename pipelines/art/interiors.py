"""Rooms: the indoor backdrops, as SVG on a 512 x 512 board. Only what belongs to the room itself is drawn."""

import random
from collections.abc import Callable, Mapping
from typing import Final

from pipelines.art.inks import ellipse, line, path, rect
from pipelines.art.landscape import Air

Paint = Callable[[Air, random.Random], str]
FLOOR: Final = 356


def _room(wall: str, floor: str, seam: str, *, skirting: str = "#fbf4e6") -> str:
    boards = "".join(
        line(256 + (x - 256) * 0.72, FLOOR, 256 + (x - 256) * 1.5, 512, seam, width=1.8, opacity=0.6)
        for x in range(-60, 580, 52)
    )
    return (
        rect(0, 0, 512, FLOOR, wall)
        + rect(0, FLOOR, 512, 512 - FLOOR, floor)
        + boards
        + rect(0, FLOOR - 9, 512, 10, skirting)
    )


def _window(x: float, y: float, width: float, height: float, air: Air, *, curtains: str = "") -> str:
    glass = {"night": "#34426f", "sunset": "#f3bd92", "dawn": "#f2d6cc"}.get(air.light, "#bfdfe9")
    if air.light == "day" and air.weather in {"rain", "storm", "fog"}:
        glass = "#b3c0c8"
    view = rect(x, y, width, height, glass)
    if air.light == "night":
        view += ellipse(x + width * 0.7, y + height * 0.28, 9, 9, "#fbeec1")
    elif air.snowy:
        view += path(
            f"M{x} {y + height}v-{height * 0.22:g}q{width / 2:g} -16 {width:g} 0v{height * 0.22:g}z", fill="#ffffff"
        )
    if air.snowy or air.weather in {"rain", "storm"}:
        for k in range(14):
            px, py = x + (k * 37) % width, y + (k * 53) % height
            view += (
                ellipse(px, py, 2, 2, "#ffffff") if air.snowy else line(px, py, px - 2, py + 7, "#e7f1f7", width=1.4)
            )
    frame = "#fffaf0"
    bars = (
        rect(x - 6, y - 6, width + 12, 7, frame)
        + rect(x - 6, y + height - 1, width + 12, 9, frame)
        + rect(x - 6, y, 7, height, frame)
        + rect(x + width - 1, y, 7, height, frame)
    )
    bars += rect(x + width / 2 - 2.5, y, 5, height, frame) + rect(x, y + height / 2 - 2.5, width, 5, frame)
    if curtains:
        bars += path(f"M{x - 22} {y - 14}h40q2 {height * 0.7:g} -26 {height + 24:g}h-14z", fill=curtains)
        bars += path(f"M{x + width + 22} {y - 14}h-40q-2 {height * 0.7:g} 26 {height + 24:g}h14z", fill=curtains)
        bars += rect(x - 32, y - 20, width + 64, 7, "#946a4a", corner=3)
    return view + bars


def _shelf(x: float, y: float, width: float) -> str:
    return rect(x, y, width, 8, "#9a6f4b", corner=2)


def _books(x: float, y: float, width: float, dice: random.Random) -> str:
    parts, at = [], x
    while at < x + width - 12:
        thick, tall = dice.uniform(7, 13), dice.uniform(26, 38)
        parts.append(
            rect(
                at,
                y - tall,
                thick - 1,
                tall,
                dice.choice(("#a8443c", "#4d7a74", "#d3a136", "#54688f", "#8a6244", "#7b9a5e")),
                corner=1,
            )
        )
        at += thick
    return "".join(parts)


def _rug(ink: str, shade: str) -> str:
    return ellipse(256, 448, 196, 44, ink) + ellipse(256, 448, 172, 35, shade, opacity=0.6)


def living(air: Air, dice: random.Random) -> str:
    """A sitting room: a window with curtains, a rug, a plain lamp."""
    stripes = "".join(rect(x, 0, 14, FLOOR - 9, "#eddcc0", opacity=0.5) for x in range(10, 512, 44))
    return (
        _room("#f3e4c9", "#c8996b", "#ab7e53")
        + stripes
        + _window(186, 82, 140, 150, air, curtains=dice.choice(("#c9745f", "#7f9c86", "#b98aa0")))
        + _rug("#cf8a73", "#e6b59a")
    )


def bedroom(air: Air, dice: random.Random) -> str:
    """A bedroom in quiet colours."""
    return (
        _room("#dfe3e6", "#c59c74", "#a98058")
        + _window(56, 84, 112, 138, air, curtains=dice.choice(("#a8b8c9", "#d9a9a0")))
        + _rug("#8fa3b5", "#b9c7d3")
    )


def dining(air: Air, _dice: random.Random) -> str:
    """A room to eat in, with a wooden wall."""
    planks = (
        rect(0, 210, 512, FLOOR - 210, "#a9764c")
        + "".join(line(x, 214, x, FLOOR, "#8d5f3a", width=2) for x in range(16, 512, 40))
        + rect(0, 204, 512, 9, "#8d5f3a")
    )
    return (
        _room("#f1dcb6", "#b98a62", "#9a6f4b")
        + planks
        + _window(60, 56, 112, 116, air)
        + _window(340, 56, 112, 116, air)
    )


def kitchen(air: Air, _dice: random.Random) -> str:
    """A kitchen: tiles, a worktop, a stove."""
    tiles = "".join(
        rect(x, y, 29, 29, "#f9f5ea" if (x + y) % 64 else "#d5e3e0", corner=2)
        for x in range(0, 512, 32)
        for y in range(128, 224, 32)
    )
    cupboards = "".join(
        rect(x, 250, 92, 98, "#8fae9e", corner=4)
        + rect(x + 8, 258, 76, 82, "#a3bfb0", corner=3)
        + ellipse(x + 80, 298, 3.5, 3.5, "#f7f0df")
        for x in (0, 96, 324, 420)
    )
    stove = (
        rect(200, 238, 112, 112, "#f1ede4", corner=5)
        + rect(214, 276, 84, 58, "#5d5a60", corner=5)
        + "".join(ellipse(x, 256, 5, 5, "#a8443c") for x in (220, 240, 272, 292))
    )
    return (
        _room("#f6ecd4", "#d4a67a", "#b78a60")
        + tiles
        + _window(196, 30, 120, 84, air)
        + cupboards
        + stove
        + rect(-4, 232, 520, 13, "#b98a5d", corner=3)
    )


def classroom(air: Air, _dice: random.Random) -> str:
    """A blackboard wall."""
    board = (
        rect(96, 70, 320, 150, "#9a6b43", corner=4)
        + rect(106, 80, 300, 130, "#4d6b5a", corner=2)
        + path("M130 114h84M130 138h120M130 162h60", stroke="#e9efe6", width=3, opacity=0.7)
    )
    board += rect(176, 218, 160, 8, "#7d5433", corner=2) + path(
        "M300 176q18 -46 40 -10t36 -8", stroke="#e9efe6", width=3, opacity=0.7
    )
    return (
        _room("#efe3c4", "#c39a6e", "#a67e53") + board + _window(18, 84, 56, 116, air) + _window(438, 84, 56, 116, air)
    )


def laboratory(air: Air, dice: random.Random) -> str:
    """Shelves of coloured flasks over a long bench."""
    parts = [_room("#dfe9e6", "#c9c3b6", "#aaa498"), _window(30, 66, 96, 130, air)]
    for y in (110, 176):
        parts.append(_shelf(170, y, 310))
        for k in range(9):
            x, ink = 190 + 33 * k, dice.choice(("#7fb9c9", "#e2a24f", "#8fb56a", "#b78ac0", "#d9694f"))
            if k % 2:
                parts.append(
                    rect(x - 8, y - 34, 16, 34, "#ffffff", corner=4, opacity=0.75)
                    + rect(x - 8, y - 20, 16, 20, ink, corner=4, opacity=0.8)
                    + rect(x - 4, y - 40, 8, 8, "#9a6f4b", corner=2)
                )
            else:
                parts.append(
                    path(f"M{x - 4} {y - 38}h8v14l9 24h-26l9 -24z", fill="#ffffff", opacity=0.75)
                    + path(f"M{x - 8} {y - 13}h16l5 13h-26z", fill=ink, opacity=0.85)
                )
    bench = (
        rect(0, 258, 512, 14, "#6f7f86", corner=3)
        + rect(8, 272, 496, 80, "#e9ecea")
        + "".join(
            rect(x, 280, 74, 64, "#d5dcdb", corner=3) + rect(x + 26, 288, 22, 4, "#8b989c", corner=2)
            for x in range(16, 500, 82)
        )
    )
    return "".join(parts) + bench


def office(air: Air, dice: random.Random) -> str:
    """A study: a window and shelves of files."""
    shelves = "".join(_shelf(308, y, 180) + _books(316, y, 168, dice) for y in (106, 166, 226))
    return (
        _room("#e9e2d2", "#b99069", "#9b7550")
        + _window(60, 70, 150, 140, air)
        + rect(300, 60, 196, 176, "#b98a62", corner=4)
        + rect(308, 68, 180, 160, "#8a6244", corner=2)
        + shelves
    )


def library(_air: Air, dice: random.Random) -> str:
    """Walls of books."""
    shelves = "".join(_shelf(0, y, 512) + _books(6, y, 500, dice) for y in (76, 140, 204, 268, 332))
    return _room("#8a6244", "#b58a63", "#97704b") + shelves


def care(air: Air, _dice: random.Random) -> str:
    """The light day room of a home: large windows, a hand rail."""
    return (
        _room("#e8eedf", "#d8c3a0", "#bfa87f")
        + _window(56, 74, 160, 150, air, curtains="#e3c08c")
        + _window(300, 74, 160, 150, air, curtains="#e3c08c")
        + rect(0, 268, 512, 12, "#b98a62", corner=6)
        + rect(0, 282, 512, 66, "#d4dec8")
    )


def bakery(_air: Air, dice: random.Random) -> str:
    """Shelves of loaves and a brick oven."""
    parts = [_room("#f0dfc0", "#c99f73", "#ab8157")]
    for y in (96, 150, 204):
        parts.append(_shelf(216, y, 276))
        parts += [
            ellipse(x, y - 10, 20, 12, dice.choice(("#d99f58", "#c98a45", "#e3b06e")))
            + path(f"M{x - 9} {y - 15}l5 7M{x} {y - 17}l5 7M{x + 9} {y - 15}l4 6", stroke="#f3d5a3", width=2)
            for x in range(242, 480, 46)
        ]
    oven = rect(16, 110, 172, 238, "#b9745a", corner=8) + "".join(
        rect(20 + (k % 4) * 42 + (k // 4 % 2) * 12, 118 + 22 * (k // 4), 36, 16, "#c98872", corner=2)
        for k in range(36)
        if (k % 4) * 42 + (k // 4 % 2) * 12 < 130
    )
    oven += path("M50 292v-42q0 -46 52 -46t52 46v42z", fill="#4a3630") + path(
        "M72 290q2 -24 18 -40q4 14 12 8q2 -18 14 -30q-2 26 14 36q8 8 4 26z", fill="#f0a244"
    )
    counter = rect(206, 262, 306, 14, "#9a6f4b", corner=3) + rect(212, 276, 300, 74, "#c89b6c")
    return "".join(parts) + oven + counter


def shop(_air: Air, dice: random.Random) -> str:
    """A counter before shelves of boxes and jars."""
    parts = [_room("#efe2c8", "#c39a6e", "#a67e53")]
    for y in (84, 144, 204):
        parts.append(_shelf(20, y, 472))
        for k in range(11):
            x, ink = 34 + 42 * k, dice.choice(("#d9694f", "#e9b44c", "#7f9c86", "#6f94ad", "#c98872", "#b9a1c4"))
            parts.append(
                rect(x, y - 36, 28, 36, ink, corner=3) + rect(x + 4, y - 26, 20, 12, "#fff7e6", corner=2)
                if k % 3
                else rect(x + 3, y - 32, 22, 32, ink, corner=8) + rect(x + 5, y - 38, 18, 8, "#8a6244", corner=2)
            )
    return (
        "".join(parts)
        + rect(0, 258, 512, 15, "#8a6244", corner=3)
        + rect(0, 273, 512, 80, "#b98a62")
        + "".join(rect(x, 282, 112, 62, "#c89b6c", corner=3) for x in range(10, 500, 126))
    )


def workshop(air: Air, _dice: random.Random) -> str:
    """A plank wall with a tool board and a bench."""
    planks = "".join(line(0, y, 512, y, "#b08d63", width=2, opacity=0.7) for y in range(30, FLOOR, 42))
    tools = rect(196, 70, 290, 110, "#c5a273", corner=4) + "".join(
        line(x, 92, x, 150, "#8a6244", width=6) + rect(x - 12, 88, 24, 12, "#80868c", corner=3)
        if k % 2
        else line(x, 92, x, 124, "#a8443c", width=8) + line(x, 124, x, 156, "#9aa2a8", width=4)
        for k, x in enumerate(range(222, 480, 42))
    )
    bench = rect(0, 258, 512, 18, "#9a6f4b", corner=3) + "".join(
        rect(x, 276, 22, 82, "#85603f") for x in (24, 244, 464)
    )
    return (
        _room("#d9bd92", "#b9a58a", "#9c8a70", skirting="#b08d63")
        + planks
        + _window(40, 64, 112, 120, air)
        + tools
        + bench
    )


def stage(_air: Air, _dice: random.Random) -> str:
    """A stage between red curtains."""
    light = path("M256 0L90 470h332z", fill="#fff1c4", opacity=0.4)
    folds = "".join(
        path(f"M{x} 0h30q-6 200 2 390h-34q4 -200 2 -390z", fill="#b3483f" if k % 2 else "#9c3a35")
        for side in (0, 1)
        for k, x in enumerate(range(-8 + side * 408, 100 + side * 408, 28))
    )
    swags = "".join(
        path(f"M{x} 0h110q-10 66 -55 66t-55 -66z", fill="#c2554a")
        + path(f"M{x + 4} 20q50 60 102 0", stroke="#e3b341", width=4)
        for x in range(-18, 500, 106)
    )
    return (
        rect(0, 0, 512, 390, "#6e4a52")
        + light
        + folds
        + swags
        + rect(0, 384, 512, 128, "#b98a5d")
        + rect(0, 384, 512, 9, "#d9ac78")
        + "".join(line(0, y, 512, y, "#a0744a", width=2) for y in range(420, 512, 30))
    )


def ballroom(air: Air, _dice: random.Random) -> str:
    """A hall with tall windows and hanging lights."""
    lamps = "".join(
        line(x, 0, x, 58, "#b38a3c", width=3)
        + path(f"M{x - 26} 58h52l-9 22h-34z", fill="#f4d58a")
        + ellipse(x, 84, 40, 26, "#fff1c4", opacity=0.45)
        for x in (130, 382)
    )
    return (
        _room("#eed9c0", "#bd8656", "#9f6c40")
        + "".join(_window(x, 112, 76, 170, air, curtains="#a8535a") for x in (50, 218, 386))
        + lamps
    )


def carriage(air: Air, _dice: random.Random) -> str:
    """Inside a railway carriage: a wide window over benches."""
    seats = "".join(
        rect(x, 236, 150, 120, "#7b5a44", corner=10) + rect(x + 10, 246, 130, 60, "#8f5f4c", corner=8)
        for x in (-20, 382)
    )
    return (
        _room("#c9a67a", "#9b7f62", "#85694e")
        + _window(120, 70, 272, 150, air)
        + rect(0, 20, 512, 10, "#8a6244")
        + seats
    )


def plain(_air: Air, dice: random.Random) -> str:
    """No place was told: a soft wash of paper, and nothing in it."""
    warm = dice.choice(("#f0e2c8", "#e9e4d3", "#ecdfd0"))
    return (
        rect(0, 0, 512, 512, "#f8f1e2")
        + ellipse(256, 240, 270, 230, warm, opacity=0.75)
        + ellipse(256, 470, 300, 90, "#e3d2b2", opacity=0.7)
    )


INSIDE: Final[Mapping[str, Paint]] = {
    "living": living, "bedroom": bedroom, "dining": dining, "kitchen": kitchen, "classroom": classroom,
    "laboratory": laboratory,
    "office": office, "library": library, "care": care, "bakery": bakery, "shop": shop, "workshop": workshop,
    "stage": stage,
    "ballroom": ballroom, "carriage": carriage, "plain": plain,
}  # fmt: skip
