"""The painter's networks and how they are put together as a Stable Diffusion pipeline."""

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, DPMSolverMultistepScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from pipelines.storybook.latents import CHANNELS, PatchAutoencoder
from pipelines.storybook.tokenizer import TOKEN_LIMIT

TEXT_WIDTH = 192
LATENT_SIDE = 16
NOISE: dict[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "timestep_spacing": "trailing",
    "steps_offset": 1,
}
"""Stable Diffusion's noise schedule, stretched to end in pure noise so that nights are dark and snow is white."""


def new_unet(widths: tuple[int, int, int] = (96, 160, 192)) -> UNet2DConditionModel:
    """An untrained denoiser of 32x16x16 latents; words enter at 8x8 and 4x4, where a figure is a few cells."""
    return UNet2DConditionModel(
        sample_size=LATENT_SIDE,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        block_out_channels=widths,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,
        norm_num_groups=16,
    )


def new_text_encoder(tokenizer: CLIPTokenizer, width: int = TEXT_WIDTH, layers: int = 3) -> CLIPTextModel:
    """An untrained reader of prompts."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=width,
            intermediate_size=width * 3,
            num_hidden_layers=layers,
            num_attention_heads=4,
            max_position_embeddings=TOKEN_LIMIT,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            projection_dim=width,
            hidden_act="gelu",
        )
    )


def assemble(
    *,
    vae: PatchAutoencoder | AutoencoderKL,
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    unet: UNet2DConditionModel,
) -> StableDiffusionPipeline:
    """The networks as a pipeline, with the scheduler that the painter ships."""
    return StableDiffusionPipeline(
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DPMSolverMultistepScheduler(**NOISE),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def ship(pipe: StableDiffusionPipeline, folder: Path) -> None:
    """Save as a diffusers folder: half precision, safetensors, no file above 15 MB."""
    pipe.to(dtype=torch.float16).save_pretrained(folder, safe_serialization=True, max_shard_size="14MB")
    note = folder / "text_encoder" / "config.json"
    settings = json.loads(note.read_text(encoding="utf-8"))
    # diffusers loads its own parts in single precision unless told otherwise, transformers as the file says:
    # both must agree when nobody passes a dtype.
    settings["dtype"] = "float32"
    note.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    for weights in folder.rglob("*.safetensors"):
        weights.chmod(0o644)
