"""Tells drawn characters apart: a small network that learns from strangers what makes somebody the same again.

It looks where the classifier looks (a 96 x 208-pixel cut around a place where a subject can stand; the whole picture
for a building) and gives 64 numbers of length 1. Two pictures of one character lie close together.

    python -m pipelines.storybook.verifier --minutes 3
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from assistant.elements import Framing
from pipelines.storybook.cast import PEOPLE, Person, Subject
from pipelines.storybook.characters import (
    Character,
    any_view,
    company,
    ordinary,
    photos,
    portray,
    sibling,
    stranger,
    views,
)
from pipelines.storybook.classifier import CUT_HEIGHT, CUT_TOP, CUT_WIDTH, eye
from pipelines.storybook.looks import Look
from pipelines.storybook.scenes import SLOTS

WEIGHTS: Final = Path(__file__).with_name("verifier.safetensors")
WIDTH: Final = 64
Sort = Literal["figure", "place"]
MARGIN: Final = 8
"""Pixels that a figure may stand aside of its place; lessons are cut this much wider on each side."""

NEAREST: Final = 3
"""A picture is held against the mean of its so many nearest prints."""


class Verifier(nn.Module):
    """Two small convolutional readers, about half a million parameters."""

    def __init__(self) -> None:
        """Untrained."""
        super().__init__()
        self.eyes = nn.ModuleDict({"figure": eye((16, 40, 72, 96)), "place": eye((16, 32, 48, 64))})
        self.heads = nn.ModuleDict({"figure": nn.Linear(96 * 7 * 3, WIDTH), "place": nn.Linear(64 * 16, WIDTH)})

    def forward(self, pictures: Tensor, sort: Sort) -> Tensor:
        """Prints (n, 64) of cuts (n, 3, 104, 48) or of whole pictures of places (n, 3, 64, 64), in -1..1."""
        read: Tensor = self.heads[sort](self.eyes[sort](pictures).flatten(1))
        return nn.functional.normalize(read, dim=1)


@dataclass(frozen=True)
class Trained:
    """A trained verifier and what was measured by sort: thresholds, equal-error rates, share of siblings that pass."""

    network: Verifier
    threshold: dict[str, float]
    error: dict[str, float]
    siblings: dict[str, float]


def pixels(picture: Image.Image) -> Tensor:
    """(3, 256, 256) in -1..1; other sizes are resized."""
    sized = picture.convert("RGB").resize((256, 256), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(sized)).permute(2, 0, 1).float() / 127.5 - 1


def figure_cut(picture: Tensor, left: int, margin: int = 0) -> Tensor:
    """The cut at a left edge in pixels, halved; what lies outside of the picture repeats its edge."""
    wide = nn.functional.pad(picture[None], (64, 64, 0, 0), mode="replicate")[0]
    begin = left + 64 - margin
    part = wide[:, CUT_TOP : CUT_TOP + CUT_HEIGHT, begin : begin + CUT_WIDTH + 2 * margin]
    return nn.functional.avg_pool2d(part[None], 2)[0]


def place_cut(picture: Tensor) -> Tensor:
    """The whole picture as the reader of places wants it, (3, 64, 64)."""
    return nn.functional.avg_pool2d(picture[None], 4)[0]


def likeness(prints: Tensor, known: Tensor) -> Tensor:
    """How near each of prints (n, 64) is to the known ones (m, 64): mean cosine to its nearest, (n,)."""
    return (prints @ known.T).topk(min(NEAREST, len(known)), dim=1).values.mean(dim=1)


def worn_out(cuts: Tensor) -> Tensor:
    """Blur, noise, patchy colour, tint and light of random strength, as painted pictures have."""
    reach = int(torch.randint(0, 3, ()))
    if reach:
        cuts = nn.functional.avg_pool2d(cuts, 2 * reach + 1, stride=1, padding=reach, count_include_pad=False)
    gain = 1 + 0.12 * torch.randn(len(cuts), 3, 1, 1) * torch.rand(len(cuts), 1, 1, 1)
    shift = 0.1 * torch.randn(len(cuts), 1, 1, 1)
    high, wide = cuts.shape[2:]
    patches = torch.randn(len(cuts), 3, -(-high // 8), -(-wide // 8)) * torch.rand(len(cuts), 1, 1, 1) * 0.15
    cuts = cuts + nn.functional.interpolate(patches, scale_factor=8)[:, :, :high, :wide]
    return cuts * gain + shift + torch.randn_like(cuts) * torch.rand(len(cuts), 1, 1, 1) * 0.14


# The school: strangers, and nobody of the twelve


def family(chance: random.Random, sort: Sort, number: int) -> list[Character]:
    """`number` strangers, with one or two siblings of each: the ones that are hard to tell apart."""
    found: list[Character] = []
    for at in range(number):
        kind: Literal["person", "animal", "place"] = (
            "place" if sort == "place" else "animal" if at % 4 == 0 else "person"
        )
        first = stranger(chance, kind, f"{kind}{at}")
        found += [first, *(sibling(chance, first) for _ in range(chance.choice((1, 2))))]
    found += [one for word in (*PEOPLE[1:], "dog") if sort == "figure" and (one := ordinary(chance, word))]
    return found


def seen_once(chance: random.Random, character: Character) -> Tensor:
    """One cut of the character somewhere: alone or in company, now and then a closer photo."""
    view = any_view(chance)
    if chance.random() < 0.25:
        near = view.model_copy(update={"framing": chance.choice((Framing.WAIST_UP, Framing.CLOSE_UP))})
        picture, left = pixels(portray(character, near)), 80
    else:
        beside = [Person(who=chance.choice(PEOPLE), activity=view.activity) for _ in range(chance.choice((0, 0, 1, 2)))]
        others: tuple[Subject, ...] = tuple(beside)
        picture = pixels(company([character], view, others))
        left = SLOTS[len(others) + 1][0]
        if chance.random() < 0.5 and character.look.kind != "place":
            picture, left = picture.flip(2), 256 - CUT_WIDTH - left
    return place_cut(picture) if character.look.kind == "place" else figure_cut(picture, left, MARGIN)


def lessons(chance: random.Random, cast: list[Character], each: int) -> tuple[Tensor, Tensor]:
    """`each` cuts of everybody in the cast, as bytes, and who they show."""
    cuts, who = [], []
    for at, character in enumerate(cast):
        for _ in range(each):
            cuts.append(((seen_once(chance, character) + 1) * 127.5).round().clamp(0, 255).byte())
            who.append(at)
    return torch.stack(cuts), torch.tensor(who)


def jittered(cuts: Tensor, sort: Sort) -> Tensor:
    """Cuts as floats in -1..1, at their size, a little aside of their place."""
    floats = cuts.float() / 127.5 - 1
    if sort == "place":
        across, down = (int(torch.randint(-3, 4, ())) for _ in range(2))
        return torch.roll(floats, (down, across), (2, 3))
    across = int(torch.randint(0, MARGIN + 1, ()))
    down = int(torch.randint(-3, 4, ()))
    return torch.roll(floats[:, :, :, across : across + CUT_WIDTH // 2], down, 2)


SWAPS: Final = ((0, 1, 2), (2, 0, 1))
"""Orders of red, green and blue. Whoever is painted in another order is somebody else: strangers for nothing."""

SWAPS_FROM: Final = 0.4
"""The share of the time before swapped colours come: too many strangers at once, and nothing is learnt."""


def swapped(cuts: Tensor, who: Tensor, cast: int) -> tuple[Tensor, Tensor]:
    """A third of the cuts with swapped colours, and who they show then, 0 to `cast` times the number of SWAPS."""
    order = (torch.rand(len(cuts)) < 1 / 3).long()
    channels = torch.tensor(SWAPS)[order][:, :, None, None].expand_as(cuts)
    return cuts.gather(1, channels), who + cast * order


def teach(network: Verifier, sort: Sort, *, seconds: float, cast: list[Character], each: int, seed: int) -> int:
    """Learn to name every member of the cast (cosine softmax with a margin) for some seconds; returns the steps.

    Source of the loss: Wang et al. 2018, CosFace.
    """
    begun = time.monotonic()
    cuts, who = lessons(random.Random(seed), cast, each)
    print(f"{sort}: {len(cuts)} lessons of {len(cast)} drawn in {time.monotonic() - begun:.0f} s", flush=True)
    names = nn.Parameter(torch.randn(len(cast) * len(SWAPS), WIDTH))
    known = len(cast)
    learnt = [*network.eyes[sort].parameters(), *network.heads[sort].parameters(), names]
    optimiser = torch.optim.AdamW(learnt, lr=3e-3, weight_decay=0.02)
    begun, steps = time.process_time(), 0
    while (gone := (time.process_time() - begun) / seconds) < 1:
        chosen = torch.randint(0, len(cuts), (96,))
        optimiser.param_groups[0]["lr"] = 3e-3 * min(1.0, (steps + 1) / 20, 1.6 * (1 - gone) + 0.01)
        shown, named = jittered(cuts[chosen], sort), who[chosen]
        if gone > SWAPS_FROM:
            shown, named = swapped(shown, named, len(cast))
            known = len(names)
        cosines = network(worn_out(shown), sort) @ nn.functional.normalize(names[:known], dim=1).T
        margin = 0.15 * nn.functional.one_hot(named, known)
        loss = nn.functional.cross_entropy(18 * (cosines - margin), named)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch left it untyped
        optimiser.step()
        steps += 1
        if steps % 50 == 0:
            print(f"{sort}: {steps} steps, loss {loss.item():.3f}", flush=True)
    return steps


# The examination


@torch.no_grad()
def prints_of(network: Verifier, pictures: list[Image.Image], sort: Sort) -> Tensor:
    """Prints (n, 64) of photos that show somebody in the middle."""
    tensors = [pixels(picture) for picture in pictures]
    cuts = [place_cut(one) if sort == "place" else figure_cut(one, 80) for one in tensors]
    prints: Tensor = network(torch.stack(cuts), sort)
    return prints


REACH: Final = (-16, -8, 0, 8, 16)
"""Pixels aside of where somebody ought to stand at which he is looked for."""


@torch.no_grad()
def nearest(network: Verifier, picture: Tensor, known: Tensor, sort: Sort, lefts: tuple[int, ...]) -> float:
    """How near the picture (3, 256, 256) comes to the known prints at the best of the left edges, -1..1."""
    cuts = [place_cut(picture)] if sort == "place" else [figure_cut(picture, left) for left in lefts]
    return float(likeness(network(torch.stack(cuts), sort), known).max())


Who = Literal["same", "other", "sibling"]


def trials(network: Verifier, sort: Sort, *, count: int, seed: int) -> Iterator[tuple[Who, float]]:
    """Held-out strangers: who was shown, and how near it came. Others are of the same class, unusual and ordinary."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    for character in (one for one in family(chance, sort, count) if one.name and "'" not in one.name):
        known = prints_of(network, photos(character), sort)
        rival = stranger(chance, character.look.kind, "rival")
        if isinstance(character.look, Look):
            alike = rival.look.model_copy(update={"who": character.look.who})
            rival = Character(name="rival", class_word=character.class_word, look=alike)
        shown: list[tuple[Who, Character]] = [("same", character)] * 3
        shown += [("other", rival), ("other", stranger(chance, character.look.kind, "second rival"))]
        shown += [("other", one) for one in [ordinary(chance, character.class_word)] if one]
        for who, one in [*shown, ("sibling", sibling(chance, character))]:
            view = views(character, f"trial{chance.random()}", 1)[0]
            picture = worn_out(pixels(company([one], view))[None])[0]
            lefts = tuple(80 + aside for aside in REACH)
            yield who, nearest(network, picture, known, sort, lefts)


def examine(network: Verifier, sort: Sort, *, count: int = 32, seed: int = 1234) -> dict[str, float]:
    """The equal-error rate on held-out strangers, its threshold, and the share of siblings that pass it.

    Siblings, who share half of the looks, set no threshold: a likeness half right should not be refused as a stranger
    would be, and how often it passes is told.
    """
    told = list(trials(network.eval(), sort, count=count, seed=seed))
    error, threshold = equal_error([(who == "same", score) for who, score in told if who != "sibling"])
    siblings = [score >= threshold for who, score in told if who == "sibling"]
    return {"error": error, "threshold": threshold, "siblings": sum(siblings) / len(siblings), "trials": len(told)}


def equal_error(told: list[tuple[bool, float]]) -> tuple[float, float]:
    """(rate, threshold) where as many of the same are refused as others are taken for them.

    Raises ValueError where either is missing.
    """
    same = sorted(score for is_same, score in told if is_same)
    others = sorted(score for is_same, score in told if not is_same)
    if not same or not others:
        raise ValueError("an equal-error rate needs pictures of the same and of others")
    best = (2.0, 1.0, 0.0)
    for limit in sorted({*same, *others}):
        refused = sum(score < limit for score in same) / len(same)
        taken = sum(score >= limit for score in others) / len(others)
        best = min(best, (abs(refused - taken), (refused + taken) / 2, limit))
    return best[1], best[2]


def keep(network: Verifier, found: dict[str, dict[str, float]], file: Path = WEIGHTS) -> None:
    """Save in half precision, with what was measured."""
    weights = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(weights, file, metadata={"examined": json.dumps(found)})
    file.chmod(0o644)


def trained(file: Path = WEIGHTS) -> Trained:
    """The shipped verifier. Raises OSError where its file is missing."""
    network = Verifier()
    network.load_state_dict({name: value.float() for name, value in load_file(file).items()})
    with safe_open(str(file), "pt") as opened:
        told = json.loads(opened.metadata()["examined"])
    return Trained(
        network.eval(),
        threshold={sort: figures["threshold"] for sort, figures in told.items()},
        error={sort: figures["error"] for sort, figures in told.items()},
        siblings={sort: figures.get("siblings", 1.0) for sort, figures in told.items()},
    )


def main() -> None:
    """Train, examine and save the verifier."""
    parser = argparse.ArgumentParser(description="Train the network that tells drawn characters apart.")
    parser.add_argument("--minutes", type=float, default=3.0, help="of learning, beside the drawing")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--strangers", type=int, default=100)
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--school", default="", help="another word makes an independent verifier: other strangers")
    parser.add_argument("--examine", action="store_true", help="examine the weights of --out anew, without learning")
    asked = parser.parse_args()
    torch.manual_seed(len(asked.school) + 5)
    network = trained(asked.out).network if asked.examine else Verifier()
    found: dict[str, dict[str, float]] = {}
    sorts: tuple[tuple[Sort, float], ...] = (("figure", 0.75), ("place", 0.25))
    for sort, part in sorts:
        if not asked.examine:
            cast = family(random.Random(f"school {sort}{asked.school}"), sort, asked.strangers)
            each = asked.each if sort == "figure" else max(2, asked.each // 2)  # buildings take long to draw
            teach(network, sort, seconds=60 * asked.minutes * part, cast=cast, each=each, seed=11)
        found[sort] = examine(network, sort)
        network.train()
        print(f"{sort}: " + ", ".join(f"{name} {figure:.3f}" for name, figure in found[sort].items()), flush=True)
    keep(network, found, asked.out)


if __name__ == "__main__":
    main()
