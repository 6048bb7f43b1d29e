"""The durable steps from a telling to a picture: hearing, understanding, sketching, refining, painting.

Every step reads its input from the book and writes its result to the book under ids that are always the same for the
same work, so that a step which is begun again after a machine stopped leaves one result.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeVar

from assistant import wording
from assistant.composing import compose
from assistant.errors import LikenessRefused, ModelMissing, NotAllowed, NotFound, NothingHeard, TokenTaken
from assistant.free_pictures import Sheet, paint_free
from assistant.layout import lay_out
from assistant.listening import listen, written
from assistant.portraying import Portrayed, at_hand, portray, without
from assistant.ports import Book, Ear, Media, Painter, Picture, Progress, Reader
from assistant.readings import first_reading, second_reading
from assistant.reporting import DONE, NOT_WANTED, Ending, Halted, report_on
from assistant.school import School
from assistant.story import (
    Alert,
    Decision,
    Layout,
    Patient,
    Prompt,
    Recipe,
    Render,
    RenderState,
    Scene,
    Step,
    StepState,
)

CANDIDATES: Final = 2

_log = logging.getLogger(__name__)
Work = TypeVar("Work")

RenderKind = Literal["sketch", "painting"]
Label = Callable[[bytes, str], bytes]
"""Burns a sentence into a PNG, marks it as made by a machine, and returns the PNG."""


class StepTaker(Protocol):
    """Whoever takes the steps: `Steps`, or something that watches them."""

    def take(self, recollection_id: str, step: Step, halted: Halted) -> StepState: ...
    def free(self, picture_id: str, halted: Halted) -> StepState: ...
    def learn(self, training_id: str, halted: Halted) -> bool: ...


@dataclass(frozen=True)
class Steps:
    """The steps of a telling with their ports bound. Without a reader the rules decide; without a painter the sketch
    stands in.
    """

    book: Book
    media: Media
    ear: Ear
    reader: Reader | None
    sketcher: Painter
    painter: Painter | None
    label: Label
    sheet: Sheet | None = None
    school: School | None = None

    def take(self, recollection_id: str, step: Step, halted: Halted) -> StepState:
        """Take one step of a telling, if it is wanted; how it ended stands in its report too. Raises DatabaseBusy."""

        def work(progress: Progress) -> Ending:
            match step:
                case Step.HEARING:
                    return hear(recollection_id, book=self.book, media=self.media, ear=self.ear, progress=progress)
                case Step.UNDERSTANDING:
                    return make_sense(recollection_id, book=self.book)
                case Step.SKETCHING:
                    return self._picture(recollection_id, "sketch", self.sketcher, progress)
                case Step.REFINING:
                    return self._refine(recollection_id, progress)
                case Step.PAINTING:
                    return self._picture(recollection_id, "painting", self.painter, progress)

        return report_on(recollection_id, step, work, book=self.book, halted=halted)

    def learn(self, training_id: str, halted: Halted) -> bool:
        """Do the next piece of a training; True while there is more to do. Raises DatabaseBusy."""
        return self.school is not None and self.school.take(training_id, halted)

    def free(self, picture_id: str, halted: Halted) -> StepState:
        """Paint a free picture, if it is wanted. Raises DatabaseBusy."""

        def work(progress: Progress) -> Ending:
            wished = self.book.free_picture(picture_id).painter
            return paint_free(
                picture_id,
                book=self.book,
                media=self.media,
                reader=self.reader,
                painter=self.sketcher if self.painter is None or wished == self.sketcher.name else self.painter,
                label=self.label,
                sheet=self.sheet,
                progress=progress,
            )

        return report_on(picture_id, Step.PAINTING, work, book=self.book, halted=halted)

    def _refine(self, recollection_id: str, progress: Progress) -> Ending:
        ending = refine(recollection_id, book=self.book, reader=self.reader)
        if _is_outdated(recollection_id, book=self.book, sketcher=self.sketcher):
            self._picture(recollection_id, "sketch", self.sketcher, progress)
        return ending

    def _picture(self, recollection_id: str, kind: RenderKind, painter: Painter | None, progress: Progress) -> Ending:
        return picture(
            recollection_id,
            kind,
            book=self.book,
            media=self.media,
            painter=painter,
            label=self.label,
            progress=progress,
        )


def hear(recollection_id: str, *, book: Book, media: Media, ear: Ear, progress: Progress) -> Ending:
    """Turn a telling into a transcript: what was heard, then what was typed. Silence beside typed words is no fault. Of
    words that a therapist wrote down nothing is left to hear.

    Raises NotFound, NothingHeard, RecordingUnreadable, RecordingTooLong, ModelMissing, ModelDamaged, StoppedOnRequest.
    """
    known = book.transcript(recollection_id)
    if known is not None and known.source == "corrected":
        return NOT_WANTED
    try:
        book.save_transcript(listen(recollection_id, book=book, media=media, ear=ear, progress=progress))
    except NothingHeard as silence:
        recollection = book.recollection(recollection_id)
        if not recollection.typed.strip():
            raise
        book.save_transcript(written(recollection, book.patient(recollection.patient_id)))
        return Ending(remark=silence)
    return DONE


def make_sense(recollection_id: str, *, book: Book) -> Ending:
    """Read the transcript into a scene by the rules, and call the therapist when the telling shows distress.

    Raises NotFound.
    """
    _take_care(first_reading(recollection_id, book=book), book=book)
    return DONE


def refine(recollection_id: str, *, book: Book, reader: Reader | None) -> Ending:
    """Ask the reader about a scene of the rules. What it hears of distress takes back the pictures that were begun.

    Without a reader, or with one that cannot be used, the scene stands as it is. Raises NotFound, ModelDamaged.
    """
    if reader is None:
        return NOT_WANTED
    try:
        scene = second_reading(recollection_id, book=book, reader=reader)
    except ModelMissing as missing:
        return Ending(state=StepState.NOT_WANTED, remark=missing)
    _take_care(scene, book=book)
    return DONE


def _take_care(scene: Scene, *, book: Book) -> None:
    """Call the therapist to distress; take back undecided pictures of a memory of which none may be made (N9)."""
    if scene.distress:
        _call_for(scene, book=book)
    if not scene.may_paint:
        for render in book.renders(scene.recollection_id):
            if render.state is RenderState.PENDING:
                book.save_render(render.model_copy(update={"state": RenderState.SUPERSEDED}))


def _call_for(scene: Scene, *, book: Book) -> None:
    """One alert for each reading that shows distress, and none beside one that is still open."""
    told = scene.recollection_id
    alert = Alert(
        id=f"{told}-distress-{scene.revision}",
        patient_id=book.recollection(told).patient_id,
        why="distress",
        recollection_id=told,
    )
    called = [known for known in book.alerts(open_only=False) if known.recollection_id == told]
    if not any(known.id == alert.id or (known.why == "distress" and known.closed_at is None) for known in called):
        book.save_alert(alert)


def picture(
    recollection_id: str,
    kind: RenderKind,
    *,
    book: Book,
    media: Media,
    painter: Painter | None,
    label: Label,
    progress: Progress,
) -> Ending:
    """Paint the newest scene: one sketch, or two candidates in one batch. Earlier undecided ones are superseded.

    Nothing is painted of a memory marked negative or distressed unless a therapist asked (N9), nor without consent to
    pictures. A painter that is missing is no fault: the sketch stands in.
    Raises NotFound, ModelDamaged, DiskFull, StoppedOnRequest.
    """
    scene = book.scene(recollection_id)
    if scene is None:
        raise NotFound(what="scene")
    patient = book.patient(book.recollection(recollection_id).patient_id)
    if not scene.may_paint:
        return NOT_WANTED
    if not patient.consents.generated_pictures:
        return Ending(state=StepState.NOT_WANTED, remark=NotAllowed(why="no_picture_consent"))
    if painter is None:
        return Ending(state=StepState.NOT_WANTED, remark=ModelMissing())
    before = book.renders(recollection_id)
    seeds = _seeds(scene, kind, rounds=1 + _asked_again(recollection_id, book=book))
    if {render.id for render in before} >= seeds.keys():
        return DONE
    try:
        renders = _paint(
            scene, patient, kind, seeds, painter=painter, label=label, book=book, media=media, progress=progress
        )
    except ModelMissing as missing:
        return Ending(state=StepState.NOT_WANTED, remark=missing)
    _keep(renders, before, book=book, media=media)
    return DONE


def _asked_again(recollection_id: str, *, book: Book) -> int:
    return sum(review.decision is Decision.AGAIN for review in book.reviews(recollection_id))


def _seeds(scene: Scene, kind: RenderKind, *, rounds: int) -> dict[str, int]:
    """The seeds, 0 to 2^31 - 1, by the ids of their renders: the same work always paints the same pictures."""
    stem = f"{scene.recollection_id}-{kind}-{scene.revision}-{rounds}"
    ids = [f"{stem}-{number}" for number in range(1, 1 + (CANDIDATES if kind == "painting" else 1))]
    return {name: int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 1 for name in ids}


def _told_to(
    painter: Painter, scene: Scene, patient: Patient, tokens: Mapping[str, str] | None = None
) -> tuple[Prompt, Layout]:
    settings = painter.settings
    layout = (
        lay_out(scene, patient=patient, slots=settings.slots, dialect=settings.dialect)
        if settings
        else lay_out(scene, patient=patient)
    )
    prompt = compose(
        scene, patient=patient, count_tokens=painter.count_tokens, tokens=tokens, layout=layout, settings=settings
    )
    return prompt, layout


def _is_outdated(recollection_id: str, *, book: Book, sketcher: Painter) -> bool:
    """Whether there is an undecided sketch and the newest scene would be drawn otherwise."""
    scene = book.scene(recollection_id)
    renders = book.renders(recollection_id)
    sketch = next((r for r in renders if r.kind == "sketch" and r.state is RenderState.PENDING), None)
    if scene is None or sketch is None or not scene.may_paint:
        return False
    patient = book.patient(book.recollection(recollection_id).patient_id)
    return (sketch.recipe.prompt, sketch.recipe.layout) != _told_to(sketcher, scene, patient)


def _paint(
    scene: Scene,
    patient: Patient,
    kind: RenderKind,
    seeds: Mapping[str, int],
    *,
    painter: Painter,
    label: Label,
    book: Book,
    media: Media,
    progress: Progress,
) -> list[Render]:
    """Paint one picture per seed, with the likenesses that a painting may hold; label it, store it."""
    _, layout = _told_to(painter, scene, patient)
    found = portray(scene, patient, layout, painter=painter, book=book) if kind == "painting" else Portrayed()

    def painted_with(found: Portrayed) -> tuple[list[Picture], Prompt, Layout]:
        prompt, layout = _told_to(painter, scene, patient, found.tokens)
        worn = at_hand(found.likenesses, patient, media=media)
        asked = list(seeds.values())
        return (
            painter.paint(prompt, layout=layout, seeds=asked, progress=progress, likenesses=worn),
            prompt,
            layout,
        )

    (pictures, prompt, layout), found = _with_what_can_be_worn(found, patient, painted_with)
    sentence = wording.say("picture_label", scene.language, address=patient.address)
    return [
        Render(
            id=name,
            recollection_id=scene.recollection_id,
            scene_revision=scene.revision,
            kind=kind,
            recipe=Recipe(
                prompt=prompt,
                layout=layout,
                seed=painted.seed,
                scheduler=painter.scheduler,
                painter=painter.name,
                painter_hash=painter.hash,
                likeness_ids=tuple(likeness.id for likeness in found.likenesses),
            ),
            media_id=media.put(label(painted.png, sentence), suffix=".png", owner=scene.recollection_id, name=name),
            seconds=painted.seconds,
            doubts=(*found.doubts, *painted.doubts),
        )
        for name, painted in zip(seeds, pictures, strict=True)
    ]


def _with_what_can_be_worn(
    found: Portrayed, patient: Patient, paint: Callable[[Portrayed], Work]
) -> tuple[Work, Portrayed]:
    """Paint; a likeness whose file is gone or damaged is left out, and then it is painted without it."""
    while True:
        try:
            return paint(found), found
        except (LikenessRefused, TokenTaken) as refused:
            if not found.likenesses:
                raise
            _log.warning("%s: painted without likeness %s", type(refused).__name__, refused.data.get("likeness"))
            found = without(found, refused, patient)


def _keep(renders: Sequence[Render], before: Sequence[Render], *, book: Book, media: Media) -> None:
    """Save new renders and supersede the undecided ones of their kind. What a therapist decided stays."""
    decided = {render.id for render in before if render.state is not RenderState.PENDING}
    for render in renders:
        if render.id not in decided:
            try:
                book.save_render(render)
            except NotFound:  # erased while it was painted: its file goes too
                media.forget(render.recollection_id)
                raise
    new = {render.id for render in renders}
    for old in before:
        if old.id not in new | decided and old.kind == renders[0].kind:
            book.save_render(old.model_copy(update={"state": RenderState.SUPERSEDED}))
