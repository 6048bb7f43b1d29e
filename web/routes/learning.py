"""Learning an element: begin, watch, stop, go on, take a checkpoint."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from assistant.consenting import element_of
from assistant.elements import Training
from assistant.errors import ModelMissing, NotFound
from assistant.learning import accept, begin_learning, discard_training, learn_on, stop_learning
from assistant.ports import Book
from assistant.presets import settings_for, size_of
from web.depends import InBook, InErasing, InMedia, InShelf, InUnit
from web.rendering import NOTHING_NEW, language_of, wants_fragment
from web.routes.elements import element_page, learning_part, to_element
from web.views.learning import LearningForm

router = APIRouter(prefix="/patients/{patient_id}/elements/{element_id}")


def _own_training(training_id: str, patient_id: str, element_id: str, book: Book) -> Training:
    training = book.training(training_id)
    if training.patient_id != patient_id or element_id not in training.element_ids:
        raise NotFound(what="training")
    return training


@router.get("/learning")
def how_far(
    *,
    request: Request,
    patient_id: str,
    element_id: str,
    book: InBook,
    shelf: InShelf,
    seen: Annotated[str, Query()] = "",
) -> Response:
    """How far it is; HTMX asks again and gets the section alone, or nothing when nothing has changed."""
    if wants_fragment(request):
        element = element_of(patient_id, element_id, book=book)
        now = learning_part(element, patient_id, book, shelf, language_of(request))
        if now.version == seen:
            return Response(status_code=NOTHING_NEW)
    return element_page(
        request, patient_id, element_id, book, shelf, blocks=["learn"] if wants_fragment(request) else ()
    )


@router.post("/learning")
def begin(
    patient_id: str, element_id: str, form: Annotated[LearningForm, Form()], unit: InUnit, shelf: InShelf
) -> Response:
    """Queue it. Sent twice, it is begun once."""
    painter = shelf.painter()
    if painter is None:
        raise ModelMissing()
    kind = element_of(patient_id, element_id, book=unit.book).kind
    device = shelf.device()
    size = size_of(painter.settings.width) if painter.settings else "large"
    begin_learning(
        patient_id,
        list(dict.fromkeys([element_id, *form.together])),
        preset=form.preset,
        settings=form.settings(settings_for(form.preset, kind=kind, size=size, device=device)),
        device=device,
        asked_by="therapist",
        book=unit.book,
        jobs=unit.jobs,
        painter=painter,
    )
    return to_element(patient_id, element_id, "learn")


@router.post("/learning/{training_id}/stop")
def stop(patient_id: str, element_id: str, training_id: str, unit: InUnit) -> Response:
    """Stop it; what was reached stays."""
    _own_training(training_id, patient_id, element_id, unit.book)
    stop_learning(training_id, book=unit.book, jobs=unit.jobs)
    return to_element(patient_id, element_id, "learn")


@router.post("/learning/{training_id}/on")
def go_on(patient_id: str, element_id: str, training_id: str, unit: InUnit) -> Response:
    """Go on from the last checkpoint."""
    _own_training(training_id, patient_id, element_id, unit.book)
    learn_on(training_id, book=unit.book, jobs=unit.jobs)
    return to_element(patient_id, element_id, "learn")


@router.post("/learning/{training_id}/discard")
def discard(patient_id: str, element_id: str, training_id: str, unit: InErasing, media: InMedia) -> Response:
    """Erase an attempt that came to nothing."""
    _own_training(training_id, patient_id, element_id, unit.book)
    discard_training(training_id, book=unit.book, media=media, jobs=unit.jobs)
    return to_element(patient_id, element_id, "learn")


@router.post("/learning/{training_id}/accept")
def take(
    *, patient_id: str, element_id: str, training_id: str, unit: InUnit, media: InMedia, step: Annotated[int, Form()]
) -> Response:
    """Take the proposed checkpoint, or another."""
    _own_training(training_id, patient_id, element_id, unit.book)
    accept(training_id, step, book=unit.book, media=media)
    return to_element(patient_id, element_id, "learn")
