"""When in a life a memory plays, by rules over the clues that were said.

Where clues of several stages stand in one memory, the picture shows the part that has more to be seen, the later one
when both have as much.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.age_clues import NOW, SAID, Vote
from assistant.story import Language, LifeStage, Patient, Span
from assistant.time_clues import votes
from assistant.words import Token, bare

_ENOUGH: Final = 1.5
_CHILD_UNTIL: Final = 14
_BABY_UNTIL: Final = 2
_ELEMENT_WEIGHT: Final = 1.6
"""An element of one stage that takes part speaks for that stage, a little more than a parent does for childhood."""


class Timing(NamedTuple):
    """What the rules make of the time. `told` are the tokens [from, to) that are painted; `age` is the winning clue's.

    `sure` says that an age or a time of life was said, not concluded.
    """

    stage: str | None
    age: int | None
    sure: bool
    year: int | None
    said_in: tuple[Span, ...]
    told: tuple[tuple[int, int], ...]


class Shown(NamedTuple):
    """A thing that is present, at a token; `stage` is that of its element, if it has one."""

    at: int
    stage: str | None = None


def stage_at(age: int, stages: Sequence[LifeStage]) -> str:
    """The key of the stage that an age in years belongs to."""
    return next((s.key for s in stages if s.until_age is None or age <= s.until_age), stages[-1].key)


def _middle_age(stage: str, patient: Patient) -> int:
    """An age in the middle of a stage."""
    first = 0
    for each in patient.stages:
        last = each.until_age if each.until_age is not None else NOW + 10
        if each.key == stage:
            return (max(first, 16) + last) // 2 if first == 0 else (first + last) // 2
        first = last + 1
    return NOW


def read_time(
    tokens: Sequence[Token],
    *,
    patient: Patient,
    language: Language,
    shown: Sequence[Shown] = (),
    denied: Sequence[bool] = (),
) -> Timing:
    """The stage by rules. `shown` are the things that are present: they decide between two times."""
    found = votes(tokens, patient, language, denied)
    known = {stage.key for stage in patient.stages}
    found += [
        Vote(_middle_age(s.stage, patient), _ELEMENT_WEIGHT, s.at, s.at + 1)
        for s in shown
        if s.stage in known and s.stage
    ]
    everything = ((0, len(tokens)),)
    if not found:
        return Timing(None, None, False, None, (), everything)
    strong = _outspoken(tokens, found)
    if len({stage_at(vote.age, patient.stages) for vote in strong}) > 1:
        return _of_two_times(tokens, strong, patient, [s.at for s in shown])
    totals: dict[str, float] = {}
    for vote in sorted(found, key=lambda vote: -vote.weight):
        key = stage_at(vote.age, patient.stages)
        totals[key] = totals[key] + 0.1 if key in totals else vote.weight
    best = max(totals, key=lambda key: totals[key])
    if totals[best] < _ENOUGH:
        return Timing(None, None, False, None, (), everything)
    return _decided(tokens, [v for v in found if stage_at(v.age, patient.stages) == best], everything, patient)


def _outspoken(tokens: Sequence[Token], found: Sequence[Vote]) -> list[Vote]:
    """The clues that were said outright; an age or a year overrules what else is said in its sentence."""
    strong = [vote for vote in found if vote.weight >= 2.5 or (vote.weight > 2.1 and vote.age >= NOW)]
    exact = {tokens[vote.at].sentence for vote in strong if vote.exact}
    return [vote for vote in strong if vote.exact or tokens[vote.at].sentence not in exact or vote.age >= NOW]


def _decided(
    tokens: Sequence[Token], mine: Sequence[Vote], told: tuple[tuple[int, int], ...], patient: Patient
) -> Timing:
    top = max(mine, key=lambda vote: vote.weight)
    exact = next((vote for vote in mine if vote.exact), None)
    year = next((vote.year for vote in mine if vote.year), None)
    spans = tuple(
        Span(start=tokens[v.at].start, end=tokens[v.end - 1].end) for v in sorted(mine, key=lambda v: -v.weight)[:4]
    )
    age = exact.age if exact else top.age
    sure = exact is not None or (top.weight >= SAID and top.year is None)
    return Timing(stage_at(age, patient.stages), age, sure, year, spans, told)


def _of_two_times(tokens: Sequence[Token], strong: Sequence[Vote], patient: Patient, shown: Sequence[int]) -> Timing:
    """Cut the text where the stage changes; the stretch with more to be seen is painted, the last at a tie."""
    cuts: list[tuple[int, str]] = []
    for vote in strong:
        stage = stage_at(vote.age, patient.stages)
        if not cuts:
            cuts.append((0, stage))
        elif cuts[-1][1] != stage:
            cuts.append((max(_clause_start(tokens, vote.at), cuts[-1][0]), stage))
    ends = [start for start, _ in cuts[1:]] + [len(tokens)]
    seen: dict[str, int] = {}
    for (start, stage), end in zip(cuts, ends, strict=True):
        seen[stage] = seen.get(stage, 0) + sum(1 for at in shown if start <= at < end)
    last = {stage: at for at, (_, stage) in enumerate(cuts)}
    best = max(seen, key=lambda stage: (seen[stage], last[stage]))
    told = tuple((start, end) for (start, stage), end in zip(cuts, ends, strict=True) if stage == best)
    mine = [vote for vote in strong if stage_at(vote.age, patient.stages) == best]
    return _decided(tokens, mine, told, patient)


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
