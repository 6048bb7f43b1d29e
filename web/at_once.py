"""Work without a worker: every step is done in the request that asked for it, right after its commit.

For trying Evoca out in one process (`EVOCA_WORK=at_once`) and for tests; a real centre runs a worker.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from assistant.illustrating import StepTaker
from assistant.ports import Book, Jobs
from assistant.story import Step
from web.wiring import Records, Unit


@dataclass
class LaterJobs:
    """Jobs that only remember what was asked, until the unit of work has been committed."""

    asked: list[Callable[[Jobs], None]] = field(default_factory=list)

    def illustrate(self, recollection_id: str) -> None:
        """Remember to do every step."""
        self.asked.append(lambda jobs: jobs.illustrate(recollection_id))

    def again(self, recollection_id: str, step: Step) -> None:
        """Remember to do a step and those after it."""
        self.asked.append(lambda jobs: jobs.again(recollection_id, step))

    def paint_free(self, picture_id: str) -> None:
        """Remember to paint a free picture."""
        self.asked.append(lambda jobs: jobs.paint_free(picture_id))

    def learn(self, training_id: str) -> None:
        """Remember to learn."""
        self.asked.append(lambda jobs: jobs.learn(training_id))

    def cancel(self, subject_id: str) -> None:
        """Remember to stop."""
        self.asked.append(lambda jobs: jobs.cancel(subject_id))

    def forget(self, subject_id: str) -> None:
        """Remember to forget."""
        self.asked.append(lambda jobs: jobs.forget(subject_id))


@dataclass(frozen=True)
class AtOnceUnit:
    """A unit of work whose jobs wait for its commit."""

    book: Book
    jobs: LaterJobs


class AtOnceRecords:
    """Records that do the work of each unit as soon as it is committed."""

    def __init__(self, records: Records, steps: Callable[[], StepTaker]) -> None:
        self._records = records
        self._steps = steps

    def reading(self) -> AbstractContextManager[Book]:
        """The book for looking only."""
        return self._records.reading()

    def settled(self) -> Book:
        """A book whose every call is its own committed unit of work."""
        return self._records.settled()

    def scrub(self) -> None:
        """Let nothing of erased rows linger in files."""
        self._records.scrub()

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """A unit of work; what it asks for is done when it is committed."""
        from storage.jobs_at_once import JobsAtOnce

        later = LaterJobs()
        with self._records.writing() as unit:
            yield AtOnceUnit(book=unit.book, jobs=later)
        if later.asked:
            jobs = JobsAtOnce(self._records.settled(), self._steps())
            for ask in later.asked:
                ask(jobs)
