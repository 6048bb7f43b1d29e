"""The elements of a life and their photos: the coach's pages, for the family and the therapist."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from assistant.coaching import is_person
from assistant.comparing import counted
from assistant.consenting import delete_element, deny_consent, element_of, give_consent
from assistant.errors import EvocaError, InputRefused, NotFound, UploadTooLarge
from assistant.free_pictures import ask, new_id
from assistant.photographing import add_photo, create_element, describe_photo, recrop, remove_photo, vouch
from assistant.ports import Book
from assistant.story import Element, ElementKind, FreePicture, Language, Patient
from web.depends import InBook, InErasing, InMedia, InShelf, InUnit
from web.languages import tell
from web.pages import Crumb, trail_of
from web.rendering import desk_page, language_of, wants_fragment
from web.views.bringing import UNTRIED, ImportForm, bringing_of
from web.views.elements import ElementForm, company_of, form_of, kind_words, line_of, name_of, said_of
from web.views.learning import Learning, learning_of
from web.views.photos import PhotoForm, cards_of, coach_of, refusals_of, typical_of
from web.wiring import Shelf

router = APIRouter(prefix="/patients/{patient_id}/elements")
SEE_OTHER: Final = 303
REFUSED: Final = 422
MOST_BYTES: Final = 60 * 2**20
CHANGED: Final = ("refused", "coach", "photos", "learn")
"""What of the page speaks of the photos."""
TRIED: Final = 4
"""How many pictures are painted to see whether the painter knows a name."""


def to_element(patient_id: str, element_id: str = "", part: str = "") -> Response:
    """Back to the page of an element, at one of its parts; to the page of all without one."""
    where = f"/patients/{patient_id}/elements" + (f"/{element_id}" if element_id else "")
    return RedirectResponse(where + (f"#{part}" if part else ""), status_code=SEE_OTHER)


@router.get("")
def everything(request: Request, patient_id: str, book: InBook) -> Response:
    """All the people, animals, places and things of a life."""
    language = language_of(request)
    patient = book.patient(patient_id)
    words = tell("People, animals and places", language)
    return desk_page(
        request,
        "elements.html",
        book=book,
        crumbs=trail_of(patient, language, Crumb(words=words)),
        patient=patient,
        lines=[line_of(element, patient, book, language) for element in patient.elements],
    )


@router.post("")
def save(patient_id: str, form: Annotated[ElementForm, Form()], unit: InUnit, shelf: InShelf) -> Response:
    """Make a new element, or change what is known of it. The same form sent twice makes one."""
    made = create_element(patient_id, form.draft(), element_id=form.element_id, book=unit.book, knows=shelf.knows)
    return to_element(patient_id, made.id)


@router.get("/new")
def new(request: Request, patient_id: str, book: InBook) -> Response:
    """The form for a new element."""
    return _form_page(request, patient_id, "", book)


@router.get("/{element_id}/edit")
def edit(request: Request, patient_id: str, element_id: str, book: InBook) -> Response:
    """The same form for one that is there."""
    return _form_page(request, patient_id, element_id, book)


def _crumbs(patient: Patient, words: str, language: Language) -> tuple[Crumb, ...]:
    elements = Crumb(words=tell("People, animals and places", language), href=f"/patients/{patient.id}/elements")
    return trail_of(patient, language, elements, Crumb(words=words))


def _form_page(request: Request, patient_id: str, element_id: str, book: Book) -> Response:
    language = language_of(request)
    patient = book.patient(patient_id)
    element = element_of(patient_id, element_id, book=book) if element_id else None
    words = name_of(element, patient, language) if element else tell("Add somebody or something", language)
    return desk_page(
        request,
        "element_form.html",
        book=book,
        crumbs=_crumbs(patient, words, language),
        patient=patient,
        known=element is not None,
        form=form_of(element, patient, language, element_id=element_id or uuid4().hex),
    )


@router.get("/{element_id}")
def one(request: Request, patient_id: str, element_id: str, book: InBook, shelf: InShelf) -> Response:
    """One element: its photos, what the coach says, who agreed, and the learning."""
    return element_page(request, patient_id, element_id, book, shelf)


def element_page(
    request: Request,
    patient_id: str,
    element_id: str,
    book: Book,
    shelf: Shelf,
    *,
    blocks: Sequence[str] = (),
    refused: Sequence[tuple[str, EvocaError]] = (),
    tried: ImportForm = UNTRIED,
    fault: EvocaError | None = None,
) -> Response:
    """The page of an element, or some blocks of it, with the files that were refused just now.

    `tried` is what was sent to import a likeness, and `fault` why that was refused.
    """
    language = language_of(request)
    patient = book.patient(patient_id)
    element = element_of(patient_id, element_id, book=book)
    photos = book.photos(patient_id, element_id)
    depictions = book.depictions(patient_id, element_id)
    name = name_of(element, patient, language)
    return desk_page(
        request,
        "element.html",
        book=book,
        blocks=blocks,
        status=200 if fault is None else REFUSED,
        crumbs=_crumbs(patient, name, language),
        here=f"/patients/{patient_id}/elements/{element_id}",
        patient=patient,
        element=element,
        name=name,
        kind=kind_words(element.kind, language),
        coach=coach_of(element, photos, depictions, name, language),
        typical=typical_of(photos),
        photos=cards_of(element, photos, name, language),
        said=said_of(depictions, language),
        learning=learning_part(element, patient_id, book, shelf, language),
        company=company_of(element, patient, book, language),
        bringing=bringing_of(element, patient, depictions, shelf.painter(), language, form=tried, fault=fault),
        refusals=refusals_of(refused, language),
        shown=patient.name if element.kind is ElementKind.SELF else name if is_person(element.kind) else "",
    )


def learning_part(element: Element, patient_id: str, book: Book, shelf: Shelf, language: Language) -> Learning:
    """How the learning of an element stands."""
    return learning_of(
        element.kind,
        book.trainings(patient_id, element.id),
        book.likenesses(patient_id, element.id),
        shelf.painter(),
        language,
        witness=shelf.witness(),
        photos=len(counted(book.photos(patient_id, element.id))),
    )


@router.post("/{element_id}/upload")
def upload(
    request: Request, patient_id: str, element_id: str, shelf: InShelf, photos: Annotated[list[UploadFile], Form()]
) -> Response:
    """Photos handed in: each is looked at and kept, or refused by name. What was handed in already counts once."""
    book = shelf.records.settled()
    element_of(patient_id, element_id, book=book)
    refused = [
        (str(file.filename), fault)
        for file in photos
        if file.filename and (fault := _taken(patient_id, element_id, file, shelf)) is not None
    ]
    if wants_fragment(request):
        return element_page(request, patient_id, element_id, book, shelf, blocks=CHANGED, refused=refused)
    if refused:
        return element_page(request, patient_id, element_id, book, shelf, refused=refused)
    return to_element(patient_id, element_id, "photos")


def _taken(patient_id: str, element_id: str, file: UploadFile, shelf: Shelf) -> EvocaError | None:
    """Keep one photo; gives the refusal when it is one. Raises what is no fault of the photo's."""
    data = file.file.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise UploadTooLarge(limit_mb=MOST_BYTES // 2**20)
        add_photo(patient_id, element_id, data, book=shelf.records.settled(), media=shelf.media, eye=shelf.eye())
    except InputRefused as refusal:
        return refusal
    return None


def _own(photo_id: str, patient_id: str, element_id: str, book: Book) -> None:
    photo = book.photo(photo_id)
    if (photo.patient_id, photo.element_id) != (patient_id, element_id):
        raise NotFound(what="photo")


@router.post("/{element_id}/photos/{photo_id}")
def change_photo(
    *,
    request: Request,
    patient_id: str,
    element_id: str,
    photo_id: str,
    form: Annotated[PhotoForm, Form()],
    shelf: InShelf,
) -> Response:
    """What the family says of a photo, and its square."""
    book = shelf.records.settled()
    _own(photo_id, patient_id, element_id, book)
    photo = describe_photo(
        photo_id, framing=form.framing, ticks=form.ticks, caption=form.caption, kept=form.kept == "yes", book=book
    )
    crop = form.crop_of(photo)
    if crop is not None:
        recrop(photo_id, crop, book=book, media=shelf.media, eye=shelf.eye())
    if wants_fragment(request):
        return element_page(request, patient_id, element_id, book, shelf, blocks=CHANGED)
    return to_element(patient_id, element_id, f"photo-{photo_id}")


@router.post("/{element_id}/photos/{photo_id}/remove")
def take_away(request: Request, patient_id: str, element_id: str, photo_id: str, shelf: InShelf) -> Response:
    """Take a photo away for good."""
    book = shelf.records.settled()
    _own(photo_id, patient_id, element_id, book)
    remove_photo(photo_id, book=book, media=shelf.media)
    shelf.records.scrub()
    if wants_fragment(request):
        return element_page(request, patient_id, element_id, book, shelf, blocks=CHANGED)
    return to_element(patient_id, element_id, "photos")


@router.post("/{element_id}/photos/{photo_id}/vouch")
def answer(
    patient_id: str, element_id: str, photo_id: str, unit: InUnit, is_the_one: Annotated[str, Form()] = ""
) -> Response:
    """*Is this also Carmen?*"""
    _own(photo_id, patient_id, element_id, unit.book)
    vouch(photo_id, is_the_one=is_the_one == "yes", book=unit.book)
    return to_element(patient_id, element_id, "coach")


@router.post("/{element_id}/consent")
def consent(
    *,
    patient_id: str,
    element_id: str,
    unit: InErasing,
    media: InMedia,
    answer: Annotated[str, Form()],
    person: Annotated[str, Form()] = "",
    given_by: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
) -> Response:
    """Somebody agrees, refuses, or takes the consent back; with a no, everything learnt is erased."""
    if answer == "yes":
        give_consent(patient_id, element_id, person=person, given_by=given_by, purpose=purpose, book=unit.book)
    else:
        deny_consent(
            patient_id, element_id, person=person, given_by=given_by, book=unit.book, media=media, jobs=unit.jobs
        )
    return to_element(patient_id, element_id, "consent")


@router.post("/{element_id}/known")
def does_the_painter_know(request: Request, patient_id: str, element_id: str, unit: InUnit, shelf: InShelf) -> Response:
    """Paint the plain name a few times: a famous church needs no learning."""
    language = language_of(request)
    element = element_of(patient_id, element_id, book=unit.book)
    name = name_of(element, unit.book.patient(patient_id), language)
    picture = FreePicture(id=new_id(), description=name, language="en", painter=shelf.painters[0], number=TRIED)
    ask(picture, book=unit.book, jobs=unit.jobs)
    return RedirectResponse(f"/picture/{picture.id}", status_code=SEE_OTHER)


@router.post("/{element_id}/delete")
def delete(patient_id: str, element_id: str, unit: InErasing, media: InMedia) -> Response:
    """Take it out of the profile with all that was learnt of it."""
    delete_element(patient_id, element_id, book=unit.book, media=media, jobs=unit.jobs)
    return to_element(patient_id)
