"""A therapist moves the boxes of those who are in a picture: by hand, with the arrow keys, or as numbers."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from assistant import revising
from assistant.errors import InputRefused
from assistant.placing import with_boxes, without_boxes
from assistant.story import Box, Value
from web.depends import InBook, InUnit
from web.rendering import desk_page, language_of
from web.routes.review import SEE_OTHER, THERAPIST
from web.views.boxes import boxes_page

router = APIRouter()
Hundredths = Annotated[int, Field(ge=0, le=100)]


class BoxesForm(Value):
    """Whose box it is, and where in hundredths of the picture: five equally long lists; none for nobody."""

    key: list[str] = Field(default_factory=list)
    left: list[Hundredths] = Field(default_factory=list)
    top: list[Hundredths] = Field(default_factory=list)
    width: list[Hundredths] = Field(default_factory=list)
    height: list[Hundredths] = Field(default_factory=list)

    def boxes(self) -> list[tuple[str, Box]]:
        """The boxes as fractions. Raises InputRefused for lists of different lengths."""
        if len({len(part) for part in (self.key, self.left, self.top, self.width, self.height)}) != 1:
            raise InputRefused()
        rows = zip(self.key, self.left, self.top, self.width, self.height, strict=True)
        return [
            (key, Box(left=x / 100, top=y / 100, width=across / 100, height=down / 100))
            for key, x, y, across, down in rows
        ]


@router.get("/review/{recollection_id}/boxes")
def look(request: Request, recollection_id: str, book: InBook) -> Response:
    """Who stands where, to be moved."""
    context = boxes_page(recollection_id, book, language_of(request))
    return desk_page(request, "boxes.html", book=book, context=context)


@router.post("/review/{recollection_id}/boxes")
def move(recollection_id: str, form: Annotated[BoxesForm, Form()], unit: InUnit) -> Response:
    """Keep the boxes as a revision; the next picture is painted by it."""
    boxes = form.boxes()
    revising.change_scene(
        recollection_id, lambda scene, patient: with_boxes(scene, patient, boxes), by=THERAPIST, book=unit.book
    )
    return RedirectResponse(f"/review/{recollection_id}#part-pictures", status_code=SEE_OTHER)


@router.post("/review/{recollection_id}/boxes/reset")
def reset(recollection_id: str, unit: InUnit) -> Response:
    """Everybody where the program puts them."""
    revising.change_scene(recollection_id, lambda scene, _: without_boxes(scene), by=THERAPIST, book=unit.book)
    return RedirectResponse(f"/review/{recollection_id}#part-pictures", status_code=SEE_OTHER)
