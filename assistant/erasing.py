"""Erasing a patient: no row, no file, no job is left."""

from assistant.ports import Book, Jobs, Media


def erase_patient(patient_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Erase a patient and everything told, painted or queued for them; it cannot be undone.

    Files go first: if anything fails, the rows are still there and erasing can be asked again. Raises NotFound.
    """
    told = [recollection.id for recollection in book.recollections(book.patient(patient_id).id)]
    for recollection_id in told:
        jobs.forget(recollection_id)
        media.forget(recollection_id)
    for media_id in book.erase_patient(patient_id):
        media.delete(media_id)
