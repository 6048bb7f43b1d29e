import json
import os
import shutil
from pathlib import Path

import pytest
import torch

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter, storybook_painter
from pipelines.weights import Hashes, check_safetensors
from tests.pipelines.pictures import layout, opened, prompt, unheard
from tests.pipelines.single_file import save_single_file
from tests.pipelines.tiny_painter import SIDE, save_tiny_painter

pytestmark = pytest.mark.tiny
NOWHERE = layout("")
UNET = Path("unet/diffusion_pytorch_model.safetensors")


@pytest.fixture
def weights(tiny_weights: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(tiny_weights, tmp_path / "painter"))


def first(painter: DiffusersPainter, words: str = "old man", *, steps: int = 3) -> bytes:
    return painter.paint(prompt(words, steps=steps), layout=NOWHERE, seeds=[4], progress=unheard)[0].png


def test_progress_counts_denoising_steps(tiny_weights: Path) -> None:
    told: list[tuple[int, int]] = []
    painter = DiffusersPainter(tiny_weights)
    painter.paint(prompt(steps=5), layout=NOWHERE, seeds=[1, 2], progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 5) for done in range(6)]


def test_words_seed_steps_and_guidance_change_the_picture(tiny_weights: Path) -> None:
    painter = DiffusersPainter(tiny_weights)
    asked = prompt("old man")
    others = [asked.model_copy(update={"positive": "dog"}), asked.model_copy(update={"steps": 6})]
    others += [asked.model_copy(update={"guidance": 1.0}), asked.model_copy(update={"negative": "x y z"})]
    pictures = [painter.paint(one, layout=NOWHERE, seeds=[1], progress=unheard)[0].png for one in [asked, *others]]
    assert len(set(pictures)) == len(pictures)


def test_sizes_are_rounded_to_what_the_autoencoder_can_make(tiny_weights: Path) -> None:
    asked = prompt().model_copy(update={"width": 41, "height": 31})
    painted = DiffusersPainter(tiny_weights).paint(asked, layout=NOWHERE, seeds=[1], progress=unheard)[0]
    assert opened(painted.png).size == (40, 32)


def test_the_model_says_its_own_size(tiny_weights: Path) -> None:
    painter = DiffusersPainter(tiny_weights)
    assert painter.side == SIDE
    assert (painter.settings.width, painter.settings.height) == (SIDE, SIDE)


def test_a_painter_may_bring_its_own_settings(weights: Path) -> None:
    policy = {"width": 64, "height": 48, "by_subjects": [{"up_to": 99, "steps": 9, "guidance": 3.0}]}
    (weights / "settings.json").write_text(json.dumps(policy))
    settings = DiffusersPainter(weights).settings
    assert (settings.width, settings.height, settings.by_subjects[0].steps) == (64, 48, 9)


def test_words_over_the_limit_are_cut_and_named(tiny_weights: Path) -> None:
    painter = DiffusersPainter(tiny_weights)
    words = ", ".join(["old man"] * 10 + ["a snowy forest"] * 10)
    painted = painter.paint(prompt(words), layout=NOWHERE, seeds=[4], progress=unheard)[0]
    assert painted.cut
    assert words.endswith(painted.cut)
    kept = words.removesuffix(painted.cut).rstrip(", ")
    assert painter.count_tokens(kept) <= 75 < painter.count_tokens(words)
    assert painted.png == first(painter, kept)


def test_one_word_without_end_is_painted_too(tiny_weights: Path) -> None:
    painted = DiffusersPainter(tiny_weights).paint(prompt("x" * 500), layout=NOWHERE, seeds=[1], progress=unheard)[0]
    assert painted.png


def test_a_single_file_paints_what_its_folder_paints(weights: Path) -> None:
    file = save_single_file(weights, weights.parent / "other.safetensors")
    single = DiffusersPainter(file, config=weights)
    assert first(single) == first(DiffusersPainter(weights))
    assert single.name == "other"


def test_the_configuration_lies_beside_a_single_file(weights: Path) -> None:
    file = save_single_file(weights, weights.with_suffix(".safetensors"))
    assert first(DiffusersPainter(file))


def test_the_prediction_type_is_the_models_own(tmp_path: Path, tiny_weights: Path) -> None:
    other = save_tiny_painter(tmp_path / "v", prediction="v_prediction")
    assert DiffusersPainter(other).hash == DiffusersPainter(tiny_weights).hash
    assert first(DiffusersPainter(other)) != first(DiffusersPainter(tiny_weights))


@pytest.mark.parametrize(("ddim", "sampler"), [(True, "ddim"), (False, "dpm++ 2m")])
def test_a_model_trained_down_to_pure_noise_keeps_its_sampler(tmp_path: Path, ddim: bool, sampler: str) -> None:
    weights = save_tiny_painter(tmp_path / "z", prediction="v_prediction", zero_snr=True, ddim=ddim)
    painter = DiffusersPainter(weights)
    assert painter.scheduler == sampler
    assert first(painter)


@pytest.mark.parametrize("sampler", ["ddim", "euler"])
def test_the_sampler_can_be_chosen(tiny_weights: Path, sampler: str) -> None:
    painter = DiffusersPainter(tiny_weights, sampler=sampler)  # type: ignore[arg-type]  # one of the table above
    assert painter.scheduler == sampler
    assert first(painter, steps=12) != first(DiffusersPainter(tiny_weights), steps=12)


def test_slicing_attention_changes_nothing_that_can_be_seen(tiny_weights: Path) -> None:
    sliced = DiffusersPainter(tiny_weights, memory=MemoryPlan(attention_slicing=True, channels_last=True))
    one, other = opened(first(sliced)).tobytes(), opened(first(DiffusersPainter(tiny_weights))).tobytes()
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2


def test_other_models_get_their_threads_back(tiny_weights: Path) -> None:
    before = torch.get_num_threads()
    seen: list[int] = []
    painter = DiffusersPainter(tiny_weights, memory=MemoryPlan(threads=before + 1))
    painter.paint(prompt(), layout=NOWHERE, seeds=[1], progress=lambda _done, _of: seen.append(torch.get_num_threads()))
    assert seen[-1] == before + 1
    assert torch.get_num_threads() == before


def test_the_model_stays_loaded(weights: Path) -> None:
    painter = DiffusersPainter(weights)
    before = first(painter)
    shutil.rmtree(weights)
    assert first(painter) == before


# What is missing or damaged


def test_nothing_there(tmp_path: Path) -> None:
    painter = DiffusersPainter(tmp_path / "gone", how="evoca models fetch x")
    asks = (lambda: painter.hash, lambda: first(painter), lambda: painter.count_tokens("a"), lambda: painter.settings)
    for ask in (painter.check, *asks):
        with pytest.raises(ModelMissing) as missing:
            ask()
        assert missing.value.data == {"model": "gone", "how": "evoca models fetch x"}


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to paint with")
    with pytest.raises(ModelMissing):
        DiffusersPainter(tmp_path).check()


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder"])
def test_a_network_without_its_weights(weights: Path, part: str) -> None:
    for file in (weights / part).glob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with pytest.raises(ModelDamaged) as damaged:
        first(DiffusersPainter(weights))
    assert damaged.value.data["file"] == f"{part}/*.safetensors"


@pytest.mark.parametrize("size", [0, 5, 300, -1])
def test_a_file_that_was_cut_off(weights: Path, size: int) -> None:
    file = weights / UNET
    os.truncate(file, size if size >= 0 else file.stat().st_size - 1)
    for ask in (DiffusersPainter(weights).check, lambda: first(DiffusersPainter(weights))):
        with pytest.raises(ModelDamaged) as damaged:
            ask()
        assert damaged.value.data["file"] == UNET.name


def test_a_file_that_is_something_else(weights: Path) -> None:
    (weights / UNET).write_bytes(b"PK\x03\x04 a pickle in a zip" * 100)
    with pytest.raises(ModelDamaged):
        first(DiffusersPainter(weights))


def test_weights_of_another_network(weights: Path) -> None:
    shutil.copy(weights / "vae" / UNET.name, weights / UNET)
    with pytest.raises(ModelDamaged):
        first(DiffusersPainter(weights))


@pytest.mark.parametrize("file", ["model_index.json", "unet/config.json", "tokenizer/tokenizer.json"])
def test_a_configuration_that_cannot_be_read(weights: Path, file: str) -> None:
    (weights / file).write_text("{ not json")
    with pytest.raises(ModelDamaged):
        first(DiffusersPainter(weights))


def test_a_missing_shard_is_named(weights: Path) -> None:
    index = {"metadata": {}, "weight_map": {"conv_in.weight": "diffusion_pytorch_model-00001-of-00002.safetensors"}}
    (weights / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelDamaged) as damaged:
        DiffusersPainter(weights).check()
    assert "00001-of-00002" in str(damaged.value.data["file"])


def test_a_single_file_that_was_cut_off(weights: Path) -> None:
    file = save_single_file(weights, weights.with_suffix(".safetensors"))
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(ModelDamaged):
        first(DiffusersPainter(file))


def test_a_single_file_without_its_configuration(weights: Path, tmp_path: Path) -> None:
    file = save_single_file(weights, tmp_path / "alone.safetensors")
    with pytest.raises(ModelMissing):
        first(DiffusersPainter(file))


# Hashes


def test_other_weights_have_another_hash(weights: Path, tiny_weights: Path) -> None:
    file = weights / UNET
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert DiffusersPainter(weights).hash != DiffusersPainter(tiny_weights).hash


def test_hashes_are_remembered_until_the_file_changes(tmp_path: Path) -> None:
    file, cache = tmp_path / "some.bin", tmp_path / "cache" / "hashes.json"
    file.write_bytes(b"one")
    known = Hashes(cache).of_file(file)
    remembered = json.loads(cache.read_text())
    cache.write_text(json.dumps(dict.fromkeys(remembered, "from the cache")))
    assert Hashes(cache).of_file(file) == "from the cache"
    file.write_bytes(b"two")
    os.utime(file, ns=(1, 1))
    assert Hashes(cache).of_file(file) not in {known, "from the cache"}


@pytest.mark.parametrize("content", ["", "[]", "{ half"])
def test_a_broken_cache_is_done_without(tmp_path: Path, content: str) -> None:
    cache = tmp_path / "hashes.json"
    cache.write_text(content)
    assert len(Hashes(cache).of_file(cache)) == 64


def test_a_whole_file_passes(tiny_weights: Path) -> None:
    check_safetensors(tiny_weights / UNET, model="tiny")


def test_asking_for_the_painter_that_ships_loads_nothing() -> None:
    assert storybook_painter().name == "storybook"
