"""From a telling to its transcript: what the ear heard, what was typed, and names that may have been heard wrongly."""

from assistant.naming import hints, suggest
from assistant.ports import Book, Ear, Media, Progress
from assistant.story import Patient, Recollection, Transcript


def listen(recollection_id: str, *, book: Book, media: Media, ear: Ear, progress: Progress) -> Transcript:
    """The transcript of a told recollection, not saved yet: what was heard, an empty line, what was typed.

    Typed words alone pass through. Names that may have been heard wrongly are marked as suggestions; not a letter of
    what was said is changed. Raises NotFound, NothingHeard (also when words were typed beside a silent recording:
    then `written` gives the transcript), RecordingUnreadable, RecordingTooLong, ModelMissing, ModelDamaged,
    StoppedOnRequest.
    """
    recollection = book.recollection(recollection_id)
    patient = book.patient(recollection.patient_id)
    if recollection.audio_id is None:
        return written(recollection, patient)
    heard = ear.hear(
        media.path(recollection.audio_id),
        recollection_id=recollection.id,
        language=recollection.language,
        names=hints(patient),
        progress=progress,
    )
    typed = recollection.typed.strip()
    text = f"{heard.text}\n\n{typed}" if typed else heard.text
    return _with_names(heard.model_copy(update={"text": text}), patient)


def written(recollection: Recollection, patient: Patient) -> Transcript:
    """The transcript of what was typed alone."""
    transcript = Transcript(
        recollection_id=recollection.id,
        language=recollection.language,
        text=recollection.typed.strip(),
        source="typed",
    )
    return _with_names(transcript, patient)


def _with_names(transcript: Transcript, patient: Patient) -> Transcript:
    found = suggest(transcript.text, words=transcript.words, patient=patient, language=transcript.language)
    return transcript.model_copy(update={"suggestions": found})
