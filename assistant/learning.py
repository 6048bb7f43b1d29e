"""Asking for a likeness, stopping, going on, taking a checkpoint for good. The work itself is `assistant.school`."""

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from assistant.checkpoints import at_step
from assistant.comparing import counted
from assistant.consenting import check_consent, check_photos, element_of, out_of_sight, standing
from assistant.elements import (
    FEWEST_PHOTOS,
    LearningSettings,
    Likeness,
    Preset,
    Training,
    TrainingState,
)
from assistant.errors import LearningDiverged, ModelMissing, NotAllowed
from assistant.ports import Book, Jobs, Media, Painter
from assistant.presets import Device, gentler, settings_for, size_of

GOING_ON: Final = frozenset({TrainingState.WAITING, TrainingState.LEARNING})


def begin_learning(
    patient_id: str,
    element_ids: Sequence[str],
    *,
    preset: Preset,
    settings: LearningSettings | None = None,
    device: Device = "processor",
    asked_by: str = "",
    book: Book,
    jobs: Jobs,
    painter: Painter | None,
) -> Training:
    """Queue the learning of one element, or of several together; one that goes on already is returned as it is.

    `settings` None takes the preset's. Raises NotFound, ModelMissing without a painter, and NotAllowed without the
    consent of everybody who is shown, without that to photos, or with too few of them.
    """
    if painter is None:
        raise ModelMissing()
    elements = [element_of(patient_id, element_id, book=book) for element_id in element_ids]
    for element in elements:
        check_consent(patient_id, element.id, book=book)
        check_photos(patient_id, book=book)
        if len(counted(book.photos(patient_id, element.id))) < FEWEST_PHOTOS:
            raise NotAllowed(why="too_few_photos")
    for known in book.trainings(patient_id):
        if known.state in GOING_ON and known.element_ids == tuple(element_ids):
            return known
    rules = painter.settings
    size = size_of(rules.width) if rules else "large"
    training = Training(
        id=uuid4().hex,
        patient_id=patient_id,
        element_ids=tuple(element_ids),
        preset=preset,
        settings=settings or settings_for(preset, kind=elements[0].kind, size=size, device=device),
        base=painter.name,
        base_hash=painter.hash,
        asked_by=asked_by,
    )
    book.save_training(training)
    jobs.learn(training.id)
    return training


def stop_learning(training_id: str, *, book: Book, jobs: Jobs) -> None:
    """Ask a training to stop; its checkpoints stay. Raises NotFound."""
    training = book.training(training_id)
    jobs.cancel(training_id)
    if training.state is TrainingState.WAITING:
        book.save_training(training.model_copy(update={"state": TrainingState.CANCELLED, "fault": "stopped"}))


def learn_on(training_id: str, *, book: Book, jobs: Jobs) -> Training:
    """Go on with a training that was stopped or failed, from its last checkpoint. Raises NotFound.

    One that went astray goes on at half its learning rates: at the same ones it would go astray at the same step.
    """
    training = book.training(training_id)
    if training.state in {TrainingState.CANCELLED, TrainingState.FAILED}:
        astray = training.fault == LearningDiverged.name
        change = {
            "state": TrainingState.WAITING,
            "attempts": 0,
            "fault": "",
            "fault_data": {},
            "proposed": None,
            "settings": gentler(training.settings) if astray else training.settings,
        }
        training = training.model_copy(update=change)
        book.save_training(training)
        jobs.learn(training_id)
    return training


def accept(training_id: str, step: int | None = None, *, book: Book, media: Media) -> list[Likeness]:
    """Take a checkpoint, the proposed one or another, for each of its elements; accepting it twice makes it once.

    Raises NotFound, DiskFull, and NotAllowed without the consent that it was learnt with.
    """
    training = book.training(training_id)
    point = at_step(training, training.proposed if step is None else step)
    weights = media.path(point.media_id).read_bytes()
    made = []
    for number, element_id in enumerate(training.element_ids):
        check_consent(training.patient_id, element_id, book=book)
        element = element_of(training.patient_id, element_id, book=book)
        name = f"{training.id}-{point.step}-{number}"
        likeness = Likeness(
            id=name,
            element_id=element_id,
            patient_id=training.patient_id,
            training_id=training.id,
            method=training.settings.method,
            token=element.token,
            class_word=element.class_word,
            base=training.base,
            base_hash=training.base_hash,
            step=point.step,
            media_id=media.put(weights, suffix=".safetensors", owner=name, name="likeness"),
            sha256=point.sha256,
            photo_hashes=tuple(photo.sha256 for photo in counted(book.photos(training.patient_id, element_id))),
            depiction_ids=tuple(word.id for word in standing(book.depictions(training.patient_id, element_id))),
            judge=training.judge,
            prints=training.prints[number] if number < len(training.prints) else (),
            scores=point.scores,
        )
        book.save_likeness(likeness)
        made.append(likeness)
    book.save_training(training.model_copy(update={"state": TrainingState.ACCEPTED, "proposed": point.step}))
    return made


def delete_likeness(likeness_id: str, *, photos_too: bool = False, book: Book, media: Media, jobs: Jobs) -> None:
    """Erase a likeness, the training that made it with all its checkpoints, and hide what was painted with it.

    What was learnt together with it goes too. The element's photos stay, so that it can be learnt anew, unless
    `photos_too`. Raises NotFound.
    """
    likeness = book.likeness(likeness_id)
    others = book.likenesses(likeness.patient_id)
    gone = [
        one for one in others if one.id == likeness_id or (one.training_id and one.training_id == likeness.training_id)
    ]
    out_of_sight(likeness.patient_id, {one.id for one in gone}, book=book)
    if likeness.training_id is not None:
        jobs.forget(likeness.training_id)
        media.forget(likeness.training_id)
    for one in gone:
        media.forget(one.id)
        book.remove_likeness(one.id)
    if likeness.training_id is not None:
        book.remove_training(likeness.training_id)
    for photo in book.photos(likeness.patient_id, likeness.element_id) if photos_too else ():
        media.forget(photo.id)
        book.remove_photo(photo.id)


def discard_training(training_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Erase an attempt of which no likeness was taken, with its checkpoints and samples; it stops first.

    Raises NotFound, and NotAllowed where a likeness came of it, which is deleted for itself.
    """
    training = book.training(training_id)
    if any(made.training_id == training_id for made in book.likenesses(training.patient_id)):
        raise NotAllowed(why="likeness_came_of_it")
    jobs.forget(training_id)
    media.forget(training_id)
    book.remove_training(training_id)
