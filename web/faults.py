"""One fault, two faces: a page, or a toast for HTMX. A patient's screen gets a softer sentence and no number at all."""

import logging
from traceback import format_tb
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import (
    DatabaseBusy,
    DiskFull,
    EvocaError,
    InputRefused,
    ModelTrouble,
    NotAllowed,
    NotFound,
    StorageTrouble,
    TextTooLong,
    UploadTooLarge,
)
from assistant.story import Patient
from assistant.wording import explain, reassure
from web.rendering import desk_page, inside, language_of, patient_page, wants_fragment
from web.wiring import Shelf

_LOG: Final = logging.getLogger(__name__)
_STATUS: Final[tuple[tuple[type[EvocaError], int], ...]] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (UploadTooLarge, 413),
    (TextTooLong, 413),
    (InputRefused, 422),
    (DiskFull, 507),
    (DatabaseBusy, 503),
    (ModelTrouble, 503),
    (StorageTrouble, 503),
)
_PATIENT_SCREENS: Final = ("tell", "book")


def status_of(error: EvocaError) -> int:
    """The HTTP status that says the same; 500 for what nobody foresaw."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def _patient_of(request: Request) -> Patient | None:
    """Whose screen this is, when it is a patient's and the book can still be read."""
    parts = request.url.path.strip("/").split("/")
    if len(parts) < 2 or parts[0] not in _PATIENT_SCREENS:
        return None
    shelf: Shelf = request.app.state.shelf
    try:
        with shelf.records.reading() as book:
            return book.patient(parts[1])
    except EvocaError:
        return None


def came_from(request: Request) -> str:
    """The page of ours from which a form was sent, to go back to; empty when there is none."""
    before = urlsplit(request.headers.get("referer", ""))
    ours = before.netloc == request.headers.get("host") and before.path not in {"", request.url.path}
    return inside(before.path + (f"?{before.query}" if before.query else "")) if ours else ""


def face(request: Request, error: EvocaError, *, status: int | None = None) -> Response:
    """The answer that shows a fault to whoever is looking."""
    code = status or status_of(error)
    patient = _patient_of(request)
    if patient is not None:
        words = reassure(error, patient.language, patient.address)
        return patient_page(request, "patient_fault.html", patient=patient, status=code, sentence=words)
    words = explain(error, language_of(request))
    if wants_fragment(request):
        answer = desk_page(request, "toast.html", book=None, blocks=["toast"], status=code, sentence=words)
        answer.headers["HX-Retarget"] = "#toasts"
        answer.headers["HX-Reswap"] = "beforeend"
        return answer
    back = came_from(request)
    here = request.url.path if request.method == "GET" else back or "/"
    return desk_page(request, "fault.html", book=None, status=code, sentence=words, back=back, path=here)


class Unforeseen:
    """ASGI middleware for faults that nobody foresaw: a page for the person, and a log without the fault's own words,
    which may hold words of a memory.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the application's place when it fails. Raises EvocaError when half an answer is out already."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as fault:
            _LOG.error("unforeseen %s at\n%s", type(fault).__name__, "".join(format_tb(fault.__traceback__)))
            if begun:
                raise EvocaError() from None
            answer = await run_in_threadpool(face, Request(scope, receive), EvocaError())
            await answer(scope, receive, send)


def install(app: FastAPI) -> None:
    """Give every fault its face."""

    def known(request: Request, error: Exception) -> Response:
        fault = error if isinstance(error, EvocaError) else EvocaError()
        if status_of(fault) >= 500:
            _LOG.warning("%s at %s", type(fault).__name__, request.method)
        return face(request, fault)

    def refused(request: Request, error: Exception) -> Response:
        cause = error.__cause__
        if isinstance(cause, EvocaError):
            return face(request, cause)
        status = error.status_code if isinstance(error, HTTPException) else 500
        return face(request, NotFound() if status in {404, 405} else InputRefused(), status=status)

    def unreadable(request: Request, _error: Exception) -> Response:
        return face(request, InputRefused())

    app.add_exception_handler(EvocaError, known)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_middleware(Unforeseen)
