"""The therapist's desk for one memory: look, correct, decide."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant import reviewing, revising
from assistant.story import RecollectionState, Step
from assistant.telling import finish
from web.depends import InBook, InMedia, InUnit
from web.languages import tell
from web.pages import Crumb, trail, waiting_item
from web.rendering import NOTHING_NEW, desk_page, language_of, wants_fragment
from web.views.reviewing import review_page

router = APIRouter()
SEE_OTHER = 303
THERAPIST = "therapist"


def _back(recollection_id: str) -> Response:
    return RedirectResponse(f"/review/{recollection_id}", status_code=SEE_OTHER)


@router.get("/review")
def queue(request: Request, book: InBook) -> Response:
    """Everything that waits for a decision, and what was begun and not finished."""
    language = language_of(request)
    unfinished = [
        recollection
        for state in (RecollectionState.TELLING, RecollectionState.SET_ASIDE)
        for recollection in book.recollections(state=state)
        if recollection.chunks or recollection.typed.strip()
    ]
    return desk_page(
        request,
        "queue.html",
        book=book,
        crumbs=trail(language, Crumb(words=tell("To review", language))),
        queue=[waiting_item(r, book, language) for r in reviewing.waiting_for_review(book=book)],
        unfinished=[waiting_item(r, book, language) for r in unfinished],
    )


@router.get("/review/{recollection_id}")
def look(request: Request, recollection_id: str, book: InBook, opened: Annotated[str, Query()] = "") -> Response:
    """One memory, whole, with one of its folds open."""
    page = review_page(recollection_id, book, language_of(request))
    context = {**page.context, "opened": opened, "saved": bool(opened)}
    return desk_page(request, "review.html", book=book, context=context)


@router.get("/review/{recollection_id}/progress")
def progress(request: Request, recollection_id: str, book: InBook, seen: Annotated[str, Query()] = "") -> Response:
    """How far it is, with whatever else is new, for HTMX; the whole page for a visitor.

    The query holds the version of each part that the page shows: only parts that changed are sent.
    """
    page = review_page(recollection_id, book, language_of(request))
    if not wants_fragment(request):
        return desk_page(request, "review.html", book=book, context=page.context)
    changed = [part for part, version in page.versions.items() if request.query_params.get(part) != version]
    if not changed and seen == page.progress.version:
        return Response(status_code=NOTHING_NEW)
    context = {**page.context, "news": True}
    blocks = ["progress", *changed, "kept_versions", *(["page_title"] if "head" in changed else [])]
    return desk_page(request, "review.html", book=book, blocks=blocks, context=context)


@router.post("/review/{recollection_id}/words")
def correct(recollection_id: str, text: Annotated[str, Form()], unit: InUnit) -> Response:
    """Correct the transcript; everything after it is done anew."""
    reviewing.correct_transcript(
        recollection_id, text.replace("\r\n", "\n").strip(), by=THERAPIST, book=unit.book, jobs=unit.jobs
    )
    return _back(recollection_id)


@router.post("/review/{recollection_id}/paint")
def paint_anyway(recollection_id: str, unit: InUnit) -> Response:
    """A picture of a sad memory, because a therapist asks for it."""
    revising.paint_anyway(recollection_id, by=THERAPIST, book=unit.book, jobs=unit.jobs)
    return _back(recollection_id)


@router.post("/review/{recollection_id}/words-alone")
def words_alone(recollection_id: str, unit: InUnit) -> Response:
    """Into the book without a picture."""
    reviewing.keep_words(recollection_id, book=unit.book)
    return _back(recollection_id)


@router.post("/review/{recollection_id}/finish")
def finish_for_the_person(recollection_id: str, unit: InUnit, media: InMedia) -> Response:
    """Close a telling that was begun and left."""
    finish(recollection_id, book=unit.book, media=media, jobs=unit.jobs)
    return _back(recollection_id)


@router.post("/review/{recollection_id}/leave")
def leave(recollection_id: str, unit: InUnit) -> Response:
    """Not now: out of the list of those to review, lost to nobody."""
    reviewing.leave(recollection_id, book=unit.book)
    return _back(recollection_id)


@router.post("/review/{recollection_id}/stop")
def stop(request: Request, recollection_id: str, unit: InUnit) -> Response:
    """Stop the work on this memory."""
    reviewing.stop(recollection_id, book=unit.book, jobs=unit.jobs)
    return _after_step(request, recollection_id, unit)


@router.post("/review/{recollection_id}/retry/{step}")
def retry(request: Request, recollection_id: str, step: Step, unit: InUnit) -> Response:
    """Try a failed or stopped step again."""
    reviewing.retry(recollection_id, step, book=unit.book, jobs=unit.jobs)
    return _after_step(request, recollection_id, unit)


def _after_step(request: Request, recollection_id: str, unit: InUnit) -> Response:
    if not wants_fragment(request):
        return _back(recollection_id)
    page = review_page(recollection_id, unit.book, language_of(request))
    return desk_page(request, "review.html", book=unit.book, blocks=["progress"], context=page.context)


@router.post("/renders/{render_id}/approve")
def approve(render_id: str, unit: InUnit) -> Response:
    """Into the book with it."""
    reviewing.approve(render_id, by=THERAPIST, book=unit.book)
    return _back(unit.book.render(render_id).recollection_id)


@router.post("/renders/{render_id}/again")
def again(render_id: str, unit: InUnit) -> Response:
    """Paint once more with a new seed."""
    reviewing.again(render_id, by=THERAPIST, book=unit.book, jobs=unit.jobs)
    return _back(unit.book.render(render_id).recollection_id)


@router.post("/renders/{render_id}/unsuitable")
def unsuitable(render_id: str, unit: InUnit) -> Response:
    """Not this picture."""
    reviewing.unsuitable(render_id, by=THERAPIST, book=unit.book)
    return _back(unit.book.render(render_id).recollection_id)


@router.post("/renders/{render_id}/hide")
def hide(render_id: str, unit: InUnit) -> Response:
    """Out of every book until it is restored."""
    reviewing.hide(render_id, book=unit.book)
    return _back(unit.book.render(render_id).recollection_id)


@router.post("/renders/{render_id}/restore")
def restore(render_id: str, unit: InUnit) -> Response:
    """Back into the book."""
    reviewing.restore(render_id, by=THERAPIST, book=unit.book)
    return _back(unit.book.render(render_id).recollection_id)
