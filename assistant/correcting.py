"""What a therapist corrects in a scene. Pure: a scene goes in and another comes out, the same where nothing changes."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.errors import NotEnglish, NotFound, NotSaid
from assistant.grounding import align, said_span
from assistant.story import (
    Detail,
    DetailKind,
    ElementKind,
    ElementUse,
    Patient,
    Presence,
    Scene,
    Transcript,
    Value,
)
from assistant.words import tokens_of

_ENGLISH: Final = re.compile(r"[a-z][a-z' -]{0,59}")


class DetailChange(Value):
    """How a thing stands and what the painter is told of it; empty `english` leaves the word as it is."""

    presence: Presence
    english: str = ""


def key_of(detail: Detail) -> str:
    """Names a detail within its scene, also in later revisions of the same words."""
    first = detail.said_in[0]
    return f"{detail.kind}-{first.start}-{first.end}"


def at_stage(scene: Scene, patient: Patient, stage: str) -> Scene:
    """The scene at another stage of life, with the patient's own element of that stage. Raises NotFound."""
    if all(known.key != stage for known in patient.stages):
        raise NotFound(what="stage")
    chosen = scene.stage.model_copy(update={"stage": stage, "decided_by": "therapist"})
    return scene.model_copy(update={"stage": chosen, "elements": _grown(scene.elements, patient, stage)})


def _grown(uses: Sequence[ElementUse], patient: Patient, stage: str) -> tuple[ElementUse, ...]:
    """The same elements with the patient at another stage of life."""
    own = patient.self_at(stage)
    selves = {element.id for element in patient.elements if element.kind is ElementKind.SELF}
    return tuple(
        ElementUse(element_id=own.id, said_in=use.said_in) if own and use.element_id in selves else use for use in uses
    )


def with_element(scene: Scene, patient: Patient, element_id: str) -> Scene:
    """The scene with one more element of the patient, after the others. Raises NotFound."""
    if all(element.id != element_id for element in patient.elements):
        raise NotFound(what="element")
    if any(use.element_id == element_id for use in scene.elements):
        return scene
    said = next((detail.said_in for detail in scene.details if detail.element_id == element_id), ())
    return scene.model_copy(update={"elements": (*scene.elements, ElementUse(element_id=element_id, said_in=said))})


def without_element(scene: Scene, element_id: str) -> Scene:
    """The scene without an element; what was said of it is painted from words."""
    return scene.model_copy(update={"elements": tuple(u for u in scene.elements if u.element_id != element_id)})


def of_this_life(scene: Scene, patient: Patient) -> Scene:
    """The scene with the elements that the profile still knows; what was said of others is painted from words."""
    known = {element.id for element in patient.elements}
    details = tuple(
        d.model_copy(update={"element_id": None}) if d.element_id and d.element_id not in known else d
        for d in scene.details
    )
    uses = tuple(use for use in scene.elements if use.element_id in known)
    return scene.model_copy(update={"details": details, "elements": uses})


def with_details(scene: Scene, changes: Mapping[str, DetailChange]) -> Scene:
    """The scene with changed details, by their `key_of`; an element goes and comes with the thing that stands for it.

    Raises NotFound for a detail that is not there, NotEnglish.
    """
    if not changes.keys() <= {key_of(detail) for detail in scene.details}:
        raise NotFound(what="detail")
    details = tuple(_changed(d, changes[key_of(d)]) if key_of(d) in changes else d for d in scene.details)
    gone = _there(scene.details) - _there(details)
    come = {name: said for name, said in _said(details).items() if name in _there(details) - _there(scene.details)}
    uses = [use for use in scene.elements if use.element_id not in gone]
    used = {use.element_id for use in uses}
    uses += [ElementUse(element_id=name, said_in=said) for name, said in come.items() if name not in used]
    return scene.model_copy(update={"details": details, "elements": tuple(uses)})


def _changed(detail: Detail, change: DetailChange) -> Detail:
    english = plain_english(change.english) if change.english.strip() else detail.english
    if (detail.presence, detail.english) == (change.presence, english):
        return detail
    return detail.model_copy(update={"presence": change.presence, "english": english, "found_by": "therapist"})


def _there(details: Sequence[Detail]) -> set[str]:
    """The elements that stand for something present."""
    return {d.element_id for d in details if d.element_id and d.presence is Presence.PRESENT}


def _said(details: Sequence[Detail]) -> dict[str, tuple[object, ...]]:
    return {d.element_id: d.said_in for d in details if d.element_id and d.presence is Presence.PRESENT}


def with_said(scene: Scene, transcript: Transcript, words: str, kind: DetailKind, english: str) -> Scene:
    """The scene with one more thing that was said: its words, which must stand in the memory, and their English.

    Raises NotSaid, NotEnglish.
    """
    tokens = tokens_of(transcript.text)
    place = align(words, tokens)
    if place is None:
        raise NotSaid()
    span = said_span(tokens, *place)
    new = Detail(
        kind=kind,
        text=transcript.text[span.start : span.end],
        english=plain_english(english),
        presence=Presence.PRESENT,
        said_in=(span,),
        found_by="therapist",
    )
    if key_of(new) in {key_of(detail) for detail in scene.details}:
        return with_details(scene, {key_of(new): DetailChange(presence=new.presence, english=new.english)})
    details = sorted((*scene.details, new), key=lambda detail: detail.said_in[0].start)
    return scene.model_copy(update={"details": tuple(details)})


def plain_english(words: str) -> str:
    """A short noun for the painter: small letters, spaces, hyphens, apostrophes; 60 signs. Raises NotEnglish."""
    plain = " ".join(words.lower().split())
    if not _ENGLISH.fullmatch(plain):
        raise NotEnglish()
    return plain


def put_back(scene: Scene, older: Scene) -> Scene:
    """The scene as an older revision of the same words had it, save how the memory feels and who asked for pictures.

    Raises NotFound for a revision of other words.
    """
    if older.of_words != scene.of_words:
        raise NotFound(what="revision")
    kept = ("valence", "distress", "distress_said_in", "picture_asked_by", "read_by", "revision", "changed_by")
    update = {name: getattr(scene, name) for name in kept}
    return older.model_copy(update={**update, "restored_from": older.revision})
