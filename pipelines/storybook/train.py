"""Trains the painter on scenes that it draws as it goes, in slices that resume from their checkpoint.

    python -m pipelines.storybook.train --folder RUN --minutes 8
    python -m pipelines.storybook.train --folder RUN --minutes 8 --device cuda --batch 256 --workers 14

The first slice fits the latents, learns the vocabulary and teaches the text encoder its words. Every slice leaves
`checkpoint.pt` and sheets of painted pictures in RUN; `python -m pipelines.storybook.export` makes the weights to ship.
"""

import argparse
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from pipelines.storybook.album import Album, tokens
from pipelines.storybook.latents import PatchAutoencoder
from pipelines.storybook.networks import NOISE, assemble, new_text_encoder, new_unet
from pipelines.storybook.primer import teach_words
from pipelines.storybook.scenes import contact_sheet, draw, think_up
from pipelines.storybook.tokenizer import learn_tokenizer

LONGEST_STEP_SECONDS = 20.0
"""A step that took longer was paused from outside; only this much of it counts towards the slice."""

MIN_SNR = 5.0
"""Clamp of the loss weight (Hang et al. 2023, "Efficient diffusion training via min-SNR weighting").

Clamped is 1 + SNR, the weight that plain v-prediction has, not the SNR itself: near pure noise the paper's weight is
zero, but there the words alone decide what stands where, and that is most of what is to be learnt.
"""

NOISY_LEAN = 0.5
"""Moments are 1000 * u ** this for u in 0..1: below 1 leans towards noise, for the same reason.

Once the right things stand in the right places, 1 gives the details their share (`--lean 1`).
"""

SHEET_PROMPTS = (
    "an old man and a dog in the snowy forest",
    "a woman in a red dress on the beach, sunny",
    "a boy in blue and a girl in yellow, at the farm",
    "an old woman, reading, in the kitchen",
    "a man playing the guitar in the town square at night",
    "a baby, a cat, in the living room, christmas",
    "a happy young woman in green in the mountains, watercolour",
    "a man in uniform at the station, old photograph",
    "a young man in a white coat in the laboratory",
    "a horse by the river, autumn",
    "an old man, an old woman, dancing, on the stage",
    "a bicycle at the school, rain",
)


@dataclass
class Plan:
    """How a run learns; the command line fills it in."""

    folder: Path
    begin: Path | None = None
    device: str = "cpu"
    batch: int = 16
    learning_rate: float = 6e-4
    minutes: float = 8.0
    until: int = 10_000_000
    cooldown: float = 0.0
    captions: int = 160_000
    fitted: int = 800
    sheets: bool = True
    variety: float = 1.0
    favoured: tuple[str, ...] = ()
    lean: float = NOISY_LEAN
    freeze_words: bool = False
    widths: tuple[int, int, int] = (96, 160, 192)
    fresh: float = 0.5
    workers: int = 0
    sheet_every: float = 10.0
    threads: int = 2
    hands: int = 1


def noisy_moments(count: int, lean: float = NOISY_LEAN) -> Tensor:
    """Steps of the noise schedule, 0..999, spread evenly over a batch so that its loss varies less."""
    spread = (torch.arange(count) + torch.rand(count)) / count
    return (1000 * spread**lean).long().clamp(max=999)


class Painter:
    """The networks in training, their running averages, the optimiser, and how many pictures they have seen."""

    def __init__(
        self,
        vae: PatchAutoencoder,
        tokenizer: CLIPTokenizer,
        text_encoder: CLIPTextModel,
        unet: UNet2DConditionModel,
        plan: Plan,
    ) -> None:
        """Take over freshly made or restored networks; they move to the plan's device."""
        self.vae, self.tokenizer, self.plan = vae.to(plan.device), tokenizer, plan
        self.text_encoder, self.unet = text_encoder.to(plan.device).train(), unet.to(plan.device).train()
        self.unet.to(memory_format=torch.channels_last)
        self.seen, self.steps = 0, 0
        self.left = torch.ones(()).share_memory_()  # type: ignore[no-untyped-call]  # torch left it untyped
        """Share of the slice's time that is left; all hands see it."""
        self.averages = {name: value.detach().clone().float() for name, value in self._learnt().items()}
        self.optimiser = torch.optim.AdamW(
            [
                {"params": list(self.unet.parameters()), "share": 1.0},
                {"params": list(self.text_encoder.parameters()), "share": 0.3},
            ],
            lr=plan.learning_rate,
            betas=(0.9, 0.99),
            weight_decay=0.01,
        )
        self.noising = DDPMScheduler(**NOISE)
        signal_share = self.noising.alphas_cumprod.to(plan.device)
        self._ratio = signal_share / (1 - signal_share).clamp(min=1e-8)

    def _learnt(self) -> dict[str, Tensor]:
        return {
            **{f"unet.{name}": value for name, value in self.unet.named_parameters()},
            **{f"text.{name}": value for name, value in self.text_encoder.named_parameters()},
        }

    def pace(self) -> float:
        """The learning rate now: a short warm-up, level, and a linear fall over the slice's cooldown."""
        falling = min(1.0, self.left.item() / self.plan.cooldown + 0.01) if self.plan.cooldown else 1.0
        return self.plan.learning_rate * min(1.0, (self.steps + 1) / 100) * falling

    def learn(self, latents: Tensor, captions: list[str], counts: Tensor, *, average: bool = True) -> float:
        """One optimiser step on latents (batch, 32, h, w) and their captions; returns the weighted loss.

        `counts` (batch, h, w) says how much an error counts where.
        """
        for group in self.optimiser.param_groups:
            group["lr"] = self.pace() * group["share"]
        device = latents.device
        with torch.set_grad_enabled(not self.plan.freeze_words):
            words = self.text_encoder(tokens(self.tokenizer, captions, str(device))).last_hidden_state
        moments = noisy_moments(len(latents), self.plan.lean).to(device)
        noise = torch.randn_like(latents)
        noisy = self.noising.add_noise(latents, noise, moments)
        wanted = self.noising.get_velocity(latents, noise, moments)
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=device.type == "cuda"):
            told = self.unet(noisy.contiguous(memory_format=torch.channels_last), moments, words).sample
        ratio = self._ratio[moments]
        weight = (ratio + 1).clamp(max=MIN_SNR) / (ratio + 1)
        wrong = (told.float() - wanted).square().mean(1) * counts
        loss = (wrong.mean((1, 2)) * weight).mean()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learnt().values(), 1.0)
        self.optimiser.step()
        self.steps += 1
        self.seen += len(latents)
        if average:
            self._average()
        return float(loss.item())

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(0.9995, (self.steps + 1) / (self.steps + 20))
        names = self._learnt()
        torch._foreach_lerp_(list(self.averages.values()), [names[name].float() for name in self.averages], 1 - keep)

    def averaged(self) -> tuple[CLIPTextModel, UNet2DConditionModel]:
        """Copies of the text encoder and the denoiser that hold the running averages."""
        unet, text = UNet2DConditionModel.from_config(self.unet.config), CLIPTextModel(self.text_encoder.config)
        unet.load_state_dict({k.removeprefix("unet."): v for k, v in self.averages.items() if k.startswith("unet.")})
        text.load_state_dict(
            {k.removeprefix("text."): v for k, v in self.averages.items() if k.startswith("text.")}, strict=False
        )
        return text.to(self.plan.device).eval(), unet.to(self.plan.device).eval()

    def save(self, file: Path) -> None:
        """Write everything a later slice needs, atomically."""
        state = {
            "unet": self.unet.state_dict(), "text": self.text_encoder.state_dict(), "averages": self.averages,
            "optimiser": self.optimiser.state_dict(), "seen": self.seen, "steps": self.steps,
            "widths": tuple(self.unet.config.block_out_channels),
        }  # fmt: skip
        torch.save(state, file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `save` wrote."""
        self.unet.load_state_dict(state["unet"])
        self.text_encoder.load_state_dict(state["text"])
        self.averages = {name: value.to(self.plan.device) for name, value in state["averages"].items()}
        self.optimiser.load_state_dict(state["optimiser"])
        self.seen, self.steps = state["seen"], state["steps"]

    @torch.no_grad()
    def paint_sheet(self, file: Path, prompts: tuple[str, ...] = SHEET_PROMPTS, guidance: float = 4.0) -> None:
        """Paint the prompts with the running averages and write them as one contact sheet."""
        text, unet = self.averaged()
        pipe = assemble(vae=self.vae, text_encoder=text, tokenizer=self.tokenizer, unet=unet)
        pipe.set_progress_bar_config(disable=True)
        chance = torch.Generator("cpu").manual_seed(7)
        painted = pipe(list(prompts), num_inference_steps=16, guidance_scale=guidance, generator=chance).images
        contact_sheet(painted, list(prompts), columns=4).save(file)


def start(plan: Plan) -> Painter:
    """The painter of the run's folder: from its checkpoint, else from `plan.begin`, else prepared from nothing."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    file = plan.folder / "checkpoint.pt"
    if not (plan.folder / "vae" / "config.json").exists():
        if plan.begin:
            adopt(plan.begin, plan.folder)
        else:
            prepare(plan)
    vae = PatchAutoencoder.from_pretrained(plan.folder / "vae", local_files_only=True)
    tokenizer = CLIPTokenizer.from_pretrained(plan.folder / "tokenizer", local_files_only=True)
    text = CLIPTextModel.from_pretrained(plan.folder / "text_encoder", dtype=torch.float32, local_files_only=True)
    if not file.exists():
        begun = plan.folder / "unet"
        unet = UNet2DConditionModel.from_pretrained(begun, local_files_only=True) if begun.exists() else None
        return Painter(vae, tokenizer, text, unet or new_unet(plan.widths), plan)
    state = torch.load(file, map_location=plan.device, weights_only=True)
    painter = Painter(vae, tokenizer, text, new_unet(state["widths"]), plan)
    painter.restore(state)
    return painter


def adopt(shipped: Path, folder: Path) -> None:
    """Begin a run with a painter that ships its patch code: a long training may be shared out over machines."""
    vae = PatchAutoencoder.from_pretrained(shipped / "vae", local_files_only=True)
    text = CLIPTextModel.from_pretrained(shipped / "text_encoder", dtype=torch.float32, local_files_only=True)
    unet = UNet2DConditionModel.from_pretrained(shipped / "unet", local_files_only=True)
    CLIPTokenizer.from_pretrained(shipped / "tokenizer", local_files_only=True).save_pretrained(folder / "tokenizer")
    text.save_pretrained(folder / "text_encoder")
    unet.float().save_pretrained(folder / "unet")
    vae.float().save_pretrained(folder / "vae")


def prepare(plan: Plan) -> None:
    """Fit the latents, learn the vocabulary and teach the words; done once for a run."""
    torch.manual_seed(0)
    chance = random.Random(0)
    pixels = np.stack([np.asarray(draw(think_up(chance))) for _ in range(plan.fitted)])
    vae = PatchAutoencoder()
    vae.fit(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1)
    tokenizer = learn_tokenizer(captions=min(20_000, plan.captions))
    text = new_text_encoder(tokenizer).to(plan.device)
    teach_words(text, tokenizer, captions=plan.captions, device=plan.device)
    tokenizer.save_pretrained(plan.folder / "tokenizer")
    text.save_pretrained(plan.folder / "text_encoder")
    vae.save_pretrained(plan.folder / "vae")


def open_album(painter: Painter, plan: Plan, seed: int) -> Album:
    """Fresh scenes for a slice; `seed` also fixes the noise."""
    torch.manual_seed(seed + 1)
    return Album(
        vae=painter.vae,
        device=plan.device,
        seed=seed,
        batch=plan.batch,
        fresh=plan.fresh,
        workers=plan.workers,
        variety=plan.variety,
        favoured=frozenset(plan.favoured),
    )


def lend_hands(painter: Painter, plan: Plan) -> Callable[[], int]:
    """Start the other processes of a run with several hands; returns how many pictures they saw since last asked.

    They update the same weights in shared memory without waiting for each other (Niu et al. 2011, "Hogwild!"): on a
    shared CPU a process that is held up must not hold up the others.
    """
    painter.unet.share_memory()
    painter.text_encoder.share_memory()
    crowd = torch.multiprocessing.get_context("fork")
    counted = crowd.Value("q", 0)
    for hand in range(1, plan.hands):
        crowd.Process(target=_help, args=(painter, plan, painter.seen + 1_000_003 * hand, counted), daemon=True).start()

    def since() -> int:
        with counted.get_lock():
            seen, counted.value = counted.value, 0
        return int(seen)

    return since


def _help(painter: Painter, plan: Plan, seed: int, counted: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    album, leader = open_album(painter, plan, seed), os.getppid()
    while os.getppid() == leader:
        painter.learn(*album.turn(), average=False)
        painter.seen += plan.batch * (plan.hands - 1)
        with counted.get_lock():
            counted.value += plan.batch


def leave(painter: Painter, plan: Plan) -> None:
    """Write the checkpoint, and a sheet to look at."""
    painter.save(plan.folder / "checkpoint.pt")
    if plan.sheets:
        painter.paint_sheet(plan.folder / f"sheet-{painter.seen:07d}.png")


def train(plan: Plan) -> Painter:
    """One slice: learn for `minutes` of running time, save, and leave a sheet. Ends early on SIGTERM."""
    torch.set_num_threads(1 if plan.hands > 1 else plan.threads)
    asked_to_stop: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        asked_to_stop.append(number)

    signal.signal(signal.SIGTERM, stop)
    painter = start(plan)
    seen_by_others = lend_hands(painter, plan)
    album = open_album(painter, plan, seed=painter.seen)
    spent, since_sheet, smoothed, begun = 0.0, 0.0, 0.0, painter.seen
    while spent < plan.minutes * 60 and painter.seen < plan.until and not asked_to_stop:
        before = time.monotonic()
        painter.seen += seen_by_others()
        loss = painter.learn(*album.turn())
        smoothed = loss if smoothed == 0 else 0.98 * smoothed + 0.02 * loss
        took = min(time.monotonic() - before, LONGEST_STEP_SECONDS)
        spent, since_sheet = spent + took, since_sheet + took
        painter.left.fill_(max(0.0, 1 - spent / (plan.minutes * 60)))
        if painter.steps % 50 == 0:
            rate = (painter.seen - begun) / spent
            print(f"{time.strftime('%H:%M:%S')} seen {painter.seen} loss {smoothed:.4f} {rate:.1f}/s", flush=True)
        if since_sheet > plan.sheet_every * 60:
            since_sheet = 0.0
            leave(painter, plan)
    leave(painter, plan)
    return painter


def main() -> None:
    """Read the command line and train one slice."""
    parser = argparse.ArgumentParser(description="Train the storybook painter for one slice; run again to go on.")
    usual = Plan(folder=Path())
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoint and sheets live")
    parser.add_argument("--begin", type=Path, help="a shipped painter to begin a new run with")
    parser.add_argument("--device", default=usual.device, help="cpu or cuda")
    parser.add_argument("--batch", type=int, default=usual.batch)
    parser.add_argument("--learning-rate", type=float, default=usual.learning_rate)
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="running time of this slice")
    parser.add_argument("--until", type=int, default=usual.until, help="stop when this many pictures have been seen")
    parser.add_argument(
        "--cooldown", type=float, default=usual.cooldown, help="share of the slice over which the learning rate falls"
    )
    parser.add_argument("--captions", type=int, default=usual.captions, help="captions that teach the words first")
    parser.add_argument("--fitted", type=int, default=usual.fitted, help="pictures that the latents are fitted to")
    parser.add_argument(
        "--variety", type=float, default=usual.variety, help="0..1: how often scenes depart from the usual"
    )
    parser.add_argument(
        "--favoured", nargs="*", default=usual.favoured, help='what every other scene has one of: "place kitchen" …'
    )
    parser.add_argument("--lean", type=float, default=usual.lean, help="below 1 looks at noisy moments oftener")
    parser.add_argument("--freeze-words", action="store_true", help="leave the text encoder as its primer taught it")
    parser.add_argument("--widths", type=int, nargs=3, default=usual.widths, help="channels at 16x16, 8x8 and 4x4")
    parser.add_argument("--no-sheets", dest="sheets", action="store_false", help="paint no sheets")
    parser.add_argument("--fresh", type=float, default=usual.fresh, help="share of each batch that is newly drawn")
    parser.add_argument("--workers", type=int, default=usual.workers, help="processes that draw; 0 draws in between")
    parser.add_argument("--sheet-every", type=float, default=usual.sheet_every, help="minutes between sheets")
    parser.add_argument(
        "--hands", type=int, default=usual.hands, help="CPU processes that share the weights, one thread each"
    )
    parser.add_argument("--threads", type=int, default=usual.threads)
    painter = train(Plan(**vars(parser.parse_args())))
    print(f"seen {painter.seen} pictures in {painter.steps} steps")


if __name__ == "__main__":
    main()
