"""Trains the decoder's refiner: it removes block edges and cleans latents that the denoiser left slightly wrong.

    python -m pipelines.storybook.refine --folder RUN --minutes 8

The linear code stays as it was fitted, so this can run before, after or between slices of `train`.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from pipelines.storybook.latents import PatchAutoencoder, signal_to_noise
from pipelines.storybook.scenes import draw, think_up

ROUGHEST = 0.35
"""Largest deviation of the noise put on the latents, whose own is about 1; a painter that learnt briefly needs more."""

LONGEST_STEP_SECONDS = 20.0


def drawn_batch(chance: random.Random, count: int, *, kept_back: bool = False) -> Tensor:
    """Drawn scenes, (count, 3, 256, 256) in -1..1."""
    pixels = np.stack([np.asarray(draw(think_up(chance, kept_back=kept_back))) for _ in range(count)])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1


def refine(
    vae: PatchAutoencoder, *, minutes: float, device: str, seed: int, batch: int = 8, roughest: float = ROUGHEST
) -> None:
    """Train everything behind the linear decoding for some minutes of running time."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    vae.to(device).train().requires_grad_(False)
    parts = (vae.read, vae.coarse, vae.enlarge, vae.fine, vae.correct, vae.smooth)
    learnt = [weight for part in parts for weight in part.requires_grad_(True).parameters()]
    optimiser = torch.optim.AdamW(learnt, lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-4)
    spent, steps = 0.0, 0
    while spent < minutes * 60:
        before = time.monotonic()
        optimiser.param_groups[0]["lr"] = (
            1e-3 * min(1.0, (steps + 1) / 50) * min(1.0, 3 * (1 - spent / (minutes * 60)) + 0.02)
        )
        drawn = drawn_batch(chance, batch).to(device)
        latents = vae.code(drawn)
        rough = torch.rand(len(latents), 1, 1, 1, device=device) ** 2 * roughest
        restored = vae.picture(latents + rough * torch.randn_like(latents))
        loss = (restored - drawn).abs().mean() + 2 * (restored - drawn).square().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch left it untyped
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        steps += 1
        spent += min(time.monotonic() - before, LONGEST_STEP_SECONDS)
        if steps % 100 == 0:
            print(f"refined on {steps * batch} pictures, loss {loss.item():.4f}", flush=True)
    vae.eval()


@torch.no_grad()
def measure(vae: PatchAutoencoder | AutoencoderKL, device: str, count: int = 64) -> float:
    """PSNR in dB on kept-back scenes."""
    drawn = drawn_batch(random.Random(99), count, kept_back=True).to(device)
    restored = []
    for at in range(0, count, 8):
        code = vae.encode(drawn[at : at + 8], return_dict=False)[0].mode()
        restored.append(vae.decode(code, return_dict=False)[0])
    return signal_to_noise(drawn, torch.cat(restored))


def main() -> None:
    """Read the command line, refine, and write the autoencoder back."""
    parser = argparse.ArgumentParser(description="Train the refiner of the storybook painter's decoder.")
    parser.add_argument("--folder", type=Path, required=True, help="a folder that `train` has prepared")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--roughest", type=float, default=ROUGHEST, help="largest deviation of the latents' noise")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    vae = PatchAutoencoder.from_pretrained(asked.folder / "vae", local_files_only=True)
    print(f"before: {measure(vae.to(asked.device), asked.device):.2f} dB")
    refine(vae, minutes=asked.minutes, device=asked.device, seed=asked.seed, batch=asked.batch, roughest=asked.roughest)
    print(f"after: {measure(vae, asked.device):.2f} dB")
    vae.to("cpu").save_pretrained(asked.folder / "vae")


if __name__ == "__main__":
    main()
