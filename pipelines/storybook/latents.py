"""From pictures to latents and back: a linear patch code, and a small network that removes its block edges.

The linear part is computed, not trained (principal components of 16x16 patches), so the painter can start
learning at once; only the decoder's refiner is trained. It answers to the interface of `AutoencoderKL`.
"""

from typing import cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.autoencoders.vae import AutoencoderMixin, DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

PATCH = 16
CHANNELS = 32
FLATTENING = 0.7
"""Channel k's spread is (its deviation / the first's) ** this: 0 would whiten, 1 would leave the pixels' scale."""


class Refining(nn.Module):
    """A residual block of two 3x3 convolutions."""

    def __init__(self, width: int) -> None:
        """Keep `width` channels."""
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Same shape out as in."""
        return cast(Tensor, x + self.second(nn.functional.silu(self.first(nn.functional.silu(x)))))


class PatchAutoencoder(ModelMixin, AutoencoderMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """Pictures (batch, 3, H, W) in -1..1 to latents (batch, 32, H/16, W/16) and back; H and W multiples of 16."""

    _supports_gradient_checkpointing = False

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(  # noqa: PLR0917 - diffusers reads the settings from these arguments
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        latent_channels: int = CHANNELS,
        block_out_channels: tuple[int, ...] = (40, 40, 40, 40, 112),
        sample_size: int = 256,  # noqa: ARG002 - pipelines read it from the settings
        scaling_factor: float = 1.0,  # noqa: ARG002 - pipelines read it from the settings
        force_upcast: bool = False,  # noqa: ARG002 - pipelines read it from the settings
    ) -> None:
        """`block_out_channels` has five entries because pipelines read the factor 16 from its length."""
        super().__init__()
        fine, wide = block_out_channels[-2], block_out_channels[-1]
        self.analyse = nn.Conv2d(in_channels, latent_channels, PATCH, stride=PATCH)
        self.compose = nn.ConvTranspose2d(latent_channels, out_channels, PATCH, stride=PATCH)
        self.read = nn.Conv2d(latent_channels, wide, 3, padding=1)
        self.coarse = nn.Sequential(Refining(wide), Refining(wide))
        self.enlarge = nn.Sequential(nn.Conv2d(wide, fine * 4, 3, padding=1), nn.PixelShuffle(2))
        self.fine = nn.Sequential(Refining(fine), Refining(fine))
        self.correct = nn.Sequential(nn.Conv2d(fine, out_channels * 64, 3, padding=1), nn.PixelShuffle(8))
        self.smooth = nn.Sequential(
            nn.Conv2d(out_channels, 12, 3, padding=1), nn.SiLU(), nn.Conv2d(12, out_channels, 3, padding=1)
        )
        for last in (self.correct[0], self.smooth[-1]):
            assert isinstance(last, nn.Conv2d)  # noqa: S101 - tells the type checker what was just made
            nn.init.zeros_(last.weight)
            nn.init.zeros_(cast(Tensor, last.bias))

    def code(self, pictures: Tensor) -> Tensor:
        """The latents of pictures."""
        return cast(Tensor, self.analyse(pictures))

    def picture(self, latents: Tensor) -> Tensor:
        """The pictures of latents, about -1..1."""
        refined = self.correct(self.fine(self.enlarge(self.coarse(self.read(latents)))))
        better = self.compose(latents) + refined
        return cast(Tensor, better + self.smooth(better))

    def encode(self, x: Tensor, return_dict: bool = True) -> AutoencoderKLOutput | tuple[DiagonalGaussianDistribution]:
        """The latents of pictures, as a distribution without spread (the code is exact)."""
        mean = self.code(x)
        posterior = DiagonalGaussianDistribution(torch.cat([mean, torch.full_like(mean, -30.0)], dim=1))
        return AutoencoderKLOutput(latent_dist=posterior) if return_dict else (posterior,)

    def decode(self, z: Tensor, return_dict: bool = True, generator: object = None) -> DecoderOutput | tuple[Tensor]:
        """Pictures from latents; `generator` is taken for the interface's sake and changes nothing."""
        del generator
        picture = self.picture(z)
        return DecoderOutput(sample=picture) if return_dict else (picture,)

    def forward(self, sample: Tensor) -> Tensor:
        """Encode and decode."""
        return self.picture(self.code(sample))

    @torch.no_grad()
    def fit(self, pictures: Tensor) -> None:
        """Set the linear code to the principal components of the pictures' patches, (batch, 3, H, W) in -1..1."""
        patches = nn.functional.unfold(pictures, PATCH, stride=PATCH).transpose(1, 2).flatten(0, 1).double()
        mean = patches.reshape(len(patches), 3, -1).mean((0, 2)).repeat_interleave(PATCH * PATCH)
        centred = patches - mean
        spreads, axes = torch.linalg.eigh(centred.T @ centred / len(centred))
        count = self.config.latent_channels
        axes, spread = axes.flip(1)[:, :count], spreads.flip(0)[:count].sqrt()
        wanted = (spread / spread[0]) ** FLATTENING
        scale = wanted / wanted.square().mean().sqrt() / spread
        shape = self.analyse.weight.shape
        self.analyse.weight.copy_((axes * scale).T.reshape(shape))
        cast(Tensor, self.analyse.bias).copy_(-(mean @ axes) * scale)
        self.compose.weight.copy_((axes / scale).T.reshape(shape))
        cast(Tensor, self.compose.bias).copy_(mean.reshape(3, -1).mean(1))


def signal_to_noise(drawn: Tensor, restored: Tensor) -> float:
    """Mean PSNR in dB over pictures in -1..1."""
    error = (drawn - restored.clamp(-1, 1)).square().flatten(1).mean(1)
    return float((10 * torch.log10(4 / error)).mean())
