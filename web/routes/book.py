"""The book of a patient: contents, pages, hiding, printing."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import NotFound
from assistant.reviewing import hide
from web.depends import InBook, InUnit
from web.languages import speak, tell
from web.pages import Crumb, trail_of
from web.rendering import desk_page, language_of, patient_page
from web.views.booking import contents, pages

router = APIRouter(prefix="/book/{patient_id}")
SEE_OTHER = 303


@router.get("")
def cover(request: Request, patient_id: str, book: InBook) -> Response:
    """The cover and the chapters."""
    patient = book.patient(patient_id)
    return patient_page(request, "book.html", patient=patient, chapters=contents(patient, book))


@router.get("/pages/{entry_id}")
def page(request: Request, patient_id: str, entry_id: str, book: InBook) -> Response:
    """One page, open. Raises NotFound for a page that is hidden or not approved."""
    patient = book.patient(patient_id)
    for found in pages(patient, book):
        if found.id == entry_id:
            return patient_page(request, "book_page.html", patient=patient, page=found, tools=True)
    raise NotFound(what="page")


@router.post("/pages/{entry_id}/hide")
def hide_picture(patient_id: str, entry_id: str, unit: InUnit) -> Response:
    """One tap hides a picture everywhere; a therapist can restore it."""
    entry = unit.book.entry(entry_id)
    if entry.patient_id != patient_id or entry.render_id is None:
        raise NotFound(what="page")
    hide(entry.render_id, book=unit.book)
    return RedirectResponse(f"/book/{patient_id}", status_code=SEE_OTHER)


@router.get("/print")
def print_book(request: Request, patient_id: str, book: InBook) -> Response:
    """The whole book for the therapist's printer: one memory a page."""
    language = language_of(request)
    patient = book.patient(patient_id)
    crumbs = trail_of(patient, language, Crumb(words=tell("Print the book", language)))
    return desk_page(
        request,
        "book_print.html",
        book=book,
        crumbs=crumbs,
        patient=patient,
        pages=pages(patient, book),
        cover=speak("The book of", patient.language, patient.address),
        tools=False,
    )
