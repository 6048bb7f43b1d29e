"""Clues to when a memory plays that are school years: "en tercero de bachillerato", "in the fifth form"."""

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.age_clues import SAID, Vote, others, word_at
from assistant.story import Language
from assistant.words import Token, word_set

_ORDINALS: Final[Mapping[Language, Mapping[str, int]]] = {
    "es": {
        "primero": 1, "primer": 1, "segundo": 2, "tercero": 3, "tercer": 3, "cuarto": 4, "quinto": 5, "sexto": 6,
        "septimo": 7, "octavo": 8,
    },
    "en": {
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "eleventh": 11, "twelfth": 12,
    },
}  # fmt: skip
_SPANISH_START: Final = {
    6: word_set("primaria basica egb elemental escuela grado"),
    12: word_set("secundaria eso"),
    11: word_set("bachillerato bachiller"),
    15: word_set("prepa preparatoria bup instituto"),
    17: word_set(
        "normal magisterio carrera universidad facultad derecho medicina comercio enfermeria ingenieria farmacia "
        "veterinaria quimicas quimica letras peritos practicante maestra maestro contabilidad"
    ),
}
"""Ages in years at which the first year of each school begins."""
_ENGLISH_START: Final = {5: word_set("grade"), 10: word_set("form")}
_AMERICAN: Final = {"freshman": 15, "sophomore": 16, "junior": 17, "senior": 18}
_TEACHERS: Final = word_set(
    "daba dabamos di enseñaba enseñe alumnos alumnas alumno alumna clases maestro maestra profesora profesor "
    "taught teaching pupils pupil class"
)


def school_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """The age of every school year that the teller was in; those of teachers and of other people are none."""
    found = []
    for at, token in enumerate(tokens):
        age, end = _spanish(tokens, at) if language == "es" else _english(tokens, at)
        taught = _TEACHERS & {t.bare for t in tokens[max(0, at - 6) : at] if t.sentence == token.sentence}
        if age and not taught and not others(tokens, at, language):
            found.append(Vote(age, SAID, at, end))
    return found


def _spanish(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    year = _ORDINALS["es"].get(tokens[at].bare)
    led = {"en", "estaba", "cursaba", "hacia", "estudiaba", "terminaba", "ya"} & {word_at(tokens, at - 1)}
    kind = word_at(tokens, at + 2) if word_at(tokens, at + 1) in {"de", "del"} else word_at(tokens, at + 1)
    if year is None or not led:
        return 0, at
    start = next((age for age, kinds in _SPANISH_START.items() if kind in kinds), None)
    return (start + year - 1, at + 2) if start is not None else (0, at)


def _english(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    word, after = tokens[at].bare, word_at(tokens, at + 1)
    if word in _AMERICAN and after == "year" and word_at(tokens, at - 1) in {"my", "our", "in", "the"}:
        return _AMERICAN[word], at + 2
    year = _ORDINALS["en"].get(word)
    start = next((age for age, kinds in _ENGLISH_START.items() if after in kinds), None)
    led = word_at(tokens, at - 1) in {"in", "the", "my", "our", "to", "was"}
    if year is None or start is None or not led or (start == 10 and year > 6):
        return 0, at
    return start + year, at + 2
