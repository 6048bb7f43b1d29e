"""What several learnt elements cost: `python -m benchmarks.regions [--json] [--painter FOLDER]`.

Paints the same scene plainly, with one likeness, with two to four in regions, and with every region repainted as often
as may be, in one run on one loaded painter. The likenesses are random: time does not depend on what they know.
Figures are medians of seconds for one picture; ratios are against the plain one.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch

from assistant.composing import default_settings
from assistant.elements import Method
from assistant.ports import LikenessAtHand
from assistant.story import Box, ElementKind, Layout, Prompt, Region
from benchmarks.report import device, print_json, print_table
from pipelines.injecting import class_embedding, modules_of
from pipelines.likenesses import Adapter, LearntLikeness, LikenessNote, save_likeness
from pipelines.machine import inspect_machine, memory_plan
from pipelines.painting import DiffusersPainter, storybook_painter
from pipelines.scripted import ScriptedJudge
from pipelines.weights import Hashes

MOST: Final = 4
RANK: Final = 16
AIM: Final = "reported"
Figures = dict[str, float | int | str | None]


def random_likenesses(painter: DiffusersPainter, folder: Path) -> list[LikenessAtHand]:
    """Four files of random adapters on attention, at the usual rank."""
    pipe = painter.own_pipeline()
    return [at_hand(save_likeness(_random(pipe, painter, f"rnd{n}", n), folder / f"rnd{n}.safetensors"), painter)
            for n in range(MOST)]  # fmt: skip


def _random(pipe: Any, painter: DiffusersPainter, token: str, seed: int) -> LearntLikeness:
    chance = torch.Generator().manual_seed(seed)

    def adapter(layer: Any) -> Adapter:
        down = torch.randn(RANK, layer.in_features, generator=chance) * 0.01
        return Adapter(down=down, up=torch.randn(layer.out_features, RANK, generator=chance) * 0.01)

    layers = {
        "unet": (pipe.unet, ("to_q", "to_k", "to_v", "to_out.0")),
        "text": (pipe.text_encoder, ("q_proj", "v_proj")),
    }
    adapters = {
        part: {name: adapter(network.get_submodule(name)) for name in modules_of(network, endings)}
        for part, (network, endings) in layers.items()
    }
    note = LikenessNote(
        base=painter.name,
        base_hash=painter.hash,
        tokens=(token,),
        class_words=("man",),
        element_ids=(token,),
        rank=RANK,
    )
    return LearntLikeness(note, tokens={token: class_embedding(pipe, "man")}, adapters=adapters)


def at_hand(file: Path, painter: DiffusersPainter) -> LikenessAtHand:
    """A likeness file as the painter takes it, for a judge that never sees it."""
    return LikenessAtHand(
        id=file.stem,
        element_id=file.stem,
        name=file.stem,
        token=file.stem,
        class_word="man",
        kind=ElementKind.PERSON,
        method=Method.LORA,
        file=file,
        sha256=Hashes().of_file(file),
        base_hash=painter.hash,
        judge=ScriptedJudge.name,
        prints=((1.0,),),
    )


def prompt_for(likenesses: Sequence[LikenessAtHand], painter: DiffusersPainter, steps: int) -> Prompt:
    """As many men side by side in a town square, at the painter's own size, all at the same number of steps."""
    rules = painter.settings or default_settings()
    number = max(1, len(likenesses))

    def words(named: Sequence[LikenessAtHand]) -> str:
        men = [f"a {one.token} man" if one in named else "a man" for one in likenesses] or ["a man"]
        return f"{' and '.join(men)} in a town square, storybook illustration"

    regions = tuple(
        Region(
            element_id=one.element_id,
            words=words([one]),
            alone=f"a {one.token} man in a town square, storybook illustration",
            negative="blurry",
            box=Box(left=at / number, top=0.25, width=1 / number, height=0.7),
        )
        for at, one in enumerate(likenesses)
    )
    return Prompt(
        positive=words(likenesses),
        negative="blurry",
        steps=steps,
        guidance=4.0,
        width=rules.width,
        height=rules.height,
        style="storybook",
        generic=words([]),
        regions=regions,
    )


def seconds(painter: DiffusersPainter, likenesses: Sequence[LikenessAtHand], *, steps: int, rounds: int) -> float:
    """The median of the seconds of one picture. The first one, which loads and injects, does not count."""
    asked = prompt_for(likenesses, painter, steps)
    took = [
        painter.paint(
            asked, layout=Layout(background=""), seeds=[seed], progress=lambda _done, _of: None, likenesses=likenesses
        )[0].seconds
        for seed in range(rounds + 1)
    ]
    return statistics.median(took[1:])


def measure(weights: Path | None, *, steps: int, rounds: int) -> Figures:
    """All figures. Raises ModelMissing, ModelDamaged."""
    memory = memory_plan(inspect_machine(Path(tempfile.gettempdir())), 0.1)
    painter = DiffusersPainter(weights, memory=memory) if weights else storybook_painter(memory=memory)
    never = ScriptedJudge(sure=0.0)
    strict = (
        DiffusersPainter(weights, memory=memory, judge=never)
        if weights
        else storybook_painter(memory=memory, judge=never)
    )
    painter.check()
    figures: Figures = {"painter": painter.name, "steps": steps, "device": device()}
    with tempfile.TemporaryDirectory() as held:
        known = random_likenesses(painter, Path(held))
        figures["seconds_plain"] = plain = seconds(painter, [], steps=steps, rounds=rounds)
        for name, number in (("one", 1), ("regions", 2), ("regions_three", 3), ("regions_four", 4)):
            figures[f"seconds_{name}"] = seconds(painter, known[:number], steps=steps, rounds=rounds)
        figures["seconds_repaired"] = seconds(strict, known[:2], steps=steps, rounds=max(1, rounds // 2))
    for name in ("one", "regions", "regions_three", "regions_four", "repaired"):
        figures[f"ratio_{name}"] = float(figures[f"seconds_{name}"] or 0.0) / plain
    return figures


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="Time pictures with several learnt elements against plain ones.")
    parser.add_argument("--painter", type=Path, help="a diffusers folder; by default the painter that ships")
    parser.add_argument("--json", action="store_true", help="print one JSON object for a program")
    parser.add_argument("--steps", type=int, default=28)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    figures = measure(asked.painter, steps=asked.steps, rounds=asked.rounds)
    if asked.json:
        print_json(figures)
    else:
        rows = [(name, figure, AIM, None) for name, figure in figures.items() if name.startswith(("seconds", "ratio"))]
        print_table("one picture: plain, with learnt elements, repaired twice each", rows)


if __name__ == "__main__":
    main()
