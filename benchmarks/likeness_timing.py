"""What learning takes at Stable Diffusion 1.5's size on a graphics card, against the plain recipe, in one run.

The networks are random: time does not depend on what they know. The plain recipe encodes every photo and caption at
every step, with single-precision weights and nothing compiled or fused; each measure of ours is then added in turn.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch

from assistant.elements import LearningSettings, Preset, Training
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter
from pipelines.storybook.characters import twelve
from pipelines.storybook.networks import NOISE
from pipelines.storybook.schooling import lessons_in
from pipelines.storybook.tokenizer import learn_tokenizer
from pipelines.training import DiffusersLearner
from pipelines.training_crops import opened
from pipelines.training_data import pixels
from pipelines.training_pupil import Pupil

STEPS: Final = 1000
"""Steps that the figures speak of."""

SIDE: Final = 512
SETTINGS: Final = LearningSettings(steps=STEPS, batch=2, prior=0.0, class_pictures=0, face_crops=False, random_crops=0)


def measure_sd15(work: Path, *, timed: int = 60) -> dict[str, object]:
    """Seconds of 1000 steps by recipe, from the median of `timed` steps, and the most memory of the card in MB.

    Raises RuntimeError where there is no CUDA card.
    """
    if not torch.cuda.is_available():
        raise RuntimeError("this timing needs a CUDA card")
    folder = work / "sd15-random"
    if not (folder / "model_index.json").exists():
        save_random(folder)
    figures: dict[str, object] = {"device": torch.cuda.get_device_name(0), "steps": STEPS, "batch": SETTINGS.batch}
    for name, recipe in RECIPES.items():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        figures[f"seconds_{name}"] = STEPS * recipe(folder, work, timed)
        figures[f"megabytes_{name}"] = torch.cuda.max_memory_allocated() / 2**20
    return figures


def ours(folder: Path, work: Path, timed: int) -> float:
    """Seconds a step as the app learns, preparation not counted."""
    painter = DiffusersPainter(folder, name="sd15-random")
    learner = DiffusersLearner(painter, folder=work / "learning", memory=MemoryPlan(device="cuda"))
    taught, files = lessons_in(twelve()[0], work / "photos")
    training = Training(
        id=f"timing-{timed}", patient_id="benchmark", element_ids=(taught.element_id,), preset=Preset.RECOMMENDED,
        settings=SETTINGS, base=painter.name, base_hash=painter.hash,
    )  # fmt: skip
    learner.forget(training.id)
    learnt = learner.learn(training, [taught], photo=files, until=timed, progress=_unwatched)
    learner.forget(training.id)
    return learnt.step_seconds


def plain(*, cached: bool, half: bool) -> Callable[[Path, Path, int], float]:
    """A recipe that encodes photos at every step unless `cached`, in bfloat16 where `half`."""

    def recipe(folder: Path, work: Path, timed: int) -> float:
        pipe: Any = DiffusersPainter(folder, name="sd15-random").own_pipeline().to("cuda")
        if half:
            pipe.to(dtype=torch.bfloat16)
        taught, files = lessons_in(twelve()[0], work / "photos")
        training = Training(
            id="plain", patient_id="benchmark", element_ids=(taught.element_id,), preset=Preset.RECOMMENDED,
            settings=SETTINGS, base="sd15-random", base_hash="0" * 64,
        )  # fmt: skip
        pupil = Pupil(pipe, training, [taught])
        optimiser = torch.optim.AdamW(list(pupil.trainable.values()), lr=1e-4, foreach=False)
        known: dict[str, Any] = {}
        seconds = []
        for step in range(timed):
            begun = time.perf_counter()
            lessons = [taught.lessons[(2 * step + at) % len(taught.lessons)] for at in range(SETTINGS.batch)]
            latents = []
            for lesson in lessons:
                if not cached or lesson.photo_id not in known:
                    shown = pixels(opened(files(lesson.media_id)), lesson.crop, False, SIDE)[None]
                    with torch.no_grad():
                        known[lesson.photo_id] = pipe.vae.encode(shown.to("cuda", pipe.vae.dtype)).latent_dist.mode()
                latents.append(known[lesson.photo_id])
            with torch.autocast("cuda", torch.bfloat16, enabled=half):
                states = pupil.states([lesson.caption for lesson in lessons])
                noise = torch.randn_like(torch.cat(latents))
                times = torch.randint(0, 1000, (len(lessons),), device="cuda")
                answer = pupil.answer(torch.cat(latents) * 0.5 + noise * 0.5, times, states)
            torch.nn.functional.mse_loss(answer.float(), noise.float()).backward()  # type: ignore[no-untyped-call]  # torch left it untyped
            optimiser.step()
            optimiser.zero_grad()
            torch.cuda.synchronize()
            seconds.append(time.perf_counter() - begun)
        return statistics.median(seconds[min(10, timed // 2) :])

    return recipe


RECIPES: Final[dict[str, Callable[[Path, Path, int], float]]] = {
    "plain": plain(cached=False, half=False),
    "plain_latents_cached": plain(cached=True, half=False),
    "plain_latents_cached_bf16": plain(cached=True, half=True),
    "ours": ours,
}


def save_random(folder: Path) -> None:
    """Write random networks of Stable Diffusion 1.5's sizes as a diffusers folder (4 GB)."""
    from diffusers import AutoencoderKL, DDPMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    tokenizer = learn_tokenizer(captions=2000)
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
            bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id, projection_dim=768,
        )
    )  # fmt: skip
    vae = AutoencoderKL(
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, sample_size=SIDE,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    )  # fmt: skip
    unet = UNet2DConditionModel(sample_size=SIDE // 8, cross_attention_dim=768, attention_head_dim=8)
    schedule = {name: NOISE[name] for name in ("num_train_timesteps", "beta_start", "beta_end", "beta_schedule")}
    pipe = StableDiffusionPipeline(
        vae=vae, text_encoder=text, tokenizer=tokenizer, unet=unet, scheduler=DDPMScheduler(**schedule),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipe.save_pretrained(folder, safe_serialization=True)


def _unwatched(_done: int, _of: int, /) -> None:
    """Nobody waits for these."""
