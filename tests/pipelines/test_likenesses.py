"""Likeness files, and putting them into a painter and taking them out again."""

import json
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.errors import (
    LikenessForeign,
    LikenessMisshapen,
    LikenessNotCombinable,
    LikenessOfAnotherPainter,
    LikenessPickled,
    LikenessRefused,
    TokenTaken,
)
from pipelines.injecting import eject, eject_all, inject, injected, tuner_layers, wear
from pipelines.likenesses import LearntLikeness, read_likeness, save_likeness, with_note
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.tiny_painter import save_tiny_painter

pytestmark = pytest.mark.tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_painter(tmp_path_factory.mktemp("painter"))


@pytest.fixture
def pipe(folder: Path) -> Any:
    from diffusers import StableDiffusionPipeline

    extras: dict[str, Any] = {"safety_checker": None, "feature_extractor": None}
    return StableDiffusionPipeline.from_pretrained(folder, use_safetensors=True, local_files_only=True, **extras)


def noise(pipe: Any, words: Sequence[str] = ("a kiotwr dog",)) -> torch.Tensor:
    """What the denoiser says of one fixed latent for each of the prompts."""
    ids = pipe.tokenizer(list(words), padding="max_length", return_tensors="pt").input_ids
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1)).repeat(len(words), 1, 1, 1)
    with torch.no_grad():
        told: torch.Tensor = pipe.unet(latents, torch.tensor(500), pipe.text_encoder(ids)[0]).sample
    return told


@contextmanager
def adapters_per_row(unet: Any, names: list[str]) -> Iterator[None]:
    def named(_layer: Any, args: Any, kwargs: Any) -> Any:
        return args, {**kwargs, "adapter_names": names}

    hooks = [layer.register_forward_pre_hook(named, with_kwargs=True) for _, layer in tuner_layers(unet)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def weights(pipe: Any) -> dict[str, torch.Tensor]:
    return {**pipe.unet.state_dict(prefix="unet."), **pipe.text_encoder.state_dict(prefix="text.")}


def test_a_file_comes_back_as_it_was_written(pipe: Any, tmp_path: Path) -> None:
    written = random_likeness(pipe, "kiotwr")
    read = read_likeness(save_likeness(written, tmp_path / "kiotwr.safetensors"), base_hash="b" * 64)
    assert read.note == written.note
    assert read.tensors().keys() == written.tensors().keys()
    assert all(
        torch.equal(read.tensors()[name], tensor.half()) for name, tensor in written.tensors().items() if "lora" in name
    )
    assert [path.name for path in tmp_path.iterdir()] == ["kiotwr.safetensors"]


def test_the_painter_comes_back_bit_for_bit(pipe: Any) -> None:
    before, said, words = weights(pipe), noise(pipe), pipe.tokenizer
    before = {name: tensor.clone() for name, tensor in before.items()}
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    inject(pipe, random_likeness(pipe, "anamadr", seed=1), "ana")
    assert injected(pipe) == ["dog", "ana"]
    assert not torch.equal(noise(pipe), said)
    eject(pipe, "dog")
    assert injected(pipe) == ["ana"]
    eject_all(pipe)
    after = weights(pipe)
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert torch.equal(noise(pipe), said)
    assert pipe.tokenizer is words
    assert list(tuner_layers(pipe.unet)) == []


def test_a_token_is_one_word_wherever_it_stands_alone(pipe: Any) -> None:
    inject(pipe, random_likeness(pipe, "80alp"), "juan")
    inject(pipe, random_likeness(pipe, "hachift80alp", seed=1), "both")
    known = len(pipe.tokenizer) - 2
    ids = pipe.tokenizer("A Hachift80alp, 80ALP x80alp 80alps", add_special_tokens=False).input_ids
    assert [number for number in ids if number >= known] == [known + 1, known]
    eject(pipe, "juan")
    assert max(pipe.tokenizer("hachift80alp 80alp", add_special_tokens=False).input_ids) == known


def test_a_token_that_moves_up_keeps_its_meaning(pipe: Any) -> None:
    second = random_likeness(pipe, "anamadr", seed=1)
    inject(pipe, second, "ana")
    alone = noise(pipe, ["anamadr"])
    eject(pipe, "ana")
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    inject(pipe, second, "ana")
    assert torch.equal(noise(pipe, ["anamadr"]), alone)
    eject(pipe, "dog")
    wear(pipe, ["ana"])
    assert torch.equal(noise(pipe, ["anamadr"]), alone)


def test_every_row_wears_its_own_adapter_on_attention_and_convolutions(pipe: Any) -> None:
    said = noise(pipe)
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    inject(pipe, random_likeness(pipe, "anamadr", seed=1), "ana")
    assert any(isinstance(layer.base_layer, torch.nn.Conv2d) for _, layer in tuner_layers(pipe.unet))
    states = pipe.text_encoder(pipe.tokenizer(["a dog"], return_tensors="pt").input_ids)[0].detach()
    latent, time = torch.randn(1, 4, 16, 16), torch.tensor(500)
    alone = {}
    with torch.no_grad():
        for name in ("dog", "ana", "__base__"):
            wear(pipe, [name] if name != "__base__" else [])
            alone[name] = pipe.unet(latent, time, states).sample
        rows = ["ana", "__base__", "dog"]
        with adapters_per_row(pipe.unet, rows):
            together = pipe.unet(latent.repeat(3, 1, 1, 1), time, states.repeat(3, 1, 1)).sample
    for row, name in enumerate(rows):
        torch.testing.assert_close(together[row], alone[name][0], rtol=1e-4, atol=1e-4)
    assert (alone["dog"] - alone["ana"]).abs().max() > 0.01
    eject_all(pipe)
    assert torch.equal(noise(pipe), said)


def test_both_at_once_differ_from_each(pipe: Any) -> None:
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    dog = noise(pipe)
    inject(pipe, random_likeness(pipe, "anamadr", seed=1), "ana")
    ana = noise(pipe)
    wear(pipe, ["dog", "ana"])
    assert not torch.allclose(noise(pipe), dog)
    assert not torch.allclose(noise(pipe), ana)


def full(pipe: Any) -> LearntLikeness:
    lora = random_likeness(pipe, "zzq")
    change = {name: torch.full_like(tensor, 0.01) for name, tensor in pipe.unet.named_parameters()}
    note = lora.note.model_copy(update={"kind": "full", "rank": 0})
    return LearntLikeness(note, tokens=lora.tokens, changes={"unet": change})


def test_a_full_likeness_goes_in_and_out_and_is_not_combined(pipe: Any, tmp_path: Path) -> None:
    said = noise(pipe)
    before = {name: tensor.clone() for name, tensor in weights(pipe).items()}
    whole = read_likeness(save_likeness(full(pipe), tmp_path / "full.safetensors"))
    inject(pipe, whole, "all")
    assert not torch.allclose(noise(pipe), said)
    with pytest.raises(LikenessNotCombinable):
        inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    eject(pipe, "all")
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    with pytest.raises(LikenessNotCombinable):
        inject(pipe, whole, "all")
    eject(pipe, "dog")
    assert all(torch.equal(weights(pipe)[name], before[name]) for name in before)


@pytest.mark.parametrize("token", ["a", "kiotwr", "", "two words"])
def test_a_token_in_use_is_refused_and_changes_nothing(pipe: Any, token: str) -> None:
    inject(pipe, random_likeness(pipe, "kiotwr"), "dog")
    said = noise(pipe)
    with pytest.raises(TokenTaken):
        inject(pipe, random_likeness(pipe, token, seed=2), "other")
    assert injected(pipe) == ["dog"]
    assert torch.equal(noise(pipe), said)


def changed(file: Path, change: Any) -> Path:
    """The same file with its tensors and metadata changed."""
    from safetensors import safe_open

    with safe_open(str(file), "pt") as opened:
        metadata = dict(opened.metadata())
    tensors = load_file(file)
    change(tensors, metadata)
    save_file(tensors, file, metadata=metadata)
    return file


def first(tensors: dict[str, Any], part: str) -> str:
    return next(name for name in sorted(tensors) if part in name)


def strange_key(tensors: dict[str, Any], _metadata: dict[str, str]) -> None:
    tensors["unet.mid.hada_w1_a"] = torch.ones(2)


def lost_half(tensors: dict[str, Any], _metadata: dict[str, str]) -> None:
    del tensors[first(tensors, "lora_B")]


def other_rank(tensors: dict[str, Any], _metadata: dict[str, str]) -> None:
    name = first(tensors, "to_q.lora_A")
    tensors[name] = torch.ones(3, tensors[name].shape[1])


def no_number(tensors: dict[str, Any], _metadata: dict[str, str]) -> None:
    tensors[first(tensors, "lora_A")].fill_(float("nan"))


def rank_beyond_the_note(_tensors: dict[str, Any], metadata: dict[str, str]) -> None:
    metadata["evoca"] = json.dumps({**json.loads(metadata["evoca"]), "rank": 1})


def no_note(_tensors: dict[str, Any], metadata: dict[str, str]) -> None:
    metadata.clear()


def bad_note(_tensors: dict[str, Any], metadata: dict[str, str]) -> None:
    metadata["evoca"] = "{"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (strange_key, LikenessForeign),
        (lost_half, LikenessMisshapen),
        (other_rank, LikenessMisshapen),
        (no_number, LikenessMisshapen),
        (rank_beyond_the_note, LikenessMisshapen),
        (no_note, LikenessForeign),
        (bad_note, LikenessRefused),
    ],
)
def test_a_file_that_is_not_right_is_refused(pipe: Any, tmp_path: Path, change: Any, fault: type[Exception]) -> None:
    file = changed(save_likeness(random_likeness(pipe, "kiotwr"), tmp_path / "k.safetensors"), change)
    with pytest.raises(fault):
        read_likeness(file)


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    loose, zipped = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    loose.write_bytes(pickle.dumps({"a": 1}))
    torch.save({"a": torch.ones(1)}, zipped)
    for file in (loose, zipped):
        with pytest.raises(LikenessPickled):
            read_likeness(file)


def test_half_a_file_is_refused(pipe: Any, tmp_path: Path) -> None:
    file = save_likeness(random_likeness(pipe, "kiotwr"), tmp_path / "k.safetensors")
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(LikenessRefused):
        read_likeness(file)


def test_another_painters_likeness_is_refused(pipe: Any, tmp_path: Path) -> None:
    file = save_likeness(random_likeness(pipe, "kiotwr"), tmp_path / "k.safetensors")
    with pytest.raises(LikenessOfAnotherPainter) as refused:
        read_likeness(file, base_hash="c" * 64, painter="storybook")
    assert refused.value.data["base"] == "tiny"


def test_weights_that_do_not_fit_the_painter_are_refused_and_change_nothing(pipe: Any) -> None:
    said = noise(pipe)
    likeness = random_likeness(pipe, "kiotwr")
    name = next(iter(likeness.adapters["unet"]))
    wide = likeness.adapters["unet"][name]
    beyond = {"unet": {name: type(wide)(torch.ones(2, 99), wide.up)}}
    strange = {"unet": {"mid_block.nothing": wide}}
    for adapters, fault in ((beyond, LikenessMisshapen), (strange, LikenessForeign)):
        with pytest.raises(fault):
            inject(pipe, LearntLikeness(likeness.note, adapters=adapters), "dog")
    assert torch.equal(noise(pipe), said)
    assert injected(pipe) == []


def test_a_note_can_be_changed_without_the_weights(pipe: Any) -> None:
    likeness = with_note(random_likeness(pipe, "kiotwr"), step=7)
    assert likeness.note.step == 7
