"""Which words the painter knows: from an English noun phrase to what it would paint."""

from functools import cache

from pipelines.storybook.captions import ALSO, PAIR_WORDS, PLACE_NOUNS, WHO_WORDS
from pipelines.storybook.cast import ANIMALS, THINGS, Value


class Meaning(Value):
    """What a noun stands for: `names` holds its classes, several where a word means two people."""

    kind: str
    names: tuple[str, ...]


@cache
def words() -> dict[str, Meaning]:
    """Every noun of the captions with its meaning; the first meaning wins where a word has two."""
    known: dict[str, Meaning] = {}
    for who, nouns in WHO_WORDS.items():
        for noun in nouns:
            known.setdefault(noun, Meaning(kind="person", names=(who,)))
    for pair, nouns in PAIR_WORDS.items():
        both = tuple(sorted(pair)) * (2 if len(pair) == 1 else 1)
        for noun in nouns:
            known.setdefault(noun.removeprefix("a ").removeprefix("an "), Meaning(kind="person", names=both))
    for kind, names in (("animal", ANIMALS), ("thing", THINGS)):
        for name in names:
            known.setdefault(name, Meaning(kind=kind, names=(name,)))
            for other in ALSO.get(name, ()):
                known.setdefault(other, Meaning(kind=kind, names=(name,)))
    for place, nouns in PLACE_NOUNS.items():
        for noun in nouns:
            known.setdefault(noun, Meaning(kind="place", names=(place,)))
    return known


def meaning(phrase: str) -> Meaning | None:
    """What the painter understands by a noun phrase; None where it has no word for it.

    Adjectives in front and "of ..." behind may be unknown: "an old wooden rocking chair" is a chair.
    """
    spoken = [word for word in phrase.lower().replace(",", " ").split() if word not in {"a", "an", "the"}]
    for end in range(len(spoken), 0, -1):
        if end < len(spoken) and spoken[end] not in {"of", "with", "in", "on", "at", "from"}:
            continue
        for begin in range(end):
            for form in _forms(" ".join(spoken[begin:end])):
                if form in words():
                    return words()[form]
    return None


def _forms(noun: str) -> tuple[str, ...]:
    """The noun and what it may be the plural of."""
    if noun.endswith("ies"):
        return noun, noun[:-3] + "y"
    if noun.endswith("es"):
        return noun, noun[:-1], noun[:-2]
    return (noun, noun[:-1]) if noun.endswith("s") else (noun,)
