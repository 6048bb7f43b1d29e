"""Erasing a patient: no row, no file, no job is left."""

from collections.abc import Iterator

from assistant.ports import Book, Jobs, Media


def _owners(patient_id: str, book: Book) -> Iterator[str]:
    """Whoever owns files or jobs of a patient."""
    yield from (recollection.id for recollection in book.recollections(patient_id))
    yield from (photo.id for photo in book.photos(patient_id))
    yield from (training.id for training in book.trainings(patient_id))
    yield from (likeness.id for likeness in book.likenesses(patient_id))


def erase_patient(patient_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Erase a patient and everything told, painted, learnt or queued for them; it cannot be undone.

    Files go first: if anything fails, the rows are still there and erasing can be asked again. Raises NotFound.
    """
    for owner in list(_owners(book.patient(patient_id).id, book)):
        jobs.forget(owner)
        media.forget(owner)
    for media_id in book.erase_patient(patient_id):
        media.delete(media_id)
