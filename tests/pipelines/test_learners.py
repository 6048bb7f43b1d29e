"""What every learner promises: the one that learns and the one that only says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import StoppedOnRequest
from assistant.ports import Learner
from pipelines.painting import DiffusersPainter
from pipelines.scripted_learner import ScriptedLearner
from pipelines.training import DiffusersLearner
from tests.pipelines.lesson_making import a_lesson_plan, a_set, photos

pytestmark = pytest.mark.tiny

Make = Callable[[], Learner]


@pytest.fixture(params=["scripted", "diffusers"])
def make(request: pytest.FixtureRequest, tmp_path: Path, tiny_weights: Path) -> Make:
    """Makes another learner on the same folder, as another process would."""
    if request.param == "scripted":
        return lambda: ScriptedLearner(tmp_path / "learning")
    return lambda: DiffusersLearner(DiffusersPainter(tiny_weights), folder=tmp_path / "learning")


def test_chunks_of_several_processes_follow_each_other(make: Make, tmp_path: Path) -> None:
    find, told = photos(tmp_path / "photos"), []

    def tell(done: int, of: int, /) -> None:
        told.append((done, of))

    training = a_lesson_plan(make().hash)
    first = make().learn(training, [a_set()], photo=find, until=3, progress=tell)
    assert (first.step, first.file.is_file(), len(first.sha256)) == (3, True, 64)
    assert [done for done, _ in told if done] == [1, 2]
    assert {of for _, of in told} == {10}
    again = make().learn(training, [a_set()], photo=find, until=3, progress=tell)
    assert again.sha256 == first.sha256
    told.clear()
    second = make().learn(training, [a_set()], photo=find, until=5, progress=tell)
    assert [done for done, _ in told if done] == [3, 4]
    assert second.sha256 != first.sha256


def test_a_chunk_that_was_stopped_is_done_anew_and_ends_the_same(make: Make, tmp_path: Path) -> None:
    find = photos(tmp_path / "photos")
    training = a_lesson_plan(make().hash)

    def quiet(_done: int, _of: int, /) -> None:
        """Hear nothing."""

    def stop(done: int, _of: int, /) -> None:
        if done == 2:
            raise StoppedOnRequest()

    with pytest.raises(StoppedOnRequest):
        make().learn(training, [a_set()], photo=find, until=4, progress=stop)
    resumed = make().learn(training, [a_set()], photo=find, until=4, progress=quiet)
    whole = make().learn(training.model_copy(update={"id": "t2"}), [a_set()], photo=find, until=4, progress=quiet)
    assert resumed.sha256 == whole.sha256


def test_forgetting_leaves_nothing_and_learning_begins_anew(make: Make, tmp_path: Path) -> None:
    find, told = photos(tmp_path / "photos"), []

    def tell(done: int, _of: int, /) -> None:
        told.append(done)

    training = a_lesson_plan(make().hash)
    make().learn(training, [a_set()], photo=find, until=2, progress=tell)
    beside = tmp_path / "learning" / training.id / "step-000002.safetensors"
    beside.write_text("a checkpoint that was stored")
    make().forget(training.id)
    make().forget(training.id)
    assert list((tmp_path / "learning" / training.id).iterdir()) == [beside]
    told.clear()
    make().learn(training, [a_set()], photo=find, until=2, progress=tell)
    assert told[-1] == 1
    assert 0 in told
