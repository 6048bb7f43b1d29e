"""The two readings of a memory: what the second may add, and that neither takes back what a therapist changed."""

import pytest

from assistant.correcting import DetailChange, at_stage, key_of, with_details
from assistant.errors import ModelMissing, NotFound, ReaderUnsure
from assistant.readings import first_reading, second_reading
from assistant.reviewing import approve, correct_transcript
from assistant.revising import change_scene
from assistant.story import (
    DetailKind,
    FeelingScores,
    Language,
    Mention,
    Patient,
    Presence,
    Reading,
    Scene,
    Span,
    Transcript,
    Valence,
)
from storage.books_memory import BookMemory
from tests.fakes import FixedReader, ListedJobs
from tests.making import a_patient, a_recollection, a_render, a_scene, a_transcript

TEXT = "De joven iba con mi madre a la plaza con un zorbillo."
LANTERN = Reading(mentions=(Mention(kind=DetailKind.OBJECTS, evidence="un zorbillo", english="lantern"),))
HARD = Reading(feeling=FeelingScores(negative=0.9, distress=0.9))


@pytest.fixture
def book() -> BookMemory:
    """A memory that the rules have read."""
    book = BookMemory()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_transcript(a_transcript(text=TEXT))
    first_reading("r1", book=book)
    return book


def newest(book: BookMemory) -> Scene:
    scene = book.scene("r1")
    assert scene is not None
    return scene


def words(scene: Scene) -> list[str]:
    return [detail.english for detail in scene.details if detail.presence is Presence.PRESENT]


def without_mother(scene: Scene) -> Scene:
    mother = next(detail for detail in scene.details if detail.element_id == "rosamad")
    return with_details(scene, {key_of(mother): DetailChange(presence=Presence.MENTIONED)})


def take_mother_out(book: BookMemory) -> Scene:
    return change_scene("r1", lambda scene, _: without_mother(scene), by="Eva", book=book)


class Meanwhile(FixedReader):
    """A reader during whose reading a therapist takes the mother out of the picture."""

    def __init__(self, reading: Reading, book: BookMemory) -> None:
        super().__init__(reading)
        self._book = book

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `Reader`."""
        take_mother_out(self._book)
        return super().read(text, patient=patient, language=language)


class Racing(BookMemory):
    """A book in which a therapist is quicker by a hair."""

    def add_scene(self, scene: Scene) -> bool:
        """See `Book`."""
        if not newest(self).changed_by:
            take_mother_out(self)
        return super().add_scene(scene)


def test_the_second_reading_adds_what_no_rule_knows(book: BookMemory) -> None:
    scene = second_reading("r1", book=book, reader=FixedReader(LANTERN))
    assert (scene.revision, scene.read_by) == (2, "fixed")
    assert words(scene) == [*words(book.scenes("r1")[-1]), "lantern"]


def test_what_a_therapist_changed_before_or_meanwhile_stays(book: BookMemory) -> None:
    scene = second_reading("r1", book=book, reader=Meanwhile(LANTERN, book))
    assert (scene.changed_by, scene.read_by, scene.revision) == ("Eva", "fixed", 2)
    assert "lantern" not in words(scene)
    assert [use.element_id for use in scene.elements] == ["inesjov"]
    assert first_reading("r1", book=book) == scene, "the rules do not take it back either"


def test_a_therapist_who_is_quicker_by_a_hair_is_not_overwritten() -> None:
    book = Racing()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_transcript(a_transcript(text=TEXT))
    first_reading("r1", book=book)
    scene = second_reading("r1", book=book, reader=FixedReader(LANTERN))
    assert (scene.changed_by, [use.element_id for use in scene.elements]) == ("Eva", ["inesjov"])


def test_a_changed_scene_still_learns_of_distress(book: BookMemory) -> None:
    take_mother_out(book)
    scene = second_reading("r1", book=book, reader=FixedReader(HARD))
    assert (scene.distress, scene.may_paint, scene.revision) == (True, False, 3)
    assert [use.element_id for use in scene.elements] == ["inesjov"]


def test_distress_that_was_heard_once_stays(book: BookMemory) -> None:
    hard = {"distress": True, "valence": Valence.NEGATIVE, "distress_said_in": (Span(start=0, end=2),)}
    book.save_scene(newest(book).model_copy(update=hard))
    calm = LANTERN.model_copy(update={"feeling": FeelingScores(negative=0.0, distress=0.0)})
    scene = second_reading("r1", book=book, reader=FixedReader(calm))
    assert (scene.distress, scene.distress_said_in, scene.may_paint) == (True, (Span(start=0, end=2),), False)
    assert "lantern" in words(scene)


def test_what_an_unsure_reader_heard_of_distress_counts(book: BookMemory) -> None:
    scene = second_reading("r1", book=book, reader=FixedReader(fault=ReaderUnsure(feeling=HARD.feeling)))
    assert (scene.distress, scene.valence, scene.may_paint) == (True, Valence.NEGATIVE, False)
    assert "reader_unsure" in {doubt.key for doubt in scene.doubts}
    assert words(scene) == words(book.scenes("r1")[-1]), "the rules decide the rest alone"


def test_an_unsure_reader_that_heard_nothing_leaves_the_rules_and_a_doubt(book: BookMemory) -> None:
    scene = second_reading("r1", book=book, reader=FixedReader(fault=ReaderUnsure()))
    assert (scene.distress, scene.may_paint, scene.revision) == (False, True, 1)
    assert "reader_unsure" in {doubt.key for doubt in scene.doubts}


def test_words_that_were_corrected_meanwhile_are_left_to_their_own_reading(book: BookMemory) -> None:
    class Correcting(FixedReader):
        def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
            correct_transcript("r1", "De joven iba al mar.", by="Eva", book=book, jobs=ListedJobs())
            first_reading("r1", book=book)
            return super().read(text, patient=patient, language=language)

    second_reading("r1", book=book, reader=Correcting(LANTERN))
    assert (newest(book).revision, words(newest(book))) == (2, ["sea"])


def test_corrected_words_keep_the_stage_that_was_chosen_and_give_the_page_its_title(book: BookMemory) -> None:
    book.save_render(a_render())
    approve("p1", by="Eva", book=book)
    change_scene("r1", lambda scene, patient: at_stage(scene, patient, "adulthood"), by="Eva", book=book)
    correct_transcript("r1", "Íbamos al mar. Hacía sol.", by="Eva", book=book, jobs=ListedJobs())
    scene = first_reading("r1", book=book)
    assert (scene.stage.stage, scene.stage.decided_by, scene.changed_by) == ("adulthood", "therapist", "")
    (page,) = book.entries("ines")
    assert (page.title, page.stage) == ("Íbamos al mar", "adulthood")
    assert "Íbamos al mar" in page.alt_text


def test_the_same_words_make_no_new_revision(book: BookMemory) -> None:
    refined = second_reading("r1", book=book, reader=FixedReader(LANTERN))
    assert first_reading("r1", book=book) == refined
    assert second_reading("r1", book=book, reader=FixedReader(HARD)) == refined, "it was asked already"
    assert len(book.scenes("r1")) == 2


def test_what_cannot_be_read_changes_nothing(book: BookMemory) -> None:
    before = newest(book)
    with pytest.raises(ModelMissing):
        second_reading("r1", book=book, reader=FixedReader(fault=ModelMissing()))
    assert newest(book) == before
    with pytest.raises(NotFound):
        first_reading("r2", book=book)
    with pytest.raises(NotFound):
        second_reading("r2", book=book, reader=FixedReader())


def test_a_scene_of_an_older_version_is_read_anew() -> None:
    book = BookMemory()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection())
    book.save_transcript(Transcript(recollection_id="r1", language="es", text=TEXT, source="heard"))
    book.save_scene(a_scene(title="De antes"))
    assert first_reading("r1", book=book).title != "De antes"
