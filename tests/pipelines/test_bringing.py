"""Likeness files that somebody brings along, against a painter that is never loaded for it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from assistant.elements import Method
from assistant.errors import (
    LikenessForeign,
    LikenessIsPainter,
    LikenessMisshapen,
    LikenessOfAnotherPainter,
    LikenessPickled,
    LikenessRefused,
    TokenTaken,
    TriggerMissing,
)
from assistant.importing import Fitted
from assistant.story import Element, ElementKind
from pipelines.bringing import fit_likeness
from pipelines.likenesses import LearntLikeness, read_likeness, save_likeness, with_note
from pipelines.painting import DiffusersPainter
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.test_likeness_imports import diffusers, each, kohya
from tests.pipelines.tiny_painter import save_tiny_painter

pytestmark = pytest.mark.tiny
DOG = Element(id="kio", token="kiotwr", kind=ElementKind.ANIMAL, class_word="dog")


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> DiffusersPainter:
    return DiffusersPainter(save_tiny_painter(tmp_path_factory.mktemp("painter")), name="tiny")


@pytest.fixture(scope="module")
def pipe(painter: DiffusersPainter) -> Any:
    return painter.own_pipeline()


def fit(painter: DiffusersPainter, file: Path, **said: str) -> Fitted:
    return fit_likeness(painter, file, element=DOG, **({"token": "ohwx"} | said))


def written(folder: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> Path:
    save_file(dict(tensors), folder / "other.safetensors", metadata=dict(metadata or {}))
    return folder / "other.safetensors"


def own(folder: Path, pipe: Any, base_hash: str, **note: Any) -> Path:
    likeness = with_note(random_likeness(pipe, "kiotwr", base_hash=base_hash), **note)
    return save_likeness(likeness, folder / "own.safetensors")


def kept(fitted: Fitted, folder: Path, base_hash: str) -> LearntLikeness:
    (folder / "kept.safetensors").write_bytes(fitted.data)
    return read_likeness(folder / "kept.safetensors", base_hash=base_hash)


@pytest.mark.parametrize("naming", [kohya, diffusers])
def test_other_programs_files_become_ours(painter: DiffusersPainter, pipe: Any, tmp_path: Path, naming: Any) -> None:
    fitted = fit(painter, written(tmp_path, each(random_likeness(pipe, "kiotwr"), naming)))
    assert (fitted.method, fitted.token, fitted.names_base, fitted.step) == (Method.LORA, "ohwx", False, 0)
    note = kept(fitted, tmp_path, painter.hash).note
    assert (note.source, note.tokens, note.rank, note.base_stated) == ("imported", ("ohwx",), 2, True)


def test_a_file_of_ours_names_its_word_and_its_painter(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    fitted = fit(painter, own(tmp_path, pipe, painter.hash, step=300), token="other")
    assert (fitted.token, fitted.names_base, fitted.step) == ("kiotwr", True, 300)
    assert kept(fitted, tmp_path, painter.hash).tokens.keys() == {"kiotwr"}


def test_what_was_only_said_of_a_file_is_not_proof_after_a_copy(
    painter: DiffusersPainter, pipe: Any, tmp_path: Path
) -> None:
    first = fit(painter, written(tmp_path, each(random_likeness(pipe, "kiotwr"), kohya)))
    (tmp_path / "copy.safetensors").write_bytes(first.data)
    assert not fit(painter, tmp_path / "copy.safetensors").names_base


def test_of_several_words_the_elements_own_is_taken(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    both = {"tokens": ("kiotwr", "rosamad"), "class_words": ("dog", "woman")}
    file = own(tmp_path, pipe, painter.hash, **both)
    assert fit(painter, file, token="").token == "kiotwr"
    assert fit(painter, file, token="rosamad").token == "rosamad"
    stranger = DOG.model_copy(update={"token": "another"})
    with pytest.raises(TriggerMissing):
        fit_likeness(painter, file, element=stranger, token="")


def test_a_word_in_the_header_comes_before_a_typed_one(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    tensors = each(random_likeness(pipe, "kiotwr"), kohya)
    told = written(tmp_path, tensors, {"modelspec.trigger_phrase": "skdog"})
    assert fit(painter, told).token == "skdog"
    phrase = written(tmp_path, tensors, {"modelspec.trigger_phrase": "a photo, of <dog>"})
    assert fit(painter, phrase).token == "ohwx"
    for nothing in ("", "two words", "a/b", "x" * 41):
        with pytest.raises(TriggerMissing):
            fit(painter, phrase, token=nothing)


@pytest.mark.parametrize(
    ("key", "told", "taken"),
    [
        ("ss_base_model_version", "sd_v1", True),
        ("modelspec.architecture", "stable-diffusion-v1/lora", True),
        ("ss_base_model_version", "sdxl_base_v1-0", False),
        ("modelspec.architecture", "stable-diffusion-xl-v1-base/lora", False),
        ("ss_base_model_version", "sd_v2_v", False),
    ],
)
def test_another_architecture_in_the_header_is_refused(
    *, painter: DiffusersPainter, pipe: Any, tmp_path: Path, key: str, told: str, taken: bool
) -> None:
    file = written(tmp_path, each(random_likeness(pipe, "kiotwr"), kohya), {key: told})
    if taken:
        assert fit(painter, file).token == "ohwx"
        return
    with pytest.raises(LikenessOfAnotherPainter) as refused:
        fit(painter, file)
    assert refused.value.data["base"] == told


def test_a_likeness_of_another_painter_is_refused(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    with pytest.raises(LikenessOfAnotherPainter):
        fit(painter, own(tmp_path, pipe, "f" * 64))


def test_shapes_of_another_painter_are_refused(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    tensors = each(random_likeness(pipe, "kiotwr"), kohya)
    wide = next(name for name in tensors if "to_q.lora_down" in name)
    with pytest.raises(LikenessMisshapen):
        fit(painter, written(tmp_path, tensors | {wide: torch.ones(2, 320)}))
    with pytest.raises(LikenessForeign):
        fit(painter, written(tmp_path, tensors | {"lora_te2_text_model_x.lora_down.weight": torch.ones(2, 8)}))
    likeness = random_likeness(pipe, "kiotwr", base_hash=painter.hash)
    save_likeness(
        LearntLikeness(likeness.note, tokens={"kiotwr": torch.ones(1, 768)}, adapters=likeness.adapters),
        tmp_path / "own.safetensors",
    )
    with pytest.raises(LikenessMisshapen):
        fit(painter, tmp_path / "own.safetensors")


def test_a_word_that_the_painter_knows_cannot_be_learnt_anew(
    painter: DiffusersPainter, pipe: Any, tmp_path: Path
) -> None:
    likeness = random_likeness(pipe, "kiotwr", base_hash=painter.hash)
    note = likeness.note.model_copy(update={"tokens": ("kiotwr", "a")})
    file = save_likeness(
        LearntLikeness(note, tokens={"a": likeness.tokens["kiotwr"]}, adapters=likeness.adapters),
        tmp_path / "own.safetensors",
    )
    with pytest.raises(TokenTaken):
        fit(painter, file)


def test_a_whole_painter_is_no_likeness(painter: DiffusersPainter, tmp_path: Path) -> None:
    with pytest.raises(LikenessIsPainter):
        fit(painter, written(tmp_path, {"model.diffusion_model.out.2.weight": torch.ones(4, 8)}))


def test_numbers_that_half_precision_cannot_hold_are_refused(
    painter: DiffusersPainter, pipe: Any, tmp_path: Path
) -> None:
    tensors = each(random_likeness(pipe, "kiotwr"), kohya)
    up = next(name for name in tensors if "lora_up" in name)
    with pytest.raises(LikenessMisshapen):
        fit(painter, written(tmp_path, tensors | {up: tensors[up] * 1e6}))


def test_an_alpha_that_is_no_number_counts_as_none(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    likeness = random_likeness(pipe, "kiotwr")
    note = {"lora_adapter_metadata": json.dumps({"unet.lora_alpha": float("nan")})}
    fitted = fit(painter, written(tmp_path, each(likeness, diffusers), note))
    module, adapter = next(iter(likeness.adapters["unet"].items()))
    up = kept(fitted, tmp_path, painter.hash).adapters["unet"][module].up
    assert torch.allclose(up.float(), adapter.up, atol=0.01)


def test_files_that_are_no_likeness_at_all(painter: DiffusersPainter, pipe: Any, tmp_path: Path) -> None:
    whole = written(tmp_path, each(random_likeness(pipe, "kiotwr"), kohya)).read_bytes()
    torch.save({"a": torch.ones(1)}, tmp_path / "pickle.safetensors")
    with pytest.raises(LikenessPickled):
        fit(painter, tmp_path / "pickle.safetensors")
    for data in (whole[:-10], whole[:5], b"", b"Querida Carmen"):
        (tmp_path / "bad.safetensors").write_bytes(data)
        with pytest.raises(LikenessRefused):
            fit(painter, tmp_path / "bad.safetensors")
