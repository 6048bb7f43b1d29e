"""The four scores of a training over its steps, as a picture for the page.

It holds no words, so that it serves every language: each line has a colour and a shape of its points, which the table
beside it names.
"""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from assistant.elements import Checkpoint
from pipelines.labelling import INK, PAPER, DigitalSource, font, saved

SIZE: Final = (720, 360)
LEFT, RIGHT, TOP, BOTTOM = 60, 30, 24, 46
LINES: Final = {"identity": "#1f6f4a", "fidelity": "#2b5fa8", "copying": "#b23a2e", "drift": "#8a5a9c"}
PROPOSED: Final = "#c9a227"
SHAPES: Final = {
    "identity": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "fidelity": ((0, -1.4), (1.3, 1), (-1.3, 1)),
    "copying": ((0, -1.5), (1.5, 0), (0, 1.5), (-1.5, 0)),
    "drift": ((0, 1.4), (1.3, -1), (-1.3, -1)),
}
"""The corners of a point of each line, around its middle: a square, a triangle, a diamond, a triangle on its tip."""
POINT: Final = 5


def score_curve(checkpoints: Sequence[Checkpoint], proposed: int | None) -> bytes:
    """Draw identity, fidelity, copying and drift (0..1) over steps, the proposed step marked, as PNG.

    Raises ValueError when no checkpoint was scored.
    """
    points = sorted((point for point in checkpoints if point.scores is not None), key=lambda point: point.step)
    if not points:
        raise ValueError("no checkpoint has scores")
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    furthest = points[-1].step

    def place(step: int, score: float) -> tuple[float, float]:
        across = LEFT + (SIZE[0] - LEFT - RIGHT) * step / furthest
        return across, SIZE[1] - BOTTOM - (SIZE[1] - TOP - BOTTOM) * score

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        pen.line([place(0, share), place(furthest, share)], fill="#d8d2c4", width=1)
        pen.text((LEFT - 8, place(0, share)[1]), f"{share:.0%}", font=font(13), fill=INK, anchor="rm")
    if proposed is not None:
        pen.line([place(proposed, 0.0), place(proposed, 1.0)], fill=PROPOSED, width=5)
    for point in points:
        pen.text(
            (place(point.step, 0.0)[0], SIZE[1] - BOTTOM + 8), str(point.step), font=font(13), fill=INK, anchor="ma"
        )
    for name, colour in LINES.items():
        line = [place(point.step, getattr(point.scores, name)) for point in points]
        if len(line) > 1:
            pen.line(line, fill=colour, width=3, joint="curve")
        for x, y in line:
            pen.polygon([(x + POINT * across, y + POINT * down) for across, down in SHAPES[name]], fill=colour)
    return saved(picture, DigitalSource.TRAINED_MODEL)
