"""What every book promises about elements: photos, consents, trainings, likenesses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import NotFound
from assistant.ports import Book
from tests.making import a_depiction, a_likeness, a_patient, a_photo, a_training

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=1)


def everything(book: Book, patient_id: str, element_id: str) -> tuple[int, ...]:
    """How much a book holds of one element."""
    of_it = (patient_id, element_id)
    return (
        len(book.photos(*of_it)),
        len(book.depictions(*of_it)),
        len(book.trainings(*of_it)),
        len(book.likenesses(*of_it)),
    )


def furnish(book: Book, patient_id: str, element_id: str, mark: str) -> None:
    """One of each for an element; ids begin with `mark`."""
    book.save_photo(a_photo(f"{mark}f", element_id, patient_id))
    book.save_depiction(a_depiction(f"{mark}c", element_id, patient_id))
    book.save_training(a_training(f"{mark}t", element_id, patient_id))
    book.save_likeness(a_likeness(f"{mark}k", element_id, patient_id, training_id=f"{mark}t"))


def test_photos_come_in_the_order_of_their_adding_and_consents_newest_first(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_photo(a_photo("late", added_at=LATER))
    book.save_photo(a_photo("early", added_at=NOON))
    book.save_photo(a_photo("hers", "inesjov", added_at=NOON))
    assert [photo.id for photo in book.photos("ines", "rosamad")] == ["early", "late"]
    assert len(book.photos("ines")) == 3
    book.save_photo(a_photo("early", added_at=NOON, caption="photo of rosamad"))
    assert book.photo("early").caption == "photo of rosamad"
    book.save_depiction(a_depiction("c1", at=NOON))
    book.save_depiction(a_depiction("c2", at=LATER, state="revoked"))
    assert [depiction.id for depiction in book.depictions("ines", "rosamad")] == ["c2", "c1"]
    assert book.depictions("ines", "inesjov") == []


def test_one_photo_can_go_alone(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_photo(a_photo("stays"))
    book.save_photo(a_photo("goes"))
    book.remove_photo("goes")
    book.remove_photo("goes")
    assert [photo.id for photo in book.photos("ines", "rosamad")] == ["stays"]
    with pytest.raises(NotFound):
        book.photo("goes")


def test_trainings_and_likenesses_are_newest_first_and_of_one_element_or_all(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_training(a_training("t1", asked_at=NOON))
    book.save_training(a_training("t2", element_ids=("inesjov", "rosamad"), asked_at=LATER))
    book.save_training(a_training("t3", "inesjov", asked_at=NOON))
    assert [training.id for training in book.trainings("ines", "rosamad")] == ["t2", "t1"]
    assert [training.id for training in book.trainings("ines")] == ["t2", "t3", "t1"]
    book.save_likeness(a_likeness("k1", made_at=NOON))
    book.save_likeness(a_likeness("k2", made_at=LATER))
    book.save_likeness(a_likeness("k3", "inesjov", made_at=NOON))
    assert [likeness.id for likeness in book.likenesses("ines", "rosamad")] == ["k2", "k1"]
    assert [likeness.id for likeness in book.likenesses("ines")] == ["k2", "k3", "k1"]
    assert book.training("t2") == a_training("t2", element_ids=("inesjov", "rosamad"), asked_at=LATER)
    assert book.likeness("k3") == a_likeness("k3", "inesjov", made_at=NOON)


def test_what_is_not_there_is_not_found_or_empty(book: Book) -> None:
    missing: Callable[[str], object]
    for missing in (book.photo, book.training, book.likeness):
        with pytest.raises(NotFound):
            missing("nothing")
    assert everything(book, "nobody", "nothing") == (0, 0, 0, 0)
    assert book.erase_element("nobody", "nothing") == []


@pytest.mark.parametrize("patient_id", ["ines", "nobody"])
def test_nothing_is_saved_for_an_element_that_is_not_in_the_profile(book: Book, patient_id: str) -> None:
    book.save_patient(a_patient())
    of_it = ("gone", patient_id)
    saves: list[Callable[[], None]] = [
        lambda: book.save_photo(a_photo("f", *of_it)),
        lambda: book.save_depiction(a_depiction("c", *of_it)),
        lambda: book.save_training(a_training("t", *of_it)),
        lambda: book.save_likeness(a_likeness("k", *of_it)),
    ]
    for save in saves:
        with pytest.raises(NotFound):
            save()
    assert everything(book, patient_id, "gone") == (0, 0, 0, 0)


def test_a_learnt_likeness_needs_its_training(book: Book) -> None:
    book.save_patient(a_patient())
    with pytest.raises(NotFound):  # a training that was erased meanwhile leaves no weights behind
        book.save_likeness(a_likeness(training_id="erased"))
    assert book.likenesses("ines") == []


def test_erasing_an_element_leaves_nothing_of_it_and_all_of_the_others(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_patient(a_patient("otto"))
    furnish(book, "ines", "rosamad", "a")
    furnish(book, "ines", "inesjov", "b")
    furnish(book, "otto", "rosamad", "c")
    assert book.erase_element("ines", "rosamad") == [
        "af--copy.jpg",
        "af--small.jpg",
        "ak--likeness.safetensors",
        "at--100.png",
        "at--100.safetensors",
    ]
    assert everything(book, "ines", "rosamad") == (0, 0, 0, 0)
    assert everything(book, "ines", "inesjov") == (1, 1, 1, 1)
    assert everything(book, "otto", "rosamad") == (1, 1, 1, 1)


def test_what_was_learnt_together_goes_with_each_of_them(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_training(a_training("both", element_ids=("inesjov", "rosamad")))
    book.save_likeness(a_likeness("hers", "inesjov", training_id="both"))
    book.save_likeness(a_likeness("her mother's", "rosamad", training_id="both"))
    book.save_likeness(a_likeness("alone", "inesjov"))
    book.erase_element("ines", "rosamad")
    assert [likeness.id for likeness in book.likenesses("ines")] == ["alone"]
    assert book.trainings("ines") == []


def test_erasing_a_patient_erases_the_elements_too(book: Book) -> None:
    book.save_patient(a_patient())
    book.save_patient(a_patient("otto"))
    furnish(book, "ines", "rosamad", "a")
    furnish(book, "otto", "rosamad", "c")
    assert len(book.erase_patient("ines")) == 5
    assert everything(book, "ines", "rosamad") == (0, 0, 0, 0)
    assert everything(book, "otto", "rosamad") == (1, 1, 1, 1)
    with pytest.raises(NotFound):
        book.training("at")
