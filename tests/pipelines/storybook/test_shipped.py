"""The painter that ships: plain diffusers loads it, it answers to words, and it survives what people ask."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionImg2ImgPipeline, StableDiffusionPipeline
from PIL import Image

import pipelines.storybook.latents  # noqa: F401 - diffusers loads the shipped autoencoder only once it is imported
from assistant.errors import ModelDamaged
from benchmarks.storybook import WEIGHTS
from pipelines.painting import DiffusersPainter
from pipelines.storybook.classifier import examine, look, trained
from pipelines.storybook.export import LARGEST_FILE, LARGEST_SUM, MOST_PARAMETERS, weigh

pytestmark = pytest.mark.starter


@pytest.fixture(scope="module")
def pipe() -> StableDiffusionPipeline:
    loaded = StableDiffusionPipeline.from_pretrained(WEIGHTS)
    loaded.set_progress_bar_config(disable=True)
    return loaded


def paint(pipe: StableDiffusionPipeline, words: str, *, seed: int = 1, guidance: float = 3.0) -> Image.Image:
    chance = torch.Generator("cpu").manual_seed(seed)
    picture: Image.Image = pipe(words, num_inference_steps=20, guidance_scale=guidance, generator=chance).images[0]
    return picture


def test_the_weights_are_small_enough_to_travel() -> None:
    parameters, sizes = weigh(WEIGHTS)
    assert parameters <= MOST_PARAMETERS
    assert max(sizes) <= LARGEST_FILE
    assert sum(sizes) <= LARGEST_SUM
    assert len(sizes) <= 8


def test_the_judge_reads_drawn_scenes() -> None:
    shares = examine(trained(), count=100)
    assert min(shares[name] for name in ("place", "weather", "style", "kind", "colour")) >= 0.93


def test_it_paints_what_it_is_asked(pipe: StableDiffusionPipeline) -> None:
    judge = trained()
    asked = "an old man and a dog in the snowy forest"
    seen = [look(judge, [paint(pipe, asked, seed=seed)], [2])[0] for seed in range(1, 7)]
    right = [one for one in seen if (one.place, one.weather, one.subjects) == ("forest", "snow", ("old man", "dog"))]
    assert len(right) >= 4


@pytest.mark.parametrize("words", ["", "xyzzy qwrt ñandú €", "a dog, " * 100])
def test_odd_prompts_still_give_a_picture(pipe: StableDiffusionPipeline, words: str) -> None:
    picture = paint(pipe, words)
    assert picture.size == (256, 256)
    assert np.asarray(picture, dtype=np.int16).std() > 12


def test_the_same_seed_paints_the_same_picture(pipe: StableDiffusionPipeline) -> None:
    one, same, other = (paint(pipe, "a cat in the kitchen", seed=seed).tobytes() for seed in (3, 3, 4))
    assert one == same
    assert one != other


def test_it_repaints_a_picture(pipe: StableDiffusionPipeline) -> None:
    begun = Image.new("RGB", (256, 256), "#80c060")
    again = StableDiffusionImg2ImgPipeline(**pipe.components, requires_safety_checker=False)
    again.set_progress_bar_config(disable=True)
    painted = again("a horse on the farm", image=begun, strength=0.8, num_inference_steps=10).images[0]
    assert painted.size == (256, 256)


def test_damaged_weights_are_named_as_such(tmp_path: Path) -> None:
    broken = tmp_path / "weights"
    shutil.copytree(WEIGHTS, broken)
    victim = max((broken / "unet").glob("*.safetensors"), key=lambda file: file.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1000])
    painter = DiffusersPainter(broken, name="storybook", how="make weights")
    with pytest.raises(ModelDamaged):
        painter.check()


def test_the_index_names_only_classes_that_diffusers_can_load() -> None:
    index = json.loads((WEIGHTS / "model_index.json").read_text(encoding="utf-8"))
    assert index["unet"] == ["diffusers", "UNet2DConditionModel"]
    assert index["text_encoder"] == ["transformers", "CLIPTextModel"]
    assert index["tokenizer"] == ["transformers", "CLIPTokenizer"]
