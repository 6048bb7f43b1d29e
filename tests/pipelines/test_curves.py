"""The four scores over steps as a picture."""

import io
from pathlib import Path

import pytest
from PIL import Image

import web
from assistant.elements import Checkpoint, Scores
from pipelines.curves import LINES, SIZE, score_curve
from web.views.learning import MARKS


def point(step: int, scores: Scores | None) -> Checkpoint:
    return Checkpoint(step=step, media_id=str(step), sha256="0" * 64, scores=scores)


def colours(png: bytes) -> set[str]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == SIZE
    found = picture.getcolors(maxcolors=picture.width * picture.height)
    assert found is not None
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in found}  # type: ignore[misc]  # a colour of an RGB picture has three parts


def test_every_score_has_its_line_and_the_proposal_its_mark() -> None:
    points = [point(100, Scores(identity=0.4, fidelity=0.9, copying=0.0, drift=0.1)), point(200, None)]
    points.append(point(300, Scores(identity=0.9, fidelity=0.7, copying=0.3, drift=0.2)))
    assert colours(score_curve(points, 300)) >= set(LINES.values())
    assert score_curve(points, 300) != score_curve(points, None)


def test_nothing_scored_gives_no_picture() -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        score_curve([point(1, None)], None)


def test_lines_are_told_apart_by_shape_as_well_and_the_table_names_both() -> None:
    """A point's pixels around its middle differ from line to line, whatever the colours."""
    outlines = set()
    for name in LINES:
        others = dict.fromkeys(LINES, 0.0) | {name: 0.5}
        picture = Image.open(io.BytesIO(score_curve([point(100, Scores(**others))], None))).convert("RGB")
        wanted = tuple(int(LINES[name][at : at + 2], 16) for at in (1, 3, 5))
        spots = [at for at, pixel in enumerate(picture.get_flattened_data()) if pixel == wanted]
        rows = [divmod(at, SIZE[0]) for at in spots if at // SIZE[0] < SIZE[1] * 0.7]
        top, left = min(row for row, _ in rows), min(column for _, column in rows)
        outlines.add(frozenset((row - top, column - left) for row, column in rows))
    assert len(outlines) == len(LINES)
    styles = (Path(web.__file__).parent / "static/css/elements.css").read_text("utf-8")
    for number, colour in enumerate(LINES.values(), 1):
        assert f".score-{number} {{\n  color: {colour};" in styles
    assert len(MARKS) == len(LINES)
