"""The worker process: does the durable steps with the models loaded, apart from the pages."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from web.settings import Settings

PARENT_CHECK_SECONDS = 2.0


def work(settings: Settings, *, until: threading.Event) -> None:
    """Do what waits until the event is set. Several workers may run; each takes a slot of its own.

    Raises DatabaseBusy, DiskFull.
    """
    from storage.database import Database
    from storage.jobs import Worker
    from web.wiring import bind_steps

    database = Database(settings.book_url)
    database.migrate()
    try:
        worker = Worker(database, settings.queue_url, slots=slots_folder(settings), steps=lambda: bind_steps(settings))
        worker.run(until)
    finally:
        database.close()


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
