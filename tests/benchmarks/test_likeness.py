"""The sums of the likeness benchmark, its questions, and one whole run with a tiny painter."""

from pathlib import Path

import pytest

from assistant.checkpoints import propose
from assistant.composing import SettingsFor, SettingsPolicy
from assistant.elements import Checkpoint, LearningSettings, Method, Scores
from assistant.story import Box, ElementKind
from benchmarks.likeness_questions import (
    Sampling,
    alone,
    boxes_of,
    companies,
    others_of,
    prompt_of,
    together,
    trios,
    words_of,
)
from benchmarks.likeness_scores import Stood, all_right, bootstrap, hits
from pipelines.scripted import ScriptedJudge
from pipelines.storybook.characters import photo_views, twelve

WOMAN, MAN, DOG, CHURCH = twelve()[0], twelve()[1], twelve()[6], twelve()[9]
LEFT, RIGHT = Box(left=0, top=0, width=0.5, height=1), Box(left=0.5, top=0, width=0.5, height=1)


class WhoIsWhere(ScriptedJudge):
    """A judge that was told how sure it is of whom in which box."""

    name = "told"

    def __init__(self, told: dict[tuple[str, float], float]) -> None:
        super().__init__()
        self._told = told

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: object) -> float:
        assert isinstance(prints, tuple)
        return self._told.get((str(prints[0][0]), box.left if box else -1.0), 0.0)


def stood(name: float, box: Box | None, kind: ElementKind = ElementKind.PERSON) -> Stood:
    return Stood(name=str(name), kind=kind, box=box, prints=((name,),))


def test_bootstrap_keeps_the_mean_and_widens_with_unlike_groups() -> None:
    alike = bootstrap([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    unlike = bootstrap([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    assert alike and unlike
    assert alike.mean == unlike.mean == 0.5
    assert alike.count == 6
    assert unlike.high - unlike.low > alike.high - alike.low
    assert alike == bootstrap([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    same = bootstrap([[1.0, 1.0], [1.0]])
    assert same and (same.low, same.mean, same.high) == (1.0, 1.0, 1.0)


def test_nothing_counted_gives_no_interval() -> None:
    assert bootstrap([]) is None
    assert bootstrap([[], []]) is None


def test_both_are_right_only_when_each_is_in_its_own_place() -> None:
    company = [stood(1.0, LEFT), stood(2.0, RIGHT)]
    told = {("1.0", 0.0): 0.8, ("2.0", 0.5): 0.7}
    assert all_right(b"", company, WhoIsWhere(told))
    assert not all_right(b"", company, WhoIsWhere({("1.0", 0.5): 0.8, ("2.0", 0.0): 0.7}))
    assert not all_right(b"", company, WhoIsWhere({**told, ("2.0", 0.5): 0.4}))


def test_nobody_may_look_more_like_the_other_than_like_oneself() -> None:
    company = [stood(1.0, LEFT), stood(2.0, RIGHT)]
    blended = {("1.0", 0.0): 0.8, ("2.0", 0.0): 0.9, ("2.0", 0.5): 0.9}
    assert not all_right(b"", company, WhoIsWhere(blended))
    dog = [stood(1.0, LEFT), stood(2.0, RIGHT, ElementKind.ANIMAL)]
    assert all_right(b"", dog, WhoIsWhere(blended))


def test_a_choice_is_good_within_two_hundredths_of_the_best() -> None:
    scores = {100: 1.0, 200: 1.55, 300: 1.57, 400: 1.2}
    assert hits(200, scores) and hits(300, scores)
    assert not hits(100, scores) and not hits(400, scores)
    assert hits(200, {100: -0.5, 200: -0.4}) and not hits(100, {100: -0.5, 200: -0.4})


def test_the_apps_proposal_is_held_to_an_independent_score() -> None:
    def point(step: int, identity: float) -> Checkpoint:
        scores = Scores(identity=identity, fidelity=0.5, copying=0, drift=0)
        return Checkpoint(step=step, media_id="m", sha256="0", scores=scores)

    proposed = propose([point(100, 0.9), point(200, 0.2)])
    assert proposed == 100
    assert not hits(proposed, {100: 0.9, 200: 1.4})


def test_questions_are_in_places_where_no_photo_was_taken() -> None:
    for one in twelve():
        photographed = {view.place for view in photo_views(one)}
        asked = alone(one, 20)
        assert len(asked) == 20
        assert asked == alone(one, 20) != alone(one, 20, seed="grid")
        assert not photographed & {question.place for question in asked}


def test_prompts_name_by_class_by_words_or_by_token() -> None:
    question = alone(WOMAN, 4)[1].model_copy(update={"place": "forest", "weather": "rain", "activity": "sitting"})
    prompts = {naming: prompt_of(question, [WOMAN], naming, Sampling()).positive for naming in ("class", "token")}
    assert prompts["class"] == "a woman, sitting, in the forest, rain, storybook illustration"
    assert prompts["token"] == "a ruvelo woman, sitting, in the forest, rain, storybook illustration"
    assert "green hair" in prompt_of(question, [WOMAN], "words", Sampling()).positive
    assert others_of(question, [WOMAN]) == ("forest", "rain", "sitting")


def test_in_regions_each_row_names_one_token_alone() -> None:
    question = together([(WOMAN, MAN)], 1)[0]
    prompt = prompt_of(question, [WOMAN, MAN], "token", Sampling(), regions=True)
    assert "ruvelo woman and a man" in prompt.regions[0].words
    assert "a woman and a tobrak man" in prompt.regions[1].words
    assert "ruvelo" not in prompt.generic and "tobrak" not in prompt.generic
    first, second = (region.box for region in prompt.regions)
    assert first and second and first.left + first.width <= second.left


def test_a_learnt_place_stands_behind() -> None:
    question = together([(WOMAN, CHURCH)], 1)[0]
    prompt = prompt_of(question, [WOMAN, CHURCH], "token", Sampling(), regions=True)
    assert prompt.regions[1].box is None
    assert "a ruvelo woman, a vintorre church" in prompt.positive
    assert boxes_of([WOMAN, CHURCH])[0] == boxes_of([WOMAN])[0]
    assert "forest" not in others_of(question.model_copy(update={"place": "forest"}), [WOMAN, CHURCH])


def test_pairs_of_every_sort_come_in_turn() -> None:
    sorts = ["+".join(one.look.kind for one in cast) for cast in companies(twelve())[:6]]
    assert sorts == ["person+person", "person+animal", "person+place"] * 2
    assert all(len(cast) == 3 for cast in trios(twelve()))
    assert trios([WOMAN]) == []
    assert together([], 5) == []


def test_words_of_a_question_without_anybody_still_say_where() -> None:
    question = alone(CHURCH, 2)[0]
    assert words_of(question, []).startswith("in the ")


@pytest.mark.tiny
def test_the_whole_benchmark_runs_with_a_tiny_painter_and_goes_on_where_it_was(tmp_path: Path) -> None:
    import io

    from rich.console import Console
    from rich.progress import Progress

    from benchmarks.likeness import figures_of, rows_of, teacher
    from benchmarks.likeness_bench import Bench, Extent
    from benchmarks.likeness_studio import Workbench
    from pipelines.judging import DrawnJudge
    from tests.pipelines.tiny_painter import save_tiny_painter

    weights = save_tiny_painter(tmp_path / "tiny")
    sparing = SettingsPolicy(width=32, height=32, by_subjects=(SettingsFor(up_to=99, steps=2, guidance=2.0),))
    (weights / "settings.json").write_text(sparing.model_dump_json(), encoding="utf-8")
    quick = LearningSettings(steps=2, batch=1, rank=2, class_pictures=1, random_crops=0, flips=False)
    full = quick.model_copy(update={"method": Method.DREAMBOOTH})
    extent = Extent(questions=1, grid=1, pairs=1, trios=1, stacked=1, marks=(0.5, 1.0), lora=quick, dreambooth=full)
    judge = DrawnJudge()
    bars = Progress(console=Console(file=io.StringIO()))

    def run() -> tuple[dict[str, object], float]:
        desk = Workbench(weights, tmp_path / "work", teacher=teacher, judge=judge)
        figures = figures_of(Bench(desk, (WOMAN, MAN), judge, judge, bars, extent))
        return figures, sum(file.stat().st_mtime for file in (tmp_path / "work").rglob("renders/*.png"))

    first, painted = run()
    keys = "identity fidelity_loss copying drift chooser_hits two_global two_stacked two_regions two_repaired"
    assert {*keys.split(), "three_regions", "seconds_learn", "seconds_plain", "seconds_regions", "device"} <= set(first)
    assert first["two_stacked"] is not None
    assert any("lora: identity" in str(row[0]) for row in rows_of(first))
    again, painted_again = run()
    assert painted_again == painted
    timed = {"seconds_plain", "seconds_regions", "megabytes_memory"}
    assert {k: v for k, v in again.items() if k not in timed} == {k: v for k, v in first.items() if k not in timed}
