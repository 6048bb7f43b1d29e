"""Which learnt likenesses go into a picture: the newest of each element in it that this painter can wear.

An element without one is painted from words, and the therapist is told why where it could have been otherwise.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from assistant.consenting import may_learn
from assistant.elements import Likeness, Method
from assistant.errors import EvocaError, LikenessAltered, LikenessRefused, NotFound
from assistant.ports import Book, LikenessAtHand, Media, Painter
from assistant.story import Doubt, Element, ElementKind, Layout, Patient, Scene

MOST_TOGETHER: Final = 4
"""Learnt elements in one picture."""


class Portrayed(NamedTuple):
    """The likenesses of one picture, in the order of the scene's elements, and what the therapist should know."""

    likenesses: tuple[Likeness, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def tokens(self) -> Mapping[str, str]:
        """The rare word of each element that has a likeness, by the element's id."""
        return {likeness.element_id: likeness.token for likeness in self.likenesses}


def portray(scene: Scene, patient: Patient, layout: Layout, *, painter: Painter, book: Book) -> Portrayed:
    """The likenesses for a scene's elements, at most four, one of them a place at most. Raises ModelMissing.

    The scene's elements fit its stage of life already; one with a consent that was refused since is painted from words.
    """
    ids = {element.id for element in patient.elements}
    elements = [patient.element(use.element_id) for use in scene.elements if use.element_id in ids]
    known = {element.id: _allowed(element, patient, book=book) for element in elements}
    if not any(known.values()):
        return Portrayed()
    fitting = {key: [one for one in made if one.base_hash == painter.hash] for key, made in known.items()}
    doubts = [
        _doubt("likeness_other_painter", element)
        for element in elements
        if known[element.id] and not fitting[element.id]
    ]
    able = [element for element in elements if fitting[element.id]]
    chosen = able if len(able) == 1 else _placed(able, layout)
    doubts += [_doubt("likeness_no_room", element) for element in able if element not in chosen[:MOST_TOGETHER]]
    together, alone = _together([fitting[element.id] for element in chosen[:MOST_TOGETHER]])
    doubts += [_doubt("likeness_alone_only", patient.element(one.element_id)) for one in alone]
    return Portrayed(likenesses=tuple(together), doubts=tuple(doubts))


def _allowed(element: Element, patient: Patient, *, book: Book) -> list[Likeness]:
    """Newest first; none where somebody said no. What ships or was brought along has no consents of its own."""
    words = book.depictions(patient.id, element.id)
    refused = not patient.consents.photos or (words and not may_learn(element, words))
    return [] if refused else book.likenesses(patient.id, element.id)


def _placed(able: Sequence[Element], layout: Layout) -> list[Element]:
    """Those that the layout gives a place to stand, and the first place behind them."""
    standing = {one.element_id for one in layout.standing}
    places = [element for element in able if element.kind is ElementKind.PLACE][:1]
    return [element for element in able if element.id in standing or element in places]


def _together(fitting: Sequence[Sequence[Likeness]]) -> tuple[list[Likeness], list[Likeness]]:
    """The newest of each that can be worn beside the others, and whole ones that can be worn only alone.

    Several elements that were learnt whole in one training share one file and stand together.
    """
    newest = [made[0] for made in fitting]
    if len({one.sha256 for one in newest}) <= 1:
        return newest, []
    beside = [next((one for one in made if one.method is Method.LORA), None) for made in fitting]
    alone = [first for first, one in zip(newest, beside, strict=True) if one is None]
    return [one for one in beside if one is not None], alone


def _doubt(key: str, element: Element) -> Doubt:
    return Doubt(key=key, data={"name": name_of(element), "class_word": element.class_word})


def name_of(element: Element) -> str:
    """What a therapist calls an element."""
    return element.name or next(iter(element.aliases), element.class_word)


def without(found: Portrayed, refused: EvocaError, patient: Patient) -> Portrayed:
    """The same without the likeness whose file was refused, and what the therapist should know of that.

    A refusal that names none of them leaves none: nobody knows then which is the one.
    """
    likeness_id = refused.data.get("likeness")
    left = tuple(one for one in found.likenesses if one.id != likeness_id)
    kept = left if len(left) < len(found.likenesses) else ()
    gone = [one for one in found.likenesses if one not in kept]
    key = "likeness_changed" if isinstance(refused, LikenessAltered) else "likeness_unreadable"
    doubts = [_doubt(key, patient.element(one.element_id)) for one in gone]
    return Portrayed(likenesses=kept, doubts=(*found.doubts, *doubts))


def at_hand(likenesses: Sequence[Likeness], patient: Patient, *, media: Media) -> tuple[LikenessAtHand, ...]:
    """The likenesses as a painter takes them. Raises LikenessRefused for a file that is gone."""
    return tuple(
        LikenessAtHand(
            id=likeness.id,
            element_id=likeness.element_id,
            name=name_of(patient.element(likeness.element_id)),
            token=likeness.token,
            class_word=likeness.class_word,
            kind=patient.element(likeness.element_id).kind,
            method=likeness.method,
            file=_file_of(likeness, media),
            sha256=likeness.sha256,
            base_hash=likeness.base_hash,
            judge=likeness.judge,
            prints=likeness.prints,
        )
        for likeness in likenesses
    )


def _file_of(likeness: Likeness, media: Media) -> Path:
    try:
        return media.path(likeness.media_id)
    except NotFound:
        raise LikenessRefused(file=likeness.media_id, likeness=likeness.id) from None
