"""What every book promises, whatever it is made of."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import NotFound
from assistant.ports import Book
from assistant.story import Alert, FreePicture, RecollectionState, Step, StepReport, StepState
from tests.making import (
    a_patient,
    a_recollection,
    a_render,
    a_review,
    a_scene,
    a_transcript,
    an_entry,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_every_revision_of_a_scene_stays_and_none_is_overwritten_by_a_slower_one(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    assert book.scenes("r1") == []
    assert book.add_scene(a_scene(title="one"))
    assert not book.add_scene(a_scene(title="two"))
    assert book.add_scene(a_scene(revision=2, title="three"))
    assert [scene.title for scene in book.scenes("r1")] == ["three", "one"]
    assert book.scene("r1") == book.scenes("r1")[0]
    with pytest.raises(NotFound):
        book.add_scene(a_scene("r9"))


def test_a_patient_comes_back_as_saved(book: Book) -> None:
    book.save_patient(a_patient("b", name="Zoe"))
    book.save_patient(a_patient("a", name="Ana"))
    assert book.patient("b") == a_patient("b", name="Zoe")
    assert [patient.id for patient in book.patients()] == ["a", "b"]
    book.save_patient(a_patient("b", name="Abel"))
    assert [patient.name for patient in book.patients()] == ["Abel", "Ana"]


def test_what_is_not_there_is_not_found(book: Book) -> None:
    for missing in (book.patient, book.recollection, book.render, book.entry, book.free_picture, book.erase_patient):
        with pytest.raises(NotFound):
            missing("nobody")
    assert book.transcript("nobody") is None
    assert book.scene("nobody") is None
    for empty in (book.renders, book.reviews, book.entries, book.reports):
        assert empty("nobody") == []


def test_recollections_are_newest_first_and_by_state(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_patient(a_patient("otto", name="Otto"))
    told = RecollectionState.TOLD
    book.save_recollection(a_recollection("old", started_at=NOON, state=told))
    book.save_recollection(a_recollection("new", started_at=NOON + timedelta(microseconds=1)))
    book.save_recollection(a_recollection("other", patient_id="otto", started_at=NOON, state=told))
    assert [r.id for r in book.recollections("ines")] == ["new", "old"]
    assert {r.id for r in book.recollections(state=told)} == {"old", "other"}
    assert [r.id for r in book.recollections("ines", state=told)] == ["old"]
    assert len(book.recollections()) == 3


def test_a_correction_comes_before_what_was_heard_whenever_it_came(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_transcript(a_transcript(source="typed", text="tecleado"))
    book.save_transcript(a_transcript(source="corrected", text="corregido"))
    book.save_transcript(a_transcript(source="heard", text="oído"))
    best = book.transcript("r1")
    assert best is not None
    assert best.text == "corregido"


def test_the_newest_scene_and_the_order_of_pictures(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    for revision in (2, 10, 9):
        book.save_scene(a_scene(revision=revision, title=f"título {revision}"))
    newest = book.scene("r1")
    assert newest is not None
    assert newest.revision == 10
    book.save_render(a_render("p1", painted_at=NOON))
    book.save_render(a_render("p2", painted_at=NOON + timedelta(seconds=1)))
    book.save_review(a_review("v1", "p1", at=NOON))
    book.save_review(a_review("v2", "p2", at=NOON + timedelta(seconds=1)))
    assert [render.id for render in book.renders("r1")] == ["p2", "p1"]
    assert [review.id for review in book.reviews("r1")] == ["v2", "v1"]


def test_pages_keep_the_books_order(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_entry(an_entry("e1", order=2))
    book.save_entry(an_entry("e2", order=1))
    assert [entry.id for entry in book.entries("ines")] == ["e2", "e1"]
    assert book.entry("e1") == an_entry("e1", order=2)


def test_reports_come_in_the_order_of_the_steps(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    for step in (Step.PAINTING, Step.HEARING, Step.UNDERSTANDING):
        book.save_report(StepReport(subject_id="r1", step=step, state=StepState.WAITING))
    book.save_report(StepReport(subject_id="r1", step=Step.HEARING, state=StepState.DONE, at=NOON))
    assert [report.step for report in book.reports("r1")] == [Step.HEARING, Step.UNDERSTANDING, Step.PAINTING]
    assert book.reports("r1")[0].state is StepState.DONE


def test_alerts_are_open_until_closed(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_alert(Alert(id="a1", patient_id="ines", why="distress", raised_at=NOON))
    book.save_alert(Alert(id="a2", patient_id="ines", why="help_asked", raised_at=NOON, closed_at=NOON))
    assert [alert.id for alert in book.alerts()] == ["a1"]
    assert [alert.id for alert in book.alerts(open_only=False)] == ["a2", "a1"]


def test_free_pictures_are_newest_first(book: Book) -> None:
    for number in (1, 2):
        asked = NOON + timedelta(seconds=number)
        book.save_free_picture(FreePicture(id=f"f{number}", description="un faro", language="es", asked_at=asked))
    assert [picture.id for picture in book.free_pictures()] == ["f2", "f1"]
    book.save_report(StepReport(subject_id="f1", step=Step.PAINTING, state=StepState.WAITING))
    assert book.free_picture("f1").description == "un faro"
    assert len(book.reports("f1")) == 1


def test_nothing_is_saved_for_somebody_who_is_not_there(book: Book) -> None:
    with pytest.raises(NotFound):
        book.save_report(StepReport(subject_id="r1", step=Step.HEARING, state=StepState.DONE))


@pytest.mark.parametrize("what", ["recollection", "transcript", "scene", "render", "review", "entry", "alert"])
def test_a_part_needs_its_whole(book: Book, what: str) -> None:
    saves = {
        "recollection": lambda: book.save_recollection(a_recollection()),
        "transcript": lambda: book.save_transcript(a_transcript()),
        "scene": lambda: book.save_scene(a_scene()),
        "render": lambda: book.save_render(a_render()),
        "review": lambda: book.save_review(a_review()),
        "entry": lambda: book.save_entry(an_entry()),
        "alert": lambda: book.save_alert(Alert(id="a", patient_id="ines", why="distress")),
    }
    with pytest.raises(NotFound):
        saves[what]()


def test_erasing_a_patient_leaves_nothing_and_touches_nobody_else(book: Book) -> None:
    for patient_id, told in (("ines", "r1"), ("otto", "r2")):
        book.save_patient(a_patient(patient_id))
        book.save_recollection(a_recollection(told, patient_id=patient_id, audio_id=f"{told}--voice.webm"))
        book.save_transcript(a_transcript(told))
        book.save_scene(a_scene(told))
        book.save_render(a_render(f"{told}-p", told))
        book.save_review(a_review(f"{told}-v", f"{told}-p"))
        book.save_entry(an_entry(f"{told}-e", told, patient_id, media_id=f"{told}--{told}-p.png"))
        book.save_report(StepReport(subject_id=told, step=Step.HEARING, state=StepState.DONE))
        book.save_alert(Alert(id=f"{told}-a", patient_id=patient_id, why="distress"))
    assert book.erase_patient("ines") == ["r1--r1-p.png", "r1--voice.webm"]
    assert [patient.id for patient in book.patients()] == ["otto"]
    assert [recollection.id for recollection in book.recollections()] == ["r2"]
    assert [alert.patient_id for alert in book.alerts(open_only=False)] == ["otto"]
    for empty in (book.renders, book.reviews, book.reports):
        assert empty("r1") == []
    assert book.entries("ines") == []
    assert book.transcript("r1") is None
    assert book.scene("r1") is None
    assert len(book.reports("r2")) == len(book.renders("r2")) == len(book.reviews("r2")) == 1
    with pytest.raises(NotFound):  # work that ends late brings nothing back
        book.save_report(StepReport(subject_id="r1", step=Step.PAINTING, state=StepState.DONE))
