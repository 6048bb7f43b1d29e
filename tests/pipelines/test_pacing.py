from pathlib import Path

import pytest

from pipelines.pacing import REMEMBERED, Pace, PaceFile, estimate_seconds, pace_key, with_measured

KEY = pace_key("storybook", device="cpu", width=256, height=256)


def test_nothing_measured_is_nothing_promised() -> None:
    assert estimate_seconds(Pace(), KEY, steps=20, number=1) is None


def test_steps_and_number_count() -> None:
    pace = with_measured(Pace(), KEY, seconds=5.0, steps=20, number=1)
    assert estimate_seconds(pace, KEY, steps=20, number=1) == 5.0
    assert estimate_seconds(pace, KEY, steps=40, number=1) == 10.0
    assert estimate_seconds(pace, KEY, steps=20, number=3) == 15.0
    assert estimate_seconds(pace, "other", steps=20, number=1) is None


def test_a_batch_that_was_measured_knows_its_own_pace() -> None:
    pace = with_measured(Pace(), KEY, seconds=5.0, steps=20, number=1)
    pace = with_measured(pace, KEY, seconds=8.0, steps=20, number=2)
    assert estimate_seconds(pace, KEY, steps=20, number=2) == 8.0
    assert estimate_seconds(pace, KEY, steps=20, number=4) == 16.0
    assert estimate_seconds(pace, KEY, steps=20, number=1) == 5.0


def test_one_slow_afternoon_is_outvoted_and_old_ones_are_forgotten() -> None:
    pace = Pace()
    for seconds in [900.0] + [4.0] * REMEMBERED + [100.0]:
        pace = with_measured(pace, KEY, seconds=seconds, steps=20, number=1)
    assert estimate_seconds(pace, KEY, steps=20, number=1) == 4.0
    assert len(pace.seconds_per_step[KEY][1]) == REMEMBERED


def test_the_file_remembers(tmp_path: Path) -> None:
    file = tmp_path / "new" / "pace.json"
    PaceFile(file).remember(KEY, seconds=6.0, steps=20, number=2)
    PaceFile(file).remember(KEY, seconds=8.0, steps=20, number=2)
    assert estimate_seconds(PaceFile(file).read(), KEY, steps=10, number=2) == 3.5


@pytest.mark.parametrize("content", ["", "[1]", '{"seconds_per_step": 3}', "{ half"])
def test_a_broken_file_counts_as_empty(tmp_path: Path, content: str) -> None:
    file = tmp_path / "pace.json"
    file.write_text(content)
    assert PaceFile(file).read() == Pace()
    PaceFile(file).remember(KEY, seconds=6.0, steps=20, number=1)
    assert PaceFile(file).read() != Pace()


def test_a_folder_that_cannot_be_written_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder would be")
    file = PaceFile(tmp_path / "taken" / "pace.json")
    file.remember(KEY, seconds=6.0, steps=20, number=1)
    assert file.read() == Pace()
