"""What a language model proposes is taken only where its words stand in the transcript."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import LONGEST_EVIDENCE, Candidate
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.story import DetailKind, Language, Mention, Presence, Span
from assistant.words import Token, tokens_of

_MOST_ENGLISH_WORDS: Final = 3


def align(evidence: str, tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Where a piece of evidence stands: tokens [start, end), case and accents ignored. None when it does not."""
    words = tuple(token.bare for token in tokens_of(evidence))
    if not words or len(words) > LONGEST_EVIDENCE:
        return None
    text = [token.bare for token in tokens]
    for at in range(len(text) - len(words) + 1):
        if text[at] == words[0] and tuple(text[at : at + len(words)]) == words:
            return at, at + len(words)
    return None


def grounded(
    mentions: Sequence[Mention], tokens: Sequence[Token], language: Language, known: Sequence[Candidate]
) -> list[Candidate]:
    """The model's mentions that stand in the text and that the rules have not found, as candidates."""
    taken = {at for c in known for at in range(c.start, c.end)}
    found: list[Candidate] = []
    for mention in mentions:
        place = align(mention.evidence, tokens)
        if place is None or any(at in taken for at in range(*place)):
            continue
        candidate = _candidate(mention, place, tokens, language)
        if candidate is not None:
            found.append(candidate)
            taken.update(range(*place))
    return found


def _candidate(
    mention: Mention, place: tuple[int, int], tokens: Sequence[Token], language: Language
) -> Candidate | None:
    start, end = place
    if mention.presence is not Presence.PRESENT:
        return None
    core = start
    while core < end - 1 and tokens[core].bare in clues("determiners", language) - {"que", "what"}:
        core += 1
    head = tokens[core].bare
    # What the lexicon knows and the rules left aside (a verb, an idea) stays aside.
    if core == start and not _follows_noun_cue(tokens, start, language):
        return None
    if find([head], language) is not None or head in clues("abstract", language) or len(head) < 3:
        return None
    english = plausible_english(mention.english, mention.kind, language, tokens[core:end])
    return Candidate(mention.kind, start, core, core, end, english) if english else None


def _follows_noun_cue(tokens: Sequence[Token], at: int, language: Language) -> bool:
    if at == 0 or tokens[at].after_pause:
        return False
    return tokens[at - 1].bare in clues("determiners", language) | clues("prepositions", language)


def plausible_english(english: str, kind: DetailKind, language: Language, said: Sequence[Token]) -> str:
    """The model's English for a word, if it is a short plain noun of the kind that was proposed; otherwise nothing.

    It may not have more words than were said: one unknown word that became two has grown a thing of the model's own.
    """
    words = english.lower().split()
    if language == "en":
        return " ".join(token.lower for token in said)
    if (
        not words
        or len(words) > min(_MOST_ENGLISH_WORDS, len(said))
        or not all(w.isascii() and w.isalpha() for w in words)
    ):
        return ""
    hit = find(words[-1:], "en")
    if hit is None or hit[0].kind is not kind:
        return ""
    others = [find([word], "en") for word in words[:-1]]
    if any(other is not None and other[0].kind in {DetailKind.PEOPLE, DetailKind.ANIMALS} for other in others):
        return ""
    return " ".join(words)


def said_span(tokens: Sequence[Token], start: int, end: int) -> Span:
    """The span of tokens [start, end)."""
    return Span(start=tokens[start].start, end=tokens[end - 1].end)
