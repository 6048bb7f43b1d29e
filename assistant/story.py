"""The story's types: what flows from a telling to a page of the book.

    Recollection -> Transcript -> Scene -> (Layout, Prompt) -> Render -> Review -> ChapterEntry

All values are frozen and refuse unknown fields. Character offsets (`Span`) count Python code points of the transcript's
text; times are seconds from the start of the recording; boxes are fractions of the picture, origin top left.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["es", "en"]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# The people


class Address(StrEnum):
    """How the assistant speaks to the patient."""

    USTED = "usted"
    TU = "tú"
    FIRST_NAME = "first name"


class LifeStage(Value):
    """One chapter of a life. `until_age` is the last age that belongs to it, in years; None for the last stage."""

    key: str
    until_age: int | None
    names: Mapping[Language, str]


YOUTH = LifeStage(key="youth", until_age=24, names={"es": "Juventud", "en": "Youth"})
ADULTHOOD = LifeStage(key="adulthood", until_age=64, names={"es": "Adultez", "en": "Adulthood"})
OLD_AGE = LifeStage(key="old_age", until_age=None, names={"es": "Vejez", "en": "Old age"})
DEFAULT_STAGES: tuple[LifeStage, ...] = (YOUTH, ADULTHOOD, OLD_AGE)


class ElementKind(StrEnum):
    """What kind of thing an element is."""

    SELF = "self"
    PERSON = "person"
    ANIMAL = "animal"
    PLACE = "place"
    OBJECT = "object"


class Element(Value):
    """Something that the painter can be taught: the patient at a stage, a relative, an animal, a place, a thing.

    `stage` None means that it belongs to every stage. `deceased` None means that nobody has said. `name` is what the
    family calls it; `spoken_of` is the therapist's note on how to speak of somebody who has died.
    """

    id: str
    token: str
    kind: ElementKind
    class_word: str
    stage: str | None = None
    relation: str | None = None
    aliases: tuple[str, ...] = ()
    deceased: bool | None = None
    name: str = ""
    spoken_of: str = ""


class Consents(Value):
    """What the patient (or who speaks for them) agreed to. Without voice consent a memory is typed only."""

    voice: bool = True
    photos: bool = True
    generated_pictures: bool = True
    family_access: bool = True


class Comfort(Value):
    """What makes a patient's own screens comfortable."""

    text_scale: Annotated[float, Field(ge=1.0, le=2.0)] = 1.0
    theme: Literal["paper", "dark", "contrast"] = "paper"
    voice_rate: Annotated[float, Field(ge=0.5, le=1.2)] = 0.85
    style: str = "storybook"
    turn_minutes: Annotated[int, Field(ge=1, le=120)] = 20


class Patient(Value):
    """A patient's profile. `born` is a year; `home`, `country` and `occupation` may colour the pictures."""

    id: str
    name: str
    language: Language
    address: Address
    born: int | None = None
    home: str = ""
    country: str = ""
    occupation: str = ""
    biographies: Mapping[str, str] = Field(default_factory=dict)
    elements: tuple[Element, ...] = ()
    stages: tuple[LifeStage, ...] = DEFAULT_STAGES
    consents: Consents = Consents()
    comfort: Comfort = Comfort()
    carer: str = ""

    def element(self, element_id: str) -> Element:
        """The element with this id. Raises KeyError when the patient has no such element."""
        for element in self.elements:
            if element.id == element_id:
                return element
        raise KeyError(element_id)

    def self_at(self, stage: str | None) -> Element | None:
        """The patient's own element for a stage, if there is one."""
        return next(
            (e for e in self.elements if e.kind is ElementKind.SELF and stage is not None and e.stage == stage),
            None,
        )


# What was said


class Span(Value):
    """A piece of the transcript's text: `text[start:end]`."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _forwards(self) -> "Span":
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")
        return self


class RecollectionState(StrEnum):
    """Where one telling stands. It is never deleted by a failure."""

    TELLING = "telling"
    TOLD = "told"
    SET_ASIDE = "set_aside"


class Recollection(Value):
    """One telling: recorded sound, typed text or both. `audio_id` names the joined recording among the media.

    `kept_at` is when the last piece of sound or text arrived.
    """

    id: str
    patient_id: str
    language: Language
    state: RecollectionState = RecollectionState.TELLING
    typed: str = ""
    chunks: int = 0
    audio_id: str | None = None
    started_at: datetime = Field(default_factory=now)
    kept_at: datetime | None = None
    told_at: datetime | None = None


class Word(Value):
    """One heard word: its span in the transcript, seconds in the recording, and how sure the ear was."""

    span: Span
    start_s: float
    end_s: float
    probability: Fraction


class NameSuggestion(Value):
    """A stretch of the transcript that sounds like the name of an element. It never rewrites what was said."""

    span: Span
    element_id: str
    alias: str
    likeness: Fraction


class Transcript(Value):
    """The words of a telling. `source` says whether they were heard, typed, or corrected, and then by whom.

    `overheard` are the last words of a telling that still goes on; what was heard of the whole replaces them.
    """

    recollection_id: str
    language: Language
    text: str
    source: Literal["heard", "typed", "corrected", "overheard"]
    words: tuple[Word, ...] = ()
    suggestions: tuple[NameSuggestion, ...] = ()
    seconds: float = 0.0
    corrected_by: str = ""


# What was understood


class DetailKind(StrEnum):
    """The kinds of things in a memory that can be seen."""

    PEOPLE = "people"
    ANIMALS = "animals"
    PLACES = "places"
    OBJECTS = "objects"


class Presence(StrEnum):
    """How a thing stands in a memory. Only what is present is painted."""

    PRESENT = "present"
    MENTIONED = "mentioned"
    DENIED = "denied"
    WISHED = "wished"
    SIMILE = "simile"


class Valence(StrEnum):
    """How the memory feels to the person who tells it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Mention(Value):
    """One thing as a reader tagged it. `evidence` should be verbatim words; grounding decides whether it is."""

    kind: DetailKind
    evidence: str
    english: str
    presence: Presence = Presence.PRESENT


class FeelingScores(Value):
    """How sure a trained voter is, 0 to 1, that a memory is negative and that its teller needs comfort; 0.5 votes."""

    negative: Annotated[float, Field(ge=0, le=1)]
    distress: Annotated[float, Field(ge=0, le=1)]


class Reading(Value):
    """What a language model makes of a memory: a proposal, nothing more. Everything may be missing."""

    stage: str | None = None
    feeling: FeelingScores | None = None
    mentions: tuple[Mention, ...] = ()


class Detail(Value):
    """Something in the memory, with the words that prove it.

    `text` is verbatim; `english` is what the painter is told (empty when nobody knows a word for it). `worn_by` tells
    where the person was said who has a garment on.
    """

    kind: DetailKind
    text: str
    english: str
    presence: Presence
    said_in: Annotated[tuple[Span, ...], Field(min_length=1)]
    element_id: str | None = None
    found_by: Literal["rules", "model", "both", "therapist"] = "rules"
    worn_by: Span | None = None


class Phrase(Value):
    """An English phrase for the painter and the words that prove it."""

    english: str
    said_in: Annotated[tuple[Span, ...], Field(min_length=1)]


class ElementUse(Value):
    """An element chosen for the picture and why. `class_word` overrides the element's own when an age was said."""

    element_id: str
    said_in: tuple[Span, ...] = ()
    class_word: str | None = None


class Doubt(Value):
    """Something the therapist should know. `key` names a sentence of the catalogue, `data` fills its places."""

    key: str
    data: Mapping[str, str] = Field(default_factory=dict)
    said_in: tuple[Span, ...] = ()


class Box(Value):
    """A region of the picture, as fractions of its width and height."""

    left: Fraction
    top: Fraction
    width: Fraction
    height: Fraction


class Standing(Value):
    """Who or what stands where: an English noun phrase, an optional element, a box."""

    who: str
    kind: DetailKind
    box: Box
    element_id: str | None = None


class Layout(Value):
    """Who stands where. `background` is the English words for the place behind."""

    background: str
    standing: tuple[Standing, ...] = ()


class StageReading(Value):
    """What each voter said of the life stage, and which decided. None means unknown."""

    stage: str | None
    by_rules: str | None = None
    by_model: str | None = None
    decided_by: Literal["rules", "model", "therapist", "nobody"] = "nobody"
    said_in: tuple[Span, ...] = ()


class Scene(Value):
    """What was understood of a telling. Every detail carries the words that prove it.

    `layout` is where a therapist put those who are in the picture; None where the composer decides.
    `read_by` names the reader that gave its opinion, empty while the rules stand alone; `of_words` is a digest of the
    words that were read; `restored_from` is the revision that a therapist went back to.
    """

    recollection_id: str
    revision: int = 1
    read_by: str = ""
    of_words: str = ""
    restored_from: int | None = None
    language: Language
    title: str
    stage: StageReading
    valence: Valence
    distress: bool
    distress_said_in: tuple[Span, ...] = ()
    patient_in_picture: bool = True
    details: tuple[Detail, ...] = ()
    elements: tuple[ElementUse, ...] = ()
    activity: Phrase | None = None
    season: Phrase | None = None
    weather: Phrase | None = None
    light: Phrase | None = None
    era: Phrase | None = None
    mood: Phrase | None = None
    style: Phrase | None = None
    self_look: Phrase | None = None
    doubts: tuple[Doubt, ...] = ()
    layout: Layout | None = None
    picture_asked_by: str = ""
    changed_by: str = ""

    @property
    def may_paint(self) -> bool:
        """Whether a picture may be painted: unasked, or because a therapist (`picture_asked_by`) asked for it."""
        return self.may_paint_unasked or bool(self.picture_asked_by)

    @property
    def may_paint_unasked(self) -> bool:
        """Whether a picture may be started without a therapist asking (N9, D4)."""
        return self.valence is not Valence.NEGATIVE and not self.distress


# What is painted


class OriginKind(StrEnum):
    """Where a thing in the picture comes from."""

    SAID = "said"
    PROFILE = "profile"
    STYLE = "style"


class Origin(Value):
    """One part of the prompt and its origin. `because` holds the said words or the profile's field."""

    words: str
    kind: OriginKind
    because: str = ""
    said_in: tuple[Span, ...] = ()


class Region(Value):
    """How one learnt element is asked for, in at most 75 tokens each.

    `words` are the whole picture's with the token of this element alone, `alone` those of a picture of nothing else;
    `box` is where it stands, None for a place, which is everywhere behind.
    """

    element_id: str
    words: str
    alone: str
    negative: str
    box: Box | None = None


class Prompt(Value):
    """All that a painter needs. Sizes are pixels; `steps` denoising steps; `guidance` the guidance scale.

    With learnt elements in it, `generic` says the picture in plain nouns and `regions` holds each element's own words.
    `left_out` found no room, `no_word` names what the painter has no word for.
    """

    positive: str
    negative: str
    steps: Annotated[int, Field(ge=1, le=200)]
    guidance: Annotated[float, Field(ge=0.0, le=30.0)]
    width: int
    height: int
    style: str
    origins: tuple[Origin, ...] = ()
    left_out: tuple[str, ...] = ()
    no_word: tuple[str, ...] = ()
    generic: str = ""
    regions: tuple[Region, ...] = ()


class Recipe(Value):
    """Enough to paint the same picture again."""

    prompt: Prompt
    layout: Layout
    seed: int
    scheduler: str
    painter: str
    painter_hash: str
    likeness_ids: tuple[str, ...] = ()


class RenderState(StrEnum):
    """What the therapist made of a picture. Nothing but `approved` reaches the patient."""

    PENDING = "pending"
    APPROVED = "approved"
    UNSUITABLE = "unsuitable"
    SUPERSEDED = "superseded"
    HIDDEN = "hidden"


class Render(Value):
    """One candidate picture with its full recipe. `media_id` names the labelled PNG among the media.

    `doubts` are what the therapist should know of this picture ("Carmen came out unlike herself").
    """

    id: str
    recollection_id: str
    scene_revision: int
    kind: Literal["sketch", "painting"]
    recipe: Recipe
    media_id: str
    seconds: float = 0.0
    doubts: tuple[Doubt, ...] = ()
    state: RenderState = RenderState.PENDING
    painted_at: datetime = Field(default_factory=now)


class Decision(StrEnum):
    """What a therapist decides on a picture; the last two are what the person says of it, which decides nothing."""

    APPROVE = "approve"
    AGAIN = "again"
    UNSUITABLE = "unsuitable"
    ALIKE = "alike"
    UNLIKE = "unlike"


class Review(Value):
    """A therapist's decision on one render, or what the person says of it."""

    id: str
    render_id: str
    decision: Decision
    by: str
    at: datetime = Field(default_factory=now)
    remark: str = ""


class ChapterEntry(Value):
    """A page of the book: the person's own words, the approved picture if any, and the voice if kept."""

    id: str
    patient_id: str
    recollection_id: str
    stage: str | None
    title: str
    words: str
    language: Language
    render_id: str | None = None
    media_id: str | None = None
    audio_id: str | None = None
    alt_text: str = ""
    order: int = 0
    hidden: bool = False


# The work behind a page


class Step(StrEnum):
    """The durable steps from a telling to a picture, in order. Each can be retried alone."""

    HEARING = "hearing"
    UNDERSTANDING = "understanding"
    SKETCHING = "sketching"
    REFINING = "refining"
    PAINTING = "painting"


class StepState(StrEnum):
    """How a step stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_WANTED = "not_wanted"


class StepReport(Value):
    """How far a step of one telling (or free picture) has come. `fault` names a sentence of `errors.txt`."""

    subject_id: str
    step: Step
    state: StepState
    done: int = 0
    of: int = 0
    fault: str = ""
    fault_data: Mapping[str, str] = Field(default_factory=dict)
    attempts: int = 0
    at: datetime = Field(default_factory=now)


class Alert(Value):
    """Something a therapist must see at once: a call for help, distress in a telling. `why` is a catalogue key."""

    id: str
    patient_id: str
    why: Literal["help_asked", "distress", "picture_hidden"]
    recollection_id: str | None = None
    raised_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None


class FreePicture(Value):
    """A picture without a telling, asked for by a therapist: never part of a patient's book by itself.

    With several `steps_grid` or `guidance_grid` values the result is a contact sheet at one fixed seed.
    """

    id: str
    description: str
    language: Language
    style: str = "storybook"
    painter: str = ""
    steps: Annotated[int, Field(ge=1, le=100)] = 20
    guidance: Annotated[float, Field(ge=0.0, le=30.0)] = 7.0
    seed: int = 1
    number: Annotated[int, Field(ge=1, le=8)] = 1
    steps_grid: tuple[int, ...] = ()
    guidance_grid: tuple[float, ...] = ()
    media_ids: tuple[str, ...] = ()
    sheet_id: str | None = None
    seconds: float = 0.0
    asked_at: datetime = Field(default_factory=now)
