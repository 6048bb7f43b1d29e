"""Names of a patient's people, animals and places in what was heard, also where they were heard wrongly.

A match by sound is only ever a suggestion. It is made for proper names: "mi perro" and "the park" are words, not names.
Stretches may be glued to the word before ("Compedro") or split ("a chico", "Round Hey").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.folding import fold
from assistant.phonetics import distance, sounds_of
from assistant.story import Element, ElementKind, Language, NameSuggestion, Patient, Span, Word
from assistant.wording import phrases

MOST_HINTS: Final = 15

SURE: Final = 0.9
"""A word heard with this probability is what was said: nothing is suggested in its place."""

_LEADING: Final = frozenset(
    (
        *("mi", "mis", "tu", "su", "nuestro", "nuestra", "el", "la", "los", "las", "un", "una", "al", "del", "de"),
        *("my", "our", "his", "her", "the", "a", "an"),
    )
)
_VOWELS: Final = frozenset("aeiou")
_GLUED: Final[dict[Language, tuple[str, ...]]] = {
    "es": ("con", "com", "a", "de", "en", "y", "el", "la", "al", "del", "mi", "por", "para", "que", "se", "e"),
    "en": ("with", "and", "to", "my", "the", "at", "of", "in"),
}
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class _Heard(NamedTuple):
    """A word of the text: its place, sounds, whether it is an everyday word, and how sure the ear was (typed: 1)."""

    start: int
    end: int
    folded: str
    sounds: str
    ordinary: bool
    sure: float
    capital: bool
    opens: bool


class _Target(NamedTuple):
    """A name to look for. `own` counts the sounds of its rare words, without "park" or "uncle".

    `strict` asks for the very same sounds.
    """

    element_id: str
    alias: str
    sounds: str
    own: int
    words: int
    strict: bool


class _Stretch(NamedTuple):
    """Words in a row and their sounds, joined."""

    words: Sequence[_Heard]
    joined: str


@lru_cache(maxsize=4)
def _ordinary(language: Language) -> frozenset[str]:
    return frozenset(word for line in phrases("ordinary", language) for word in line.split())


def core_of(alias: str) -> str:
    """An alias without the small words before it: "la Caleta" -> "Caleta"."""
    words = alias.split()
    while len(words) > 1 and fold(words[0]) in _LEADING:
        words = words[1:]
    return " ".join(words)


def is_name(alias: str) -> bool:
    """Whether an alias is a proper name rather than words for somebody ("mi perro", "the park", "yo")."""
    return any(len(word) > 1 and word[0].isupper() for word in core_of(alias).split())


def _is_rare_noun(alias: str, language: Language) -> bool:
    """A single long word without an article, such as "basílica": it is looked for where the sounds are the same."""
    return " " not in alias and len(alias) >= 6 and fold(alias) not in _ordinary(language)


def names_of(element: Element, language: Language) -> tuple[str, ...]:
    """The aliases of an element that can be known by their sound."""
    return tuple(alias for alias in element.aliases if is_name(alias) or _is_rare_noun(alias, language))


def hints(patient: Patient, *, most: int = MOST_HINTS) -> tuple[str, ...]:
    """At most `most` names to help an ear: one of every element first, the patient's own name last."""
    others = [e for e in patient.elements if e.kind is not ElementKind.SELF]
    own = [e for e in patient.elements if e.kind is ElementKind.SELF]
    columns = [[a for a in e.aliases if is_name(a) or _is_rare_noun(a, patient.language)] for e in (*others, *own[:1])]
    rows = range(max((len(column) for column in columns), default=0))
    names = dict.fromkeys(core_of(column[row]) for row in rows for column in columns if row < len(column))
    return tuple(names)[:most]


def suggest(text: str, *, words: Sequence[Word], patient: Patient, language: Language) -> tuple[NameSuggestion, ...]:
    """Stretches of the text that sound like a name of the patient's, in the text's order, none overlapping another.

    `words` tell how sure the ear was; text outside them was typed. Names that stand there as they are spelt (case and
    accents aside) need no suggestion. The patient's own name is not suggested.
    """
    targets = [t for e in patient.elements if e.kind is not ElementKind.SELF for t in _targets(e, language)]
    heard = _heard(text, words, language)
    most = 2 + max((target.words for target in targets), default=0)
    stretches = _stretches(heard, _spelt_right(heard, patient), most)
    found = [match for target in targets for match in _matches(stretches, target, language)]
    best: list[NameSuggestion] = []
    for match in sorted(found, key=lambda m: (-m.likeness, m.span.start - m.span.end)):
        same = [b for b in best if b.span.start < match.span.end and match.span.start < b.span.end]
        if all(b.span == match.span and b.alias == match.alias and b.element_id != match.element_id for b in same):
            best.append(match)
    return tuple(sorted(best, key=lambda m: (m.span.start, m.element_id)))


def _targets(element: Element, language: Language) -> Iterator[_Target]:
    for alias in names_of(element, language):
        name = is_name(alias)
        parts = core_of(alias).split()
        rare = [part for part in parts if not name or (part[0].isupper() and fold(part) not in _ordinary(language))]
        joined = _joined([sounds_of(part, language) for part in parts])
        own = sum(len(sounds_of(part, language)) for part in rare)
        if own >= 3:
            yield _Target(element.id, alias, joined, own, len(parts), strict=not name)


def _joined(sounds: Sequence[str]) -> str:
    return re.sub(r"(.)\1+", r"\1", "".join(sounds))


def _heard(text: str, words: Sequence[Word], language: Language) -> list[_Heard]:
    found: list[_Heard] = []
    at, last = 0, 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while at < len(words) and words[at].span.end <= start:
            at += 1
        typed = at == len(words) or words[at].span.start >= end
        sure = 1.0 if typed else words[at].probability
        folded = fold(match[0])
        ordinary = folded in _ordinary(language) or (not typed and sure >= SURE)
        opens = any(mark in text[last:start] for mark in ".!?…\n") or not found
        sounds = sounds_of(match[0], language)
        found.append(_Heard(start, end, folded, sounds, ordinary, sure, match[0][0].isupper(), opens))
        last = end
    return found


def _spelt_right(heard: Sequence[_Heard], patient: Patient) -> frozenset[int]:
    """The places of words that are a name of the patient's as it is spelt."""
    names = {tuple(fold(core_of(a)).split()) for e in patient.elements for a in e.aliases if is_name(a) or " " not in a}
    longest = max((len(name) for name in names), default=0)
    return frozenset(
        at + step
        for at in range(len(heard))
        for length in range(1, longest + 1)
        if tuple(h.folded for h in heard[at : at + length]) in names
        for step in range(length)
    )


def _stretches(heard: Sequence[_Heard], taken: frozenset[int], most: int) -> list[_Stretch]:
    """Every row of up to `most` words within a sentence that holds no name spelt right, with its sounds."""
    found: list[_Stretch] = []
    for at in range(len(heard)):
        for end in range(at + 1, min(at + most, len(heard)) + 1):
            if end - 1 in taken or (end - 1 > at and heard[end - 1].opens):
                break
            words = heard[at:end]
            found.append(_Stretch(words, _joined([word.sounds for word in words])))
    return found


def _matches(stretches: Sequence[_Stretch], target: _Target, language: Language) -> Iterator[NameSuggestion]:
    for words, joined in stretches:
        if len(words) > target.words + 2 or not -3 < len(joined) - len(target.sounds) < 6:
            continue
        likeness = _likeness(joined, words, target, language)
        if likeness is not None:
            span = Span(start=words[0].start, end=words[-1].end)
            yield NameSuggestion(
                span=span, element_id=target.element_id, alias=target.alias, likeness=round(likeness, 3)
            )


def _likeness(joined: str, stretch: Sequence[_Heard], target: _Target, language: Language) -> float | None:
    """How alike a stretch and a name sound, 0…1, or None where it is no match."""
    if joined == target.sounds:
        return 1.0 if _same_sounds_count(stretch, target) else None
    if target.strict:
        return None
    if len(stretch) == 1 and _glued(joined, stretch[0], target, language):
        return 0.95
    if len(stretch) == target.words + 1 and _runs_over(joined, stretch, target):
        return 0.9
    if not _may_be_near(joined, stretch, target):
        return None
    cost = distance(joined, target.sounds, most=target.own * 0.16)
    likeness = max(0.0, 1 - cost / target.own)
    return likeness if likeness >= _least(target.own) else None


def _same_sounds_count(stretch: Sequence[_Heard], target: _Target) -> bool:
    if all(h.ordinary for h in stretch):
        # "le di a chico" may mean just that; only an ear that was unsure of it opens the question
        return target.own >= 5 and len(stretch) > target.words and min(h.sure for h in stretch) < SURE
    return target.own >= 4 or (len(stretch) == 1 and stretch[0].capital)


def _glued(joined: str, word: _Heard, target: _Target, language: Language) -> bool:
    """A small word has run into the name: "Compedro", "Concanelo"."""
    if target.own < 5 or word.ordinary or not joined.endswith(target.sounds):
        return False
    before = joined[: -len(target.sounds)]
    return any(before == sounds_of(small, language) for small in _GLUED[language])


def _runs_over(joined: str, stretch: Sequence[_Heard], target: _Target) -> bool:
    """The name's end has run into the next word: "Chis patuvo" for "Chispa tuvo". "Rafaelito" is another name."""
    if len(stretch[0].sounds) >= len(target.sounds):
        return False
    if target.own < 5 or not joined.startswith(target.sounds) or len(joined) - len(target.sounds) < 2:
        return False
    return not any(h.ordinary for h in stretch) and max(h.sure for h in stretch) < 0.75


def _may_be_near(joined: str, stretch: Sequence[_Heard], target: _Target) -> bool:
    if target.own < 5 or len(stretch) > target.words + 1 or all(h.ordinary for h in stretch):
        return False
    # Manuel and Manuela, Antonio and Antonia are two people
    ends = {joined[-1:], target.sounds[-1:]}
    if abs(len(joined) - len(target.sounds)) > 2 or (len(ends) == 2 and ends & _VOWELS):
        return False
    unsure = [h for h in stretch if not h.ordinary]
    if all(h.sure == 1.0 for h in unsure):
        return len(stretch) == 1 and unsure[0].capital
    return min(h.sure for h in unsure) < 0.85


def _least(own: int) -> float:
    """The least likeness that counts: one confused consonant in a short name, one vowel in a middling one."""
    return 0.93 if own <= 6 else 0.9 if own <= 8 else 0.86
