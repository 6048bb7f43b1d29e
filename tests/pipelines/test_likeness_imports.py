"""LoRA files of other programs, in every way of naming that is met."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from assistant.errors import LikenessForeign, LikenessMisshapen, LikenessPickled
from pipelines.injecting import eject, inject
from pipelines.likeness_imports import import_lora
from pipelines.likenesses import LearntLikeness, read_likeness, save_likeness
from pipelines.painting import DiffusersPainter
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.tiny_painter import save_tiny_painter

pytestmark = pytest.mark.tiny


@pytest.fixture(scope="module")
def pipe(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return DiffusersPainter(save_tiny_painter(tmp_path_factory.mktemp("painter"))).own_pipeline()


def each(likeness: LearntLikeness, name: Callable[[str, str, str], str]) -> dict[str, Tensor]:
    """Its adapters under other names."""
    return {
        name(part, module, side): tensor.contiguous()
        for part, adapters in likeness.adapters.items()
        for module, adapter in adapters.items()
        for side, tensor in (("down", adapter.down), ("up", adapter.up))
    }


def kohya(part: str, module: str, side: str) -> str:
    place = "lora_unet_" if part == "unet" else "lora_te_text_model_"
    return f"{place}{module.replace('.', '_')}.lora_{side}.weight"


def diffusers(part: str, module: str, side: str) -> str:
    place = "unet." if part == "unet" else "text_encoder.text_model."
    return f"{place}{module}.lora_{'A' if side == 'down' else 'B'}.weight"


def old_diffusers(part: str, module: str, side: str) -> str:
    if part == "text":
        return f"text_encoder.text_model.{module}.lora_linear_layer.{side}.weight"
    owner, _, last = module.removesuffix(".0").rpartition(".")
    if last.startswith("to_"):
        return f"unet.{owner}.processor.{last}_lora.{side}.weight"
    return f"unet.{module}.lora.{side}.weight"


def imported(file: Path, pipe: Any) -> LearntLikeness:
    return import_lora(file, pipe, base="tiny", base_hash="b" * 64, token="kiotwr", class_word="dog")


def written(folder: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> Path:
    save_file(dict(tensors), folder / "other.safetensors", metadata=dict(metadata or {}))
    return folder / "other.safetensors"


@pytest.mark.parametrize("naming", [kohya, diffusers, old_diffusers])
def test_every_naming_gives_the_same_weights(pipe: Any, tmp_path: Path, naming: Callable[..., str]) -> None:
    likeness = random_likeness(pipe, "kiotwr")
    found = imported(written(tmp_path, each(likeness, naming)), pipe)
    assert {part: set(found.adapters[part]) for part in found.adapters} == {
        part: set(likeness.adapters[part]) for part in likeness.adapters
    }
    for part, adapters in likeness.adapters.items():
        for module, adapter in adapters.items():
            assert torch.equal(found.adapters[part][module].down, adapter.down), module
            assert torch.equal(found.adapters[part][module].up, adapter.up), module
    assert (found.note.source, found.note.rank) == ("imported", 2)
    inject(pipe, found, "other")
    eject(pipe, "other")


def test_alpha_is_folded_in(pipe: Any, tmp_path: Path) -> None:
    likeness = random_likeness(pipe, "kiotwr", rank=4)
    tensors = each(likeness, kohya)
    alphas = {f"{name.split('.')[0]}.alpha": torch.tensor(1.0) for name in tensors}
    found = imported(written(tmp_path, tensors | alphas), pipe)
    module = next(iter(likeness.adapters["unet"]))
    assert torch.allclose(found.adapters["unet"][module].up, likeness.adapters["unet"][module].up / 4)
    note = {"lora_adapter_metadata": json.dumps({"unet.lora_alpha": 8, "unet.r": 4})}
    told = imported(written(tmp_path, each(likeness, diffusers), note), pipe)
    assert torch.allclose(told.adapters["unet"][module].up, likeness.adapters["unet"][module].up * 2)


def test_what_was_imported_becomes_a_file_of_our_own(pipe: Any, tmp_path: Path) -> None:
    found = imported(written(tmp_path, each(random_likeness(pipe, "kiotwr"), kohya)), pipe)
    own = read_likeness(save_likeness(found, tmp_path / "own.safetensors"), base_hash="b" * 64)
    assert own.note == found.note
    assert own.tokens == {}


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        ("lora_unet_mid_block_attentions_0.hada_w1_a", (2, 2)),
        ("lora_unet_input_blocks_1_1_proj_in.lora_down.weight", (2, 8)),
        ("unet.mid_block.resnets.0.conv1.dora_scale", (8,)),
        ("transformer.blocks.0.attn.lora_A.weight", (2, 8)),
        ("model.diffusion_model.out.2.weight", (4, 8)),
    ],
)
def test_other_kinds_of_change_are_refused(pipe: Any, tmp_path: Path, key: str, shape: tuple[int, ...]) -> None:
    tensors = each(random_likeness(pipe, "kiotwr"), kohya) | {key: torch.ones(shape)}
    with pytest.raises(LikenessForeign) as refused:
        imported(written(tmp_path, tensors), pipe)
    assert refused.value.data["key"] == key


def test_a_wrong_rank_or_a_lost_half_is_refused(pipe: Any, tmp_path: Path) -> None:
    tensors = each(random_likeness(pipe, "kiotwr"), kohya)
    name = next(name for name in tensors if "to_q.lora_up" in name)
    for changed in (tensors | {name: torch.ones(3, 3)}, {key: value for key, value in tensors.items() if key != name}):
        with pytest.raises(LikenessMisshapen):
            imported(written(tmp_path, changed), pipe)


def test_a_pickle_is_not_opened(pipe: Any, tmp_path: Path) -> None:
    torch.save({"a": torch.ones(1)}, tmp_path / "pickle.safetensors")
    with pytest.raises(LikenessPickled):
        imported(tmp_path / "pickle.safetensors", pipe)
