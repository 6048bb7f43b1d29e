"""English noun phrases: determiner, modifiers, compound, and what a bag or a plate holds."""

from typing import Final

from assistant.extracting import LONGEST_EVIDENCE, Candidate, Telling
from assistant.lexicon.adjectives import seen_in_english
from assistant.lexicon.clues import clues, pairs
from assistant.lexicon.entries import Entry, entry_at, find, homographs
from assistant.lexicon.verbs import is_finite
from assistant.proper_names import end_of_person
from assistant.story import DetailKind
from assistant.words import Token, word_set

_PRONOUNS: Final = word_set("i we he she they it you who that which there")
_STOPS: Final = _PRONOUNS | {"to", "and", "or", "but", "not"}
_HOLDERS: Final = word_set(
    "bag bags plate plates cup cups glass glasses mug mugs jug pot bottle bottles jar jars tin tins box boxes "
    "bowl bowls bucket sack sacks slice loaf pint packet bunch plateful handful basin pile stick bar ball tray "
    "barrel crate parcel"
)
_ADJECTIVES: Final = word_set(
    "green fair local general private patient present plain stout light cream orange silver gold pink rose "
    "iron tin stone brick straw ground mean flat past sole close lead bitter leather cotton silk velvet lace "
    "china paper rag clay wool copper wicker glass home kitchen school street wedding tea coal church market "
    "party family summer winter fruit"
)


def english_phrase(telling: Telling, at: int, entry: Entry, length: int, before: Candidate | None) -> Candidate | None:
    """The noun phrase around the entry at a token, or None when the word is no noun here."""
    if not _is_noun(telling, at, entry, length, before):
        return None
    end = at + length
    if _is_first_part(telling, at, end, entry):
        return None
    left = _left(telling, at)
    core = left + 1 if left < at and (telling.is_determiner(left) or telling.tokens[left].bare == "'s") else left
    modifiers = [t.lower for t in telling.tokens[core:at] if _is_seen(t, entry)]
    if "weak" in entry.flags and not modifiers:
        return None
    number = pairs("numbers", "en").get(telling.tokens[left].bare, "") if left < at else ""
    english = " ".join([*modifiers[-2:], entry.english])
    name = ""
    if entry.kind is DetailKind.PEOPLE:
        name_end = end_of_person(telling, end)
        name, end = telling.text(end, name_end), name_end
    elif telling.tokens[at].bare in _HOLDERS:
        end, english = _with_content(telling, end, english)
    start = max(left, end - LONGEST_EVIDENCE)
    return Candidate(entry.kind, start, max(core, start), at, end, english, entry, None, name, number)


def _is_seen(token: Token, entry: Entry) -> bool:
    """Whether a word before a noun says what it looks like; what belongs to a place's name does not ("Fish Street")."""
    named = token.capital and not token.opens and entry.kind is DetailKind.PLACES and find([token.bare], "en")
    return seen_in_english(token.bare) and not token.text[0].isdigit() and not named


def _with_content(telling: Telling, end: int, english: str) -> tuple[int, str]:
    """ "A bag of cockles" is one thing."""
    if telling.breathes(end) or telling.tokens[end].bare != "of" or end + 1 >= len(telling.tokens):
        return end, english
    hit = entry_at(telling.tokens, end + 1, "en")
    if hit is None or hit[0].kind is not DetailKind.OBJECTS:
        return end, english
    return end + 1 + hit[1], f"{english} of {hit[0].english}"


def _is_noun(telling: Telling, at: int, entry: Entry, length: int, before: Candidate | None) -> bool:  # noqa: PLR0911 - a cascade of rules
    if "weather" in entry.flags:
        return False
    token, left = telling.tokens[at], _left(telling, at)
    if token.bare in {"home", "bed", "town"} and left == at:
        return False
    if left < at:
        return not (length == 1 and _is_body(telling, at, left))
    if length > 1 and (entry.many or "uncounted" in entry.flags):
        return True
    if length == 1 and token.bare in homographs("en") and not _is_listed(telling, at, before):
        return telling.before(at) in {"of", "with"} and (entry.many or "uncounted" in entry.flags)
    if _is_listed(telling, at, before) or _is_fragment(telling, at) or telling.before(at) in telling.prepositions:
        return True
    led = telling.before(at)
    if led == "to":
        return entry.kind is DetailKind.PLACES or "uncounted" in entry.flags
    if "kin" in entry.flags or "uncounted" in entry.flags:
        return led not in _PRONOUNS or entry.many
    return entry.many and led not in _PRONOUNS | {"to"}


def _is_listed(telling: Telling, at: int, before: Candidate | None) -> bool:
    """Whether a thing follows another in a list: "a book, pencil and ruler"."""
    if before is None or telling.tokens[at].opens:
        return False
    if before.end == at:
        return "," in telling.tokens[at].before
    return (
        before.end == at - 1
        and telling.tokens[at - 1].bare in {"and", "or"}
        and telling.tokens[at].bare not in (homographs("en"))
    )


def _is_body(telling: Telling, at: int, left: int) -> bool:
    """ "My chest", "her nails", "his back": a part of somebody."""
    whose = telling.tokens[left].bare in {"my", "his", "her", "your", "their"}
    return whose and left == at - 1 and telling.tokens[at].bare in clues("body", "en")


def _is_fragment(telling: Telling, at: int) -> bool:
    """A piece without a verb, told after a pause: "starched apron and all", "flour on everything"."""
    start = at
    while start > telling.done and at - start < 3 and not telling.tokens[start].after_pause:
        start -= 1
    if at - start > 2 or not telling.tokens[start].after_pause or telling.tokens[at].bare in homographs("en"):
        return False
    led = [token.bare for token in telling.tokens[start:at]]
    small = telling.prepositions | _STOPS | {"well", "oh", "so", "no", "never", "then", "when", "if", "as"}
    return not small & set(led) and not any(is_finite(word, "en") for word in led)


def _left(telling: Telling, at: int) -> int:
    """Where the phrase starts: at its determiner, at most four words before the noun; `at` itself without one."""
    tokens = telling.tokens
    for back in range(1, 5):
        here = at - back
        if here < telling.done or here < 0 or tokens[here + 1].after_pause:
            return at
        word = tokens[here].bare
        if word in telling.determiners or word == "'s":
            return here
        if word in telling.prepositions:
            return here + 1 if back > 1 else at
        if word in _STOPS or is_finite(word, "en"):
            return at
    return at


def _is_first_part(telling: Telling, at: int, end: int, entry: Entry) -> bool:
    """Whether this noun only tells which: "street lamp", "a little green Morris"."""
    if telling.breathes(end) or entry.many or entry.kind is DetailKind.PEOPLE or end in telling.taken:
        return False
    if telling.tokens[at].bare in _ADJECTIVES and telling.tokens[end].capital:
        return True
    following = entry_at(telling.tokens, end, "en")
    named = telling.tokens[at].capital or telling.tokens[end].capital  # "the boat Seagull" is a boat
    if following is None or "weak" in following[0].flags or named:
        return False
    if telling.tokens[end].bare not in homographs("en") or telling.breathes(end + following[1]):
        return True
    # "The dog saw the…": a verb is followed by what it acts on.
    return not telling.is_determiner(end + following[1])
