"""Likenesses that are there: bring one along, prefer one, take a copy out, delete."""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import FileResponse, Response

from assistant.checking import compare_with_photos
from assistant.elements import Likeness
from assistant.errors import InputRefused, NotFound
from assistant.importing import choose_likeness, import_likeness
from assistant.learning import delete_likeness
from assistant.ports import Book
from web.depends import InBook, InErasing, InMedia, InShelf, InUnit
from web.routes.elements import element_page, to_element
from web.views.bringing import MOST_LETTERS, ImportForm

router = APIRouter(prefix="/patients/{patient_id}/elements/{element_id}/likenesses")
_ODD: Final = re.compile(r"[^\w.-]+")


def _own(likeness_id: str, patient_id: str, element_id: str, book: Book) -> Likeness:
    likeness = book.likeness(likeness_id)
    if (likeness.patient_id, likeness.element_id) != (patient_id, element_id):
        raise NotFound(what="likeness")
    return likeness


@router.post("/upload")
def bring(
    *,
    request: Request,
    patient_id: str,
    element_id: str,
    shelf: InShelf,
    likeness: UploadFile,
    token: Annotated[str, Form(max_length=MOST_LETTERS)] = "",
    made_here: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Keep a likeness file that was learnt elsewhere, or say on the page why not."""
    book = shelf.records.settled()
    try:
        with TemporaryDirectory(prefix="evoca-") as folder:
            import_likeness(
                patient_id,
                element_id,
                _received(likeness, Path(folder)),
                token=token,
                made_here=made_here == "yes",
                painter=shelf.painter(),
                fit=shelf.fit,
                witness=shelf.witness(),
                book=book,
                media=shelf.media,
            )
    except InputRefused as refusal:
        tried = ImportForm(token=token, made_here=made_here)
        return element_page(request, patient_id, element_id, book, shelf, tried=tried, fault=refusal)
    return to_element(patient_id, element_id, "learn")


def _received(sent: UploadFile, folder: Path) -> Path:
    """The file on the disk, under a plain form of its own name."""
    file = folder / (_ODD.sub("_", Path(sent.filename or "").name)[-80:].lstrip(".") or "likeness")
    with file.open("wb") as written:
        shutil.copyfileobj(sent.file, written)
    return file


@router.post("/{likeness_id}/use")
def use(patient_id: str, element_id: str, likeness_id: str, unit: InUnit) -> Response:
    """Paint with this one from now on."""
    _own(likeness_id, patient_id, element_id, unit.book)
    choose_likeness(likeness_id, book=unit.book)
    return to_element(patient_id, element_id, "learn")


@router.post("/{likeness_id}/compare")
def compare(patient_id: str, element_id: str, likeness_id: str, shelf: InShelf) -> Response:
    """Check what is painted with this one against the photos from now on."""
    book = shelf.records.settled()
    _own(likeness_id, patient_id, element_id, book)
    compare_with_photos(likeness_id, witness=shelf.witness(), book=book, media=shelf.media)
    return to_element(patient_id, element_id, "learn")


@router.get("/{likeness_id}/file")
def export(patient_id: str, element_id: str, likeness_id: str, book: InBook, media: InMedia) -> FileResponse:
    """The likeness as a file of one's own."""
    likeness = _own(likeness_id, patient_id, element_id, book)
    return FileResponse(
        media.path(likeness.media_id),
        media_type="application/octet-stream",
        filename=f"{likeness.token}.safetensors",
    )


@router.post("/{likeness_id}/delete")
def forget(
    *,
    patient_id: str,
    element_id: str,
    likeness_id: str,
    unit: InErasing,
    media: InMedia,
    photos: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Erase what was learnt; the photos stay unless they were ticked."""
    _own(likeness_id, patient_id, element_id, unit.book)
    delete_likeness(likeness_id, photos_too=photos == "yes", book=unit.book, media=media, jobs=unit.jobs)
    return to_element(patient_id, element_id, "learn")
