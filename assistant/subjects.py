"""Who and what stands in a picture: the same list for the prompt and for the layout."""

from collections.abc import Mapping, Sequence

from assistant.english import listed, with_article
from assistant.lexicon.entries import uncounted
from assistant.story import (
    Detail,
    DetailKind,
    ElementKind,
    ElementUse,
    Layout,
    Patient,
    Presence,
    Scene,
    Span,
    Value,
)

_KINDS = {
    ElementKind.SELF: DetailKind.PEOPLE,
    ElementKind.PERSON: DetailKind.PEOPLE,
    ElementKind.ANIMAL: DetailKind.ANIMALS,
    ElementKind.PLACE: DetailKind.PLACES,
    ElementKind.OBJECT: DetailKind.OBJECTS,
}


class Subject(Value):
    """Something to paint. `words` is an English noun phrase without article; `token` is empty without a likeness.

    `because` holds the said words, or the profile's field when nothing was said; `painted_as` what a painter of few
    words is told instead of `words`.
    """

    words: str
    kind: DetailKind
    element_id: str | None = None
    token: str = ""
    because: str = ""
    said_in: tuple[Span, ...] = ()
    painted_as: str = ""

    @property
    def noun(self) -> str:
        """What the painter is told it is."""
        return self.painted_as or self.words

    @property
    def phrase(self) -> str:
        """What the painter reads: the token, if there is one, before the noun."""
        return f"{self.token} {self.noun}" if self.token else self.noun


def painted(scene: Scene) -> tuple[Detail, ...]:
    """The details that belong in the picture: present, and with an English word."""
    return tuple(d for d in scene.details if d.presence is Presence.PRESENT and d.english)


def _of_element(use: ElementUse, scene: Scene, patient: Patient, tokens: Mapping[str, str]) -> Subject:
    element = patient.element(use.element_id)
    said = next((d for d in scene.details if d.element_id == element.id), None)
    because = said.text if said else "self" if element.kind is ElementKind.SELF else "element"
    return Subject(
        words=use.class_word or element.class_word,
        kind=_KINDS[element.kind],
        element_id=element.id,
        token=tokens.get(element.id, ""),
        because=because,
        said_in=use.said_in or (said.said_in if said else ()),
    )


def _clothed(subject: Subject, details: tuple[Detail, ...]) -> Subject:
    """A person with what they have on: "woman in a blue coat"."""
    if subject.kind is not DetailKind.PEOPLE or subject.because == "self":
        return subject
    worn = [d for d in details if d.worn_by is not None and d.worn_by in subject.said_in]
    if not worn:
        return subject
    clothes = listed([with_article(d.english, uncounted=uncounted(d.english)) for d in worn])
    said = (*subject.said_in, *(span for d in worn for span in d.said_in))
    return subject.model_copy(update={"words": f"{subject.words} in {clothes}", "said_in": said})


def subjects(scene: Scene, *, patient: Patient, tokens: Mapping[str, str] | None = None) -> tuple[Subject, ...]:
    """Everything that is painted: the patient, other people, animals, places, things, in this order.

    An element stands for its details; without a likeness in `tokens` (element id -> word) its class word is used.
    Where a therapist placed them, people and animals come from left to right.
    """
    known = tokens or {}
    used = {use.element_id: use for use in scene.elements}
    found = [_of_element(use, scene, patient, known) for use in scene.elements]
    if (
        scene.self_look
        and scene.patient_in_picture
        and not any(patient.element(i).kind is ElementKind.SELF for i in used)
    ):
        look = scene.self_look
        found.insert(0, Subject(words=look.english, kind=DetailKind.PEOPLE, because="self", said_in=look.said_in))
    found += [
        Subject(words=d.english, kind=d.kind, because=d.text, said_in=d.said_in)
        for d in painted(scene)
        if d.element_id not in used and d.worn_by is None
    ]
    found = [_clothed(subject, painted(scene)) for subject in found]
    order = list(DetailKind)
    first = {id(s): s.because != "self" for s in found}
    ordered = sorted(found, key=lambda s: (order.index(s.kind), first[id(s)]))
    return _from_left(ordered, scene.layout) if scene.layout else tuple(ordered)


def _from_left(ordered: Sequence[Subject], layout: Layout) -> tuple[Subject, ...]:
    """People and animals from left to right as the layout has them; whom it does not know comes last of them."""
    lefts: dict[tuple[str, str | None], list[float]] = {}
    for standing in layout.standing:
        lefts.setdefault((standing.who, standing.element_id), []).append(standing.box.left + standing.box.width / 2)
    placed = [(lefts.get((s.words, s.element_id)) or [2.0]).pop(0) for s in ordered]
    alive = {DetailKind.PEOPLE, DetailKind.ANIMALS}
    at = sorted((i for i, s in enumerate(ordered) if s.kind in alive), key=lambda i: placed[i])
    return tuple([ordered[i] for i in at] + [s for s in ordered if s.kind not in alive])
