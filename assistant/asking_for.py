"""Whether a telling asks for somebody who is not there: "¿Dónde está Paco?", "When is Edie coming?" (D1)."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.lexicon.verbs import is_past
from assistant.story import DetailKind, ElementKind, Language, Span
from assistant.words import Token, span_of, word_set

_CALLING: Final = {
    "es": word_set("donde llama llame llamen llamad busco buscando encuentro"),
    "en": word_set("where where's find fetch"),
}
_COMING: Final = {
    "es": word_set("viene vienen vuelve vuelven venga vengan llega llegan"),
    "en": word_set("coming come back"),
}
_ASKING: Final = {"es": word_set("cuando no por que ya"), "en": word_set("when isn't why won't is will")}
_WANTING: Final = {
    "es": ("quiero", {"ver", "estar", "ir", "con", "irme"}),
    "en": ("want", {"want", "see", "my", "to", "be"}),
}


def asked_for(tokens: Sequence[Token], found: Sequence[Candidate], language: Language) -> Span | None:
    """The words that ask for a relative or a trained person or animal, or None. Past tenses ask for nobody."""
    for candidate in found:
        if not _is_missed_one(candidate):
            continue
        sentence = tokens[candidate.head].sentence
        first = max(candidate.start - 4, 0)
        before = [t for t in tokens[first : candidate.start] if t.sentence == sentence]
        after = [t for t in tokens[candidate.end : candidate.end + 3] if t.sentence == sentence]
        around = [*before, *after]
        if any(is_past(token, language) for token in around) or not before:
            continue
        words, later = {t.bare for t in before}, {t.bare for t in after}
        want, how = _WANTING[language]
        asks = bool(words & _CALLING[language])
        waits = bool((words | later) & _COMING[language]) and bool(words & _ASKING[language])
        wants = want in words and bool(words & how)
        if asks or waits or wants:
            return span_of(tokens[candidate.start - len(before) : candidate.end])
    return None


def _is_missed_one(candidate: Candidate) -> bool:
    if candidate.element is not None:
        return candidate.element.kind in {ElementKind.PERSON, ElementKind.ANIMAL}
    kin = candidate.entry is not None and "kin" in candidate.entry.flags
    return kin and candidate.kind is DetailKind.PEOPLE
