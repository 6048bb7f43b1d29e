"""Two and three learnt elements in one picture: everybody right and in place, by four ways of painting them."""

from collections.abc import Mapping, Sequence

from assistant.elements import Method
from benchmarks.likeness_bench import Bench, Learnt
from benchmarks.likeness_questions import Question, prompt_of, together, trios
from benchmarks.likeness_scores import Interval, all_right, bootstrap
from benchmarks.likeness_studio import How, Taught, Workbench
from pipelines.storybook.characters import Character

WAYS: tuple[How, ...] = ("global", "regions", "repaired")


def measure_together(bench: Bench, learnt: Mapping[str, Learnt]) -> dict[str, Interval | None]:
    """The share of pairs with both right and in place: by way, and by way and sort of pair ("regions: person+dog")."""
    asked = bench.pairs()
    verdicts: dict[str, dict[tuple[str, ...], list[float]]] = {}
    for way in WAYS:
        for at in bench.each(f"two, {way}", asked):
            worn = [learnt[name].chosen.at_hand for name in asked[at].names]
            _note(bench, verdicts, way, asked[at], bench.ask(asked[at], "token", worn, way))
    some = _stackable(bench, asked)
    for at in bench.each("two, stacked", some):
        _note(bench, verdicts, "stacked", some[at], stacked_picture(bench, some[at], learnt))
    shares = {way: bootstrap(list(pairs.values())) for way, pairs in verdicts.items()}
    return {**dict.fromkeys((*WAYS, "stacked")), **shares}


def _note(
    bench: Bench,
    verdicts: dict[str, dict[tuple[str, ...], list[float]]],
    way: str,
    question: Question,
    png: bytes,
) -> None:
    right = float(all_right(png, bench.company(question), bench.independent))
    bench.show(f"two-{way}", png)
    sort = "+".join("dog" if one.look.kind == "animal" else one.look.kind for one in bench.cast_of(question))
    for name in (way, f"{way}: {sort}"):
        verdicts.setdefault(name, {}).setdefault(question.names, []).append(right)


def _stackable(bench: Bench, asked: Sequence[Question]) -> list[Question]:
    """The first questions whose pairs need few trainings on top of one another: each takes as long as any other."""
    most = max(1, bench.extent.stacked // 4)
    pairs = list(dict.fromkeys(one.names for one in asked))[:most]
    return [one for one in asked if one.names in pairs][: bench.extent.stacked]


def stacked_picture(bench: Bench, question: Question, learnt: Mapping[str, Learnt]) -> bytes:
    """The pair by the study's way: the second learnt by DreamBooth on top of the first one's weights."""
    first, second = bench.cast_of(question)
    desk, taught = stack(bench, learnt[first.name].dreambooth, second)
    prompt = prompt_of(question, [first, second], "token", desk.sampling(2))
    return desk.picture(prompt, question.seed, [taught.at_hand], "global")


def stack(bench: Bench, first: Taught, second: Character) -> tuple[Workbench, Taught]:
    """Learn the second character on the painter that the first one's full likeness left."""
    desk = bench.desk.stacked(first)
    settings = bench.settings(second, Method.DREAMBOOTH)
    return desk, desk.learn(second, settings, [settings.steps])[0]


def measure_trios(bench: Bench, learnt: Mapping[str, Learnt]) -> Interval | None:
    """The share of pictures of three with all right and in place, in regions and repaired."""
    casts = trios(bench.cast)
    asked = together(casts, bench.extent.trios) if casts else []
    verdicts: dict[tuple[str, ...], list[float]] = {}
    for at in bench.each("three", asked):
        worn = [learnt[name].chosen.at_hand for name in asked[at].names]
        png = bench.ask(asked[at], "token", worn, "repaired")
        bench.show("three", png)
        right = all_right(png, bench.company(asked[at]), bench.independent)
        verdicts.setdefault(asked[at].names, []).append(float(right))
    return bootstrap(list(verdicts.values()))
