"""Numbers said in words, Spanish and English, from 0 to 109, and years said in short."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from assistant.story import Language

_ES_SMALL: Final = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ES_TENS: Final = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_EN_SMALL: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_DECADES: Final = {f"{ten[:-1]}ies": 20 + 10 * at for at, ten in enumerate(_EN_TENS)}
_ES_DECADES: Final = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90,
}  # fmt: skip


@cache
def _words(language: Language) -> dict[str, int]:
    if language == "es":
        words = {word: at for at, word in enumerate(_ES_SMALL)}
        words |= {"un": 1, "una": 1, "veintiun": 21, "cien": 100}
        return words | {word: 30 + 10 * at for at, word in enumerate(_ES_TENS)}
    words = {word: at for at, word in enumerate(_EN_SMALL)}
    return words | {word: 20 + 10 * at for at, word in enumerate(_EN_TENS)} | {"hundred": 100}


def number_at(words: Sequence[str], language: Language) -> tuple[int, int] | None:
    """The number at the start of some folded words, and how many words it takes."""
    if not words:
        return None
    if words[0].isascii() and words[0].isdigit() and len(words[0]) <= 4:
        return int(words[0]), 1
    known = _words(language)
    if words[0] not in known:
        return None
    value = known[words[0]]
    if value >= 20 and value % 10 == 0:
        if language == "es" and words[1:2] == ["y"] and len(words) > 2 and 0 < known.get(words[2], 0) < 10:
            return value + known[words[2]], 3
        if language == "en" and len(words) > 1 and 0 < known.get(words[1], 0) < 10:
            return value + known[words[1]], 2
    return value, 1


def decade_of(word: str, language: Language) -> int | None:
    """Two digits of a decade: `sesenta`, `sixties`, `60s`, `1960s` give 60."""
    if language == "es" and word in _ES_DECADES:
        return _ES_DECADES[word]
    if language == "en" and word in _EN_DECADES:
        return _EN_DECADES[word]
    return None
