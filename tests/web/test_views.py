"""What the view models promise, whatever the story holds."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversing import Offer, Reply
from assistant.story import (
    Alert,
    Detail,
    DetailKind,
    Doubt,
    Language,
    Presence,
    Scene,
    Span,
    StageReading,
    Step,
    StepReport,
    StepState,
    Transcript,
    Valence,
)
from storage.books_memory import BookMemory
from tests.web.conftest import JUAN
from web.languages import LANGUAGES
from web.views.alerts import alert_notices
from web.views.progress import numbers_in, step_line
from web.views.telling import answer_of, began_at
from web.views.understood import doubt_sentence
from web.views.words import pieces_of

TEXT = st.text(alphabet="aáñ é.\n👵🏼", min_size=1, max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[Transcript, Scene]:
    """A transcript and a scene whose spans lie anywhere, even past the end of a text that was shortened."""
    text = draw(TEXT)
    details = tuple(
        Detail(
            kind=draw(st.sampled_from(DetailKind)),
            text="x",
            english="x",
            presence=draw(st.sampled_from(Presence)),
            said_in=(Span(start=start, end=start + draw(st.integers(1, 30))),),
        )
        for start in draw(st.lists(st.integers(0, 80), max_size=6))
    )
    scene = Scene(
        recollection_id="r",
        language="es",
        title="",
        stage=StageReading(stage=None),
        valence=Valence.NEUTRAL,
        distress=False,
        details=details,
    )
    return Transcript(recollection_id="r", language="es", text=text, source="heard"), scene


@given(marked())
def test_marked_words_are_the_words_again(case: tuple[Transcript, Scene]) -> None:
    transcript, scene = case
    pieces = pieces_of(transcript, scene)
    assert "".join(piece.text for piece in pieces) == transcript.text
    assert all(one.mark != other.mark for one, other in pairwise(pieces))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", get_args(Alert.model_fields["why"].annotation))
def test_every_alert_is_a_sentence_with_the_persons_name(language: Language, why: str) -> None:
    book = BookMemory()
    book.save_patient(JUAN)
    book.save_alert(Alert.model_validate({"id": "a", "patient_id": "juan", "why": why}))
    assert "Juan Pacheco" in alert_notices(book, language)[0].sentence


@pytest.mark.parametrize("state", StepState)
@pytest.mark.parametrize("step", Step)
def test_every_step_says_how_it_stands(step: Step, state: StepState) -> None:
    line = step_line(StepReport(subject_id="r", step=step, state=state, done=3, of=9), "es")
    assert line.name
    assert line.words
    assert (line.of == 9) == (state is StepState.RUNNING)


@pytest.mark.parametrize("fault", ["recording_too_long", "disk_full", "not_allowed", "a fault that nobody knows"])
def test_a_fault_of_a_step_is_always_a_sentence(fault: str) -> None:
    data = {"hours": "4.2", "limit_hours": "3.0", "needed_mb": "12"}
    line = step_line(
        StepReport(subject_id="r", step=Step.HEARING, state=StepState.FAILED, fault=fault, fault_data=data), "es"
    )
    assert line.words.startswith("No se ha podido hacer. ")
    assert "{" not in line.words


def test_a_refusal_gives_its_reason() -> None:
    report = StepReport(
        subject_id="r",
        step=Step.PAINTING,
        state=StepState.NOT_WANTED,
        fault="not_allowed",
        fault_data={"why": "no_picture_consent"},
    )
    assert step_line(report, "es").words == "No hay consentimiento para crear imágenes de esta persona."


def test_numbers_come_back_as_numbers() -> None:
    assert numbers_in({"hours": "4.2", "model": "whisper"}) == {"hours": 4.2, "model": "whisper"}


def test_every_offer_is_a_button() -> None:
    answer = answer_of(Reply(text="Gracias.", language="es", offers=tuple(Offer), why="told"), JUAN)
    assert len({step.words for step in answer.choices}) == len(Offer)
    assert [step.href for step in answer.choices if step.post] == ["/tell/juan/help"]


def test_a_doubt_without_a_sentence_is_still_told() -> None:
    assert "Mírelo con cuidado" in doubt_sentence(Doubt(key="something_new"), "es")
    assert "etapa" in doubt_sentence(Doubt(key="stage_unknown"), "es")


@pytest.mark.parametrize(("cookie", "moment"), [("0", datetime.fromtimestamp(0, UTC)), ("x", None), ("9" * 40, None)])
def test_a_session_begins_when_its_cookie_says(cookie: str, moment: datetime | None) -> None:
    assert began_at(cookie) == moment
