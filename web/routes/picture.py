"""A picture without a telling, for therapists."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from assistant.errors import InputRefused, NotFound, TextTooLong
from assistant.free_pictures import ask
from assistant.ports import Book
from assistant.reviewing import stop
from assistant.wording import explain
from web.depends import InBook, InMedia, InShelf, InUnit
from web.faults import status_of
from web.languages import tell
from web.pages import Crumb, trail
from web.rendering import NOTHING_NEW, desk_page, language_of, wants_fragment
from web.views.pictures import Asked, earlier_of, file_name, form_of, result_of, what_lacks
from web.wiring import Shelf

router = APIRouter(prefix="/picture")
SEE_OTHER = 303
SHOWN = 20


@router.get("")
def form(request: Request, asked: Annotated[Asked, Query()], book: InBook, shelf: InShelf) -> Response:
    """The form, with how long the wish would take; HTMX gets the estimate alone."""
    return _form_page(request, asked, book, shelf)


def _form_page(
    request: Request, asked: Asked, book: Book, shelf: Shelf, *, refused: str = "", status: int = 200
) -> Response:
    """The form as it was filled in, with why it was refused."""
    language = language_of(request)
    defaults = {"painter": asked.painter or shelf.painters[0], "language": asked.language or language}
    asked = asked.model_copy(update=defaults)
    return desk_page(
        request,
        "picture.html",
        book=book,
        blocks=["estimate"] if wants_fragment(request) else (),
        status=status,
        crumbs=trail(language, Crumb(words=tell("Free picture", language))),
        refused=refused,
        form=form_of(asked, shelf.painters, book, language),
        earlier=[earlier_of(free, book, language) for free in book.free_pictures()[:SHOWN]],
    )


@router.post("")
def wish(request: Request, asked: Annotated[Asked, Form()], unit: InUnit, shelf: InShelf) -> Response:
    """Ask for it. The same form sent twice asks once; one that cannot be used comes back as it was filled in."""
    try:
        free = ask(asked.wish(), book=unit.book, jobs=unit.jobs)
    except InputRefused as refusal:
        language = language_of(request)
        words = explain(refusal, language) if isinstance(refusal, TextTooLong) else what_lacks(asked, language)
        return _form_page(request, asked, unit.book, shelf, refused=words, status=status_of(refusal))
    return RedirectResponse(f"/picture/{free.id}", status_code=SEE_OTHER)


@router.get("/{picture_id}")
def result(request: Request, picture_id: str, book: InBook, seen: Annotated[str, Query()] = "") -> Response:
    """How far it is, or the pictures."""
    language = language_of(request)
    shown = result_of(book.free_picture(picture_id), book, language)
    if wants_fragment(request) and seen == shown.version:
        return Response(status_code=NOTHING_NEW)
    return desk_page(
        request,
        "picture_result.html",
        book=book,
        blocks=["result"] if wants_fragment(request) else (),
        crumbs=trail(
            language, Crumb(words=tell("Free picture", language), href="/picture"), Crumb(words=shown.description)
        ),
        result=shown,
    )


@router.post("/{picture_id}/stop")
def stop_painting(picture_id: str, unit: InUnit) -> Response:
    """Stop it."""
    stop(picture_id, book=unit.book, jobs=unit.jobs)
    return RedirectResponse(f"/picture/{picture_id}", status_code=SEE_OTHER)


@router.get("/{picture_id}/download/{which}")
def download(picture_id: str, which: str, book: InBook, media: InMedia, name: str = "") -> FileResponse:
    """One picture under the name that was chosen. Raises NotFound."""
    free = book.free_picture(picture_id)
    kept = {"sheet": free.sheet_id, **{str(at): media_id for at, media_id in enumerate(free.media_ids)}}
    media_id = kept.get(which)
    if media_id is None:
        raise NotFound(what="picture")
    chosen = file_name(name.removesuffix(".png") or free.description)
    return FileResponse(media.path(media_id), media_type="image/png", filename=f"{chosen}.png")
