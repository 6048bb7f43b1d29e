"""What a text names: candidates for details, each with the words that prove it.

Whether a thing was there is for `presence` to say.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.aliases import Named, named_elements
from assistant.english import is_plural, plural, singular
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import Entry, entry_at
from assistant.lexicon.idioms import brand_tokens, idiom_tokens
from assistant.lexicon.senses import meant
from assistant.lexicon.verbs import is_finite
from assistant.story import DetailKind, Element, ElementKind, Language, NameSuggestion, Patient
from assistant.words import Token, bare

LONGEST_EVIDENCE: Final = 6
"""Words: longer evidence proves nothing in particular."""
_EPITHET: Final = 3
"""Words that may follow a noun that only says what somebody was."""
_CALLED: Final = frozenset({"llamaba", "llamaban", "llama", "llamado", "llamada", "called", "named"})
_KINDS: Final = {
    ElementKind.PERSON: DetailKind.PEOPLE,
    ElementKind.ANIMAL: DetailKind.ANIMALS,
    ElementKind.PLACE: DetailKind.PLACES,
    ElementKind.OBJECT: DetailKind.OBJECTS,
}


class Candidate(NamedTuple):
    """A noun phrase at tokens [start, end); its noun starts at `head`. `core` is where its own words begin."""

    kind: DetailKind
    start: int
    core: int
    head: int
    end: int
    english: str
    entry: Entry | None = None
    element: Element | None = None
    name: str = ""
    number: str = ""

    @property
    def key(self) -> str:
        """Equal for two mentions of the same thing."""
        if self.element:
            return self.element.id
        if self.name or self.entry is None:
            return f"{self.kind}:{bare(self.name or self.english)}"
        word = singular(self.entry.english) if self.entry.english else bare(self.entry.lemma)
        return f"{self.kind}:{word}:{self.entry.gender if self.kind is DetailKind.PEOPLE else ''}"


class Telling:
    """The words of one text and what is known before its nouns are read."""

    def __init__(self, tokens: Sequence[Token], patient: Patient, language: Language, taken: frozenset[int]) -> None:
        self.tokens, self.language, self.taken = tokens, language, taken
        self.home = frozenset(bare(word.strip(",.")) for word in patient.home.split())
        aliases = [alias for e in patient.elements if e.kind is ElementKind.SELF for alias in e.aliases]
        self.own_names = frozenset(bare(word) for word in [*aliases, *patient.name.split()[:1]])
        self.determiners = clues("determiners", language)
        self.prepositions = clues("prepositions", language)
        self.no_names = clues("names not persons", language)
        self.done = 0
        """Tokens before this one belong to candidates found already."""

    def before(self, at: int) -> str:
        """The folded word before a token in the same breath, or nothing."""
        return self.tokens[at - 1].bare if at and not self.tokens[at].after_pause else ""

    def is_determiner(self, at: int) -> bool:
        """Whether a token is an article, a possessive or the like: él is none, el is one."""
        return self._is_small(at, self.determiners)

    def is_preposition(self, at: int) -> bool:
        """Whether a token is a preposition: hacía is none, hacia is one."""
        return self._is_small(at, self.prepositions)

    def _is_small(self, at: int, words: frozenset[str]) -> bool:
        if at < 0 or self.tokens[at].bare not in words:
            return False
        return self.language == "en" or self.tokens[at].lower == self.tokens[at].bare

    def breathes(self, at: int) -> bool:
        """Whether the text ends before a token, or a pause stands there."""
        return at >= len(self.tokens) or self.tokens[at].after_pause

    def text(self, start: int, end: int) -> str:
        """The words [start, end), one blank between them."""
        return " ".join(token.text for token in self.tokens[start:end])


def candidates(
    tokens: Sequence[Token],
    patient: Patient,
    language: Language,
    suggestions: Sequence[NameSuggestion] = (),
) -> list[Candidate]:
    """Every noun phrase that can be seen, in the order of the text."""
    from assistant.phrases_en import english_phrase
    from assistant.phrases_es import spanish_phrase
    from assistant.proper_names import is_part_of_name, is_town, name_at

    named = {hit.at: hit for hit in named_elements(tokens, patient, language, suggestions)}
    taken = frozenset(at for hit in named.values() for at in range(hit.at, hit.at + hit.length))
    sayings = idiom_tokens(tokens, language)
    brands = brand_tokens(tokens)
    telling = Telling(tokens, patient, language, taken | brands)
    phrase = english_phrase if language == "en" else spanish_phrase
    found: list[Candidate] = []
    at = 0
    while at < len(tokens):
        if at in sayings | brands and at not in named:
            at += 1
            continue
        before = found[-1] if found else None
        candidate = _of_element(telling, named[at]) if at in named else None
        if candidate is None:
            hit = _meant(tokens, at, language)
            named_first = tokens[at].capital and not tokens[at].opens and (hit is None or hit[1] == 1)
            candidate = name_at(telling, at, sure=hit is not None) if named_first else None
            called = tokens[at].capital and telling.before(at) in _CALLED
            if candidate is None and hit is not None and not called and not is_part_of_name(telling, at, *hit):
                town = is_town(telling, at) and name_at(telling, at, sure=False)
                candidate = town or phrase(telling, at, hit[0], hit[1], before)
                candidate = candidate and _with_its_name(telling, candidate)
            if candidate is None and (hit is None or tokens[at].capital):
                candidate = name_at(telling, at, sure=hit is not None)
        if candidate is None:
            at += 1
            continue
        joined = _apposition(telling, found[-1], candidate) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(candidate)
        at = telling.done = max(candidate.end, at + 1)
    return found


def _with_its_name(telling: Telling, candidate: Candidate) -> Candidate:
    """ "Lake Erie", "un Renault Dauphine": the name behind a place or a make is said with it."""
    tokens, end = telling.tokens, candidate.end
    named = candidate.kind in {DetailKind.PLACES, DetailKind.OBJECTS} and tokens[candidate.head].capital
    while named and not telling.breathes(end) and tokens[end].capital and end not in telling.taken:
        if tokens[end].bare in telling.no_names or end - candidate.end > 1:
            break
        end += 1
    return candidate._replace(end=end)


def _meant(tokens: Sequence[Token], at: int, language: Language) -> tuple[Entry, int] | None:
    """What the lexicon says of the words at a token; a word of several senses in the one that is meant."""
    hit = entry_at(tokens, at, language)
    if hit is None or hit[1] > 1:
        return hit
    entry = meant(tokens, at, hit[0], language)
    return None if entry is None else (entry, 1)


def _apposition(telling: Telling, first: Candidate, second: Candidate) -> Candidate | None:
    """ "Una modista, doña Amalia," and "Don Benigno, el maestro,": one person, said twice; None for two people."""
    tokens = telling.tokens
    people = first.kind is DetailKind.PEOPLE and second.kind is DetailKind.PEOPLE
    beside = people and first.end == second.start and "," in tokens[second.start].before
    if not beside or first.element or second.element or second.end - first.start > LONGEST_EVIDENCE:
        return None
    if _is_said_again(telling, first, second):
        return first._replace(end=second.end)
    noun, name = (second, first) if first.name else (first, second)
    if noun.name or not name.name or noun.entry is None or noun.entry.many or not _is_bare_name(name):
        return None
    called = tokens[second.end].bare in {"se", "they"} if second.end < len(tokens) else False
    goes_on = second.end < len(tokens) and not tokens[second.end].after_pause
    known = second is noun and (noun.entry.look != "trade" or tokens[noun.start].bare not in {"el", "la", "the"})
    if known or (goes_on and not called):
        return None
    return first._replace(end=second.end, entry=noun.entry, name=name.name, english=noun.english)


def _is_said_again(telling: Telling, first: Candidate, second: Candidate) -> bool:
    """ "El capataz, un italiano muy bruto,": what the one was, between two pauses."""
    tokens = telling.tokens
    known = tokens[first.start].bare in {"el", "la", "mi", "the", "my", "our"}
    told = tokens[second.start].bare in {"un", "una", "a", "an"} and not second.name
    end = second.end
    while end < len(tokens) and not tokens[end].after_pause and end - second.end < _EPITHET:
        end += 1
    closed = end < len(tokens) and "," in tokens[end].before and tokens[end].bare not in {"and", "un", "una", "a"}
    return known and told and closed and not any(is_finite(t.bare, telling.language) for t in tokens[second.end : end])


def _is_bare_name(candidate: Candidate) -> bool:
    """Amalia, doña Amalia, Mr Rees: no relation or trade before it."""
    return candidate.entry is None or bare(candidate.entry.lemma) in _POLITE


_POLITE: Final = frozenset({"don", "dona", "doña", "mr", "mrs", "miss", "sor", "fray"})


def _of_element(telling: Telling, hit: Named) -> Candidate:
    """An element by its alias; a name that follows its relation belongs to it ("my brother Tom")."""
    end = hit.at + hit.length
    aliases = {word for alias in hit.element.aliases for word in alias.lower().split()}
    while not telling.breathes(end) and telling.tokens[end].capital and telling.tokens[end].lower in aliases:
        end += 1
    determined = telling.before(hit.at) in telling.determiners
    start = hit.at - 1 if determined and hit.at > telling.done else hit.at
    kind = _KINDS[hit.element.kind]
    return Candidate(kind, start, hit.at, hit.at, end, hit.element.class_word, element=hit.element)


def counted_english(english: str, number: str) -> str:
    """ "two children" where a number was said of a plural."""
    if number and english and number != "one" and not english[0].isupper():
        return f"{number} {english if is_plural(english) else plural(english)}"
    return english
