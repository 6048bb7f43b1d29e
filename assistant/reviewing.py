"""A therapist decides. Nothing reaches the patient before approval, and every decision can be taken back.

Each use case may be called twice with the same effect as once: the second finds the traces of the first.
"""

from uuid import uuid4

from assistant.errors import NotAllowed, NothingHeard, TextTooLong
from assistant.pages import hide_page, page_of, write_page
from assistant.ports import Book, Jobs
from assistant.reporting import is_moving
from assistant.story import (
    Alert,
    ChapterEntry,
    Decision,
    Recollection,
    RecollectionState,
    Render,
    RenderState,
    Review,
    Step,
    StepState,
    Transcript,
    now,
)
from assistant.telling import MOST_CHARACTERS


def approve(render_id: str, *, by: str, book: Book) -> ChapterEntry:
    """Put a picture into the book, with the person's own words. An earlier picture of the same memory steps back.

    Raises NotFound, and NotAllowed for a picture of somebody who took their consent back.
    """
    render = book.render(render_id)
    _check_consented(render, book=book)
    if render.state is not RenderState.APPROVED:
        _decide(render, Decision.APPROVE, by=by, book=book)
    for other in book.renders(render.recollection_id):
        if other.id != render_id and other.state in {RenderState.APPROVED, RenderState.HIDDEN}:
            _put(other, RenderState.SUPERSEDED, book=book)
    approved = _put(render, RenderState.APPROVED, book=book)
    _close_hidden_alert(render.recollection_id, book=book)
    return write_page(render.recollection_id, approved, book=book)


def keep_words(recollection_id: str, *, book: Book) -> ChapterEntry:
    """Put a memory into the book without a picture. A page that can be seen stays as it is; one that left the book with
    its picture comes back without it. Raises NotFound.
    """
    page = page_of(recollection_id, book=book)
    return write_page(recollection_id, None, book=book) if page is None or page.hidden else page


def again(render_id: str, *, by: str, book: Book, jobs: Jobs) -> None:
    """Paint once more with a new seed. A picture that stands in the book stays there until another is approved.

    Asked twice of one picture, it is done once, until what came of it has been refused. Raises NotFound.
    """
    render = book.render(render_id)
    step = Step.SKETCHING if render.kind == "sketch" else Step.PAINTING
    asked = sum(
        review.render_id == render_id and review.decision is Decision.AGAIN
        for review in book.reviews(render.recollection_id)
    )
    if asked and (render.state is RenderState.SUPERSEDED or _comes_or_waits(render, step, book=book)):
        return
    name = f"{render_id}-again" + (f"-{asked + 1}" if asked else "")
    book.save_review(Review(id=name, render_id=render_id, decision=Decision.AGAIN, by=by))
    if render.state is RenderState.PENDING:
        _put(render, RenderState.SUPERSEDED, book=book)
    jobs.again(render.recollection_id, step)


def _comes_or_waits(render: Render, step: Step, *, book: Book) -> bool:
    """Whether another picture of its kind is on its way, or there and not decided on."""
    if is_moving([report for report in book.reports(render.recollection_id) if report.step is step]):
        return True
    return any(
        other.kind == render.kind and other.state is RenderState.PENDING and other.id != render.id
        for other in book.renders(render.recollection_id)
    )


def unsuitable(render_id: str, *, by: str, book: Book, remark: str = "") -> Render:
    """This picture will not be shown. If it stands in the book, its page is hidden. Raises NotFound."""
    render = book.render(render_id)
    if render.state is RenderState.UNSUITABLE:
        return render
    _decide(render, Decision.UNSUITABLE, by=by, book=book, remark=remark)
    hide_page(render, book=book)
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
    hide_page(render, book=book)
    alert = Alert(
        id=uuid4().hex,
        patient_id=book.recollection(render.recollection_id).patient_id,
        why="picture_hidden",
        recollection_id=render.recollection_id,
    )
    book.save_alert(alert)
    return _put(render, RenderState.HIDDEN, book=book)


def restore(render_id: str, *, by: str, book: Book) -> Render:
    """Bring a hidden picture back into the book.

    Raises NotFound, NotAllowed when it is not hidden, or shows somebody who took their consent back.
    """
    render = book.render(render_id)
    if render.state is RenderState.APPROVED:
        return render
    if render.state is not RenderState.HIDDEN:
        raise NotAllowed(why="not_approved")
    _check_consented(render, book=book)
    _decide(render, Decision.APPROVE, by=by, book=book)
    write_page(render.recollection_id, render, book=book)
    _close_hidden_alert(render.recollection_id, book=book)
    return _put(render, RenderState.APPROVED, book=book)


def say_alike(render_id: str, alike: bool, *, book: Book) -> Review:
    """Keep whether the person finds that a picture looks right (I5): the therapist sees it, nothing follows from it.

    The last answer counts. Raises NotFound, NotAllowed for a picture that is in no book.
    """
    if book.render(render_id).state is not RenderState.APPROVED:
        raise NotAllowed(why="not_approved")
    decision = Decision.ALIKE if alike else Decision.UNLIKE
    answer = Review(id=f"{render_id}-alike", render_id=render_id, decision=decision, by="patient")
    book.save_review(answer)
    return answer


def _check_consented(render: Render, *, book: Book) -> None:
    """See that the likenesses a picture was made with are still there. Raises NotAllowed."""
    if not render.recipe.likeness_ids:
        return
    known = {likeness.id for likeness in book.likenesses(book.recollection(render.recollection_id).patient_id)}
    if not known.issuperset(render.recipe.likeness_ids):
        raise NotAllowed(why="likeness_gone")


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
    page = page_of(recollection_id, book=book)
    if page is not None:
        book.save_entry(page.model_copy(update={"words": text}))
    jobs.again(recollection_id, Step.UNDERSTANDING)
    return corrected


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


def leave(recollection_id: str, *, book: Book) -> Recollection:
    """Leave a told memory that nobody decided on for another day; `finish` takes it up again. Raises NotFound."""
    recollection = book.recollection(recollection_id)
    if recollection.state is not RecollectionState.TOLD or not is_undecided(recollection_id, book=book):
        return recollection
    left = recollection.model_copy(update={"state": RecollectionState.SET_ASIDE})
    book.save_recollection(left)
    return left


def waiting_for_review(*, book: Book) -> list[Recollection]:
    """The told memories that no therapist has decided on, newest first."""
    return [
        recollection
        for recollection in book.recollections(state=RecollectionState.TOLD)
        if is_undecided(recollection.id, book=book)
    ]


def is_undecided(recollection_id: str, *, book: Book) -> bool:
    """Whether a therapist has yet to decide on a told memory."""
    renders = book.renders(recollection_id)
    if any(render.state in {RenderState.APPROVED, RenderState.HIDDEN} for render in renders):
        return False
    page = page_of(recollection_id, book=book)
    if page is None:
        return not renders or any(render.state is not RenderState.UNSUITABLE for render in renders)
    return page.hidden and any(render.state is RenderState.PENDING for render in renders)


def _put(render: Render, state: RenderState, *, book: Book) -> Render:
    changed = render.model_copy(update={"state": state})
    if changed != render:
        book.save_render(changed)
    return changed


def _decide(render: Render, decision: Decision, *, by: str, book: Book, remark: str = "") -> None:
    book.save_review(Review(id=uuid4().hex, render_id=render.id, decision=decision, by=by, remark=remark))


def _close_hidden_alert(recollection_id: str, *, book: Book) -> None:
    for alert in book.alerts():
        if alert.why == "picture_hidden" and alert.recollection_id == recollection_id:
            book.save_alert(alert.model_copy(update={"closed_at": now()}))
