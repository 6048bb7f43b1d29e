"""Names of people and places in a text: lists of names, and the words around a capital letter."""

from typing import Final

from assistant.extracting import Candidate, Telling
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import Entry, find, homographs
from assistant.lexicon.names import first_names, gazetteer, gender_of
from assistant.lexicon.verbs import is_finite
from assistant.story import DetailKind
from assistant.words import word_set

_LINKS: Final = frozenset({"de", "del", "la", "las", "los", "el"})
_BESIDE_PEOPLE: Final = word_set("con y e with and mrs mr miss don doña sor fray de a dr lady sir saint")
_TITLES: Final = word_set("mrs mr miss ms dr don doña sor fray sister father aunt auntie uncle nurse sir lady")
_SURNAMED: Final = word_set("mrs mr miss ms dr don doña señor señora sir lady captain")
_TITLE_ARTICLES: Final = word_set("el la los las the")
_NAMING: Final = word_set("llamaba llamaban llama llamado llamada called named san santa santo saint dia")
"""After these comes the name of something that was told already, or a saint."""
_GOING: Final = (
    "fui",
    "iba",
    "ibamos",
    "fue",
    "lleg",
    "volv",
    "subi",
    "baja",
    "vin",
    "viaj",
    "march",
    "vamos",
    "emigr",
)


def name_at(telling: Telling, at: int, *, sure: bool) -> Candidate | None:
    """The name of a person or a place that starts here.

    `sure` says that the word is a common one too, so that only known names count.
    """
    token = telling.tokens[at]
    titled = token.capital and telling.before(at) in _SURNAMED  # "Mrs Fox"
    if sure and not titled and token.bare not in first_names() and token.bare not in gazetteer():
        return None
    small = telling.is_determiner(at) or telling.is_preposition(at)
    if token.bare in telling.no_names or len(token.bare) < 3 or token.text[0].isdigit() or (token.opens and small):
        return None
    if token.bare in telling.own_names and not telling.before(at):
        return None
    if telling.before(at) in _NAMING:
        return None
    kind = DetailKind.PEOPLE if telling.before(at) in _TITLES and token.capital else _kind(telling, at, sure=sure)
    if kind is None:
        return None
    end = end_of_name(telling, at)
    start = at - 1 if telling.before(at) in telling.determiners and at > telling.done else at
    title = at - 1 if telling.before(at) in _TITLES and at > telling.done else at
    name = telling.text(title, end)
    english = "" if kind is DetailKind.PEOPLE or _shows_something_else(telling, at, end) else name
    if kind is DetailKind.PLACES and not telling.breathes(end) and telling.tokens[end].bare == "'s":
        end += 1  # "at Burton's" is the shop's name
    return Candidate(kind, min(start, title), title, at, end, english, name=name)


def _kind(telling: Telling, at: int, *, sure: bool) -> DetailKind | None:
    token = telling.tokens[at]
    person = token.bare in first_names()
    place = token.bare in gazetteer() or token.bare in telling.home
    if not token.capital or (token.text.isupper() and len(token.text) > 3):
        # Names come in small letters from an ear that drops capitals: only words that are nothing else count.
        return _small_name(telling, at, person=person, place=place)
    if person and _is_feast(telling, at):
        return None
    led_to_place = _led_to_place(telling, at)
    if person and not (led_to_place and place):
        return None if token.opens and sure and not _does_something(telling, at) else DetailKind.PEOPLE
    if place:
        return DetailKind.PLACES
    if token.opens:
        return None
    return DetailKind.PLACES if led_to_place and not _met(telling, at) else _unknown(telling, at)


def is_part_of_name(telling: Telling, at: int, entry: Entry, length: int) -> bool:
    """Whether a noun only belongs to a name or a title: "the Red Lion", "Los árboles mueren de pie".

    Brands that stand for a thing ("a Singer") and people who are called by their trade ("Matron") are no such names.
    """
    token = telling.tokens[at]
    if token.opens or token.text.isupper() or not set(token.before) <= {" ", ","}:
        return False
    led = telling.tokens[at - 1]
    titled = led.capital and not led.opens and led.text not in {"I", "A"}
    if titled and not token.after_pause and led.bare in _TITLE_ARTICLES and not led.text.isupper():
        return entry.kind is not DetailKind.PLACES
    if not token.capital or length > 1 or entry.lemma[:1].isupper():
        return False
    if entry.kind is DetailKind.PEOPLE:
        return telling.language == "en" and titled and entry.look == "trade" and not token.after_pause
    return entry.kind is not DetailKind.PLACES


def is_town(telling: Telling, at: int) -> bool:
    """Whether a noun begins the name of a town: "a Mina Clavero", "en Bahía Blanca"; "el Puente Viejo" is a bridge."""
    token, led = telling.tokens[at], telling.before(at)
    following = not telling.breathes(at + 1) and telling.tokens[at + 1].capital
    named = telling.language == "es" and token.capital and not token.opens and token.bare in _TOWN_HEADS
    return named and following and led in clues("place before", "es") | {"de"}


_TOWN_HEADS: Final = word_set(
    "mina minas bahia villa puerto torre torres campo pozo peña molino fuente fuentes casas castillo monte cerro "
    "puente arroyo laguna aguas rio punta isla piedra piedras palma palmas mesa barco barca leon vaca cabeza olla rosa"
)


def _shows_something_else(telling: Telling, at: int, end: int) -> bool:
    """Whether a place's name would paint what is not there: "at the Red Lion"."""
    words = [token.bare for token in telling.tokens[at:end]]
    if gazetteer() & set(words) or (telling.language == "es" and not telling.is_determiner(at - 1)):
        return False  # "Ginebra", "en Rosario"
    hits = [find([word], telling.language) for word in words]
    return any(hit is not None and hit[0].kind is not DetailKind.PLACES for hit in hits)


def _is_feast(telling: Telling, at: int) -> bool:
    """ "Por el Carmen": a masculine article before a woman's name tells of a saint's day or a quarter."""
    return (
        telling.language == "es" and telling.before(at) in {"el", "del"} and gender_of(telling.tokens[at].bare) == "f"
    )


def _does_something(telling: Telling, at: int) -> bool:
    return not telling.breathes(at + 1) and is_finite(telling.tokens[at + 1].bare, telling.language)


def _led_to_place(telling: Telling, at: int) -> bool:
    led = telling.before(at)
    if led in _LINKS | {"the", "al"} and at > 1:
        if led in {"al", "del"}:
            return led == "al"
        led = telling.before(at - 1)
    return led in clues("place before", telling.language)


def _met(telling: Telling, at: int) -> bool:
    """Spanish `a` before a person follows a verb of meeting: "conocí a Obdulio"."""
    if telling.language != "es" or telling.before(at) != "a" or at < 2:
        return False
    return not telling.tokens[at - 2].bare.startswith(_GOING)


def _unknown(telling: Telling, at: int) -> DetailKind | None:
    led = telling.before(at)
    if led in _BESIDE_PEOPLE:
        return DetailKind.PEOPLE
    title = find([led], telling.language) if led else None
    return DetailKind.PEOPLE if title and title[0].kind is DetailKind.PEOPLE else None


def _small_name(telling: Telling, at: int, *, person: bool, place: bool) -> DetailKind | None:
    token = telling.tokens[at]
    if find([token.bare], telling.language) is not None or token.bare in homographs(telling.language):
        return None
    led = telling.before(at)
    if place and led in clues("place before", telling.language) and len(token.bare) > 4:
        return DetailKind.PLACES
    if person and led in {"con", "with", "mi", "my", "and"} and len(token.bare) > 3:
        return DetailKind.PEOPLE
    return None


def end_of_name(telling: Telling, at: int) -> int:
    """Where a name that starts at a token ends: further capitals, and in Spanish `de la` between them."""
    tokens, end = telling.tokens, at + 1
    while end < len(tokens) and end - at < 4 and not tokens[end].after_pause and end not in telling.taken:
        token = tokens[end]
        linked = (
            telling.language == "es"
            and token.bare in _LINKS
            and end + 1 < len(tokens)
            and tokens[end + 1].capital
            and not tokens[end + 1].after_pause
            and tokens[end - 1].bare not in first_names()
            and end + 1 not in telling.taken
        )
        if not linked and (not token.capital or token.bare in telling.no_names):
            break
        end += 1
    return end


def end_of_person(telling: Telling, at: int) -> int:
    """Where the name of a person ends that follows a noun at `at`; `at` itself when there is none."""
    end = at
    while not telling.breathes(end) and telling.tokens[end].capital and end - at < 3:
        if telling.tokens[end].bare in telling.no_names or end in telling.taken:
            break
        end += 1
    return end
