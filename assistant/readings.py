"""The two readings of a memory: the rules read it at once, a reader gives its opinion later.

Neither takes back what a therapist changed, and the same words read again make no new revision: a step that is begun
again after a machine stopped leaves one result.
"""

import hashlib

from assistant.correcting import at_stage
from assistant.errors import NotFound, ReaderUnsure
from assistant.pages import follow
from assistant.ports import Book, Reader
from assistant.story import Doubt, Patient, Reading, Scene, Transcript
from assistant.understanding import scene_of


def first_reading(recollection_id: str, *, book: Book) -> Scene:
    """Read a transcript by the rules alone, store what is new and return the newest scene.

    Words that were read before leave everything as it stands, with a therapist's changes. Of corrected words the life
    stage that a therapist chose is kept. Raises NotFound.
    """
    transcript = _transcript(recollection_id, book=book)
    patient = book.patient(book.recollection(recollection_id).patient_id)
    scene = scene_of(transcript, patient=patient).model_copy(update={"of_words": digest(transcript)})
    of_these_words = [known for known in book.scenes(recollection_id) if known.of_words == scene.of_words]
    before = book.scene(recollection_id)
    if before is not None and before in of_these_words:
        if before.changed_by or any(not known.changed_by and _alike(known, scene) for known in of_these_words):
            return before
    elif before is not None and before.stage.stage and before.stage.decided_by == "therapist":
        scene = at_stage(scene, patient, before.stage.stage)
    scene = scene.model_copy(update={"revision": before.revision + 1 if before else 1})
    book.save_scene(scene)
    follow(scene, book=book)
    return scene


def second_reading(recollection_id: str, *, book: Book, reader: Reader) -> Scene:
    """Ask a reader about a memory that the rules have read, store what is new and return the newest scene.

    A new revision is made only if more changed than what is said about the reading. A reader that is unsure leaves a
    doubt, and how it found the memory to feel. Each reader is asked once for the same words. Raises NotFound,
    ModelMissing, ModelDamaged.
    """
    transcript = _transcript(recollection_id, book=book)
    patient = book.patient(book.recollection(recollection_id).patient_id)
    before = _scene(recollection_id, book=book)
    if before.read_by == reader.name and before.of_words == digest(transcript):
        return before
    read = _read_by(reader, transcript, patient)
    while True:
        now = _scene(recollection_id, book=book)
        if now.of_words not in {"", read.of_words}:  # corrected meanwhile: those words are read by work of their own
            return now
        scene = _joined(now, read)
        if _alike(scene, now):
            book.save_scene(scene)
            return scene
        scene = scene.model_copy(update={"revision": now.revision + 1})
        if book.add_scene(scene):
            follow(scene, book=book)
            return scene


def _read_by(reader: Reader, transcript: Transcript, patient: Patient) -> Scene:
    """What the rules and a reader make of a transcript together. Raises ModelMissing, ModelDamaged."""
    text, doubts = transcript.text, []
    try:
        reading = reader.read(text, patient=patient, language=transcript.language) if text.strip() else Reading()
    except ReaderUnsure as unsure:
        reading = Reading(feeling=unsure.feeling)
        doubts.append(Doubt(key="reader_unsure"))
    scene = scene_of(transcript, patient=patient, reading=reading)
    about = {"doubts": (*scene.doubts, *doubts), "read_by": reader.name, "of_words": digest(transcript)}
    return scene.model_copy(update=about)


def digest(transcript: Transcript) -> str:
    """Names the words of a transcript: 16 hexadecimal digits, the same for the same words in the same language."""
    return hashlib.sha256(f"{transcript.language}\n{transcript.text}".encode()).hexdigest()[:16]


def _joined(now: Scene, read: Scene) -> Scene:
    """What stands and what was read: a therapist's scene learns how the memory feels and nothing else.

    Distress and sadness that were heard once are not taken back by the other voter.
    """
    feels = {name: getattr(read, name) for name in ("valence", "distress", "distress_said_in")}
    if not now.may_paint_unasked and (read.may_paint_unasked or now.distress):
        feels = {name: getattr(now, name) for name in feels}
    if now.changed_by:
        return now.model_copy(update={**feels, "read_by": read.read_by, "of_words": read.of_words})
    return read.model_copy(update={**feels, "revision": now.revision, "picture_asked_by": now.picture_asked_by})


def _alike(one: Scene, other: Scene) -> bool:
    """Whether two scenes are the same but for what is said about their reading."""
    return _told(one) == _told(other)


def _told(scene: Scene) -> Scene:
    stage = scene.stage.model_copy(update={"by_model": None})
    return scene.model_copy(update={"revision": 0, "read_by": "", "of_words": "", "doubts": (), "stage": stage})


def _transcript(recollection_id: str, *, book: Book) -> Transcript:
    transcript = book.transcript(recollection_id)
    if transcript is None:
        raise NotFound(what="transcript")
    return transcript


def _scene(recollection_id: str, *, book: Book) -> Scene:
    scene = book.scene(recollection_id)
    if scene is None:
        raise NotFound(what="scene")
    return scene
