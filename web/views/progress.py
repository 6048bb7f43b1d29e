"""How far the work behind a page is: one line a step, and what a therapist can do about it."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from assistant.ports import Book
from assistant.reporting import is_held_up, is_moving
from assistant.reviewing import is_undecided
from assistant.story import (
    Language,
    Recollection,
    RecollectionState,
    Step,
    StepReport,
    StepState,
    Value,
)
from assistant.wording import WordingMissing, say
from web.languages import tell

ICONS = {
    Step.HEARING: "ear",
    Step.UNDERSTANDING: "list-checks",
    Step.SKETCHING: "pen-line",
    Step.REFINING: "book-open",
    Step.PAINTING: "palette",
}


class StepLine(Value):
    """One step. `of` is 0 when there is no count to show."""

    key: str
    name: str
    icon: str
    state: str
    words: str
    done: int = 0
    of: int = 0
    may_retry: bool = False


class Progress(Value):
    """All steps of one memory. `moving`: the page asks again; `version` changes when anything here does."""

    steps: tuple[StepLine, ...]
    moving: bool
    may_stop: bool
    may_finish: bool
    was_told: bool = False
    may_leave: bool = False
    version: str = ""


def progress_of(recollection: Recollection, book: Book, language: Language) -> Progress:
    """How far a memory is."""
    reports = book.reports(recollection.id)
    held_up = is_held_up(reports)
    steps = tuple(step_line(report, language, held_up=held_up) for report in reports)
    moving = is_moving(reports)
    started = bool(recollection.chunks or recollection.typed.strip())
    told = recollection.state is RecollectionState.TOLD
    progress = Progress(
        steps=steps,
        moving=moving,
        may_stop=moving,
        may_finish=started and not told,
        was_told=recollection.told_at is not None,
        may_leave=told and not moving and is_undecided(recollection.id, book=book),
    )
    return progress.model_copy(update={"version": version_of(progress)})


def step_line(report: StepReport, language: Language, *, held_up: bool = False) -> StepLine:
    """One step in words; one that waits behind a step that could not be done says so."""
    behind = held_up and report.state is StepState.WAITING
    running = report.state is StepState.RUNNING
    return StepLine(
        key=report.step,
        name=step_name(report.step, language),
        icon=ICONS[report.step],
        state=report.state,
        words=tell("Waits for the step before it", language) if behind else step_words(report, language),
        done=report.done if running else 0,
        of=report.of if running else 0,
        may_retry=report.state in {StepState.FAILED, StepState.CANCELLED},
    )


def step_name(step: Step, language: Language) -> str:
    """A step's name for a therapist."""
    return {
        Step.HEARING: tell("Hearing", language),
        Step.UNDERSTANDING: tell("Understanding", language),
        Step.SKETCHING: tell("Sketch", language),
        Step.REFINING: tell("Second reading", language),
        Step.PAINTING: tell("Painting", language),
    }[step]


def step_words(report: StepReport, language: Language) -> str:
    """How a step stands, and what went wrong if something did."""
    plain = {
        StepState.WAITING: tell("Waiting its turn", language),
        StepState.RUNNING: tell("At work", language),
        StepState.DONE: tell("Done", language),
        StepState.FAILED: tell("It could not be done", language),
        StepState.CANCELLED: tell("Stopped", language),
        StepState.NOT_WANTED: tell("Not needed", language),
    }[report.state]
    if report.state is StepState.RUNNING and report.of:
        return f"{plain}: {report.done} / {report.of}"
    if not report.fault:
        return plain
    reason = fault_sentence(report, language)
    return reason if report.state is StepState.NOT_WANTED else f"{plain}. {reason}"


def fault_sentence(report: StepReport, language: Language) -> str:
    """The fault of a step as a sentence: the reason of care or consent, when there is one, before the fault itself."""
    data = numbers_in(report.fault_data)
    for name in (report.fault_data.get("why", ""), report.fault):
        with suppress(WordingMissing):
            return say(name, language, address=None, **data)
    return say("unexpected", language)


def numbers_in(data: Mapping[str, str]) -> dict[str, Any]:
    """Reports keep their data as text; sentences format numbers as numbers."""
    return {key: _number_in(value) for key, value in data.items()}


def _number_in(value: str) -> int | float | str:
    for kind in (int, float):
        with suppress(ValueError):
            return kind(value)
    return value


def version_of(value: object) -> str:
    """Changes when what is shown changes."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]
