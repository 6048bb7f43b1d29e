"""The four scores over steps as a picture."""

import io

import pytest
from PIL import Image

from assistant.elements import Checkpoint, Scores
from pipelines.curves import LINES, SIZE, score_curve


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
