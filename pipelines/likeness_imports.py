"""LoRA files of other programs: kohya's and diffusers' ways of naming, made into likenesses of this program.

What is not plain low-rank change of a layer that the painter has (DoRA, LoHa, LoKr, other architectures) is refused.
"""

import json
import re
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from torch import Tensor, nn

from assistant.errors import LikenessForeign, LikenessMisshapen
from pipelines.likenesses import HIGHEST_RANK, Adapter, LearntLikeness, LikenessNote, read_tensors

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

_KOHYA: Final = re.compile(
    r"lora_(?P<part>unet|te|te1)_(?P<module>.+)\.(?P<what>lora_down\.weight|lora_up\.weight|alpha)"
)
_PARTS: Final = {"unet": "unet", "text_encoder": "text", "te": "text", "te1": "text", "base_model.model": "unet"}
_DOTTED: Final = re.compile(
    r"(?P<part>unet|text_encoder|base_model\.model)\.(?P<module>.+?)"
    r"(?P<what>\.lora_A\.weight|\.lora_B\.weight|\.lora\.down\.weight|\.lora\.up\.weight|\.alpha"
    r"|\.lora_linear_layer\.down\.weight|\.lora_linear_layer\.up\.weight|_lora\.down\.weight|_lora\.up\.weight)"
)
_DOWN: Final = ("lora_A.weight", "down.weight")
_DIFFUSERS_NOTE: Final = "lora_adapter_metadata"


def import_lora(
    file: Path,
    pipe: "StableDiffusionPipeline",
    *,
    base: str,
    base_hash: str,
    token: str,
    class_word: str,
    element_id: str = "",
) -> LearntLikeness:
    """A LoRA file of kohya's or diffusers' naming as a likeness for this painter, alpha folded into its weights.

    Such a file says nothing of the weights it was learnt on: that it was this painter's is the asker's word.
    Raises LikenessPickled, LikenessForeign, LikenessMisshapen, LikenessRefused.
    """
    tensors, metadata = read_tensors(file)
    modules = {"unet": _layers(pipe.unet), "text": _layers(pipe.text_encoder)}
    found: dict[tuple[str, str], dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        part, module, what = _named(key, modules, file.name)
        found.setdefault((part, module), {})[what] = tensor
    scales = _scales(metadata)
    adapters: dict[str, dict[str, Adapter]] = {}
    for (part, module), sides in found.items():
        layer = modules[part][module]
        adapters.setdefault(part, {})[module] = _adapter(sides, layer, scales.get(part), module, file.name)
    highest = max(adapter.rank for one in adapters.values() for adapter in one.values())
    note = LikenessNote(
        base=base,
        base_hash=base_hash,
        tokens=(token,),
        class_words=(class_word,),
        element_ids=(element_id,),
        rank=highest,
        source="imported",
    )
    return LearntLikeness(note, adapters=adapters, file=file.name)


def _layers(network: nn.Module) -> dict[str, nn.Module]:
    return {name: layer for name, layer in network.named_modules() if isinstance(layer, nn.Linear | nn.Conv2d)}


def _named(key: str, modules: Mapping[str, Mapping[str, nn.Module]], file: str) -> tuple[str, str, str]:
    """Part, module and side ("down", "up" or "alpha") of a key. Raises LikenessForeign."""
    kohya, dotted = _KOHYA.fullmatch(key), _DOTTED.fullmatch(key)
    match = kohya or dotted
    if match is None:
        raise LikenessForeign(file=file, key=key)
    part = _PARTS[match["part"]]
    module = _known(match["module"], modules[part], underscored=kohya is not None)
    if module is None:
        raise LikenessForeign(file=file, key=key)
    what = match["what"]
    return part, module, "alpha" if what.endswith("alpha") else "down" if what.endswith(_DOWN) else "up"


def _known(name: str, layers: Iterable[str], *, underscored: bool) -> str | None:
    """The painter's own name of a layer that a file calls so."""
    if underscored:
        plain = {layer.replace(".", "_"): layer for layer in layers}
        return plain.get(name) or plain.get(name.removeprefix("text_model_"))
    wanted = name.removeprefix("text_model.").replace(".processor.", ".")
    known = set(layers)
    return next((layer for layer in (wanted, f"{wanted}.0") if layer in known), None)


def _scales(metadata: Mapping[str, str]) -> dict[str, float]:
    """alpha by part, where diffusers wrote it into the header."""
    try:
        told: dict[str, Any] = json.loads(metadata.get(_DIFFUSERS_NOTE, "{}"))
        alphas = {
            _PARTS[name]: float(told[f"{name}.lora_alpha"])
            for name in ("unet", "text_encoder")
            if f"{name}.lora_alpha" in told
        }
        return {part: alpha for part, alpha in alphas.items() if isfinite(alpha)}
    except (ValueError, TypeError, AttributeError):
        return {}


def _adapter(sides: Mapping[str, Tensor], layer: nn.Module, alpha: float | None, module: str, file: str) -> Adapter:
    """Both halves of a layer's change in the shapes of that layer. Raises LikenessMisshapen."""
    down, up = sides.get("down"), sides.get("up")
    if down is None or up is None or not 1 <= down.shape[0] <= HIGHEST_RANK:
        raise LikenessMisshapen(file=file, key=module)
    rank = down.shape[0]
    told = float(sides["alpha"]) if "alpha" in sides and sides["alpha"].numel() == 1 else alpha
    scale = 1.0 if told is None else told / rank
    try:
        if isinstance(layer, nn.Conv2d):
            shape = (rank, layer.in_channels // layer.groups, *layer.kernel_size)
            return Adapter(down.float().reshape(shape), up.float().reshape(layer.out_channels, rank, 1, 1) * scale)
        assert isinstance(layer, nn.Linear)  # noqa: S101 - `_layers` takes no others
        wide = down.float().reshape(rank, layer.in_features)
        return Adapter(wide, up.float().reshape(layer.out_features, rank) * scale)
    except RuntimeError as why:
        raise LikenessMisshapen(file=file, key=module) from why
