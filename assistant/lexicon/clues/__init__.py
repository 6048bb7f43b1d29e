"""Small closed word lists that the rules of understanding go by, one file a language: `[name]`, then words.

A list whose lines hold `;` is a list of phrases.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from assistant.story import Language
from assistant.words import bare


@cache
def _sections(language: Language) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    name = ""
    text = (files("assistant.lexicon.clues") / f"{language}.txt").read_text(encoding="utf-8")
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            name = line.strip("[]")
        else:
            found.setdefault(name, []).extend(line.split(";") if ";" in line or "phrases" in name else line.split())
    return {key: tuple(bare(word.strip()) for word in words if word.strip()) for key, words in found.items()}


@cache
def clues(name: str, language: Language) -> frozenset[str]:
    """The words of a list, folded; empty where the language has no such list."""
    return frozenset(_sections(language).get(name, ()))


@cache
def clue_phrases(name: str, language: Language) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The phrases of a list as folded words, by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _sections(language).get(name, ()):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(phrases) for first, phrases in found.items()}


@cache
def pairs(name: str, language: Language) -> Mapping[str, str]:
    """A list of `word=value` as a mapping."""
    return dict(item.split("=", 1) for item in _sections(language).get(name, ()))
