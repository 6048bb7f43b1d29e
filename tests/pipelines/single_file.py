"""A diffusers folder as one .safetensors file with the names of the original Stable Diffusion checkpoints."""

import re
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

RESNET = {
    "norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
    "conv2": "out_layers.3", "conv_shortcut": "skip_connection",
}  # fmt: skip
ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
PLAIN = {
    "conv_in.": "input_blocks.0.0.", "time_embedding.linear_1.": "time_embed.0.",
    "time_embedding.linear_2.": "time_embed.2.", "conv_norm_out.": "out.0.", "conv_out.": "out.2.",
}  # fmt: skip


def save_single_file(folder: Path, file: Path, *, layers: int = 1, levels: int = 2) -> Path:
    """Write the three networks of a folder into one file. `layers` per block, `levels` of the VAE."""
    tensors: dict[str, torch.Tensor] = {}
    for name, tensor in load_file(folder / "unet" / "diffusion_pytorch_model.safetensors").items():
        tensors[f"model.diffusion_model.{_unet_name(name, layers)}"] = tensor
    for name, tensor in load_file(folder / "vae" / "diffusion_pytorch_model.safetensors").items():
        is_projection = re.search(r"attentions\.0\.to_\w+(\.0)?\.weight", name) is not None
        tensors[f"first_stage_model.{_vae_name(name, levels)}"] = tensor[:, :, None, None] if is_projection else tensor
    for name, tensor in load_file(folder / "text_encoder" / "model.safetensors").items():
        tensors[f"cond_stage_model.transformer.text_model.{name.removeprefix('text_model.')}"] = tensor
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, file)
    return file


def _renamed(name: str, table: dict[str, str]) -> str:
    for old, new in table.items():
        name = re.sub(rf"(^|\.){re.escape(old)}(?=\.)", rf"\g<1>{new}", name)
    return name


def _unet_name(name: str, layers: int) -> str:
    for old, new in PLAIN.items():
        if name.startswith(old):
            return new + name.removeprefix(old)
    if mid := re.match(r"mid_block\.(resnets|attentions)\.(\d)\.(.*)", name):
        at = 2 * int(mid[2]) if mid[1] == "resnets" else 1
        return f"middle_block.{at}.{_renamed(mid[3], RESNET) if mid[1] == 'resnets' else mid[3]}"
    found = re.match(r"(down|up)_blocks\.(\d)\.(resnets|attentions|downsamplers|upsamplers)\.(\d)\.(.*)", name)
    assert found is not None, name
    side, block, part, at, rest = found[1], int(found[2]), found[3], int(found[4]), found[5]
    first = block * (layers + 1)
    match part:
        case "downsamplers":
            return f"input_blocks.{first + layers + 1}.0.op.{rest.removeprefix('conv.')}"
        case "upsamplers":
            return f"output_blocks.{first + layers}.1.{rest}"
        case "resnets":
            inner = f"0.{_renamed(rest, RESNET)}"
        case _:
            inner = f"1.{rest}"
    return f"{'input' if side == 'down' else 'output'}_blocks.{first + at + (1 if side == 'down' else 0)}.{inner}"


def _vae_name(name: str, levels: int) -> str:
    name = re.sub(r"down_blocks\.(\d)\.resnets\.", r"down.\1.block.", name)
    name = re.sub(r"up_blocks\.(\d)\.resnets\.", lambda up: f"up.{levels - 1 - int(up[1])}.block.", name)
    name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda up: f"up.{levels - 1 - int(up[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda mid: f"mid.block_{int(mid[1]) + 1}", name)
    if "mid_block.attentions.0" in name:
        return _renamed(name.replace("mid_block.attentions.0", "mid.attn_1"), ATTENTION)
    return name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
