"""What the coach says of photos: of each one at once, and of the whole set as it grows. Pure.

Only the minimum blocks: too few different photos, and a consent that is missing. Everything else is advice.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assistant.comparing import (
    NEAR_PICTURE,
    always_the_same_clothes,
    bits_apart,
    counted,
    faces_in_crop,
    is_same,
    outliers,
)
from assistant.cropping import side_of
from assistant.elements import FEWEST_PHOTOS, SMALLEST_SIDE, Advice, Framing, Lesson, Photo, Tick, TrainingSet
from assistant.story import Element, ElementKind, Value

PEOPLE: Final = frozenset({ElementKind.SELF, ElementKind.PERSON})
BLURRED: Final = 30.0
"""Variance of the Laplacian at 512 px: sharp portraits measure 200 to 500, softened ones (2 px of 900) 14 to 29."""
DARK: Final = 0.18
BRIGHT: Final = 0.85
FLAT: Final = 0.06
SMALL_FACE: Final = 48
"""Pixels of a face's height once the square is 512 px wide."""
FRONTAL: Final = 10.0
PROFILE: Final = 30.0
"""Degrees of `Face.turn`, which five points underrate: a head turned by 30° measures about 13°."""
LIGHTS: Final = 0.15
CLOSE_UP: Final = 0.3
FULL_BODY: Final = 6.5
"""Heights of the found face that lie below it when the feet may be seen; a body is about 7 heads."""
HUES: Final = (
    "red",
    "orange",
    "yellow",
    "lime green",
    "green",
    "green",
    "turquoise",
    "blue",
    "blue",
    "purple",
    "pink",
    "red",
    "black",
    "grey",
    "white",
)


class Wish(Value):
    """One line of the checklist: how many photos there should be of it and how many there are."""

    key: str
    have: int
    want: int = 1

    @property
    def met(self) -> bool:
        """Whether there are enough."""
        return self.have >= self.want


def is_person(kind: ElementKind) -> bool:
    """Whether elements of this kind are people, whose faces matter and who consent."""
    return kind in PEOPLE


def framing_of(photo: Photo) -> Framing | None:
    """What the family said it shows, else what the size of the face in the square suggests."""
    faces = faces_in_crop(photo)
    if photo.framing is not None or not faces or not faces[0].box.height:
        return photo.framing
    face = faces[0].box
    if face.height / photo.crop.height >= CLOSE_UP:
        return Framing.CLOSE_UP
    below = (photo.crop.top + photo.crop.height - face.top - face.height) / face.height
    return Framing.FULL_BODY if below >= FULL_BODY else Framing.WAIST_UP


def view_of(photo: Photo) -> str:
    """`frontal`, `three_quarter`, `profile`, or nothing where no face tells."""
    if Tick.FROM_THE_SIDE in photo.ticks:
        return "profile"
    turns = [abs(face.turn) for face in faces_in_crop(photo)[:1] if face.turn is not None]
    if not turns:
        return ""
    if turns[0] < FRONTAL:
        return "frontal"
    return "three_quarter" if turns[0] < PROFILE else "profile"


def advise_photo(photo: Photo, *, kind: ElementKind) -> tuple[Advice, ...]:
    """What there is to say of one photo by itself."""
    found = photo.findings
    side = side_of(photo.crop, found.width, found.height)
    said = (
        ("photo_too_few_pixels", side < SMALLEST_SIDE),
        ("photo_blurred", found.sharpness < BLURRED),
        ("photo_too_dark", found.brightness < DARK),
        ("photo_too_bright", found.brightness > BRIGHT),
        ("photo_flat", found.contrast < FLAT and DARK <= found.brightness <= BRIGHT),
        *(_of_faces(photo) if is_person(kind) else [("photo_with_people", bool(faces_in_crop(photo)))]),
    )
    data: dict[str, str | int] = {"side": side, "smallest": SMALLEST_SIDE}
    return tuple(Advice(key=key, data=data, photo_ids=(photo.id,)) for key, applies in said if applies)


def _of_faces(photo: Photo) -> list[tuple[str, bool]]:
    inside, everybody = faces_in_crop(photo), photo.findings.faces
    looks_away = Tick.FROM_THE_SIDE in photo.ticks or photo.framing is Framing.FULL_BODY
    small = bool(inside) and inside[0].box.height / photo.crop.height * SMALLEST_SIDE < SMALL_FACE
    return [
        ("photo_no_face", not everybody and not looks_away),
        ("photo_face_outside", bool(everybody) and not inside),
        ("photo_several_faces", len(inside) > 1),
        ("photo_cropped_others", len(inside) == 1 and len(everybody) > 1),
        ("photo_small_face", small and framing_of(photo) is not Framing.FULL_BODY),
        ("photo_covered_face", Tick.COVERED_FACE in photo.ticks),
    ]


def advise_set(photos: Sequence[Photo], *, kind: ElementKind, consented: bool) -> tuple[Advice, ...]:
    """What there is to say of the whole set: what blocks first, then what would spoil the likeness."""
    learnt = counted(photos)
    short = FEWEST_PHOTOS - len(learnt)
    said = []
    if short > 0:
        key = "set_one_missing" if short == 1 else "set_too_few"
        said.append(Advice(key=key, blocks=True, data={"missing": short, "fewest": FEWEST_PHOTOS}))
    if not consented:
        said.append(Advice(key="set_no_consent", blocks=True))
    said += _twins([photo for photo in photos if photo.kept])
    if is_person(kind):
        strangers = outliers(photos)
        if strangers:
            said.append(Advice(key="set_outliers", photo_ids=tuple(photo.id for photo in strangers)))
        if always_the_same_clothes(learnt):
            said.append(Advice(key="set_same_clothes"))
        if len(learnt) >= 4 and all(len(faces_in_crop(photo)) > 1 for photo in learnt):
            said.append(Advice(key="set_always_two"))
    if len(learnt) >= 4 and not _lights(learnt):
        said.append(Advice(key="set_same_light"))
    return tuple(said)


def _twins(photos: Sequence[Photo]) -> list[Advice]:
    """The same picture more than once, and pictures that are nearly the same."""
    said = []
    for at, photo in enumerate(photos):
        before = photos[:at]
        same = next((other for other in before if is_same(photo, other)), None)
        near = next((other for other in before if bits_apart(photo, other) <= NEAR_PICTURE), None)
        if same is not None:
            said.append(Advice(key="set_same_picture", photo_ids=(same.id, photo.id)))
        elif near is not None:
            said.append(Advice(key="set_near_picture", photo_ids=(near.id, photo.id)))
    return said


def _lights(photos: Sequence[Photo]) -> bool:
    """Whether the light differs from photo to photo."""
    levels = [photo.findings.brightness for photo in photos]
    return max(levels, default=0.0) - min(levels, default=0.0) >= LIGHTS


_PERSON_WISHES: Final[Mapping[str, Callable[[Photo], bool]]] = {
    "want_close_up": lambda photo: framing_of(photo) is Framing.CLOSE_UP,
    "want_waist_up": lambda photo: framing_of(photo) is Framing.WAIST_UP,
    "want_full_body": lambda photo: framing_of(photo) is Framing.FULL_BODY,
    "want_frontal": lambda photo: view_of(photo) == "frontal",
    "want_three_quarter": lambda photo: view_of(photo) == "three_quarter",
    "want_profile": lambda photo: view_of(photo) == "profile",
    "want_smile": lambda photo: Tick.SMILE in photo.ticks,
    "want_indoors": lambda photo: Tick.INDOORS in photo.ticks,
    "want_outdoors": lambda photo: Tick.OUTDOORS in photo.ticks,
}
_ANIMAL_WISHES: Final[Mapping[str, Callable[[Photo], bool]]] = {
    "want_animal_close": _PERSON_WISHES["want_close_up"],
    "want_animal_whole": _PERSON_WISHES["want_full_body"],
    "want_side": lambda photo: Tick.FROM_THE_SIDE in photo.ticks,
    "want_indoors": _PERSON_WISHES["want_indoors"],
    "want_outdoors": _PERSON_WISHES["want_outdoors"],
}
_THING_WISHES: Final[Mapping[str, Callable[[Photo], bool]]] = {
    "want_detail": _PERSON_WISHES["want_close_up"],
    "want_whole": _PERSON_WISHES["want_full_body"],
    "want_side": lambda photo: Tick.FROM_THE_SIDE in photo.ticks,
}
_WISHES: Final = {
    ElementKind.SELF: _PERSON_WISHES,
    ElementKind.PERSON: _PERSON_WISHES,
    ElementKind.ANIMAL: _ANIMAL_WISHES,
    ElementKind.PLACE: _THING_WISHES,
    ElementKind.OBJECT: _THING_WISHES,
}


def checklist(photos: Sequence[Photo], *, kind: ElementKind) -> tuple[Wish, ...]:
    """What a good set of this kind holds, filled as far as it is: people's lists are long, the others' short."""
    learnt = counted(photos)
    wishes = [Wish(key="want_photos", have=len(learnt), want=FEWEST_PHOTOS)]
    wishes += [Wish(key=key, have=sum(map(fits, learnt))) for key, fits in _WISHES[kind].items()]
    wishes.append(Wish(key="want_lights", have=int(_lights(learnt))))
    if is_person(kind):
        worn = sum(bool(photo.findings.colours) for photo in learnt)
        wishes.append(Wish(key="want_clothes", have=int(worn >= 4 and not always_the_same_clothes(learnt))))
    return tuple(wishes)


def compose_caption(photo: Photo, *, token: str, kind: ElementKind) -> str:
    """The English caption of a photo: the token, and whatever is not to become part of it."""
    framing, view = framing_of(photo), view_of(photo)
    close = {"close_up": "close-up", "waist_up": "half-length", "full_body": "full body"}
    views = {"frontal": "facing the camera", "three_quarter": "turned a little aside", "profile": "in profile"}
    parts = [f"{close[framing.value]} photo of {token}" if framing and is_person(kind) else f"photo of {token}"]
    if is_person(kind):
        parts += [views[view]] if view else []
        parts += ["smiling"] if Tick.SMILE in photo.ticks else []
        parts += [f"in {_hue(photo)} clothes"] if photo.findings.colours else []
        parts += ["with another person"] if len(faces_in_crop(photo)) > 1 else []
    elif Tick.FROM_THE_SIDE in photo.ticks:
        parts.append("from the side")
    parts += ["indoors"] if Tick.INDOORS in photo.ticks else []
    parts += ["outdoors"] if Tick.OUTDOORS in photo.ticks else []
    return ", ".join(parts)


def _hue(photo: Photo) -> str:
    spread = photo.findings.colours
    return HUES[max(range(min(len(spread), len(HUES))), key=lambda at: spread[at])]


def training_set(element: Element, photos: Sequence[Photo]) -> TrainingSet:
    """What is learnt of an element: the photos that count, each with its square and a caption that names the token."""
    lessons = tuple(
        Lesson(
            photo_id=photo.id,
            media_id=photo.media_id,
            crop=photo.crop,
            caption=photo.caption or compose_caption(photo, token=element.token, kind=element.kind),
        )
        for photo in counted(photos)
    )
    return TrainingSet(element_id=element.id, token=element.token, class_word=element.class_word, lessons=lessons)
