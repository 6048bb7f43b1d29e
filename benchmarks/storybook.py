"""How well the storybook painter paints what it is asked: read back by a classifier trained on drawn scenes.

`python -m benchmarks.storybook [--quick] [--json] [--weights DIR] [--gold FILE --profiles FILE] [--sheet out.png]`

Every prompt asks for a combination of attributes that was never drawn together in training. A share counts only what
a prompt names: the place of all, the person's age and gender where there is one, both where there are two, and so on.
`*_unguided` repeats the shares at guidance 1. See docs/storybook.md for the novelty check and the memories.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import torch
from diffusers import StableDiffusionPipeline
from PIL import Image

from assistant.composing import SettingsPolicy
from benchmarks.report import device, print_json, print_table, wilson
from benchmarks.storybook_memories import MemoryFigures, score_memories
from pipelines.storybook.captions import COLOURLESS, plain_caption, weather_shows
from pipelines.storybook.cast import COLOURS, Animal, Person, Scene
from pipelines.storybook.classifier import Classifier, Seen, as_tensor, examine, look, small, trained
from pipelines.storybook.export import weigh
from pipelines.storybook.refine import drawn_batch, measure
from pipelines.storybook.scenes import COLOURED_OUTFITS, contact_sheet, draw, think_up

WEIGHTS: Final = Path(__file__).parents[1] / "pipelines" / "storybook" / "weights"
STEPS: Final = 20
GUIDANCE: Final = 3.0
SHAPES: Final = (("person",), ("person", "animal"), ("person", "person"), ("person",), ("person", "thing"), ("animal",))
"""The companies of the prompts, in turn."""

AIMS: Final = {
    "classifier": 0.97, "place": 0.90, "person": 0.85, "animal": 0.85, "weather": 0.85, "two_people": 0.60,
    "clothes": 0.70, "style": 0.90, "memories": 0.60, "psnr": 27.0,
}  # fmt: skip
JUDGED: Final = ("place", "weather", "style", "kind", "colour")
"""The classifier's answers that the shares rest on; its own worst accuracy among them is reported."""


class Painted(NamedTuple):
    """A scene that was asked for, its picture and what the classifier saw."""

    scene: Scene
    picture: Image.Image
    seen: Seen


def questions(count: int, seed: int = 2024) -> list[Scene]:
    """Kept-back scenes in turn of SHAPES; the same for every run."""
    chance = random.Random(seed)
    asked: list[Scene] = []
    while len(asked) < count:
        scene = think_up(chance, kept_back=True)
        if tuple(subject.kind for subject in scene.subjects) == SHAPES[len(asked) % len(SHAPES)]:
            asked.append(scene)
    return asked


def paint(
    pipe: StableDiffusionPipeline, prompts: Sequence[str], *, guidance: float, seed: int = 0, batch: int = 4
) -> list[Image.Image]:
    """One picture per prompt, the seed of each its place in the list."""
    pictures: list[Image.Image] = []
    for begin in range(0, len(prompts), batch):
        part = list(prompts[begin : begin + batch])
        chances = [torch.Generator("cpu").manual_seed(seed + begin + index) for index in range(len(part))]
        pictures += pipe(part, num_inference_steps=STEPS, guidance_scale=guidance, generator=chances).images
    return pictures


def judge(painted: Sequence[Painted]) -> dict[str, tuple[int, int]]:
    """Right answers and questions per measure."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()

    def count(measure: str, is_right: bool) -> None:
        asked[measure] += 1
        right[measure] += is_right

    for scene, _, seen in painted:
        count("place", seen.place == scene.place)
        count("style", seen.style == scene.style)
        if weather_shows(scene):
            count("weather", seen.weather == scene.weather)
        if len(scene.people) == 2:
            count("two_people", seen.subjects == tuple(person.who for person in scene.people))
        for subject, name, colour in zip(scene.subjects, seen.subjects, seen.colours, strict=True):
            match subject:
                case Person() if len(scene.people) == 1:
                    count("person", name == subject.who)
                    if subject.outfit in COLOURED_OUTFITS and scene.style not in COLOURLESS:
                        count("clothes", COLOURS[colour] == subject.colour)
                case Animal():
                    count("animal", name == subject.name)
                case _:
                    pass
    return {measure: (right[measure], asked[measure]) for measure in asked}


def ask(
    pipe: StableDiffusionPipeline, classifier: Classifier, scenes: Sequence[Scene], guidance: float
) -> list[Painted]:
    """Paint the scenes' captions and read the pictures."""
    pictures = paint(pipe, [plain_caption(scene) for scene in scenes], guidance=guidance)
    seen = look(classifier, pictures, [len(scene.subjects) for scene in scenes])
    return [Painted(*row) for row in zip(scenes, pictures, seen, strict=True)]


@torch.no_grad()
def novelty(painted: Sequence[Painted], classifier: Classifier, *, album: int) -> dict[str, float]:
    """How far painted pictures are from `album` training scenes, against unseen drawn scenes (1 = as far as those).

    `pixels` and `features` are mean distances to the nearest training scene, divided by the same mean for drawn
    kept-back scenes; `copies` is the share of painted pictures nearer than half the nearest of those.
    """
    known = drawn_batch(random.Random(0), album)
    unseen = torch.stack([as_tensor(draw(painting.scene)) for painting in painted])
    pictures = torch.stack([as_tensor(painting.picture) for painting in painted])

    def nearest(batch: torch.Tensor, *, features: bool) -> torch.Tensor:
        sides = [small(part) for part in (batch, known)]
        if features:
            sides = [classifier.whole(side) for side in sides]
        return torch.cdist(sides[0].flatten(1), sides[1].flatten(1)).min(dim=1).values

    pixels, limit = nearest(pictures, features=False), nearest(unseen, features=False)
    features, usual = nearest(pictures, features=True), nearest(unseen, features=True)
    return {
        "pixels": float(pixels.mean() / limit.mean()),
        "features": float(features.mean() / usual.mean()),
        "copies": float((pixels < 0.5 * limit.min()).float().mean()),
        "compared_with": float(album),
    }


def seconds(pipe: StableDiffusionPipeline, pictures: int) -> float:
    """Seconds for some candidates of one prompt in one call, the better of two tries."""
    tries = []
    for _ in range(2):
        begun = time.perf_counter()
        pipe(
            "an old man and a dog in the snowy forest",
            num_inference_steps=STEPS,
            guidance_scale=GUIDANCE,
            num_images_per_prompt=pictures,
        )
        tries.append(time.perf_counter() - begun)
    return min(tries)


def figures_of(asked: argparse.Namespace) -> dict[str, object]:
    """Run everything that the command line asks for."""
    pipe = StableDiffusionPipeline.from_pretrained(asked.weights).to(asked.device)
    pipe.set_progress_bar_config(disable=True)
    classifier = trained()
    own = examine(classifier, count=150 if asked.quick else 400)
    scenes = questions(60 if asked.quick else asked.prompts)
    guided = ask(pipe, classifier, scenes, GUIDANCE)
    plain = judge(ask(pipe, classifier, scenes, 1.0))
    parameters, sizes = weigh(asked.weights)
    figures: dict[str, object] = {"classifier": min(own[name] for name in JUDGED), "classifier_each": own}
    for name, (right, of) in judge(guided).items():
        figures[name] = right / of
        figures[f"{name}_interval"] = wilson(right, of)
        figures[f"{name}_unguided"] = plain[name][0] / plain[name][1]
    memories: MemoryFigures | None = None
    if asked.gold and asked.profiles:
        settings = SettingsPolicy.model_validate_json((asked.weights / "settings.json").read_text(encoding="utf-8"))
        memories = score_memories(pipe, classifier, asked.gold, asked.profiles, settings=settings, limit=len(scenes))
    figures |= {
        "memories": memories.share if memories else None,
        "memories_detail": memories.model_dump() if memories else None,
        "novelty": novelty(guided[:60], classifier, album=300 if asked.quick else 2000),
        "psnr": measure(pipe.vae, asked.device),
        "seconds_one": seconds(pipe, 1),
        "seconds_two": seconds(pipe, 2),
        "parameters": parameters,
        "megabytes": sum(sizes) / 1e6,
        "device": device() if asked.device == "cpu" else torch.cuda.get_device_name(0),
        "prompts": len(scenes),
    }
    if asked.sheet:
        shown = guided[:30]
        contact_sheet([one.picture for one in shown], [plain_caption(one.scene) for one in shown]).save(asked.sheet)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the storybook painter on combinations it never saw.")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--quick", action="store_true", help="60 prompts")
    parser.add_argument("--prompts", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--gold", type=Path, help="labelled memories, for the share of nouns it can paint")
    parser.add_argument("--profiles", type=Path, help="the patients of the labelled memories")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--sheet", type=Path, help="write a sheet of painted pictures")
    asked = parser.parse_args()
    if not (asked.weights / "model_index.json").exists():
        parser.error(f"there is no painter in {asked.weights}; docs/storybook.md tells how to train one")
    figures = figures_of(asked)
    if asked.json:
        print_json(figures)
        return
    rows: list[tuple[str, float | int | str | None, str, bool | None]] = []
    for name, figure in figures.items():
        if not isinstance(figure, float | int | str):
            continue
        aim = AIMS.get(name)
        reached = None if aim is None or isinstance(figure, str) else figure >= aim
        rows.append((name, figure, "" if aim is None else f">= {aim}", reached))
    print_table("storybook painter", rows)


if __name__ == "__main__":
    main()
