"""Clues to when a memory plays: ages, years, school, wedding, work, grandchildren, the present tense.

Each votes for an age.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from assistant.lexicon.clues import clues
from assistant.lexicon.counting import decade_of, number_at
from assistant.lexicon.entries import entry_at, find, rows
from assistant.lexicon.verbs import is_past, is_present
from assistant.story import Language, Patient
from assistant.words import Token, bare, tokens_of, word_set

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


Phrases = dict[str, list[tuple[tuple[str, ...], int, float]]]
_RELATED: Final = frozenset({"parent", "grand", "peer", "spouse", "child", "grandchild"})
_OWN_BEFORE: Final = {
    "es": word_set("de siendo era eramos fui soy yo seria seriamos estando"),
    "en": word_set("was were as being i'm am be"),
}
_BETWEEN: Final = {
    "es": word_set("un una unos unas muy tan ya yo todavia aun mas casi solo el"),
    "en": word_set("a an just only little wee small young still the such about quite very mere"),
}
_TEEN_LOOKS: Final = {"kid": 8, "young": 17}
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


@cache
def _phrases(language: Language) -> Phrases:
    found: Phrases = {}
    for key, age, weight, phrases in rows("stage_clues.tsv"):
        if key == language:
            for phrase in phrases.split(";"):
                words = tuple(token.bare for token in tokens_of(phrase))
                found.setdefault(words[0], []).append((words, int(age), float(weight)))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


@cache
def _events(language: Language) -> Phrases:
    found: Phrases = {}
    for key, year, phrases in rows("events.tsv"):
        for phrase in phrases.split(";") if key == language else ():
            words = tuple(token.bare for token in tokens_of(phrase))
            found.setdefault(words[0], []).append((words, int(year), 2.5))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


def _spotted(tokens: Sequence[Token], phrases: Phrases) -> list[tuple[int, int, int, float]]:
    """(at, end, value, weight) of every phrase, longest first, without overlap."""
    found = []
    at = 0
    while at < len(tokens):
        step = 1
        for words, value, weight in phrases.get(tokens[at].bare, ()):
            if len(words) > 1 and (at + 1 >= len(tokens) or tokens[at + 1].bare != words[1]):
                continue
            here = tokens[at : at + len(words)]
            if tuple(t.bare for t in here) == words and not any(t.opens for t in here[1:]):
                found.append((at, at + len(words), value, weight))
                step = len(words)
                break
        at += step
    return found


def _phrase_votes(tokens: Sequence[Token], language: Language, denied: Sequence[bool]) -> list[Vote]:
    votes = [Vote(value, weight, at, end) for at, end, value, weight in _spotted(tokens, _phrases(language))]
    return [vote for vote in votes if not _misleads(tokens, vote, denied)]


def _misleads(tokens: Sequence[Token], vote: Vote, denied: Sequence[bool]) -> bool:
    """A relative who is asked for, a birth of one's own, and a "still" of remembering tell nothing of the time."""
    near = {t.bare for t in tokens[max(0, vote.at - 4) : vote.at]}
    after = {t.bare for t in tokens[vote.end : vote.end + 4]}
    if vote.weight >= 2.5 and (denied[vote.at] or _word(tokens, vote.end) == "no"):
        return True
    if vote.weight < 2:
        return bool({"donde", "where", "where's", "dile", "tell"} & near)
    if tokens[vote.end - 1].bare == "born":
        return bool({"i", "he", "she"} & near)
    if tokens[vote.at].bare == "now":
        return bool({"see", "hear", "smell", "can"} & near) or tokens[vote.at - 1].bare in {
            "by",
            "until",
            "till",
            "just",
        }
    if tokens[vote.at].bare in {"todavia", "still", "aun"}:
        return _is_then(tokens, vote) or bool(
            {"acuerdo", "recuerdo", "remember", "veo", "see", "hear", "oigo", "can", "huelo", "no"} & after
        )
    return False


def _is_then(tokens: Sequence[Token], vote: Vote) -> bool:
    """ "Bajábamos todavía en camisón": a sentence of the past alone."""
    sentence = [t for t in tokens if t.sentence == tokens[vote.at].sentence]
    languages: tuple[Language, ...] = ("es", "en")
    now = any(is_present(t, each) for t in sentence for each in languages)
    return not now and any(is_past(t, each) for t in sentence for each in languages)


def _event_votes(tokens: Sequence[Token], born: int | None, language: Language) -> list[Vote]:
    if born is None:
        return []
    found = []
    for at, end, year, weight in _spotted(tokens, _events(language)):
        if 2 <= year - born <= 100:
            found.append(Vote(year - born, weight, at, end))
    return found


def _own_age_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "Yo era un crío", "de neno", "when I was only a wee lad": any word for a young one, said of oneself."""
    found = []
    for at, token in enumerate(tokens):
        hit = find([token.bare], language)
        if hit is None or hit[0].look not in _TEEN_LOOKS or token.after_pause:
            continue
        back = at - 1
        while back > 0 and tokens[back].bare in _BETWEEN[language] and not tokens[back].after_pause:
            back -= 1
        if tokens[back].bare not in _OWN_BEFORE[language] or _others(tokens, back, language):
            continue
        if language == "en" and tokens[at - 1].bare in _OWN_BEFORE["en"] and not hit[0].many:
            continue
        found.append(Vote(_TEEN_LOOKS[hit[0].look], SAID, back, at + 1))
    return found


def _others(tokens: Sequence[Token], at: int, language: Language) -> str:
    """The look of the person whose age is told (`child`, `parent`…), when it is not the teller's own."""
    back = at
    while back > 0 and at - back < 6 and not tokens[back].after_pause:
        back -= 1
        if tokens[back].bare in {"yo", "i", "i'd", "i'm"}:
            return ""
        if tokens[back].bare in {"he", "she", "he'd", "she'd"}:
            return "other"
        hit = find([tokens[back].bare], language)
        if hit is not None and hit[0].look in _RELATED:
            return hit[0].look
    return ""


def _age_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    found = []
    for at in range(len(tokens)):
        number = number_at([t.bare for t in tokens[at : at + 3]], language)
        if number is None or number[0] > 109:
            continue
        age, end = number[0], at + number[1]
        tells = _tells_spanish_age if language == "es" else _tells_english_age
        length = tells(tokens, at, end, age)
        if length:
            vote = _age_vote(age, _others(tokens, at, language), at, end - 1 + length)
            found += [vote] if vote is not None else []
    return found


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].bare if 0 <= at < len(tokens) else ""


def _tells_spanish_age(tokens: Sequence[Token], at: int, end: int, age: int) -> int:
    """How many words the age takes from its last number on; 0 when it is none. "Siete u ocho años" counts the first."""
    before = _word(tokens, at - 1) if not tokens[at].after_pause else ""
    near = {t.bare for t in tokens[max(0, at - 7) : at]}
    if age < 2 or before in _NO_AGE_BEFORE or {"hace", "llevaba", "llevo"} & set(_near_words(tokens, at, 3)):
        return 0
    told = {_word(tokens, end + 1)}  # "trece años tendría yo"
    after = end
    if _word(tokens, end) in {"u", "o"} and number_at([t.bare for t in tokens[end + 1 : end + 4]], "es"):
        after = end + 2
    if _word(tokens, after) == "y" and _word(tokens, after + 1) in {"tantos", "pico", "muchos"}:
        after += 2
    years = _word(tokens, after) in {"años", "añitos"}
    if years:
        durations = _word(tokens, after + 1) in {"de", "trabajando", "despues", "mas"} and before not in _AGE_BEFORE
        return (
            0
            if durations
            else (after - end + 2 if before in _AGE_BEFORE | _HAVING_YEARS or _HAVING_YEARS & (near | told) else 0)
        )
    after_it = _word(tokens, end) if end < len(tokens) and not tokens[end].after_pause else ""
    counts = after_it.endswith("s") and after_it not in {*clues("determiners", "es"), "cumplidos", "mas", "nos"}
    plausible = age > 3 and not counts and after_it not in _NO_AGE_AFTER and find([after_it], "es") is None
    led = before in _HAVING_YEARS | {"yo"} or (
        before == "los" and _word(tokens, at - 2) in {"a", "con", "cumpli", "hasta"}
    )
    return 1 if plausible and led and _word(tokens, end) not in {"y"} else 0


def _near_words(tokens: Sequence[Token], at: int, number: int) -> list[str]:
    return [t.bare for t in tokens[max(0, at - number) : at]]


def _tells_english_age(tokens: Sequence[Token], at: int, end: int, age: int) -> int:
    before = _word(tokens, at - 1) if not tokens[at].after_pause else ""
    after = _word(tokens, end) if end < len(tokens) and not tokens[end].after_pause else ""
    if _word(tokens, end) in {"i"} and _word(tokens, end + 1) in {"was", "were", "think"} and tokens[end].after_pause:
        return 1  # "Eleven, I was."
    if tokens[at].opens and 10 < age < 100 and end < len(tokens) and "," in tokens[end].before:
        return 1 if _word(tokens, end) in {"and", "i", "with"} else 0  # "Nineteen, and a cap that…"
    if before in _NO_AGE_BEFORE or age < 2:
        return 0
    if after in {"years", "year"}:
        return 2 if _word(tokens, end + 1) in {"old", "of"} or before in {"at", "aged"} else 0
    clear = after not in _NO_AGE_AFTER and (not after or find([after], "en") is None)
    if (
        before in {"was", "am"}
        and _word(tokens, at - 2) in {"i", "only", "i'd"}
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


def _duration_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "For thirty years", "veinte años de maestra": whoever counts years of something has grown up."""
    found = []
    for at in range(1, len(tokens)):
        number = number_at([t.bare for t in tokens[at : at + 3]], language)
        if number is None or not 5 <= number[0] <= 60:
            continue
        end, before = at + number[1], tokens[at - 1].bare
        if language == "en" and before == "for" and _word(tokens, end) == "years":
            found.append(Vote(40, _ENOUGH_YEARS, at, end + 1))
        lasting = before in {"durante", "llevaba", "pase", "estuve", "trabaje"}
        of_work = _word(tokens, end + 1) in {"trabajando", "de"}
        if language == "es" and _word(tokens, end) == "años" and (lasting or of_work):
            found.append(Vote(40, _ENOUGH_YEARS, at, end + 1))
    return found


_ENOUGH_YEARS: Final = 1.7


def _trade_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "Fui cartero", "I was a bus conductress", "mi Rosario nació": a grown-up speaks."""
    found = []
    for at, token in enumerate(tokens):
        if token.bare == "nacio" and at and tokens[at - 1].capital and not token.after_pause:
            found.append(Vote(33, 2.4, at - 1, at + 1))
        hit = entry_at(tokens, at, language) if at else None
        if hit is None or hit[0].look != "trade" or token.after_pause:
            continue
        led = _near_words(tokens, at, 4)
        told = led[-1:] in (["fui"], ["trabaje"]) or led[-2:] in (["trabaje", "de"], ["trabajaba", "de"])
        if language == "es" and told:
            found.append(Vote(40, _ENOUGH_YEARS, at, at + 1))
        if language == "en" and {"i"} & set(led) and {"was", "worked"} & set(led) and {"a", "an", "as"} & set(led[-3:]):
            found.append(Vote(40, _ENOUGH_YEARS, at, at + 1))
    return found


def _life_decade_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "In my forties", "con cuarenta y tantos", "a mis setenta"."""
    found = []
    for at, token in enumerate(tokens):
        decade = decade_of(token.bare, language)
        if decade is not None and language == "en" and _word(tokens, at - 1) == "my":
            found.append(Vote(decade + 5, SAID + 0.5, at, at + 1, exact=True))
    return found


def _year_votes(tokens: Sequence[Token], born: int | None, language: Language) -> list[Vote]:
    if born is None:
        return []
    found = []
    for at in range(len(tokens)):
        year, length = _year_at(tokens, at, language)
        if year is None or not born - 1 <= year <= born + 110:
            continue
        birth = {"naci", "nacio", "born", "nacimos"} & set(_near_words(tokens, at, 5))
        if not birth:
            found.append(Vote(max(year - born, 0), SAID + 0.5, at, at + abs(length), exact=length > 0, year=year))
    return found


def _year_at(tokens: Sequence[Token], at: int, language: Language) -> tuple[int | None, int]:  # noqa: C901, PLR0911 - a cascade of rules
    """A year at a token and how many tokens it takes; a decade gives its middle and a negative length."""
    word = tokens[at].bare
    before = _near_words(tokens, at, 3)
    if len(word) == 5 and word.endswith("s") and word[:4].isdigit():
        return int(word[:4]) + 5, -1
    if len(word) == 4 and word.isdigit() and word[:2] in {"19", "20"}:
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if following is not None and following.bare == "s" and following.start == tokens[at].end:
            return int(word) + 5, -1
        return int(word), 1
    decade = decade_of(word, language)
    if decade is not None and before and before[-1] in {"años", "los", "the"} and _is_decade(tokens, at, language):
        return 1905 + decade, -1
    if language == "es":
        return _spanish_year(tokens, at, before)
    season = before[-1:] == ["of"] and bool({"winter", "summer", "spring", "autumn"} & set(before))
    if (before[-1:] == ["in"] or season) and not word.isdigit():
        number = number_at([t.bare for t in tokens[at : at + 2]], "en")
        last = at + number[1] if number else at
        if number and 30 <= number[0] <= 99 and (season or last >= len(tokens) or tokens[last].after_pause):
            return 1900 + number[0], number[1]
    if word == "nineteen":
        number = number_at([t.bare for t in tokens[at + 1 : at + 3]], "en")
        if number and 10 <= number[0] <= 99:
            return 1900 + number[0], number[1] + 1
    if word.isdigit() and len(word) == 2 and before[-1:] == ["in"] and {"'", "’", "‘"} & set(tokens[at].before):
        return 1900 + int(word), 1
    return None, 0


def _spanish_year(tokens: Sequence[Token], at: int, before: list[str]) -> tuple[int | None, int]:
    """ "En el sesenta y ocho", "el verano del 62", "mil novecientos cincuenta"."""
    if tokens[at].bare == "novecientos" and before[-1:] == ["mil"]:
        number = number_at([t.bare for t in tokens[at + 1 : at + 4]], "es")
        return (1900 + number[0], number[1] + 1) if number and number[0] > 9 else (None, 0)
    if before[-1:] not in (["el"], ["del"]) or not {"año", "en", "verano", "invierno", "alla", "por"} & set(before):
        return None, 0
    number = number_at([t.bare for t in tokens[at : at + 3]], "es")
    if number and 20 <= number[0] <= 99 and _word(tokens, at + number[1]) not in {"años", "por"}:
        return 1900 + number[0], number[1]
    return None, 0


def _is_decade(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """`los sesenta` is a decade unless "a los sesenta" tells an age."""
    if language == "en":
        return not {"my", "his", "her"} & set(_near_words(tokens, at, 2))
    before, after = _near_words(tokens, at, 3), _word(tokens, at + 1)
    return before[-2:-1] != ["a"] and after not in {"años", "y", "ya"} and ("en" in before or "años" in before)


def _present_vote(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """A memory told in the present tense alone is told of today."""
    present = [at for at, token in enumerate(tokens) if is_present(token, language)]
    if present and not any(is_past(token, language) for token in tokens):
        return [Vote(NOW, 2.5, present[0], present[0] + 1)]
    return []


def _work_votes(tokens: Sequence[Token], patient: Patient) -> list[Vote]:
    """Words of a profession in the profile speak for the years of that work ("nurse, Swansea, 1955-1996")."""
    found = []
    for work in patient.occupation.split(";"):
        trade = {word.strip(",.").lower() for word in work.split()}
        words = {bare(w) for known, told in rows("workplaces.tsv") if trade & set(known.split()) for w in told.split()}
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", work)]
        middle = sum(years) // len(years) - patient.born if years and patient.born else 40
        found += [Vote(max(middle, 16), 1.8, at, at + 1) for at, token in enumerate(tokens) if token.bare in words][:3]
    return found


def votes(tokens: Sequence[Token], patient: Patient, language: Language, denied: Sequence[bool] = ()) -> list[Vote]:
    """Every clue to the time, in the order of the text. `denied` tells for each token whether a denial reaches it."""
    denied = denied or [False] * len(tokens)
    ages = _age_votes(tokens, language)
    ages += _duration_votes([] if ages else tokens, language) + _life_decade_votes(tokens, language)
    years = [v for v in _year_votes(tokens, patient.born, language) if not any(a.at <= v.at < a.end for a in ages)]
    found = ages + years + _phrase_votes(tokens, language, denied) + _own_age_votes(tokens, language)
    found += _event_votes(tokens, patient.born, language) + _present_vote(tokens, language)
    found += _trade_votes(tokens, language)
    return sorted(found + _work_votes(tokens, patient), key=lambda vote: vote.at)
