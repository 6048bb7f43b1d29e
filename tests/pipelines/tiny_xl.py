"""A random network of Stable Diffusion XL's architecture: two text encoders, times and sizes told to the UNet."""

from pathlib import Path
from typing import Any

import torch
from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from tests.pipelines.tiny_painter import SIDE, TOKENS, tiny_autoencoder, tiny_tokenizer, tiny_vocabulary

WIDTH = 8
TIMES = 4


def save_tiny_xl(folder: Path) -> Path:
    """Make it with fixed random weights and save it in half precision only, as the published one is fetched."""
    torch.manual_seed(11)
    unet = UNet2DConditionModel(
        sample_size=SIDE // 2,
        block_out_channels=(8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=2 * WIDTH,
        attention_head_dim=(2, 4),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=TIMES,
        projection_class_embeddings_input_dim=WIDTH + 6 * TIMES,
    )
    vae = tiny_autoencoder()
    pipe = StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=CLIPTextModel(_text()),
        text_encoder_2=CLIPTextModelWithProjection(_text(projection_dim=WIDTH)),
        tokenizer=tiny_tokenizer(folder),
        tokenizer_2=tiny_tokenizer(folder),
        unet=unet,
        scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1),
        add_watermarker=False,
    )
    pipe.to(dtype=torch.float16).save_pretrained(folder, variant="fp16")
    return folder


def _text(**changes: Any) -> CLIPTextConfig:
    last = len(tiny_vocabulary()) - 1
    return CLIPTextConfig(
        vocab_size=last + 1,
        hidden_size=WIDTH,
        intermediate_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=TOKENS,
        bos_token_id=last - 1,
        eos_token_id=last,
        pad_token_id=last,
        **changes,
    )
