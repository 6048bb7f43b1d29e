"""Models stay between requests and go when memory is needed."""

import threading

import pytest

from assistant.errors import ModelDamaged
from pipelines.residency import KEPT_FREE_BYTES, Residency, Resident, free_memory

GIB = 2**30


class House:
    """A machine with `size` bytes for models, whose residents take what they need while they are loaded."""

    def __init__(self, size: int) -> None:
        self.size = size + KEPT_FREE_BYTES
        self.residency = Residency(free=self.free)
        self.places: list[tuple[Resident[str], int]] = []
        self.loaded: list[str] = []

    def free(self) -> int:
        return self.size - sum(needs for place, needs in self.places if place.is_loaded)

    def model(self, name: str, needs: int) -> Resident[str]:
        def load() -> str:
            self.loaded.append(name)
            return name

        place = self.residency.resident(load, needs_bytes=needs)
        self.places.append((place, needs))
        return place


def use(place: Resident[str]) -> str:
    with place.using() as model:
        return model


def test_a_model_is_loaded_once() -> None:
    house = House(4 * GIB)
    reader = house.model("reader", GIB)
    assert [use(reader), use(reader)] == ["reader", "reader"]
    assert house.loaded == ["reader"]


def test_the_longest_idle_goes_first_and_no_more_than_needed() -> None:
    house = House(4 * GIB)
    reader, ear, painter = (house.model(name, needs) for name, needs in (("r", GIB), ("e", GIB), ("p", 3 * GIB)))
    use(ear)
    use(reader)
    use(painter)
    assert (ear.is_loaded, reader.is_loaded, painter.is_loaded) == (False, True, True)
    use(ear)
    assert (ear.is_loaded, reader.is_loaded, painter.is_loaded) == (True, False, True)


def test_what_is_in_use_is_never_let_go() -> None:
    house = House(GIB)
    reader, painter = house.model("reader", GIB), house.model("painter", GIB)
    with reader.using():
        use(painter)
        assert reader.is_loaded
        assert not reader.let_go()
    assert reader.let_go()
    assert not reader.let_go()


def test_one_user_at_a_time() -> None:
    reader = House(GIB).model("reader", GIB)
    inside, done = threading.Event(), threading.Event()

    def other() -> None:
        with reader.using():
            inside.set()
        done.set()

    with reader.using():
        thread = threading.Thread(target=other)
        thread.start()
        assert not inside.wait(0.05)
    assert done.wait(5)
    thread.join()


def test_a_model_that_cannot_be_loaded_is_asked_for_again() -> None:
    faults = [ModelDamaged(model="m", file="f")]

    def load() -> str:
        if faults:
            raise faults.pop()
        return "mended"

    place = Residency(free=free_memory).resident(load, needs_bytes=1)
    with pytest.raises(ModelDamaged):
        use(place)
    assert use(place) == "mended"


def test_this_machine_has_some_memory() -> None:
    assert free_memory() > 0
