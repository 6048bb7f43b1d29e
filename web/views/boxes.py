"""The page on which a therapist puts those who are in a picture where they belong."""

from assistant.placing import key_of, placed
from assistant.ports import Book
from assistant.story import Language, Patient, Scene, Value
from web.languages import tell
from web.pages import DETAIL_ICONS, Crumb, title_of, trail
from web.views.origins import newest_render


class PlacedBox(Value):
    """One box in whole hundredths of the picture. `number` counts from 1."""

    number: int
    key: str
    who: str
    icon: str
    left: int
    top: int
    width: int
    height: int


class Boxes(Value):
    """Everything that the page of boxes shows. `picture` is the medium behind the boxes, if there is one."""

    id: str
    title: str
    boxes: tuple[PlacedBox, ...]
    picture: str | None
    moved: bool


def boxes_page(recollection_id: str, book: Book, language: Language) -> dict[str, object]:
    """The page's context. Without a scene there is nothing to place. Raises NotFound."""
    recollection = book.recollection(recollection_id)
    title = title_of(recollection, book, language)
    scene = book.scene(recollection_id)
    render = newest_render(recollection_id, book)
    shown = Boxes(
        id=recollection_id,
        title=title,
        boxes=_boxes(scene, book.patient(recollection.patient_id)) if scene else (),
        picture=render.media_id if render else None,
        moved=scene is not None and scene.layout is not None,
    )
    crumbs = trail(
        language,
        Crumb(words=tell("To review", language), href="/review"),
        Crumb(words=title, href=f"/review/{recollection_id}"),
        Crumb(words=tell("Who stands where", language)),
    )
    return {"shown": shown, "crumbs": crumbs}


def _boxes(scene: Scene, patient: Patient) -> tuple[PlacedBox, ...]:
    return tuple(
        PlacedBox(
            number=number,
            key=key_of(one),
            who=one.who,
            icon=DETAIL_ICONS[one.kind],
            left=round(one.box.left * 100),
            top=round(one.box.top * 100),
            width=round(one.box.width * 100),
            height=round(one.box.height * 100),
        )
        for number, one in enumerate(placed(scene, patient).standing, 1)
    )
