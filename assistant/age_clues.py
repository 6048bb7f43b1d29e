"""Clues to when a memory plays that are ages: "tendría yo treinta y tantos", "I can't have been more than six"."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.lexicon.clues import clues
from assistant.lexicon.counting import decade_of, number_at
from assistant.lexicon.entries import find
from assistant.story import DetailKind, Language
from assistant.words import Token, word_set

SAID: Final = 3.0
"""The weight of a time that was said outright."""
NOW: Final = 74
"""An age in years that stands for today."""


class Vote(NamedTuple):
    """A clue at tokens [at, end): the age it speaks for, in years, and how strongly (3: it was said)."""

    age: int
    weight: float
    at: int
    end: int
    exact: bool = False
    year: int | None = None


_RELATED: Final = frozenset({"parent", "grand", "peer", "spouse", "child", "grandchild"})
_MINE: Final = word_set("mi mis nuestro nuestra nuestros nuestras my our")
_WITH: Final = word_set("con a de en por para sin hasta with to of at from for by after")
"""Before somebody who is not the one that an age is told of."""
_HAVING_YEARS: Final = word_set("tenia tendria tendriamos teniamos tengo cumpli cumplia cumplimos cumplo tuve rondaba")
_AGE_BEFORE: Final = word_set("con los yo mis de unos ya solo apenas cumplidos cumplir casi teniendo tendria sus")
_ENGLISH_BEFORE: Final = word_set(
    "was were at aged turned be age only just about i'm am nearly barely i'd almost being around was turning"
)
_NO_AGE_BEFORE: Final = word_set("hace durante por for after hacia despues cada every las the llevaba llevo llevaban")
_NO_AGE_AFTER: Final = word_set(
    "oclock o'clock pesetas duros kilos metros hijos hermanos hermanas hijas veces horas dias meses semanas "
    "minutos miles pounds shillings children brothers sisters times hours days months weeks minutes feet pence "
    "de kilometros personas people gallinas vacas ovejas in of and pairs"
)
_LEADING: Final = {
    "es": word_set("yo ya apenas solo casi unos los mis como mas menos de sobre por escasos ni aun entonces"),
    "en": word_set(
        "more less than about just only all of going on for getting coming up to nearly barely yet not over under "
        "past around some quite even rising pushing getting have i "
    ),
}
"""Words that may stand between who was of an age and the age."""
_LED: Final = {
    "es": word_set(
        "tenia tendria tendriamos teniamos andaba andaria andabamos rondaba rondaria rondabamos cumplido cumplidos "
        "cumplir cumpliendo frisaba pasaba pasaria llegaba llegaria"
    ),
    "en": word_set("i'm i'd i'll was were wasn't weren't be been being turned turning we'd we were"),
}
_VAGUE: Final = {"es": word_set("tantos pico algo muchos pocos"), "en": word_set("odd something ish")}
_LONGEST_LEAD: Final = 6
_OR: Final = {"es": word_set("o u a"), "en": word_set("or to")}
_NEAR_AGE: Final = 3
"""Years between two ages that are said for one."""
_AFTER_AGE: Final = {
    "es": word_set("cuando y o u pero aunque ni que cumplidos ya entonces yo me nos por mas"),
    "en": word_set("and when i we but or that mind then so because before year years odd something ish"),
}


def age_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """Every age that was said, of the teller or of somebody by whom the time can be told."""
    found: list[Vote] = []
    counted = 0
    for at in range(len(tokens)):
        number = number_at([t.bare for t in tokens[at : at + 3]], language) if at >= counted else None
        if number is None or number[0] > 109:
            continue
        counted = at + number[1]
        age, end = number[0], at + number[1]
        tells = _tells_spanish_age if language == "es" else _tells_english_age
        length = tells(tokens, at, end, age) or _led_age(tokens, at, end, age, language)
        if length:
            age -= 1 if _is_not_yet(tokens, at, language) else 0
            vote = _age_vote(age, others(tokens, at, language), at, end - 1 + length)
            found += [vote] if vote is not None else []
    return found


def life_decade_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "In my forties", "in my late thirties"."""
    found = []
    for at, token in enumerate(tokens):
        decade = decade_of(token.bare, language)
        if decade is None or language != "en":
            continue
        part = {"early": 2, "mid": 5, "middle": 5, "late": 8}.get(word_at(tokens, at - 1))
        if word_at(tokens, at - (1 if part is None else 2)) == "my":
            found.append(Vote(decade + (part or 5), SAID + 0.5, at, at + 1, exact=True))
    return found


def word_at(tokens: Sequence[Token], at: int) -> str:
    """The folded word at a place, or nothing beyond the text."""
    return tokens[at].bare if 0 <= at < len(tokens) else ""


def words_before(tokens: Sequence[Token], at: int, number: int) -> list[str]:
    """The folded words before a token, across pauses."""
    return [t.bare for t in tokens[max(0, at - number) : at]]


def others(tokens: Sequence[Token], at: int, language: Language) -> str:
    """The look of the person whose age is told (`child`, `parent`…; `other`), when it is not the teller's own."""
    back = at
    while back > 0 and at - back < 7 and (not tokens[back].after_pause or tokens[back].bare in {"que", "who", "quien"}):
        if tokens[back].opens:
            break
        back -= 1
        token = tokens[back]
        if token.bare in {"yo", "i", "i'd", "i'm"}:
            return ""
        if token.bare in {"he", "she", "he'd", "she'd", "ella"} or token.lower == "él":
            return "" if word_at(tokens, back - 1) in _WITH else "other"
        hit = find([token.bare], language)
        if hit is None or hit[0].kind is not DetailKind.PEOPLE:
            continue
        if hit[0].look in _RELATED:
            return hit[0].look
        if word_at(tokens, back - 1) in _MINE and not token.after_pause and word_at(tokens, back - 2) not in _WITH:
            return "child" if hit[0].look == "kid" else "other"
    return ""


def _tells_spanish_age(tokens: Sequence[Token], at: int, end: int, age: int) -> int:
    """How many words the age takes from its last number on; 0 when it is none. "Siete u ocho años" counts the first."""
    before = word_at(tokens, at - 1) if not tokens[at].after_pause or word_at(tokens, at - 1) == "yo" else ""
    near = _having_near(tokens, at)
    if age < 2 or before in _NO_AGE_BEFORE or {"hace", "llevaba", "llevo"} & set(words_before(tokens, at, 3)):
        return 0
    told = {word_at(tokens, end + 1)}  # "trece años tendría yo"
    after = end
    if word_at(tokens, end) in {"u", "o"} and number_at([t.bare for t in tokens[end + 1 : end + 4]], "es"):
        after = end + 2
    if word_at(tokens, after) == "y" and word_at(tokens, after + 1) in _VAGUE["es"]:
        after += 2
    years = word_at(tokens, after) in {"años", "añitos"}
    if years:
        durations = word_at(tokens, after + 1) in {"de", "trabajando", "despues", "mas"} and before not in _AGE_BEFORE
        return (
            0
            if durations
            else (after - end + 2 if before in _AGE_BEFORE | _HAVING_YEARS or near or _HAVING_YEARS & told else 0)
        )
    if after > end and word_at(tokens, end) == "y" and before in _HAVING_YEARS | {"yo", "con"}:
        return after - end + 1 if after >= len(tokens) or _age_may_end(tokens, after, "es") else 0
    after_it = word_at(tokens, end) if end < len(tokens) and not tokens[end].after_pause else ""
    counts = after_it.endswith("s") and after_it not in {*clues("determiners", "es"), "cumplidos", "mas", "nos"}
    plausible = age > 3 and not counts and after_it not in _NO_AGE_AFTER and find([after_it], "es") is None
    led = before in _HAVING_YEARS | {"yo"} or (
        before == "los"
        and word_at(tokens, at - 2) in {"a", "con", "cumpli", "hasta", "cumplidos", "cumplido", "pasados"}
    )
    return 1 if plausible and led and word_at(tokens, end) not in {"y"} else 0


def _having_near(tokens: Sequence[Token], at: int) -> bool:
    """Whether "tenía" stands before an age in its sentence; "tuve que" has no years."""
    sentence = tokens[at].sentence
    return any(
        tokens[back].bare in _HAVING_YEARS and word_at(tokens, back + 1) != "que"
        for back in range(max(0, at - 7), at)
        if tokens[back].sentence == sentence
    )


def _led_age(tokens: Sequence[Token], at: int, end: int, age: int, language: Language) -> int:
    """ "Andaría yo por los nueve", "I can't have been more than six": an age some small words behind its verb."""
    back = at
    while at - back < _LONGEST_LEAD and back > 0 and not tokens[back].after_pause:
        back -= 1
        if tokens[back].bare not in _LEADING[language]:
            break
    lead = tokens[back].bare if back < at else ""
    asides = (language == "en" and back == 0) or (back < at and tokens[back].after_pause)
    told = (
        bool(asides) and word_at(tokens, end) == "i" and word_at(tokens, end + 1) == "was"
    )  # "Coming up to nine, I was"
    if age < 3 or (lead not in _LED[language] and not told):
        return 0
    if lead in {"pasaba", "pasaria", "llegaba", "llegaria"} and "los" not in words_before(tokens, at, 2):
        return 0
    length = _corrected(tokens, end, age, language)
    if language == "es" and word_at(tokens, end) == "y" and word_at(tokens, end + 1) in _VAGUE["es"]:
        length = 2
    if language == "en" and word_at(tokens, end) in _VAGUE["en"]:
        length = 1
    return 1 + length if _age_may_end(tokens, end + length, language) else 0


def _corrected(tokens: Sequence[Token], end: int, age: int, language: Language) -> int:
    """How many words a second, near number takes behind an age: "cuarenta y dos cuarenta y tres", "eight or nine"."""
    joint = 1 if word_at(tokens, end) in _OR[language] else 0
    second = number_at([t.bare for t in tokens[end + joint : end + joint + 3]], language)
    near = second is not None and 0 < second[0] - age <= _NEAR_AGE
    return joint + second[1] if near and second is not None else 0


def _age_may_end(tokens: Sequence[Token], end: int, language: Language) -> bool:
    """Whether what follows a number leaves it an age: a pause, or a word that cannot be counted."""
    return end >= len(tokens) or tokens[end].after_pause or tokens[end].bare in _AFTER_AGE[language]


def _is_not_yet(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """ "No había cumplido los veinte", "I wasn't yet five": a year less."""
    words = words_before(tokens, at, 5)
    if language == "es":
        return "no" in words and bool({"cumplido", "llegaba", "llegaria"} & set(words))
    return words[-2:] in (["wasn't", "yet"], ["not", "yet"]) or words[-1:] == ["under"]


def _tells_english_age(tokens: Sequence[Token], at: int, end: int, age: int) -> int:
    before = word_at(tokens, at - 1) if not tokens[at].after_pause else ""
    after = word_at(tokens, end) if end < len(tokens) and not tokens[end].after_pause else ""
    if (
        word_at(tokens, end) in {"i"}
        and word_at(tokens, end + 1) in {"was", "were", "think"}
        and (tokens[end].after_pause or (tokens[at].after_pause and age > 3 and _age_may_end(tokens, end + 2, "en")))
    ):
        return 1  # "Eleven, I was.", "Thirty-nine I was and…"
    if tokens[at].opens and 10 < age < 100 and end < len(tokens) and "," in tokens[end].before:
        return 1 if word_at(tokens, end) in {"and", "i", "with"} else 0  # "Nineteen, and a cap that…"
    if before in _NO_AGE_BEFORE or age < 2:
        return 0
    if after in {"years", "year"}:
        return 2 if word_at(tokens, end + 1) in {"old", "of"} or before in {"at", "aged"} else 0
    clear = after not in _NO_AGE_AFTER and (not after or find([after], "en") is None)
    if (
        before in {"was", "am"}
        and word_at(tokens, at - 2) in {"i", "only", "i'd"}
        and (not after or find([after], "en") is None)
    ):
        return 1
    early = before == "at" and age < 13  # "up at four" is an hour
    return 1 if before in _ENGLISH_BEFORE and clear and not early else 0


def _age_vote(age: int, look: str, at: int, end: int) -> Vote | None:
    if not look:
        return Vote(age, SAID + 1, at, end, exact=True)
    if look == "child":
        return Vote(min(28 + age, 60), 2.5, at, end)
    if look == "grandchild":
        return Vote(NOW, SAID, at, end)
    return Vote(max(age, 3), 2.0, at, end) if look == "peer" else None
