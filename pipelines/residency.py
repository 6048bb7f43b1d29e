"""Keeps a loaded model between requests and lets go of it when its memory is needed.

A reader and a painter may not both fit. Whoever is about to load says how much it needs; what has lain idle longest
goes first. Nothing that is in use is ever let go.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

import psutil  # type: ignore[import-untyped]  # its types are a package of their own

Model = TypeVar("Model")

KEPT_FREE_BYTES: Final = 2**30
"""Left to the rest of the machine when a model is loaded."""


def free_memory() -> int:
    """Bytes that can be had without swapping."""
    return int(psutil.virtual_memory().available)


class Residency:
    """The models of one process. `free` tells how many bytes the machine has left."""

    def __init__(self, *, free: Callable[[], int] = free_memory) -> None:
        self._free = free
        self._residents: list[Resident[object]] = []

    def resident(self, load: Callable[[], Model], *, needs_bytes: int) -> "Resident[Model]":
        """A place for a model that `load` brings when it is first used."""
        place = Resident(load, needs_bytes=needs_bytes, make_room=self.make_room)
        self._residents.append(place)  # type: ignore[arg-type]  # a resident only gives models out
        return place

    def make_room(self, needs_bytes: int) -> None:
        """Let go of idle models, the longest idle first, until this much is free or nothing is idle."""
        for place in sorted(self._residents, key=lambda resident: resident.last_used):
            if self._free() >= needs_bytes + KEPT_FREE_BYTES:
                return
            place.let_go()


class Resident(Generic[Model]):
    """One model that is loaded when first used and then stays. One user at a time; others wait."""

    def __init__(self, load: Callable[[], Model], *, needs_bytes: int, make_room: Callable[[int], None]) -> None:
        self._load, self._needs_bytes, self._make_room = load, needs_bytes, make_room
        self._in_use = threading.Lock()
        self._model: Model | None = None
        self.last_used = 0.0

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory now."""
        return self._model is not None

    @contextmanager
    def using(self) -> Iterator[Model]:
        """The model, loaded if it was not; it stays at least as long as it is used. Raises what loading raises."""
        with self._in_use:
            if self._model is None:
                self._make_room(self._needs_bytes)
                self._model = self._load()
            try:
                yield self._model
            finally:
                self.last_used = time.monotonic()

    def let_go(self) -> bool:
        """Free the model unless it is in use; True when there was something to free."""
        if not self._in_use.acquire(blocking=False):
            return False
        try:
            had, self._model = self._model is not None, None
            if had:
                gc.collect()
            return had
        finally:
            self._in_use.release()
