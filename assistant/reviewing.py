"""A therapist decides. Nothing reaches the patient before approval, and every decision can be taken back.

Each use case may be called twice with the same effect as once: the second finds the traces of the first.
"""

from collections.abc import Sequence
from uuid import uuid4

from assistant import wording
from assistant.errors import NotAllowed, NotFound, NothingHeard, TextTooLong
from assistant.ports import Book, Jobs
from assistant.story import (
    Alert,
    ChapterEntry,
    Decision,
    ElementKind,
    ElementUse,
    Patient,
    Recollection,
    RecollectionState,
    Render,
    RenderState,
    Review,
    Scene,
    Step,
    StepState,
    Transcript,
    now,
)
from assistant.telling import MOST_CHARACTERS


def page_id(recollection_id: str) -> str:
    """The id of a memory's page: each memory has at most one."""
    return f"page-{recollection_id}"


def approve(render_id: str, *, by: str, book: Book) -> ChapterEntry:
    """Put a picture into the book, with the person's own words. An earlier picture of the same memory steps back.

    Raises NotFound.
    """
    render = book.render(render_id)
    if render.state is not RenderState.APPROVED:
        _decide(render, Decision.APPROVE, by=by, book=book)
    for other in book.renders(render.recollection_id):
        if other.id != render_id and other.state in {RenderState.APPROVED, RenderState.HIDDEN}:
            _put(other, RenderState.SUPERSEDED, book=book)
    approved = _put(render, RenderState.APPROVED, book=book)
    _close_hidden_alert(render.recollection_id, book=book)
    return _write_page(render.recollection_id, approved, book=book)


def keep_words(recollection_id: str, *, book: Book) -> ChapterEntry:
    """Put a memory into the book without a picture. One that has a page keeps it as it is. Raises NotFound."""
    try:
        return book.entry(page_id(recollection_id))
    except NotFound:
        return _write_page(recollection_id, None, book=book)


def again(render_id: str, *, by: str, book: Book, jobs: Jobs) -> None:
    """Paint once more with a new seed. A picture that stands in the book stays there until another is approved.

    Raises NotFound.
    """
    render = book.render(render_id)
    asked = f"{render_id}-again"
    if any(review.id == asked for review in book.reviews(render.recollection_id)):
        return
    book.save_review(Review(id=asked, render_id=render_id, decision=Decision.AGAIN, by=by))
    if render.state is RenderState.PENDING:
        _put(render, RenderState.SUPERSEDED, book=book)
    jobs.again(render.recollection_id, Step.SKETCHING if render.kind == "sketch" else Step.PAINTING)


def unsuitable(render_id: str, *, by: str, book: Book, remark: str = "") -> Render:
    """This picture will not be shown. If it stands in the book, its page is hidden. Raises NotFound."""
    render = book.render(render_id)
    if render.state is RenderState.UNSUITABLE:
        return render
    _decide(render, Decision.UNSUITABLE, by=by, book=book, remark=remark)
    _show_page(render, hidden=True, book=book)
    return _put(render, RenderState.UNSUITABLE, book=book)


def hide(render_id: str, *, book: Book) -> Render:
    """One tap takes a picture out of every book until a therapist restores it; the therapist is told (D5).

    Raises NotFound, NotAllowed when it is in no book.
    """
    render = book.render(render_id)
    if render.state is RenderState.HIDDEN:
        return render
    if render.state is not RenderState.APPROVED:
        raise NotAllowed(why="not_approved")
    _show_page(render, hidden=True, book=book)
    alert = Alert(
        id=uuid4().hex,
        patient_id=book.recollection(render.recollection_id).patient_id,
        why="picture_hidden",
        recollection_id=render.recollection_id,
    )
    book.save_alert(alert)
    return _put(render, RenderState.HIDDEN, book=book)


def restore(render_id: str, *, by: str, book: Book) -> Render:
    """Bring a hidden picture back into the book. Raises NotFound, NotAllowed when it is not hidden."""
    render = book.render(render_id)
    if render.state is RenderState.APPROVED:
        return render
    if render.state is not RenderState.HIDDEN:
        raise NotAllowed(why="not_approved")
    _decide(render, Decision.APPROVE, by=by, book=book)
    _show_page(render, hidden=False, book=book)
    _close_hidden_alert(render.recollection_id, book=book)
    return _put(render, RenderState.APPROVED, book=book)


def correct_transcript(recollection_id: str, text: str, *, by: str, book: Book, jobs: Jobs) -> Transcript:
    """Replace the words by a person's correction, on a page of the book too; what follows from them is done anew.

    Raises NotFound, TextTooLong, and NothingHeard for a correction without any word.
    """
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(characters=len(text), limit=MOST_CHARACTERS)
    if not text.strip():
        raise NothingHeard()
    before = book.transcript(recollection_id)
    if before is not None and before.text == text:
        return before
    recollection = book.recollection(recollection_id)
    corrected = Transcript(
        recollection_id=recollection_id,
        language=before.language if before else recollection.language,
        text=text,
        source="corrected",
        seconds=before.seconds if before else 0.0,
        corrected_by=by,
    )
    book.save_transcript(corrected)
    page = _page_of(recollection_id, book=book)
    if page is not None:
        book.save_entry(page.model_copy(update={"words": text}))
    jobs.again(recollection_id, Step.UNDERSTANDING)
    return corrected


def change_scene(
    recollection_id: str,
    *,
    by: str,
    book: Book,
    jobs: Jobs,
    stage: str | None = None,
    elements: Sequence[ElementUse] | None = None,
) -> Scene:
    """Change what was understood: only what is given. A new revision is sketched and painted; a page moves its chapter.

    With the stage goes the patient's own element; `elements` given beside it come after that.
    Raises NotFound, also for a stage that this patient's life does not have.
    """
    scene = _scene(recollection_id, book=book)
    changes: dict[str, object] = {}
    if stage is not None and stage != scene.stage.stage:
        patient = book.patient(book.recollection(recollection_id).patient_id)
        if all(known.key != stage for known in patient.stages):
            raise NotFound(what="stage")
        changes["stage"] = scene.stage.model_copy(update={"stage": stage, "decided_by": "therapist"})
        changes["elements"] = _grown(scene.elements, patient, stage)
    if elements is not None:
        changes["elements"] = tuple(elements)
    return _revise(scene, changes, by=by, book=book, jobs=jobs)


def _grown(uses: Sequence[ElementUse], patient: Patient, stage: str) -> tuple[ElementUse, ...]:
    """The same elements with the patient at another stage of life."""
    at_stage = patient.self_at(stage)
    selves = {element.id for element in patient.elements if element.kind is ElementKind.SELF}
    return tuple(
        ElementUse(element_id=at_stage.id, said_in=use.said_in) if at_stage and use.element_id in selves else use
        for use in uses
    )


def paint_anyway(recollection_id: str, *, by: str, book: Book, jobs: Jobs) -> Scene:
    """A therapist asks for a picture of a memory that starts none by itself (N9). Raises NotFound."""
    return _revise(_scene(recollection_id, book=book), {"picture_asked_by": by}, by=by, book=book, jobs=jobs)


def _revise(scene: Scene, changes: dict[str, object], *, by: str, book: Book, jobs: Jobs) -> Scene:
    if scene.picture_asked_by:
        changes.pop("picture_asked_by", None)  # who asked first stays named
    changed = scene.model_copy(update=changes)
    if changed == scene:
        return scene
    changed = changed.model_copy(update={"revision": scene.revision + 1, "changed_by": by})
    book.save_scene(changed)
    _move_page(changed, book=book)
    jobs.again(scene.recollection_id, Step.SKETCHING)
    return changed


def retry(recollection_id: str, step: Step, *, book: Book, jobs: Jobs) -> None:
    """Take a failed or cancelled step again, and those after it. A step that stands otherwise is left alone."""
    stuck = {StepState.FAILED, StepState.CANCELLED, StepState.NOT_WANTED}
    if any(report.step is step and report.state in stuck for report in book.reports(recollection_id)):
        jobs.again(recollection_id, step)


def stop(subject_id: str, *, book: Book, jobs: Jobs) -> None:
    """Stop what runs for a memory or a free picture; what is done stays. What still waits is stopped at once."""
    jobs.cancel(subject_id)
    for report in book.reports(subject_id):
        if report.state is StepState.WAITING:
            book.save_report(report.model_copy(update={"state": StepState.CANCELLED, "at": now()}))


def waiting_for_review(*, book: Book) -> list[Recollection]:
    """The told memories that no therapist has decided on, newest first."""
    return [
        recollection
        for recollection in book.recollections(state=RecollectionState.TOLD)
        if _undecided(recollection.id, book=book)
    ]


def _undecided(recollection_id: str, *, book: Book) -> bool:
    renders = book.renders(recollection_id)
    if any(render.state in {RenderState.APPROVED, RenderState.HIDDEN} for render in renders):
        return False
    try:
        book.entry(page_id(recollection_id))
    except NotFound:
        return not renders or any(render.state is not RenderState.UNSUITABLE for render in renders)
    return False


def _scene(recollection_id: str, *, book: Book) -> Scene:
    scene = book.scene(recollection_id)
    if scene is None:
        raise NotFound(what="scene")
    return scene


def _put(render: Render, state: RenderState, *, book: Book) -> Render:
    changed = render.model_copy(update={"state": state})
    if changed != render:
        book.save_render(changed)
    return changed


def _decide(render: Render, decision: Decision, *, by: str, book: Book, remark: str = "") -> None:
    book.save_review(Review(id=uuid4().hex, render_id=render.id, decision=decision, by=by, remark=remark))


def _write_page(recollection_id: str, render: Render | None, *, book: Book) -> ChapterEntry:
    """Write or rewrite a memory's page; it keeps its place in the book."""
    recollection = book.recollection(recollection_id)
    transcript = book.transcript(recollection_id)
    if transcript is None:
        raise NotFound(what="transcript")
    scene = book.scene(recollection_id)
    patient = book.patient(recollection.patient_id)
    pages = book.entries(recollection.patient_id)
    mine = next((page for page in pages if page.id == page_id(recollection_id)), None)
    title = scene.title if scene else ""
    entry = ChapterEntry(
        id=page_id(recollection_id),
        patient_id=patient.id,
        recollection_id=recollection_id,
        stage=scene.stage.stage if scene else None,
        title=title,
        words=transcript.text,
        language=transcript.language,
        render_id=render.id if render else None,
        media_id=render.media_id if render else None,
        audio_id=recollection.audio_id if patient.consents.voice else None,
        alt_text=wording.say("picture_alt", transcript.language, title=title) if render else "",
        order=mine.order if mine else 1 + max((page.order for page in pages), default=0),
    )
    if entry != mine:
        book.save_entry(entry)
    return entry


def _page_of(recollection_id: str, *, book: Book) -> ChapterEntry | None:
    try:
        return book.entry(page_id(recollection_id))
    except NotFound:
        return None


def _show_page(render: Render, *, hidden: bool, book: Book) -> None:
    page = _page_of(render.recollection_id, book=book)
    if page is not None and page.render_id == render.id:
        book.save_entry(page.model_copy(update={"hidden": hidden}))


def _move_page(scene: Scene, *, book: Book) -> None:
    page = _page_of(scene.recollection_id, book=book)
    if page is not None:
        book.save_entry(page.model_copy(update={"stage": scene.stage.stage}))


def _close_hidden_alert(recollection_id: str, *, book: Book) -> None:
    for alert in book.alerts():
        if alert.why == "picture_hidden" and alert.recollection_id == recollection_id:
            book.save_alert(alert.model_copy(update={"closed_at": now()}))
