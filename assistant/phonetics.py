"""How words sound, roughly: letters as sounds for Spanish and English, and how far two rows of sounds lie apart.

A sound is one character. The tables keep apart what a listener keeps apart and merge what speakers, spellings and
speech recognition mix up: b and v, s and z and soft c, ll and y, silent h, the English ways to write one vowel.
"""

import re
from functools import lru_cache
from typing import Final

from assistant.folding import fold
from assistant.story import Language

# Order matters: at each place the first rule that fits is taken; a letter without a rule is its own sound.
_SPANISH: Final = """
ch|sh|tx C
th s
ph f
hie yie
h -
qu(?=[ei]) k
gu(?=[ei]) g
ll y
c(?=[eiy]) s
[ckq] k
z s
g(?=[eiy])|j J
v b
w gu
x ks
y(?=[aeiou]) y
y i
"""
_ENGLISH: Final = """
^[kgp]n n
^wr r
^ps s
ph f
tch|ch C
sh S
th T
dge J
[ao]ugh(?=t) o
igh ai
gh(?=[aeiouy]) g
gh -
ck k
sc(?=[eiy]) s
c(?=[eiy]) s
[cq]u(?=[aeio]) kw
[cq] k
x ks
wh w
j J
(?<=[aeiou])y(?=[aeiou]) y
^y y
[ae][iy] e
ee|ea i
ie$|y$ i
oo|ew|ue$ u
ou au
oa|ow|oe o
a[uw] o
(?<=[^aeiouy])e$ -
(?<=[^aeiouy])es$ s
[eoau]r$|re$ a
[eiu]r(?=[^aeiouy]) a
[oa]r(?=[^aeiouy]) o
y i
z s
"""
_VOWELS: Final = frozenset("aeiou")
# Pairs that listeners and recognisers confuse, beside a difference in voice.
_NEAR: Final = frozenset(
    frozenset(pair)
    for pair in (
        "pb",
        "td",
        "kg",
        "sS",
        "sT",
        "fT",
        "fv",
        "bv",
        "mn",
        "nN",
        "yl",
        "yJ",
        "JS",
        "CS",
        "CJ",
        "hJ",
        "dT",
        "gJ",
        "sC",
    )
)
Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(table: str) -> Rules:
    lines = [line.rsplit(" ", 1) for line in table.strip().splitlines()]
    return tuple((re.compile(letters), "" if sounds == "-" else sounds) for letters, sounds in lines)


_BY_LANGUAGE: Final[dict[Language, Rules]] = {"es": _rules(_SPANISH), "en": _rules(_ENGLISH)}


@lru_cache(maxsize=16384)
def sounds_of(word: str, language: Language) -> str:
    """The sounds of one word; double letters sound once. Letters only: what is no letter is silent."""
    letters = re.sub(r"(.)\1+", _single, re.sub(r"[^a-zñ]", "", _folded(word)))
    heard, at = "", 0
    while at < len(letters):
        for pattern, sounds in _BY_LANGUAGE[language]:
            match = pattern.match(letters, at)
            if match and match.end() > at and (not pattern.pattern.startswith("^") or at == 0):
                heard, at = heard + sounds, match.end()
                break
        else:
            heard, at = heard + letters[at].replace("ñ", "N"), at + 1
    return re.sub(r"(.)\1+", r"\1", heard)


def _single(match: re.Match[str]) -> str:
    # ll and ee, oo are letters of their own; other doubles sound like one
    return match[0][:2] if match[1] in "leo" else match[1]


def _folded(word: str) -> str:
    return "".join("ñ" if letter in "ñÑ" else plain for letter, plain in zip(word, fold(word), strict=True))


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.5
    if (one in _VOWELS) != (other in _VOWELS):
        return 1.2
    return 0.35 if frozenset((one, other)) in _NEAR else 1.0


def _missing(sound: str) -> float:
    return 0.25 if sound == "h" else 0.7 if sound in _VOWELS else 0.9


def distance(one: str, other: str, *, most: float = 99.0) -> float:
    """The least cost of turning one row of sounds into the other; anything above `most` may be given as `most` + 1."""
    if abs(len(one) - len(other)) * 0.25 > most:
        return most + 1
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _missing(sound))
    for sound in one:
        above, row = row, [row[0] + _missing(sound)]
        for at, wanted in enumerate(other):
            row.append(
                min(above[at] + _change(sound, wanted), above[at + 1] + _missing(sound), row[at] + _missing(wanted))
            )
        if min(row) > most:
            return most + 1
    return row[-1]
