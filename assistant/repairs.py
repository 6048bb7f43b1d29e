"""Who was named by mistake: "vino Pancho… no, qué Pancho, Beto", "Sister Rees, no, it was Matron", "mi mujer no"."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.extracting import Candidate
from assistant.story import Language, Presence
from assistant.words import Token, word_set

_AFTER_NO: Final = word_set(
    "no que it was were its not i tell a lie mean sorry perdon digo era eran fue fueron espera wait the el la los las "
    "con en de al del to in on with at mi my our un una sino"
)
_STARTS_REPAIR: Final = word_set("que it not i era eran fue fueron sorry wait perdon digo en a con")
_LONGEST_REPAIR: Final = 7
_NEXT: Final = 3
"""Words between two mentions that follow each other."""
_EXCUSES: Final = word_set("perdon digo espera espere miento mentira sorry wait")


def repaired(  # noqa: C901 - a cascade of rules
    tokens: Sequence[Token], found: Sequence[Candidate], language: Language
) -> dict[Candidate, Presence]:
    """How mentions stand that are put right in the next words; those that nothing puts right are left out."""
    known: dict[Candidate, Presence] = {}
    for at, (first, second) in enumerate(pairwise(found)):
        if second.start - first.end > _LONGEST_REPAIR or first.end >= len(tokens):
            continue
        between = tokens[first.end : second.start]
        if _is_struck_out(tokens, first) and second.key == first.key and len(between) < 3:
            known[first] = known[second] = Presence.DENIED  # "Mi mujer no, mi mujer estaba en Muros"
            continue
        if _is_said_instead(tokens, found, at, language):
            known.update({said: Presence.DENIED for said in (found[at - 1], first) if said.key == first.key})
            continue
        if not between or not _opens_repair(tokens, first.end) or not all(t.bare in _AFTER_NO for t in between):
            continue
        if second.key == first.key:
            if not _is_confirmed(tokens, second):
                known[first] = known[second] = Presence.DENIED
                after = found[at + 2] if at + 2 < len(found) else None
                if after is not None and after.kind is first.kind and _is_instead(tokens, second, after):
                    known[after] = Presence.PRESENT  # "no, not a cat, a rabbit"
        elif second.kind is first.kind:
            known.setdefault(first, Presence.DENIED)
            if language == "en" and "not" not in {t.bare for t in between}:
                known[second] = Presence.PRESENT
    return known


def _is_struck_out(tokens: Sequence[Token], candidate: Candidate) -> bool:
    """Whether a no stands right behind, before a pause or the same words: "el guardia no el guardia estaba"."""
    at = candidate.end
    if tokens[at].bare != "no" or tokens[at].after_pause or at + 1 >= len(tokens):
        return False
    said = [t.bare for t in tokens[candidate.start : candidate.end]]
    return tokens[at + 1].after_pause or [t.bare for t in tokens[at + 1 : at + 1 + len(said)]] == said


def _is_said_instead(tokens: Sequence[Token], found: Sequence[Candidate], at: int, language: Language) -> bool:
    """ "Mi mamá, mi mamá no, la modista": somebody said twice and struck out, before who it was."""
    first, second = found[at], found[at + 1]
    again = at > 0 and found[at - 1].key == first.key and first.start - found[at - 1].end < _NEXT
    struck = language == "es" and again and _is_struck_out(tokens, first)
    return struck and second.kind is first.kind and second.start - first.end < _NEXT


def _opens_repair(tokens: Sequence[Token], at: int) -> bool:
    """Whether a no stands alone behind a pause: "…, no, …", "… no, it was"; "no perdón" needs none."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].bare == "no" and following is not None and following.bare in _EXCUSES:
        return True
    if tokens[at].bare != "no" or not tokens[at].after_pause or tokens[at].opens:
        return False
    return following is not None and (following.after_pause or following.bare in _STARTS_REPAIR)


def _is_instead(tokens: Sequence[Token], struck: Candidate, after: Candidate) -> bool:
    between = tokens[struck.end : after.start + 1]
    led = between[0].after_pause or between[0].bare == "no"
    return len(between) < 4 and led and not between[0].opens and between[0].bare not in {"ni", "nor"}


def _is_confirmed(tokens: Sequence[Token], candidate: Candidate) -> bool:
    return candidate.end < len(tokens) and tokens[candidate.end].bare in {"si", "yes"}
