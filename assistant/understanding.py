"""From a transcript to a Scene: what was said, who is in it, when it was, how it felt."""

from collections.abc import Sequence
from typing import Final

from assistant.absences import stayed_away
from assistant.age_clues import NOW
from assistant.asking_for import asked_for
from assistant.casting import cast, missing_self, own_words
from assistant.extracting import Candidate, candidates
from assistant.feelings import Feeling, feel, glad_words, is_trifling, voted
from assistant.grounding import grounded, said_span
from assistant.lexicon.clues import clues
from assistant.lexicon.verbs import is_past, is_present
from assistant.presence import Judge
from assistant.repairs import repaired
from assistant.stages import Shown, Timing, read_time
from assistant.story import (
    Detail,
    DetailKind,
    Doubt,
    Language,
    Patient,
    Phrase,
    Presence,
    Reading,
    Scene,
    Span,
    StageReading,
    Transcript,
    Valence,
)
from assistant.supposed import is_echo
from assistant.surroundings import activity, surroundings
from assistant.telling_whose import is_anothers_story, told_within
from assistant.titles import title_of
from assistant.wearing import dressed
from assistant.weighing import weighed
from assistant.words import Token, tokens_of

_MOST_DETAILS: Final = 200


class _Judged:
    """A thing with every place where it was named and how it stands in each."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.places: list[tuple[Presence, Candidate]] = []

    @property
    def presence(self) -> Presence:
        """Present if it is present anywhere; otherwise how it was first said."""
        every = [presence for presence, _ in self.places]
        return Presence.PRESENT if Presence.PRESENT in every else every[0]

    @property
    def best(self) -> Candidate:
        """The fullest naming of the thing in its presence."""
        presence = self.presence
        return max((c for p, c in self.places if p is presence), key=lambda c: c.end - c.start)


def _merged(things: Sequence[_Judged]) -> list[_Judged]:
    """A bag of cockles and the cockles are one thing to see: the content alone stays."""
    alone = {(t.candidate.kind, t.candidate.english) for t in things if t.presence is Presence.PRESENT}
    own = {element.class_word for t in things if (element := t.candidate.element) is not None}
    return [
        t
        for t in things
        if (
            " of " not in t.candidate.english
            or (t.candidate.kind, t.candidate.english.partition(" of ")[2]) not in alone
        )
        and not _is_said_again(t.candidate, alone, own)
    ]


def _is_said_again(candidate: Candidate, alone: set[tuple[DetailKind, str]], own: set[str]) -> bool:
    """ "El bicho", "qué pena de gato": an animal that was named before is no second one."""
    if candidate.kind is not DetailKind.ANIMALS or candidate.element is not None or candidate.name:
        return False
    others = {english for kind, english in alone if kind is DetailKind.ANIMALS}
    return (candidate.english == "animal" and len(others) > 1) or candidate.english in own


def _gathered(found: Sequence[Candidate], judge: Judge, told: Sequence[tuple[int, int]]) -> list[_Judged]:
    things: dict[str, _Judged] = {}
    right = repaired(judge.tokens, found, judge.language)
    for candidate in found:
        thing = things.setdefault(candidate.key, _Judged(candidate))
        presence = right.get(candidate) or judge.presence(candidate)
        if thing.places and is_echo(judge.tokens, candidate):
            presence = thing.places[-1][0]
        if presence is Presence.PRESENT and _within(candidate.head, told):
            presence = Presence.MENTIONED
        thing.places.append((presence, candidate))
    return list(things.values())


def _within(at: int, told: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in told)


def _detail(
    thing: _Judged, tokens: Sequence[Token], text: str, timing: Timing, patient: Patient, *, other_story: bool
) -> tuple[Detail, Doubt | None]:
    best, presence = thing.best, thing.presence
    if presence is Presence.PRESENT and not any(
        p is Presence.PRESENT and _within(c.head, timing.told) for p, c in thing.places
    ):
        presence = Presence.MENTIONED
    element_id, english, doubt = own_words(best, timing, patient, other_story=other_story)
    spans = [said_span(tokens, best.start, best.end)]
    said = thing.presence
    spans += [said_span(tokens, c.start, c.end) for p, c in thing.places if c is not best and p is said]
    core = said_span(tokens, best.core, best.end)
    detail = Detail(
        kind=best.kind,
        text=text[core.start : core.end],
        english=english,
        presence=presence,
        said_in=tuple(spans[:8]),
        element_id=element_id,
        found_by="rules" if best.entry or best.element or best.name else "model",
    )
    return detail, doubt if presence is Presence.PRESENT else None


def _era(timing: Timing, patient: Patient, spans: tuple[Span, ...]) -> Phrase | None:
    """The decade of a memory: a said year, or the profile's birth year and the age; none for the present day."""
    if timing.stage is None or not spans or timing.stage == patient.stages[-1].key:
        return None
    year = timing.year or (patient.born + timing.age if patient.born and timing.age is not None else None)
    return Phrase(english=f"{year // 10 * 10}s", said_in=spans[:1]) if year else None


def _stage(timing: Timing, reading: Reading | None, patient: Patient) -> StageReading:
    keys = {stage.key for stage in patient.stages}
    by_model = reading.stage if reading and reading.stage in keys else None
    return StageReading(
        stage=timing.stage,
        by_rules=timing.stage,
        by_model=by_model,
        decided_by="rules" if timing.stage else "nobody",
        said_in=timing.said_in,
    )


def _is_self(candidate: Candidate, tokens: Sequence[Token], language: Language) -> bool:
    """Whether a noun only says what the teller was ("de niña", "when I was a little girl")."""
    entry = candidate.entry
    if entry is None or candidate.name or entry.look not in {"kid", "young", "adult", "baby", "child"}:
        return False
    before = [t.bare for t in tokens[max(0, candidate.start - 4) : candidate.start]]
    determined = tokens[candidate.start].bare in clues("determiners", language)
    if language == "es":
        cues = {"de", "siendo", "era", "fui", "soy", "eramos", "ya", "muy", "tan", "estando", "mas", "yo"}
        if not determined:
            return bool(cues & set(before[-2:]))
        return bool({"era", "siendo", "eramos", "fui", "soy"} & set(before[-2:]))
    return bool({"was", "were", "as", "i'm", "being", "am"} & set(before[-2:]))


def _named(
    transcript: Transcript, tokens: Sequence[Token], patient: Patient, reading: Reading | None
) -> list[Candidate]:
    """What the rules find, and what a reader found beside it, in the order of the text."""
    language = transcript.language
    every = candidates(tokens, patient, language, transcript.suggestions)
    found = [c for c in every if not _is_self(c, tokens, language)]
    if reading is None:
        return found
    return sorted([*found, *grounded(reading.mentions, tokens, language, found)], key=lambda c: c.start)


def _feeling(tokens: Sequence[Token], text: str, found: Sequence[Candidate], language: Language) -> Feeling:
    feeling = feel(text, language)
    called = None if feeling.distress else asked_for(tokens, found, language)
    return feeling if called is None else Feeling(valence=Valence.NEGATIVE, distress=True, spans=(called,))


def _felt(
    tokens: Sequence[Token], text: str, found: Sequence[Candidate], language: Language, reading: Reading | None
) -> Feeling:
    """What the phrases say and a voter raises: a reader's where there is one, otherwise the weights of the words."""
    by_weights = None if is_trifling(text, language) else weighed(text, glad=glad_words(text, language))
    scores = reading.feeling if reading and reading.feeling else by_weights
    return voted(_feeling(tokens, text, found, language), scores)


def _is_of_now(tokens: Sequence[Token], language: Language) -> bool:
    """Whether more is said in the present tense than in the past."""
    now = sum(is_present(token, language) for token in tokens)
    return now > sum(is_past(token, language) for token in tokens)


def scene_of(transcript: Transcript, *, patient: Patient, reading: Reading | None = None) -> Scene:
    """What a transcript says. Pure: the same words and the same reading give the same scene."""
    text, language = transcript.text, transcript.language
    tokens = tokens_of(text)
    found = _named(transcript, tokens, patient, reading)
    judge = Judge(tokens, language)
    other_story = is_anothers_story(tokens, language)
    told = () if other_story else told_within(tokens, language)
    things = _merged(_gathered(found, judge, told))
    shown = [
        Shown(c.head, c.element.stage if c.element and not other_story else None)
        for thing in things
        for p, c in thing.places
        if p is Presence.PRESENT or (p is Presence.MENTIONED and (judge.near.is_gone(c) or stayed_away(judge.near, c)))
    ]
    denied = [reach is Presence.DENIED for reach in judge.scopes.reach]
    timing = read_time(tokens, patient=patient, language=language, shown=shown, denied=denied)
    feeling = _felt(tokens, text, found, language, reading)
    plea = feeling.distress and _is_of_now(tokens, language)
    if other_story or (feeling.distress and not timing.sure and (plea or timing.age == NOW)):
        timing = timing._replace(stage=None, age=None, sure=False, said_in=())
        if plea:
            timing = timing._replace(told=())  # a plea is no memory: nothing of it is there to be painted
    pairs = [_detail(t, tokens, text, timing, patient, other_story=other_story) for t in things[:_MOST_DETAILS]]
    details = dressed([detail for detail, _ in pairs], found, tokens, language)
    in_picture = not other_story
    uses, doubts = cast(details, patient=patient, timing=timing, patient_in_picture=in_picture, other_story=other_story)
    nouns = frozenset(at for c in found for at in range(c.head, c.end))
    said = surroundings(tokens, language, timing.told, judge.scopes)
    return Scene(
        recollection_id=transcript.recollection_id,
        language=language,
        title=title_of(tokens, text, language),
        stage=_stage(timing, reading, patient),
        valence=feeling.valence,
        distress=feeling.distress,
        distress_said_in=feeling.spans,
        patient_in_picture=in_picture,
        details=details,
        elements=uses,
        activity=activity(tokens, language, timing.told, judge.scopes, nouns),
        season=said.get("season"),
        weather=said.get("weather"),
        light=said.get("light"),
        style=said.get("style"),
        mood=said.get("mood"),
        era=None if other_story else _era(timing, patient, timing.said_in),
        self_look=missing_self(timing, patient, patient_in_picture=in_picture),
        doubts=(*doubts, *(doubt for _, doubt in pairs if doubt is not None)),
    )
