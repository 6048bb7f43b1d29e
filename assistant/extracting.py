"""What a text names: candidates for details, each with the words that prove it. Whether it was there is `presence`'s."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.aliases import Named, named_elements
from assistant.english import is_plural, plural
from assistant.lexicon.adjectives import seen_in_english, spanish_at
from assistant.lexicon.clues import clues, pairs
from assistant.lexicon.entries import Entry, entry_at, find, homographs
from assistant.lexicon.names import first_names, gazetteer
from assistant.story import DetailKind, Element, ElementKind, Language, NameSuggestion, Patient
from assistant.words import Token

LONGEST_EVIDENCE: Final = 6
"""Words: longer evidence proves nothing in particular."""
_LINKS: Final = frozenset({"de", "del", "la", "las", "los", "el"})
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
        return f"{self.kind}:{self.name.lower() or (self.entry.lemma if self.entry else self.english)}"


def candidates(
    tokens: Sequence[Token],
    patient: Patient,
    language: Language,
    suggestions: Sequence[NameSuggestion] = (),
) -> list[Candidate]:
    """Every noun phrase that can be seen, in the order of the text."""
    named = {hit.at: hit for hit in named_elements(tokens, patient, language, suggestions)}
    home = frozenset(word.strip(",.").lower() for word in patient.home.split())
    reader = _Reader(tokens, language, home)
    found: list[Candidate] = []
    at = 0
    while at < len(tokens):
        candidate = reader.of_element(named[at]) if at in named else reader.at(at, found[-1] if found else None)
        if candidate is None:
            at += 1
            continue
        found.append(candidate)
        at = max(candidate.end, at + 1)
    return found


class _Reader:
    """Reads noun phrases off the tokens of one text."""

    def __init__(self, tokens: Sequence[Token], language: Language, home: frozenset[str]) -> None:
        self.tokens, self.language, self.home = tokens, language, home
        self.determiners = clues("determiners", language)
        self.prepositions = clues("prepositions", language)
        self.no_names = clues("names not persons", language)

    def of_element(self, hit: Named) -> Candidate:
        """An element by its alias; a name that follows its relation belongs to it ("my brother Tom")."""
        end = hit.at + hit.length
        while end < len(self.tokens) and not self.tokens[end].after_pause and self._repeats(hit.element, end):
            end += 1
        start = hit.at
        if start and not self.tokens[start].after_pause and self.tokens[start - 1].bare in self.determiners:
            start -= 1
        kind = _KINDS[hit.element.kind]
        return Candidate(kind, start, hit.at, hit.at, end, hit.element.class_word, element=hit.element)

    def _repeats(self, element: Element, at: int) -> bool:
        word = self.tokens[at]
        return word.capital and any(word.lower in alias.lower().split() for alias in element.aliases)

    def at(self, at: int, before: Candidate | None) -> Candidate | None:
        """The noun phrase whose noun starts here, if there is one."""
        token = self.tokens[at]
        hit = entry_at(self.tokens, at, self.language)
        if token.capital and not token.opens and (hit is None or hit[1] == 1) and self._is_name(token, hit):
            return self._name(at)
        if hit is not None and self._is_noun(at, hit[0], hit[1], before):
            return self._phrase(at, hit[0], hit[1])
        return self._name(at) if hit is None or token.capital else None

    # Names

    def _is_name(self, token: Token, hit: tuple[Entry, int] | None) -> bool:
        return hit is None or token.bare in first_names() or token.bare in gazetteer()

    def _name(self, at: int) -> Candidate | None:
        token = self.tokens[at]
        if token.bare in self.no_names or len(token.bare) < 3 or token.text[0].isdigit():
            return None
        kind = self._kind_of_name(at)
        if kind is None:
            return None
        end = self._end_of_name(at)
        start = at - 1 if at and not token.after_pause and self.tokens[at - 1].bare in self.determiners else at
        name = " ".join(t.text for t in self.tokens[at:end])
        return Candidate(kind, start, at, at, end, "" if kind is DetailKind.PEOPLE else name, name=name)

    def _kind_of_name(self, at: int) -> DetailKind | None:
        token = self.tokens[at]
        person, place = token.bare in first_names(), token.bare in gazetteer() or token.lower in self.home
        if not token.capital or (token.text.isupper() and len(token.text) > 3):
            # Names come in small letters from an ear that drops capitals: only words that are nothing else count.
            return self._small_name(at, person, place)
        before = self.tokens[at - 1] if at and not token.after_pause else None
        if before is not None and before.bare in self.determiners:
            behind = self.tokens[at - 2] if at > 1 and not before.after_pause else None
            before = behind if behind is not None and before.bare in _LINKS | {"the", "al"} else before
        to_place = before is not None and before.bare in clues("place before", self.language)
        if person and not (to_place and place):
            return DetailKind.PEOPLE
        if place:
            return DetailKind.PLACES
        if token.opens:
            return None
        if to_place and not self._is_person_to(at):
            return DetailKind.PLACES
        return self._unknown_name(at)

    def _is_person_to(self, at: int) -> bool:
        """Spanish `a` before a person follows a verb of meeting: "conocí a Obdulio"."""
        before = self.tokens[at - 1]
        if self.language != "es" or before.bare != "a" or at < 2:
            return False
        verb = self.tokens[at - 2].bare
        return not verb.startswith(
            ("fui", "iba", "ibamos", "fue", "lleg", "volv", "subi", "baja", "vin", "viaj", "march")
        )

    def _unknown_name(self, at: int) -> DetailKind | None:
        before = self.tokens[at - 1].bare if at and not self.tokens[at].after_pause else ""
        if before in {"con", "y", "with", "and", "mrs", "mr", "miss", "don", "doña", "sor", "de", "a", "dr"}:
            return DetailKind.PEOPLE
        title = find([before], self.language) if before else None
        return DetailKind.PEOPLE if title and title[0].kind is DetailKind.PEOPLE else None

    def _small_name(self, at: int, person: bool, place: bool) -> DetailKind | None:
        token = self.tokens[at]
        if find([token.bare], self.language) is not None or token.bare in homographs(self.language):
            return None
        before = self.tokens[at - 1].bare if at else ""
        if place and before in clues("place before", self.language) and len(token.bare) > 4:
            return DetailKind.PLACES
        if person and before in {"con", "with", "mi", "my", "and"} and len(token.bare) > 3:
            return DetailKind.PEOPLE
        return None

    def _end_of_name(self, at: int) -> int:
        end = at + 1
        while end < len(self.tokens) and end - at < 4 and not self.tokens[end].after_pause:
            token = self.tokens[end]
            linked = (
                token.bare in _LINKS
                and end + 1 < len(self.tokens)
                and self.tokens[end + 1].capital
                and not self.tokens[end + 1].after_pause
                and self.language == "es"
                and self.tokens[end - 1].bare not in first_names()
            )
            if not linked and (not token.capital or token.bare in self.no_names):
                break
            end += 1
        return end

    # Common nouns

    def _is_noun(self, at: int, entry: Entry, length: int, before: Candidate | None) -> bool:
        if length > 1:
            return True
        previous = self.tokens[at - 1] if at and not self.tokens[at].after_pause else None
        if self.language == "en":
            return self._is_english_noun(at, entry, before)
        if self._is_vocative(at, entry):
            return False
        if self.tokens[at].bare not in homographs("es"):
            return True
        if previous is None:
            return before is not None and before.end == at and "," in self.tokens[at].before
        if previous.bare in self.determiners | self.prepositions:
            return True
        joined = previous.bare in {"y", "e", "ni", "o"} and before is not None and before.end == at - 1
        return joined or spanish_at([previous.bare]) is not None

    def _is_vocative(self, at: int, entry: Entry) -> bool:
        token = self.tokens[at]
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        alone = token.after_pause and (after is None or after.after_pause or after.bare in {"mia", "mio"})
        return alone and entry.kind is DetailKind.PEOPLE and "," not in (after.before if after else ",")

    def _is_english_noun(self, at: int, entry: Entry, before: Candidate | None) -> bool:
        tokens = self.tokens
        joined = (
            before is not None and before.end >= at - 1 and (before.end == at or tokens[at - 1].bare in {"and", "or"})
        )
        if joined:
            return True
        left = self._english_left(at)
        if left < at:
            return True
        previous = tokens[at - 1].bare if at and not tokens[at].after_pause else ""
        if previous in self.prepositions:
            return True
        if previous == "to":
            return entry.kind is DetailKind.PLACES or "uncounted" in entry.flags
        if "kin" in entry.flags or "uncounted" in entry.flags:
            return previous not in {"i", "we", "they", "you", "he", "she", "not"} or entry.many
        if not entry.many:
            return False
        return previous not in {"he", "she", "it", "who", "that", "which", "i", "we", "they", "to"}

    def _english_left(self, at: int) -> int:
        """Where an English noun phrase starts: at its determiner, at most four words before the noun."""
        tokens = self.tokens
        for back in range(1, 5):
            here = at - back
            if here < 0 or tokens[here + 1].after_pause:
                return at
            word = tokens[here].bare
            if word in self.determiners or word == "'s":
                return here
            if word in self.prepositions or word in {"to", "and", "or", "i", "we", "he", "she", "they", "it", "you"}:
                return here + 1 if back > 1 and word in self.prepositions else at
        return at

    def _phrase(self, at: int, entry: Entry, length: int) -> Candidate | None:
        if self.language == "en":
            return self._english_phrase(at, entry, length)
        return self._spanish_phrase(at, entry, length)

    def _english_phrase(self, at: int, entry: Entry, length: int) -> Candidate | None:
        tokens = self.tokens
        end = at + length
        following = entry_at(tokens, end, "en") if end < len(tokens) and not tokens[end].after_pause else None
        if following and not entry.many and entry.kind is not DetailKind.PEOPLE and self._compound(end, following[0]):
            return None
        left = self._english_left(at)
        core = left + 1 if left < at and tokens[left].bare in self.determiners | {"'s"} else left
        modifiers = [t.lower for t in tokens[core:at] if seen_in_english(t.bare) and not t.text[0].isdigit()]
        number = pairs("numbers", "en").get(tokens[left].bare, "") if left < at else ""
        name_end = self._name_after(end) if entry.kind is DetailKind.PEOPLE else end
        english = " ".join([*modifiers[-2:], entry.english])
        name = " ".join(t.text for t in tokens[end:name_end])
        start = max(left, name_end - LONGEST_EVIDENCE)
        return Candidate(entry.kind, start, max(core, start), at, name_end, english, entry, None, name, number)

    def _compound(self, at: int, following: Entry) -> bool:
        """Whether the next noun makes a compound of which this one is only the first part ("street lamp")."""
        return "weak" not in following.flags and not self.tokens[at].capital

    def _name_after(self, end: int) -> int:
        while end < len(self.tokens) and not self.tokens[end].after_pause and self.tokens[end].capital:
            if self.tokens[end].bare in self.no_names:
                break
            end += 1
        return end

    def _spanish_phrase(self, at: int, entry: Entry, length: int) -> Candidate:
        tokens = self.tokens
        core = at
        seen: list[str] = []
        before = tokens[at - 1] if at and not tokens[at].after_pause else None
        if before is not None and (hit := spanish_at([before.bare])) and find([before.bare], "es") is None:
            core, seen = at - 1, [hit[0]]
        start = core
        if core and not tokens[core].after_pause and tokens[core - 1].bare in self.determiners:
            start = core - 1
        number = pairs("numbers", "es").get(tokens[start].bare, "")
        end, more = self._adjectives(at + length)
        name_start = end
        end, tail = self._complement(end, entry)
        words = [w for w in seen + more if w]
        english = " ".join([*dict.fromkeys(words), entry.english]) if entry.english else ""
        name = ""
        if tail and tail[0].isupper():
            name = " ".join(t.text for t in tokens[name_start:end])
            english = f"{english} {tail}" if entry.kind is not DetailKind.PEOPLE else english
        elif tail and english:
            english = f"{english} of {tail}"
        end = min(end, start + LONGEST_EVIDENCE)
        return Candidate(entry.kind, start, core, at, end, english, entry, None, name, number)

    def _adjectives(self, at: int) -> tuple[int, list[str]]:
        tokens, seen = self.tokens, []
        while at < len(tokens) and not tokens[at].after_pause:
            step = 1 if tokens[at].bare in {"muy", "tan", "mas", "bien", "todo", "toda", "y", "medio"} else 0
            words = [t.bare for t in tokens[at + step : at + step + 3]]
            hit = spanish_at(words)
            if hit is None or (tokens[at].bare == "y" and (not seen or find([words[0]], "es"))):
                break
            if step + hit[1] == 1 and self._starts_noun_phrase(at):
                break
            seen.append(hit[0])
            at += step + hit[1]
        return at, seen

    def _starts_noun_phrase(self, at: int) -> bool:
        """Whether an adjective belongs to a following noun: "(tenía) mucha gente buen humor"."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return (
            after is not None
            and not after.after_pause
            and self.tokens[at].bare in {"buen", "gran", "primer", "mal", "mejor"}
            and find([after.bare], "es") is not None
        )

    def _complement(self, at: int, entry: Entry) -> tuple[int, str]:
        """`de` and a bare noun or a name, `con` a name for people: where it ends, and its English or name."""
        tokens = self.tokens
        if entry.kind is DetailKind.PEOPLE:
            end = self._name_after(at)
            return end, tokens[at].text if end > at else ""
        if at >= len(tokens) or tokens[at].after_pause:
            return at, ""
        if tokens[at].capital and entry.kind is DetailKind.PLACES and tokens[at].bare not in self.no_names:
            end = self._end_of_name(at)
            return end, " ".join(t.text for t in tokens[at:end])
        if tokens[at].bare not in {"de", "del"} or at + 1 >= len(tokens):
            return at, ""
        inner = at + 1
        if tokens[inner].bare in {"la", "los", "las", "el"}:
            return self._after_article(at, inner + 1, entry)
        if tokens[inner].capital and entry.kind is DetailKind.PLACES:
            end = self._end_of_name(inner)
            return end, " ".join(t.text for t in tokens[inner:end])
        hit = entry_at(tokens, inner, "es")
        if hit and hit[0].kind is not DetailKind.PEOPLE and tokens[at].bare == "de" and not tokens[inner].after_pause:
            end, more = self._adjectives(inner + hit[1])
            return end, " ".join([*filter(None, more), hit[0].english])
        return at, ""

    def _after_article(self, at: int, inner: int, entry: Entry) -> tuple[int, str]:
        tokens = self.tokens
        if inner < len(tokens) and tokens[inner].capital and entry.kind is DetailKind.PLACES:
            end = self._end_of_name(inner)
            return end, " ".join(t.text for t in tokens[inner:end])
        return at, ""


def counted_english(english: str, number: str) -> str:
    """ "two children" where a number was said of a plural."""
    if number and english and number != "one" and not english[0].isupper():
        return f"{number} {english if is_plural(english) else plural(english)}"
    return english
