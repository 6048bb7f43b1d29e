"""A worker process for the kill tests: it notes every step that it begins, and can die or linger in one of them.

    python -m tests.storage.worker_program FOLDER [--die STEP | --linger STEP] [--slow] [--for SECONDS]

`--die` kills the process with SIGKILL from within the step (`labelling`: some pictures are written, none is
saved); `--linger` stays in the step until somebody kills it; `--slow` paints for minutes, telling its progress.
"""

import argparse
import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.illustrating import Steps
from assistant.ports import Picture, Progress
from assistant.story import Language, Layout, Patient, Prompt, Reading
from storage.database import Database
from storage.jobs import Worker
from storage.media import MediaFolder
from tests.fakes import FixedReader, GreyPainter, RepeatingEar, written_on


class Fate:
    """Notes each step and decides whether the process survives it."""

    def __init__(self, folder: Path, die: str, linger: str) -> None:
        self._notes = folder / "notes.txt"
        self._die, self._linger = die, linger

    def meet(self, step: str) -> None:
        """Note the step; perhaps die or linger in it."""
        with self._notes.open("a") as notes:
            notes.write(f"{step}\n")
            notes.flush()
            os.fsync(notes.fileno())
        if step == self._die:
            os.kill(os.getpid(), signal.SIGKILL)
        while step == self._linger:
            time.sleep(0.05)


class FatedReader(FixedReader):
    """A reader that meets its fate."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `Reader`."""
        self._fate.meet("understanding")
        return super().read(text, patient=patient, language=language)


class FatedPainter(GreyPainter):
    """A painter that meets its fate halfway."""

    def __init__(self, fate: Fate, step: str, *, slow: bool = False) -> None:
        super().__init__(step, steps=5_000 if slow else 3, pause_s=0.05 if slow else 0.0)
        self._fate = fate

    def paint(self, prompt: Prompt, *, layout: Layout, seeds: Sequence[int], progress: Progress) -> list[Picture]:
        """See `Painter`."""
        progress(1, 2)
        self._fate.meet(self.name)
        return super().paint(prompt, layout=layout, seeds=seeds, progress=progress)


def bound(folder: Path, database: Database, fate: Fate, *, slow: bool) -> Steps:
    """The steps of this program."""

    def label(png: bytes, sentence: str) -> bytes:
        fate.meet("labelling")
        return written_on(png, sentence)

    return Steps(
        book=database.settled(),
        media=MediaFolder(folder / "media"),
        ear=RepeatingEar(before=lambda: fate.meet("hearing")),
        reader=FatedReader(fate),
        sketcher=FatedPainter(fate, "sketching"),
        painter=FatedPainter(fate, "painting", slow=slow),
        label=label,
    )


def main() -> None:
    """Run a worker until it dies or its time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die", default="")
    parser.add_argument("--linger", default="")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--for", dest="seconds", type=float, default=30.0)
    asked = parser.parse_args()
    database = Database(f"sqlite:///{asked.folder / 'book.sqlite'}")
    fate = Fate(asked.folder, asked.die, asked.linger)
    until = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: until.set())
    threading.Timer(asked.seconds, until.set).start()
    Worker(
        database,
        f"sqlite:///{asked.folder / 'jobs.sqlite'}",
        slots=asked.folder / "slots",
        steps=lambda: bound(asked.folder, database, fate, slow=asked.slow),
    ).run(until)
    os._exit(0)


if __name__ == "__main__":
    main()
