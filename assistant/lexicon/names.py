"""First names with the gender they tell, and names of towns, regions and rivers."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from assistant.lexicon.entries import rows
from assistant.words import bare

_TITLES: Final = {
    "mrs": "f", "miss": "f", "ms": "f", "sister": "f", "lady": "f", "doña": "f", "sor": "f", "aunt": "f",
    "auntie": "f", "mr": "m", "sir": "m", "father": "m", "uncle": "m", "don": "m", "fray": "m", "nurse": "f",
}  # fmt: skip


@cache
def first_names() -> Mapping[str, str]:
    """Folded first names, Spanish and English, and `f` or `m`."""
    return {bare(name): gender for gender, names in reversed(list(rows("names.tsv"))) for name in names.split()}


@cache
def gazetteer() -> frozenset[str]:
    """Folded names of places, Spanish and English."""
    return frozenset(bare(name) for _, names in rows("gazetteer.tsv") for name in names.split())


def gender_of(name: str) -> str:
    """`f`, `m`, or `x` when neither the list nor a Spanish ending tells."""
    word = bare(name)
    if word in _TITLES:
        return _TITLES[word]
    if word in first_names():
        return first_names()[word]
    return "f" if word.endswith("a") else "m" if word.endswith("o") else "x"
