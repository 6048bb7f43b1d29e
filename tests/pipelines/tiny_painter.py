"""A random network of Stable Diffusion's architecture, small enough to paint 32 x 32 pixels in milliseconds."""

import json
from functools import partial
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

SIDE = 32
TOKENS = 77


def tiny_autoencoder() -> AutoencoderKL:
    """Random weights from the seed that was set, two pixels to a latent's side."""
    return AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=4,
        latent_channels=4,
        sample_size=SIDE,
    )


def save_tiny_painter(folder: Path, *, prediction: str = "epsilon", zero_snr: bool = False, ddim: bool = False) -> Path:
    """Make the network with fixed random weights and save it as a diffusers folder."""
    torch.manual_seed(7)
    unet = UNet2DConditionModel(
        sample_size=SIDE // 2,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=8,
        attention_head_dim=2,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )
    vae = tiny_autoencoder()
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tiny_vocabulary()),
            hidden_size=8,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            max_position_embeddings=TOKENS,
            bos_token_id=len(tiny_vocabulary()) - 2,
            eos_token_id=len(tiny_vocabulary()) - 1,
            pad_token_id=len(tiny_vocabulary()) - 1,
        )
    )
    pipe = StableDiffusionPipeline(
        vae=vae,
        text_encoder=text,
        tokenizer=tiny_tokenizer(folder),
        unet=unet,
        scheduler=(partial(DDIMScheduler, clip_sample=False) if ddim else DPMSolverMultistepScheduler)(
            prediction_type=prediction, steps_offset=1, rescale_betas_zero_snr=zero_snr
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipe.save_pretrained(folder)
    return folder


def tiny_vocabulary() -> list[str]:
    """Every plain letter, in a word and at its end."""
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    return [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]


def tiny_tokenizer(folder: Path) -> CLIPTokenizer:
    """A tokenizer of single letters; the folder is left as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, merges = folder / "vocab.json", folder / "merges.txt"
    vocabulary.write_text(json.dumps({token: at for at, token in enumerate(tiny_vocabulary())}), encoding="utf-8")
    merges.write_text("#version: 0.2\n", encoding="utf-8")
    made = CLIPTokenizer(str(vocabulary), str(merges), model_max_length=TOKENS)
    vocabulary.unlink()
    merges.unlink()
    return made
