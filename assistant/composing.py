"""From a Scene to a Prompt. Pure: the token counter and the likenesses come in as arguments.

Every part of the prompt has an origin (said, profile or style); whatever does not fit is dropped from the tail and
listed. The order is the painter's: subjects first, because the text encoder cuts the end off.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple

from assistant.dialect import Dialect, Spoken
from assistant.english import counted, head, listed, with_article
from assistant.lexicon.entries import uncounted
from assistant.ports import TokenCounter
from assistant.story import (
    Box,
    DetailKind,
    Layout,
    Origin,
    OriginKind,
    Patient,
    Phrase,
    Prompt,
    Region,
    Scene,
    Value,
)
from assistant.subjects import Subject, subjects
from assistant.words import word_set

TOKEN_LIMIT: Final = 75
"""CLIP's 77 positions without its start and end marks."""


class Style(Value):
    """A style of painting: the words that ask for it and those that keep its faults away."""

    words: str
    negative: str


class SettingsFor(Value):
    """Sampler settings for pictures with at most `up_to` subjects."""

    up_to: int
    steps: int
    guidance: float


class Blending(Value):
    """How regions are blended.

    Until `composed` (a share of the steps) regions weigh `at_first`, from `ruling` on they weigh `at_last`, between
    them more and more (0..1). `feather` is the width of a mask's soft edge and `margin` how far it reaches beyond its
    box, as shares of the picture's side. `against` says what a region's words are guided away from: one unconditional
    row of the plain painter for all, or one of its own with its adapter on. `centred`: a region's row is asked for its
    element alone and sees its box in the middle of the picture; for painters that learn an element only where its
    photos have it.
    """

    composed: float = 0.25
    ruling: float = 0.45
    at_first: float = 0.25
    at_last: float = 1.0
    feather: float = 0.08
    margin: float = 0.02
    against: Literal["plain", "own"] = "plain"
    centred: bool = False

    def strength(self, share: float) -> float:
        """How much the regions weigh when a share of the steps is done."""
        if share < self.composed:
            return self.at_first
        if share >= self.ruling:
            return self.at_last
        done = (share - self.composed) / (self.ruling - self.composed)
        return self.at_first + done * (self.at_last - self.at_first)


class SettingsPolicy(Value):
    """A painter's settings as data. Sizes are pixels. The default holds the study's findings for SD 1.5.

    `several` holds where several learnt elements, or one in a learnt place, are painted together (its `up_to` counts
    for nothing). `slots` are the places on which a painter puts its subjects, left to right in the order of the
    words: `slots[n - 1]` for n subjects; empty where it puts them anywhere. `blending` is how their regions are, and
    `dialect` the words of a painter that knows few.
    """

    width: int
    height: int
    by_subjects: tuple[SettingsFor, ...]
    several: SettingsFor | None = None
    slots: tuple[tuple[Box, ...], ...] = ()
    blending: Blending = Blending()
    dialect: Dialect | None = None

    def chosen(self, number: int, *, learnt: int) -> SettingsFor:
        """The settings for so many subjects, so many elements of the picture learnt."""
        if learnt > 1 and self.several is not None:
            return self.several
        return next(s for s in self.by_subjects if number <= s.up_to or s is self.by_subjects[-1])


@cache
def styles() -> Mapping[str, Style]:
    """All styles by their key."""
    return {key: Style(**value) for key, value in _data("styles.json").items()}


@cache
def default_settings() -> SettingsPolicy:
    """The settings that hold where a painter brings none of its own."""
    return SettingsPolicy.model_validate(_data("settings.json"))


def _data(name: str) -> Any:
    return json.loads((files("assistant.lexicon") / name).read_text(encoding="utf-8"))


def estimated_tokens(words: str) -> int:
    """A counter for where no painter is at hand: a little above what CLIP's tokenizer counts for English."""
    return sum(1 + len(word) // 7 for word in words.replace(",", " , ").split())


class Part(Value):
    """A piece of the prompt and where it comes from."""

    words: str
    origins: tuple[Origin, ...]


def _origin(subject: Subject) -> Origin:
    kind = OriginKind.SAID if subject.said_in else OriginKind.PROFILE
    return Origin(words=subject.phrase, kind=kind, because=subject.because, said_in=subject.said_in)


def _said(phrase: Phrase | None) -> list[Part]:
    if phrase is None:
        return []
    origin = Origin(words=phrase.english, kind=OriginKind.SAID, said_in=phrase.said_in)
    return [Part(words=phrase.english, origins=(origin,))]


def _who(scene: Scene, found: list[Subject]) -> list[Part]:
    """Subjects and what they do, each origin kept: "an old man and a dog walking"."""
    if not found:
        return _said(scene.activity)
    words = listed(counted([subject.phrase for subject in found]))
    origins = [_origin(subject) for subject in found]
    if scene.activity:
        words = f"{words} {scene.activity.english}"
        origins += _said(scene.activity)[0].origins
    return [Part(words=words, origins=tuple(origins))]


_ON: Final = word_set(
    "beach shore seashore quay pier jetty hill hillside hilltop terrace balcony rooftop roof roadside farm "
    "bridge platform path road promenade island mountain mountains coast cliff cliffs sands pitch stage corner "
    "avenue moor pavement cove track dunes allotment threshing doorstep summit riverbank footbridge rocks lawn "
    "court"
)
_BY: Final = word_set("sea river lake pond stream fountain well lighthouse canal pool waterfall ocean loch dam")


def _where(found: list[Subject]) -> list[Part]:
    parts = []
    for at, subject in enumerate(found):
        words = with_article(subject.phrase, uncounted=uncounted(subject.noun))
        parts.append(Part(words=words if at else _placed(subject, words), origins=(_origin(subject),)))
    return parts


def _placed(subject: Subject, words: str) -> str:
    noun = head(subject.noun).lower()
    if noun in _BY:
        return f"by the {subject.noun}" if words.startswith(("a ", "an ")) and not subject.token else f"by {words}"
    return f"{'on' if noun in _ON else 'in'} {words}"


def _era(scene: Scene, patient: Patient) -> list[Part]:
    parts = []
    if scene.era:
        kind = OriginKind.SAID if scene.era.said_in else OriginKind.PROFILE
        born = f"born {patient.born}, {scene.stage.stage}"
        origin = Origin(words=scene.era.english, kind=kind, because=born, said_in=scene.era.said_in)
        parts.append(Part(words=scene.era.english, origins=(origin,)))
    if patient.country:
        origin = Origin(words=patient.country, kind=OriginKind.PROFILE, because="country")
        parts.append(Part(words=patient.country, origins=(origin,)))
    return parts


def _parts(every: Sequence[Subject], scene: Scene, patient: Patient, style: Style) -> list[Part]:
    living = [s for s in every if s.kind in {DetailKind.PEOPLE, DetailKind.ANIMALS}]
    places = [s for s in every if s.kind is DetailKind.PLACES]
    things = [s for s in every if s.kind is DetailKind.OBJECTS]
    parts = _who(scene, living) + _where(places[:1])
    parts += [Part(words=with_article(s.phrase, uncounted=uncounted(s.noun)), origins=(_origin(s),)) for s in things]
    parts += _where(places)[1:]
    for phrase in (scene.season, scene.weather, scene.light):
        parts += _said(phrase)
    parts += _era(scene, patient) + _said(scene.mood)
    look = scene.style.english if scene.style else style.words
    kind = OriginKind.SAID if scene.style else OriginKind.STYLE
    said_in = scene.style.said_in if scene.style else ()
    return [*parts, Part(words=look, origins=(Origin(words=look, kind=kind, said_in=said_in),))]


def _joined(parts: Sequence[Part]) -> str:
    words = ""
    for part in parts:
        joins = part.words.startswith(("in ", "on ", "by ")) and ", " not in words
        glue = " " if words and joins else ", " if words else ""
        words += glue + part.words
    return words


class _Fitted(NamedTuple):
    """What fits the text encoder, in words, what does not, and what the painter has no word for."""

    words: str
    kept: tuple[Part, ...]
    left_out: tuple[str, ...]
    no_word: tuple[str, ...] = ()


def _fitted(parts: Sequence[Part], count_tokens: TokenCounter) -> _Fitted:
    """The parts that fit, the style always among them; what does not fit is dropped from the tail."""
    look, kept = parts[-1], list(parts[:-1])
    left_out: list[str] = []
    while len(kept) > 1 and count_tokens(_joined([*kept, look])) > TOKEN_LIMIT:
        left_out.insert(0, kept.pop().words)
    return _Fitted(_joined([*kept, look]), (*kept, look), tuple(left_out))


class _Telling(Value):
    """A scene to be put into words, with the tokens of some of its elements."""

    scene: Scene
    patient: Patient
    style: Style
    tokens: Mapping[str, str]
    dialect: Dialect | None

    def words(self, count_tokens: TokenCounter, tokens: Mapping[str, str], *, only: str | None = None) -> _Fitted:
        """The whole scene, or one element of it before its place, naming these elements by their tokens."""
        every = subjects(self.scene, patient=self.patient, tokens=tokens)
        if only is not None:
            every = tuple(s for s in every if s.element_id == only or s.kind is DetailKind.PLACES)
        spoken, scene = self.spoken(every)

        def count(words: str) -> int:
            # A likeness's token is one token, whatever the painter without it makes of the word.
            plain = dict.fromkeys(self.tokens.values(), "a")
            return count_tokens(" ".join(plain.get(word, word) for word in words.split(" ")))

        fitted = _fitted(_parts(spoken.told, scene, self.patient, self.style), count)
        return fitted._replace(left_out=(*spoken.no_room, *fitted.left_out), no_word=spoken.no_word)

    def spoken(self, every: tuple[Subject, ...]) -> tuple[Spoken, Scene]:
        """The subjects, and the scene with what people do in it, in the painter's own words."""
        if self.dialect is None:
            return Spoken(every, (), ()), self.scene
        spoken, activity = self.dialect.speak(every), self.scene.activity
        if activity is None:
            return spoken, self.scene
        doing = self.dialect.doing(activity.english)
        done = activity.model_copy(update={"english": doing}) if doing else None
        no_word = (*spoken.no_word, *([] if doing else [activity.english]))
        return spoken._replace(no_word=no_word), self.scene.model_copy(update={"activity": done})

    def regions(self, named: Sequence[Subject], count_tokens: TokenCounter, layout: Layout | None) -> list[Region]:
        """The words of each learnt element, where it stands."""
        boxes = {standing.element_id: standing.box for standing in layout.standing} if layout else {}
        return [
            Region(
                element_id=subject.element_id,
                words=self.words(count_tokens, {subject.element_id: subject.token}).words,
                alone=self.words(count_tokens, {subject.element_id: subject.token}, only=subject.element_id).words,
                negative=self.style.negative,
                box=boxes.get(subject.element_id),
            )
            for subject in named
            if subject.element_id
        ]


def compose(
    scene: Scene,
    *,
    patient: Patient,
    count_tokens: TokenCounter = estimated_tokens,
    tokens: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    style: str | None = None,
    settings: SettingsPolicy | None = None,
) -> Prompt:
    """What a painter is told of a scene, in at most 75 text-encoder tokens.

    `tokens` maps the ids of elements that have a likeness for this painter to their rare words; the others are painted
    by class word. `layout` says where each stands: the regions of learnt elements have its boxes. `style` is a key of
    `styles()`, by default the patient's; a style that was said comes before both. Raises KeyError for an unknown style.
    """
    key = style or patient.comfort.style
    chosen, known, policy = styles()[key], tokens or {}, settings or default_settings()
    telling = _Telling(scene=scene, patient=patient, style=chosen, tokens=known, dialect=policy.dialect)
    fitted = telling.words(count_tokens, known)
    every = subjects(scene, patient=patient, tokens=known)
    regions = telling.regions([s for s in every if s.token and _is_named(s, fitted)], count_tokens, layout)
    number = len([subject for subject in telling.spoken(every)[0].told if subject.kind is not DetailKind.PLACES])
    sampling = policy.chosen(number, learnt=len(regions))
    return Prompt(
        positive=fitted.words,
        negative=chosen.negative,
        steps=sampling.steps,
        guidance=sampling.guidance,
        width=policy.width,
        height=policy.height,
        style=key,
        origins=tuple(origin for part in fitted.kept for origin in part.origins),
        left_out=fitted.left_out,
        no_word=fitted.no_word,
        generic=telling.words(count_tokens, {}).words if regions else "",
        regions=tuple(regions),
    )


def _is_named(subject: Subject, fitted: _Fitted) -> bool:
    """Whether the words that fit still name the subject."""
    return any(origin.words == subject.phrase for part in fitted.kept for origin in part.origins)
