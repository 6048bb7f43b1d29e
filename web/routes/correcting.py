"""A therapist corrects what was understood: every form saves a revision, and one button draws them all."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from assistant import revising
from assistant.correcting import (
    DetailChange,
    at_stage,
    with_details,
    with_element,
    with_said,
    without_element,
)
from assistant.errors import InputRefused, NotFound
from assistant.story import DetailKind, Presence, Value
from web.depends import InUnit
from web.rendering import desk_page, language_of, wants_fragment
from web.routes.review import SEE_OTHER, THERAPIST
from web.views.reviewing import review_page
from web.wiring import Unit

router = APIRouter()


class ThingsForm(Value):
    """Things by their keys, how each stands and its English: three equally long lists."""

    thing: list[str]
    presence: list[Presence]
    english: list[str]


class SaidForm(Value):
    """Words of the memory, what they name, and that in English."""

    words: str
    kind: DetailKind
    english: str


def _saved(request: Request, recollection_id: str, unit: Unit, *, opened: str = "") -> Response:
    """The page with its new revision: the parts that follow from it for HTMX, with the same fold open."""
    if not wants_fragment(request):
        return RedirectResponse(f"/review/{recollection_id}?opened={opened}#part-understood", status_code=SEE_OTHER)
    page = review_page(recollection_id, unit.book, language_of(request))
    context = {**page.context, "news": True, "own": "understood", "opened": opened, "saved": True}
    blocks = ["understood", "head", "words", "pictures", "origins", "kept_versions"]
    return desk_page(request, "review.html", book=unit.book, blocks=blocks, context=context)


def _change(recollection_id: str, change: revising.Change, unit: Unit) -> None:
    revising.change_scene(recollection_id, change, by=THERAPIST, book=unit.book)


@router.post("/review/{recollection_id}/stage")
def choose_stage(request: Request, recollection_id: str, stage: Annotated[str, Form()], unit: InUnit) -> Response:
    """Choose the life stage."""
    _change(recollection_id, lambda scene, patient: at_stage(scene, patient, stage), unit)
    return _saved(request, recollection_id, unit, opened="stage")


@router.post("/review/{recollection_id}/things")
def correct_things(
    request: Request, recollection_id: str, form: Annotated[ThingsForm, Form()], unit: InUnit
) -> Response:
    """Correct how things stand and what the painter is told of them."""
    if not len(form.thing) == len(form.presence) == len(form.english):
        raise InputRefused()
    rows = zip(form.thing, form.presence, form.english, strict=True)
    changes = {key: DetailChange(presence=how, english=word) for key, how, word in rows}
    _change(recollection_id, lambda scene, _: with_details(scene, changes), unit)
    return _saved(request, recollection_id, unit, opened="things")


@router.post("/review/{recollection_id}/said")
def add_said(request: Request, recollection_id: str, form: Annotated[SaidForm, Form()], unit: InUnit) -> Response:
    """Add something that was said and not understood."""
    transcript = unit.book.transcript(recollection_id)
    if transcript is None:
        raise NotFound(what="transcript")
    _change(recollection_id, lambda scene, _: with_said(scene, transcript, form.words, form.kind, form.english), unit)
    return _saved(request, recollection_id, unit, opened="said")


@router.post("/review/{recollection_id}/elements")
def add_element(request: Request, recollection_id: str, element: Annotated[str, Form()], unit: InUnit) -> Response:
    """Add somebody or something of this life."""
    _change(recollection_id, lambda scene, patient: with_element(scene, patient, element), unit)
    return _saved(request, recollection_id, unit, opened="elements")


@router.post("/review/{recollection_id}/elements/{element_id}/remove")
def remove_element(request: Request, recollection_id: str, element_id: str, unit: InUnit) -> Response:
    """Leave an element out of the picture."""
    _change(recollection_id, lambda scene, _: without_element(scene, element_id), unit)
    return _saved(request, recollection_id, unit)


@router.post("/review/{recollection_id}/back")
def go_back(request: Request, recollection_id: str, revision: Annotated[int, Form()], unit: InUnit) -> Response:
    """Go back to an earlier revision."""
    revising.go_back(recollection_id, revision, by=THERAPIST, book=unit.book)
    return _saved(request, recollection_id, unit)


@router.post("/review/{recollection_id}/draw")
def draw_again(recollection_id: str, unit: InUnit) -> Response:
    """Sketch and paint all that was corrected since the last picture."""
    revising.draw_again(recollection_id, book=unit.book, jobs=unit.jobs)
    return RedirectResponse(f"/review/{recollection_id}", status_code=SEE_OTHER)
