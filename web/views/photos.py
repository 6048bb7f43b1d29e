"""Photos on the page of their element: each with its advice, and the checklist of them all."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BaseModel, Field

from assistant.coaching import advise_photo, advise_set, checklist, framing_of, is_person
from assistant.comparing import counted, faces_in_crop, outliers, typical_face
from assistant.consenting import may_learn
from assistant.elements import Advice, Depiction, Framing, Photo, Tick
from assistant.errors import EvocaError
from assistant.story import Box, Element, ElementKind, Language, Value
from assistant.wording import explain, say
from web.languages import tell
from web.pages import Choice

MOST_REFUSALS: Final = 12
TYPICAL_SHOWN: Final = 3


class PhotoForm(BaseModel):
    """What the form of a photo sends. The square's place and side are percents: of the photo, of its shorter side."""

    framing: Framing | None = None
    ticks: list[Tick] = []
    caption: Annotated[str, Field(max_length=300)] = ""
    kept: str = ""
    left: Annotated[float, Field(ge=0, le=100)] | None = None
    top: Annotated[float, Field(ge=0, le=100)] | None = None
    side: Annotated[float, Field(ge=1, le=100)] | None = None

    def crop_of(self, photo: Photo) -> Box | None:
        """The square that was asked for, kept inside the photo; None when it is the one that is there."""
        if self.left is None or self.top is None or self.side is None:
            return None
        if (self.left, self.top, self.side) == percents(photo):
            return None
        short = min(photo.findings.width, photo.findings.height) * self.side / 100
        width, height = short / photo.findings.width, short / photo.findings.height
        return Box(
            left=min(self.left / 100, 1 - width), top=min(self.top / 100, 1 - height), width=width, height=height
        )


def percents(photo: Photo) -> tuple[float, float, float]:
    """A square as the form shows it: left and top of the photo, side of its shorter side, in percent."""
    side = photo.crop.width * photo.findings.width / min(photo.findings.width, photo.findings.height)
    return round(photo.crop.left * 100, 1), round(photo.crop.top * 100, 1), round(side * 100, 1)


class Tip(Value):
    """One sentence of the coach, with the name of the small picture that shows what is meant."""

    picture: str
    words: str
    blocks: bool = False


class Twin(Value):
    """A photo in a row of photos that are compared."""

    id: str
    image: str
    width: int
    height: int
    x: int
    y: int
    side: int


class Compared(Value):
    """Photos side by side and what there is to say of them; with a question, each is asked about."""

    tip: Tip
    photos: tuple[Twin, ...]
    asked: bool = False


class WishLine(Value):
    """One line of the checklist."""

    key: str
    words: str
    met: bool
    count: str


class PhotoCard(Value):
    """A photo with its square in pixels, its advice and its form."""

    id: str
    number: int
    alt: str
    image: str
    width: int
    height: int
    x: int
    y: int
    side: int
    left_percent: float
    top_percent: float
    side_percent: float
    tips: tuple[Tip, ...]
    framings: tuple[Choice, ...]
    ticks: tuple[Choice, ...]
    caption: str
    counts: bool
    kept: bool


class Coach(Value):
    """What the coach says of the set: what blocks, the list that fills in, photos to compare."""

    tips: tuple[Tip, ...]
    wishes: tuple[WishLine, ...]
    met: int
    compared: tuple[Compared, ...]
    ready: bool
    blocked: tuple[str, ...]


def tip_of(advice: Advice, name: str, language: Language) -> Tip:
    """A piece of advice in words."""
    words = say(advice.key, language, address=None, **{"name": name, **advice.data})
    return Tip(picture=advice.key, words=words, blocks=advice.blocks)


def coach_of(
    element: Element, photos: Sequence[Photo], depictions: Sequence[Depiction], name: str, language: Language
) -> Coach:
    """Everything that there is to say of a set."""
    said = advise_set(photos, kind=element.kind, consented=may_learn(element, depictions))
    by_id = {photo.id: photo for photo in photos}
    wishes = tuple(
        WishLine(
            key=wish.key,
            words=say(wish.key, language),
            met=wish.met,
            count=f"{min(wish.have, wish.want)}/{wish.want}" if wish.want > 1 else "",
        )
        for wish in checklist(photos, kind=element.kind)
    )
    plain = tuple(tip_of(advice, name, language) for advice in said if not advice.photo_ids)
    return Coach(
        tips=plain,
        wishes=wishes,
        met=sum(wish.met for wish in wishes),
        compared=tuple(_compared(advice, by_id, name, language) for advice in said if advice.photo_ids),
        ready=not any(advice.blocks for advice in said),
        blocked=tuple(tip.words for tip in plain if tip.blocks),
    )


def _compared(advice: Advice, photos: dict[str, Photo], name: str, language: Language) -> Compared:
    shown = [photos[photo_id] for photo_id in advice.photo_ids]
    return Compared(
        tip=tip_of(advice, name, language),
        photos=tuple(twin_of(photo) for photo in shown),
        asked=advice.key == "set_outliers",
    )


def typical_of(photos: Sequence[Photo]) -> tuple[Twin, ...]:
    """A few photos that agree on whom they show, to stand beside the doubtful ones."""
    strangers = {photo.id for photo in outliers(photos)}
    if not strangers or typical_face(counted(photos)) is None:
        return ()
    agreed = [photo for photo in counted(photos) if photo.id not in strangers and faces_in_crop(photo)]
    return tuple(twin_of(photo) for photo in agreed[:TYPICAL_SHOWN])


def twin_of(photo: Photo) -> Twin:
    """A photo's square, in pixels of the upright photo."""
    found = photo.findings
    return Twin(
        id=photo.id,
        image=photo.preview_id or photo.media_id,
        width=found.width,
        height=found.height,
        x=round(photo.crop.left * found.width),
        y=round(photo.crop.top * found.height),
        side=round(photo.crop.width * found.width),
    )


def cards_of(element: Element, photos: Sequence[Photo], name: str, language: Language) -> tuple[PhotoCard, ...]:
    """Every photo, in the order of adding."""
    learnt = {photo.id for photo in counted(photos)}
    return tuple(
        _card(element, photo, number, name, language, counts=photo.id in learnt)
        for number, photo in enumerate(photos, 1)
    )


def _card(element: Element, photo: Photo, number: int, name: str, language: Language, *, counts: bool) -> PhotoCard:
    left, top, side = percents(photo)
    framing = framing_of(photo)
    return PhotoCard(
        **twin_of(photo).model_dump(),
        number=number,
        alt=tell("Photo %(number)s of %(name)s", language) % {"number": number, "name": name},
        left_percent=left,
        top_percent=top,
        side_percent=side,
        tips=tuple(tip_of(advice, name, language) for advice in advise_photo(photo, kind=element.kind)),
        framings=tuple(
            Choice(key=key.value, words=words, chosen=key is framing)
            for key, words in framing_words(element.kind, language).items()
        ),
        ticks=tuple(
            Choice(key=tick.value, words=words, chosen=tick in photo.ticks)
            for tick, words in tick_words(element.kind, language).items()
        ),
        caption=photo.caption,
        counts=counts,
        kept=photo.kept,
    )


def framing_words(kind: ElementKind, language: Language) -> dict[Framing, str]:
    """How much a photo shows, in words that fit the kind."""
    if kind in {ElementKind.PLACE, ElementKind.OBJECT}:
        return {
            Framing.CLOSE_UP: tell("A detail", language),
            Framing.FULL_BODY: tell("All of it", language),
        }
    return {
        Framing.CLOSE_UP: tell("The face from close by", language),
        Framing.WAIST_UP: tell("Half of the body", language),
        Framing.FULL_BODY: tell("The whole body", language),
    }


def tick_words(kind: ElementKind, language: Language) -> dict[Tick, str]:
    """What the family can tick, for the kind."""
    people = {
        Tick.SMILE: tell("Smiles", language),
        Tick.COVERED_FACE: tell("The face is covered (dark glasses, mask…)", language),
    }
    anything = {
        Tick.FROM_THE_SIDE: tell("Seen from the side", language),
        Tick.INDOORS: tell("Indoors", language),
        Tick.OUTDOORS: tell("Outdoors", language),
    }
    return {**people, **anything} if is_person(kind) else anything


class Refusal(Value):
    """A file that was not taken and why."""

    file: str
    reason: str


def refusals_of(refused: Sequence[tuple[str, EvocaError]], language: Language) -> tuple[Refusal, ...]:
    """Why some files were not taken, the first dozen by name."""
    named = [Refusal(file=file, reason=explain(error, language)) for file, error in refused[:MOST_REFUSALS]]
    more = len(refused) - len(named)
    if more:
        words = tell("and %(number)s more", language) % {"number": more}
        named.append(Refusal(file=words, reason=explain(refused[-1][1], language)))
    return tuple(named)
