"""The composition root: which adapter stands behind which port. Adapters are imported only when they are chosen."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Final, Protocol

from assistant.checking import Witness
from assistant.errors import EvocaError, ModelMissing, ModelTrouble
from assistant.illustrating import Steps
from assistant.importing import Fitted, Fitter
from assistant.ports import Book, Ear, Jobs, Judge, Learner, Media, Painter, PhotoEye, Reader
from assistant.presets import Device
from assistant.school import School
from assistant.story import Element
from assistant.tokens import Knows
from web.languages import LANGUAGES
from web.settings import Settings

SMALL_PAINTER_GIB: Final = 0.1
SMALL_CARD_GIB: Final = 9.0
FULL_PAINTER_GIB: Final = 2.0
"""Weights of Stable Diffusion 1.5 in half precision: what a painter of the house's own is taken to need."""
XL_PAINTER_GIB: Final = 6.6
"""The same of Stable Diffusion XL."""


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

    def scrub(self) -> None:
        """Let nothing of erased rows linger in files."""


@dataclass(frozen=True)
class Shelf:
    """All that the web application works with.

    `eye` is made when the first photo comes. `painter` is the one that learns, None for one that only paints; it is
    asked for its name and settings alone, `device` for what it would learn on. `fit` looks into likeness files for it,
    `witness` says who checks what is painted with them.
    """

    records: Records
    media: Media
    close: Callable[[], None]
    eye: Callable[[], PhotoEye]
    knows: Knows
    painter: Callable[[], Painter | None]
    device: Callable[[], Device]
    fit: Fitter
    witness: Callable[[], Witness]
    painters: tuple[str, ...] = ("sketch",)


def open_shelf(settings: Settings) -> Shelf:
    """The shelf of this machine: the database brought up to date, the folder of voices and pictures.

    Raises DatabaseBusy, DiskFull.
    """
    from storage.database import Database
    from storage.media import MediaFolder

    database = Database(settings.book_url)
    database.migrate()
    media = MediaFolder(settings.media_folder)
    shelf = Shelf(
        records=database,
        media=media,
        close=database.close,
        eye=cache(partial(photo_eye, settings)),
        knows=known_words(settings),
        painter=cache(partial(learning_painter, settings)),
        device=cache(partial(device, settings)),
        fit=fitter(settings),
        witness=cache(partial(witness, settings)),
        painters=painter_names(settings),
    )
    match settings.work:
        case "worker":
            return shelf
        case "at_once":
            from web.at_once import AtOnceRecords

            steps = cache(partial(settled_steps, settings, shelf))
            return replace(shelf, records=AtOnceRecords(database, steps))


def settled_steps(settings: Settings, shelf: Shelf) -> Steps:
    """The durable steps over a shelf, each write its own transaction. A model is loaded when a step first needs it."""
    paints = painter(settings)
    plain = rule_steps(settings, shelf)
    return replace(plain, reader=reader(settings), painter=paints, school=school(settings, shelf, paints))


def school(settings: Settings, shelf: Shelf, paints: Painter | None) -> School:
    """Who learns elements on the painter that was chosen, paints samples of what was learnt, and judges them."""
    from pipelines.curves import score_curve
    from pipelines.sheets import contact_sheet
    from pipelines.training_crops import cropped

    return School(
        book=shelf.records.settled(),
        media=shelf.media,
        learner=learner(settings, paints),
        painter=paints,
        judge=judge(settings),
        sheet=contact_sheet,
        curve=score_curve,
        cut=cropped,
    )


def learner(settings: Settings, paints: Painter | None) -> Learner | None:
    """The learner that was chosen; None without a painter. What it keeps of a training lies among the training's media.

    Erasing these erases it.
    """
    from pipelines.painting import DiffusersPainter
    from storage.media import MediaFolder

    owned = MediaFolder(settings.media_folder).owned
    if settings.learner == "scripted":
        from pipelines.scripted_learner import ScriptedLearner

        return ScriptedLearner(owned, base_hash=paints.hash if paints else "")
    if not isinstance(paints, DiffusersPainter):
        return None
    from pipelines.machine import inspect_machine, memory_plan
    from pipelines.training import DiffusersLearner

    size = FULL_PAINTER_GIB if settings.painter_path else SMALL_PAINTER_GIB
    memory = memory_plan(inspect_machine(settings.data_folder), size)
    return DiffusersLearner(paints, folder=owned, classes=settings.data_folder / "classes", memory=memory)


def rule_steps(settings: Settings, shelf: Shelf) -> Steps:
    """The steps without any model but the ear: the rules understand, the sketch is the picture."""
    from pipelines.labelling import label_picture
    from pipelines.sheets import contact_sheet
    from pipelines.sketching import SketchPainter

    return Steps(
        book=shelf.records.settled(),
        media=shelf.media,
        ear=ear(settings),
        reader=None,
        sketcher=SketchPainter(),
        painter=None,
        label=label_picture,
        sheet=contact_sheet,
    )


def bind_steps(settings: Settings) -> Steps:
    """The steps of a worker process, over a shelf of its own. Raises DatabaseBusy, DiskFull."""
    return settled_steps(settings, open_shelf(settings))


def erase_for_good(settings: Settings, shelf: Shelf, patient_id: str) -> None:
    """Erase a patient: rows, files, jobs, and what a database keeps of erased rows. Raises NotFound, DatabaseBusy."""
    from assistant.erasing import erase_patient
    from storage.database import Database
    from storage.jobs import forget_jobs

    with shelf.records.writing() as unit:
        worked_on = [recollection.id for recollection in unit.book.recollections(patient_id)]
        worked_on += [training.id for training in unit.book.trainings(patient_id)]
        erase_patient(patient_id, book=unit.book, media=shelf.media, jobs=unit.jobs)
    forget_jobs(settings.queue_url, worked_on)
    database = Database(settings.book_url)
    try:
        database.scrub()
    finally:
        database.close()


def warm_up(steps: Steps) -> None:
    """Load now what the first telling would wait for. What cannot be loaded is left to say so when it is needed."""
    from pipelines.hearing import WhisperEar
    from pipelines.reading import LocalReader

    with suppress(EvocaError):
        if isinstance(steps.ear, WhisperEar):
            steps.ear.warm_up()
    with suppress(EvocaError):
        if isinstance(steps.reader, LocalReader):
            steps.reader.warm(LANGUAGES)


def ensure_demo_patient(settings: Settings, told: Callable[[int, int], None] = lambda _done, _of: None) -> bool:
    """See to it that a new house has the demo patient and his book; True when anything was made.

    `told` hears how many memories are done. Raises DatabaseBusy, DiskFull.
    """
    from assistant.demo import ensure_demo
    from pipelines.storybook.shipped import LIKENESSES, shipped
    from storage.jobs_at_once import JobsAtOnce

    shelf = open_shelf(settings)
    try:
        book = shelf.records.settled()
        jobs = JobsAtOnce(book, rule_steps(settings, shelf))
        learnt = [(one, LIKENESSES / one.media_id) for one in shipped()] if settings.painter_path is None else []
        return ensure_demo(book=book, media=shelf.media, jobs=jobs, told=told, shipped=learnt)
    finally:
        shelf.close()


def models_of(settings: Settings) -> Path:
    """Where joined and fetched models lie."""
    from pipelines.choosing import models_folder

    return settings.models_folder or models_folder()


def ear(settings: Settings) -> Ear:
    """The ear that was chosen. Its model is looked for when it first hears."""
    match settings.ear:
        case "whisper":
            from pipelines.choosing import model_or_starter
            from pipelines.hearing import WhisperEar

            return WhisperEar(model_or_starter("hearing", models_of(settings)))
        case "scripted":
            from pipelines.scripted_ear import ScriptedEar

            return ScriptedEar(otherwise=settings.ear_script)


def reader(settings: Settings) -> Reader | None:
    """The reader that was chosen; None lets the rules decide alone. Its model is loaded at the first reading.

    Raises ModelMissing for a place where no model is, NotAllowed for a server outside this house.
    """
    from pipelines.reading import reader_at

    match settings.reader:
        case "rules":
            return None
        case "auto":
            try:
                return reader_at("starter", models=models_of(settings))
            except ModelMissing:
                return None
        case place:
            return reader_at(place, models=models_of(settings))


def painter(settings: Settings) -> Painter | None:
    """The painter that was chosen, fitted to this machine's memory; None lets the sketch stand in."""
    match settings.painter:
        case "sketch":
            return None
        case "auto" | "storybook":
            from pipelines.machine import inspect_machine, memory_plan
            from pipelines.painting import DiffusersPainter, storybook_painter

            machine = inspect_machine(settings.data_folder)
            looks = judge(settings)
            if settings.painter_path is None:
                return storybook_painter(memory=memory_plan(machine, SMALL_PAINTER_GIB), judge=looks)
            size = FULL_PAINTER_GIB if DiffusersPainter(settings.painter_path).wears_likenesses else XL_PAINTER_GIB
            return DiffusersPainter(settings.painter_path, memory=memory_plan(machine, size), judge=looks)


def learning_painter(settings: Settings) -> Painter | None:
    """The painter that was chosen, where it is of a kind that can learn and wear likenesses."""
    from pipelines.painting import DiffusersPainter

    chosen = painter(settings)
    return chosen if isinstance(chosen, DiffusersPainter) and chosen.wears_likenesses else None


def judge(settings: Settings) -> Judge:
    """Who tells whether a picture shows an element: drawn ones for the painter that ships, else photographed faces.

    Its models are read at the first picture.
    """
    from pipelines.judging import DrawnJudge, FaceJudge

    return DrawnJudge() if settings.painter_path is None else FaceJudge(photo_eye(settings))


def witness(settings: Settings) -> Witness:
    """The same judge with what it needs to see photos."""
    from pipelines.training_crops import cropped

    return Witness(judge=judge(settings), cut=cropped)


def photo_eye(settings: Settings) -> PhotoEye:
    """The eye that was chosen. Its models are read at the first photo."""
    from pipelines.photos import PillowEye

    match settings.eye:
        case "faces":
            from pipelines.faces import DlibFaces

            return PillowEye(DlibFaces())
        case "no_faces":
            from pipelines.scripted_faces import ScriptedFaces

            return PillowEye(ScriptedFaces())


def fitter(settings: Settings) -> Fitter:
    """Who looks into likeness files for the painter that was chosen; model libraries are read when it first does."""

    def fit(file: Path, *, element: Element, token: str) -> Fitted:
        from pipelines.bringing import fit_likeness
        from pipelines.painting import DiffusersPainter

        paints = painter(settings)
        if not isinstance(paints, DiffusersPainter):
            raise ModelMissing()
        return fit_likeness(paints, file, element=element, token=token)

    return fit


def known_words(settings: Settings) -> Knows:
    """Which words the painter of this house knows; its vocabulary is read when first asked."""
    from pipelines.known_words import KnownWords

    return KnownWords(settings.painter_path)


def device(settings: Settings) -> Device:
    """What learning would run on."""
    from pipelines.machine import inspect_machine

    card = inspect_machine(settings.data_folder).card
    if card is None:
        return "processor"
    return "small card" if card.gib < SMALL_CARD_GIB else "card"


def painter_names(settings: Settings) -> tuple[str, ...]:
    """The painters that a therapist may choose from, the best first: only those whose files are there and whole."""
    from pipelines.painting import DiffusersPainter, storybook_painter

    if settings.painter == "sketch":
        return ("sketch",)
    chosen = DiffusersPainter(settings.painter_path) if settings.painter_path else storybook_painter()
    try:
        chosen.check()
    except ModelTrouble:
        return ("sketch",)
    return (chosen.name, "sketch")
