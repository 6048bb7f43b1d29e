"""Teaches an `AutoencoderKL` to speak the patch code, so that plain diffusers loads the painter with nothing special.

    python -m pipelines.storybook.student --folder RUN --minutes 8 --device cuda --batch 32 --workers 14

Its encoder learns to give the patch code's latents, its decoder to give the drawn picture back from slightly wrong
latents. The denoiser never notices the exchange, so this can run before, after or between slices of `train`; `export`
ships the student where there is one. It resumes from RUN/student.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from pipelines.storybook.album import worker_chance
from pipelines.storybook.latents import CHANNELS, PatchAutoencoder
from pipelines.storybook.refine import LONGEST_STEP_SECONDS, ROUGHEST, measure
from pipelines.storybook.scenes import draw, think_up

CERTAIN = -30.0
"""The log variance that the student's encoder reports: its code has no spread."""


class Pictures(IterableDataset[Tensor]):
    """Endless drawn scenes as (3, 256, 256) bytes."""

    def __init__(self, seed: int) -> None:
        """Every worker draws its own."""
        self._seed = seed

    def __iter__(self) -> Iterator[Tensor]:
        chance = worker_chance(self._seed)
        while True:
            yield torch.from_numpy(np.array(draw(think_up(chance)))).permute(2, 0, 1)


def new_student(widths: tuple[int, ...] = (32, 48, 64, 80, 96)) -> AutoencoderKL:
    """An untrained autoencoder of factor 16 whose encoder is sure of itself."""
    student = AutoencoderKL(
        block_out_channels=widths,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        layers_per_block=1,
        latent_channels=CHANNELS,
        norm_num_groups=8,
        sample_size=256,
        scaling_factor=1.0,
        force_upcast=False,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )
    make_certain(student)
    return student


@torch.no_grad()
def make_certain(student: AutoencoderKL) -> None:
    """Fix the encoder's log variance, whatever training did to it."""
    last = cast(nn.Conv2d, student.encoder.conv_out)
    last.weight[CHANNELS:] = 0
    cast(Tensor, last.bias)[CHANNELS:] = CERTAIN


def teach(
    student: AutoencoderKL,
    teacher: PatchAutoencoder,
    *,
    minutes: float,
    device: str,
    seed: int,
    batch: int = 32,
    workers: int = 0,
    steps_at_most: int = 1_000_000,
) -> int:
    """Train for some minutes of running time; returns the steps taken."""
    torch.manual_seed(seed)
    student.to(device).train()
    teacher.to(device).eval()
    optimiser = torch.optim.AdamW(student.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-4)
    pages = iter(DataLoader(Pictures(seed), batch, num_workers=workers, persistent_workers=workers > 0))
    spent, steps = 0.0, 0
    while (share := spent / (minutes * 60)) < 1 and steps < steps_at_most:
        before = time.monotonic()
        optimiser.param_groups[0]["lr"] = 1e-3 * min(1.0, (steps + 1) / 100, 3 * (1 - share) + 0.02)
        loss = _loss(student, teacher, next(pages).to(device).float() / 127.5 - 1)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch left it untyped
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        make_certain(student)
        steps += 1
        spent += min(time.monotonic() - before, LONGEST_STEP_SECONDS)
        if steps % 200 == 0:
            print(f"student saw {steps * batch} pictures, loss {loss.item():.4f}", flush=True)
    student.eval()
    return steps


def _loss(student: AutoencoderKL, teacher: PatchAutoencoder, drawn: Tensor) -> Tensor:
    with torch.no_grad():
        latents = teacher.code(drawn)
        rough = torch.rand(len(latents), 1, 1, 1, device=drawn.device) ** 2 * ROUGHEST
        wrong = latents + rough * torch.randn_like(latents)
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=drawn.device.type == "cuda"):
        told = student.encoder(drawn)[:, :CHANNELS]
        restored = student.decoder(wrong)
    code = nn.functional.mse_loss(told.float(), latents)
    return cast(Tensor, code + (restored - drawn).abs().mean() + 2 * nn.functional.mse_loss(restored.float(), drawn))


def main() -> None:
    """Read the command line, teach, and write the student."""
    parser = argparse.ArgumentParser(description="Teach an AutoencoderKL the storybook painter's latents.")
    parser.add_argument("--folder", type=Path, required=True, help="a folder that `train` has prepared")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--seed", type=int, default=21, help="another one for every slice")
    asked = parser.parse_args()
    teacher = PatchAutoencoder.from_pretrained(asked.folder / "vae", local_files_only=True)
    home = asked.folder / "student"
    begun = (home / "config.json").exists()
    student = AutoencoderKL.from_pretrained(home, local_files_only=True) if begun else new_student()
    teach(
        student, teacher,
        minutes=asked.minutes, device=asked.device, seed=asked.seed, batch=asked.batch, workers=asked.workers,
    )  # fmt: skip
    print(f"the student restores pictures at {measure(student, asked.device):.2f} dB")
    student.to("cpu").save_pretrained(home)


if __name__ == "__main__":
    main()
