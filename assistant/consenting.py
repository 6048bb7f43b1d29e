"""Who agreed that a likeness of theirs is learnt, and what happens when somebody says no.

Every word is kept as it was given; the newest one of each shown person holds. Saying no, at once or later, erases all
that was learnt and all that it was learnt from, and takes the pictures made with it out of sight.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import uuid4

from assistant.coaching import is_person
from assistant.comparing import same_name
from assistant.elements import Depiction, DepictionState
from assistant.errors import NameMissing, NotAllowed, NotFound
from assistant.pages import page_of
from assistant.ports import Book, Jobs, Media
from assistant.revising import forget_elements
from assistant.story import Element, RenderState


def element_of(patient_id: str, element_id: str, *, book: Book) -> Element:
    """An element of a patient's profile. Raises NotFound."""
    try:
        return book.patient(patient_id).element(element_id)
    except KeyError:
        raise NotFound(what="element") from None


def standing(depictions: Iterable[Depiction]) -> list[Depiction]:
    """The word of each shown person that holds now, the newest first."""
    held: list[Depiction] = []
    for depiction in sorted(depictions, key=lambda given: (given.at, given.id), reverse=True):
        if not any(same_name(depiction.person, newer.person) for newer in held):
            held.append(depiction)
    return held


def check_photos(patient_id: str, *, book: Book) -> None:
    """Raises NotFound, and NotAllowed without consent to keep family photos and what is learnt from them."""
    if not book.patient(patient_id).consents.photos:
        raise NotAllowed(why="no_photo_consent")


def may_learn(element: Element, depictions: Sequence[Depiction]) -> bool:
    """Whether everybody who is shown agreed. A person's likeness needs at least their own consent."""
    words = standing(depictions)
    if not words and is_person(element.kind):
        return False
    return all(word.state is DepictionState.GIVEN for word in words)


def check_consent(patient_id: str, element_id: str, *, book: Book) -> None:
    """Raises NotFound, and NotAllowed when a consent is missing or was refused."""
    element = element_of(patient_id, element_id, book=book)
    if not may_learn(element, book.depictions(patient_id, element_id)):
        raise NotAllowed(why="no_likeness_consent")


def give_consent(
    patient_id: str, element_id: str, *, person: str, given_by: str, purpose: str, book: Book
) -> Depiction:
    """Write down that somebody agreed. Raises NotFound, NameMissing."""
    element_of(patient_id, element_id, book=book)
    said = _word(patient_id, element_id, person=person, given_by=given_by, state=DepictionState.GIVEN)
    given = said.model_copy(update={"purpose": purpose.strip()})
    book.save_depiction(given)
    return given


def deny_consent(
    patient_id: str, element_id: str, *, person: str, given_by: str, book: Book, media: Media, jobs: Jobs
) -> Depiction:
    """Write down that somebody refused, or took their consent back, and erase what was learnt.

    Raises NotFound, NameMissing.
    """
    element_of(patient_id, element_id, book=book)
    said_yes = any(
        same_name(word.person, person) and word.state is DepictionState.GIVEN
        for word in standing(book.depictions(patient_id, element_id))
    )
    state = DepictionState.REVOKED if said_yes else DepictionState.REFUSED
    words = book.depictions(patient_id, element_id)
    denied = _word(patient_id, element_id, person=person, given_by=given_by, state=state)
    erase_learnt(patient_id, element_id, book=book, media=media, jobs=jobs)
    for word in [*words, denied]:  # that somebody said no, and when, is all that stays
        book.save_depiction(word)
    return denied


def _word(patient_id: str, element_id: str, *, person: str, given_by: str, state: DepictionState) -> Depiction:
    """Somebody's word of this moment. Raises NameMissing."""
    if not person.strip() or not given_by.strip():
        raise NameMissing()
    return Depiction(
        id=uuid4().hex,
        element_id=element_id,
        patient_id=patient_id,
        person=" ".join(person.split()),
        given_by=" ".join(given_by.split()),
        purpose="",
        state=state,
    )


def delete_element(
    patient_id: str, element_id: str, *, book: Book, media: Media, jobs: Jobs, by: str = "therapist"
) -> None:
    """Take an element out of the profile and every scene, with all that was learnt of it; it cannot be undone.

    Raises NotFound.
    """
    element_of(patient_id, element_id, book=book)
    erase_learnt(patient_id, element_id, book=book, media=media, jobs=jobs)
    patient = book.patient(patient_id)
    left = tuple(element for element in patient.elements if element.id != element_id)
    book.save_patient(patient.model_copy(update={"elements": left}))
    forget_elements(patient_id, by=by, book=book)


def erase_learnt(patient_id: str, element_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Erase weights, photos, caches, samples and consents of an element, and take its pictures out of sight.

    Files go first: if anything fails, the rows are still there and erasing can be asked again.
    """
    trainings = book.trainings(patient_id, element_id)
    taught = {training.id for training in trainings}
    likenesses = [
        made for made in book.likenesses(patient_id) if made.element_id == element_id or made.training_id in taught
    ]
    out_of_sight(patient_id, {made.id for made in likenesses}, book=book)
    for training in trainings:
        jobs.forget(training.id)
    photos = book.photos(patient_id, element_id)
    owners = [made.id for made in photos] + [made.id for made in trainings] + [made.id for made in likenesses]
    for owner in owners:
        media.forget(owner)
    for media_id in book.erase_element(patient_id, element_id):
        media.delete(media_id)


class AtStake(NamedTuple):
    """How much would be erased or hidden if the consent to photos were taken back."""

    photos: int = 0
    likenesses: int = 0
    pictures: int = 0


def at_stake(patient_id: str, *, book: Book) -> AtStake:
    """What a life holds that only stands on the consent to photos; a training counts as a likeness to be."""
    likenesses = book.likenesses(patient_id)
    made, taught = {one.id for one in likenesses}, {one.training_id for one in likenesses}
    unfinished = [training for training in book.trainings(patient_id) if training.id not in taught]
    shown = [
        render
        for recollection in book.recollections(patient_id)
        for render in book.renders(recollection.id)
        if render.state is not RenderState.HIDDEN and not made.isdisjoint(render.recipe.likeness_ids)
    ]
    return AtStake(len(book.photos(patient_id)), len(likenesses) + len(unfinished), len(shown))


def withdraw_photos(patient_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Take back the consent to photos: no more are kept, and those that are go with all that was learnt from them.

    What others said of their own likeness stays written down. It cannot be undone. Raises NotFound.
    """
    patient = book.patient(patient_id)
    book.save_patient(patient.model_copy(update={"consents": patient.consents.model_copy(update={"photos": False})}))
    for element in patient.elements:
        words = book.depictions(patient_id, element.id)
        erase_learnt(patient_id, element.id, book=book, media=media, jobs=jobs)
        for word in words:
            book.save_depiction(word)


def out_of_sight(patient_id: str, likeness_ids: set[str], *, book: Book) -> None:
    """Hide every picture made with these likenesses; the words of its page stay in the book."""
    for recollection in book.recollections(patient_id):
        for render in book.renders(recollection.id):
            if likeness_ids.isdisjoint(render.recipe.likeness_ids):
                continue
            book.save_render(render.model_copy(update={"state": RenderState.HIDDEN}))
            page = page_of(recollection.id, book=book)
            if page is not None and page.render_id == render.id:
                book.save_entry(page.model_copy(update={"render_id": None, "media_id": None, "alt_text": ""}))
