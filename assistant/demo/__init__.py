"""Juan, the invented patient of the demonstration, and the ten memories of his book.

His memories go through the same use cases as everybody's: told by typing, understood, sketched, and approved by the
demo therapist, whose name stands in the reviews.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from assistant import reviewing, revising, telling
from assistant.consenting import may_learn
from assistant.correcting import at_stage
from assistant.elements import Likeness
from assistant.errors import NotFound
from assistant.pages import page_id
from assistant.ports import Book, Jobs, Media
from assistant.story import Patient, RenderState, Step, Value

DEMO_THERAPIST: Final = "terapeuta de la demostración"


class DemoMemory(Value):
    """One memory and the life stage that it is known to belong to."""

    id: str
    stage: str
    text: str


class Demo(Value):
    """The demonstration: its patient and what he tells."""

    patient: Patient
    memories: tuple[DemoMemory, ...]


@cache
def demo() -> Demo:
    """The demonstration as it is written down beside this module."""
    return Demo(**json.loads((files("assistant.demo") / "juan.json").read_text(encoding="utf-8")))


def ensure_demo(
    *,
    book: Book,
    media: Media,
    jobs: Jobs,
    told: Callable[[int, int], None] = lambda _done, _of: None,
    shipped: Sequence[tuple[Likeness, Path]] = (),
) -> bool:
    """See to it that a new house has Juan, his `shipped` likenesses and his book; True when anything was missing.

    `jobs` must do the work before they return, `book` must save at once; `told` hears how many memories are done. A
    first start that was cut short is completed. Where there are other patients and no Juan he was erased, and stays so.
    """
    patient, memories = demo().patient, demo().memories
    known = {other.id for other in book.patients()}
    if known and patient.id not in known:
        return False
    if not known:
        book.save_patient(patient)
    missing = [memory for memory in memories if not _has_page(memory, book=book)]
    for likeness, file in shipped:
        _adopt(likeness, file, new=bool(missing), book=book, media=media)
    for done, memory in enumerate(missing):
        told(done, len(missing))
        _tell(memory, patient, book=book, media=media, jobs=jobs)
    if missing:
        told(len(missing), len(missing))
    return bool(missing)


def _adopt(likeness: Likeness, file: Path, *, new: bool, book: Book, media: Media) -> None:
    """Give Juan a likeness that ships, in place of an older one. One that somebody deleted does not come back."""
    if not _agreed(likeness, book=book):
        return
    before = [one for one in book.likenesses(likeness.patient_id, likeness.element_id) if one.source == "shipped"]
    if any(one.sha256 == likeness.sha256 for one in before) or not (new or before):
        return
    for one in before:
        media.forget(one.id)
        book.remove_likeness(one.id)
    kept = media.put(file.read_bytes(), suffix=".safetensors", owner=likeness.id, name="likeness")
    book.save_likeness(likeness.model_copy(update={"media_id": kept}))


def _agreed(likeness: Likeness, *, book: Book) -> bool:
    """Whether nobody took a consent back since: what was erased then must not come back with the next start."""
    juan = book.patient(likeness.patient_id)
    element = next((one for one in juan.elements if one.id == likeness.element_id), None)
    words = book.depictions(juan.id, likeness.element_id)
    return element is not None and juan.consents.photos and (not words or may_learn(element, words))


def _has_page(memory: DemoMemory, *, book: Book) -> bool:
    """With a picture: one without is from a start on which the sketch failed."""
    try:
        return book.entry(page_id(memory.id)).render_id is not None
    except NotFound:
        return False


def _tell(memory: DemoMemory, patient: Patient, *, book: Book, media: Media, jobs: Jobs) -> None:
    telling.begin(patient.id, book=book, recollection_id=memory.id)
    telling.keep_typed(memory.id, memory.text, book=book)
    telling.finish(memory.id, book=book, media=media, jobs=jobs)
    if not book.renders(memory.id):  # told already, by a first start that was cut short
        jobs.again(memory.id, Step.HEARING)
    scene = book.scene(memory.id)
    if scene is not None and scene.stage.stage != memory.stage:
        revising.change_scene(
            memory.id, lambda known, juan: at_stage(known, juan, memory.stage), by=DEMO_THERAPIST, book=book
        )
        revising.draw_again(memory.id, book=book, jobs=jobs)
    sketch = next((render for render in book.renders(memory.id) if render.state is RenderState.PENDING), None)
    if sketch is None:
        reviewing.keep_words(memory.id, book=book)
    else:
        reviewing.approve(sketch.id, by=DEMO_THERAPIST, book=book)
