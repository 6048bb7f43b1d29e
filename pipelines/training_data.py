"""What a training looks at: each photo's crops as latents, made once, so that no autoencoder runs while it learns."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from PIL import Image, ImageOps
from safetensors import safe_open
from torch import Tensor

from assistant.elements import LearningSettings, TrainingSet
from assistant.ports import Progress
from assistant.story import Box
from pipelines.training_crops import crops_of, opened
from pipelines.weights import write_tensors

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

ENCODED_AT_ONCE: Final = 4
PLACES: Final = (
    "in the park", "at the beach", "in a street", "in the garden", "in the kitchen", "in the living room",
    "in the forest", "in the town square", "in front of a house", "in the countryside", "at the market",
    "in the mountains",
)  # fmt: skip
"""Where the class is painted for prior preservation: many places, so that none of them becomes part of the class."""


@dataclass(frozen=True)
class Album:
    """Latents (n, channels, height, width) in single precision, scaled as the denoiser sees them, and their words."""

    latents: Tensor
    captions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.captions)


def pixels(image: Image.Image, box: Box, flip: bool, side: int) -> Tensor:
    """One crop as (3, side, side) in -1..1."""
    import numpy as np

    left, top = box.left * image.width, box.top * image.height
    corners = (left, top, left + box.width * image.width, top + box.height * image.height)
    corners = (max(0.0, corners[0]), max(0.0, corners[1]), min(image.width, corners[2]), min(image.height, corners[3]))
    piece = image.resize((side, side), Image.Resampling.LANCZOS, box=corners)
    piece = ImageOps.mirror(piece) if flip else piece
    return torch.from_numpy(np.asarray(piece, dtype="float32") / 127.5 - 1.0).permute(2, 0, 1)


def lessons_album(
    learnt: TrainingSet,
    settings: LearningSettings,
    pipe: "StableDiffusionPipeline",
    *,
    side: int,
    photo: Callable[[str], Path],
    cache: Path,
    progress: Callable[[], None],
) -> Album:
    """Every crop of an element's photos as latents, made once and kept in `cache`. Raises PhotoUnreadable."""
    asked = [
        learnt.model_dump_json(),
        settings.model_dump_json(include={"face_crops", "random_crops", "flips", "seed"}),
    ]
    key = hashlib.sha256("|".join([*asked, str(side)]).encode()).hexdigest()
    file = cache / f"lessons-{key[:24]}.safetensors"
    captions: list[str] = []
    pieces: list[Tensor] = []
    for lesson in learnt.lessons:
        image = None if file.exists() else opened(photo(lesson.media_id))
        size = image.size if image else (1, 1)
        crops = crops_of(lesson, settings, size)
        captions += [lesson.caption] * len(crops)
        if image is not None:
            pieces += [pixels(image, box, flip, side) for box, flip in crops]
    if file.exists():
        return Album(_read(file), tuple(captions))
    latents = _encoded(pipe, pieces, progress)
    _write(file, latents)
    return Album(latents, tuple(captions))


def _encoded(pipe: Any, pieces: Sequence[Tensor], progress: Callable[[], None]) -> Tensor:
    found = []
    vae = pipe.vae
    shift = getattr(vae.config, "shift_factor", None) or 0.0
    with torch.no_grad():
        for start in range(0, len(pieces), ENCODED_AT_ONCE):
            batch = torch.stack(list(pieces[start : start + ENCODED_AT_ONCE])).to(vae.device, vae.dtype)
            coded = vae.encode(batch).latent_dist.mode()
            found.append(((coded - shift) * vae.config.scaling_factor).float().cpu())
            progress()
    return torch.cat(found)


def class_album(
    class_word: str,
    count: int,
    pipe: "StableDiffusionPipeline",
    *,
    side: int,
    base_hash: str,
    steps: int,
    guidance: float,
    cache: Path,
    progress: Progress,
) -> Album:
    """The painter's own pictures of a class, as latents: painted once for all patients and kept in `cache`.

    A count larger than what is kept paints the missing ones. `pipe` must wear nothing.
    """
    file = cache / f"{base_hash[:16]}-{hashlib.sha256(class_word.encode()).hexdigest()[:16]}-{side}.safetensors"
    captions = [f"a {class_word} {PLACES[number % len(PLACES)]}" for number in range(count)]
    known = _read(file)[:count] if file.exists() else None
    done = [] if known is None else [known]
    start = 0 if known is None else len(known)
    for first in range(start, count, ENCODED_AT_ONCE):
        progress(first, count)
        asked = captions[first : min(count, first + ENCODED_AT_ONCE)]
        seeds = [torch.Generator("cpu").manual_seed(10_000 + first + at) for at in range(len(asked))]
        with torch.no_grad():
            painted = pipe(
                prompt=asked, height=side, width=side, num_inference_steps=steps, guidance_scale=guidance,
                generator=seeds, output_type="latent",
            )  # fmt: skip
        done.append(painted.images.float().cpu())
    latents = torch.cat(done)
    if start < count:
        _write(file, latents)
    return Album(latents, tuple(captions))


def _read(file: Path) -> Tensor:
    with safe_open(str(file), "pt") as kept:
        latents: Tensor = kept.get_tensor("latents")
    return latents


def _write(file: Path, latents: Tensor) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_tensors(file, {"latents": latents}, metadata={})
