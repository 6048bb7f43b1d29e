"""A step asked for again: what was stopped or failed before holds nothing up."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import NothingHeard
from assistant.illustrating import Steps
from assistant.reporting import expect, is_moving
from assistant.reviewing import correct_transcript
from assistant.story import Step, StepReport, StepState
from storage.jobs_at_once import JobsAtOnce
from tests.assistant.test_illustrating import HAPPY, report, states, steps_of, tell
from tests.fakes import RepeatingEar


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return steps_of(tmp_path)


@pytest.mark.parametrize("stopped", [Step.SKETCHING, Step.REFINING])
def test_a_step_that_was_stopped_keeps_none_back_that_is_asked_for_later(steps: Steps, stopped: Step) -> None:
    memory = tell(steps)
    for step in (stopped, Step.PAINTING):
        steps.book.save_report(StepReport(subject_id=memory, step=step, state=StepState.CANCELLED))
    JobsAtOnce(steps.book, steps).again(memory, Step.PAINTING)
    assert report(steps, memory, Step.PAINTING).state is StepState.DONE
    assert report(steps, memory, stopped).state is StepState.CANCELLED, "nobody asked for it"


def test_what_a_step_needs_and_never_got_is_done_with_it(steps: Steps) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=NothingHeard())), aloud=True)
    for step in Step:
        steps.book.save_report(StepReport(subject_id=memory, step=step, state=StepState.CANCELLED))
    JobsAtOnce(steps.book, steps).again(memory, Step.PAINTING)
    assert states(steps, memory) == [StepState.DONE] * 5


def test_what_waits_behind_a_step_that_failed_does_not_move(steps: Steps) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=NothingHeard())), aloud=True)
    assert not is_moving(steps.book.reports(memory))
    expect(memory, Step.HEARING, book=steps.book)
    assert is_moving(steps.book.reports(memory))


def test_what_could_not_be_heard_a_therapist_may_write_down(steps: Steps) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=NothingHeard())), aloud=True)
    deaf = replace(steps, ear=RepeatingEar(fault=ZeroDivisionError("it is not asked")))
    correct_transcript(memory, HAPPY, by="Eva", book=steps.book, jobs=JobsAtOnce(steps.book, deaf))
    assert states(steps, memory) == [StepState.NOT_WANTED, *[StepState.DONE] * 4]
    transcript = steps.book.transcript(memory)
    assert transcript is not None
    assert (transcript.text, transcript.source) == (HAPPY, "corrected")
