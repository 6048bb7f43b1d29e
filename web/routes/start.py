"""The therapist's first screen, the alerts, the language and the help page."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.reviewing import waiting_for_review
from assistant.story import Language, now
from assistant.telling import close_alert
from web.depends import InBook, InUnit
from web.languages import tell
from web.pages import Crumb, person_of, trail, waiting_item
from web.rendering import LANGUAGE_COOKIE, NOTHING_NEW, day_of, desk_page, inside, language_of, wants_fragment
from web.views.alerts import alert_notices

router = APIRouter()
SEE_OTHER = 303
SHORT_QUEUE = 5


@router.get("/")
def start(request: Request, book: InBook) -> Response:
    """Who is telling today, and what waits for review."""
    language = language_of(request)
    return desk_page(
        request,
        "start.html",
        book=book,
        today=day_of(now(), language),
        people=[person_of(patient, language) for patient in book.patients()],
        queue=[waiting_item(r, book, language) for r in waiting_for_review(book=book)[:SHORT_QUEUE]],
    )


@router.post("/language")
def choose_language(language: Annotated[Language, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the therapist's language on this browser."""
    answer = RedirectResponse(inside(back), status_code=SEE_OTHER)
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, httponly=True, samesite="strict")
    return answer


@router.get("/help")
def help_page(request: Request, book: InBook) -> Response:
    """How things are done here, in short paragraphs."""
    language = language_of(request)
    crumbs = trail(language, Crumb(words=tell("Help", language)))
    return desk_page(request, "help.html", book=book, crumbs=crumbs)


@router.get("/alerts")
def alerts(request: Request, book: InBook, seen: Annotated[str, Query()] = "") -> Response:
    """The banner for HTMX, or nothing when it has not changed; the whole start page for a visitor."""
    if not wants_fragment(request):
        return start(request, book)
    if ",".join(alert.id for alert in alert_notices(book, language_of(request))) == seen:
        return Response(status_code=NOTHING_NEW)
    return desk_page(request, "desk.html", book=book, blocks=["alerts"], path=_page_behind(request))


def _page_behind(request: Request) -> str:
    """The page on which the banner stands, to come back to."""
    address = request.headers.get("hx-current-url", "/")
    return inside("/" + address.split("://", 1)[-1].partition("/")[2])


@router.post("/alerts/{alert_id}/close")
def attended(request: Request, alert_id: str, unit: InUnit, back: Annotated[str, Form()] = "/") -> Response:
    """Somebody has come."""
    close_alert(alert_id, book=unit.book)
    if wants_fragment(request):
        return desk_page(request, "desk.html", book=unit.book, blocks=["alerts"], path=inside(back))
    return RedirectResponse(inside(back), status_code=SEE_OTHER)
