"""The study's old checkpoints: tensors come through, programs do not."""

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from assistant.errors import LikenessForeign, LikenessMisshapen, LikenessPickled, LikenessRefused
from pipelines.ckpt_converter import ANCHORS, convert_ckpt

pytestmark = pytest.mark.tiny


def checkpoint(folder: Path, **changes: Any) -> Path:
    """A checkpoint that holds little more than what tells its kind."""
    tensors = {name: torch.randn(shape) for name, shape in ANCHORS.items()}
    tensors["first_stage_model.encoder.conv_in.weight"] = torch.ones(2, 3).half()
    tensors["model_ema.decay"] = torch.tensor(0.999)
    tensors |= changes.pop("tensors", {})
    torch.save({"state_dict": tensors, "global_step": 2400} | changes, folder / "study.ckpt")
    return folder / "study.ckpt"


def test_the_tensors_come_through_and_nothing_else(tmp_path: Path) -> None:
    source = checkpoint(tmp_path)
    made = load_file(convert_ckpt(source, tmp_path / "study.safetensors"))
    before = torch.load(source, weights_only=True)["state_dict"]
    assert made.keys() == before.keys() - {"model_ema.decay"}
    assert all(torch.equal(made[name], before[name]) for name in made)


class Program:
    """Writes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.file}",)


def test_a_program_inside_is_refused_and_never_runs(tmp_path: Path) -> None:
    source = checkpoint(tmp_path, callbacks=Program(tmp_path / "ran"))
    with pytest.raises(LikenessPickled):
        convert_ckpt(source, tmp_path / "study.safetensors")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["study.ckpt"]


@pytest.mark.parametrize(
    ("tensors", "fault"),
    [
        ({"optimizer.step": torch.ones(1)}, LikenessForeign),
        ({"model.diffusion_model.out.2.weight": torch.ones(4, 64, 3, 3)}, LikenessMisshapen),
        ({"model.diffusion_model.x.weight": torch.ones(2, dtype=torch.complex64)}, LikenessMisshapen),
    ],
)
def test_what_is_no_stable_diffusion_is_refused(tmp_path: Path, tensors: Any, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        convert_ckpt(checkpoint(tmp_path, tensors=tensors), tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()


def test_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.ckpt").write_text("no checkpoint")
    with pytest.raises(LikenessRefused):
        convert_ckpt(tmp_path / "study.ckpt", tmp_path / "out.safetensors")
