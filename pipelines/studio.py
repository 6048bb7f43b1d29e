"""Where a loaded pipeline paints: plainly, with one learnt element, with several in regions. Then it looks it over."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from assistant.composing import Blending
from assistant.errors import ModelTrouble
from assistant.ports import Judge, LikenessAtHand, Picture, Progress
from assistant.story import Doubt, Prompt
from pipelines.fitting import fitted
from pipelines.labelling import DigitalSource, saved
from pipelines.repairing import Repairs, checkable, repainter, repair
from pipelines.wardrobe import Wardrobe, Worn, asked_of, worn


class Progressing:
    """Counts denoising steps for whoever listens; steps that are spared are jumped over."""

    def __init__(self, tell: Progress, of: int) -> None:
        self._tell, self._of = tell, of
        self.done = 0

    def step(self) -> None:
        """One more step is done."""
        self.reach(self.done + 1)

    def reach(self, done: int) -> None:
        """So many steps are done."""
        self.done = min(done, self._of)
        self._tell(self.done, self._of)


@dataclass(frozen=True)
class Studio:
    """A loaded pipeline at work. `grain` are the pixels of one latent's side, `threads` 0 for as many as before.

    Without a `judge` nothing is looked over.
    """

    wardrobe: Wardrobe
    name: str
    grain: int
    threads: int
    judge: Judge | None
    blending: Blending
    repairs: Repairs

    def paint(
        self, prompt: Prompt, *, seeds: Sequence[int], progress: Progress, likenesses: Sequence[LikenessAtHand] = ()
    ) -> list[Picture]:
        """See `assistant.ports.Painter.paint`."""
        start = time.perf_counter()
        wearing = worn(self.wardrobe, prompt, likenesses)
        _, cut = fitted(self.wardrobe.pipe.tokenizer, prompt.positive)
        done = Progressing(progress, of=prompt.steps + len(seeds) * self._most_repairs(prompt, wearing))
        painted = self._sampled(prompt, wearing, seeds, done)
        whole = [self._looked_over(*one, prompt, wearing, done) for one in zip(painted, seeds, strict=True)]
        seconds = (time.perf_counter() - start) / max(1, len(seeds))
        return [
            Picture(png=_png(image), seed=seed, seconds=seconds, cut=cut, doubts=doubts)
            for (image, doubts), seed in zip(whole, seeds, strict=True)
        ]

    def _sampled(
        self, prompt: Prompt, wearing: Sequence[Worn], seeds: Sequence[int], done: Progressing
    ) -> list[Image.Image]:
        pipe, blending = self.wardrobe.pipe, self.blending

        def told(_pipe: object, _step: int, _time: object, _state: dict[str, Any]) -> dict[str, Any]:
            done.step()
            return {}

        with self._at_work(), asked_of(pipe, prompt, wearing, blending=blending, candidates=len(seeds)) as asked:
            width, height = self._size(prompt)
            painted = pipe(
                **asked,
                width=width,
                height=height,
                num_inference_steps=prompt.steps,
                # On the processor, so that a seed gives one picture whatever the device and the batch.
                generator=[torch.Generator("cpu").manual_seed(seed) for seed in seeds],
                callback_on_step_end=told,
                output_type="pil",
            )
        return list(painted.images)

    def _most_repairs(self, prompt: Prompt, wearing: Sequence[Worn]) -> int:
        """Denoising steps that looking one picture over may take."""
        return len(checkable(wearing, self.judge)) * self.repairs.tries * self.repairs.steps(prompt.steps)

    def _looked_over(
        self, image: Image.Image, seed: int, prompt: Prompt, wearing: Sequence[Worn], done: Progressing
    ) -> tuple[Image.Image, tuple[Doubt, ...]]:
        """The picture, repaired where an element came out unlike itself, and what is to be said about it.

        A judge that cannot be used is no reason to have no picture: then nothing is looked over.
        """
        if self.judge is None or not checkable(wearing, self.judge):
            return image, ()
        pipe, steps = self.wardrobe.pipe, self.repairs.steps(prompt.steps)
        tries_before = (done.done - prompt.steps) // steps

        def tried(number: int) -> None:
            done.reach(prompt.steps + (tries_before + number) * steps)

        with contextlib.suppress(ModelTrouble), self._at_work():
            return repair(
                image,
                wearing,
                seed=seed,
                judge=self.judge,
                repaint=repainter(pipe, prompt, size=self._size(prompt), repairs=self.repairs, went=done.step),
                to_png=_png,
                repairs=self.repairs,
                blending=self.blending,
                tried=tried,
            )
        return image, ()

    def _size(self, prompt: Prompt) -> tuple[int, int]:
        """Width and height as the autoencoder can make them."""
        width, height = (
            max(self.grain, round(pixels / self.grain) * self.grain) for pixels in (prompt.width, prompt.height)
        )
        return width, height

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """Without gradients, with this machine's threads; what the device cannot hold is ModelTrouble."""
        try:
            with torch.inference_mode(), _threads(self.threads):
                yield
        except torch.OutOfMemoryError as why:
            raise ModelTrouble(model=self.name) from why
        finally:
            self.wardrobe.pipe.maybe_free_model_hooks()


def _png(image: Image.Image) -> bytes:
    return saved(image, DigitalSource.TRAINED_MODEL)


@contextlib.contextmanager
def _threads(number: int) -> Iterator[None]:
    """Work with this many threads (0: as many as before), and give the other models theirs back."""
    before = torch.get_num_threads()
    torch.set_num_threads(number or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
