"""Clues to when a memory plays: ages, years, school, wedding, work, grandchildren, the present tense.

Each votes for an age.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from assistant.age_clues import NOW, SAID, Vote, age_votes, life_decade_votes, others, word_at, words_before
from assistant.family_clues import family_votes, small_ones_of
from assistant.lexicon.counting import decade_of, number_at
from assistant.lexicon.entries import entry_at, find, rows
from assistant.lexicon.verbs import is_past, is_present
from assistant.present_clues import carer_votes, is_heirloom, present_votes
from assistant.school_clues import school_votes
from assistant.story import Language, Patient
from assistant.words import Token, bare, tokens_of, word_set

Phrases = dict[str, list[tuple[tuple[str, ...], int, float]]]
_OWN_BEFORE: Final = {
    "es": word_set("de siendo era eramos fui soy yo seria seriamos estando"),
    "en": word_set("was were as being i'm am be"),
}
_BETWEEN: Final = {
    "es": word_set("un una unos unas muy tan ya yo todavia aun mas casi solo el"),
    "en": word_set("a an just only little wee small young still the such about quite very mere"),
}
_TEEN_LOOKS: Final = {"kid": 8, "young": 17}


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
    return [vote for vote in votes if not _misleads(tokens, vote, denied, language)]


def _misleads(  # noqa: PLR0911 - a cascade of rules
    tokens: Sequence[Token], vote: Vote, denied: Sequence[bool], language: Language
) -> bool:
    """A relative who is asked for, a birth of one's own, and a "still" of remembering tell nothing of the time."""
    near = {t.bare for t in tokens[max(0, vote.at - 4) : vote.at]}
    first = tokens[vote.at].bare
    if _PICTURED & near:
        return True  # "su foto de joven"
    if vote.weight >= 2.5 and (denied[vote.at] or word_at(tokens, vote.end) == "no"):
        return True
    if first in {"era", "eran", "eramos"} and small_ones_of(tokens, vote.at, language, frozenset()):
        return True  # "Marta era pequeñita": the child's childhood
    if vote.age < NOW and _is_giver_of_old(tokens, vote, language):
        return True  # "el metate que era de mi suegra"
    if vote.weight < 2:
        return bool({"donde", "where", "where's", "dile", "tell"} & near)
    if tokens[vote.end - 1].bare == "born":
        who = find([word_at(tokens, vote.end - 3)], language)
        older = who is not None and who[0].look in {"peer", "parent", "grand"}
        return older or bool({"i", "he", "she"} & near)
    if vote.age >= NOW and vote.weight < 2.5:
        return _is_told_from_now(tokens, vote, language)
    return False


def _is_giver_of_old(tokens: Sequence[Token], vote: Vote, language: Language) -> bool:
    """Whether somebody is named only as who had a thing before: "la olla que me dejó mi madre"."""
    near = range(max(0, vote.at - 4), min(vote.end + 3, len(tokens)))
    sentence = tokens[vote.at].sentence
    return any(
        tokens[at].sentence == sentence and is_heirloom(tokens, at, language) and not tokens[vote.at].opens
        for at in near
        if is_past(tokens[at], language)
    )


def _is_told_from_now(tokens: Sequence[Token], vote: Vote, language: Language) -> bool:
    """ "Todavía me da risa", "ahora me parece una tontería", "now that was a do": when it is told, or no time."""
    first = tokens[vote.at].bare
    before, after = words_before(tokens, vote.at, 4), [t.bare for t in tokens[vote.end : vote.end + 5]]
    if first == "now":
        led = {"see", "hear", "smell", "can"} & set(before) or before[-1:] in (["by"], ["until"], ["till"], ["just"])
        opens = tokens[vote.at].after_pause and _is_then(tokens, vote)
        if led or opens:
            return True
    if first in {"todavia", "still", "aun"} and (
        _is_then(tokens, vote)
        or {"acuerdo", "recuerdo", "veo", "see", "hear", "oigo", "can", "huelo", "no"} & set(after)
    ):
        return True
    if first not in _STANDPOINTS:
        return False
    here = tokens[max(0, vote.at - _AROUND) : vote.at + _AROUND]
    mind = {t.bare for t in here if t.sentence == tokens[vote.at].sentence and _is_close(t, tokens[vote.at])}
    far = tokens[max(0, vote.at - _FARTHEST) : vote.at + _FARTHEST]
    return bool(_MINDED[language] & mind) and any(is_past(t, language) for t in far)


def _is_close(one: Token, other: Token) -> bool:
    return abs(one.start - other.start) < _CLOSE


_PICTURED: Final = word_set("foto fotos fotografia retrato photo photos photograph portrait picture")
_STANDPOINTS: Final = word_set("todavia aun ahora hoy still now today ya")
_AROUND: Final = 40
_FARTHEST: Final = 200
_CLOSE: Final = 48
"""Characters around a word of now in which a feeling or a thought explains it."""
_MINDED: Final = {
    "es": word_set(
        "parece rio reirme reimos risa pena rabia gracia verguenza pienso piensas pensarlo acuerdo "
        "recuerdo cuento cuentan contarlo duele sueño lloro emociono arrepiento entiendo comprendo rie recordamos "
        "alegro escalofrios lastima"
    ),
    "en": word_set(
        "think laugh laughs remember wonder dream miss smile smiles cry blush shudder cringe regret understand "
        "laughing makes thinking seems remind reminds grateful ashamed proud"
    ),
}


def _is_then(tokens: Sequence[Token], vote: Vote) -> bool:
    """ "Bajábamos todavía en camisón": a sentence of the past alone."""
    near = tokens[max(0, vote.at - _AROUND) : vote.at + _AROUND]
    sentence = [t for t in near if t.sentence == tokens[vote.at].sentence]
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
        if tokens[back].bare not in _OWN_BEFORE[language] or others(tokens, back, language):
            continue
        if language == "en" and tokens[at - 1].bare in _OWN_BEFORE["en"] and not hit[0].many:
            continue
        found.append(Vote(_TEEN_LOOKS[hit[0].look], SAID, back, at + 1))
    return found


def _duration_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """ "For thirty years", "veinte años de maestra": whoever counts years of something has grown up."""
    found = []
    for at in range(1, len(tokens)):
        number = number_at([t.bare for t in tokens[at : at + 3]], language)
        if number is None or not 5 <= number[0] <= 60:
            continue
        end, before = at + number[1], tokens[at - 1].bare
        if language == "en" and before == "for" and word_at(tokens, end) == "years":
            found.append(Vote(40, _ENOUGH_YEARS, at, end + 1))
        lasting = before in {"durante", "llevaba", "pase", "estuve", "trabaje"}
        of_work = word_at(tokens, end + 1) in {"trabajando", "de"}
        if language == "es" and word_at(tokens, end) == "años" and (lasting or of_work):
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
        led = words_before(tokens, at, 4)
        told = led[-1:] in (["fui"], ["trabaje"]) or led[-2:] in (["trabaje", "de"], ["trabajaba", "de"])
        if language == "es" and told:
            found.append(Vote(40, _ENOUGH_YEARS, at, at + 1))
        if language == "en" and {"i"} & set(led) and {"was", "worked"} & set(led) and {"a", "an", "as"} & set(led[-3:]):
            found.append(Vote(40, _ENOUGH_YEARS, at, at + 1))
    return found


def _year_votes(tokens: Sequence[Token], born: int | None, language: Language) -> list[Vote]:
    if born is None:
        return []
    found = []
    for at in range(len(tokens)):
        year, length = _year_at(tokens, at, language)
        if year is None or not born - 1 <= year <= born + 110:
            continue
        birth = {"naci", "nacio", "born", "nacimos"} & set(words_before(tokens, at, 5))
        if not birth:
            found.append(Vote(max(year - born, 0), SAID + 0.5, at, at + abs(length), exact=length > 0, year=year))
    return found


def _year_at(tokens: Sequence[Token], at: int, language: Language) -> tuple[int | None, int]:  # noqa: C901, PLR0911 - a cascade of rules
    """A year at a token and how many tokens it takes; a decade gives its middle and a negative length."""
    word = tokens[at].bare
    before = words_before(tokens, at, 3)
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
    season = before[-1:] == ["of"] and bool(_DATED["en"] & set(before))
    if (before[-1:] == ["in"] or season) and not word.isdigit():
        number = number_at([t.bare for t in tokens[at : at + 2]], "en")
        last = at + number[1] if number else at
        ends = last >= len(tokens) or tokens[last].after_pause or tokens[last].bare in _GOES_ON
        if number and 30 <= number[0] <= 99 and (season or ends):
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
    dated = before[-1:] == ["del"] and bool(_DATED["es"] & set(before))
    if not dated and (before[-1:] not in (["el"], ["del"]) or not {"año", "en", "alla", "por"} & set(before)):
        return None, 0
    number = number_at([t.bare for t in tokens[at : at + 3]], "es")
    if number and 20 <= number[0] <= 99 and word_at(tokens, at + number[1]) not in {"años", "por"}:
        return 1900 + number[0], number[1]
    return None, 0


_DATED: Final = {
    "es": word_set(
        "verano invierno otoño primavera navidad nochebuena nochevieja nevada nevadas riada inundacion helada heladas "
        "sequia temblor terremoto ciclon temporal huracan huelga mundial eurocopa olimpiada olimpiadas feria fiestas "
        "quinta quinto quintos reemplazo promocion cosecha vendimia crisis eclipse incendio gripe hambre boda semana"
    ),
    "en": word_set(
        "winter summer spring autumn flood floods strike snow snows freeze storm storms quake earthquake christmas "
        "class fire drought harvest gale gales heatwave eclipse hurricane crisis fog smog easter"
    ),
}
"""Happenings that are named by their year: "la nevada del cincuenta y seis", "the floods of fifty-three"."""
_GOES_ON: Final = word_set("i we he she they it our my the when there and that us mam mum dad")


def _is_decade(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """`los sesenta` is a decade unless "a los sesenta" tells an age."""
    if language == "en":
        return not {"my", "his", "her"} & set(words_before(tokens, at, 2))
    before, after = words_before(tokens, at, 3), word_at(tokens, at + 1)
    return before[-2:-1] != ["a"] and after not in {"años", "y", "ya"} and ("en" in before or "años" in before)


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
    ages = age_votes(tokens, language)
    ages += _duration_votes([] if ages else tokens, language) + life_decade_votes(tokens, language)
    years = [v for v in _year_votes(tokens, patient.born, language) if not any(a.at <= v.at < a.end for a in ages)]
    found = ages + years + _phrase_votes(tokens, language, denied) + _own_age_votes(tokens, language)
    found += _event_votes(tokens, patient.born, language) + present_votes(tokens, language)
    found += _trade_votes(tokens, language) + carer_votes(tokens, language) + family_votes(tokens, patient, language)
    found += school_votes(tokens, language)
    return sorted(found + _work_votes(tokens, patient), key=lambda vote: vote.at)
