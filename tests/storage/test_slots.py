"""Who holds a slot is alive; whose slot is free is dead."""

from pathlib import Path

import pytest

from assistant.errors import StorageTrouble
from storage.slots import MOST_SLOTS, executor_id, slot, vacant


def test_every_worker_has_a_slot_of_its_own_and_gives_it_back(tmp_path: Path) -> None:
    with slot(tmp_path) as first, slot(tmp_path) as second:
        assert first == executor_id(0)
        assert second == executor_id(1)
        with vacant(tmp_path, first) as free:
            assert not free
    with slot(tmp_path) as again:
        assert again == first


def test_nobody_takes_a_slot_that_is_being_cleared(tmp_path: Path) -> None:
    with vacant(tmp_path, executor_id(0)) as free:
        assert free
        with slot(tmp_path) as mine:
            assert mine == executor_id(1)


@pytest.mark.parametrize("stranger", ["another-machine:0", "no-number", ""])
def test_the_slots_of_other_machines_cannot_be_seen(tmp_path: Path, stranger: str) -> None:
    with vacant(tmp_path, stranger) as free:
        assert not free


def test_there_is_an_end_to_slots(tmp_path: Path) -> None:
    held = [slot(tmp_path) for _ in range(MOST_SLOTS)]
    for one in held:
        one.__enter__()
    with pytest.raises(StorageTrouble), slot(tmp_path):
        pytest.fail("there was one more")
    for one in held:
        one.__exit__(None, None, None)
