"""The vendored drawings, and which English nouns each of them stands for.

The drawings are SVG bodies on a 128 x 128 board: Noto Emoji (Apache-2.0, see `LICENSE.txt`) in `noto.json`, and a few
of our own in `own/*.svg`. `words.txt` gives each drawing its size and its nouns.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ART: Final = Path(__file__).parent
WORDS_FILE: Final = ART / "words.txt"
BOARD: Final = 128
"""Side of the square that every drawing is made on."""

SIZES: Final[Mapping[str, float]] = {"tiny": 0.13, "small": 0.19, "medium": 0.27, "large": 0.42, "huge": 0.58}
"""The largest side of a drawing, as a share of the picture's: chosen by eye, so that a cup and a horse both read."""

_ID = re.compile(r'\bid="([^"]+)"')
_AFTER_THE_HEAD: Final = frozenset({"of", "with", "in", "on", "from", "full", "for", "at", "made", "by"})
_IRREGULAR: Final[Mapping[str, str]] = {
    "children": "child", "men": "man", "women": "woman", "geese": "goose", "mice": "mouse", "feet": "foot",
    "knives": "knife", "wives": "wife", "leaves": "leaf", "loaves": "loaf", "scarves": "scarf", "shelves": "shelf",
    "wolves": "wolf", "calves": "calf", "oxen": "ox", "people": "person", "sheep": "sheep",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One drawing: its name, its size (a key of SIZES), whether it hangs or flies, and its nouns."""

    drawing: str
    size: str
    hung: bool
    flying: bool
    nouns: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A drawing that stands for a phrase. `many` when the phrase was plural."""

    drawing: str
    size: float
    hung: bool
    flying: bool
    many: bool
    noun: str


def read_rows(path: Path) -> list[str]:
    """The lines of a data file without remarks and empty ones; a line that begins with a space continues the last."""
    rows: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" ") and rows:
            rows[-1] = f"{rows[-1]} {line.strip()}"
        elif line.strip() and not line.startswith("#"):
            rows.append(line)
    return rows


def read_entries(path: Path) -> list[Entry]:
    """The lines of a words file. Raises ValueError for a line that does not say a known size."""
    entries = []
    for line in read_rows(path):
        head, _, nouns = line.partition(":")
        drawing, *traits = head.split()
        sizes = [trait for trait in traits if trait in SIZES]
        hung = "hung" in traits
        flying = "flying" in traits
        if len(sizes) + hung == 0 or set(traits) - {*SIZES, "hung", "flying"}:
            raise ValueError(f"{path.name}: {line[:40]!r} says no known size")
        words = tuple(noun.strip() for noun in nouns.split(",") if noun.strip())
        entries.append(Entry(drawing, sizes[0] if sizes else "small", hung, flying, words))
    return entries


@functools.cache
def drawings() -> Mapping[str, str]:
    """Name -> SVG body of every drawing in the repository."""
    vendored: dict[str, str] = json.loads((ART / "noto.json").read_text(encoding="utf-8"))
    own = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(ART.glob("own/*.svg"))}
    return vendored | own


@functools.cache
def _by_noun() -> Mapping[str, Entry]:
    return {noun: entry for entry in read_entries(WORDS_FILE) for noun in entry.nouns}


def svg_body(name: str, *, prefix: str = "") -> str:
    """The SVG body of a drawing on a 128 x 128 board; with a prefix its inner ids cannot meet those of its neighbours.

    Raises KeyError for a name that is not vendored.
    """
    body = drawings()[name]
    if not prefix:
        return body
    for inner in set(_ID.findall(body)):
        body = re.sub(rf'(id="|#){re.escape(inner)}(?=["\')])', rf"\g<1>{prefix}{inner}", body)
    return body


def singulars(word: str) -> tuple[str, ...]:
    """What the singular of an English word may be, the word itself first."""
    if word in _IRREGULAR:
        return (word, _IRREGULAR[word])
    for many, one in (("children", "child"), ("women", "woman"), ("men", "man")):
        if word.endswith(many):
            return (word, word.removesuffix(many) + one)
    guesses = [word]
    if word.endswith("ies") and len(word) > 4:
        guesses.append(word[:-3] + "y")
    if word.endswith(("ches", "shes", "ses", "xes", "zes", "oes")):
        guesses.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        guesses.append(word[:-1])
    return tuple(guesses)


def words_of(phrase: str) -> list[str]:
    """The lower-case words of a phrase, without articles and possessives."""
    plain = unicodedata.normalize("NFD", phrase.lower().replace("’", "'"))
    words = re.findall(r"[a-z0-9]+(?:[-'][a-z0-9]+)*", re.sub(r"[\u0300-\u036f]", "", plain))
    return [word for word in words if word not in {"a", "an", "the", "my", "his", "her", "our", "their", "some", "its"}]


def _named(run: list[str]) -> Found | None:
    """The drawing whose noun is exactly this run of words, singular or plural."""
    for guess in singulars(run[-1]) if run else ():
        noun = " ".join([*run[:-1], guess])
        entry = _by_noun().get(noun)
        if entry is not None:
            many = guess != run[-1] or run[-1] in {"sheep", "cattle", "livestock"}
            return Found(entry.drawing, SIZES[entry.size], entry.hung, entry.flying, many, noun)
    return None


def _match(words: list[str]) -> Found | None:
    """The longest run of words that names a drawing, the rightmost first: the head of an English noun phrase."""
    for length in range(min(4, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            found = _named(words[start : start + length])
            if found is not None:
                return found
    return None


def look_up(phrase: str) -> Found | None:
    """The drawing for an English noun phrase ("two old wicker baskets"), or None when there is none.

    What stands before "of", "with", "in"… decides ("basket of eggs" is a basket); what follows is the second choice.
    """
    words = words_of(phrase)
    whole = _named(words)
    if whole is not None:
        return whole
    for index, word in enumerate(words):
        if index and word in _AFTER_THE_HEAD:
            return _match(words[:index]) or _match(words[index + 1 :])
    return _match(words)
