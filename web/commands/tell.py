"""`evoca tell`: the whole job without a browser."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assistant import telling, wording
from assistant.errors import NotFound
from assistant.illustrating import Steps
from assistant.ports import Book, Media
from assistant.reporting import Halted
from assistant.story import Patient, Presence, Scene, Step, StepState
from web.commands.speaking import SCREEN, bars, plainly, refuse, say, settings_with
from web.commands.start import address, prepare
from web.settings import Settings
from web.views.progress import fault_sentence
from web.views.understood import doubt_sentence

PIECE = 4 * 2**20
POLL_SECONDS = 0.2


@dataclass
class TimedSteps:
    """The steps, each with the seconds it took and how it ended."""

    steps: Steps
    seconds: dict[Step, float] = field(default_factory=dict)
    endings: dict[Step, StepState] = field(default_factory=dict)

    def take(self, recollection_id: str, step: Step, halted: Halted) -> StepState:
        """Take one step and remember how long it took."""
        began = time.perf_counter()
        self.endings[step] = self.steps.take(recollection_id, step, halted)
        self.seconds[step] = time.perf_counter() - began
        return self.endings[step]

    def free(self, picture_id: str, halted: Halted) -> StepState:
        """A free picture, untimed."""
        return self.steps.free(picture_id, halted)

    def learn(self, training_id: str, halted: Halted) -> bool:
        """A piece of a training, untimed."""
        return self.steps.learn(training_id, halted)


def tell(
    patient: Annotated[str, typer.Option(help="Whose memory it is.")],
    recording: Annotated[Path | None, typer.Argument(help="A recording, in any common format.")] = None,
    text: Annotated[str | None, typer.Option(help="The memory in writing, instead of a recording.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for a program.")] = False,
) -> None:
    """Tell a memory: hear it, read it, sketch and paint it, and leave the page for a therapist's review."""
    settings = settings_with()
    if (recording is None) == (text is None):
        raise refuse("say_what", settings)
    if recording is not None and not recording.is_file():
        raise refuse("no_such_file", settings, file=recording)
    with plainly(settings):
        prepare(settings, quiet=True)
        told = do_it(settings, patient, recording=recording, text=text, quiet=as_json)
    if as_json:
        SCREEN.print_json(data=told.for_programs())
    else:
        told.show(settings)
    if StepState.FAILED in told.endings.values():
        raise typer.Exit(1)


@dataclass(frozen=True)
class Told:
    """What became of a telling."""

    recollection_id: str
    patient: Patient
    words: str
    scene: Scene | None
    prompt: str
    likenesses: tuple[str, ...]
    doubts: tuple[str, ...]
    pictures: tuple[Path, ...]
    seconds: dict[Step, float]
    endings: dict[Step, StepState]
    faults: dict[Step, str]

    def elements(self) -> list[str]:
        """The tokens of the elements that belong in the picture."""
        uses = self.scene.elements if self.scene else ()
        return [self.patient.element(use.element_id).token for use in uses]

    def for_programs(self) -> dict[str, object]:
        """One JSON object."""
        scene = self.scene
        return {
            "recollection": self.recollection_id,
            "words": self.words,
            "title": scene.title if scene else None,
            "stage": scene.stage.stage if scene else None,
            "elements": self.elements(),
            "details": [
                {"kind": d.kind, "text": d.text, "english": d.english, "presence": d.presence}
                for d in (scene.details if scene else ())
            ],
            "valence": scene.valence if scene else None,
            "distress": scene.distress if scene else None,
            "prompt": self.prompt,
            "likenesses": list(self.likenesses),
            "doubts": list(self.doubts),
            "pictures": [str(picture) for picture in self.pictures],
            "seconds": {step.value: round(seconds, 2) for step, seconds in self.seconds.items()},
            "steps": {step.value: state.value for step, state in self.endings.items()},
            "faults": {step.value: sentence for step, sentence in self.faults.items()},
        }

    def show(self, settings: Settings) -> None:
        """Two tables: what was understood, and what each step took."""
        language = settings.language
        understood = Table(show_header=False, title=self._title(settings), title_justify="left")
        for name, value in self._rows(settings):
            understood.add_row(wording.say(name, language), Text(value))
        took = Table("", *(wording.say(f"column_{name}", language) for name in ("seconds", "result")))
        for step, seconds in self.seconds.items():
            took.add_row(step.value, f"{seconds:.1f}", Text(self.faults.get(step, self.endings[step].value)))
        SCREEN.print(understood, took)
        say("told_page", settings, where=f"{address(settings)}review/{self.recollection_id}")

    def _title(self, settings: Settings) -> str:
        return wording.say("told_title", settings.language, title=escape(self.scene.title)) if self.scene else ""

    def _rows(self, settings: Settings) -> Iterator[tuple[str, str]]:
        yield "row_words", self.words
        if (scene := self.scene) is None:
            return
        yield "row_stage", scene.stage.stage or wording.say("nobody_decided", settings.language)
        yield "row_elements", ", ".join(self.elements())
        yield "row_details", ", ".join(d.text for d in scene.details if d.presence is Presence.PRESENT)
        yield (
            "row_feeling",
            scene.valence.value + ("" if scene.may_paint else f" – {wording.say('kept_apart', settings.language)}"),
        )
        yield "row_prompt", self.prompt
        if self.doubts:
            yield "row_doubts", "\n".join(self.doubts)
        yield "row_pictures", "\n".join(str(picture) for picture in self.pictures)


def do_it(settings: Settings, patient_id: str, *, recording: Path | None, text: str | None, quiet: bool) -> Told:
    """Tell, and take every step in this process. Raises the story's errors before the first step; a fault in a step
    stands in its report.
    """
    from storage.jobs_at_once import JobsAtOnce
    from web.wiring import open_shelf, settled_steps

    shelf = open_shelf(settings)
    try:
        steps = settled_steps(settings, shelf)
        timed = TimedSteps(steps)
        patient = known_patient(steps.book, patient_id, settings)
        told = telling.begin(patient.id, book=steps.book)
        if recording is not None:
            keep_file(told.id, recording, book=steps.book, media=steps.media)
        if text is not None:
            telling.keep_typed(told.id, text, book=steps.book)
        with followed(told.id, steps.book, quiet=quiet):
            telling.finish(told.id, book=steps.book, media=steps.media, jobs=JobsAtOnce(steps.book, timed))
        return gather(told.id, patient, timed, settings)
    finally:
        shelf.close()


def known_patient(book: Book, patient_id: str, settings: Settings) -> Patient:
    """The patient; exits with a sentence that names those there are."""
    try:
        return book.patient(patient_id)
    except NotFound:
        known = ", ".join(patient.id for patient in book.patients())
        raise refuse("no_such_patient", settings, name=patient_id, known=known) from None


def keep_file(recollection_id: str, recording: Path, *, book: Book, media: Media) -> None:
    """Keep a recording as pieces of a telling, as a browser would."""
    with recording.open("rb") as file:
        for index, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
            telling.keep_chunk(recollection_id, index, piece, book=book, media=media)


@contextmanager
def followed(recollection_id: str, book: Book, *, quiet: bool) -> Iterator[None]:
    """Show how far each step has come while the work is done."""
    over = threading.Event()
    with bars(quiet=quiet) as bar:
        shown: dict[Step, Callable[[int, int], None]] = {}

        def look() -> None:
            for report in book.reports(recollection_id):
                if report.state in {StepState.RUNNING, StepState.DONE}:
                    if report.step not in shown:
                        shown[report.step] = bar(report.step.value)
                    of = report.of or 1
                    shown[report.step](of if report.state is StepState.DONE else report.done, of)

        def follow() -> None:
            while not over.wait(POLL_SECONDS):
                look()

        follower = threading.Thread(target=follow, name="follow", daemon=True)
        follower.start()
        try:
            yield
        finally:
            over.set()
            follower.join()
            look()


def gather(recollection_id: str, patient: Patient, timed: TimedSteps, settings: Settings) -> Told:
    """Read back from the book what became of the telling."""
    book, media = timed.steps.book, timed.steps.media
    transcript = book.transcript(recollection_id)
    renders = book.renders(recollection_id)
    return Told(
        recollection_id=recollection_id,
        patient=patient,
        words=transcript.text if transcript else "",
        scene=book.scene(recollection_id),
        prompt=renders[0].recipe.prompt.positive if renders else "",
        likenesses=renders[0].recipe.likeness_ids if renders else (),
        doubts=tuple(dict.fromkeys(doubt_sentence(d, settings.language) for r in renders for d in r.doubts)),
        pictures=tuple(media.path(render.media_id) for render in renders),
        seconds=timed.seconds,
        endings=timed.endings,
        faults={
            report.step: fault_sentence(report, settings.language)
            for report in book.reports(recollection_id)
            if report.fault
        },
    )
