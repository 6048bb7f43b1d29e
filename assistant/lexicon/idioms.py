"""Ways of speaking whose nouns are not there: raining cats and dogs, `hacer novillos`."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.story import Language
from assistant.words import Token, tokens_of

Sayings = dict[str, list[tuple[str, ...]]]


@cache
def _sayings(language: Language) -> Sayings:
    found: Sayings = {}
    here = ""
    for line in (files("assistant.lexicon") / "idioms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        elif here == language:
            for saying in filter(None, line.split(";")):
                words = tuple(token.bare for token in tokens_of(saying))
                found.setdefault(words[0], []).append(words)
    return found


def idiom_tokens(tokens: Sequence[Token], language: Language) -> frozenset[int]:
    """The places of all words that belong to a saying."""
    found: set[int] = set()
    for at, token in enumerate(tokens):
        for words in _sayings(language).get(token.bare, ()):
            if tuple(t.bare for t in tokens[at : at + len(words)]) == words:
                found.update(range(at, at + len(words)))
    return frozenset(found)


def brand_tokens(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of words that a hyphen joins to another capital: half a name, and no thing ("Coca-Cola")."""
    pairs = ((at - 1, at) for at, token in enumerate(tokens) if token.before == "-" and token.capital)
    return frozenset(at for pair in pairs if tokens[pair[0]].capital for at in pair)
