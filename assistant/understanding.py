"""From a transcript to a Scene: what was said, who is in it, when it was, how it felt."""

from assistant.errors import NotFound, ReaderUnsure
from assistant.feelings import feel
from assistant.ports import Book, Reader
from assistant.story import Patient, Reading, Scene, StageReading, Transcript


def scene_of(transcript: Transcript, *, patient: Patient, reading: Reading | None = None) -> Scene:
    """What a transcript says. Pure: the same words and the same reading give the same scene."""
    feeling = feel(transcript.text, transcript.language)
    return Scene(
        recollection_id=transcript.recollection_id,
        language=transcript.language,
        title=" ".join(transcript.text.split()[:6]),
        stage=StageReading(stage=None),
        valence=feeling.valence,
        distress=feeling.distress,
        distress_said_in=feeling.spans,
    )


def understand(recollection_id: str, *, book: Book, reader: Reader | None = None) -> Scene:
    """Read a recollection's transcript, store its Scene and return it.

    Without a reader, or when the reader is unsure, the rules decide alone. Raises NotFound, ModelMissing, ModelDamaged.
    """
    transcript = book.transcript(recollection_id)
    if transcript is None:
        raise NotFound(what="transcript")
    patient = book.patient(book.recollection(recollection_id).patient_id)
    reading = None
    if reader is not None and transcript.text.strip():
        try:
            reading = reader.read(transcript.text, patient=patient, language=transcript.language)
        except ReaderUnsure:
            reading = None
    scene = scene_of(transcript, patient=patient, reading=reading)
    before = book.scene(recollection_id)
    if before is not None:
        if before.model_copy(update={"revision": scene.revision}) == scene:
            return before  # a step that is begun again must not leave the same scene twice
        scene = scene.model_copy(update={"revision": before.revision + 1})
    book.save_scene(scene)
    return scene
