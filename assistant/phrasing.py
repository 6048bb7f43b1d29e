"""Phrases of the word lists as patterns over folded text.

In a phrase `*` ends a word openly, `/` separates alternatives of a word, and `…` stands for at most four words that
may come between.
"""

import re
from collections.abc import Iterable

from assistant.folding import fold


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of the phrases, as whole words, for text that went through `fold`; none match nothing.

    Branches stand behind their first letter: a long list is tried at a word only where it could begin.
    """
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        letters = {option[:1] for option in fold(phrase).split()[0].split("/")}
        for letter in letters:
            groups.setdefault(letter, []).append(_compile(phrase))
    branches = [rf"(?={re.escape(letter)})(?:{'|'.join(group)})" for letter, group in groups.items()]
    return re.compile(rf"\b(?:{'|'.join(branches)})" if branches else "(?!)")


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
