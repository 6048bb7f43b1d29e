"""What every `Jobs` promises: asking twice starts once, a retry starts what follows, forgotten work is gone."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from assistant.errors import NothingHeard
from assistant.free_pictures import ask
from assistant.illustrating import Steps
from assistant.ports import Book, Jobs
from assistant.reporting import Halt, in_order
from assistant.story import FreePicture, Step, StepState
from assistant.telling import begin, finish, keep_typed
from storage.books_memory import BookMemory
from storage.database import Database
from storage.jobs_at_once import JobsAtOnce
from storage.media import MediaFolder
from storage.outbox import FREE_PICTURE, PATIENTS_PICTURE
from storage.tables import WorkRow
from tests.fakes import FixedReader, GreyPainter, RepeatingEar, written_on
from tests.making import a_patient

ALL_DONE = [StepState.DONE] * 5


@dataclass
class House:
    """A book, its jobs, and what must happen until the work is done."""

    steps: Steps
    asking: Callable[[], AbstractContextManager[tuple[Book, Jobs]]]
    work: Callable[[], None]

    def tell(self) -> str:
        with self.asking() as (book, jobs):
            book.save_patient(a_patient())
            memory = begin("ines", book=book)
            keep_typed(memory.id, "Iba al mar con mi madre.", book=book)
            finish(memory.id, book=book, media=self.steps.media, jobs=jobs)
        self.work()
        return memory.id

    def states(self, subject_id: str) -> list[StepState]:
        return [report.state for report in self.steps.book.reports(subject_id)]

    @property
    def painted(self) -> int:
        assert isinstance(self.steps.painter, GreyPainter)
        return len(self.steps.painter.painted)


def steps_with(book: Book, folder: Path) -> Steps:
    return Steps(
        book=book,
        media=MediaFolder(folder),
        ear=RepeatingEar(fault=NothingHeard()),
        reader=FixedReader(),
        sketcher=GreyPainter("sketch"),
        painter=GreyPainter("oil"),
        label=written_on,
    )


def work_off(database: Database, steps: Steps) -> None:
    """What a worker does with the outbox, without its durability."""
    with database.reading_session() as session:
        found = session.exec(select(WorkRow)).all()
        waiting = [(row.subject_id, row.kind, row.stopped) for row in found if row.finished is None]
    for subject_id, kind, stopped in waiting:
        _do(steps, subject_id, kind, Halt.CANCELLED if stopped else Halt.NO)


def _do(steps: Steps, subject_id: str, kind: str, halt: Halt) -> None:
    if kind == "free":
        steps.free(subject_id, lambda: halt)
    else:
        in_order(lambda step: steps.take(subject_id, step, lambda: halt))


@pytest.fixture(params=["outbox", "at once"])
def house(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Iterator[House]:
    """A house of each kind."""
    if request.param == "at once":
        memory = BookMemory()
        at_once = steps_with(memory, tmp_path)

        @contextmanager
        def asking() -> Iterator[tuple[Book, Jobs]]:
            yield memory, jobs

        jobs = JobsAtOnce(memory, at_once)
        yield House(steps=at_once, asking=asking, work=lambda: None)
        return
    bound = steps_with(database.settled(), tmp_path)

    yield House(steps=bound, asking=lambda: _unit(database), work=lambda: work_off(database, bound))


def test_a_told_memory_is_worked_through_once(house: House) -> None:
    memory = house.tell()
    assert house.states(memory) == ALL_DONE
    with house.asking() as (_, jobs):
        jobs.illustrate(memory)
    house.work()
    assert house.painted == 1


def test_a_retry_begins_with_its_step(house: House) -> None:
    memory = house.tell()
    with house.asking() as (book, jobs):
        for report in book.reports(memory)[2:]:
            book.save_report(report.model_copy(update={"state": StepState.FAILED, "attempts": 3}))
        jobs.again(memory, Step.SKETCHING)
    house.work()
    assert house.states(memory) == ALL_DONE
    assert house.steps.book.reports(memory)[-1].attempts == 1, "a person's retry counts anew"


def test_a_free_picture_is_painted(house: House) -> None:
    with house.asking() as (book, jobs):
        ask(FreePicture(id="f1", description="a lighthouse", language="en"), book=book, jobs=jobs)
    house.work()
    assert len(house.steps.book.free_picture("f1").media_ids) == 1


def test_cancelling_or_forgetting_what_is_done_changes_nothing(house: House) -> None:
    memory = house.tell()
    with house.asking() as (_, jobs):
        jobs.cancel(memory)
        jobs.forget(memory)
        jobs.cancel("nothing")
        jobs.forget("nothing")
    house.work()
    assert house.states(memory) == ALL_DONE


def rows(database: Database) -> list[WorkRow]:
    with database.reading_session() as session:
        found = list(session.exec(select(WorkRow)).all())
        session.expunge_all()
        return found


def test_the_outbox_holds_ids_only_and_counts_what_was_asked(tmp_path: Path, database: Database) -> None:
    house = House(steps=steps_with(database.settled(), tmp_path), asking=lambda: _unit(database), work=lambda: None)
    memory = house.tell()
    (row,) = rows(database)
    assert (row.subject_id, row.revision, row.priority, row.queued) == (memory, 1, PATIENTS_PICTURE, None)
    assert "mar" not in repr(row)
    with database.writing() as unit:
        unit.jobs.illustrate(memory)
    assert rows(database)[0].revision == 1
    with database.writing() as unit:
        unit.jobs.cancel(memory)
    assert rows(database)[0].stopped
    with database.writing() as unit:
        unit.jobs.again(memory, Step.PAINTING)
    (row,) = rows(database)
    assert (row.revision, row.stopped) == (2, False)
    with database.writing() as unit:
        unit.jobs.forget(memory)
    assert rows(database) == []


def test_work_of_a_request_that_failed_is_never_asked(tmp_path: Path, database: Database) -> None:
    database.settled().save_free_picture(FreePicture(id="f1", description="x", language="en"))
    with pytest.raises(ZeroDivisionError), database.writing() as unit:
        unit.jobs.paint_free("f1")
        raise ZeroDivisionError
    assert rows(database) == []
    with database.writing() as unit:
        unit.jobs.paint_free("f1")
    assert rows(database)[0].priority == FREE_PICTURE > PATIENTS_PICTURE


@contextmanager
def _unit(database: Database) -> Iterator[tuple[Book, Jobs]]:
    with database.writing() as unit:
        yield unit.book, unit.jobs
