"""Looks whether each learnt element came out like itself, and repaints the one that did not: only there, only it.

A repaint begins from the picture as it is (strength below 1), sees only one likeness, and is pasted back through a soft
mask: outside of it no pixel changes. The judge says whether it is better. After a few tries the therapist is told.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import torch
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from torch import Tensor

from assistant.composing import Blending
from assistant.elements import ACCEPTED
from assistant.ports import Judge
from assistant.story import Box, Doubt, Prompt, Value
from pipelines.injecting import wear
from pipelines.wardrobe import Worn, encoded, moved

SEED_STEP: Final = 7919
"""What a try's seed is further than the one before: a prime, so that tries of neighbouring seeds do not meet."""


class Repairs(Value):
    """How pictures are repaired. `padding` and `blur` are shares of the box's longer side."""

    tries: int = 2
    strength: float = 0.5
    padding: float = 0.25
    blur: float = 0.05

    def steps(self, steps: int) -> int:
        """The denoising steps of one repaint, where a whole picture takes so many."""
        return steps - min(int(steps * (1 - self.strength)), steps - 1)


class Crop(NamedTuple):
    """A square of the picture, in pixels, and whether it holds nearly all of it."""

    left: int
    top: int
    side: int
    nearly_all: bool

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.left + self.side, self.top + self.side


Repaint = Callable[[Image.Image, Image.Image, Worn, str, int], Image.Image]
"""Paints a square picture anew where its mask (0..255) is white: picture, mask, element, words, seed."""


def checkable(wearing: Sequence[Worn], judge: Judge | None) -> list[Worn]:
    """The elements that a judge can look for: they stand somewhere, and prints of its own tell them apart."""
    if judge is None:
        return []
    return [
        one
        for one in wearing
        if one.region.box is not None
        and one.likeness.prints
        and one.likeness.judge == judge.name
        and "identity" not in judge.blind_to(one.likeness.kind)
    ]


def is_like(png: bytes, one: Worn, others: Sequence[Worn], judge: Judge) -> tuple[bool, float]:
    """Whether the element is accepted in its box and no other of its kind is likelier there; the judge's sureness."""
    box, kind = one.region.box, one.likeness.kind
    own = judge.accepts(png, box=box, kind=kind, prints=one.likeness.prints)
    rivals = [
        judge.accepts(png, box=box, kind=kind, prints=other.likeness.prints)
        for other in others
        if other is not one and other.likeness.kind is kind
    ]
    return own >= ACCEPTED and own >= max(rivals, default=0.0), own


def repair(
    picture: Image.Image,
    wearing: Sequence[Worn],
    *,
    seed: int,
    judge: Judge,
    repaint: Repaint,
    to_png: Callable[[Image.Image], bytes],
    repairs: Repairs,
    blending: Blending,
    tried: Callable[[int], None] = lambda _number: None,
) -> tuple[Image.Image, tuple[Doubt, ...]]:
    """The picture with each element that could be checked as like itself as could be had, and what to tell about it.

    `tried` hears how many tries are over, made or spared. A repaint stays only where the judge is surer of it.
    """
    doubts: list[Doubt] = []
    seen, over = checkable(wearing, judge), 0
    for one in seen:
        accepted, sureness = is_like(to_png(picture), one, seen, judge)
        made = 0
        for number in range(1, repairs.tries + 1):
            if not accepted:
                made = number
                attempt = _repainted(
                    picture, one, seed=seed + SEED_STEP * number, repaint=repaint, repairs=repairs, blending=blending
                )
                better, surer = is_like(to_png(attempt), one, seen, judge)
                if better or surer > sureness:
                    picture, accepted, sureness = attempt, better, surer
            over += 1
            tried(over)
        if not accepted:
            doubts.append(Doubt(key="came_out_unlike", data={"name": one.likeness.name, "tries": str(made)}))
    return picture, tuple(doubts)


def _repainted(
    picture: Image.Image, one: Worn, *, seed: int, repaint: Repaint, repairs: Repairs, blending: Blending
) -> Image.Image:
    """The picture with one element painted anew; a `centred` painter sees it in the middle meanwhile."""
    box = one.region.box
    assert box is not None  # noqa: S101 - tells the type checker what the caller has seen to
    aside = moved(box, blending)
    if shift := round(aside * picture.width):
        there = ImageChops.offset(picture, shift, 0)
        region = one.region.model_copy(update={"box": box.model_copy(update={"left": box.left + aside})})
        painted = _repainted(
            there, one._replace(region=region), seed=seed, repaint=repaint, repairs=repairs, blending=blending
        )
        return ImageChops.offset(painted, -shift, 0)
    crop = crop_around(box, picture.size, padding=repairs.padding)
    mask = soft_mask(box, picture.size, blur=repairs.blur)
    words = one.region.words if crop.nearly_all and not blending.centred else one.region.alone
    painted = repaint(picture.crop(crop.corners), mask.crop(crop.corners), one, words, seed)
    whole = picture.copy()
    whole.paste(painted.resize((crop.side, crop.side), Image.Resampling.LANCZOS), crop.corners[:2])
    return Image.composite(whole, picture, mask)


def crop_around(box: Box, size: tuple[int, int], *, padding: float) -> Crop:
    """The square around a box with padding, moved and cut to lie in the picture of this size."""
    width, height = size
    across, down = box.width * width, box.height * height
    side = min(round(max(across, down) * (1 + 2 * padding)), width, height)
    left = round(box.left * width + (across - side) / 2)
    top = round(box.top * height + (down - side) / 2)
    return Crop(
        left=min(max(left, 0), width - side),
        top=min(max(top, 0), height - side),
        side=side,
        nearly_all=side >= 0.7 * max(width, height),
    )


def soft_mask(box: Box, size: tuple[int, int], *, blur: float) -> Image.Image:
    """White inside the box, black outside, with a soft edge; a whole picture's size."""
    width, height = size
    left, top = round(box.left * width), round(box.top * height)
    right, bottom = round((box.left + box.width) * width), round((box.top + box.height) * height)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rectangle((left, top, right - 1, bottom - 1), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(blur * max(right - left, bottom - top)))


def repainter(
    pipe: Any, prompt: Prompt, *, size: tuple[int, int], repairs: Repairs, went: Callable[[], None]
) -> Repaint:
    """A `Repaint` by the pipeline, at a size (width, height) that its autoencoder can make, wearing one likeness."""

    def repaint(picture: Image.Image, mask: Image.Image, one: Worn, words: str, seed: int) -> Image.Image:
        wear(pipe, [one.adapter])
        device = pipe._execution_device
        states = [encoded(pipe, told, one.adapter) for told in (words, one.region.negative)]
        painted = repaint_latents(
            pipe,
            _tensor(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)).to(device) * 2 - 1,
            _tensor(mask.resize(size)).to(device),
            words=states[0],
            away=states[1],
            steps=prompt.steps,
            strength=repairs.strength,
            guidance=prompt.guidance,
            seed=seed,
            went=went,
        )
        pixels = ((painted[0].float().cpu() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
        return Image.fromarray(pixels.permute(1, 2, 0).numpy())

    return repaint


def _tensor(picture: Image.Image) -> Tensor:
    """A picture as (1, channels, H, W), 0..1."""
    flat = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    return flat.reshape(1, picture.height, picture.width, -1).permute(0, 3, 1, 2).float() / 255


def repaint_latents(
    pipe: Any,
    picture: Tensor,
    mask: Tensor,
    *,
    words: Tensor,
    away: Tensor,
    steps: int,
    strength: float,
    guidance: float,
    seed: int,
    went: Callable[[], None] = lambda: None,
) -> Tensor:
    """Paint a picture (1, 3, H, W), -1..1, anew where its mask (1, 1, H, W), 0..1, is 1; the result is as large.

    `words` and `away` are text states (1, tokens, width). The first `1 - strength` of the steps are left out; what is
    outside of the mask is the picture's own at every step. `went` is called after every step.
    """
    scheduler = pipe.scheduler
    scheduler.set_timesteps(steps, device=picture.device)
    first = steps - Repairs(strength=strength).steps(steps)
    timesteps = scheduler.timesteps[first * scheduler.order :]
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(first * scheduler.order)
    scaling = pipe.vae.config.scaling_factor
    own = pipe.vae.encode(picture.to(pipe.vae.dtype)).latent_dist.mode() * scaling
    noise = torch.randn(own.shape, generator=torch.Generator("cpu").manual_seed(seed)).to(own)
    latents = scheduler.add_noise(own, noise, timesteps[:1])
    states = torch.cat([away, words]).to(own)
    mask = torch.nn.functional.interpolate(mask, size=own.shape[-2:], mode="area").to(own)
    for at, step in enumerate(timesteps):
        rows = scheduler.scale_model_input(torch.cat([latents, latents]), step)
        unasked, asked = pipe.unet(rows, step, encoder_hidden_states=states, return_dict=False)[0].chunk(2)
        latents = scheduler.step(unasked + guidance * (asked - unasked), step, latents, return_dict=False)[0]
        around = scheduler.add_noise(own, noise, timesteps[at + 1 : at + 2]) if at + 1 < len(timesteps) else own
        latents = mask * latents + (1 - mask) * around
        went()
    decoded: Tensor = pipe.vae.decode(latents / scaling, return_dict=False)[0]
    return decoded
