"""Which of the patient's elements take part in a picture, and how people without one look."""

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.english import plural
from assistant.extracting import Candidate, counted_english
from assistant.lexicon.names import gender_of
from assistant.stages import Timing, is_woman, own_look
from assistant.story import (
    Detail,
    DetailKind,
    Doubt,
    Element,
    ElementKind,
    ElementUse,
    Patient,
    Phrase,
    Presence,
    Span,
)
from assistant.words import bare

_GROWN: Final = ("young man", "man", "old man")
_FEMALE: Final = {"young man": "young woman", "man": "woman", "old man": "old woman", "boy": "girl"}
_NEITHER: Final = {"young man": "young people", "man": "people", "old man": "old people", "boy": "child"}


def stage_number(stage: str | None, patient: Patient) -> int | None:
    """How far along the patient's stages one is; None for unknown ones."""
    keys = [s.key for s in patient.stages]
    return keys.index(stage) if stage in keys else None


def fits(element: Element, stage: str | None, patient: Patient) -> bool:
    """Whether an element's stage equals or adjoins the scene's. Without a stage on either side it fits."""
    mine, scene = stage_number(element.stage, patient), stage_number(stage, patient)
    return mine is None or scene is None or abs(mine - scene) <= 1


def _age_group(timing: Timing, patient: Patient) -> int:
    """0 child, 1 young, 2 grown, 3 old: of the patient in the scene; grown when nobody knows."""
    if timing.stage is None:
        return 2
    if own_look(timing.age, woman=False) is not None:
        return 0
    number = stage_number(timing.stage, patient) or 0
    return 1 if number == 0 else 3 if number == len(patient.stages) - 1 else 2


def _sexed(word: str, gender: str) -> str:
    return _FEMALE.get(word, word) if gender == "f" else word


def look_of(candidate: Candidate, timing: Timing, patient: Patient) -> str:
    """What the painter is told of a person: by relation and by the patient's age then ("old man" for a brother now)."""
    entry = candidate.entry
    if entry is None:
        gender = gender_of(candidate.name.split()[0]) if candidate.name else "x"
        titled = bare(candidate.name.split()[0]) in _TITLES if candidate.name else False
        word = "man" if titled else ("boy", *_GROWN)[_age_group(timing, patient)]
        return _sexed(word, gender) if gender != "x" else "person"
    look, gender = entry.look, entry.gender
    if gender == "x" and candidate.name and not entry.many:
        gender = gender_of(candidate.name.split()[0])
    title = bare(entry.lemma) in _TITLES
    if title and candidate.name:
        sex = gender_of(candidate.name.split()[0]) if gender == "x" else gender
        return {"f": "woman", "m": "man"}.get(sex, "person")
    male = _by_look(look, _age_group(timing, patient), entry.flags)
    if male is None or gender == "x":
        return _kept(candidate)
    word = _sexed(male, gender)
    return counted_english(plural(word) if entry.many else word, candidate.number)


_TITLES: Final = frozenset({"mrs", "mr", "miss", "señora", "señor", "don", "doña", "sor", "fray", "sister"})


def _kept(candidate: Candidate) -> str:
    return counted_english(candidate.english, candidate.number)


def _by_look(look: str, group: int, flags: frozenset[str]) -> str | None:  # noqa: PLR0911 - one line a look
    """The male painter's word for a look at the patient's age group, or None to keep the noun itself."""
    if "own" in flags:
        return None
    match look:
        case "peer":
            return ("boy", *_GROWN)[group]
        case "spouse":
            return _GROWN[max(group - 1, 0)]
        case "parent":
            return "old man" if group == 3 else "man"
        case "grand":
            return "old man"
        case "child" if "adult" in flags:
            return "man"
        case "child":
            return "man" if group == 3 else "boy"
        case "grandchild" | "kid":
            return "boy"
        case "young":
            return "young man"
        case _:
            return None


def cast(
    details: Sequence[Detail], *, patient: Patient, timing: Timing, patient_in_picture: bool, other_story: bool
) -> tuple[tuple[ElementUse, ...], tuple[Doubt, ...]]:
    """The elements of the picture: the patient at the scene's stage, and those that were named and fit the stage."""
    uses: list[ElementUse] = []
    doubts: list[Doubt] = []
    own = patient.self_at(timing.stage)
    if patient_in_picture and own is not None:
        look = own_look(timing.age, woman=is_woman(patient)) if timing.sure else None
        uses.append(ElementUse(element_id=own.id, said_in=timing.said_in[:1], class_word=look))
    elif patient_in_picture and timing.stage is None:
        doubts.append(Doubt(key="stage_unknown"))
    for element_id, spans in _named(details).items():
        element = patient.element(element_id)
        if other_story and element.kind is ElementKind.PERSON:
            continue
        if fits(element, timing.stage, patient):
            uses.append(ElementUse(element_id=element_id, said_in=spans))
    if other_story:
        doubts.append(Doubt(key="other_story"))
    return tuple(uses), tuple(doubts)


def _named(details: Sequence[Detail]) -> Mapping[str, tuple[Span, ...]]:
    return {d.element_id: d.said_in for d in details if d.element_id and d.presence is Presence.PRESENT}


def own_words(
    candidate: Candidate, timing: Timing, patient: Patient, *, other_story: bool
) -> tuple[str | None, str, Doubt | None]:
    """The element id, the painter's words and a doubt for one candidate.

    An element of a far stage is painted from words at its age in the scene, and the therapist is told.
    """
    element = candidate.element
    if element is None:
        if candidate.kind is DetailKind.PEOPLE:
            return None, look_of(candidate, timing, patient), None
        return None, counted_english(candidate.english, candidate.number), None
    if other_story and element.kind is ElementKind.PERSON:
        return None, "", None
    if fits(element, timing.stage, patient):
        return element.id, element.class_word, None
    name = element.aliases[0] if element.aliases else element.class_word
    words = _aged(element, timing, patient)
    return None, words, Doubt(key="element_too_young", data={"name": name, "class_word": words})


def _aged(element: Element, timing: Timing, patient: Patient) -> str:
    """How an element of another stage looks in this one: people grow older or younger, animals and things stay."""
    if element.kind is not ElementKind.PERSON:
        return element.class_word
    female = bool({"woman", "girl"} & set(element.class_word.split()))
    shift = (stage_number(timing.stage, patient) or 0) - (stage_number(element.stage, patient) or 0)
    base = {"boy": 0, "girl": 0, "young": 1, "man": 2, "woman": 2, "old": 3}.get(element.class_word.split()[0], 2)
    group = min(max(base + (shift + 1 if shift > 0 and base == 0 else shift), 0), 3)
    return _sexed(("boy", *_GROWN)[group], "f" if female else "m")


def missing_self(timing: Timing, patient: Patient, *, patient_in_picture: bool) -> Phrase | None:
    """How the patient looks when no element of their own fits the stage but an age was said."""
    if not patient_in_picture or patient.self_at(timing.stage) is not None or not timing.said_in:
        return None
    woman = is_woman(patient)
    look = own_look(timing.age, woman=woman)
    if look is None:
        word = _GROWN[min(max(_age_group(timing, patient) - 1, 0), 2)]
        look = _NEITHER[word].replace("people", "person") if woman is None else _sexed(word, "f" if woman else "m")
    return Phrase(english=look, said_in=timing.said_in[:1])
