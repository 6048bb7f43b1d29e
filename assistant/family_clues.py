"""Clues to when a memory plays that are the teller's family: children who were small, births, who was taken along."""

from collections.abc import Sequence
from typing import Final

from assistant.age_clues import NOW, Vote, word_at
from assistant.lexicon.entries import find
from assistant.lexicon.names import gender_of
from assistant.story import DetailKind, ElementKind, Language, Patient
from assistant.words import Token, bare, word_set

_SMALL: Final = word_set(
    "pequeño pequeña pequeños pequeñas chico chica chicos chicas niño niña niños niñas bebe bebes crio cria crios "
    "crias chiquito chiquita chiquitos chiquitas pequeñito pequeñita pequeñin pequeñina gateaba gateaban mamaba "
    "little small baby babies toddler toddlers tiny teething crawling"
)
_WAS: Final = word_set("era eran was were gateaba gateaban mamaba")
_KIDS: Final = {
    "es": word_set("niño niña niños niñas crio cria crios crias chiquillos nene nena nenes peques mellizos gemelos"),
    "en": word_set("kids children kiddies bairns twins baby babies toddlers"),
}
_TOOK: Final = {
    "es": word_set(
        "llevabamos llevamos lleve acoste acostabamos bañabamos bañe recogi recogiamos vesti vestiamos crie criamos "
        "subimos metimos montamos sacamos sacabamos dejamos teniamos"
    ),
    "en": word_set("took take taking had got fed bathed dressed drove raised brought packed put picked"),
}
_BORN: Final = word_set("nacio nacieron")
_TO_SIBLINGS: Final = word_set("brother sister brothers sisters")


def family_votes(tokens: Sequence[Token], patient: Patient, language: Language) -> list[Vote]:
    """ "Cuando Marta era pequeña", "we took the children to…": a parent speaks; "when my brother was born": a child."""
    peers = {
        bare(word)
        for element in patient.elements
        if element.kind is ElementKind.PERSON and element.relation in _TO_SIBLINGS
        for alias in element.aliases
        for word in alias.split()
    }
    found = []
    for at, token in enumerate(tokens):
        if token.bare in _WAS:
            found += _small_then(tokens, at, peers, language)
        if token.bare in _BORN or (token.bare == "born" and word_at(tokens, at - 1) in {"was", "were"}):
            found += _birth(tokens, at, language)
        if token.bare in _KIDS[language] and at > 1:
            found += _taken_along(tokens, at, language)
    return found


def small_ones_of(  # noqa: PLR0911 - a cascade of rules
    tokens: Sequence[Token], at: int, language: Language, peers: frozenset[str] | set[str]
) -> str:
    """Whose childhood a verb at a token tells of: `child`, `grandchild`, `peer`, `other`; nothing for the teller's."""
    if at == 0 or tokens[at].opens:
        return ""
    before = tokens[at - 1]
    if before.bare in {"yo", "i", "we", "cuando", "when", "que", "and", "y", "nosotros", "nosotras"}:
        return ""
    hit = find([before.bare], language)
    if before.bare in {"twins", "mellizos", "gemelos", "gemelas"}:
        return "child"
    if hit is not None and hit[0].kind is DetailKind.PEOPLE:
        if hit[0].look in {"child", "grandchild", "peer"}:
            return hit[0].look
        owner = word_at(tokens, at - 2)
        kid = hit[0].look in {"kid", "baby"} or before.bare in _KIDS[language]
        return "child" if kid and owner in {"el", "la", "los", "las", "mi", "mis", "the", "my", "our"} else "other"
    if before.bare in _KIDS[language]:
        return "child"
    if (before.capital and not before.opens) or (before.capital and gender_of(before.text)):
        return "peer" if before.bare in peers else "child"
    return ""


def _small_then(tokens: Sequence[Token], at: int, peers: set[str], language: Language) -> list[Vote]:
    ahead = [t.bare for t in tokens[at : at + 4] if not (t.after_pause and t is not tokens[at])]
    if not _SMALL & set(ahead):
        return []
    age = {"child": 33, "grandchild": NOW, "peer": 8}.get(small_ones_of(tokens, at, language, peers))
    return [] if age is None else [Vote(age, 2.4 if age == 33 else 2.2, at - 1, at + 2)]


def _birth(tokens: Sequence[Token], at: int, language: Language) -> list[Vote]:
    if language == "en":
        who = find([word_at(tokens, at - 2)], "en")
        return [Vote(8, 2.0, at - 2, at + 1)] if who is not None and who[0].look == "peer" else []
    ahead = tokens[at + 1 : at + 3]
    if not ahead or ahead[0].after_pause:
        return []
    who = find([ahead[-1].bare], "es")
    if who is not None and who[0].look == "peer":
        return [Vote(8, 2.0, at, at + 3)]
    mine = ahead[0].capital or ahead[-1].bare in _KIDS["es"] | {"mayor", "pequeña", "pequeño", "primero", "primera"}
    return [Vote(33, 2.4, at, at + 2)] if mine else []


def _taken_along(tokens: Sequence[Token], at: int, language: Language) -> list[Vote]:
    before = [t.bare for t in tokens[max(0, at - 5) : at]]
    if language == "es":
        led = before[-2:] in (["a", "los"], ["a", "las"], ["al", "niño"]) or before[-2:] in (["a", "la"], ["a", "el"])
        led = led or before[-1:] == ["al"]
        return [Vote(38, 1.7, at - 1, at + 1)] if led and _TOOK["es"] & set(before) else []
    led = before[-1:] in (["the"], ["our"], ["both"])
    ours = bool({"we", "i", "us", "we'd"} & set(before) or tokens[at].opens)
    return [Vote(38, 2.0, at - 1, at + 1)] if led and ours and _TOOK["en"] & set(before[-3:]) else []
