"""What is asked of the durable jobs, written down in the same unit of work as the reason for it.

A worker takes up what has been committed: nothing is queued for a telling that was rolled back, and nothing is lost
when a process dies between the commit and the queue. Rows hold ids only.
"""

import time
from enum import StrEnum
from typing import Final, NamedTuple

from sqlmodel import Session

from assistant.reporting import expect, expect_free
from assistant.story import Step
from storage.books import SqlBook
from storage.tables import WorkRow

PATIENTS_PICTURE: Final = 1
FREE_PICTURE: Final = 10
LEARNING: Final = 50
"""Lower comes first. A training is queued anew after every piece, so that pictures overtake it."""


class Kind(StrEnum):
    """What is worked on: a telling, a free picture or a training."""

    TELLING = "tell"
    FREE = "free"
    LEARNING = "learn"


class Work(NamedTuple):
    """One piece of work to hand over. `workflow_id` is the same however often it is handed over."""

    kind: Kind
    subject_id: str
    revision: int
    priority: int

    @property
    def workflow_id(self) -> str:
        """Names the durable job, so that asking twice starts it once."""
        return f"{self.kind}:{self.subject_id}:{self.revision}"


class SqlJobs:
    """The `Jobs` of a request: everything becomes a row that is committed with the request."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._book = SqlBook(session)

    def illustrate(self, recollection_id: str) -> None:
        if self._session.get(WorkRow, recollection_id) is None:
            expect(recollection_id, Step.HEARING, book=self._book)
            self._ask(recollection_id, Kind.TELLING, PATIENTS_PICTURE)

    def again(self, recollection_id: str, step: Step) -> None:
        expect(recollection_id, step, book=self._book)
        self._ask(recollection_id, Kind.TELLING, PATIENTS_PICTURE)

    def paint_free(self, picture_id: str) -> None:
        expect_free(picture_id, book=self._book)
        self._ask(picture_id, Kind.FREE, FREE_PICTURE)

    def learn(self, training_id: str) -> None:
        row = self._session.get(WorkRow, training_id)
        if row is None or row.finished is not None or row.stopped:
            self._ask(training_id, Kind.LEARNING, LEARNING)

    def cancel(self, subject_id: str) -> None:
        row = self._session.get(WorkRow, subject_id)
        if row is not None and row.finished is None:
            row.stopped = True
            self._session.flush()

    def forget(self, subject_id: str) -> None:
        row = self._session.get(WorkRow, subject_id)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def _ask(self, subject_id: str, kind: Kind, priority: int) -> None:
        row = self._session.get(WorkRow, subject_id)
        if row is None:
            row = WorkRow(subject_id=subject_id, kind=kind, revision=0, priority=priority, asked=0.0)
        row.revision += 1
        row.asked, row.queued, row.finished, row.stopped = time.time(), None, None, False
        self._session.add(row)
        self._session.flush()
