"""The places under the sky."""

from collections.abc import Callable

from pipelines.storybook.cast import Place
from pipelines.storybook.places import HORIZON, LEAVES, SIDE, Setting


def beach(s: Setting) -> None:
    """Sea, sand and a parasol."""
    s.pen.box(0, 112, SIDE, 168, "#2f94d6")
    for y in (124, 140):
        s.pen.line([(x, y + (x // 16 % 2) * 4) for x in range(0, 257, 16)], 3, "#8fcdf0")
    s.pen.box(0, 164, SIDE, SIDE, "#eef2f5" if s.snowy else "#f5dc9c")
    s.pen.line([(224, 96), (224, 208)], 5, "#f4f4f4")
    s.pen.slice(224, 104, 34, 180, 360, "#e84a4a")
    s.pen.slice(224, 104, 12, 180, 360, "#ffffff")


def mountains(s: Setting) -> None:
    """Three peaks with white tops."""
    for x, top, half, ink in ((40, 64, 84, "#7d8aa5"), (212, 56, 92, "#7d8aa5"), (128, 40, 96, "#98a4bc")):
        s.pen.shape([(x, top), (x + half, HORIZON), (x - half, HORIZON)], ink)
        tip = half * 0.3
        s.pen.shape([(x, top), (x + tip, top + 34), (x, top + 26), (x - tip, top + 34)], "#ffffff")
    s.ground()


def forest(s: Setting) -> None:
    """A row of trees, firs between them."""
    s.pen.box(0, 112, SIDE, HORIZON + 8, LEAVES[s.weather])
    s.ground()
    for x in (80, 176):
        s.fir(x, 168, 84)
    for x in (24, 128, 232):
        s.tree(x, 176, 88)


def church(s: Setting) -> None:
    """A white church with its bell tower."""
    s.ground()
    s.pen.box(96, 96, 240, 168, "#f2e8d5")
    s.pen.shape([(84, 96), (252, 96), (224, 64), (112, 64)], "#f4f8fb" if s.snowy else "#b5533c")
    s.pen.box(24, 56, 88, 168, "#f8f0e0")
    s.pen.shape([(16, 56), (96, 56), (56, 16)], "#f4f8fb" if s.snowy else "#b5533c")
    s.pen.line([(56, 18), (56, 2)], 4, "#5d4a35")
    s.pen.line([(49, 8), (63, 8)], 4, "#5d4a35")
    s.pen.oval(56, 80, 12, 14, "#5a6b80")
    s.pen.oval(56, 82, 7, 8, "#e8b93c")
    s.pen.box(42, 128, 70, 168, "#7a4a2a", 12)
    for x in (120, 168, 216):
        s.pen.box(x - 9, 112, x + 9, 148, "#5f8fc0", 9)


def town_square(s: Setting) -> None:
    """Arcaded houses around a paved square with a fountain."""
    s.ground("#d8c8ae")
    for left, wall in ((0, "#e9b872"), (64, "#d98f6c"), (128, "#e9cf9a"), (192, "#c98a7a")):
        s.block(left, 64, 62, wall, 2, 2)
        s.pen.box(left + 14, 132, left + 48, HORIZON, "#6b4a38", 14)
        s.pen.box(left, 58, left + 62, 66, "#f4f8fb" if s.snowy else "#a8503a")
    s.pen.stick("fountain", 184, 128, 64)


def street(s: Setting) -> None:
    """A row of coloured houses along a road."""
    s.ground("#b9bcc4")
    for left, wall in ((8, "#f2c14e"), (96, "#e98a6d"), (184, "#7fb3d5")):
        s.house(left, 88, 64, 76, wall)
    s.pen.box(0, 164, SIDE, 176, "#d9d9dd")
    for x in range(8, 256, 48):
        s.pen.box(x, 244, x + 24, 250, "#ffffff")


def city(s: Setting) -> None:
    """High buildings and a road."""
    s.ground("#8f949e")
    for left, top, wall in (
        (0, 56, "#8fa3bf"),
        (56, 24, "#b0879a"),
        (112, 72, "#c9b28f"),
        (160, 16, "#7f93b5"),
        (212, 48, "#a58fb5"),
    ):
        s.block(left, top, 44, wall, max(3, (HORIZON - top) // 26), 2)
    s.pen.box(0, 160, SIDE, 172, "#c9ccd2")


def house(s: Setting) -> None:
    """One large house with a path."""
    s.ground()
    s.house(64, 72, 128, 104, "#f7e3b8", "#c8453d")
    s.pen.box(168, 28, 184, 56, "#a8503a")
    s.pen.shape([(116, 176), (140, 176), (176, 256), (80, 256)], "#d9c4a0")
    s.tree(24, 176, 56)
    s.tree(232, 176, 56)


def garden(s: Setting) -> None:
    """A fence, bushes and many flowers."""
    s.ground()
    for x in range(4, 256, 24):
        s.pen.box(x, 112, x + 14, 168, "#ffffff", 6)
    s.pen.box(0, 128, SIDE, 136, "#ffffff")
    s.tree(224, 168, 80)
    for x in range(12, 256, 24):
        s.pen.oval(x, 176, 14, 12, "#4aa04e")
        s.pen.oval(x, 170, 6, 6, ("#ff5d73", "#ffd23c", "#c77dff")[x // 24 % 3])


def farm(s: Setting) -> None:
    """A red barn, a silo and a fence."""
    s.ground()
    s.pen.box(24, 80, 120, 168, "#b8382f")
    s.pen.shape([(16, 80), (128, 80), (104, 48), (40, 48)], "#f4f8fb" if s.snowy else "#7a2a24")
    s.pen.box(52, 120, 92, 168, "#ffffff")
    s.pen.line([(54, 122), (90, 166)], 4, "#b8382f")
    s.pen.line([(90, 122), (54, 166)], 4, "#b8382f")
    s.pen.box(136, 64, 168, 168, "#c9ccd2", 14)
    for x in range(184, 256, 24):
        s.pen.box(x, 136, x + 6, 176, "#a8743f")
    s.pen.box(176, 144, SIDE, 150, "#a8743f")
    s.pen.box(176, 160, SIDE, 166, "#a8743f")


def school(s: Setting) -> None:
    """A brick school with a clock and a flag."""
    s.ground("#d8cfb8")
    s.block(16, 88, 224, "#d9825b", 2, 8)
    s.pen.box(96, 56, 160, 160, "#e8a27c")
    s.pen.shape([(88, 56), (168, 56), (128, 24)], "#f4f8fb" if s.snowy else "#8a3f2e")
    s.pen.oval(128, 80, 16, 16, "#ffffff")
    s.pen.line([(128, 70), (128, 80), (136, 84)], 3, "#333333")
    s.pen.box(112, 120, 144, 160, "#5a4636", 3)
    s.pen.line([(224, 88), (224, 32)], 4, "#777777")
    s.pen.box(226, 34, 250, 50, "#3f77c8")


def station(s: Setting) -> None:
    """A platform, rails and a train."""
    s.ground("#b5a999")
    s.pen.box(0, 72, SIDE, 84, "#5d6b7a")
    for x in (16, 120, 232):
        s.pen.box(x, 80, x + 8, 160, "#5d6b7a")
    s.pen.box(32, 96, 216, 152, "#3f8f6b", 10)
    s.pen.box(32, 132, 216, 140, "#f2e3b0")
    for x in range(48, 200, 32):
        s.pen.box(x, 104, x + 20, 126, s.pane, 3)
    for x in (64, 96, 160, 192):
        s.pen.oval(x, 154, 9, 9, "#333a44")
    s.pen.box(0, 162, SIDE, 167, "#6b6257")
    s.pen.oval(128, 58, 15, 15, "#ffffff")
    s.pen.line([(128, 50), (128, 58), (134, 61)], 2.5, "#333333")


def market(s: Setting) -> None:
    """Stalls with striped awnings, fruit on them."""
    s.ground("#d9c9a8")
    for left, ink in ((0, "#e0483e"), (88, "#3c9a4b"), (176, "#2f7fd0")):
        s.pen.box(left + 4, 96, left + 10, 176, "#8a5a2e")
        s.pen.box(left + 70, 96, left + 76, 176, "#8a5a2e")
        for stripe in range(5):
            x = left + 16 * stripe
            s.pen.box(x, 72, x + 16, 104, "#ffffff" if stripe % 2 else ink, 5)
        s.pen.box(left + 4, 136, left + 76, 172, "#b07a45")
        for i in range(4):
            s.pen.oval(left + 14 + 17 * i, 132, 9, 9, ("#e8452f", "#f2a32c", "#6fb53c", "#f7d43c")[i])


def harbour(s: Setting) -> None:
    """Boats on the water, a quay and a lighthouse."""
    s.pen.box(0, 104, SIDE, 176, "#3c86b8")
    s.pen.shape([(212, 112), (244, 112), (238, 40), (218, 40)], "#ffffff")
    s.pen.shape([(214, 88), (242, 88), (240, 64), (216, 64)], "#d93636")
    s.pen.box(216, 28, 240, 42, "#f2d24a", 3)
    s.pen.slice(228, 30, 14, 180, 360, "#d93636")
    for x, ink in ((40, "#d9533c"), (128, "#f2f2f2")):
        s.pen.shape([(x - 34, 124), (x + 34, 124), (x + 22, 148), (x - 22, 148)], ink)
        s.pen.line([(x, 124), (x, 64)], 4, "#7a5230")
        s.pen.shape([(x + 4, 66), (x + 30, 116), (x + 4, 116)], "#fff7e0")
    s.pen.box(0, 172, SIDE, SIDE, "#e8eef2" if s.snowy else "#b8a68c")
    for x in (24, 120, 216):
        s.pen.box(x, 160, x + 14, 184, "#5d5148", 4)


def river(s: Setting) -> None:
    """A river winding through a meadow, under a stone bridge."""
    s.ground()
    s.tree(24, 168, 64)
    s.tree(232, 168, 64)
    s.pen.shape([(104, 160), (152, 160), (256, 216), (256, 256), (40, 256)], "#4aa3df")
    for y in (192, 224):
        s.pen.line([(112, y), (136, y + 3), (168, y)], 3, "#a8dcf5")
    s.pen.box(56, 120, 200, 136, "#b3a594", 3)
    for x in (56, 104, 152):
        s.pen.slice(x + 24, 160, 26, 180, 360, "#b3a594")
        s.pen.slice(x + 24, 162, 17, 180, 360, "#6fb9e4")


def fairground(s: Setting) -> None:
    """A big wheel, a striped tent and bunting."""
    s.ground()
    s.pen.stick("ferris-wheel", 0, 48, 120)
    for stripe in range(6):
        x = 144 + 18 * stripe
        s.pen.box(x, 104, x + 18, 168, "#ffffff" if stripe % 2 else "#e0483e")
        s.pen.shape([(x, 104), (x + 18, 104), (198, 48)], "#ffffff" if stripe % 2 else "#e0483e")
    s.pen.shape([(198, 48), (198, 30), (218, 38)], "#f2c32c")
    for i in range(8):
        s.pen.shape(
            [(112 + 18 * i, 20), (128 + 18 * i, 20), (120 + 18 * i, 36)], ("#f2c32c", "#3f8fe0", "#e0483e")[i % 3]
        )


def sports_ground(s: Setting) -> None:
    """A pitch with white lines, a goal and seats."""
    s.pen.box(0, 96, SIDE, 144, "#8f9bb0")
    for row in range(3):
        for i in range(16):
            s.pen.oval(8 + 16 * i, 104 + 14 * row, 5, 5, ("#e0483e", "#f2c32c", "#ffffff", "#3f8fe0")[(i + row) % 4])
    s.ground("#57b04f", top=144)
    s.pen.box(0, 172, SIDE, 177, "#ffffff")
    s.pen.line([(152, 172), (152, 100), (248, 100), (248, 172)], 6, "#ffffff")
    for x in range(168, 248, 16):
        s.pen.line([(x, 104), (x, 170)], 1.5, "#e8eef2")
    s.pen.ring(128, 224, 40, 4, "#ffffff")


def park(s: Setting) -> None:
    """Lawn, trees, a lamp, a bench and a pond."""
    s.ground()
    s.tree(40, 168, 96)
    s.tree(120, 164, 56)
    s.pen.line([(176, 176), (176, 72)], 6, "#3d4450")
    s.pen.oval(176, 66, 12, 14, "#ffe9a0")
    s.pen.box(196, 144, 248, 152, "#a8743f", 2)
    s.pen.box(196, 128, 248, 138, "#a8743f", 2)
    for x in (200, 240):
        s.pen.box(x, 128, x + 5, 172, "#5d4a35")
    s.pen.oval(128, 214, 80, 18, "#6fb9e4")


def countryside(s: Setting) -> None:
    """Hills with fields and a path."""
    hill, field = ("#dfe8ee", "#f4f6f8") if s.snowy else ("#a9c25d", "#e6cf6a")
    s.pen.oval(56, 184, 128, 72, hill)
    s.pen.oval(216, 192, 120, 88, field)
    s.ground(top=168)
    for i in range(6):
        s.pen.line([(152 + 20 * i, 160), (176 + 13 * i, 120)], 3, "#c9a83f")
    s.house(40, 104, 32, 24, "#f7efe0")
    s.pen.shape([(120, 168), (136, 168), (168, 256), (88, 256)], "#e3d2a8")


LANDSCAPES: dict[Place, Callable[[Setting], None]] = {
    "beach": beach, "mountains": mountains, "forest": forest, "church": church, "town square": town_square,
    "street": street, "city": city, "house": house, "garden": garden, "farm": farm, "school": school,
    "station": station, "market": market, "harbour": harbour, "river": river, "fairground": fairground,
    "sports ground": sports_ground, "park": park, "countryside": countryside,
}  # fmt: skip
