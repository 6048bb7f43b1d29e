"""A therapist's decisions: what reaches the book, what leaves it, and that asking twice is asking once."""

import pytest

from assistant.chapters import chapters
from assistant.errors import NotAllowed, NotFound, NothingHeard, TextTooLong
from assistant.pages import page_id
from assistant.reviewing import (
    again,
    approve,
    correct_transcript,
    hide,
    keep_words,
    restore,
    retry,
    say_alike,
    stop,
    unsuitable,
    waiting_for_review,
)
from assistant.story import (
    Consents,
    Decision,
    RecollectionState,
    RenderState,
    StageReading,
    Step,
    StepReport,
    StepState,
)
from assistant.telling import MOST_CHARACTERS
from storage.books_memory import BookMemory
from tests.fakes import ListedJobs
from tests.making import a_patient, a_recollection, a_render, a_scene, a_transcript


@pytest.fixture
def book() -> BookMemory:
    """Inés told one memory; a sketch and two candidates wait."""
    book = BookMemory()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection(state=RecollectionState.TOLD, audio_id="r1--voice.webm"))
    book.save_transcript(a_transcript())
    book.save_scene(a_scene())
    book.save_render(a_render("s1", kind="sketch"))
    for name in ("p1", "p2"):
        book.save_render(a_render(name))
    return book


@pytest.fixture
def jobs() -> ListedJobs:
    return ListedJobs()


def state(book: BookMemory, render_id: str) -> RenderState:
    return book.render(render_id).state


def shown(book: BookMemory) -> list[str | None]:
    return [page.render_id for chapter in chapters("ines", book=book) for page in chapter.pages]


def test_nothing_reaches_the_book_before_approval(book: BookMemory) -> None:
    assert chapters("ines", book=book) == []
    assert [recollection.id for recollection in waiting_for_review(book=book)] == ["r1"]
    page = approve("p1", by="Eva", book=book)
    assert shown(book) == ["p1"]
    assert waiting_for_review(book=book) == []
    assert (page.words, page.stage, page.audio_id) == ("De niña iba a la playa.", "youth", "r1--voice.webm")
    assert page.alt_text == "Imagen creada con inteligencia artificial del recuerdo «La playa»."


def test_approving_twice_is_approving_once(book: BookMemory) -> None:
    assert approve("p1", by="Eva", book=book) == approve("p1", by="Eva", book=book)
    assert len(book.reviews("r1")) == len(book.entries("ines")) == 1


def test_another_picture_takes_the_place_of_the_first(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    approve("p2", by="Eva", book=book)
    assert shown(book) == ["p2"]
    assert state(book, "p1") is RenderState.SUPERSEDED
    assert len(book.entries("ines")) == 1


def test_pages_come_in_the_order_of_their_approval_and_keep_their_place(book: BookMemory) -> None:
    for number in (2, 3):
        told = f"r{number}"
        book.save_recollection(a_recollection(told, state=RecollectionState.TOLD))
        book.save_transcript(a_transcript(told))
        book.save_scene(a_scene(told))
        book.save_render(a_render(f"q{number}", told))
    for name in ("q3", "p1", "q2", "p2"):
        approve(name, by="Eva", book=book)
    assert shown(book) == ["q3", "p2", "q2"]


def test_chapters_follow_life_and_the_unknown_comes_last(book: BookMemory) -> None:
    for number, stage in enumerate(("old_age", None, "youth"), 2):
        told = f"r{number}"
        book.save_recollection(a_recollection(told))
        book.save_transcript(a_transcript(told))
        book.save_scene(a_scene(told, stage=StageReading(stage=stage)))
        keep_words(told, book=book)
    found = chapters("ines", book=book)
    assert [chapter.stage.key if chapter.stage else None for chapter in found] == ["youth", "old_age", None]
    with pytest.raises(NotFound):
        chapters("nobody", book=book)


def test_without_voice_consent_the_page_has_no_voice(book: BookMemory) -> None:
    book.save_patient(a_patient(consents=Consents(voice=False)))
    assert approve("p1", by="Eva", book=book).audio_id is None


def test_words_alone_make_a_page_and_a_picture_may_come_later(book: BookMemory) -> None:
    page = keep_words("r1", book=book)
    assert (page.render_id, page.media_id, page.alt_text) == (None, None, "")
    assert approve("p1", by="Eva", book=book).id == page.id
    assert keep_words("r1", book=book).render_id == "p1", "a page that has a picture keeps it"
    with pytest.raises(NotFound):
        keep_words("nothing", book=book)


def test_again_asks_once_for_each_picture(book: BookMemory, jobs: ListedJobs) -> None:
    again("p1", by="Eva", book=book, jobs=jobs)
    again("p1", by="Eva", book=book, jobs=jobs)
    assert jobs.asked == [("again", "r1", "painting")]
    assert state(book, "p1") is RenderState.SUPERSEDED
    again("s1", by="Eva", book=book, jobs=jobs)
    assert jobs.asked[-1] == ("again", "r1", "sketching")
    assert [review.decision for review in book.reviews("r1")] == [Decision.AGAIN] * 2


def test_again_may_be_asked_anew_when_what_came_of_it_is_refused(book: BookMemory, jobs: ListedJobs) -> None:
    approve("p1", by="Eva", book=book)
    for name in ("p2", "s1"):
        unsuitable(name, by="Eva", book=book)
    for _ in range(2):
        again("p1", by="Eva", book=book, jobs=jobs)
        book.save_report(StepReport(subject_id="r1", step=Step.PAINTING, state=StepState.WAITING))
    assert len(jobs.asked) == 1, "it is on its way"
    book.save_report(StepReport(subject_id="r1", step=Step.PAINTING, state=StepState.DONE))
    book.save_render(a_render("p3"))
    again("p1", by="Eva", book=book, jobs=jobs)
    assert len(jobs.asked) == 1, "it came and waits"
    unsuitable("p3", by="Eva", book=book)
    again("p1", by="Eva", book=book, jobs=jobs)
    assert len(jobs.asked) == 2
    assert sum(review.decision is Decision.AGAIN for review in book.reviews("r1")) == 2, "each round has its seeds"
    again("p3", by="Eva", book=book, jobs=jobs)
    assert state(book, "p3") is RenderState.UNSUITABLE
    assert len(jobs.asked) == 3


def test_again_leaves_the_book_as_it_is_until_the_new_one_is_approved(book: BookMemory, jobs: ListedJobs) -> None:
    approve("p1", by="Eva", book=book)
    again("p1", by="Eva", book=book, jobs=jobs)
    assert shown(book) == ["p1"]
    assert state(book, "p1") is RenderState.APPROVED


def test_an_unsuitable_picture_leaves_the_book(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    unsuitable("p1", by="Eva", book=book, remark="la cara")
    unsuitable("p1", by="Eva", book=book)
    assert shown(book) == []
    assert next((r.decision, r.remark) for r in book.reviews("r1")) == (Decision.UNSUITABLE, "la cara")
    assert len(book.reviews("r1")) == 2
    approve("p1", by="Eva", book=book)
    assert shown(book) == ["p1"], "a decision can be taken back"


def test_one_tap_hides_and_only_a_therapist_brings_it_back(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    hide("p1", book=book)
    hide("p1", book=book)
    assert shown(book) == []
    assert [alert.why for alert in book.alerts()] == ["picture_hidden"]
    restore("p1", by="Eva", book=book)
    restore("p1", by="Eva", book=book)
    assert shown(book) == ["p1"]
    assert book.alerts() == []


@pytest.mark.parametrize("leave", ["hidden", "unsuitable"])
def test_a_page_that_left_with_its_picture_comes_back_with_its_words_alone(book: BookMemory, leave: str) -> None:
    approve("p1", by="Eva", book=book)
    if leave == "hidden":
        hide("p1", book=book)
    else:
        unsuitable("p1", by="Eva", book=book)
    assert shown(book) == []
    assert keep_words("r1", book=book).media_id is None
    assert shown(book) == [None]
    assert waiting_for_review(book=book) == []
    if leave == "hidden":
        restore("p1", by="Eva", book=book)
        assert shown(book) == ["p1"]


def test_what_is_painted_for_a_page_that_left_the_book_waits_for_review(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    for name in ("s1", "p2", "p1"):
        unsuitable(name, by="Eva", book=book)
    assert waiting_for_review(book=book) == []
    book.save_render(a_render("p3"))
    assert [recollection.id for recollection in waiting_for_review(book=book)] == ["r1"]


def test_the_person_says_whether_a_picture_of_the_book_looks_right(book: BookMemory) -> None:
    with pytest.raises(NotAllowed):
        say_alike("p1", True, book=book)
    approve("p1", by="Eva", book=book)
    for alike in (True, True, False):
        say_alike("p1", alike, book=book)
    said = [review for review in book.reviews("r1") if review.by == "patient"]
    assert [review.decision for review in said] == [Decision.UNLIKE]
    assert shown(book) == ["p1"], "nothing follows from it"


def test_only_what_is_in_the_book_can_be_hidden_or_restored(book: BookMemory) -> None:
    with pytest.raises(NotAllowed):
        hide("p1", book=book)
    with pytest.raises(NotAllowed):
        restore("p1", by="Eva", book=book)
    assert state(book, "p1") is RenderState.PENDING


def test_approving_another_picture_ends_the_hiding(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    hide("p1", book=book)
    approve("p2", by="Eva", book=book)
    assert shown(book) == ["p2"]
    assert state(book, "p1") is RenderState.SUPERSEDED
    assert book.alerts() == []


def test_a_correction_starts_the_rest_anew_once(book: BookMemory, jobs: ListedJobs) -> None:
    first = correct_transcript("r1", "De niña iba al río.", by="Eva", book=book, jobs=jobs)
    assert correct_transcript("r1", "De niña iba al río.", by="Eva", book=book, jobs=jobs) == first
    assert (first.source, first.corrected_by) == ("corrected", "Eva")
    assert jobs.asked == [("again", "r1", "understanding")]


def test_a_correction_stands_on_the_page_at_once(book: BookMemory, jobs: ListedJobs) -> None:
    approve("p1", by="Eva", book=book)
    correct_transcript("r1", "De niña iba al río.", by="Eva", book=book, jobs=jobs)
    assert [(page.words, page.render_id) for page in book.entries("ines")] == [("De niña iba al río.", "p1")]


@pytest.mark.parametrize(
    ("text", "fault"), [("  ", NothingHeard), ("x" * (MOST_CHARACTERS + 1), TextTooLong)], ids=["empty", "long"]
)
def test_a_correction_that_cannot_be_used_changes_nothing(
    book: BookMemory, jobs: ListedJobs, text: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        correct_transcript("r1", text, by="Eva", book=book, jobs=jobs)
    assert book.transcript("r1") == a_transcript()
    assert jobs.asked == []


@pytest.mark.parametrize(
    ("standing", "asked"),
    [
        (StepState.FAILED, [("again", "r1", "painting")]),
        (StepState.CANCELLED, [("again", "r1", "painting")]),
        (StepState.NOT_WANTED, [("again", "r1", "painting")]),
        (StepState.RUNNING, []),
        (StepState.DONE, []),
    ],
)
def test_only_what_is_stuck_is_retried(
    book: BookMemory, jobs: ListedJobs, standing: StepState, asked: list[tuple[str, ...]]
) -> None:
    book.save_report(StepReport(subject_id="r1", step=Step.PAINTING, state=standing))
    retry("r1", Step.PAINTING, book=book, jobs=jobs)
    assert jobs.asked == asked


def test_stopping_stops_at_once_what_has_not_begun(book: BookMemory, jobs: ListedJobs) -> None:
    for step, standing in ((Step.SKETCHING, StepState.RUNNING), (Step.PAINTING, StepState.WAITING)):
        book.save_report(StepReport(subject_id="r1", step=step, state=standing))
    stop("r1", book=book, jobs=jobs)
    assert [report.state for report in book.reports("r1")] == [StepState.RUNNING, StepState.CANCELLED]
    assert jobs.asked == [("cancel", "r1")]


def test_a_memory_whose_pictures_are_all_unsuitable_waits_no_more(book: BookMemory) -> None:
    for name in ("s1", "p1", "p2"):
        unsuitable(name, by="Eva", book=book)
    assert waiting_for_review(book=book) == []
    with pytest.raises(NotFound):
        book.entry(page_id("r1"))
