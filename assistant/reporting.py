"""How a step of the work stands: written by whoever does it, read by the therapist's screen."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from traceback import format_tb
from typing import Final

from assistant.errors import DatabaseBusy, EvocaError, StoppedOnRequest, WorkerLost
from assistant.ports import Book, Progress
from assistant.story import Step, StepReport, StepState

_log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
REPORT_EVERY_S: Final = 0.2
NEEDED_BY_THE_REST: Final = frozenset({Step.HEARING, Step.UNDERSTANDING})


class Halt(StrEnum):
    """Whether running work goes on."""

    NO = "no"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


Halted = Callable[[], Halt]
"""Asked between and during steps."""


def _report(subject_id: str, step: Step, *, book: Book) -> StepReport:
    found = next((report for report in book.reports(subject_id) if report.step is step), None)
    return found or StepReport(subject_id=subject_id, step=step, state=StepState.WAITING)


def expect(recollection_id: str, first: Step, *, book: Book) -> None:
    """Write down that a step and those after it are wanted (anew), with what they need and never got."""
    steps = list(Step)
    stuck = [report.step for report in book.reports(recollection_id) if _is_stuck(report)]
    begin = min(steps.index(step) for step in (first, *stuck))
    for step in steps[begin:]:
        book.save_report(StepReport(subject_id=recollection_id, step=step, state=StepState.WAITING))


def _is_stuck(report: StepReport) -> bool:
    return report.step in NEEDED_BY_THE_REST and report.state in {StepState.FAILED, StepState.CANCELLED}


def is_held_up(reports: Iterable[StepReport]) -> bool:
    """Whether a step that the others need failed or was stopped: what waits behind it is not coming by itself."""
    return any(map(_is_stuck, reports))


def is_moving(reports: Sequence[StepReport]) -> bool:
    """Whether something is being done, or is about to be."""
    moving = {StepState.RUNNING} if is_held_up(reports) else {StepState.RUNNING, StepState.WAITING}
    return any(report.state in moving for report in reports)


def expect_free(picture_id: str, *, book: Book) -> None:
    """Write down that a free picture is wanted (anew)."""
    book.save_report(StepReport(subject_id=picture_id, step=Step.PAINTING, state=StepState.WAITING))


def in_order(take: Callable[[Step], StepState]) -> None:
    """Take every step in order. Without hearing and understanding the later steps have nothing to do; of the others one
    that was stopped, now or some time before, keeps none back.
    """
    for step in Step:
        if take(step) in {StepState.FAILED, StepState.CANCELLED} and step in NEEDED_BY_THE_REST:
            return


@dataclass(frozen=True)
class Ending:
    """How a piece of work ended well: done or not wanted. The remark names a fault that was got over."""

    state: StepState = StepState.DONE
    remark: EvocaError | None = None


DONE: Final = Ending()
NOT_WANTED: Final = Ending(state=StepState.NOT_WANTED)


def report_on(
    subject_id: str, step: Step, work: Callable[[Progress], Ending], *, book: Book, halted: Halted
) -> StepState:
    """Do a piece of work that is wanted, and write its report: at most five times a second while it runs.

    Work that is not waiting is not done again. A fault ends as a `failed` report; only DatabaseBusy is raised, so that
    whoever called may come back a little later, and becomes a report at the last attempt. An unforeseen fault is logged
    without its message, which may hold words of the memory.
    """
    report = _report(subject_id, step, book=book)
    if report.state not in {StepState.WAITING, StepState.RUNNING}:
        return report.state
    try:
        if halted() is not Halt.NO:
            raise StoppedOnRequest()
        if report.attempts >= MOST_ATTEMPTS:
            raise WorkerLost(attempts=report.attempts)
        report = report.model_copy(update={"state": StepState.RUNNING, "attempts": report.attempts + 1})
        book.save_report(report)
        ending = work(_Reporting(report, book=book, halted=halted))
        if halted() is Halt.SUPERSEDED:
            raise StoppedOnRequest()
    except Exception as fault:
        return _ended_badly(report, fault, book=book, halted=halted)
    return _end(report, ending.state, ending.remark, book=book)


def _ended_badly(report: StepReport, fault: Exception, *, book: Book, halted: Halted) -> StepState:
    match fault:
        case StoppedOnRequest():
            superseded = halted() is Halt.SUPERSEDED  # the reports belong to the newer work by now
            return StepState.CANCELLED if superseded else _end(report, StepState.CANCELLED, fault, book=book)
        case DatabaseBusy() if report.attempts < MOST_ATTEMPTS:
            raise fault
        case EvocaError():
            return _end(report, StepState.FAILED, fault, book=book)
        case _:
            where = "".join(format_tb(fault.__traceback__))
            _log.error("%s of %s: %s at\n%s", report.step, report.subject_id, type(fault).__name__, where)
            return _end(report, StepState.FAILED, EvocaError(), book=book)


def _end(report: StepReport, state: StepState, fault: EvocaError | None, *, book: Book) -> StepState:
    data = {key: str(value) for key, value in fault.data.items()} if fault else {}
    book.save_report(
        StepReport(
            subject_id=report.subject_id,
            step=report.step,
            state=state,
            fault=fault.name if fault else "",
            fault_data=data,
            attempts=report.attempts,
        )
    )
    return state


class _Reporting:
    """The `Progress` of a step: asks whether to go on and writes the report, at most five times a second."""

    def __init__(self, report: StepReport, *, book: Book, halted: Halted) -> None:
        self._report = report
        self._book = book
        self._halted = halted
        self._last = time.monotonic()

    def __call__(self, done: int, of: int, /) -> None:
        if time.monotonic() - self._last < REPORT_EVERY_S:
            return
        if self._halted() is not Halt.NO:
            raise StoppedOnRequest()
        self._book.save_report(self._report.model_copy(update={"done": done, "of": of}))
        self._last = time.monotonic()
