"""The rare word that stands for an element: proposed from its name, unknown to the painter, and nobody else's."""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import product
from typing import Final

from assistant.errors import TokenTaken
from assistant.folding import fold

Knows = Callable[[str], bool]
"""Whether a painter's tokenizer has a word as one piece, so that it may mean something already."""

SHORTEST: Final = 5
LONGEST: Final = 20
_SHAPE: Final = re.compile(rf"[a-z0-9]{{{SHORTEST},{LONGEST}}}")
_RARE: Final = "zkvxqwj"
_VOWELS: Final = "uoaei"


def is_free(token: str, *, taken: Collection[str], knows: Knows) -> bool:
    """Whether a token is one plain word of 5 to 20 small letters and figures that nobody has and the painter ignores.

    It may not begin or end another token either: tokenizers cut words into pieces.
    """
    if not _SHAPE.fullmatch(token) or token.isdigit() or knows(token):
        return False
    return not any(token.startswith(other) or other.startswith(token) for other in taken)


def check_token(token: str, *, taken: Collection[str], knows: Knows) -> str:
    """The token itself when it is free. Raises TokenTaken."""
    if not is_free(token, taken=taken, knows=knows):
        raise TokenTaken(token=token[:LONGEST])
    return token


def propose_token(name: str, *, taken: Collection[str], knows: Knows) -> str:
    """A free token that begins like the name, so that people recognise it: *Carmen* becomes *carmzuk*."""
    return next(token for token in _candidates(name) if is_free(token, taken=taken, knows=knows))


def _candidates(name: str) -> Iterator[str]:
    letters = re.sub(r"[^a-z]", "", fold(name))[:4] or "evoca"
    for count in range(1, 5):
        for syllables in product(map("".join, product(_RARE, _VOWELS, _RARE)), repeat=count):
            yield letters + "".join(syllables)
