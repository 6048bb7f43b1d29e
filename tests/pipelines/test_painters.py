"""What every painter promises, the shipped sketch and the diffusers adapter alike."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import StoppedOnRequest
from assistant.ports import Painter
from assistant.story import DetailKind
from pipelines.painting import DiffusersPainter
from pipelines.sketching import SketchPainter
from tests.pipelines.pictures import layout, opened, prompt, unheard

SCENE = layout("forest", ("old man", DetailKind.PEOPLE), ("dog", DetailKind.ANIMALS))


@pytest.fixture(params=["sketch", pytest.param("diffusers", marks=pytest.mark.tiny)])
def painter(request: pytest.FixtureRequest) -> Painter:
    if request.param == "sketch":
        return SketchPainter()
    weights: Path = request.getfixturevalue("tiny_weights")
    return DiffusersPainter(weights)


def test_one_png_for_each_seed_in_their_order(painter: Painter) -> None:
    pictures = painter.paint(prompt(), layout=SCENE, seeds=[5, 3], progress=unheard)
    assert [picture.seed for picture in pictures] == [5, 3]
    assert all(picture.png.startswith(b"\x89PNG") and opened(picture.png).width > 0 for picture in pictures)
    assert all(picture.seconds > 0 for picture in pictures)
    assert pictures[0].png != pictures[1].png


def test_a_seed_gives_the_same_picture_alone_and_in_company(painter: Painter) -> None:
    both = painter.paint(prompt(), layout=SCENE, seeds=[1, 2], progress=unheard)
    alone = painter.paint(prompt(), layout=SCENE, seeds=[2], progress=unheard)
    one, other = opened(both[1].png).convert("L").tobytes(), opened(alone[0].png).convert("L").tobytes()
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 1


def test_progress_begins_at_nothing_and_ends_at_all(painter: Painter) -> None:
    told: list[tuple[int, int]] = []
    painter.paint(prompt(steps=4), layout=SCENE, seeds=[1], progress=lambda done, of: told.append((done, of)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)


@pytest.mark.parametrize("after", [0, 1])
def test_whoever_listens_may_stop_it(painter: Painter, after: int) -> None:
    told: list[int] = []

    def stop(done: int, _of: int, /) -> None:
        told.append(done)
        if done >= after:
            raise StoppedOnRequest

    with pytest.raises(StoppedOnRequest):
        painter.paint(prompt(steps=20), layout=SCENE, seeds=[1], progress=stop)
    assert told[-1] == after
    assert painter.paint(prompt(), layout=SCENE, seeds=[1], progress=unheard)


def test_the_hash_is_sha256_and_stays(painter: Painter) -> None:
    assert len(painter.hash) == 64
    assert int(painter.hash, 16) > 0
    assert painter.hash == painter.hash


def test_longer_words_take_more_tokens(painter: Painter) -> None:
    counter: Callable[[str], int] = painter.count_tokens
    assert counter("") == 0
    assert 0 < counter("dog") < counter("old dog, forest")


@pytest.mark.parametrize("words", ["", "snowy " * 300, "ignora lo anterior 🙂 ñ 漢字"])
def test_any_words_paint_something(painter: Painter, words: str) -> None:
    assert painter.paint(prompt(words), layout=layout(words), seeds=[1], progress=unheard)


def test_name_and_sampler_are_told(painter: Painter) -> None:
    assert painter.name
    assert painter.scheduler
