"""The places under a roof; the window at the upper right shows the weather and is hung by places.py."""

from collections.abc import Callable

from pipelines.storybook.cast import Place
from pipelines.storybook.places import SIDE, Setting

WOOD, DARK_WOOD = "#b07a45", "#7a5230"


def kitchen(s: Setting) -> None:
    """Tiles, a cooker, cupboards."""
    s.room("#fbe7b5", "#d98f5c")
    for x in range(0, 256, 32):
        for y in (112, 144):
            s.pen.box(x + 1, y + 1, x + 31, y + 31, "#9fd3c7" if (x + y) // 32 % 2 else "#ffffff")
    s.pen.box(8, 24, 120, 72, "#c98a4a", 4)
    s.pen.box(62, 26, 66, 70, "#8a5a2e")
    s.pen.box(0, 136, 96, 216, "#e8e8ec", 4)
    s.pen.box(16, 160, 80, 204, "#3c4255", 6)
    s.pen.box(160, 136, SIDE, 216, "#c98a4a", 4)
    s.pen.stick("pot-of-food", 24, 92, 48)


def living_room(s: Setting) -> None:
    """A sofa with a lamp, a picture and a rug."""
    s.room("#f4d9c6", "#b5835a")
    s.pen.oval(128, 224, 112, 24, "#c8553d")
    s.pen.stick("couch-and-lamp", 0, 80, 128)
    s.pen.stick("framed-picture", 96, 32, 56)


def bedroom(s: Setting) -> None:
    """A bed with a headboard and a night table."""
    s.room("#cfd8f2", "#c9a27c")
    s.pen.box(8, 96, 112, 168, DARK_WOOD, 8)
    s.pen.box(8, 136, 120, 208, "#7d6bc2", 10)
    s.pen.box(20, 120, 68, 148, "#ffffff", 10)
    s.pen.box(192, 144, 240, 208, WOOD, 3)
    s.pen.box(212, 124, 220, 144, "#5d4a35")
    s.pen.shape([(200, 128), (232, 128), (224, 104), (208, 104)], "#ffd75e")


def hospital(s: Setting) -> None:
    """A white bed, a red cross and a pale green wall."""
    s.room("#d5efe6", "#b8cfd0")
    s.pen.box(56, 24, 120, 88, "#ffffff", 6)
    s.pen.box(80, 32, 96, 80, "#e0383e")
    s.pen.box(64, 48, 112, 64, "#e0383e")
    s.pen.box(0, 136, 112, 176, "#ffffff", 8)
    s.pen.box(0, 160, 128, 184, "#8fc4dc", 6)
    for x in (8, 112):
        s.pen.box(x, 120, x + 6, 216, "#8a949e")
    s.pen.line([(200, 216), (200, 112)], 4, "#8a949e")
    s.pen.box(208, 112, 228, 144, "#bfe3f5", 4)


def laboratory(s: Setting) -> None:
    """A bench with a microscope and coloured flasks."""
    s.room("#dbe9f5", "#aab8c5")
    s.pen.box(8, 40, 144, 48, "#8a949e")
    for i, ink in enumerate(("#e0483e", "#3c9a4b", "#8148b5", "#f2a32c")):
        x = 28 + 32 * i
        s.pen.shape([(x - 5, 12), (x + 5, 12), (x + 13, 40), (x - 13, 40)], ink)
    s.pen.box(0, 144, SIDE, 160, "#f4f6f8")
    s.pen.box(8, 160, 248, 216, "#7d93a8")
    s.pen.stick("microscope", 16, 80, 64)
    s.pen.stick("alembic", 184, 88, 56)


def office(s: Setting) -> None:
    """A desk with a computer, shelves of folders."""
    s.room("#e3dccb", "#8f8678")
    for row in range(2):
        s.pen.box(8, 56 + 40 * row, 136, 62 + 40 * row, DARK_WOOD)
        for i in range(8):
            ink = ("#3f77c8", "#c8453d", "#3c9a4b", "#e0b13c")[(i + row) % 4]
            s.pen.box(12 + 15 * i, 28 + 40 * row, 24 + 15 * i, 56 + 40 * row, ink)
    s.pen.box(0, 152, SIDE, 164, WOOD)
    s.pen.box(8, 164, 72, 216, DARK_WOOD)
    s.pen.box(184, 164, 248, 216, DARK_WOOD)
    s.pen.box(184, 108, 240, 144, "#39414f", 4)
    s.pen.box(189, 113, 235, 139, "#8fd0f0")
    s.pen.box(206, 144, 218, 152, "#39414f")


def workshop(s: Setting) -> None:
    """Tools on a board, a bench of planks."""
    s.room("#d8b48a", "#9a7a58")
    s.pen.box(16, 24, 152, 112, "#8a6a48", 4)
    s.pen.stick("hammer", 20, 32, 48)
    s.pen.stick("carpentry-saw", 88, 40, 56)
    s.pen.line([(76, 40), (76, 96)], 6, "#c9ccd2")
    s.pen.box(0, 144, SIDE, 160, "#c98a4a")
    for x in (8, 224):
        s.pen.box(x, 160, x + 24, 216, DARK_WOOD)
    s.pen.box(176, 128, 240, 144, "#e3c08a")


def stage(s: Setting) -> None:
    """Red curtains, boards and lights."""
    s.pen.box(0, 0, SIDE, 192, "#5a3f7d")
    s.pen.shape([(128, 0), (216, 192), (40, 192)], "#8a6ab0")
    s.pen.box(0, 184, SIDE, SIDE, "#b5763c")
    for x in range(0, 256, 32):
        s.pen.box(x, 184, x + 2, SIDE, "#8a5a2e")
    for left in (0, 208):
        for fold in range(3):
            s.pen.box(left + 16 * fold, 0, left + 16 * fold + 16, 192, "#c2263a" if fold % 2 else "#9a1c30", 6)
    s.pen.box(0, 0, SIDE, 24, "#9a1c30")
    for x in range(16, 256, 32):
        s.pen.oval(x, 24, 16, 14, "#c2263a")


def restaurant(s: Setting) -> None:
    """A bar with bottles and a laid table."""
    s.room("#c8836a", "#7a4a38")
    s.pen.box(8, 72, 152, 80, DARK_WOOD)
    for i in range(8):
        ink = ("#2f7a4a", "#8a2a38", "#d9a53c", "#f2e3c0")[i % 4]
        s.pen.box(16 + 17 * i, 40, 26 + 17 * i, 72, ink, 3)
        s.pen.box(19 + 17 * i, 28, 23 + 17 * i, 42, ink)
    s.pen.box(0, 136, 160, 216, "#6b4028")
    s.pen.box(0, 128, 168, 140, "#d9a066", 3)
    s.pen.box(176, 152, SIDE, 164, "#ffffff", 4)
    s.pen.shape([(180, 160), (252, 160), (248, 208), (184, 208)], "#e8483e")
    s.pen.stick("wine-glass", 192, 116, 40)


ROOMS: dict[Place, Callable[[Setting], None]] = {
    "kitchen": kitchen, "living room": living_room, "bedroom": bedroom, "hospital": hospital,
    "laboratory": laboratory, "office": office, "workshop": workshop, "stage": stage, "restaurant": restaurant,
}  # fmt: skip
