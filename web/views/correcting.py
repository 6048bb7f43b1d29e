"""What a therapist may correct in what was understood, and what can be gone back to."""

from collections.abc import Sequence
from typing import Final

from assistant.correcting import key_of
from assistant.ports import Book
from assistant.revising import before_last_change
from assistant.story import Detail, DetailKind, Language, Patient, Presence, Scene, Value
from web.languages import tell
from web.pages import DETAIL_ICONS, Choice, element_chip

_OFFERED: Final = (Presence.PRESENT, Presence.MENTIONED, Presence.DENIED)
_MOST_WORDS: Final = 5


class ThingLine(Value):
    """One thing of the memory in the form. `english` is None where an element stands for it."""

    key: str
    text: str
    icon: str
    english: str | None
    presences: tuple[Choice, ...]


class EarlierRevision(Value):
    """A revision that can be gone back to."""

    number: int
    by: str
    about: str


class Corrections(Value):
    """The form's contents. `undo` is the revision that undoing leads to."""

    things: tuple[ThingLine, ...]
    kinds: tuple[Choice, ...]
    spare: tuple[Choice, ...]
    undo: int | None
    earlier: tuple[EarlierRevision, ...]


def corrections_of(scene: Scene, patient: Patient, book: Book, language: Language) -> Corrections:
    """What may be corrected in a scene."""
    used = {use.element_id for use in scene.elements}
    order = list(DetailKind)
    details = sorted(scene.details, key=lambda detail: order.index(detail.kind))
    return Corrections(
        things=tuple(_line(detail, used, language) for detail in details),
        kinds=tuple(Choice(key=kind, words=name) for kind, name in kind_names(language).items()),
        spare=tuple(
            Choice(key=element.id, words=element_chip(element, patient, language).words)
            for element in patient.elements
            if element.id not in used
        ),
        undo=before_last_change(scene.recollection_id, book=book),
        earlier=_earlier(scene, book.scenes(scene.recollection_id), patient, language),
    )


def kind_names(language: Language) -> dict[DetailKind, str]:
    """The kinds of things, for a heading."""
    return {
        DetailKind.PEOPLE: tell("People", language),
        DetailKind.ANIMALS: tell("Animals", language),
        DetailKind.PLACES: tell("Places", language),
        DetailKind.OBJECTS: tell("Things", language),
    }


def _line(detail: Detail, used: set[str], language: Language) -> ThingLine:
    names = {
        Presence.PRESENT: tell("It is there", language),
        Presence.MENTIONED: tell("Only mentioned", language),
        Presence.DENIED: tell("It is not there", language),
        Presence.WISHED: tell("Wished for", language),
        Presence.SIMILE: tell("A comparison", language),
    }
    offered = [presence for presence in names if presence in _OFFERED or presence is detail.presence]
    return ThingLine(
        key=key_of(detail),
        text=detail.text,
        icon=DETAIL_ICONS[detail.kind],
        english=None if detail.element_id in used else detail.english,
        presences=tuple(Choice(key=p, words=names[p], chosen=p is detail.presence) for p in offered),
    )


def _earlier(scene: Scene, known: Sequence[Scene], patient: Patient, language: Language) -> tuple[EarlierRevision, ...]:
    """Revisions of the same words, newest first."""
    return tuple(
        EarlierRevision(number=older.revision, by=_by(older, language), about=_about(older, patient, language))
        for older in known
        if older.revision < scene.revision and older.of_words == scene.of_words
    )


def _by(scene: Scene, language: Language) -> str:
    if scene.changed_by:
        return tell("Changed by a therapist", language)
    if scene.read_by:
        return tell("After the second reading", language)
    return tell("As the rules read it", language)


def _about(scene: Scene, patient: Patient, language: Language) -> str:
    """A revision in short: the life stage, who of this life is in it, and the first things in the picture."""
    stage = [known.names[language] for known in patient.stages if known.key == scene.stage.stage]
    ids = {element.id: element for element in patient.elements}
    used = [element_chip(ids[u.element_id], patient, language).words for u in scene.elements if u.element_id in ids]
    there = [detail.text for detail in scene.details if detail.presence is Presence.PRESENT]
    more = ["…"] if len(there) > _MOST_WORDS else []
    return " · ".join(part for part in (*stage, ", ".join(used), ", ".join(there[:_MOST_WORDS] + more)) if part)
