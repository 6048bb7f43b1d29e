"""The worker process: does the durable steps with the models loaded, and listens along, apart from the pages."""

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant.errors import EvocaError
from assistant.illustrating import Steps
from assistant.overhearing import overhear
from web.settings import Settings

PARENT_CHECK_SECONDS: Final = 2.0
LISTEN_SECONDS: Final = 1.0

_LOG: Final = logging.getLogger(__name__)


def work(settings: Settings, *, until: threading.Event) -> None:
    """Do what waits until the event is set. Several workers may run; each takes a slot of its own.

    Raises DatabaseBusy, DiskFull.
    """
    from storage.database import Database
    from storage.jobs import Worker
    from web.wiring import bind_steps, warm_up

    database = Database(settings.book_url)
    database.migrate()
    try:
        steps = bind_steps(settings)
        for name, task in (("warm-up", lambda: warm_up(steps)), ("listen-along", lambda: listen_along(steps, until))):
            threading.Thread(target=task, name=name, daemon=True).start()
        Worker(database, settings.queue_url, slots=slots_folder(settings), steps=lambda: steps).run(until)
    finally:
        database.close()


def listen_along(steps: Steps, until: threading.Event) -> None:
    """Overhear open tellings until the event is set, so that answers can take up what was said."""
    known: dict[str, int] = {}
    while not until.wait(LISTEN_SECONDS):
        try:
            known = overhear(book=steps.book, media=steps.media, ear=steps.ear, known=known)
        except EvocaError as fault:
            _LOG.warning("listening along waits: %s", fault.name)


def slots_folder(settings: Settings) -> Path:
    """Where workers hold the locks of their slots."""
    folder = settings.data_folder / "slots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def watch_parent(parent: int, *, gone: Callable[[], object]) -> threading.Thread:
    """Call `gone` once when the process `parent` is no longer ours: a worker never outlives a killed application."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        gone()

    thread = threading.Thread(target=watch, name="watch-parent", daemon=True)
    thread.start()
    return thread
