"""The elements of a life: their list, the form that makes one, and who agreed to what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from assistant.comparing import counted
from assistant.consenting import may_learn, standing
from assistant.elements import FEWEST_PHOTOS, Depiction, DepictionState
from assistant.photographing import Draft
from assistant.ports import Book
from assistant.story import Element, ElementKind, Language, Patient, Value
from web.languages import tell
from web.pages import ELEMENT_ICONS, Choice, element_chip

MOST_LETTERS: Final = 200
Short = Annotated[str, Field(max_length=MOST_LETTERS)]


class ElementForm(BaseModel):
    """What the form of an element sends."""

    element_id: Annotated[str, Field(pattern=r"^[a-z0-9]{1,40}$")]
    name: Short = ""
    kind: ElementKind = ElementKind.PERSON
    class_word: Short = ""
    other_word: Short = ""
    stage: Short = ""
    relation: Short = ""
    aliases: Annotated[str, Field(max_length=2000)] = ""
    deceased: Literal["", "yes", "no"] = ""
    spoken_of: Annotated[str, Field(max_length=2000)] = ""
    token: Short = ""

    def draft(self) -> Draft:
        """What it says of the element."""
        lines = self.aliases.replace(",", "\n").splitlines()
        return Draft(
            name=self.name,
            kind=self.kind,
            class_word=self.other_word or self.class_word,
            stage=self.stage or None,
            relation=self.relation or None,
            aliases=tuple(" ".join(line.split()) for line in lines if line.strip()),
            deceased={"": None, "yes": True, "no": False}[self.deceased],
            spoken_of=self.spoken_of,
            token=self.token,
        )


class Group(Value):
    """Choices under one heading."""

    name: str
    choices: tuple[Choice, ...]


class FilledForm(Value):
    """The form with what is known of an element, or empty."""

    element_id: str
    name: str
    kinds: tuple[Choice, ...]
    class_words: tuple[Group, ...]
    other_word: str
    stages: tuple[Choice, ...]
    relation: str
    aliases: str
    deceased: tuple[Choice, ...]
    spoken_of: str
    token: str


class ElementLine(Value):
    """One element in the list, with how far it has come."""

    id: str
    name: str
    icon: str
    photo: str | None
    about: str
    standing: str
    standing_icon: str


class Said(Value):
    """The word of one shown person that holds now."""

    person: str
    sentence: str
    given: bool
    at: datetime


def name_of(element: Element, patient: Patient, language: Language) -> str:
    """What a family calls it."""
    return element.name or element_chip(element, patient, language).words


def kind_words(kind: ElementKind, language: Language) -> str:
    """A kind of element in words."""
    words = {
        ElementKind.SELF: tell("The person whose book this is", language),
        ElementKind.PERSON: tell("Another person", language),
        ElementKind.ANIMAL: tell("An animal", language),
        ElementKind.PLACE: tell("A place", language),
        ElementKind.OBJECT: tell("A thing", language),
    }
    return words[kind]


def _class_words(language: Language) -> tuple[tuple[str, dict[str, str]], ...]:
    people = {
        "woman": tell("woman", language),
        "man": tell("man", language),
        "young woman": tell("young woman", language),
        "young man": tell("young man", language),
        "elderly woman": tell("elderly woman", language),
        "elderly man": tell("elderly man", language),
        "girl": tell("girl", language),
        "boy": tell("boy", language),
        "baby": tell("baby", language),
    }
    animals = {
        "dog": tell("dog", language),
        "cat": tell("cat", language),
        "horse": tell("horse", language),
        "donkey": tell("donkey", language),
        "cow": tell("cow", language),
        "bird": tell("bird", language),
    }
    return (
        (tell("People", language), people),
        (tell("Animals", language), animals),
        *_class_words_of_things(language),
    )


def _class_words_of_things(language: Language) -> tuple[tuple[str, dict[str, str]], ...]:
    places = {
        "house": tell("house", language),
        "church": tell("church", language),
        "street": tell("street", language),
        "square": tell("town square", language),
        "garden": tell("garden", language),
        "beach": tell("beach", language),
        "farm": tell("farm", language),
        "school": tell("school", language),
    }
    things = {
        "car": tell("car", language),
        "bicycle": tell("bicycle", language),
        "boat": tell("boat", language),
        "doll": tell("doll", language),
        "guitar": tell("guitar", language),
        "dress": tell("dress", language),
        "sewing machine": tell("sewing machine", language),
    }
    return (tell("Places", language), places), (tell("Things", language), things)


def form_of(element: Element | None, patient: Patient, language: Language, *, element_id: str) -> FilledForm:
    """The form, filled with what is known."""
    kind = element.kind if element else ElementKind.PERSON
    chosen = element.class_word if element else ""
    groups = _class_words(language)
    listed = any(chosen in words for _, words in groups)
    unsaid = "" if element is None or element.deceased is None else "yes" if element.deceased else "no"
    lives = {"": tell("Not said", language), "no": tell("Lives", language), "yes": tell("Has died", language)}
    stages = {"": tell("Every stage", language), **{stage.key: stage.names[language] for stage in patient.stages}}
    stage = (element.stage if element else "") or ""
    name = name_of(element, patient, language) if element else ""
    return FilledForm(
        element_id=element_id,
        name=name,
        kinds=tuple(Choice(key=k.value, words=kind_words(k, language), chosen=k is kind) for k in ElementKind),
        class_words=tuple(Group(name=name, choices=_choices(words, chosen)) for name, words in groups),
        other_word="" if listed else chosen,
        stages=_choices(stages, stage),
        relation=(element.relation if element else "") or "",
        aliases="\n".join(alias for alias in element.aliases if alias != name) if element else "",
        deceased=_choices(lives, unsaid),
        spoken_of=element.spoken_of if element else "",
        token=element.token if element else "",
    )


def _choices(words: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, words=said, chosen=key == chosen) for key, said in words.items())


def line_of(element: Element, patient: Patient, book: Book, language: Language) -> ElementLine:
    """One line of the list."""
    photos = book.photos(patient.id, element.id)
    count = len(counted(photos))
    consented = may_learn(element, book.depictions(patient.id, element.id))
    if book.likenesses(patient.id, element.id):
        words, icon = tell("Learnt", language), "check"
    elif not photos:
        words, icon = tell("No photos yet", language), "package"
    elif count < FEWEST_PHOTOS:
        words, icon = tell("Photos are missing", language), "clock"
    elif not consented:
        words, icon = tell("Consent is missing", language), "triangle-alert"
    else:
        words, icon = tell("Ready to learn", language), "list-checks"
    return ElementLine(
        id=element.id,
        name=name_of(element, patient, language),
        icon=ELEMENT_ICONS[element.kind],
        photo=next((photo.preview_id for photo in photos), None),
        about=tell("%(count)s of %(fewest)s photos", language) % {"count": count, "fewest": FEWEST_PHOTOS},
        standing=words,
        standing_icon=icon,
    )


def said_of(depictions: Sequence[Depiction], language: Language) -> tuple[Said, ...]:
    """What each shown person said last."""
    sentences = {
        DepictionState.GIVEN: tell("%(person)s agrees. Said by %(by)s: “%(purpose)s”", language),
        DepictionState.REFUSED: tell("%(person)s does not agree. Said by %(by)s.", language),
        DepictionState.REVOKED: tell("%(person)s took the consent back. Said by %(by)s.", language),
    }
    return tuple(
        Said(
            person=word.person,
            sentence=sentences[word.state] % {"person": word.person, "by": word.given_by, "purpose": word.purpose},
            given=word.state is DepictionState.GIVEN,
            at=word.at,
        )
        for word in standing(depictions)
    )


def company_of(element: Element, patient: Patient, book: Book, language: Language) -> tuple[Choice, ...]:
    """The others of a life that could be learnt in one run with an element: enough photos, and everybody agreed."""
    return tuple(
        Choice(key=other.id, words=name_of(other, patient, language))
        for other in patient.elements
        if other.id != element.id
        and may_learn(other, book.depictions(patient.id, other.id))
        and len(counted(book.photos(patient.id, other.id))) >= FEWEST_PHOTOS
    )
