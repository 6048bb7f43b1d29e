"""Whether learnt elements look like themselves, alone and together: on invented characters nobody taught the painter.

`python -m benchmarks.likeness [--quick] [--json] [--painter FOLDER] [--workdir DIR] [--sheets DIR] [--timing-sd15]`

Twelve characters are learnt from ten drawn photos each and painted in new places. A verifier trained on other
characters judges; another one, trained apart, is the app's own, which chooses checkpoints and repairs. What was learnt
and painted lies under the working folder, so that an interrupted run goes on. See docs/likeness.md.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant.ports import Learner
from benchmarks.likeness_alone import learn_all, measure_alone, measure_chooser
from benchmarks.likeness_bench import QUICK, Bench, Extent
from benchmarks.likeness_scores import Interval
from benchmarks.likeness_studio import Workbench
from benchmarks.likeness_together import measure_together, measure_trios
from benchmarks.report import device, print_json, print_table
from pipelines.judging import DrawnJudge
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter
from pipelines.storybook.characters import Character, twelve
from pipelines.training import DiffusersLearner

WEIGHTS: Final = Path(__file__).parents[1] / "pipelines" / "storybook" / "weights"
INDEPENDENT: Final = Path(__file__).with_name("likeness_verifier.safetensors")
QUICK_CAST: Final = ("ruvelo", "tobrak", "brukko")
AIMS: Final = {
    "identity": (">=", 0.85), "fidelity_loss": ("<=", 0.05), "drift": ("<=", 0.05), "chooser_hits": (">=", 10 / 12),
    "two_global": ("<=", 0.35), "two_regions": (">=", 0.80), "two_repaired": (">=", 0.90),
    "three_regions": (">=", 0.75),
}  # fmt: skip


def quick_cast() -> tuple[Character, ...]:
    """A woman, a man and a dog."""
    return tuple(one for one in twelve() if one.name in QUICK_CAST)


def figures_of(bench: Bench) -> dict[str, object]:
    """Everything that is measured; the keys of the command's JSON, with intervals and details beside them."""
    learnt = learn_all(bench)
    alone = measure_alone(bench, learnt)
    chooser = measure_chooser(bench, learnt)
    pairs = measure_together(bench, learnt)
    trios = measure_trios(bench, learnt)
    lora, plain = alone["lora"], alone["class"]
    figures: dict[str, object] = {
        "identity": _mean(lora.identity),
        "fidelity_loss": _gap(plain.fidelity, lora.fidelity),
        "copying": _mean(lora.copying),
        "drift": _mean(lora.drift),
        "chooser_hits": chooser.share,
        "two_global": _mean(pairs["global"]),
        "two_stacked": _mean(pairs["stacked"]),
        "two_regions": _mean(pairs["regions"]),
        "two_repaired": _mean(pairs["repaired"]),
        "three_regions": _mean(trios),
        **bench.timings(learnt),
        "device": device(),
        "arms": {name: arm.model_dump() for name, arm in alone.items()},
        "pairs": {name: share.model_dump() if share else None for name, share in pairs.items()},
        "trios": trios.model_dump() if trios else None,
        "curves": chooser.curves,
        "chosen": chooser.chosen,
        "verifier_errors": bench.errors(),
        "characters": len(bench.cast),
    }
    return figures


def _mean(interval: Interval | None) -> float | None:
    return interval.mean if interval else None


def _gap(before: Interval | None, after: Interval | None) -> float | None:
    return before.mean - after.mean if before and after else None


@contextmanager
def bars() -> Iterator[Progress]:
    """Progress bars on standard error, with the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(file=sys.stderr)) as progress:
        yield progress


def teacher(painter: DiffusersPainter, folder: Path) -> Learner:
    """Learns with all of this machine."""
    return DiffusersLearner(painter, folder=folder, memory=MemoryPlan())


def rows_of(figures: dict[str, object]) -> list[tuple[str, float | int | str | None, str, bool | None]]:
    """The table for people: every figure with its aim, and intervals below."""
    rows: list[tuple[str, float | int | str | None, str, bool | None]] = []
    for name, figure in figures.items():
        if not isinstance(figure, float | int | str | None):
            continue
        sign, aim = AIMS.get(name, ("", 0.0))
        reached = None
        if sign and isinstance(figure, float | int):
            reached = figure >= aim if sign == ">=" else figure <= aim
        rows.append((name, figure, f"{sign} {aim:.2f}" if sign else "", reached))
    arms = figures["arms"]
    assert isinstance(arms, dict)  # noqa: S101 - a plain dictionary that was made above
    for name, arm in arms.items():
        for measure, told in arm.items():
            if told:
                shown = f"{told['mean']:.3f} ({told['low']:.3f} to {told['high']:.3f})"
                rows.append((f"{name}: {measure}", shown, "", None))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure learnt likenesses on characters no painter has seen.")
    parser.add_argument("--painter", type=Path, default=WEIGHTS, help="a folder of weights")
    parser.add_argument("--workdir", type=Path, default=Path("likeness-work"), help="what is learnt and painted")
    parser.add_argument("--quick", action="store_true", help="3 characters, 6 prompts, 12 pairs")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sheets", type=Path, help="a folder for sheets of pictures")
    parser.add_argument("--timing-sd15", action="store_true", help="only the time of 1000 steps at 512 px, on a GPU")
    asked = parser.parse_args()
    if asked.timing_sd15:
        from benchmarks.likeness_timing import measure_sd15

        figures = measure_sd15(asked.workdir)
        print_json(figures) if asked.json else print_table("learning, Stable Diffusion 1.5's size", _flat(figures))
        return
    if not (asked.painter / "model_index.json").exists():
        parser.error(f"there is no painter in {asked.painter}; docs/storybook.md tells how to train one")
    if not INDEPENDENT.exists():
        parser.error(f"there is no {INDEPENDENT.name}; docs/likeness.md tells how to train the independent judge")
    judge, independent = DrawnJudge(), DrawnJudge(INDEPENDENT)
    with bars() as progress:
        desk = Workbench(asked.painter, asked.workdir, teacher=teacher, judge=judge)
        extent = QUICK if asked.quick else Extent()
        bench = Bench(desk, quick_cast() if asked.quick else twelve(), judge, independent, progress, extent)
        figures = figures_of(bench)
        if asked.sheets:
            bench.save_sheets(asked.sheets)
    if asked.json:
        print_json(figures)
    else:
        print_table("likenesses", rows_of(figures))


def _flat(figures: dict[str, object]) -> list[tuple[str, float | int | str | None, str, bool | None]]:
    return [(name, value, "", None) for name, value in figures.items() if isinstance(value, float | int | str | None)]


if __name__ == "__main__":
    main()
