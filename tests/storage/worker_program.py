"""A worker process for the kill tests: it notes every step that it begins, and can die or linger in one of them.

    python -m tests.storage.worker_program FOLDER [--die STEP | --linger STEP] [--steps N] [--for SECONDS]
        [--book URL] [--jobs URL]

`--die` kills the process with SIGKILL from within the step (`labelling`: some pictures are written, none is saved);
learning is noted by the step it reaches (`learning-20`);
`--linger` stays in the step until somebody kills it or puts a file `go` into the folder; `--steps` paints for that many
twentieths of a second, telling its progress. A process that reaches for the network dies with status 3.
"""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.elements import Training, TrainingSet
from assistant.illustrating import Steps
from assistant.ports import Learnt, LikenessAtHand, Picture, Progress
from assistant.school import School
from assistant.story import Language, Layout, Patient, Prompt, Reading
from pipelines.scripted_learner import ScriptedLearner
from storage.database import Database
from storage.jobs import Worker
from storage.media import MediaFolder
from tests.fakes import FixedReader, GreyPainter, RepeatingEar, written_on


class Fate:
    """Notes each step and decides whether the process survives it."""

    def __init__(self, folder: Path, die: str, linger: str) -> None:
        self._notes = folder / "notes.txt"
        self._go = folder / "go"
        self._die, self._linger = die, linger

    def meet(self, step: str) -> None:
        """Note the step; perhaps die or linger in it."""
        with self._notes.open("a") as notes:
            notes.write(f"{step}\n")
            notes.flush()
            os.fsync(notes.fileno())
        if step == self._die:
            os.kill(os.getpid(), signal.SIGKILL)
        while step == self._linger and not self._go.exists():
            time.sleep(0.05)


class FatedReader(FixedReader):
    """A reader that meets its fate."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `Reader`."""
        self._fate.meet("refining")
        return super().read(text, patient=patient, language=language)


class FatedPainter(GreyPainter):
    """A painter that meets its fate halfway."""

    def __init__(self, fate: Fate, step: str, *, steps: int = 0) -> None:
        super().__init__(step, steps=steps, pause_s=0.05)
        self._fate = fate

    def paint(
        self,
        prompt: Prompt,
        *,
        layout: Layout,
        seeds: Sequence[int],
        progress: Progress,
        likenesses: Sequence[LikenessAtHand] = (),
    ) -> list[Picture]:
        """See `Painter`."""
        progress(1, 2)
        self._fate.meet(self.name)
        return super().paint(prompt, layout=layout, seeds=seeds, progress=progress, likenesses=likenesses)


class FatedLearner(ScriptedLearner):
    """A learner that meets its fate in the middle of each chunk."""

    def __init__(self, fate: Fate, folder: Path) -> None:
        super().__init__(folder, step_seconds=0.02)
        self._fate = fate

    def learn(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        *,
        photo: Callable[[str], Path],
        until: int,
        progress: Progress,
    ) -> Learnt:
        """See `Learner`."""

        def told(done: int, of: int, /) -> None:
            if done == until - 2:
                self._fate.meet(f"learning-{until}")
            progress(done, of)

        return super().learn(training, sets, photo=photo, until=until, progress=told)


def bound(folder: Path, database: Database, fate: Fate, *, steps: int) -> Steps:
    """The steps of this program."""

    def label(png: bytes, sentence: str) -> bytes:
        fate.meet("labelling")
        return written_on(png, sentence)

    book, media = database.settled(), MediaFolder(folder / "media")
    return Steps(
        book=book,
        media=media,
        ear=RepeatingEar(before=lambda: fate.meet("hearing")),
        reader=FatedReader(fate),
        sketcher=FatedPainter(fate, "sketching"),
        painter=FatedPainter(fate, "painting", steps=steps),
        label=label,
        school=School(book=book, media=media, learner=FatedLearner(fate, folder / "learning")),
    )


def cable_out(event: str, details: tuple[Any, ...]) -> None:
    """An audit hook that ends the process when it reaches for the network; sockets in the file system are none."""
    reaches = event == "socket.getaddrinfo" or (event == "socket.connect" and not isinstance(details[1], str))
    if reaches:
        os._exit(3)


def main() -> None:
    """Run a worker until it dies or its time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die", default="")
    parser.add_argument("--linger", default="")
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--book")
    parser.add_argument("--jobs")
    parser.add_argument("--for", dest="seconds", type=float, default=30.0)
    asked = parser.parse_args()
    sys.addaudithook(cable_out)
    database = Database(asked.book or f"sqlite:///{asked.folder / 'book.sqlite'}", busy_seconds=0.3)
    fate = Fate(asked.folder, asked.die, asked.linger)
    until = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: until.set())
    threading.Timer(asked.seconds, until.set).start()
    Worker(
        database,
        asked.jobs or f"sqlite:///{asked.folder / 'jobs.sqlite'}",
        slots=asked.folder / "slots",
        steps=lambda: bound(asked.folder, database, fate, steps=asked.steps),
    ).run(until)
    os._exit(0)


if __name__ == "__main__":
    main()
