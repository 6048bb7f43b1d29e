"""A therapist changes what was understood: each change is a revision, and each can be undone."""

import pytest

from assistant.chapters import chapters
from assistant.correcting import (
    DetailChange,
    at_stage,
    key_of,
    plain_english,
    put_back,
    with_details,
    with_element,
    with_said,
    without_element,
)
from assistant.errors import NotEnglish, NotFound, NotSaid
from assistant.readings import first_reading
from assistant.reviewing import approve, correct_transcript
from assistant.revising import before_last_change, change_scene, draw_again, go_back, is_outdated, paint_anyway
from assistant.story import Detail, DetailKind, Element, ElementKind, ElementUse, Presence, Scene, Valence
from storage.books_memory import BookMemory
from tests.fakes import ListedJobs
from tests.making import a_patient, a_recollection, a_render, a_scene, a_transcript

TEXT = "De joven iba con mi madre a la plaza. Comíamos unos zorbillos."


@pytest.fixture
def book() -> BookMemory:
    """A memory with the patient, her mother, a square, and a fruit that no rule knows."""
    book = BookMemory()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_transcript(a_transcript(text=TEXT))
    first_reading("r1", book=book)
    book.save_render(a_render())
    return book


@pytest.fixture
def jobs() -> ListedJobs:
    return ListedJobs()


def newest(book: BookMemory) -> Scene:
    scene = book.scene("r1")
    assert scene is not None
    return scene


def used(scene: Scene) -> list[str]:
    return [use.element_id for use in scene.elements]


def mother(scene: Scene) -> Detail:
    return next(detail for detail in scene.details if detail.element_id == "rosamad")


def stage(book: BookMemory, key: str) -> Scene:
    return change_scene("r1", lambda scene, patient: at_stage(scene, patient, key), by="Eva", book=book)


def test_changing_the_stage_makes_a_revision_and_moves_the_page(book: BookMemory) -> None:
    approve("p1", by="Eva", book=book)
    for _ in range(2):
        scene = stage(book, "old_age")
    assert (scene.revision, scene.stage.stage, scene.stage.decided_by) == (2, "old_age", "therapist")
    assert scene.changed_by == "Eva"
    assert [chapter.stage.key for chapter in chapters("ines", book=book) if chapter.stage] == ["old_age"]


def test_with_the_stage_the_person_grows_older() -> None:
    old = Element(id="inesvie", token="inesvie", kind=ElementKind.SELF, class_word="old woman", stage="old_age")
    patient = a_patient(elements=(*a_patient().elements, old))
    young = a_scene(elements=(ElementUse(element_id="inesjov", class_word="girl"), ElementUse(element_id="rosamad")))
    scene = at_stage(young, patient, "old_age")
    assert scene.elements == (ElementUse(element_id="inesvie"), ElementUse(element_id="rosamad"))
    assert used(at_stage(scene, patient, "adulthood"))[0] == "inesvie", "a stage without an own element changes none"


def test_an_element_goes_and_comes_with_the_thing_that_stands_for_it(book: BookMemory) -> None:
    scene = newest(book)
    absent = with_details(scene, {key_of(mother(scene)): DetailChange(presence=Presence.DENIED)})
    assert (used(scene), used(absent)) == (["inesjov", "rosamad"], ["inesjov"])
    back = with_details(absent, {key_of(mother(scene)): DetailChange(presence=Presence.PRESENT)})
    assert used(back) == ["inesjov", "rosamad"]
    assert mother(back).found_by == "therapist"


def test_elements_are_left_out_and_added(book: BookMemory) -> None:
    scene = newest(book)
    fewer = without_element(scene, "rosamad")
    assert used(fewer) == ["inesjov"]
    assert mother(fewer).presence is Presence.PRESENT, "she is painted from words"
    assert with_element(fewer, a_patient(), "rosamad").elements[-1].said_in == mother(scene).said_in
    assert with_element(scene, a_patient(), "rosamad") == scene
    with pytest.raises(NotFound):
        with_element(scene, a_patient(), "nobody")


def test_an_english_word_is_corrected_and_an_empty_one_leaves_it(book: BookMemory) -> None:
    scene = newest(book)
    square = next(detail for detail in scene.details if detail.kind is DetailKind.PLACES)
    change = DetailChange(presence=Presence.PRESENT, english=" Village  Square ")
    changed = with_details(scene, {key_of(square): change})
    assert [d.english for d in changed.details if d.kind is DetailKind.PLACES] == ["village square"]
    assert with_details(scene, {key_of(square): DetailChange(presence=Presence.PRESENT)}) == scene
    with pytest.raises(NotFound):
        with_details(scene, {"places-1-2": change})


def test_a_thing_that_was_said_is_added_and_nothing_else_can_be(book: BookMemory) -> None:
    scene, transcript = newest(book), a_transcript(text=TEXT)
    more = with_said(scene, transcript, "Unos ZORBILLOS", DetailKind.OBJECTS, "figs")
    added = more.details[-1]
    assert (added.text, added.english, added.found_by) == ("unos zorbillos", "figs", "therapist")
    assert TEXT[added.said_in[0].start : added.said_in[0].end] == "unos zorbillos"
    assert with_said(more, transcript, "unos zorbillos", DetailKind.OBJECTS, "figs") == more
    again = with_said(more, transcript, "unos zorbillos", DetailKind.OBJECTS, "black figs")
    assert [detail.english for detail in again.details][-1] == "black figs"
    for words in ("un tanque", "", "zorbillos unos"):
        with pytest.raises(NotSaid):
            with_said(scene, transcript, words, DetailKind.OBJECTS, "tank")


@pytest.mark.parametrize("words", ["", "((tank:1.5))", "<lora:x:1>", "soldado español", "a, b", "x" * 61, "1930s"])
def test_only_plain_words_reach_the_painter(words: str) -> None:
    with pytest.raises(NotEnglish):
        plain_english(words)


def test_undoing_goes_back_change_by_change_and_stops_where_the_machine_was(book: BookMemory) -> None:
    first = newest(book)
    stage(book, "adulthood")
    second = change_scene("r1", lambda scene, _: without_element(scene, "rosamad"), by="Eva", book=book)
    for expected in (second, first):
        target = before_last_change("r1", book=book)
        assert target is not None
        now = go_back("r1", target, by="Eva", book=book)
        assert used(now) == ["inesjov", "rosamad"]
        assert now.stage.stage == ("adulthood" if expected is second else "youth")
    assert before_last_change("r1", book=book) is None
    assert len(book.scenes("r1")) == 5, "going back loses nothing"


def test_going_back_keeps_distress_and_who_asked_for_a_picture(book: BookMemory) -> None:
    first = newest(book)
    hard = {"revision": 2, "valence": Valence.NEGATIVE, "distress": True, "picture_asked_by": "Luz"}
    book.save_scene(first.model_copy(update=hard))
    now = go_back("r1", 1, by="Eva", book=book)
    assert (now.valence, now.distress, now.picture_asked_by) == (Valence.NEGATIVE, True, "Luz")


def test_a_revision_of_other_words_cannot_come_back(book: BookMemory, jobs: ListedJobs) -> None:
    stage(book, "adulthood")
    correct_transcript("r1", "Iba al mar.", by="Eva", book=book, jobs=jobs)
    first_reading("r1", book=book)
    assert before_last_change("r1", book=book) is None
    with pytest.raises(NotFound):
        go_back("r1", 1, by="Eva", book=book)
    with pytest.raises(NotFound):
        go_back("r1", 99, by="Eva", book=book)
    with pytest.raises(NotFound):
        put_back(newest(book), a_scene(of_words="others"))


def test_several_changes_cost_one_painting(book: BookMemory, jobs: ListedJobs) -> None:
    assert not is_outdated("r1", book=book)
    stage(book, "adulthood")
    change_scene("r1", lambda scene, _: without_element(scene, "rosamad"), by="Eva", book=book)
    assert jobs.asked == []
    assert is_outdated("r1", book=book)
    draw_again("r1", book=book, jobs=jobs)
    assert jobs.asked == [("again", "r1", "sketching")]
    book.save_render(a_render("p2", scene_revision=3))
    draw_again("r1", book=book, jobs=jobs)
    assert len(jobs.asked) == 1


def test_a_hard_memory_is_not_drawn_again_until_a_therapist_asks(book: BookMemory, jobs: ListedJobs) -> None:
    book.save_scene(newest(book).model_copy(update={"distress": True}))
    stage(book, "adulthood")
    draw_again("r1", book=book, jobs=jobs)
    assert jobs.asked == []
    paint_anyway("r1", by="Eva", book=book, jobs=jobs)
    assert jobs.asked == [("again", "r1", "sketching")]


def test_what_is_not_there_cannot_be_changed(book: BookMemory) -> None:
    with pytest.raises(NotFound):
        stage(book, "middle ages")
    with pytest.raises(NotFound):
        change_scene("r2", lambda scene, _: scene, by="Eva", book=book)
    assert newest(book).revision == 1
