"""When in a life a memory plays, by rules: ages and years that were said, school, wedding, grandchildren, present tense.

Every clue votes for an age. Where clues of several stages stand in one memory, the picture shows the part that has
more to be seen, the later one when both have as much.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find, rows
from assistant.lexicon.numbers import decade_of, number_at
from assistant.story import Language, LifeStage, Patient, Span
from assistant.words import Token, bare, tokens_of

STRONG: Final = 3.0
_ENOUGH: Final = 1.5
_CHILD_UNTIL: Final = 14
_BABY_UNTIL: Final = 2


class Vote(NamedTuple):
    """A clue at tokens [at, end): the age it speaks for, in years, and how strongly (3: it was said)."""

    age: int
    weight: float
    at: int
    end: int
    exact: bool = False
    year: int | None = None


class Timing(NamedTuple):
    """What the rules make of the time. `told` are the tokens [from, to) that are painted; `age` is the winning clue's."""

    stage: str | None
    age: int | None
    exact: bool
    year: int | None
    said_in: tuple[Span, ...]
    told: tuple[tuple[int, int], ...]


def stage_at(age: int, stages: Sequence[LifeStage]) -> str:
    """The key of the stage that an age in years belongs to."""
    return next((s.key for s in stages if s.until_age is None or age <= s.until_age), stages[-1].key)


Phrases = dict[str, list[tuple[tuple[str, ...], int, float]]]


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


def _phrase_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    phrases = _phrases(language)
    found: list[Vote] = []
    at = 0
    while at < len(tokens):
        step = 1
        for words, age, weight in phrases.get(tokens[at].bare, ()):
            here = tokens[at : at + len(words)]
            if tuple(t.bare for t in here) == words and not any(t.opens for t in here[1:]):
                found.append(Vote(age, weight, at, at + len(words)))
                step = len(words)
                break
        at += step
    return found


def _others(tokens: Sequence[Token], at: int, language: Language) -> str:
    """The look of the person whose age is told (`child`, `parent`…), when it is not the teller's own."""
    back = at
    while back > 0 and at - back < 6 and not tokens[back].after_pause:
        back -= 1
        if tokens[back].bare in {"yo", "i", "i'd", "i'm"}:
            return ""
        hit = find([tokens[back].bare], language)
        if hit is not None and hit[0].kind.value == "people" and hit[0].look in _RELATED:
            return hit[0].look
    return ""


_RELATED: Final = frozenset({"parent", "grand", "peer", "spouse", "child", "grandchild"})
_AGE_BEFORE: Final = {
    "es": frozenset({"tenia", "tendria", "tengo", "cumpli", "cumplia", "con", "los", "yo", "mis", "tuve", "teniendo",
                     "cumplir", "cumplidos", "de", "unos", "unas", "solo", "apenas", "cumplo"}),
    "en": frozenset({"was", "were", "at", "aged", "turned", "be", "age", "only", "just", "about", "i'm", "am", "nearly",
                     "barely", "i'd", "almost", "being", "around"}),
}  # fmt: skip
_NO_AGE_BEFORE: Final = frozenset({"hace", "durante", "por", "for", "after", "hacia", "despues", "cada", "every", "las",
                                   "the"})  # fmt: skip
_NO_AGE_AFTER: Final = frozenset(
    ["oclock", "o'clock", "pesetas", "duros", "kilos", "metros", "hijos", "hermanos", "hermanas", "hijas", "veces", "horas", "dias", "meses", "semanas", "minutos", "miles", "pounds", "shillings", "children", "brothers", "sisters", "times", "hours", "days", "months", "weeks", "minutes", "feet", "pence", "years'", "weeks'", "de", "kilometros", "personas", "people", "gallinas", "vacas", "ovejas", "in", "of", "and", "pairs"]
)


def _age_votes(tokens: Sequence[Token], language: Language) -> list[Vote]:
    found = []
    for at in range(len(tokens)):
        number = number_at([t.bare for t in tokens[at : at + 3]], language)
        if number is None or number[0] > 109:
            continue
        age, length = number
        end = at + length
        after = tokens[end].bare if end < len(tokens) and not tokens[end].after_pause else ""
        before = tokens[at - 1].bare if at and not tokens[at].after_pause else ""
        years = after in {"años", "añitos", "years", "year"}
        if before in _NO_AGE_BEFORE or not _tells_age(before, after, years, age, tokens, end, language):
            continue
        look = _others(tokens, at, language)
        vote = _age_vote(age, look, at, end + years)
        if vote is not None:
            found.append(vote)
    return found


def _tells_age(
    before: str, after: str, years: bool, age: int, tokens: Sequence[Token], end: int, language: Language
) -> bool:
    if language == "es":
        if before not in _AGE_BEFORE["es"] or age < 2:
            return False
        return years or (after not in _NO_AGE_AFTER and before in {"tenia", "tendria", "cumpli", "los", "yo", "tengo"}
                         and age > 3)  # fmt: skip
    if years:
        old = end + 1 < len(tokens) and tokens[end + 1].bare in {"old", "of"}
        return old or before in {"at", "aged"}
    noun = find([after], "en") if after else None
    return before in _AGE_BEFORE["en"] and after not in _NO_AGE_AFTER and age > 1 and noun is None


def _age_vote(age: int, look: str, at: int, end: int) -> Vote | None:
    if not look:
        return Vote(age, STRONG + 1, at, end, exact=True)
    if look == "child":
        return Vote(min(28 + age, 60), 2.5, at, end)
    if look == "grandchild":
        return Vote(74, STRONG, at, end)
    return Vote(max(age, 3), 2.0, at, end) if look == "peer" else None


def _year_votes(tokens: Sequence[Token], born: int | None, language: Language) -> list[Vote]:
    if born is None:
        return []
    found = []
    for at, token in enumerate(tokens):
        year, length = _year_at(tokens, at, language)
        if year is None or not born - 1 <= year <= born + 110:
            continue
        birth = {"naci", "nacio", "born", "nacimos"} & {t.bare for t in tokens[max(0, at - 5) : at]}
        if not birth and token.bare:
            decade = year % 10 == 5 and length < 0
            found.append(Vote(max(year - born, 0), STRONG + 0.5, at, at + abs(length), exact=not decade, year=year))
    return found


def _year_at(tokens: Sequence[Token], at: int, language: Language) -> tuple[int | None, int]:
    """A year at a token and how many tokens it takes; a decade gives its middle and a negative length."""
    word = tokens[at].bare
    if len(word) == 4 and word.isdigit() and word[:2] in {"19", "20"}:
        following = tokens[at + 1].bare if at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end else ""
        return (int(word) + 5, -1) if following == "s" else (int(word), 1)
    before = [t.bare for t in tokens[max(0, at - 3) : at]]
    decade = decade_of(word, language)
    if decade is not None and before and before[-1] in {"años", "los", "the"} and _is_decade(tokens, at, language):
        return 1905 + decade, -1
    if language == "es" and before[-1:] in (["el"], ["del"]) and {"año", "en", "verano", "invierno"} & set(before):
        number = number_at([t.bare for t in tokens[at : at + 3]], language)
        if number and 20 <= number[0] <= 99:
            return 1900 + number[0], number[1]
    if language == "en" and word == "nineteen":
        number = number_at([t.bare for t in tokens[at + 1 : at + 3]], language)
        if number and 10 <= number[0] <= 99:
            return 1900 + number[0], number[1] + 1
    if language == "en" and word.isdigit() and len(word) == 2 and before[-1:] == ["in"] and "'" in tokens[at].before:
        return 1900 + int(word), 1
    return None, 0


def _is_decade(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """`los sesenta` is a decade unless "a los sesenta" tells an age."""
    if language == "en":
        return not {"my", "his", "her"} & {t.bare for t in tokens[max(0, at - 2) : at]}
    before = [t.bare for t in tokens[max(0, at - 3) : at]]
    after = tokens[at + 1].bare if at + 1 < len(tokens) else ""
    return before[-2:-1] != ["a"] and after not in {"años", "y"} and ("en" in before or "años" in before)


_PAST: Final = {
    "es": ("aba", "aban", "abas", "ía", "ían", "íamos", "ábamos", "aron", "ieron", "ó"),
    "en": ("ed",),
}
_PAST_WORDS: Final = {
    "es": frozenset(["fui", "fue", "fueron", "era", "eran", "éramos", "iba", "iban", "íbamos", "hubo", "tuve", "hice", "hizo", "vino", "dio", "estuve", "estuvo", "me", "gané", "compré", "empecé", "llegué", "llevé", "puse", "dije", "vi"]) - {"me"},
    "en": frozenset(["was", "were", "had", "did", "went", "came", "took", "got", "gave", "saw", "ran", "sat", "stood", "ate", "sang", "bought", "brought", "wore", "rode", "drove", "won", "met", "told", "said", "kept", "fell", "felt", "knew", "left", "found", "made", "used", "would", "wrote", "taught", "swam", "could", "couldn't", "didn't"]),
}  # fmt: skip


def _is_past(token: Token, language: Language) -> bool:
    return token.lower in _PAST_WORDS[language] or (len(token.lower) > 3 and token.lower.endswith(_PAST[language]))


def _present_vote(tokens: Sequence[Token], language: Language) -> list[Vote]:
    """A memory in the present tense alone is told of today."""
    present = [at for at, token in enumerate(tokens) if token.bare in clues("present verbs", language)]
    present = [at for at in present if tokens[at].bare not in {"me", "como", "hace"}]
    past = [token for token in tokens if _is_past(token, language)]
    if present and not past:
        return [Vote(74, 2.5, present[0], present[0] + 1)]
    return []


def votes(tokens: Sequence[Token], patient: Patient, language: Language) -> list[Vote]:
    """Every clue to the time, in the order of the text."""
    ages = _age_votes(tokens, language)
    years = [v for v in _year_votes(tokens, patient.born, language) if not any(a.at <= v.at < a.end for a in ages)]
    phrases = [v for v in _phrase_votes(tokens, language) if not _asked(tokens, v)]
    found = ages + years + phrases + _present_vote(tokens, language)
    return sorted(found, key=lambda vote: vote.at)


def _asked(tokens: Sequence[Token], vote: Vote) -> bool:
    """A relative who is asked for ("¿dónde está mi madre?") tells nothing of the time."""
    near = {t.bare for t in tokens[max(0, vote.at - 4) : vote.at]}
    return vote.weight < 2 and bool({"donde", "where", "where's", "dile", "tell"} & near)


def read_time(tokens: Sequence[Token], *, patient: Patient, language: Language, shown: Sequence[int] = ()) -> Timing:
    """The stage by rules. `shown` are the tokens of things that are present: they decide between two times."""
    found = votes(tokens, patient, language)
    everything = ((0, len(tokens)),)
    if not found:
        return Timing(None, None, False, None, (), everything)
    strong = [vote for vote in found if vote.weight >= 2.5 or (vote.weight >= 2 and vote.age > 70)]
    stages = {stage_at(vote.age, patient.stages) for vote in strong}
    if len(stages) > 1:
        return _of_two_times(tokens, strong, patient, shown)
    totals: dict[str, float] = {}
    for vote in found:
        key = stage_at(vote.age, patient.stages)
        totals[key] = max(totals.get(key, 0.0), vote.weight) + 0.1 * (key in totals)
    best = max(totals, key=lambda key: totals[key])
    if totals[best] < _ENOUGH:
        return Timing(None, None, False, None, (), everything)
    return _decided(tokens, [v for v in found if stage_at(v.age, patient.stages) == best], best, everything)


def _decided(tokens: Sequence[Token], mine: Sequence[Vote], stage: str, told: tuple[tuple[int, int], ...]) -> Timing:
    top = max(mine, key=lambda vote: vote.weight)
    exact = next((vote for vote in mine if vote.exact), None)
    year = next((vote.year for vote in mine if vote.year), None)
    spans = tuple(Span(start=tokens[v.at].start, end=tokens[v.end - 1].end) for v in mine[:6])
    age = exact.age if exact else top.age
    sure = exact is not None or top.weight >= STRONG
    return Timing(stage, age, sure, year, spans, told)


def _of_two_times(tokens: Sequence[Token], strong: Sequence[Vote], patient: Patient, shown: Sequence[int]) -> Timing:
    """Cut the text where the stage changes; the stretch with more to be seen is painted, the last at a tie."""
    cuts: list[tuple[int, str]] = []
    for vote in strong:
        stage = stage_at(vote.age, patient.stages)
        if not cuts:
            cuts.append((0, stage))
        elif cuts[-1][1] != stage:
            cuts.append((_clause_start(tokens, vote.at), stage))
    ends = [start for start, _ in cuts[1:]] + [len(tokens)]
    seen: dict[str, int] = {}
    for (start, stage), end in zip(cuts, ends, strict=True):
        seen[stage] = seen.get(stage, 0) + sum(1 for at in shown if start <= at < end)
    last = {stage: at for at, (_, stage) in enumerate(cuts)}
    best = max(seen, key=lambda stage: (seen[stage], last[stage]))
    told = tuple((start, end) for (start, stage), end in zip(cuts, ends, strict=True) if stage == best)
    mine = [vote for vote in strong if stage_at(vote.age, patient.stages) == best]
    return _decided(tokens, mine, best, told)


def _clause_start(tokens: Sequence[Token], at: int) -> int:
    while at > 0 and not tokens[at].after_pause:
        at -= 1
    return at


def own_look(age: int | None, *, woman: bool | None) -> str | None:
    """The class word that a said age asks for: a child is no young man. None where the element's own word fits."""
    if age is None or age > _CHILD_UNTIL:
        return None
    if age < _BABY_UNTIL:
        return "baby"
    return {True: "girl", False: "boy", None: "child"}[woman]


def is_woman(patient: Patient) -> bool | None:
    """What the class words of the patient's own elements say; None when they say nothing."""
    words = {word for e in patient.elements if e.kind.value == "self" for word in bare(e.class_word).split()}
    if words & {"woman", "girl", "lady"}:
        return True
    return False if words & {"man", "boy", "gentleman"} else None
