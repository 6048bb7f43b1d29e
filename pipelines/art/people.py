"""From an English noun phrase to figures: "two old women with glasses", "boy in a red jumper", "my parents"."""

import functools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipelines.art.figures import Age, Figure, Gender
from pipelines.art.icons import ART, read_rows, singulars, words_of
from pipelines.art.inks import COLOUR_WORDS, HAIR

_NUMBERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("two", "2", "both", "couple", "pair"), 2),
    **dict.fromkeys(("three", "3", "several", "group", "few", "some"), 3),
    **dict.fromkeys(("four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "many", "crowd", "lots"), 4),
    **dict.fromkeys(("4", "5", "6", "7", "8", "9"), 4),
}
MOST: Final = 4
"""More people than this in one box cannot be told apart at the picture's size."""
_ELDERLY: Final = {"old", "elderly", "aged", "ageing"}
_DEFAULT_COLOUR: Final[Mapping[str, str]] = {"coat": "beige", "uniform": "khaki", "suit": "navy"}
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
    for row in read_rows(ART / "people.txt"):
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


def knows_person(phrase: str) -> bool:
    """Whether the phrase says anything of a person's age, gender or work."""
    return _noun(words_of(phrase)) is not None


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
        figures.append(_dressed(_figure(kind, words, dice, index), tail))
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


@dataclass(frozen=True)
class Worn:
    """A garment: where it goes (outfit, hat, extra), its key there, and a colour (empty when none was told)."""

    place: str
    key: str
    colour: str = ""


@functools.cache
def clothes() -> Mapping[str, Worn]:
    """Every garment word and what it puts on whom."""
    by_word = {}
    for row in read_rows(ART / "clothes.txt"):
        head, _, words = row.partition(":")
        place, _, key = head.partition(" ")
        by_word.update({word.strip(): Worn(place, key) for word in words.split(",")})
    return by_word


def _worn(words: list[str], start: int, end: int) -> Worn | None:
    """The garment that `words[start:end]` are, with the colour that stands just before it."""
    for last in singulars(words[end - 1]):
        garment = clothes().get(" ".join([*words[start : end - 1], last]))
        if garment is not None:
            before = reversed(words[max(0, start - 2) : start])
            return replace(garment, colour=next((COLOUR_WORDS[word] for word in before if word in COLOUR_WORDS), ""))
    return None


def worn_in(words: list[str]) -> list[Worn]:
    """The garments that the words name, in their order."""
    found, at = list[Worn](), 0
    while at < len(words):
        length = next((n for n in (3, 2, 1) if at + n <= len(words) and _worn(words, at, at + n)), 0)
        garment = _worn(words, at, at + length) if length else None
        if garment is not None:
            found.append(garment)
        at += max(1, length)
    return found


def put_on(figure: Figure, garment: Worn) -> Figure:
    """The figure in a garment."""
    match garment.place:
        case "hat":
            return replace(figure, hat=garment.key)
        case "outfit":
            colour = garment.colour or _DEFAULT_COLOUR.get(garment.key) or figure.colour
            return replace(figure, outfit=garment.key, colour=colour)
        case _:
            return replace(figure, extras=(*figure.extras, garment.key))


def _dressed(figure: Figure, words: list[str]) -> Figure:
    for garment in worn_in(words):
        figure = put_on(figure, garment)
    return figure


def garment_of(phrase: str) -> Worn | None:
    """The garment that a phrase is ("a yellow dress", "leather coat with a belt"), or None when it is none."""
    words = words_of(phrase)
    cut = next((at for at, word in enumerate(words) if at and word in {"of", "with", "in", "on", "from"}), len(words))
    words = words[:cut]
    for length in (3, 2, 1):
        garment = _worn(words, len(words) - length, len(words)) if len(words) >= length else None
        if garment is not None:
            return garment
    return None
