"""Clues that a memory plays today: the present tense, and somebody who looks after the teller.

How a thing is done ("se pone al fuego y no se deja", "you leave it be") is told in the present too and tells no time.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.age_clues import NOW, Vote, word_at
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_past, is_present
from assistant.story import DetailKind, Language
from assistant.words import Token, word_set

_TELLER: Final = {
    "es": word_set("yo me mi mis nos nuestro nuestra nuestros nuestras conmigo nosotros nosotras aqui"),
    "en": word_set("i me my i'm i've i'll i'd we us our we're we've here"),
}
_REMARKS: Final = {
    "es": word_set("se creo digo pienso supongo entiendo recuerdo acuerdo imagino parece gusta no"),
    "en": word_set("know think mean suppose remember say guess believe reckon never don't wouldn't always can't"),
}
"""After a word for the teller: an opinion on what is told."""
_CARED_FOR: Final = word_set("me nos viene vienen")
_NO_CARERS: Final = frozenset({"parent", "grand", "peer", "spouse"})
_DUTIES: Final = word_set(
    "comes does brings washes bathes helps cuts gets takes sees looks reads sits runs visits lifts"
)


def present_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """A memory told in the present tense alone is told of today, where the teller takes part."""
    present = [at for at, token in enumerate(tokens) if is_present(token, language)]
    past = (at for at, token in enumerate(tokens) if is_past(token, language) and not _is_having(tokens, at))
    if present and all(is_heirloom(tokens, at, language) for at in past) and not _is_how_to(tokens, language):
        return [Vote(NOW, 2.5, present[0], present[0] + 1)]
    return []


def _is_having(tokens: Sequence[Token], at: int) -> bool:
    """ "I've got my slippers on": what is had now."""
    return tokens[at].bare == "got" and word_at(tokens, at - 1) in {"i've", "we've", "you've", "they've", "have", "has"}


def is_heirloom(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether a past verb only tells whose a thing was: "el metate que era de mi suegra", "a jug my mother left me"."""
    before = [t.bare for t in tokens[max(0, at - 5) : at]]
    after = [t.bare for t in tokens[at + 1 : at + 4]]
    if language == "es":
        was = tokens[at].bare in {"era", "eran", "fue", "fueron"} and before[-1:] == ["que"]
        given = tokens[at].bare in _GAVE["es"] and before[-2:] in (["que", "me"], ["que", "nos"])
        return given or (was and (after[:1] in (["de"], ["del"]) or after[1:2] == ["de"]))
    was = tokens[at].bare in {"was", "were", "belonged"} and before[-1:] in (["that"], ["which"])
    given = tokens[at].bare in _GAVE["en"] and bool(after) and after[0] in {"me", "us"}
    return (was and (after[:1] == ["to"] or bool({"'s", "my"} & set(after)))) or (given and "my" in before)


_GAVE: Final = {
    "es": word_set("dejo dejaron dio regalo regalaron trajo hizo compro heredo tejio bordo"),
    "en": word_set("left gave made bought knitted sent"),
}


def _is_how_to(tokens: Sequence[Token], language: Language) -> bool:
    """Whether steps are told that anybody takes: impersonal verbs, and the teller only remarks on them."""
    words = [token.bare for token in tokens]
    acts = any(
        word in _TELLER[language] and not (set(words[at + 1 : at + 3]) & _REMARKS[language])
        for at, word in enumerate(words)
    )
    if acts:
        return False
    if language == "en":
        return sum(word in {"you", "your", "you've"} for word in words) > 1
    if any(word.endswith("mos") and is_present(token, "es") for word, token in zip(words, tokens, strict=True)):
        return False
    steps = sum(
        word == "se" and at + 1 < len(tokens) and is_present(tokens[at + 1], "es") for at, word in enumerate(words)
    )
    needs = sum(a in {"hay", "hace"} and b in {"que", "falta"} for a, b in pairwise(words))
    return steps + 2 * needs > 1


def carer_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "La muchacha que me corta el pelo", "the lady who comes on Tuesdays": whoever is looked after today is old."""
    found = []
    for at in range(1, len(tokens) - 2):
        hit = find([tokens[at].bare], language)
        if hit is None or hit[0].kind is not DetailKind.PEOPLE or hit[0].look in _NO_CARERS:
            continue
        if tokens[at + 1].opens or tokens[at + 1].bare not in {"que", "who", "that"}:
            continue
        verb = tokens[at + 2]
        if language == "es":
            serves = verb.bare in _CARED_FOR and (
                verb.bare not in {"me", "nos"} or (at + 3 < len(tokens) and _is_done_now(tokens[at + 3]))
            )
        else:
            serves = verb.bare in _DUTIES
        if serves and word_at(tokens, at - 1) in {"la", "el", "las", "los", "una", "un", "the", "a"}:
            found.append(Vote(NOW, 2.2, at - 1, at + 3))
    return found


def _is_done_now(token: Token) -> bool:
    """ "Corta", "trae", "bañan": by form, for after "que me" nothing but a verb can stand."""
    return token.lower.endswith(("a", "e", "an", "en")) and not is_past(token, "es")
