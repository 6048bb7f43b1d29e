"""English noun phrases for the painter: articles, plurals, counts. The painter's text encoder reads English only."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from assistant.words import word_set

_PLURALS: Final = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "ox": "oxen", "knife": "knives", "wife": "wives", "loaf": "loaves",
    "leaf": "leaves", "calf": "calves", "shelf": "shelves", "scarf": "scarves", "wolf": "wolves", "half": "halves",
    "thief": "thieves", "sheep": "sheep", "fish": "fish", "deer": "deer", "trout": "trout", "cod": "cod",
    "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "salmon": "salmon", "grandchild": "grandchildren",
    "policeman": "policemen", "fisherman": "fishermen", "fireman": "firemen", "milkman": "milkmen",
    "postman": "postmen", "cactus": "cacti", "snowman": "snowmen", "fisherwoman": "fisherwomen",
    "dishwoman": "dishwomen", "schoolchild": "schoolchildren", "bookshelf": "bookshelves", "series": "series",
}  # fmt: skip
_SINGULARS: Final = {many: one for one, many in _PLURALS.items()}
_S_BUT_ONE: Final = frozenset(
    {"bus", "dress", "glass", "cross", "grass", "brass", "christmas", "compass", "mattress", "chess", "moss", "walrus",
     "octopus", "gas", "lotus", "hibiscus", "crocus", "cactus", "lass", "princess", "hostess", "waitress", "actress",
     "mistress", "seamstress", "class", "mass", "canvas", "circus", "iris", "asparagus", "molasses", "tennis",
     "minibus", "trolleybus", "omnibus", "platypus", "atlas", "address", "fortress", "process", "paris", "abyss",
     "abbess", "countess", "duchess", "headdress", "sundress", "nightdress", "wilderness", "goddess", "sculptress"}
)  # fmt: skip
_NO_SINGULAR: Final = word_set(
    "clothes trousers glasses scissors scales overalls shorts jeans pyjamas dominoes draughts billiards stairs "
    "sunglasses tights braces tongs bagpipes castanets binoculars spirits dungarees christmas dice cards "
    "fireworks"
)
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six")


def head(phrase: str) -> str:
    """The noun that a phrase is about: the last word before `of`, `with`, `in`, `on`."""
    words = phrase.split()
    for at, word in enumerate(words):
        if at and word in {"of", "with", "in", "on", "from", "for", "to", "at"}:
            return words[at - 1]
    return words[-1] if words else ""


def plural(phrase: str) -> str:
    """The plural of a noun phrase; a plural stays as it is."""
    if is_plural(phrase):
        return phrase
    noun = head(phrase)
    if noun in _PLURALS:
        many = _PLURALS[noun]
    elif noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        many = noun[:-1] + "ies"
    elif noun.endswith(("s", "x", "z", "ch", "sh")):
        many = noun + "es"
    else:
        many = noun + "s"
    before, _, after = phrase.partition(noun)
    return f"{before}{many}{after}"


def singular(phrase: str) -> str:
    """The singular of a noun phrase, by the same rough rules."""
    noun = head(phrase)
    if not noun or noun in _NO_SINGULAR:
        return phrase
    if noun in _SINGULARS:
        one = _SINGULARS[noun]
    elif noun.endswith("ies") and len(noun) > 4:
        one = noun[:-3] + "y"
    elif noun.endswith(("ches", "shes", "xes", "sses")):
        one = noun[:-2]
    elif noun.endswith("s") and noun not in _S_BUT_ONE and not noun.endswith("ss"):
        one = noun[:-1]
    else:
        one = noun
    before, _, after = phrase.partition(noun)
    return f"{before}{one}{after}"


def is_plural(phrase: str) -> bool:
    """Whether a phrase speaks of several things."""
    noun = head(phrase).lower()
    if noun in _SINGULARS:
        return True
    return noun.endswith("s") and noun not in _S_BUT_ONE and not noun.endswith(("ss", "us", "is"))


def with_article(phrase: str, *, uncounted: bool = False) -> str:
    """`a` or `an` before a single countable thing; nothing before plurals, names and stuff."""
    if not phrase or uncounted or phrase[0].isupper() or is_plural(phrase):
        return phrase
    if phrase.split(maxsplit=1)[0] in {"a", "an", "the", "two", "three", "four", "five", "six", "some"}:
        return phrase
    start = phrase.lower()
    vowel = start[0] in "aeiou" and not start.startswith(("uni", "use", "eu", "one", "uk"))
    return f"{'an' if vowel or start.startswith(('hour', 'honest', 'heir')) else 'a'} {phrase}"


def counted(phrases: Sequence[str]) -> list[str]:
    """Equal single phrases gathered: [man, dog, man] -> [two men, a dog]. The order of first coming stays."""
    numbers = Counter(phrases)
    out: list[str] = []
    for phrase in dict.fromkeys(phrases):
        number = numbers[phrase]
        several = number > 1 and not is_plural(phrase) and not phrase[0].isupper()
        out.append(f"{_NUMBERS[min(number, 6)]} {plural(phrase)}" if several else with_article(phrase))
    return out


def listed(phrases: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
