"""The scenes that training looks at: drawn and described without end, and kept a while to be looked at again."""

import copy
import random
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset
from transformers import CLIPTokenizer

from pipelines.storybook.captions import caption, dislikes
from pipelines.storybook.cast import Person, Scene, attributes
from pipelines.storybook.latents import PATCH, PatchAutoencoder
from pipelines.storybook.scenes import draw, spots, think_up

EMPTY_SHARE = 0.1
"""Share of captions left empty, so that guidance works; a third of them hold only words of dislike."""

PERSON_COUNTS, OTHERS_COUNT = 2.0, 4.0
"""How much an error counts on a person, and on an animal or thing, when one on the background counts 1.

What the words name fills a tenth of a picture; learnt evenly, animals were blots when places were already right.
"""


def worker_chance(seed: int) -> random.Random:
    """Chance that differs between the workers of a DataLoader, and is the same for the same seed."""
    worker = torch.utils.data.get_worker_info()
    return random.Random(f"{seed}/{worker.id if worker else 0}")


class Drawing(IterableDataset[tuple[Tensor, str]]):
    """Endless scenes as latents (32, 16, 16) in half precision, each with its scene as JSON.

    Every worker draws its own. Latents travel, not pixels: they are a twelfth of the size.
    """

    def __init__(
        self, vae: PatchAutoencoder, seed: int, variety: float = 1.0, favoured: frozenset[str] = frozenset()
    ) -> None:
        """Start from a seed; a resumed run passes another one and so sees new scenes. The vae lies on the CPU.

        Every other scene has one of the `favoured` attributes, if there are any.
        """
        self._vae, self._seed, self._variety, self._favoured = vae, seed, variety, favoured

    def __iter__(self) -> Iterator[tuple[Tensor, str]]:
        chance = worker_chance(self._seed)
        while True:
            scene = think_up(chance, variety=self._variety)
            favours = self._favoured and chance.random() < 0.5
            while favours and not self._favoured.intersection(attributes(scene)):
                scene = think_up(chance, variety=self._variety)
            pixels = torch.from_numpy(np.array(draw(scene))).permute(2, 0, 1)[None]
            with torch.no_grad():
                latent = self._vae.code(pixels.float() / 127.5 - 1)[0].half()
            yield latent, scene.model_dump_json()


class Album:
    """Batches of latents and captions: `fresh` of each batch is newly drawn, the rest seen before, newly described."""

    def __init__(
        self,
        *,
        vae: PatchAutoencoder,
        device: str,
        seed: int,
        batch: int,
        fresh: float,
        workers: int,
        variety: float = 1.0,
        favoured: frozenset[str] = frozenset(),
        capacity: int = 40_000,
    ) -> None:
        """Latents are kept in half precision on the CPU, 16 KB each."""
        self._device, self._batch, self._capacity = device, batch, capacity
        self._chance = random.Random(seed)
        self._kept: list[tuple[Tensor, Scene]] = []
        self._new = max(1, round(batch * fresh))
        drawing = Drawing(copy.deepcopy(vae).to("cpu"), seed, variety, favoured)
        self._pages = iter(DataLoader(drawing, self._new, num_workers=workers, persistent_workers=workers > 0))

    def turn(self) -> tuple[Tensor, list[str], Tensor]:
        """The next batch: latents (batch, 32, 16, 16) on the device, their captions, and what errors count where."""
        chosen = self._draw()
        while len(chosen) < self._batch:
            chosen.append(self._chance.choice(self._kept) if self._kept else chosen[0])
        latents = torch.stack([latent for latent, _ in chosen]).to(self._device, torch.float32)
        counts = torch.stack([what_counts(scene, latents.shape[-1]) for _, scene in chosen]).to(self._device)
        return latents, [self._describe(scene) for _, scene in chosen], counts

    def _draw(self) -> list[tuple[Tensor, Scene]]:
        latents, scenes = next(self._pages)
        drawn = [(latent, Scene.model_validate_json(scene)) for latent, scene in zip(latents, scenes, strict=True)]
        for page in drawn:
            if len(self._kept) < self._capacity:
                self._kept.append(page)
            else:
                self._kept[self._chance.randrange(self._capacity)] = page
        return drawn

    def _describe(self, scene: Scene) -> str:
        if self._chance.random() < EMPTY_SHARE:
            return dislikes(self._chance) if self._chance.random() < 0.33 else ""
        return caption(scene, self._chance)


def what_counts(scene: Scene, side: int) -> Tensor:
    """How much an error counts in each of side x side cells of the latents; 1 on average."""
    counts = torch.ones(side, side)
    for subject, (left, top, right, bottom) in spots(scene):
        rows, columns = slice(top // PATCH, -(-bottom // PATCH)), slice(left // PATCH, -(-right // PATCH))
        counts[rows, columns] = PERSON_COUNTS if isinstance(subject, Person) else OTHERS_COUNT
    return counts / counts.mean()


def tokens(tokenizer: CLIPTokenizer, captions: list[str], device: str) -> Tensor:
    """Token ids (batch, 77), padded and cut as the pipeline does it."""
    encoded = tokenizer(
        captions, padding="max_length", max_length=tokenizer.model_max_length, truncation=True, return_tensors="pt"
    )
    ids: Tensor = encoded.input_ids
    return ids.to(device)
