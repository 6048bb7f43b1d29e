"""Season, weather, light, mood, manner of painting and what is done: English phrases, each with its words."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from assistant.lexicon.conjugating import conjugated
from assistant.lexicon.entries import rows
from assistant.scopes import Scopes
from assistant.story import Language, Phrase
from assistant.words import Token, bare, span_of, tokens_of

SLOTS: Final = ("season", "weather", "light", "style", "mood")
_WHO: Final = {"es": frozenset({"no", "nunca"}), "en": frozenset({"not", "never", "to"})}
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
    return near[-1:] == ["si"] or "if" in near


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
            if hit is not None and at not in nouns and not _is_noun(tokens, at, language):
                return Phrase(english=hit[0], said_in=(span_of(tokens[at : at + hit[1]]),))
    return None


def _is_noun(tokens: Sequence[Token], at: int, language: Language) -> bool:
    before = tokens[at - 1].bare if at and not tokens[at].after_pause else ""
    if language == "en":
        return before in {"a", "the", "my", "his", "her", "our", "their", "your", "of", "this", "that", "an", "some"}
    return before in {"un", "una", "el", "mi", "su", "del", "al"}
