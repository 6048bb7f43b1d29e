"""Bringing along a likeness that was learnt elsewhere, under the same consents as learning one here.

What the file itself says of its word and its painter holds; where it says nothing, whoever brings it does.
"""

import hashlib
import re
from pathlib import Path
from typing import Final, Protocol

from assistant.checking import Witness
from assistant.consenting import check_consent, check_photos, element_of, standing
from assistant.elements import Likeness, Method
from assistant.errors import LikenessUnvouched, ModelMissing, NotFound, TokenTaken, UploadTooLarge
from assistant.ports import Book, Media, Painter
from assistant.story import Element, Patient, Value, now

MOST_MB: Final = 400
"""A LoRA of Stable Diffusion 1.5 at the highest usual rank (128) takes 150 MB."""
_TRIGGER: Final = re.compile(r"[A-Za-z0-9_]{2,40}")


def is_trigger(word: str) -> bool:
    """Whether a word can stand for an element in a prompt: 2 to 40 plain letters, figures and underscores."""
    return _TRIGGER.fullmatch(word) is not None


class Fitted(Value):
    """A likeness file made into one of ours. `data` are its bytes; `step` is 0 where nobody knows.

    `names_base` says that the file itself names this very painter; otherwise only its shapes are known to fit.
    """

    data: bytes
    method: Method
    token: str
    step: int = 0
    names_base: bool = False
    photo_hashes: tuple[str, ...] = ()


class Fitter(Protocol):
    """Looks into a likeness file for the painter of this house."""

    def __call__(self, file: Path, *, element: Element, token: str) -> Fitted:
        """`token` is the word that somebody typed, or empty; a word that the file names comes first.

        Raises LikenessRefused and what is below it, TokenTaken, ModelMissing, ModelDamaged.
        """


def import_likeness(
    patient_id: str,
    element_id: str,
    file: Path,
    *,
    token: str,
    made_here: bool,
    painter: Painter | None,
    fit: Fitter,
    witness: Witness | None,
    book: Book,
    media: Media,
) -> Likeness:
    """Keep a likeness file for an element; the same file again is kept once. Nothing is kept of what is refused.

    `made_here` is somebody's word that it was learnt on this very painter, which counts where the file says nothing.
    Where there are photos, a `witness` makes prints of them, by which what is painted can be checked.
    Raises NotFound, NotAllowed, ModelMissing, UploadTooLarge, LikenessUnvouched, TokenTaken, DiskFull,
    and whatever a `Fitter` raises.
    """
    if painter is None:
        raise ModelMissing()
    element = element_of(patient_id, element_id, book=book)
    _check_allowed(patient_id, element_id, book=book)
    if file.stat().st_size > MOST_MB * 2**20:
        raise UploadTooLarge(limit_mb=MOST_MB)
    fitted = fit(file, element=element, token=token.strip())
    if not (fitted.names_base or made_here):
        raise LikenessUnvouched(file=file.name)
    _check_free(fitted.token, book.patient(patient_id), element, book=book)
    photos = book.photos(patient_id, element_id)
    prints = witness.prints_of(photos, kind=element.kind, media=media) if witness else ()
    _check_allowed(patient_id, element_id, book=book)  # somebody may have said no meanwhile
    made = _made(fitted, patient_id, element, painter=painter, book=book)
    if witness and prints:
        made = made.model_copy(update={"judge": witness.judge.name, "prints": prints})
    return _keep(made, fitted.data, book=book, media=media)


def _made(fitted: Fitted, patient_id: str, element: Element, *, painter: Painter, book: Book) -> Likeness:
    sha256 = hashlib.sha256(fitted.data).hexdigest()
    name = hashlib.sha256(f"{patient_id}/{element.id}/{sha256}".encode()).hexdigest()[:32]
    return Likeness(
        id=name,
        element_id=element.id,
        patient_id=patient_id,
        training_id=None,
        method=fitted.method,
        token=fitted.token,
        class_word=element.class_word,
        base=painter.name,
        base_hash=painter.hash,
        step=fitted.step,
        media_id="",
        sha256=sha256,
        photo_hashes=fitted.photo_hashes,
        depiction_ids=tuple(word.id for word in standing(book.depictions(patient_id, element.id))),
        source="imported",
        base_stated=not fitted.names_base,
    )


def _keep(made: Likeness, data: bytes, *, book: Book, media: Media) -> Likeness:
    kept = media.put(data, suffix=".safetensors", owner=made.id, name="likeness")
    likeness = made.model_copy(update={"media_id": kept})
    try:
        book.save_likeness(likeness)
    except NotFound:  # the element was deleted meanwhile
        media.forget(made.id)
        raise
    return likeness


def _check_allowed(patient_id: str, element_id: str, *, book: Book) -> None:
    check_photos(patient_id, book=book)
    check_consent(patient_id, element_id, book=book)


def _check_free(token: str, patient: Patient, element: Element, *, book: Book) -> None:
    """See that the word does not stand for another element of this life. Raises TokenTaken."""
    others = {other.token for other in patient.elements if other.id != element.id}
    others |= {made.token for made in book.likenesses(patient.id) if made.element_id != element.id}
    if token.lower() in {other.lower() for other in others}:
        raise TokenTaken(token=token)


def choose_likeness(likeness_id: str, *, book: Book) -> Likeness:
    """Paint with this one from now on, even where newer ones are there. Raises NotFound."""
    chosen = book.likeness(likeness_id).model_copy(update={"chosen_at": now()})
    book.save_likeness(chosen)
    return chosen
