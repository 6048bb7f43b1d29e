"""Reads a picture back into attributes: the judge of what the painter painted.

A small network trained on drawn scenes only. One part reads the whole picture (place, weather, style), the other a
96x208-pixel cut around each place where a subject can stand (who or what, in which clothes, doing what).

    python -m pipelines.storybook.classifier --minutes 8
"""

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pipelines.storybook.captions import COLOURLESS, weather_shows
from pipelines.storybook.cast import PLACES, STYLES, WEATHERS, Person, Scene
from pipelines.storybook.primer import KINDS, QUESTIONS, UNASKED, answers
from pipelines.storybook.scenes import COLOURED_OUTFITS, SLOTS, draw, think_up

WEIGHTS = Path(__file__).with_name("classifier.safetensors")
ABOUT_SUBJECT = QUESTIONS[3:10]
"""Answers per subject: kind, colour, outfit, activity, mood, glasses, hat."""

CUT_TOP, CUT_HEIGHT, CUT_WIDTH = 48, 208, 96
NAMES = ("place", "weather", "style", "kind", "colour", "outfit", "activity", "mood", "glasses", "hat")


def eye(widths: tuple[int, ...]) -> nn.Sequential:
    """An untrained stack of convolutions: pictures (n, 3, h, w) to (n, widths[-1], ...), halved once a width."""
    layers: list[nn.Module] = []
    for before, after in zip((3, *widths[:-1]), widths, strict=True):
        layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GroupNorm(4, after), nn.SiLU()]
        if after != widths[0]:
            layers += [nn.Conv2d(after, after, 3, padding=1), nn.SiLU()]
    return nn.Sequential(*layers)


class Classifier(nn.Module):
    """Two small convolutional readers, about half a million parameters."""

    def __init__(self) -> None:
        """Untrained."""
        super().__init__()
        self.whole = eye((16, 32, 48, 64))
        self.whole_heads = nn.Linear(64 * 16, sum(QUESTIONS[:3]))
        self.part = eye((16, 32, 64, 96))
        self.part_heads = nn.Linear(96 * 7 * 3, sum(ABOUT_SUBJECT))

    def forward(self, pictures: Tensor, cuts: Tensor) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        """Logits for pictures (n, 3, 64, 64) and cuts (m, 3, 104, 48), both in -1..1, one tensor per question."""
        whole = self.whole_heads(self.whole(pictures).flatten(1)).split(QUESTIONS[:3], dim=1)
        part = self.part_heads(self.part(cuts).flatten(1)).split(ABOUT_SUBJECT, dim=1)
        return whole, part


@dataclass(frozen=True)
class Seen:
    """What the classifier reads in a picture; `subjects` holds one name per place asked about, left to right."""

    place: str
    weather: str
    style: str
    subjects: tuple[str, ...]
    colours: tuple[int, ...]
    answers: tuple[tuple[int, ...], ...]


def as_tensor(picture: Image.Image) -> Tensor:
    """(3, 256, 256) in -1..1; other sizes are resized."""
    sized = picture.convert("RGB").resize((256, 256), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(sized)).permute(2, 0, 1).float() / 127.5 - 1


def small(pictures: Tensor) -> Tensor:
    """Pictures (n, 3, 256, 256) as the whole-picture reader wants them."""
    return nn.functional.avg_pool2d(pictures, 4)


def cut(picture: Tensor, left: int) -> Tensor:
    """The cut at a slot's left edge, (3, 104, 48)."""
    part = picture[:, CUT_TOP : CUT_TOP + CUT_HEIGHT, left : left + CUT_WIDTH]
    return nn.functional.avg_pool2d(part[None], 2)[0]


@torch.no_grad()
def look(classifier: Classifier, pictures: list[Image.Image], counts: list[int]) -> list[Seen]:
    """Read pictures; `counts` says how many subjects each should show, which fixes where to look."""
    tensors = torch.stack([as_tensor(picture) for picture in pictures])
    found = []
    for tensor, count in zip(tensors, counts, strict=True):
        cuts = [cut(tensor, left) for left in SLOTS[count]] or [cut(tensor, 80)]
        whole, part = classifier(small(tensor[None]), torch.stack(cuts))
        place, weather, style = (int(answer.argmax()) for answer in whole)
        told = torch.stack([answer.argmax(1) for answer in part], dim=1)[:count]
        found.append(
            Seen(
                place=PLACES[place],
                weather=WEATHERS[weather],
                style=STYLES[style],
                subjects=tuple(KINDS[int(row[0])] for row in told),
                colours=tuple(int(row[1]) for row in told),
                answers=tuple(tuple(int(value) for value in row) for row in told),
            )
        )
    return found


def _worn_out(pictures: Tensor) -> Tensor:
    """Blur and noise of random strength, as painted pictures have."""
    kernel = int(torch.randint(0, 3, ()))
    if kernel:
        pictures = nn.functional.avg_pool2d(pictures, 2 * kernel + 1, stride=1, padding=kernel, count_include_pad=False)
    return pictures + torch.randn_like(pictures) * torch.rand(len(pictures), 1, 1, 1) * 0.12


def _batch(chance: random.Random, count: int, *, kept_back: bool) -> tuple[list[Scene], Tensor]:
    scenes = [think_up(chance, kept_back=kept_back) for _ in range(count)]
    return scenes, torch.stack([as_tensor(draw(scene)) for scene in scenes])


def visible(scene: Scene) -> list[int]:
    """The answers that can be seen: no weather on a stage, no colours in grey pictures or under a white coat."""
    told = answers(scene)
    if not weather_shows(scene):
        told[1] = UNASKED
    for slot, subject in enumerate(scene.subjects):
        if not isinstance(subject, Person):
            continue
        if scene.style in COLOURLESS or subject.outfit not in COLOURED_OUTFITS:
            told[3 + 7 * slot + 1] = UNASKED
        if scene.style != "storybook":
            told[3 + 7 * slot + 4] = UNASKED
    return told


def _lesson(scenes: list[Scene], pictures: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    right = torch.tensor([visible(scene) for scene in scenes])
    cuts, told = [], []
    for scene, picture, answer in zip(scenes, pictures, right, strict=True):
        for slot, left in enumerate(SLOTS[len(scene.subjects)]):
            cuts.append(cut(picture, left))
            told.append(answer[3 + 7 * slot : 10 + 7 * slot])
        if not scene.subjects:
            cuts.append(cut(picture, 80))
            told.append(torch.tensor([0] + [UNASKED] * 6))
    return small(pictures), right[:, :3], torch.stack(cuts), torch.stack(told)


def teach(classifier: Classifier, *, minutes: float, seed: int = 5, batch: int = 32) -> None:
    """Train on drawn scenes for some minutes."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(classifier.parameters(), lr=2e-3, weight_decay=0.01)
    begun, steps = time.monotonic(), 0
    while (share := (time.monotonic() - begun) / (minutes * 60)) < 1:
        scenes, pictures = _batch(chance, batch, kept_back=steps % 5 == 0)
        pictures = _worn_out(pictures)
        wholes, right, cuts, told = _lesson(scenes, pictures)
        optimiser.param_groups[0]["lr"] = 2e-3 * min(1.0, (steps + 1) / 30, 2.5 * (1 - share) + 0.01)
        whole, part = classifier(wholes, cuts)
        loss = torch.stack(
            [
                nn.functional.cross_entropy(guess, right[:, index], ignore_index=UNASKED)
                for index, guess in enumerate(whole)
            ]
            + [
                nn.functional.cross_entropy(guess, told[:, index], ignore_index=UNASKED).nan_to_num()
                for index, guess in enumerate(part)
            ]
        ).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch left it untyped
        optimiser.step()
        steps += 1
        if steps % 50 == 0:
            print(f"classifier saw {steps * batch} scenes, loss {loss.item():.3f}", flush=True)


@torch.no_grad()
def examine(classifier: Classifier, *, count: int = 400, seed: int = 77) -> dict[str, float]:
    """Share of right answers per question on freshly drawn kept-back scenes."""
    scenes, pictures = _batch(random.Random(seed), count, kept_back=True)
    wholes, right, cuts, told = _lesson(scenes, pictures)
    whole, part = classifier(wholes, cuts)
    shares = {}
    for name, guess, wanted in zip(NAMES, [*whole, *part], [*right.T, *told.T], strict=True):
        asked = wanted != UNASKED
        shares[name] = float((guess.argmax(1)[asked] == wanted[asked]).float().mean())
    return shares


def keep(classifier: Classifier, file: Path = WEIGHTS) -> None:
    """Save in half precision."""
    save_file({name: value.half().contiguous() for name, value in classifier.state_dict().items()}, file)


def trained(file: Path = WEIGHTS) -> Classifier:
    """The shipped classifier. Raises OSError where its file is missing."""
    classifier = Classifier()
    classifier.load_state_dict({name: value.float() for name, value in load_file(file).items()})
    return classifier.eval()


def main() -> None:
    """Train, examine and save the classifier."""
    parser = argparse.ArgumentParser(description="Train the classifier that judges painted pictures.")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    classifier = Classifier()
    teach(classifier, minutes=asked.minutes)
    keep(classifier, asked.out)
    for name, share in examine(trained(asked.out)).items():
        print(f"{name}: {share:.3f}")


if __name__ == "__main__":
    main()
