"""The durable jobs: a worker takes up what the outbox holds, and what a dead worker left. Only this file knows dbos.

Four names for one piece of work, all made of ids: the row in `work`, the workflow `tell:<recollection>:<revision>`, its
durable steps, and the reports that people see. A workflow remembers which steps it has finished; a step whose worker
died is begun again by the next one and finds its own traces (`assistant.reporting`, `assistant.illustrating`).
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from sqlalchemy import make_url
from sqlmodel import Session, col, select

from assistant.errors import StorageTrouble
from assistant.illustrating import Steps
from assistant.reporting import Halt, in_order
from assistant.story import Step, StepState
from assistant.telling import adopt_unfinished
from storage.database import Database
from storage.outbox import Kind, Work
from storage.slots import slot, vacant
from storage.tables import WorkerRow, WorkRow

APPLICATION: Final = "evoca"
WORK_VERSION: Final = "3"
"""Raise it when the order of the durable steps changes; jobs begun under another version are begun anew."""

MODELS_QUEUE: Final = "models"
MOST_RECOVERIES: Final = 3
LOOK_EVERY_S: Final = 0.25
SWEEP_EVERY_S: Final = 5.0
SILENT_FOR_S: Final = 60.0
"""A worker of another machine that has given no sign for this long is taken for dead."""

_RUNNING: Final = frozenset({"PENDING"})
_COMING: Final = frozenset({"ENQUEUED", "DELAYED"})
_log = logging.getLogger(__name__)


def _halt(database: Database, subject_id: str, revision: int) -> Halt:
    """Whether a run of this revision goes on. A row that is gone was erased."""
    with database.reading_session() as session:
        row = session.get(WorkRow, subject_id)
        if row is None or row.revision != revision:
            return Halt.SUPERSEDED
        return Halt.CANCELLED if row.stopped else Halt.NO


def _finish(database: Database, subject_id: str, revision: int) -> None:
    with database.session() as session:
        row = session.get(WorkRow, subject_id)
        if row is not None and row.revision == revision:
            row.finished = time.time()
            session.add(row)


def _register(database: Database, steps: Steps) -> None:
    """Tell dbos of the workflows and their steps. Arguments and results are ids and states only."""
    ride_out: dict[str, Any] = {
        "retries_allowed": True,
        "max_attempts": 5,
        "interval_seconds": 0.5,
        "should_retry": lambda fault: isinstance(fault, StorageTrouble),
    }

    @DBOS.step(name="take", **ride_out)
    def take(subject_id: str, revision: int, step: str) -> str:
        return steps.take(subject_id, Step(step), lambda: _halt(database, subject_id, revision)).value

    @DBOS.step(name="paint_free", **ride_out)
    def paint_free(subject_id: str, revision: int) -> str:
        return steps.free(subject_id, lambda: _halt(database, subject_id, revision)).value

    @DBOS.step(name="learn_a_piece", **ride_out)
    def learn_a_piece(subject_id: str, revision: int) -> bool:
        return steps.learn(subject_id, lambda: _halt(database, subject_id, revision))

    @DBOS.step(name="ask_for_the_next", **ride_out)
    def ask_for_the_next(subject_id: str, revision: int) -> None:
        _ask_anew(database, subject_id, revision)

    @DBOS.step(name="finish", **ride_out)
    def finish(subject_id: str, revision: int) -> None:
        _finish(database, subject_id, revision)

    @DBOS.workflow(name=Kind.TELLING, max_recovery_attempts=MOST_RECOVERIES)
    def tell(subject_id: str, revision: int) -> None:
        in_order(lambda step: StepState(take(subject_id, revision, step.value)))
        finish(subject_id, revision)

    @DBOS.workflow(name=Kind.FREE, max_recovery_attempts=MOST_RECOVERIES)
    def free(subject_id: str, revision: int) -> None:
        paint_free(subject_id, revision)
        finish(subject_id, revision)

    @DBOS.workflow(name=Kind.LEARNING, max_recovery_attempts=MOST_RECOVERIES)
    def learn(subject_id: str, revision: int) -> None:
        if learn_a_piece(subject_id, revision):
            ask_for_the_next(subject_id, revision)  # as a new job, behind the pictures that were asked for meanwhile
        else:
            finish(subject_id, revision)


def _write_ahead(jobs_url: str) -> None:
    """Put the jobs' SQLite file into write-ahead mode, once for its whole life."""
    url = make_url(jobs_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(url.database, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


@contextmanager
def _launched(jobs_url: str, executor: str, register: Callable[[], None]) -> Iterator[None]:
    _write_ahead(jobs_url)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": jobs_url,
        "executor_id": executor,
        "application_version": WORK_VERSION,
        "log_level": "ERROR",
        "enable_otlp": False,
    }
    DBOS(config=config)
    try:
        register()
        DBOS.listen_queues([MODELS_QUEUE])
        DBOS.launch()
        DBOS.register_queue(MODELS_QUEUE, worker_concurrency=1, polling_interval_sec=LOOK_EVERY_S)
        yield
    finally:
        # what is in hand is taken up again by the next worker: its complaints at the close frighten people for nothing
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        DBOS.destroy(destroy_registry=True)


def _client(jobs_url: str) -> DBOSClient:
    return DBOSClient(system_database_url=jobs_url, application_name=APPLICATION)


class Worker:
    """One worker process: hands committed work to the durable queue, does it, and cares for what others left.

    `slots` is the folder of the locks that all workers of this machine share; `steps` makes the bound steps once, when
    the worker begins. Only one worker runs in a process.
    """

    def __init__(self, database: Database, jobs_url: str, *, slots: Path, steps: Callable[[], Steps]) -> None:
        self._database = database
        self._jobs_url = jobs_url
        self._slots = slots
        self._steps = steps

    def run(self, until: threading.Event) -> None:
        """Work until the event is set. What is in hand then is finished or taken up again by the next worker.

        Raises StorageTrouble when every slot is taken or the jobs' database cannot be opened.
        """
        steps = self._steps()
        with (
            slot(self._slots) as executor,
            _launched(self._jobs_url, executor, lambda: _register(self._database, steps)),
        ):
            client = _client(self._jobs_url)
            try:
                self._care(client, steps, executor, until)
            finally:
                client.destroy()

    def _care(self, client: DBOSClient, steps: Steps, executor: str, until: threading.Event) -> None:
        swept = 0.0
        while not until.wait(LOOK_EVERY_S):
            try:
                hand_over(self._database, client)
                if time.monotonic() - swept >= SWEEP_EVERY_S:
                    swept = time.monotonic()
                    self._sweep(client, steps, executor)
            except StorageTrouble as trouble:  # the disk may have room again, the database may be free again
                _log.warning("the worker waits: %s", trouble)

    def _sweep(self, client: DBOSClient, steps: Steps, executor: str) -> None:
        with self._database.session() as session:
            session.merge(WorkerRow(executor_id=executor, beat=time.time()))
        take_over(self._database, client, slots=self._slots, mine=executor)
        tidy(self._database, client)
        with self._database.writing() as unit:
            adopt_unfinished(book=unit.book, media=steps.media, jobs=unit.jobs)


def _works(session: Session, *, queued: bool) -> list[Work]:
    query = select(WorkRow).where(col(WorkRow.finished).is_(None))
    query = query.where(col(WorkRow.queued).is_not(None) if queued else col(WorkRow.queued).is_(None))
    rows = session.exec(query.order_by(col(WorkRow.priority), col(WorkRow.asked)))
    return [Work(Kind(row.kind), row.subject_id, row.revision, row.priority) for row in rows]


def hand_over(database: Database, client: DBOSClient) -> list[Work]:
    """Queue what was committed and is not queued yet; returns it. Handing over twice queues once, by the job's id."""
    with database.reading_session() as session:
        waiting = _works(session, queued=False)
    for work in waiting:
        client.enqueue(
            {
                "workflow_name": work.kind,
                "queue_name": MODELS_QUEUE,
                "workflow_id": work.workflow_id,
                "app_version": WORK_VERSION,
                "priority": work.priority,
            },
            work.subject_id,
            work.revision,
        )
        with database.session() as session:
            row = session.get(WorkRow, work.subject_id)
            if row is not None and row.revision == work.revision:
                row.queued = time.time()
                session.add(row)
    return waiting


def take_over(database: Database, client: DBOSClient, *, slots: Path, mine: str) -> list[str]:
    """Queue again what runs under the name of a dead worker; returns the jobs' ids.

    How often a step was begun is counted in its report; after three times it is reported as failed instead.
    """
    running = _jobs(client, _RUNNING)
    taken = []
    for executor in {job.executor_id for job in running if job.executor_id and job.executor_id != mine}:
        with vacant(slots, executor) as free:
            if free or _silent(database, executor):
                ids = [job.workflow_id for job in _jobs(client, _RUNNING) if job.executor_id == executor]
                client.resume_workflows(ids, queue_name=MODELS_QUEUE)
                taken += ids
    return taken


def _silent(database: Database, executor: str) -> bool:
    with database.reading_session() as session:
        row = session.get(WorkerRow, executor)
        return row is not None and time.time() - row.beat > SILENT_FOR_S


def tidy(database: Database, client: DBOSClient) -> None:
    """Remove the jobs that nobody needs: finished, superseded, erased. Ask anew for work whose job ended without it."""
    with database.reading_session() as session:
        wanted = _works(session, queued=True)
    jobs = {job.workflow_id: job for job in _jobs(client, None)}
    for work in wanted:
        job = jobs.get(work.workflow_id)
        if job is None or job.app_version != WORK_VERSION or job.status not in _RUNNING | _COMING:
            _ask_anew(database, work.subject_id, work.revision)
    idle = [
        name
        for name, job in jobs.items()
        if (job.status not in _RUNNING or job.app_version != WORK_VERSION) and not _needed(database, name)
    ]
    if idle:
        client.delete_workflows(idle)


def _needed(database: Database, workflow_id: str) -> bool:
    _, subject_id, revision = workflow_id.split(":")
    with database.reading_session() as session:
        row = session.get(WorkRow, subject_id)
        return row is not None and row.revision == int(revision) and row.finished is None


def _ask_anew(database: Database, subject_id: str, revision: int) -> None:
    with database.session() as session:
        row = session.get(WorkRow, subject_id)
        if row is not None and row.revision == revision and row.finished is None:
            row.revision, row.queued = row.revision + 1, None
            session.add(row)


def forget_jobs(jobs_url: str, subject_ids: list[str]) -> None:
    """Remove every trace of the jobs of these subjects, at once, whether a worker runs or not."""
    url = make_url(jobs_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return
    client = _client(jobs_url)
    try:
        prefixes = [f"{kind}:{subject_id}:" for kind in Kind for subject_id in subject_ids]
        found = client.list_workflows(workflow_id_prefix=prefixes, load_input=False, load_output=False)
        if found:
            client.delete_workflows([job.workflow_id for job in found])
    finally:
        client.destroy()


def _jobs(client: DBOSClient, states: frozenset[str] | None) -> list[WorkflowStatus]:
    return client.list_workflows(
        status=sorted(states) if states is not None else None, load_input=False, load_output=False
    )
