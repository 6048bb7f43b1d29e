"""Season, weather, light, mood, manner of painting and what is done: English phrases, each with its words."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from assistant.lexicon.clues import clues
from assistant.lexicon.conjugating import conjugated
from assistant.lexicon.entries import rows
from assistant.scopes import Scopes
from assistant.story import Language, Phrase
from assistant.words import Token, bare, span_of, tokens_of, word_set

SLOTS: Final = ("season", "weather", "light", "style", "mood")
_WHO: Final = {"es": frozenset({"no", "nunca"}), "en": frozenset({"not", "never", "to"})}
_NEAR: Final = 3
_INFINITE: Final = re.compile(r"(?:[aei]r(?:se|me|te|nos|l[oae]s?)*|[aei]ndo(?:se|me|te|nos|l[oae]s?)*)$")
Table = dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def _slots(language: Language) -> dict[str, Table]:
    tables: dict[str, Table] = {slot: {} for slot in SLOTS}
    for key, slot, english, phrases in rows("surroundings.tsv"):
        if key == language:
            _enter(tables[slot], english, phrases.split(";"))
    return tables


def _enter(table: Table, english: str, phrases: Sequence[str]) -> None:
    for phrase in phrases:
        words = tuple(token.bare for token in tokens_of(phrase))
        options = table.setdefault(words[0], [])
        options.append((words, english))
        options.sort(key=lambda option: -len(option[0]))


@cache
def _actions(language: Language) -> Table:
    table: Table = {}
    for key, english, phrases in rows("actions.tsv"):
        if key != language:
            continue
        for phrase in phrases.split(";"):
            first, _, rest = bare(phrase).partition(" ")
            forms = conjugated(first) if language == "es" else frozenset({first})
            _enter(table, english, [f"{form} {rest}".strip() for form in sorted(forms)])
    return table


def _matches(tokens: Sequence[Token], at: int, table: Table) -> tuple[str, int] | None:
    for words, english in table.get(tokens[at].bare, ()):
        here = tokens[at : at + len(words)]
        if tuple(t.bare for t in here) == words and not any(t.opens for t in here[1:]):
            return english, len(words)
    return None


def surroundings(
    tokens: Sequence[Token], language: Language, told: Sequence[tuple[int, int]], scopes: Scopes
) -> dict[str, Phrase]:
    """The first phrase of each kind that was said of the painted stretch and not denied."""
    found: dict[str, Phrase] = {}
    for start, end in told:
        for at in range(start, end):
            for slot, table in _slots(language).items():
                unsaid = slot in found or scopes.reach[at] is not None or _is_supposed(tokens, at)
                hit = None if unsaid else _matches(tokens, at, table)
                if hit is not None:
                    found[slot] = Phrase(english=hit[0], said_in=(span_of(tokens[at : at + hit[1]]),))
    return found


def _is_supposed(tokens: Sequence[Token], at: int) -> bool:
    """ "Si llovía", "if it rained": nobody says that it did."""
    near = [token.bare for token in tokens[max(0, at - 2) : at]]
    rest = [token.bare for token in tokens[at : at + 3]]
    return near[-1:] == ["si"] or "if" in near or rest == ["en", "paz", "descanse"]


def activity(
    tokens: Sequence[Token],
    language: Language,
    told: Sequence[tuple[int, int]],
    scopes: Scopes,
    nouns: frozenset[int] = frozenset(),
) -> Phrase | None:
    """What is done in the painted stretch: the first action that was neither denied nor wished for.

    `nouns` are tokens that name things: a word among them is no verb.
    """
    table = _actions(language)
    for start, end in told:
        for at in range(start, end):
            hit = _matches(tokens, at, table) if scopes.reach[at] is None else None
            if hit is None or at in nouns or _is_noun(tokens, at, language):
                continue
            if not _is_something_else(tokens, at, hit[1], hit[0], language):
                return Phrase(english=hit[0], said_in=(span_of(tokens[at : at + hit[1]]),))
    return None


class _Other(NamedTuple):
    """When a form is another verb: these forms, words before and behind; nothing asks nothing."""

    forms: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]


@cache
def _others(language: Language) -> dict[str, list[_Other]]:
    found: dict[str, list[_Other]] = {}
    for key, english, *lists in rows("not_actions.tsv"):
        if key == language:
            other = _Other(*(frozenset() if words == "-" else word_set(bare(words)) for words in lists))
            found.setdefault(english, []).append(other)
    return found


def _is_something_else(tokens: Sequence[Token], at: int, length: int, english: str, language: Language) -> bool:
    """ "Se plantó en la puerta", "I ran a shop", "cogimos el tren": another sense of the verb.

    A line of `not_actions.tsv` is a language, the English of the action, the forms it holds for, words of which one
    stands among the three before, and words of which one stands among the three behind; `-` asks nothing. A `+` asks
    that the word be the very next one, a `!` that it be not.
    """
    before = [token.bare for token in tokens[max(0, at - _NEAR) : at]][::-1]
    later = tokens[at + length : at + length + _NEAR]
    after = [token.bare for token in later if token.sentence == tokens[at].sentence]
    form = tokens[at].bare
    return any(
        (not other.forms or form in other.forms) and _near(other.before, before) and _near(other.after, after)
        for other in _others(language).get(english, ())
    )


def _near(asked: frozenset[str], words: Sequence[str]) -> bool:
    """Whether what is asked of the words on one side, nearest first, holds."""
    nearest = words[0] if words else ""
    if f"!{nearest}" in asked:
        return False
    wanted = {word for word in asked if not word.startswith("!")}
    return not wanted or f"+{nearest}" in wanted or bool(wanted & set(words))


def _is_noun(tokens: Sequence[Token], at: int, language: Language) -> bool:
    before = tokens[at - 1].bare if at and not tokens[at].after_pause else ""
    if language == "en":
        return before in {"a", "the", "my", "his", "her", "our", "their", "your", "of", "this", "that", "an", "some"}
    led = before in clues("prepositions", "es") and not _INFINITE.search(tokens[at].bare)
    return led or before in {"un", "una", "el", "mi", "su", "del", "al"}
