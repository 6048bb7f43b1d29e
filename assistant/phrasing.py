"""Phrases of the word lists as patterns over folded text.

In a phrase `*` ends a word openly, `/` separates alternatives of a word, and `…` stands for at most four words that
may come between.
"""

import re
from collections.abc import Iterable

from assistant.folding import fold


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of the phrases, as whole words, for text that went through `fold`."""
    return re.compile("|".join(_compile(phrase) for phrase in phrases))


def _compile(phrase: str) -> str:
    pattern, gap = "", r"\W+"
    for part in fold(phrase).split():
        if part == "…":
            gap = r"(?:\W+\w+){0,4}?\W+"
        else:
            pattern += (gap if pattern else "") + _word(part)
            gap = r"\W+"
    return pattern


def _word(pattern: str) -> str:
    options = [
        re.escape(option.rstrip("*")) + (r"\w*" if option.endswith("*") else "") for option in pattern.split("/")
    ]
    return rf"\b(?:{'|'.join(options)})(?!\w)"
