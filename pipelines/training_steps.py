"""One training step: which pictures, how much noise, and what the denoiser is told about its answer.

Everything random comes from the seed and the number of the step, so that a training that was interrupted goes on
exactly as it would have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pipelines.training_data import Album


@dataclass(frozen=True)
class Batch:
    """What one step learns from. `prior` of the pictures, the last ones, are of the plain class.

    `latents` and `noise` (n, channels, height, width); `times` (n,), noise levels of the schedule.
    """

    latents: Tensor
    noise: Tensor
    times: Tensor
    captions: tuple[str, ...]
    prior: int


def batch_of(
    albums: Sequence[Album], priors: Sequence[Album], *, size: int, seed: int, step: int, levels: int
) -> Batch:
    """The batch of a step: elements take turns, every crop comes as often as any other, in shuffled order.

    With priors one picture of a class comes to every two of an element, at least one.
    """
    chance = torch.Generator().manual_seed(seed * 1_000_003 + step)
    chosen: list[tuple[Tensor, str]] = []
    for at in range(size):
        turn = step * size + at
        album = albums[turn % len(albums)]
        chosen.append(_nth(album, turn // len(albums), seed))
    prior = max(1, size // 2) if priors else 0
    for at in range(prior):
        turn = step * prior + at
        chosen.append(_nth(priors[turn % len(priors)], turn // len(priors), seed))
    latents = torch.stack([latent for latent, _ in chosen])
    noise = torch.randn(latents.shape, generator=chance)
    # One level from each of n equal stretches: the same mean over levels with less spread between steps.
    spread = (torch.randperm(len(chosen), generator=chance) + torch.rand(len(chosen), generator=chance)) / len(chosen)
    times = (spread * levels).long().clamp(max=levels - 1)
    return Batch(latents, noise, times, tuple(caption for _, caption in chosen), prior)


def _nth(album: Album, turn: int, seed: int) -> tuple[Tensor, str]:
    """The picture of a turn, when every round goes through the album in another order."""
    number, place = divmod(turn, len(album))
    order = torch.randperm(len(album), generator=torch.Generator().manual_seed(seed * 7919 + number))
    at = int(order[place])
    return album.latents[at], album.captions[at]


class Noising:
    """A scheduler's noise schedule, for epsilon, v and sample prediction, down to pure noise where it goes there."""

    def __init__(self, scheduler: Any) -> None:
        from diffusers import DDPMScheduler

        own = DDPMScheduler.from_config(scheduler.config)
        self.kind: str = own.config.prediction_type
        self.levels = int(own.config.num_train_timesteps)
        # Not own.alphas_cumprod: some samplers lift its last value above zero to divide by it.
        self.kept: Tensor = own.alphas_cumprod.double()

    def noised(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        """Latents with as much noise as their levels say."""
        signal, loud = self._shares(times, latents)
        return signal * latents + loud * noise

    def target(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        """What the denoiser should answer."""
        signal, loud = self._shares(times, latents)
        match self.kind:
            case "epsilon":
                return noise
            case "v_prediction":
                return signal * noise - loud * latents
            case _:
                return latents

    def weights(self, times: Tensor, gamma: float) -> Tensor:
        """Min-SNR weights (n,) of the squared errors (Hang et al. 2023); ones for gamma 0."""
        if gamma <= 0:
            return torch.ones(len(times), device=times.device)
        kept = self.kept.to(times.device)[times]
        ratio = kept / (1 - kept).clamp(min=1e-12)
        capped = ratio.clamp(max=gamma)
        match self.kind:
            case "epsilon":
                return (capped / ratio.clamp(min=1e-8)).float()
            case "v_prediction":
                return (capped / (ratio + 1)).float()
            case _:
                return capped.float()

    def _shares(self, times: Tensor, like: Tensor) -> tuple[Tensor, Tensor]:
        kept = self.kept.to(times.device)[times].view(-1, 1, 1, 1)
        return kept.sqrt().to(like.dtype), (1 - kept).sqrt().to(like.dtype)


def loss_of(answer: Tensor, batch: Batch, noising: Noising, *, min_snr: float, prior: float) -> Tensor:
    """The loss of a batch, a number: the mean over the elements' pictures plus `prior` times that of the classes'."""
    target = noising.target(batch.latents, batch.noise, batch.times)
    errors = (answer.float() - target.float()).square().flatten(1).mean(1) * noising.weights(batch.times, min_snr)
    own = len(errors) - batch.prior
    loss = errors[:own].mean()
    return loss + prior * errors[own:].mean() if batch.prior else loss
