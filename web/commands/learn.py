"""`evoca learn` and `evoca convert`: learn an element in the terminal, and bring old checkpoints into a safe form."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from assistant import wording
from assistant.elements import Preset, Training, TrainingState
from assistant.learning import accept, begin_learning
from assistant.ports import Book
from assistant.reporting import Halted
from assistant.story import Step, StepState
from web.commands.speaking import bars, plainly, refuse, say, settings_with
from web.commands.tell import known_patient
from web.settings import Settings

POLL_SECONDS = 0.5

Show = Callable[[int, int], None]


@dataclass
class ShownLearning:
    """Takes the pieces of a training and shows how far it is."""

    book: Book
    take_piece: Callable[[str, Halted], bool]
    show: Show

    def take(self, recollection_id: str, step: Step, halted: Halted) -> StepState:  # noqa: ARG002 (the port's words)
        """Nothing is told here."""
        return StepState.NOT_WANTED

    def free(self, picture_id: str, halted: Halted) -> StepState:  # noqa: ARG002 (the port's words)
        """Nothing is painted here."""
        return StepState.NOT_WANTED

    def learn(self, training_id: str, halted: Halted) -> bool:
        """One piece, with the bar moving meanwhile."""
        with watched(training_id, book=self.book, show=self.show):
            return self.take_piece(training_id, halted)


@contextmanager
def watched(training_id: str, *, book: Book, show: Show) -> Iterator[None]:
    """Show a training's steps twice a second while the block lasts."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(POLL_SECONDS):
            training = book.training(training_id)
            show(training.step, training.settings.steps)

    watcher = threading.Thread(target=look, name="watch-training", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        training = book.training(training_id)
        show(training.step, training.settings.steps)


def learn(
    patient: Annotated[str, typer.Option(help="Whose element it is.")],
    element: Annotated[list[str], typer.Option(help="The element's id; several are learnt together.")],
    preset: Annotated[Preset, typer.Option(help="How closely.")] = Preset.RECOMMENDED,
    take: Annotated[bool, typer.Option("--accept", help="Take the proposed checkpoint at once.")] = False,
) -> None:
    """Learn an element from its photos, here and now, and say which checkpoint is proposed."""
    from web.wiring import open_shelf, settled_steps

    settings = settings_with()
    with plainly(settings):
        shelf = open_shelf(settings)
        try:
            steps = settled_steps(settings, shelf)
            person = known_patient(steps.book, patient, settings)
            known = {one.id for one in person.elements}
            if not known.issuperset(element):
                raise refuse("no_such_element", settings, names=", ".join(sorted(known)))
            with bars() as bar:
                show = bar(wording.say("bar_learning", settings.language, address=None))
                training = _learnt(person.id, element, preset, settings, ShownLearning(steps.book, steps.learn, show))
            _tell(training, settings)
            if take and training.proposed is not None:
                accept(training.id, book=steps.book, media=steps.media)
                say("learning_accepted", settings, step=training.proposed)
        finally:
            shelf.close()
    if training.state is not TrainingState.PROPOSED:
        raise typer.Exit(1)


def _learnt(patient_id: str, elements: list[str], preset: Preset, settings: Settings, work: ShownLearning) -> Training:
    """The training as it ended."""
    from storage.jobs_at_once import JobsAtOnce
    from web.wiring import device, painter

    begun = begin_learning(
        patient_id,
        elements,
        preset=preset,
        device=device(settings),
        book=work.book,
        jobs=JobsAtOnce(work.book, work),
        painter=painter(settings),
    )
    return work.book.training(begun.id)


def _tell(training: Training, settings: Settings) -> None:
    """Print every checkpoint, and which is proposed."""
    if training.fault:
        say(training.fault, settings, **training.fault_data)
    for point in training.checkpoints:
        scores = point.scores
        told = {name: f"{value:.2f}" for name, value in scores.model_dump().items()} if scores else {}
        mark = "*" if point.step == training.proposed else " "
        say("learning_checkpoint", settings, mark=mark, step=point.step, loss=f"{point.loss:.3f}", **told)
    if training.proposed is not None:
        say("learning_proposed", settings, step=training.proposed)


def convert(
    source: Annotated[
        Path, typer.Argument(help="An old .ckpt file of Stable Diffusion 1.", exists=True, dir_okay=False)
    ],
    target: Annotated[Path, typer.Argument(help="The .safetensors file to write.")],
) -> None:
    """Make a .ckpt file into .safetensors, in a process of its own that can start nothing and reach no network."""
    from pipelines.ckpt_converter import convert_ckpt

    settings = settings_with()
    with plainly(settings):
        convert_ckpt(source, target)
    say("converted", settings, file=target)
