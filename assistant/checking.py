"""Whether anybody can check what is painted with a likeness: a judge holds it against prints of the photos."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.comparing import counted
from assistant.consenting import check_consent, check_photos, element_of
from assistant.elements import Lesson, Likeness, Photo, Print
from assistant.errors import InputRefused, ModelTrouble, NotFound, PhotosTellNothing
from assistant.ports import Book, Judge, Media
from assistant.story import Box, ElementKind

_log = logging.getLogger(__name__)

Cut = Callable[[Path, Box], bytes]
"""Cuts the square that is learnt out of a photo, as a PNG. Raises PhotoUnreadable."""


def squares(shown: Iterable[Photo | Lesson], *, media: Media, cut: Cut | None) -> tuple[bytes, ...]:
    """Photos cut to what is learnt of them; whole where nobody can cut. Raises NotFound, PhotoUnreadable."""
    files = [(media.path(one.media_id), one.crop) for one in shown]
    return tuple(cut(file, crop) if cut else file.read_bytes() for file, crop in files)


@dataclass(frozen=True)
class Witness:
    """The judge of this house, and how it gets to see photos."""

    judge: Judge
    cut: Cut

    def knows(self, kind: ElementKind) -> bool:
        """Whether it can tell elements of this kind apart."""
        return "identity" not in self.judge.blind_to(kind)

    def checks(self, likeness: Likeness, kind: ElementKind) -> bool:
        """Whether it checks pictures that are painted with a likeness."""
        return bool(likeness.prints) and likeness.judge == self.judge.name and self.knows(kind)

    def prints_of(self, photos: Sequence[Photo], *, kind: ElementKind, media: Media) -> tuple[Print, ...]:
        """Prints of the photos that count; none where it knows no such kind or cannot be used."""
        if not self.knows(kind):
            return ()
        try:
            return self.judge.prints_of(squares(counted(photos), media=media, cut=self.cut), kind=kind)
        except (ModelTrouble, InputRefused, NotFound) as trouble:
            _log.warning("no prints: %s", trouble.name)
            return ()


def compare_with_photos(likeness_id: str, *, witness: Witness, book: Book, media: Media) -> Likeness:
    """From now on hold what is painted with a likeness against the photos that are there.

    Raises NotFound, NotAllowed without consent, and PhotosTellNothing, which changes nothing.
    """
    likeness = book.likeness(likeness_id)
    patient_id, element_id = likeness.patient_id, likeness.element_id
    check_photos(patient_id, book=book)
    check_consent(patient_id, element_id, book=book)
    kind = element_of(patient_id, element_id, book=book).kind
    prints = witness.prints_of(book.photos(patient_id, element_id), kind=kind, media=media)
    if not prints:
        raise PhotosTellNothing()
    compared = likeness.model_copy(update={"judge": witness.judge.name, "prints": prints})
    book.save_likeness(compared)
    return compared
