"""Words as they are compared: without case and accents, every character in its place."""

import unicodedata
from functools import cache


@cache
def _plain(character: str) -> str:
    if character == "’":
        return "'"
    return unicodedata.normalize("NFD", character)[0].lower()[0]


def fold(text: str) -> str:
    """Lower case without accents, as long as `text`: offsets in one are offsets in the other.

    ñ becomes n, a curly apostrophe a straight one.
    """
    return "".join(map(_plain, text))
