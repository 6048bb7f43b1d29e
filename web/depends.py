"""What a handler asks for: the book to read from, a unit of work to write with, the files.

Both are opened with `scope="function"`: a unit of work commits *before* the response is sent, so that a page asked for
the instant after finds what was written.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from assistant.ports import Book, Media
from assistant.story import Patient
from web.settings import Settings
from web.wiring import Shelf, Unit


def the_shelf(request: Request) -> Shelf:
    """The open shelf of this application."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def the_settings(request: Request) -> Settings:
    """The settings this application was made with."""
    settings: Settings = request.app.state.settings
    return settings


def reading(shelf: Annotated[Shelf, Depends(the_shelf)]) -> Iterator[Book]:
    """The book, for looking only."""
    with shelf.records.reading() as book:
        yield book


def writing(shelf: Annotated[Shelf, Depends(the_shelf)]) -> Iterator[Unit]:
    """A unit of work: the book and the jobs, committed together when the handler returns."""
    with shelf.records.writing() as unit:
        yield unit


def erasing(shelf: Annotated[Shelf, Depends(the_shelf)]) -> Iterator[Unit]:
    """A unit of work that erases: once it is committed, nothing of what was erased lingers in the database's files."""
    with shelf.records.writing() as unit:
        yield unit
    shelf.records.scrub()


def the_media(shelf: Annotated[Shelf, Depends(the_shelf)]) -> Media:
    """Voices and pictures."""
    return shelf.media


InShelf = Annotated[Shelf, Depends(the_shelf)]
InSettings = Annotated[Settings, Depends(the_settings)]
InBook = Annotated[Book, Depends(reading, scope="function")]
InUnit = Annotated[Unit, Depends(writing, scope="function")]
InErasing = Annotated[Unit, Depends(erasing, scope="function")]
InMedia = Annotated[Media, Depends(the_media)]


def the_patient(patient_id: str, book: InBook) -> Patient:
    """The patient named in the address. Raises NotFound."""
    return book.patient(patient_id)


InPatient = Annotated[Patient, Depends(the_patient, scope="function")]
