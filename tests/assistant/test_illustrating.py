"""From a telling to its pictures: what each step leaves, what it does not start, and what its faults do to the rest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.composing import SettingsFor, SettingsPolicy
from assistant.errors import (
    DatabaseBusy,
    EvocaError,
    ModelDamaged,
    ModelMissing,
    NothingHeard,
    ReaderUnsure,
    RecordingUnreadable,
)
from assistant.illustrating import Steps
from assistant.reporting import Halt, expect, in_order, report_on
from assistant.reviewing import again
from assistant.revising import paint_anyway
from assistant.story import (
    Alert,
    Consents,
    DetailKind,
    FeelingScores,
    Language,
    Mention,
    Patient,
    Presence,
    Reading,
    RenderState,
    Step,
    StepReport,
    StepState,
    Valence,
)
from assistant.telling import begin, finish, keep_chunk, keep_typed
from storage.books_memory import BookMemory
from storage.jobs_at_once import JobsAtOnce
from storage.media_memory import MediaMemory
from tests.fakes import FixedReader, GreyPainter, ListedJobs, RepeatingEar, written_on
from tests.making import a_patient, a_scene

HAPPY = "Cuando tenía veinte años iba a bailar a la plaza con mi madre."
SAD = "Quiero irme a mi casa. ¿Dónde está mi madre? Tengo miedo."


def steps_of(tmp_path: Path) -> Steps:
    book = BookMemory()
    book.save_patient(a_patient())
    return Steps(
        book=book,
        media=MediaMemory(tmp_path),
        ear=RepeatingEar(),
        reader=FixedReader(),
        sketcher=GreyPainter("sketch"),
        painter=GreyPainter("oil"),
        label=written_on,
    )


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return steps_of(tmp_path)


def tell(steps: Steps, text: str = HAPPY, *, aloud: bool = False, typed: str = "") -> str:
    """Tell a memory and do all its work."""
    memory = begin("ines", book=steps.book)
    if aloud:
        keep_chunk(memory.id, 0, text.encode(), book=steps.book, media=steps.media)
    if typed or not aloud:
        keep_typed(memory.id, typed or text, book=steps.book)
    finish(memory.id, book=steps.book, media=steps.media, jobs=JobsAtOnce(steps.book, steps))
    return memory.id


def states(steps: Steps, memory: str) -> list[StepState]:
    return [report.state for report in steps.book.reports(memory)]


def report(steps: Steps, memory: str, step: Step) -> StepReport:
    return next(found for found in steps.book.reports(memory) if found.step is step)


def test_a_telling_becomes_a_transcript_a_scene_a_sketch_and_two_candidates(steps: Steps) -> None:
    memory = tell(steps, aloud=True)
    assert states(steps, memory) == [StepState.DONE] * 5
    transcript = steps.book.transcript(memory)
    assert transcript is not None
    assert (transcript.text, transcript.source) == (HAPPY, "heard")
    renders = steps.book.renders(memory)
    assert sorted((render.kind, render.state) for render in renders) == [
        ("painting", RenderState.PENDING),
        ("painting", RenderState.PENDING),
        ("sketch", RenderState.PENDING),
    ]
    assert len({render.recipe.seed for render in renders}) == 3
    assert isinstance(steps.painter, GreyPainter)
    assert [len(seeds) for _, seeds in steps.painter.painted] == [2], "both candidates in one batch"


def test_every_picture_carries_its_label_in_the_patients_form_of_address(steps: Steps) -> None:
    memory = tell(steps)
    for render in steps.book.renders(memory):
        file = steps.media.path(render.media_id).read_bytes().decode(errors="ignore")
        assert "Imagen creada con inteligencia artificial a partir de su relato. No es una foto." in file


def test_a_typed_memory_needs_no_ear(steps: Steps) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=ModelMissing(model="ear", how="x"))))
    transcript = steps.book.transcript(memory)
    assert transcript is not None
    assert (transcript.text, transcript.source) == (HAPPY, "typed")
    assert states(steps, memory) == [StepState.DONE] * 5


@pytest.mark.parametrize(
    "fault", [NothingHeard(), RecordingUnreadable(), ModelDamaged(model="ear", file="x"), ZeroDivisionError("secreto")]
)
def test_what_cannot_be_heard_fails_alone_and_can_be_retried(
    steps: Steps, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=fault)), aloud=True)
    assert states(steps, memory) == [StepState.FAILED, *[StepState.WAITING] * 4]
    assert report(steps, memory, Step.HEARING).fault == getattr(fault, "name", "unexpected")
    assert "secreto" not in caplog.text
    assert steps.book.recollection(memory).audio_id is not None
    JobsAtOnce(steps.book, steps).again(memory, Step.HEARING)
    assert states(steps, memory) == [StepState.DONE] * 5


def test_silence_beside_typed_words_is_only_a_remark(steps: Steps) -> None:
    memory = tell(replace(steps, ear=RepeatingEar(fault=NothingHeard())), aloud=True, typed="Iba al mar.")
    assert states(steps, memory) == [StepState.DONE] * 5
    assert report(steps, memory, Step.HEARING).fault == "nothing_heard"
    transcript = steps.book.transcript(memory)
    assert transcript is not None
    assert transcript.text == "Iba al mar."


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (ReaderUnsure(), StepState.DONE),
        (ModelMissing(model="r", how="x"), StepState.NOT_WANTED),
        (ModelDamaged(model="r", file="x"), StepState.FAILED),
    ],
)
def test_without_a_reader_the_rules_decide(steps: Steps, fault: EvocaError, state: StepState) -> None:
    memory = tell(replace(steps, reader=FixedReader(fault=fault)))
    assert states(steps, memory) == [*[StepState.DONE] * 3, state, StepState.DONE]
    scene, sketch = steps.book.scene(memory), steps.book.renders(memory)[-1]
    assert scene is not None
    assert (scene.revision, [use.element_id for use in scene.elements]) == (1, ["inesjov", "rosamad"])
    assert (sketch.kind, sketch.state) == ("sketch", RenderState.PENDING)


def test_a_missing_reader_is_told_to_the_therapist(steps: Steps) -> None:
    memory = tell(replace(steps, reader=FixedReader(fault=ModelMissing(model="r", how="x"))))
    told = report(steps, memory, Step.REFINING)
    assert (told.fault, told.fault_data) == ("model_missing", {"model": "r", "how": "x"})


def test_no_second_reading_is_wanted_of_the_rules_alone(steps: Steps) -> None:
    memory = tell(replace(steps, reader=None))
    assert states(steps, memory) == [*[StepState.DONE] * 3, StepState.NOT_WANTED, StepState.DONE]


class Glancing(FixedReader):
    """A reader that looks around while it reads."""

    def __init__(self, reading: Reading, look: Callable[[], object]) -> None:
        super().__init__(reading)
        self._look = look

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `Reader`."""
        self._look()
        return super().read(text, patient=patient, language=language)


def lantern(presence: Presence = Presence.PRESENT) -> Reading:
    """A reading with something in it that no rule knows."""
    mention = Mention(kind=DetailKind.OBJECTS, evidence="un zorbillo", english="lantern", presence=presence)
    return Reading(mentions=(mention,))


ODD = "Cuando tenía veinte años iba a bailar a la plaza con un zorbillo."


def test_the_sketch_does_not_wait_for_the_reader(steps: Steps) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        told = steps.book.recollections("ines")[0].id
        seen.append([render.kind for render in steps.book.renders(told)])

    tell(replace(steps, reader=Glancing(Reading(), look)))
    assert seen == [["sketch"]]


def test_what_the_reader_adds_is_sketched_and_painted(steps: Steps) -> None:
    memory = tell(replace(steps, reader=FixedReader(lantern())), ODD)
    shown = {r.kind: ("lantern" in r.recipe.prompt.positive, r.scene_revision) for r in steps.book.renders(memory)[:3]}
    assert shown == {"painting": (True, 2), "sketch": (True, 2)}
    assert [(r.kind, r.state) for r in steps.book.renders(memory)[3:]] == [("sketch", RenderState.SUPERSEDED)]


def test_a_reader_that_adds_nothing_leaves_scene_and_sketch(steps: Steps) -> None:
    memory = tell(replace(steps, reader=FixedReader(Reading(stage="old_age"))))
    scene = steps.book.scene(memory)
    assert scene is not None
    assert (scene.revision, scene.read_by, scene.stage.by_model) == (1, "fixed", "old_age")
    assert len(steps.book.renders(memory)) == 3


HARD = FeelingScores(negative=0.9, distress=0.9)


@pytest.mark.parametrize(
    "reader",
    [FixedReader(Reading(feeling=HARD)), FixedReader(fault=ReaderUnsure(feeling=HARD))],
    ids=["sure", "unsure"],
)
def test_distress_that_only_the_reader_hears_takes_the_sketch_back(steps: Steps, reader: FixedReader) -> None:
    memory = tell(replace(steps, reader=reader))
    assert [scene.distress for scene in steps.book.scenes(memory)] == [True, False], "the rules were silent"
    assert isinstance(steps.painter, GreyPainter)
    assert steps.painter.painted == []
    assert states(steps, memory)[2:] == [StepState.DONE, StepState.DONE, StepState.NOT_WANTED]
    assert [(r.kind, r.state) for r in steps.book.renders(memory)] == [("sketch", RenderState.SUPERSEDED)]
    assert [alert.why for alert in steps.book.alerts()] == ["distress"]
    paint_anyway(memory, by="Eva", book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    assert [r.state for r in steps.book.renders(memory)].count(RenderState.PENDING) == 3


def test_a_reader_asked_again_is_not_asked_twice(steps: Steps) -> None:
    reader = FixedReader(lantern())
    asking = replace(steps, reader=reader)
    memory = tell(asking, ODD)
    before = steps.book.renders(memory)
    for step in (Step.HEARING, Step.REFINING):
        JobsAtOnce(steps.book, asking).again(memory, step)
    assert (len(reader.read_texts), steps.book.renders(memory)) == (1, before)


def test_work_that_was_overtaken_while_it_ran_leaves_the_newer_reports(steps: Steps) -> None:
    memory = tell(steps)
    expect(memory, Step.REFINING, book=steps.book)
    halts = iter([Halt.NO])
    assert steps.take(memory, Step.REFINING, lambda: next(halts, Halt.SUPERSEDED)) is StepState.CANCELLED
    assert report(steps, memory, Step.REFINING).state is StepState.RUNNING


@pytest.mark.parametrize("painter", [None, GreyPainter(fault=ModelMissing(model="p", how="x"))])
def test_without_a_painter_the_sketch_stands_in(steps: Steps, painter: GreyPainter | None) -> None:
    memory = tell(replace(steps, painter=painter))
    assert states(steps, memory) == [*[StepState.DONE] * 4, StepState.NOT_WANTED]
    assert report(steps, memory, Step.PAINTING).fault == "model_missing"
    assert [render.kind for render in steps.book.renders(memory)] == ["sketch"]


def test_a_painter_with_sizes_and_steps_of_its_own_is_asked_for_those(steps: Steps) -> None:
    small = SettingsPolicy(width=64, height=48, by_subjects=(SettingsFor(up_to=99, steps=9, guidance=3.0),))
    painter = GreyPainter("small", settings=small)
    tell(replace(steps, painter=painter))
    prompt, _ = painter.painted[0]
    assert (prompt.width, prompt.height, prompt.steps, prompt.guidance) == (64, 48, 9, 3.0)


def test_a_damaged_painter_fails_alone(steps: Steps) -> None:
    memory = tell(replace(steps, painter=GreyPainter(fault=ModelDamaged(model="p", file="x"))))
    assert states(steps, memory) == [*[StepState.DONE] * 4, StepState.FAILED]


def test_a_sketch_that_fails_does_not_keep_the_painting_back(steps: Steps) -> None:
    memory = tell(replace(steps, sketcher=GreyPainter(fault=ModelDamaged(model="s", file="x"))))
    assert states(steps, memory) == [StepState.DONE, StepState.DONE, StepState.FAILED, StepState.DONE, StepState.DONE]


def test_distress_starts_no_picture_and_calls_the_therapist_once(steps: Steps) -> None:
    memory = tell(steps, SAD)
    none, done = StepState.NOT_WANTED, StepState.DONE
    assert states(steps, memory) == [done, done, none, done, none]
    assert steps.book.renders(memory) == []
    assert [(alert.why, alert.recollection_id) for alert in steps.book.alerts()] == [("distress", memory)]
    JobsAtOnce(steps.book, steps).again(memory, Step.UNDERSTANDING)
    assert len(steps.book.alerts(open_only=False)) == 1


def test_a_negative_memory_is_painted_only_when_a_therapist_asks(steps: Steps) -> None:
    memory = tell(steps)
    for render in steps.book.renders(memory):
        steps.book.save_render(render.model_copy(update={"state": RenderState.SUPERSEDED}))
    scene = steps.book.scene(memory)
    assert scene is not None
    steps.book.save_scene(scene.model_copy(update={"revision": 2, "valence": Valence.NEGATIVE}))
    jobs = JobsAtOnce(steps.book, steps)
    jobs.again(memory, Step.SKETCHING)
    assert states(steps, memory)[2::2] == [StepState.NOT_WANTED] * 2
    asked = paint_anyway(memory, by="Eva", book=steps.book, jobs=jobs)
    assert (asked.picture_asked_by, asked.revision) == ("Eva", 3)
    assert states(steps, memory)[2:] == [StepState.DONE] * 3
    assert paint_anyway(memory, by="Eva", book=steps.book, jobs=jobs) == asked, "asking twice asks once"
    correction = ListedJobs()
    assert paint_anyway(memory, by="Luz", book=steps.book, jobs=correction).picture_asked_by == "Eva"
    assert correction.asked == []


def test_without_consent_to_pictures_there_are_none(steps: Steps) -> None:
    steps.book.save_patient(a_patient(consents=Consents(generated_pictures=False)))
    memory = tell(steps)
    assert states(steps, memory)[2::2] == [StepState.NOT_WANTED] * 2
    told = report(steps, memory, Step.PAINTING)
    assert (told.fault, told.fault_data["why"]) == ("not_allowed", "no_picture_consent")


def test_a_step_begun_again_leaves_one_result(steps: Steps) -> None:
    memory = tell(steps)
    before = {render.id: render for render in steps.book.renders(memory)}
    chosen = next(iter(before.values())).model_copy(update={"state": RenderState.APPROVED})
    steps.book.save_render(chosen)
    JobsAtOnce(steps.book, steps).again(memory, Step.HEARING)
    after = {render.id: render for render in steps.book.renders(memory)}
    assert after.keys() == before.keys()
    assert after[chosen.id].state is RenderState.APPROVED
    scene = steps.book.scene(memory)
    assert scene is not None
    assert scene.revision == 1


def test_again_paints_other_seeds(steps: Steps) -> None:
    memory = tell(steps)
    before = {render.recipe.seed for render in steps.book.renders(memory)}
    first = next(render for render in steps.book.renders(memory) if render.kind == "painting")
    again(first.id, by="Eva", book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    new = [render for render in steps.book.renders(memory) if render.recipe.seed not in before]
    assert [(render.kind, render.state) for render in new] == [("painting", RenderState.PENDING)] * 2


def test_a_picture_decided_before_the_step_was_resumed_keeps_its_decision(steps: Steps) -> None:
    """The machine stopped when one of two candidates was saved; a therapist approved it meanwhile."""
    whole = tell(steps)
    first, second = (render for render in steps.book.renders(whole) if render.kind == "painting")
    half = BookMemory()
    half.save_patient(a_patient())
    half.save_recollection(steps.book.recollection(whole))
    scene = steps.book.scene(whole)
    assert scene is not None
    half.save_scene(scene)
    half.save_render(first.model_copy(update={"state": RenderState.APPROVED}))
    expect(whole, Step.PAINTING, book=half)
    assert replace(steps, book=half).take(whole, Step.PAINTING, lambda: Halt.NO) is StepState.DONE
    assert half.render(first.id).state is RenderState.APPROVED
    assert half.render(second.id).state is RenderState.PENDING


def test_new_candidates_supersede_undecided_ones_only(steps: Steps) -> None:
    memory = tell(steps)
    first, second = (render for render in steps.book.renders(memory) if render.kind == "painting")
    steps.book.save_render(first.model_copy(update={"state": RenderState.APPROVED}))
    steps.book.save_scene(a_scene(memory, revision=2))
    JobsAtOnce(steps.book, steps).again(memory, Step.PAINTING)
    state = {render.id: render.state for render in steps.book.renders(memory)}
    assert state[first.id] is RenderState.APPROVED
    assert state[second.id] is RenderState.SUPERSEDED
    assert sum(value is RenderState.PENDING for value in state.values()) == 3  # two new candidates and the sketch


def test_progress_is_reported_and_stopping_ends_the_step(steps: Steps) -> None:
    memory = tell(replace(steps, painter=None))
    expect(memory, Step.PAINTING, book=steps.book)
    seen: list[int] = []

    def halted() -> Halt:
        seen.append(report(steps, memory, Step.PAINTING).done)
        return Halt.CANCELLED if len(seen) > 3 else Halt.NO

    slow = replace(steps, painter=GreyPainter(steps=500, pause_s=0.02))
    assert slow.take(memory, Step.PAINTING, halted) is StepState.CANCELLED
    assert report(steps, memory, Step.PAINTING).state is StepState.CANCELLED
    assert report(steps, memory, Step.PAINTING).fault == "stopped"
    assert 0 < seen[3] < 100


def test_reports_are_written_at_most_five_times_a_second(steps: Steps) -> None:
    memory = tell(steps)
    expect(memory, Step.PAINTING, book=steps.book)
    asked: list[int] = []

    def halted() -> Halt:
        asked.append(1)
        return Halt.NO

    def work(progress: object) -> object:
        assert callable(progress)
        for done in range(10_000):
            progress(done, 10_000)
        raise NothingHeard()

    assert report_on(memory, Step.PAINTING, work, book=steps.book, halted=halted) is StepState.FAILED  # type: ignore[arg-type]  # a fault nobody foresaw
    assert len(asked) < 20


def test_superseded_work_does_not_touch_the_newer_reports(steps: Steps) -> None:
    memory = tell(steps)
    expect(memory, Step.SKETCHING, book=steps.book)
    assert steps.take(memory, Step.SKETCHING, lambda: Halt.SUPERSEDED) is StepState.CANCELLED
    assert states(steps, memory)[2:] == [StepState.WAITING] * 3


def test_a_busy_database_is_tried_again_then_reported(steps: Steps) -> None:
    memory = tell(replace(steps, painter=None))
    expect(memory, Step.PAINTING, book=steps.book)
    busy = replace(steps, painter=GreyPainter(fault=DatabaseBusy()))
    for _ in range(2):
        with pytest.raises(DatabaseBusy):
            busy.take(memory, Step.PAINTING, lambda: Halt.NO)
    assert busy.take(memory, Step.PAINTING, lambda: Halt.NO) is StepState.FAILED
    assert report(steps, memory, Step.PAINTING).fault == "database_busy"


def test_the_steps_end_where_nothing_can_follow() -> None:
    taken: list[Step] = []

    def take(step: Step) -> StepState:
        taken.append(step)
        return StepState.FAILED if step is Step.UNDERSTANDING else StepState.DONE

    in_order(take)
    assert taken == [Step.HEARING, Step.UNDERSTANDING]


def test_a_closed_alert_is_not_opened_again_by_a_retry(steps: Steps) -> None:
    memory = tell(steps, SAD)
    (alert,) = steps.book.alerts()
    steps.book.save_alert(Alert(**{**alert.model_dump(), "closed_at": alert.raised_at}))
    JobsAtOnce(steps.book, steps).again(memory, Step.UNDERSTANDING)
    assert steps.book.alerts() == []
