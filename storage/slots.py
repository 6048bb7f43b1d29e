"""Slots for worker processes: who holds a slot's lock is alive, and only they work under its name.

The kernel gives a lock back when its process dies, however it dies.
"""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from assistant.errors import StorageTrouble

MOST_SLOTS: Final = 16


def _try_lock(path: Path) -> BinaryIO | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _path(folder: Path, number: int) -> Path:
    return folder / f"worker-{number}.lock"


def executor_id(number: int) -> str:
    """The stable name under which the worker of a slot on this machine works."""
    return f"{socket.gethostname()}:{number}"


@contextmanager
def slot(folder: Path) -> Iterator[str]:
    """Hold the first free slot; gives its executor id. Raises StorageTrouble when all are taken."""
    for number in range(MOST_SLOTS):
        lock = _try_lock(_path(folder, number))
        if lock is not None:
            with lock:
                yield executor_id(number)
                return
    raise StorageTrouble(kind="no free slot")


@contextmanager
def vacant(folder: Path, executor: str) -> Iterator[bool]:
    """Whether nobody works under this name on this machine; nobody can begin to while the block lasts.

    False for the names of other machines: their locks cannot be seen from here.
    """
    host, _, number = executor.rpartition(":")
    if host != socket.gethostname() or not number.isdigit():
        yield False
        return
    lock = _try_lock(_path(folder, int(number)))
    if lock is None:
        yield False
        return
    with lock:
        yield True
