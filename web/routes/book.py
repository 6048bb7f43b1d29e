"""The book of a patient: contents, pages, hiding, printing."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant import conversing, reviewing
from assistant.errors import NotFound
from assistant.ports import Book
from assistant.story import Patient
from web.depends import InBook, InUnit
from web.languages import speak, tell
from web.pages import Crumb, trail_of
from web.rendering import desk_page, language_of, patient_page
from web.views.booking import BookPage, contents, pages

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
    found = _open_page(patient, entry_id, book)
    return patient_page(request, "book_page.html", patient=patient, page=found, tools=True)


def _open_page(patient: Patient, entry_id: str, book: Book) -> BookPage:
    for found in pages(patient, book):
        if found.id == entry_id:
            return found
    raise NotFound(what="page")


@router.get("/pages/{entry_id}/alike")
def ask_alike(
    request: Request, patient_id: str, entry_id: str, book: InBook, said: Annotated[str, Query()] = ""
) -> Response:
    """Whether the picture looks right; or thanks, once it is said. Raises NotFound for a page without a picture."""
    patient = book.patient(patient_id)
    page = _open_page(patient, entry_id, book)
    if page.picture is None:
        raise NotFound(what="page")
    sentence = conversing.thank_for_answer(patient) if said else conversing.ask_alike(patient)
    return patient_page(request, "alike.html", patient=patient, page=page, sentence=sentence, said=bool(said))


@router.post("/pages/{entry_id}/alike")
def say_alike(
    patient_id: str, entry_id: str, answer: Annotated[Literal["yes", "no"], Form()], unit: InUnit
) -> Response:
    """Keep the answer for the therapist. There is no wrong one, and the last one counts."""
    entry = unit.book.entry(entry_id)
    if entry.patient_id != patient_id or entry.render_id is None:
        raise NotFound(what="page")
    reviewing.say_alike(entry.render_id, answer == "yes", book=unit.book)
    return RedirectResponse(f"/book/{patient_id}/pages/{entry_id}/alike?said=yes", status_code=SEE_OTHER)


@router.post("/pages/{entry_id}/hide")
def hide_picture(patient_id: str, entry_id: str, unit: InUnit) -> Response:
    """One tap hides a picture everywhere; a therapist can restore it."""
    entry = unit.book.entry(entry_id)
    if entry.patient_id != patient_id or entry.render_id is None:
        raise NotFound(what="page")
    reviewing.hide(entry.render_id, book=unit.book)
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
