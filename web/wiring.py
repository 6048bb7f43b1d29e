"""The composition root: which adapter stands behind which port. Adapters are imported only when they are chosen."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.illustrating import Steps
from assistant.ports import Book, Ear, Jobs, Media, Painter, Reader
from web.settings import Settings


class Unit(Protocol):
    """One unit of work."""

    @property
    def book(self) -> Book: ...
    @property
    def jobs(self) -> Jobs: ...


class Records(Protocol):
    """Where the book comes from: the database, or dictionaries in tests."""

    def reading(self) -> AbstractContextManager[Book]:
        """The book for looking only; never waits for a writer."""

    def writing(self) -> AbstractContextManager[Unit]:
        """A unit of work: commits on leaving, rolls back on an exception."""

    def settled(self) -> Book:
        """A book whose every call is its own committed unit of work."""


@dataclass(frozen=True)
class Shelf:
    """All that the web application works with."""

    records: Records
    media: Media
    close: Callable[[], None]
    painters: tuple[str, ...] = ("sketch",)


def open_shelf(settings: Settings) -> Shelf:
    """The shelf of this machine: the database brought up to date, the folder of voices and pictures.

    Raises DatabaseBusy, DiskFull.
    """
    from storage.database import Database
    from storage.media import MediaFolder

    database = Database(settings.book_url)
    database.migrate()
    return Shelf(
        records=database,
        media=MediaFolder(settings.media_folder),
        close=database.close,
        painters=painter_names(settings),
    )


def settled_steps(settings: Settings, shelf: Shelf) -> Steps:
    """The durable steps over a shelf, each write its own transaction. A model is loaded when a step first needs it."""
    from pipelines.labelling import contact_sheet, label
    from pipelines.sketching import SketchPainter

    return Steps(
        book=shelf.records.settled(),
        media=shelf.media,
        ear=ear(settings),
        reader=reader(settings),
        sketcher=SketchPainter(),
        painter=painter(settings),
        label=label,
        sheet=contact_sheet,
    )


def bind_steps(settings: Settings) -> Steps:
    """The steps of a worker process, over a shelf of its own. Raises DatabaseBusy, DiskFull."""
    return settled_steps(settings, open_shelf(settings))


def models_folder(settings: Settings) -> Path:
    """Where joined and fetched models lie: the chosen folder, or the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return settings.models_folder or cache / "evoca" / "models"


def ear(settings: Settings) -> Ear:
    """The ear that was chosen."""
    match settings.ear:
        case "whisper":
            from pipelines.hearing import WhisperEar

            return WhisperEar(models_folder(settings) / "hearing" / "whisper-base")
        case "scripted":
            from pipelines.scripted_ear import ScriptedEar

            return ScriptedEar(otherwise=settings.ear_script)


def reader(settings: Settings) -> Reader | None:
    """The reader that was chosen; None lets the rules decide alone."""
    return None


def painter(settings: Settings) -> Painter | None:
    """The painter that was chosen; None lets the sketch stand in."""
    match settings.painter:
        case "sketch":
            return None
        case "auto" | "storybook":
            from pipelines.painting import storybook_painter

            return storybook_painter()


def painter_names(settings: Settings) -> tuple[str, ...]:
    """The painters that a therapist may choose from, the best first."""
    return ("sketch",) if settings.painter == "sketch" else ("storybook", "sketch")
