"""A page's title: at most six of the person's own words, verbatim, ending where a phrase ends."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.lexicon.verbs import is_past, is_present
from assistant.story import Language
from assistant.words import Token, word_set

_LONGEST: Final = 6
_OPENERS: Final = word_set(
    "pues bueno eh mmm o sea y ay mira mire veras entonces well um er so oh ah and hmm uh uy pero but anda oiga que"
)
_OPENERS_BEFORE_A_PAUSE: Final = word_set("no si na este yes no hija hijo usted nada total claro now right mind")
_DETERMINERS: Final = word_set(
    "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra nuestros nuestras este esta estos estas "
    "ese esa esos esas aquel aquella aquellos aquellas otro otra otros otras cada algun alguna "
    "primer primera segundo segunda tercer tercera ultimo ultima gran "
    "the a an my our your his her its their this these those another every each some any half both "
)
_NUMBERS: Final = word_set(
    "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte two three four five six seven eight nine ten "
    "eleven twelve twenty"
)
_TENS: Final = word_set("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_PREPOSITIONS: Final = word_set(
    "a al de del en con por para sin sobre entre hasta desde bajo tras hacia segun ante contra durante como "
    "of in on at with to from for by as into onto over under off up down out about around across behind between "
    "beside through during towards toward against along like near upon than without after before since until till"
)
_PLACES: Final = word_set("detras delante encima debajo dentro fuera cerca lejos alrededor junto despues antes")
"""Adverbs that ask for an `of` only where one follows."""
_CONJUNCTIONS: Final = word_set("y e o u ni pero and or but nor")
_SUBORDINATORS: Final = word_set("cuando donde que porque aunque mientras when where because while who which whose if")
_LINKS: Final = _CONJUNCTIONS | _SUBORDINATORS
_CLITICS: Final = word_set("me te se le les lo la los las nos os")
_ADVERBS: Final = word_set(
    "no nunca ya aun todavia casi mas menos muy tan bien tambien solo tampoco siempre si que apenas "
    "not never so too very just only even still also always nearly hardly really then how what"
)
_HELPERS: Final = word_set(
    "estado sido been soy es son era eran fue has ha hemos han habia habian hay "
    "i'm i'd i've i'll was were is are am be been had have has did do does don't didn't couldn't could would will can "
    "can't should must might wouldn't 's that"
)
_PRONOUNS: Final = word_set("yo ella ellas ellos nosotros nosotras usted ustedes i he she we they")
_HE: Final = "él"
_NO_NOUNS: Final = _DETERMINERS | _CLITICS | _PREPOSITIONS | _PRONOUNS | _LINKS
_LEANS: Final = _DETERMINERS | _PREPOSITIONS | _CONJUNCTIONS | _SUBORDINATORS | _CLITICS | _ADVERBS | _HELPERS
"""What asks for the word behind it, where the clause goes on."""
_SMALL: Final = _LEANS - _ADVERBS - word_set("esta este ese esa otro otra her up down out off this these those no es")
"""What ends no clause either, so that a pause behind it is a pause for breath."""
_INFINITIVE: Final = re.compile(r"\w*[aei]r(?:me|te|se|nos|l[aeo]s?)?")
_GERUNDS: Final = ("ando", "iendo", "yendo", "ing")
_NO_INFINITIVES: Final = word_set("mujer lugar taller hogar bar mar altar collar ayer placer pilar militar alquiler")


def title_of(tokens: Sequence[Token], text: str, language: Language = "es") -> str:
    """The first clause after fillers that says something, at most six words, up to the last place where it may end.

    Empty only for an empty text.
    """
    if not tokens:
        return text.strip()[:40]
    first = start = _first_word(tokens, 0)
    end = _end(tokens, start, language)
    while not _says_something(tokens[start:end]):
        start = _first_word(tokens, _clause_end(tokens, start))
        if start >= len(tokens):
            start, end = first, _reach(tokens, first)
            break
        end = _end(tokens, start, language)
    piece = text[tokens[start].start : tokens[end - 1].end]
    return piece[:1].upper() + piece[1:]


def _first_word(tokens: Sequence[Token], at: int) -> int:
    """The first word from `at` that is no filler; len(tokens) when there is none and `at` is not 0, else 0."""
    for place in range(at, len(tokens)):
        token, after = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
        if token.bare in {"a", "ver"} and _is_let_us_see(tokens, place):
            continue
        if (token.bare in _OPENERS and token.lower != "qué") or (after is not None and after.before.startswith("…")):
            continue
        if token.bare in _OPENERS_BEFORE_A_PAUSE and after is not None and after.after_pause:
            continue
        return place
    return len(tokens) if at else 0


def _is_let_us_see(tokens: Sequence[Token], at: int) -> bool:
    first = at if tokens[at].bare == "a" else at - 1
    return first >= 0 and [token.bare for token in tokens[first : first + 2]] == ["a", "ver"]


def _clause_end(tokens: Sequence[Token], start: int) -> int:
    end = start + 1
    while end < len(tokens) and not tokens[end].after_pause:
        end += 1
    return end


def _reach(tokens: Sequence[Token], start: int) -> int:
    """Where the clause, or the room for a title, ends; a single word before a pause takes the next clause along."""
    end = start + 1
    while end < len(tokens) and end - start < _LONGEST and not (tokens[end].after_pause and end - start > 1):
        end += 1
    while end < len(tokens) and _is_glued(tokens[end]):
        end += 1
    return end


def _is_glued(token: Token) -> bool:
    """Whether a word is the rest of the one before it ("sixty-three", "Burton's")."""
    return not token.after_pause and not any(sign.isspace() for sign in token.before)


def _end(tokens: Sequence[Token], start: int, language: Language) -> int:
    """The end of the title that starts at `start`: shortened until it ends where a phrase does.

    Where only one word would be left of a longer clause, it ends behind the last word that asks for no other.
    """
    reach = end = _reach(tokens, start)
    while end - start > 1:
        goes_on = end < len(tokens) and not tokens[end].after_pause
        shorter = (_shorter if goes_on else _closed)(tokens, start, end, language)
        if shorter == end:
            break
        end = max(shorter, start + 1)
    if end - start > 1 or reach - start <= 2:
        return end
    full = (place for place in range(reach, start + 1, -1) if tokens[place - 1].bare not in _LEANS | _PRONOUNS)
    return next(full, end)


def _closed(tokens: Sequence[Token], start: int, end: int, language: Language) -> int:
    """Where to end instead of at a pause: before a small word left hanging or a clause that has no verb yet."""
    return end - 1 if tokens[end - 1].bare in _SMALL else _before_verbless(tokens, start, end, language)


def _before_verbless(tokens: Sequence[Token], start: int, end: int, language: Language) -> int:
    """Before the word that opens a clause whose verb is not there; `end` when there is none such."""
    for place in range(end - 1, start, -1):
        if _is_verb(tokens, place, language):
            return end
        if tokens[place].bare in _SUBORDINATORS:
            return place
    return end


def _shorter(tokens: Sequence[Token], start: int, end: int, language: Language) -> int:
    """Where to end instead, when the clause goes on behind `end`; `end` when a phrase ends there."""
    last, behind = tokens[end - 1], tokens[end]
    verb_behind = _verb_follows(tokens, end, language)
    counts = last.bare in _NUMBERS and not (verb_behind or behind.bare in _NO_NOUNS)
    joined = (last.bare in _TENS and behind.bare == "y") or (last.bare in _PLACES and behind.bare in {"de", "del"})
    if counts or joined or last.bare in _LEANS or _is_glued(behind) or _is_infinitive(tokens, end - 1):
        return end - 1
    if _is_verb(tokens, end - 1, language) and not (behind.bare in _LINKS or is_past(behind, language)):
        return end - 1
    if last.bare in _PRONOUNS or last.lower == _HE:
        return _without(tokens, start, end - 1, end, language)
    if (verbless := _before_verbless(tokens, start, end, language)) < end:
        return verbless
    if verb_behind:
        return _without(tokens, start, _phrase_start(tokens, start, end), end, language)
    return end


def _without(tokens: Sequence[Token], start: int, subject: int, end: int, language: Language) -> int:
    """The end without a subject whose verb was cut off; what names somebody beside another is kept."""
    if subject <= start:
        return end
    before = tokens[subject - 1]
    if before.bare in _CONJUNCTIONS:
        clause_before = any(_is_verb(tokens, place, language) for place in range(start, subject - 1))
        return subject - 1 if clause_before else end
    of_verb = _is_verb(tokens, subject - 1, language) or before.bare.endswith(_GERUNDS)
    return end if before.bare in _PREPOSITIONS or (of_verb and tokens[subject].bare not in _PRONOUNS) else subject


def _phrase_start(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the noun phrase starts that ends at `end`: at a determiner that hangs on nothing before it."""
    for place in range(end - 1, start, -1):
        if tokens[place].bare in _DETERMINERS and tokens[place - 1].bare not in _PREPOSITIONS | _DETERMINERS:
            return place
    return start


def _verb_follows(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether what was cut off begins with a finite verb, or with an "of …", pronouns and small adverbs before one."""
    while at < len(tokens) and tokens[at].bare in {"de", "del", "of"}:
        at += 1
        while at < len(tokens) and tokens[at].bare in _DETERMINERS:
            at += 1
        at += 1
    for place in range(at, min(at + 4, len(tokens))):
        if _is_verb(tokens, place, language):
            return True
        if tokens[place].after_pause or tokens[place].bare not in _CLITICS | _ADVERBS:
            return False
    return False


def _is_verb(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether a word is a finite verb; behind a determiner it is a noun ("el primer piso")."""
    token, before = tokens[at], tokens[at - 1].bare if at else ""
    if token.bare in _HELPERS and token.bare not in {"'s", "that"}:
        return True
    if is_past(token, language):
        return before not in _DETERMINERS - _CLITICS
    return is_present(token, language) and before not in _DETERMINERS | _PREPOSITIONS


def _is_infinitive(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is an infinitive that a preposition or a verb's pronoun shows to be one."""
    token, before = tokens[at], tokens[at - 1].bare if at else ""
    shown = before in {"a", "de", "para", "sin", "por"} or token.bare.endswith(("rme", "rse", "rnos"))
    spanish = shown and token.bare not in _NO_INFINITIVES and _INFINITIVE.fullmatch(token.bare) is not None
    return spanish or before == "to"


def _says_something(tokens: Sequence[Token]) -> bool:
    return any(token.bare not in _LEANS | _PRONOUNS | _CLITICS and token.lower != _HE for token in tokens)
