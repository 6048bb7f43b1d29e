"""Elements and their photos: made, added to, corrected and taken away by the family or the therapist."""

import hashlib
from collections.abc import Sequence
from typing import Final

from assistant.coaching import compose_caption, is_person
from assistant.comparing import apart, typical_face
from assistant.consenting import check_photos, element_of
from assistant.cropping import suggest_crop
from assistant.elements import MOST_PHOTOS, Findings, Framing, Photo, Tick
from assistant.errors import NameMissing, NotFound, TooManyPhotos
from assistant.ports import Book, Media, PhotoEye, Seen
from assistant.story import Box, Element, ElementKind, Patient, Value
from assistant.tokens import Knows, check_token, propose_token

CLASS_WORDS: Final = {
    ElementKind.SELF: "person",
    ElementKind.PERSON: "person",
    ElementKind.ANIMAL: "dog",
    ElementKind.PLACE: "house",
    ElementKind.OBJECT: "object",
}


class Draft(Value):
    """What is known of an element when it is made. Without a `token` one is proposed."""

    name: str
    kind: ElementKind
    class_word: str = ""
    stage: str | None = None
    relation: str | None = None
    aliases: tuple[str, ...] = ()
    deceased: bool | None = None
    spoken_of: str = ""
    token: str = ""


def create_element(patient_id: str, draft: Draft, *, element_id: str, book: Book, knows: Knows) -> Element:
    """Put a new element into a patient's profile; the same id again changes it, all but its token.

    `knows` tells which words the painter knows. Raises NotFound, NameMissing, TokenTaken.
    """
    patient = book.patient(patient_id)
    name = " ".join(draft.name.split())
    if not name:
        raise NameMissing()
    known = next((element for element in patient.elements if element.id == element_id), None)
    element = Element(
        id=element_id,
        token=known.token if known else _token_of(draft, patient, knows),
        kind=draft.kind,
        class_word=" ".join(draft.class_word.split()).lower() or CLASS_WORDS[draft.kind],
        stage=draft.stage,
        relation=(draft.relation or "").strip() or None,
        aliases=tuple(dict.fromkeys((name, *draft.aliases))),
        deceased=draft.deceased,
        name=name,
        spoken_of=draft.spoken_of.strip(),
    )
    others = tuple(other for other in patient.elements if other.id != element_id)
    book.save_patient(patient.model_copy(update={"elements": (*others, element)}))
    return element


def _token_of(draft: Draft, patient: Patient, knows: Knows) -> str:
    taken = [element.token for element in patient.elements]
    wished = draft.token.strip().lower()
    if wished:
        return check_token(wished, taken=taken, knows=knows)
    return propose_token(draft.name, taken=taken, knows=knows)


def add_photo(patient_id: str, element_id: str, data: bytes, *, book: Book, media: Media, eye: PhotoEye) -> Photo:
    """Look at a photo and keep a copy without metadata. The very same bytes again give the photo that is there, even
    when both come at once: a photo's id follows from its element and its bytes.

    Looking takes seconds: `book` should save at once. Raises NotFound, NotAllowed without consent to keep photos,
    TooManyPhotos, PhotoUnreadable, PhotoOfOtherKind, PhotoTooLarge, PhotoTooSmall, ModelMissing, DiskFull.
    """
    check_photos(patient_id, book=book)
    element = element_of(patient_id, element_id, book=book)
    before = book.photos(patient_id, element_id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = next((photo for photo in before if photo.sha256 == sha256), None)
    if known is not None:
        return known
    if len(before) >= MOST_PHOTOS:
        raise TooManyPhotos(limit=MOST_PHOTOS)
    seen = _upon(data, before, kind=element.kind, eye=eye)
    check_photos(patient_id, book=book)  # it may have been taken back while the photo was looked at
    return _keep(seen, element, patient_id, sha256, book=book, media=media)


def _upon(data: bytes, before: Sequence[Photo], *, kind: ElementKind, eye: PhotoEye) -> Seen:
    """Look, and where several people are shown look again at the one whom the other photos show."""
    seen = eye.look(data, people=is_person(kind))
    typical, faces = typical_face(before), seen.findings.faces
    if typical is None or len(faces) < 2 or not all(face.print for face in faces):
        return seen
    nearest = min(range(len(faces)), key=lambda at: apart(faces[at], typical))
    if nearest == 0:
        return seen
    return eye.look(data, people=True, crop=suggest_crop(seen.findings.width, seen.findings.height, faces, of=nearest))


def _keep(seen: Seen, element: Element, patient_id: str, sha256: str, *, book: Book, media: Media) -> Photo:
    photo_id = hashlib.sha256(f"{patient_id}/{element.id}/{sha256}".encode()).hexdigest()[:32]
    plain = Photo(
        id=photo_id,
        element_id=element.id,
        patient_id=patient_id,
        media_id=media.put(seen.clean, suffix=".jpg", owner=photo_id, name="copy"),
        preview_id=media.put(seen.preview, suffix=".jpg", owner=photo_id, name="small"),
        sha256=sha256,
        findings=seen.findings,
        crop=seen.crop,
    )
    photo = plain.model_copy(update={"caption": compose_caption(plain, token=element.token, kind=element.kind)})
    try:
        book.save_photo(photo)
    except NotFound:  # the element was deleted meanwhile
        media.forget(photo_id)
        raise
    return photo


def remove_photo(photo_id: str, *, book: Book, media: Media) -> None:
    """Take a photo and its copies away; no error when it is gone already."""
    media.forget(photo_id)
    book.remove_photo(photo_id)


def describe_photo(
    photo_id: str, *, framing: Framing | None, ticks: Sequence[Tick], caption: str, kept: bool, book: Book
) -> Photo:
    """What the family says of a photo. A caption that nobody wrote follows what is ticked. Raises NotFound."""
    photo = book.photo(photo_id)
    element = element_of(photo.patient_id, photo.element_id, book=book)
    said = photo.model_copy(update={"framing": framing, "ticks": tuple(dict.fromkeys(ticks)), "kept": kept})
    written = " ".join(caption.split())
    if written in {"", photo.caption}:
        written = _followed(photo, said, element)
    described = said.model_copy(update={"caption": written})
    book.save_photo(described)
    return described


def _followed(before: Photo, after: Photo, element: Element) -> str:
    """The composed caption anew, unless somebody has written one."""

    def composed(photo: Photo) -> str:
        return compose_caption(photo, token=element.token, kind=element.kind)

    return composed(after) if before.caption in {"", composed(before)} else before.caption


def vouch(photo_id: str, *, is_the_one: bool, book: Book) -> Photo:
    """Answer *is this also Carmen?* for one photo. Raises NotFound."""
    photo = book.photo(photo_id)
    answer = Tick.THIS_ONE if is_the_one else Tick.NOT_THIS_ONE
    ticks = (*(tick for tick in photo.ticks if tick not in {Tick.THIS_ONE, Tick.NOT_THIS_ONE}), answer)
    vouched = photo.model_copy(update={"ticks": ticks})
    book.save_photo(vouched)
    return vouched


def recrop(photo_id: str, crop: Box, *, book: Book, media: Media, eye: PhotoEye) -> Photo:
    """Choose another square and measure it. Raises NotFound, ModelMissing, and whatever `PhotoEye.look` raises."""
    photo = book.photo(photo_id)
    element = element_of(photo.patient_id, photo.element_id, book=book)
    data = media.path(photo.media_id).read_bytes()
    seen = eye.look(data, people=is_person(element.kind), crop=crop)
    cut = photo.model_copy(update={"crop": seen.crop, "findings": _remembering(photo.findings, seen.findings)})
    cut = cut.model_copy(update={"caption": _followed(photo, cut, element)})
    book.save_photo(cut)
    return cut


def _remembering(before: Findings, now: Findings) -> Findings:
    """What is measured of the square is new; what belongs to the whole photo stays as it was first seen."""
    return now.model_copy(update={"fingerprint": before.fingerprint})
