"""Jobs that are done at once, in the thread that asks: for tests, for the command line, for trying things out."""

from assistant.illustrating import StepTaker
from assistant.ports import Book
from assistant.reporting import Halt, expect, expect_free, in_order
from assistant.story import Step, StepState


class JobsAtOnce:
    """The `Jobs` that work before they return. `book` must not be inside a unit of work that the steps wait for."""

    def __init__(self, book: Book, steps: StepTaker) -> None:
        self._book = book
        self._steps = steps
        self._stopped: set[str] = set()

    def illustrate(self, recollection_id: str) -> None:
        if not self._book.reports(recollection_id):
            self.again(recollection_id, Step.HEARING)

    def again(self, recollection_id: str, step: Step) -> None:
        expect(recollection_id, step, book=self._book)
        self._stopped.discard(recollection_id)
        in_order(lambda wanted: self._take(recollection_id, wanted))

    def _take(self, recollection_id: str, step: Step) -> StepState:
        return self._steps.take(recollection_id, step, lambda: self._halt(recollection_id))

    def paint_free(self, picture_id: str) -> None:
        expect_free(picture_id, book=self._book)
        self._stopped.discard(picture_id)
        self._steps.free(picture_id, lambda: self._halt(picture_id))

    def learn(self, training_id: str) -> None:
        self._stopped.discard(training_id)
        while self._steps.learn(training_id, lambda: self._halt(training_id)):
            pass

    def cancel(self, subject_id: str) -> None:
        self._stopped.add(subject_id)

    def forget(self, subject_id: str) -> None:
        self._stopped.add(subject_id)

    def _halt(self, subject_id: str) -> Halt:
        return Halt.CANCELLED if subject_id in self._stopped else Halt.NO
