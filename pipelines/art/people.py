"""From an English noun phrase to figures: "two old women with glasses", "boy in a red jumper", "my parents"."""

import functools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipelines.art.figures import Age, Figure, Gender
from pipelines.art.icons import ART, singulars, words_of
from pipelines.art.inks import COLOUR_WORDS, HAIR

_NUMBERS: Final[Mapping[str, int]] = {
    "two": 2, "three": 3, "four": 4, "five": 4, "six": 4, "seven": 4, "eight": 4, "several": 3, "many": 4,
    "group": 3, "both": 2,
    "2": 2, "3": 3, "4": 4, "5": 4, "couple": 2, "pair": 2, "crowd": 4, "lots": 4, "few": 3,
}  # fmt: skip
MOST: Final = 4
"""More people than this in one box cannot be told apart at the picture's size."""
_ELDERLY: Final = {"old", "elderly", "aged", "ageing"}
_GARMENTS: Final[Mapping[str, str]] = {
    "wedding dress": "wedding dress", "wedding gown": "wedding dress", "white coat": "white coat",
    "lab coat": "white coat",
    "laboratory coat": "white coat", "apron": "apron", "dress": "dress", "frock": "dress", "gown": "dress",
    "pinafore": "dress",
    "coat": "coat", "overcoat": "coat", "raincoat": "coat", "trench coat": "coat", "jacket": "coat",
    "leather coat": "coat",
    "suit": "suit", "tie": "suit", "tuxedo": "suit", "uniform": "uniform", "swimsuit": "swimsuit",
    "bathing suit": "swimsuit",
    "swimming trunks": "swimsuit", "nightgown": "nightgown", "nightdress": "nightgown", "habit": "habit",
    "cassock": "habit",
    "shirt": "casual", "jumper": "casual", "blouse": "casual", "jersey": "casual", "sweater": "casual",
    "cardigan": "casual",
    "skirt": "dress", "running vest": "sport", "football shirt": "sport",
}  # fmt: skip
_DEFAULT_COLOUR: Final[Mapping[str, str]] = {"coat": "beige", "uniform": "khaki", "suit": "navy"}
_HATS: Final[Mapping[str, str]] = {
    "straw hat": "straw", "sun hat": "straw", "sunhat": "straw", "hat": "felt", "bowler hat": "felt", "cap": "cap",
    "beret": "cap",
    "flat cap": "cap", "headscarf": "scarf", "bonnet": "scarf", "veil": "veil", "helmet": "soldier",
}  # fmt: skip
_EVERYDAY: Final = ("red", "blue", "green", "yellow", "pink", "purple", "teal", "orange", "navy")
_LOWER: Final = ("brown", "navy", "grey", "green", "beige")


@dataclass(frozen=True)
class Kind:
    """What a noun says of a person."""

    age: Age
    gender: Gender | None
    outfit: str = "casual"
    hat: str = ""


@functools.cache
def _kinds() -> Mapping[str, tuple[Kind, ...]]:
    by_word: dict[str, tuple[Kind, ...]] = {}
    for row in (ART / "people.txt").read_text(encoding="utf-8").splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        head, _, words = row.partition(":")
        kinds = tuple(_kind(part.split()) for part in head.split("+"))
        for word in words.split(","):
            by_word.setdefault(word.strip(), kinds)
    return by_word


def _kind(traits: list[str]) -> Kind:
    age, gender, *rest = traits
    outfit = rest[0].replace("-", " ") if rest else "casual"
    hat = rest[1] if len(rest) > 1 else ""
    return Kind(age, None if gender == "any" else gender, outfit, hat)  # type: ignore[arg-type] # the file's own words


def _noun(words: list[str]) -> tuple[tuple[Kind, ...], bool] | None:
    """The kinds of the longest known run, the rightmost first, and whether it was plural."""
    known = _kinds()
    for length in range(min(4, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            run = words[start : start + length]
            for last in singulars(run[-1]):
                kinds = known.get(" ".join([*run[:-1], last]))
                if kinds is not None:
                    plural = last != run[-1] or run[-1] == "people"
                    return kinds, plural and len(kinds) == 1
    return None


def figures_of(phrase: str, dice: random.Random) -> list[Figure]:
    """One figure, or up to MOST, for a noun phrase. An unknown noun is a grown person without traits."""
    words = words_of(phrase)
    head, tail = words, list[str]()
    for index, word in enumerate(words):
        if index and word in {"in", "with", "wearing", "dressed", "from", "at", "on"}:
            head, tail = words[:index], words[index:]
            break
    found = _noun(head) or _noun(words)
    kinds, plural = found if found is not None else ((Kind("adult", None),), False)
    number = next((_NUMBERS[word] for word in head if word in _NUMBERS), 2 if plural else 1)
    figures = []
    for index in range(max(number, len(kinds)) if len(kinds) == 1 else len(kinds)):
        kind = kinds[index % len(kinds)]
        figures.append(_dressed(_figure(kind, words, dice, index), " ".join(words), tail))
    return figures[:MOST]


def _figure(kind: Kind, words: list[str], dice: random.Random, index: int) -> Figure:
    gender: Gender = kind.gender or _gender_told(words) or ("man", "woman")[(dice.randrange(2) + index) % 2]
    outfit = kind.outfit
    if outfit == "casual" and gender == "woman" and kind.age != "baby" and dice.random() < 0.45:
        outfit = "dress"
    return Figure(
        age=_age(kind.age, words),
        gender=gender,
        outfit=outfit,
        hat=kind.hat,
        colour=_DEFAULT_COLOUR.get(outfit) or dice.choice(_EVERYDAY),
        second=dice.choice(_LOWER),
        hair=next(
            (word for word in words if word in HAIR and "hair" in words),
            dice.choice(("brown", "brown", "black", "blond")),
        ),
        hairdo=dice.randrange(6),
        glasses="glasses" in words or "spectacles" in words,
        sad=bool({"sad", "crying", "worried"} & set(words)),
    )


def _gender_told(words: list[str]) -> Gender | None:
    if {"woman", "female", "girl", "lady", "women", "girls"} & set(words):
        return "woman"
    return "man" if {"man", "male", "boy", "men", "boys"} & set(words) else None


def _age(age: Age, words: list[str]) -> Age:
    years = next((int(found[1]) for word in words if (found := re.match(r"(\d{1,3})(?:-year-old)?$", word))), None)
    if years is not None and years > 4:
        return "child" if years < 14 else "young" if years < 26 else "adult" if years < 66 else "old"
    if _ELDERLY & set(words):
        return "old"
    if age == "adult" and {"young", "teenage"} & set(words):
        return "young"
    if age in {"child", "young"} and {"adult", "grown-up", "middle-aged"} & set(words):
        return "adult"
    return "child" if {"little", "small"} & set(words) and age != "baby" else age


def _dressed(figure: Figure, phrase: str, tail: list[str]) -> Figure:
    """Put on the garments that the phrase names, each in the colour that stands before it."""
    for garment in sorted(_GARMENTS, key=len, reverse=True):
        found = re.search(rf"(?:\b([a-z-]+) )?\b{garment}\b", " ".join(tail))
        if found:
            outfit = _GARMENTS[garment]
            colour = COLOUR_WORDS.get(found[1] or "") or _DEFAULT_COLOUR.get(outfit) or figure.colour
            figure = replace(figure, outfit=outfit, colour=colour)
            break
    for hat in sorted(_HATS, key=len, reverse=True):
        if re.search(rf"\b{hat}\b", phrase):
            return replace(figure, hat=_HATS[hat])
    return figure


def garment_of(phrase: str) -> tuple[str, str] | None:
    """The outfit and colour when the phrase is a garment ("a yellow dress"), else None. Colour "" is not told."""
    words = words_of(phrase)
    for start in range(len(words)):
        outfit = _GARMENTS.get(" ".join(words[start:]))
        if outfit is not None and outfit != "habit":
            colour = next((COLOUR_WORDS[word] for word in words[:start] if word in COLOUR_WORDS), "")
            return outfit, colour
    return None
