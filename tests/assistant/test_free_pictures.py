"""Pictures without a telling, contact sheets, erasing, and the demonstration's book."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.chapters import chapters
from assistant.composing import SettingsFor, SettingsPolicy
from assistant.consenting import deny_consent, withdraw_photos
from assistant.demo import DEMO_THERAPIST, demo, ensure_demo
from assistant.elements import Likeness
from assistant.erasing import erase_patient
from assistant.errors import InputRefused, NotFound, TextTooLong
from assistant.free_pictures import ask, delete, grid, new_id
from assistant.illustrating import Steps
from assistant.learning import delete_likeness
from assistant.ports import Book
from assistant.reporting import Halt
from assistant.story import Consents, FreePicture, RenderState, StepState
from assistant.telling import begin, finish, keep_chunk, keep_typed
from storage.books_memory import BookMemory
from storage.jobs_at_once import JobsAtOnce
from storage.media_memory import MediaMemory
from tests.fakes import GreyPainter, ListedJobs, RepeatingEar, written_on
from tests.making import a_likeness, a_patient


def joined(rows: Sequence[Sequence[bytes]], row_names: Sequence[str], column_names: Sequence[str]) -> bytes:
    """A contact sheet that only says what is on it."""
    return f"{[len(row) for row in rows]} {row_names} {column_names}".encode()


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return Steps(
        book=BookMemory(),
        media=MediaMemory(tmp_path),
        ear=RepeatingEar(),
        reader=None,
        sketcher=GreyPainter("sketch"),
        painter=GreyPainter("oil"),
        label=written_on,
        sheet=joined,
    )


def painter_of(steps: Steps) -> GreyPainter:
    assert isinstance(steps.painter, GreyPainter)
    return steps.painter


def a_wish(**changes: object) -> FreePicture:
    plain: dict[str, object] = {"id": "f1", "description": "a lighthouse by the sea", "language": "en"}
    return FreePicture.model_validate(plain | changes)


def test_a_wish_is_painted_as_often_as_asked_with_seeds_in_a_row(steps: Steps) -> None:
    ask(a_wish(number=3, seed=7, steps=12, guidance=5.5), book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    picture = steps.book.free_picture("f1")
    assert len(picture.media_ids) == 3
    assert picture.sheet_id is None
    ((prompt, seeds),) = painter_of(steps).painted
    assert seeds == (7, 8, 9)
    assert (prompt.steps, prompt.guidance) == (12, 5.5)
    assert prompt.positive.startswith("a lighthouse by the sea, ")
    assert "No es una foto" not in steps.media.path(picture.media_ids[0]).read_bytes().decode(errors="ignore")
    assert "It is not a photo." in steps.media.path(picture.media_ids[0]).read_bytes().decode(errors="ignore")


def test_a_wish_has_the_size_that_its_painter_paints_best(steps: Steps) -> None:
    small = SettingsPolicy(width=64, height=48, by_subjects=(SettingsFor(up_to=99, steps=9, guidance=3.0),))
    painter = GreyPainter("small", settings=small)
    ask(a_wish(steps=12), book=steps.book, jobs=JobsAtOnce(steps.book, replace(steps, painter=painter)))
    ((prompt, _),) = painter.painted
    assert (prompt.width, prompt.height, prompt.steps) == (64, 48, 12)


def test_a_contact_sheet_varies_steps_and_guidance_at_one_seed(steps: Steps) -> None:
    wish = a_wish(steps_grid=(10, 20), guidance_grid=(5.0, 7.5, 10.0), seed=3)
    assert grid(wish)[:2] == [(10, 5.0), (10, 7.5)]
    ask(wish, book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    assert {seeds for _, seeds in painter_of(steps).painted} == {(3,)}
    picture = steps.book.free_picture("f1")
    assert len(picture.media_ids) == 6
    assert picture.sheet_id is not None
    assert steps.media.path(picture.sheet_id).read_text() == "[3, 3] ['10', '20'] ['5', '7.5', '10']"


def test_the_sketch_is_taken_when_it_was_chosen_or_nothing_else_is_there(steps: Steps) -> None:
    ask(a_wish(painter="sketch"), book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    alone = replace(steps, painter=None)
    ask(a_wish(id="f2"), book=steps.book, jobs=JobsAtOnce(steps.book, alone))
    assert painter_of(steps).painted == []
    assert len(steps.book.free_picture("f2").media_ids) == 1


def test_the_same_wish_twice_is_one_wish(steps: Steps) -> None:
    jobs = ListedJobs()
    for _ in range(2):
        ask(a_wish(), book=steps.book, jobs=jobs)
    assert jobs.asked == [("paint_free", "f1")]
    assert new_id() != new_id()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"description": "  "}, InputRefused),
        ({"description": "x" * 2_001}, TextTooLong),
        ({"steps_grid": (1, 2, 3, 4, 5, 6, 7), "guidance_grid": (1, 2, 3, 4, 5, 6)}, InputRefused),
    ],
    ids=["empty", "long", "large"],
)
def test_a_wish_that_cannot_be_painted_is_not_kept(
    steps: Steps, changes: dict[str, object], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        ask(a_wish(**changes), book=steps.book, jobs=ListedJobs())
    assert steps.book.free_pictures() == []


def test_a_wish_can_be_stopped_and_its_files_removed(steps: Steps) -> None:
    ask(a_wish(), book=steps.book, jobs=JobsAtOnce(steps.book, steps))
    (media_id,) = steps.book.free_picture("f1").media_ids
    delete("f1", book=steps.book, media=steps.media, jobs=ListedJobs())
    assert steps.book.free_picture("f1").media_ids == ()
    with pytest.raises(NotFound):
        steps.media.path(media_id)
    assert steps.free("f1", lambda: Halt.NO) is StepState.DONE, "what is done is not done again"


def test_erasing_takes_rows_files_and_jobs(steps: Steps, tmp_path: Path) -> None:
    steps.book.save_patient(a_patient())
    memory = begin("ines", book=steps.book)
    keep_chunk(memory.id, 0, b"Iba al mar.", book=steps.book, media=steps.media)
    finish(memory.id, book=steps.book, media=steps.media, jobs=JobsAtOnce(steps.book, steps))
    kept = [render.media_id for render in steps.book.renders(memory.id)]
    assert len(kept) == 3
    jobs = ListedJobs()
    erase_patient("ines", book=steps.book, media=steps.media, jobs=jobs)
    assert jobs.asked == [("forget", memory.id)]
    assert steps.media.join_chunks(memory.id) is None
    for media_id in kept:
        with pytest.raises(NotFound):
            steps.media.path(media_id)
    assert steps.book.patients() == []
    with pytest.raises(NotFound):
        erase_patient("ines", book=steps.book, media=steps.media, jobs=jobs)


def make_demo(steps: Steps, *shipped: tuple[Likeness, Path]) -> bool:
    jobs = JobsAtOnce(steps.book, replace(steps, painter=None))
    return ensure_demo(book=steps.book, media=steps.media, jobs=jobs, shipped=shipped)


def pages(book: Book) -> int:
    return sum(len(chapter.pages) for chapter in chapters("juan", book=book))


def test_juans_book_has_ten_approved_pages_in_three_chapters(steps: Steps) -> None:
    assert make_demo(steps)
    found = chapters("juan", book=steps.book)
    assert [(c.stage.key, len(c.pages)) for c in found if c.stage] == [("youth", 4), ("adulthood", 3), ("old_age", 3)]
    for memory in demo().memories:
        (approved,) = [r for r in steps.book.renders(memory.id) if r.state is RenderState.APPROVED]
        assert approved.kind == "sketch"
        assert {review.by for review in steps.book.reviews(memory.id)} == {DEMO_THERAPIST}
    assert steps.book.alerts() == []
    assert not make_demo(steps)
    assert pages(steps.book) == 10


def test_a_first_start_that_was_cut_short_is_completed(steps: Steps) -> None:
    memory = demo().memories[0]
    steps.book.save_patient(demo().patient)
    begin("juan", book=steps.book, recollection_id=memory.id)
    listed = ListedJobs()
    keep_typed(memory.id, memory.text, book=steps.book)
    finish(memory.id, book=steps.book, media=steps.media, jobs=listed)
    assert make_demo(steps)
    assert pages(steps.book) == 10
    assert all(page.render_id for chapter in chapters("juan", book=steps.book) for page in chapter.pages)


def test_a_first_start_without_sketches_is_made_good_later(steps: Steps) -> None:
    poor = replace(steps, painter=None, sketcher=GreyPainter(fault=ZeroDivisionError()))
    assert ensure_demo(book=steps.book, media=steps.media, jobs=JobsAtOnce(steps.book, poor))
    assert pages(steps.book) == 10
    assert make_demo(steps)
    assert all(page.render_id for chapter in chapters("juan", book=steps.book) for page in chapter.pages)


def test_an_erased_juan_does_not_come_back_beside_real_people(steps: Steps) -> None:
    steps.book.save_patient(a_patient())
    assert not make_demo(steps)
    assert [patient.id for patient in steps.book.patients()] == ["ines"]


def drawn_in(folder: Path, words: str) -> tuple[Likeness, Path]:
    """A likeness of Juan's mother as it would ship, its weights these words."""
    file = folder / "anamadr.safetensors"
    file.write_text(words, encoding="utf-8")
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    return a_likeness("demo-anamadr", "anamadr", "juan", sha256=sha256, source="shipped"), file


def hers(steps: Steps) -> list[str]:
    """What Juan's mother was learnt into."""
    return [steps.media.path(one.media_id).read_text("utf-8") for one in steps.book.likenesses("juan", "anamadr")]


def test_juan_brings_his_likenesses_and_a_newer_one_takes_the_place_of_the_old(steps: Steps, tmp_path: Path) -> None:
    assert make_demo(steps, drawn_in(tmp_path, "first"))
    assert hers(steps) == ["first"]
    assert not make_demo(steps, drawn_in(tmp_path, "second"))
    assert hers(steps) == ["second"]


def test_a_likeness_of_juans_that_was_deleted_stays_away(steps: Steps, tmp_path: Path) -> None:
    make_demo(steps, drawn_in(tmp_path, "first"))
    delete_likeness("demo-anamadr", book=steps.book, media=steps.media, jobs=ListedJobs())
    make_demo(steps, drawn_in(tmp_path, "second"))
    assert hers(steps) == []


def test_what_was_erased_with_a_consent_does_not_come_back_with_the_next_start(steps: Steps, tmp_path: Path) -> None:
    make_demo(steps, drawn_in(tmp_path, "first"))
    told: dict[str, Any] = {"book": steps.book, "media": steps.media, "jobs": ListedJobs()}
    withdraw_photos("juan", **told)
    page = steps.book.entries("juan")[0]
    steps.book.save_entry(page.model_copy(update={"render_id": None}))  # as it stands where a picture was hidden
    make_demo(steps, drawn_in(tmp_path, "first"))
    assert hers(steps) == []
    juan = steps.book.patient("juan")
    steps.book.save_patient(juan.model_copy(update={"consents": Consents()}))
    deny_consent("juan", "anamadr", person="Ana", given_by="Juan", **told)
    steps.book.save_entry(page.model_copy(update={"render_id": None}))
    make_demo(steps, drawn_in(tmp_path, "first"))
    assert hers(steps) == []


def test_juan_is_whole(steps: Steps) -> None:
    patient = demo().patient
    assert {stage.key for stage in patient.stages} == set(patient.biographies)
    assert all(patient.self_at(stage.key) for stage in patient.stages)
    assert len({memory.id for memory in demo().memories}) == len({memory.text for memory in demo().memories}) == 10
