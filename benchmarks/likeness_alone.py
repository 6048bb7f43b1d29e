"""One learnt element at a time: likeness, prompt, copying and drift by arm; curves over steps; the chooser."""

from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.checkpoints import propose
from assistant.elements import ACCEPTED, Checkpoint, Method, Sample, Scores
from assistant.ports import LikenessAtHand
from assistant.story import Value
from benchmarks.likeness_bench import Bench, Learnt, questions_of
from benchmarks.likeness_questions import Naming, Question, kind_of, ordinary_others
from benchmarks.likeness_scores import Interval, bootstrap, hits
from benchmarks.likeness_studio import Taught
from pipelines.judging import copies, scores_of
from pipelines.storybook.characters import Character, company
from pipelines.storybook.schooling import png_of

Arm = Literal["class", "words", "lora", "dreambooth", "drawn", "drawn through the autoencoder"]
ARMS: tuple[tuple[Arm, Naming], ...] = (
    ("class", "class"), ("words", "words"), ("lora", "token"), ("dreambooth", "token"), ("drawn", "token"),
    ("drawn through the autoencoder", "token"),
)  # fmt: skip


class ArmFigures(Value):
    """Shares of one arm with their intervals; None where the arm has nothing to count."""

    identity: Interval | None
    fidelity: Interval | None
    copying: Interval | None
    drift: Interval | None = None


class ChooserFigures(Value):
    """How often the proposed step was within 2 % of the best, what was proposed, and the mean curves over steps."""

    share: float
    chosen: dict[str, int]
    curves: dict[str, dict[str, float]]


def learn_all(bench: Bench) -> dict[str, Learnt]:
    """Learn every character both ways and choose among the steps of its LoRA as the app does."""
    learnt: dict[str, Learnt] = {}
    for at in bench.each("learning", bench.cast):
        character = bench.cast[at]
        bar = bench.progress.add_task(character.name, total=1)

        def tell(done: int, of: int, bar: object = bar) -> None:
            bench.progress.update(bar, completed=done, total=of)  # type: ignore[arg-type]  # rich's own task id

        prints = bench.known(character)
        thin, full = (bench.settings(character, method) for method in (Method.LORA, Method.DREAMBOOTH))
        lora = tuple(bench.desk.learn(character, thin, bench.steps(thin), prints=prints, tell=tell))
        whole = bench.desk.learn(character, full, [full.steps], prints=prints, tell=tell)
        chosen = chosen_of(bench, character, lora)
        learnt[character.name] = Learnt(lora=lora, chosen=chosen, dreambooth=whole[0])
        bench.progress.remove_task(bar)
    return learnt


def chosen_of(bench: Bench, character: Character, lora: Sequence[Taught]) -> Taught:
    """The step that the app proposes, by the scores of its own judge."""
    points = [
        Checkpoint(
            step=one.step,
            media_id=one.at_hand.id,
            sha256=one.at_hand.sha256,
            scores=grid_scores(bench, character, one),
        )
        for one in lora
    ]
    proposed = propose(points)
    return next(one for one in lora if one.step == proposed)


def grid_scores(bench: Bench, character: Character, taught: Taught) -> Scores:
    """What the app's judge says of a step's grid of samples."""
    asked = questions_of(bench, character, seed="grid", count=bench.extent.grid)
    painted, plain = _painted(bench, asked, taught.at_hand)
    return bench.judge.score(bench.trial(character, painted, plain))


def independent_scores(bench: Bench, character: Character, taught: Taught) -> Scores:
    """What the independent judge says of other pictures of the same step."""
    asked = questions_of(bench, character, seed="asked", count=bench.extent.grid)
    painted, plain = _painted(bench, asked, taught.at_hand)
    trial = bench.trial(character, painted, plain).model_copy(update={"prints": bench.references(character)})
    return scores_of(bench.independent, trial, fidelity=bench.independent.fidelity(painted))


def _painted(bench: Bench, asked: Sequence[Question], worn: LikenessAtHand) -> tuple[list[Sample], list[Sample]]:
    """Each question by the token, and every second one by the plain class word, the likeness on."""
    named = [bench.sample(one, bench.ask(one, "token", [worn])) for one in asked]
    plain = [bench.sample(one, bench.ask(one, "class", [worn])) for one in asked[::2]]
    return named, plain


def measure_alone(bench: Bench, learnt: Mapping[str, Learnt]) -> dict[str, ArmFigures]:
    """Every arm on the same questions."""
    figures = {}
    for arm, naming in ARMS:
        identity: list[list[float]] = []
        fidelity: list[list[float]] = []
        copying: list[list[float]] = []
        drift: list[list[float]] = []
        for at in bench.each(arm, bench.cast):
            character = bench.cast[at]
            worn = _worn(arm, learnt[character.name])
            asked = questions_of(bench, character)
            painted = [bench.sample(one, _picture(bench, arm, naming, one, worn)) for one in asked]
            bench.show(arm.replace(" ", "-"), painted[0].png)
            identity.append(accepted(bench, character, painted))
            fidelity.append([float(seen) for sample in painted for seen in bench.independent.found(sample)])
            copying.append([float(is_copy) for is_copy in _copies(bench, character, painted)])
            if worn:
                plain = [bench.sample(one, bench.ask(one, "class", worn)) for one in asked]
                drift.append(accepted(bench, character, plain))
        figures[arm] = ArmFigures(
            identity=bootstrap(identity),
            fidelity=bootstrap(fidelity),
            copying=None if arm.startswith("drawn") else bootstrap(copying),
            drift=bootstrap(drift),
        )
    return {str(arm): told for arm, told in figures.items()}


def _worn(arm: Arm, learnt: Learnt) -> list[LikenessAtHand]:
    match arm:
        case "lora":
            return [learnt.chosen.at_hand]
        case "dreambooth":
            return [learnt.dreambooth.at_hand]
        case _:
            return []


def _picture(bench: Bench, arm: Arm, naming: Naming, question: Question, worn: Sequence[LikenessAtHand]) -> bytes:
    if not arm.startswith("drawn"):
        return bench.ask(question, naming, worn)
    drawn = company(bench.cast_of(question), question.view, ordinary_others(question))
    return png_of(drawn) if arm == "drawn" else bench.desk.through_autoencoder(drawn)


def accepted(bench: Bench, character: Character, samples: Sequence[Sample]) -> list[float]:
    """1 for each picture that the independent judge takes for the character, else 0."""
    prints, kind = bench.references(character), kind_of(character)
    return [
        float(bench.independent.accepts(one.png, box=one.box, kind=kind, prints=prints) >= ACCEPTED) for one in samples
    ]


def _copies(bench: Bench, character: Character, samples: Sequence[Sample]) -> list[bool]:
    return copies([one.png for one in samples], bench.desk.photographs(character))


def measure_chooser(bench: Bench, learnt: Mapping[str, Learnt]) -> ChooserFigures:
    """Whether the proposed steps score within 2 % of the best by the independent judge, and its mean curves."""
    good, chosen = [], {}
    curves: dict[str, dict[int, list[float]]] = {"identity": {}, "fidelity": {}, "copying": {}, "drift": {}}
    for at in bench.each("curve over steps", bench.cast):
        character = bench.cast[at]
        known = learnt[character.name]
        told = {one.step: independent_scores(bench, character, one) for one in known.lora}
        for step, scores in told.items():
            for name, curve in curves.items():
                curve.setdefault(step, []).append(getattr(scores, name))
        good.append(hits(known.chosen.step, {step: scores.overall for step, scores in told.items()}))
        chosen[character.name] = known.chosen.step
    means = {
        name: {str(step): sum(values) / len(values) for step, values in sorted(curve.items())}
        for name, curve in curves.items()
    }
    return ChooserFigures(share=sum(good) / len(good), chosen=chosen, curves=means)
