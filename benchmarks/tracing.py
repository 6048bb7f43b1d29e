"""Whether every word of a prompt can be traced to the memory, the profile or the style.

The small Spanish-English lexicon `trace_lexicon.tsv` belongs to the benchmark alone: the composer never reads it, so
it can catch a translation that is not one. A line is a Spanish word (or an English one that is painted by another
word), a tab, and the English words it may become, the plain translation first. `*` ends a stem openly.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.gold import GoldMemory, GoldProfile

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+s?")
_PLAIN: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "with",
        "and",
        "by",
        "to",
        "from",
        "for",
        "two",
        "three",
        "four",
        "five",
        "six",
        "several",
        "some",
        "his",
        "her",
        "their",
    ]
)
_IRREGULAR: Final = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "geese": "goose",
    "mice": "mouse", "oxen": "ox", "knives": "knife", "leaves": "leaf", "loaves": "loaf", "wolves": "wolf",
    "calves": "calf", "shelves": "shelf", "scarves": "scarf", "wives": "wife", "teeth": "tooth",
}  # fmt: skip
_AGES: Final = frozenset({"young", "old", "man", "woman", "boy", "girl", "child", "baby", "person"})


def plain(word: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def english_stem(word: str) -> str:
    """A rough English stem: plurals and the endings of verbs fall away."""
    word = word.removesuffix("'s").removesuffix("’s")
    word = _IRREGULAR.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3:
        return word[:-1]
    return word


def _verb_stem(word: str) -> str:
    """The stem of an English verb, a doubled last letter written once: sell, selling; stop, stopped."""
    stem = word[:-1] if word.endswith("e") else word
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


def spanish_stems(word: str) -> set[str]:
    """Rough stems of a Spanish word: plural, gender and the common diminutives fall away."""
    word = plain(word)
    stems = {word}
    if word.endswith("es") and len(word) > 4:
        stems.add(word[:-2])
    if word.endswith("ces"):
        stems.add(word[:-3] + "z")
    stems |= {stem[:-1] for stem in set(stems) if stem.endswith("s")}
    for ending in ("ecito", "ecita", "cito", "cita", "ito", "ita", "illo", "illa", "ico", "ica", "iño", "iña", "in"):
        stems |= {stem[: -len(plain(ending))] for stem in set(stems) if stem.endswith(plain(ending)) and len(stem) > 5}
    return {stem[:-1] if stem[-1:] in "aeo" and len(stem) > 3 else stem for stem in stems if len(stem) > 1}


@cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    open_stems: dict[str, tuple[str, ...]] = {}
    source = Path(__file__).with_name("trace_lexicon.tsv")
    for line in source.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key, _, english = line.partition("\t")
        words = tuple(english.replace(",", " ").split())
        for one in key.split(","):
            name = plain(one.strip())
            if name.endswith("*"):
                open_stems[name[:-1]] = open_stems.get(name[:-1], ()) + words
            elif " " in name:
                phrases[name] = phrases.get(name, ()) + words
            else:
                for stem in spanish_stems(name) | {name}:
                    whole[stem] = whole.get(stem, ()) + words
    return whole, phrases, open_stems


def translations(word: str) -> tuple[str, ...]:
    """The English words that a word of a memory may become, the plain translation first; empty when unknown."""
    whole, _, open_stems = _lexicon()
    name = plain(word)
    found: tuple[str, ...] = whole.get(name, ())
    for stem in sorted(spanish_stems(word)):
        found += whole.get(stem, ())
    for length in range(3, len(name) + 1):
        found += open_stems.get(name[:length], ())
    return tuple(dict.fromkeys(found))


def _allowed(texts: Iterable[str]) -> set[str]:
    return {english_stem(plain(word)) for text in texts for word in _WORD.findall(text)}


def _profile_words(profile: GoldProfile) -> set[str]:
    texts = [profile.home, profile.country, *(e.token for e in profile.elements)]
    texts += [e.class_word for e in profile.elements]
    texts += [alias for e in profile.elements for alias in e.aliases]
    return _allowed(texts)


def _said_words(memory: GoldMemory) -> set[str]:
    said = _allowed([memory.text])
    words = _WORD.findall(memory.text)
    for word in words:
        said |= _allowed(translations(word))
    text = f" {' '.join(plain(word) for word in words)} "
    for phrase, english in _lexicon()[1].items():
        if any(f" {form} " in text for form in _plurals(phrase)):
            said |= _allowed(english)
    return said | {_verb_stem(word) for word in said}


def _plurals(phrase: str) -> tuple[str, ...]:
    first, gap, rest = phrase.partition(" ")
    return phrase, f"{phrase}s", f"{first}s{gap}{rest}", f"{first}es{gap}{rest}"


def _names_somebody(text: str) -> bool:
    """Whether a capital stands inside a sentence: who has a name is painted as a man, a woman, a boy or a girl."""
    return re.search(r"[^\W\d_,][ ,]+(?!I\b)[A-ZÁÉÍÓÚÑ]", text) is not None


def _is_their_time(word: str, profile: GoldProfile) -> bool:
    decade = word.removesuffix("s")
    return decade.isdigit() and profile.born is not None and profile.born - 10 <= int(decade) <= profile.born + 105


def untraceable(prompt: str, memory: GoldMemory, profile: GoldProfile, style: str) -> tuple[str, ...]:
    """The words of a positive prompt that come neither from the memory, nor from the profile, nor from the style."""
    said = _said_words(memory) | _profile_words(profile) | _allowed([style])
    if _names_somebody(memory.text):
        said |= _AGES
    found = []
    for written in _WORD.findall(prompt):
        word = english_stem(plain(written))
        known = plain(written) in _PLAIN or word in said or _verb_stem(word) in said
        if not known and not _is_their_time(plain(written), profile):
            found.append(written)
    return tuple(dict.fromkeys(found))


def forbidden(prompt: str, memory: GoldMemory) -> tuple[str, ...]:
    """What `must_not` or `not_shown` names and yet stands in the positive prompt as whole words."""
    text = f" {' '.join(plain(word) for word in _WORD.findall(prompt))} "
    found = [thing for thing in memory.must_not if f" {plain(thing)} " in text]
    for thing in memory.not_shown:
        words = translations(thing)[:1] if memory.lang == "es" else (plain(thing),)
        found += [thing for word in words if word not in _AGES and (f" {word} " in text or f" {word}s " in text)]
    return tuple(found)
