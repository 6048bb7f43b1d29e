"""Stable Diffusion XL: it loads in half precision and paints; likenesses are refused in words."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.elements import LearningSettings, Training
from assistant.errors import LikenessUnwearable, ModelDamaged
from assistant.story import Element, ElementKind
from assistant.wording import explain
from pipelines.bringing import fit_likeness
from pipelines.likenesses import save_likeness
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter
from pipelines.training import DiffusersLearner
from tests.making import a_training
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.pictures import layout, opened, prompt, unheard
from tests.pipelines.test_studio import at_hand
from tests.pipelines.tiny_painter import SIDE
from tests.pipelines.tiny_xl import save_tiny_xl

pytestmark = pytest.mark.tiny
NOWHERE = layout("")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_xl(tmp_path_factory.mktemp("xl") / "tiny-xl")


@pytest.fixture(scope="module")
def painter(weights: Path) -> DiffusersPainter:
    return DiffusersPainter(weights)


def test_it_paints_what_it_is_told_from_half_precision_files(painter: DiffusersPainter, weights: Path) -> None:
    assert all(file.name.endswith(".fp16.safetensors") for file in weights.rglob("*.safetensors"))
    told: list[tuple[int, int]] = []
    pictures = painter.paint(prompt("old man"), layout=NOWHERE, seeds=[1, 2], progress=lambda *step: told.append(step))
    assert [opened(picture.png).size for picture in pictures] == [(SIDE, SIDE)] * 2
    assert pictures[0].png != pictures[1].png
    assert told[-1] == (3, 3)
    alone = painter.paint(prompt("dog"), layout=NOWHERE, seeds=[1], progress=unheard)
    assert alone[0].png != pictures[0].png
    assert not painter.wears_likenesses
    assert (painter.settings.width, painter.side, painter.scheduler) == (SIDE, SIDE, "dpm++ 2m")


def test_in_halves_it_paints_the_same(painter: DiffusersPainter, weights: Path) -> None:
    plain = painter.paint(prompt(), layout=NOWHERE, seeds=[4], progress=unheard)[0]
    careful = DiffusersPainter(weights, memory=MemoryPlan(attention_slicing=True))
    sliced = careful.paint(prompt(), layout=NOWHERE, seeds=[4], progress=unheard)[0]
    one, other = opened(plain.png).tobytes(), opened(sliced.png).tobytes()
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2


def test_its_second_text_encoder_is_missed(painter: DiffusersPainter, weights: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(weights, tmp_path / "other"))
    file = other / "text_encoder_2" / "model.fp16.safetensors"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert DiffusersPainter(other).hash != painter.hash
    file.unlink()
    with pytest.raises(ModelDamaged) as damaged:
        DiffusersPainter(other).check()
    assert "text_encoder_2" in str(damaged.value.data["file"])


def test_likenesses_are_refused_in_words(painter: DiffusersPainter, tiny_weights: Path, tmp_path: Path) -> None:
    pipe = DiffusersPainter(tiny_weights).own_pipeline()
    file = save_likeness(random_likeness(pipe, "kiotwr", base_hash=painter.hash), tmp_path / "kiotwr.safetensors")
    with pytest.raises(LikenessUnwearable) as worn:
        painter.paint(prompt(), layout=NOWHERE, seeds=[1], progress=unheard, likenesses=[at_hand(file, painter.hash)])
    assert "Stable Diffusion XL" in explain(worn.value, "es")
    dog = Element(id="kio", token="kiotwr", kind=ElementKind.ANIMAL, class_word="dog")
    with pytest.raises(LikenessUnwearable):
        fit_likeness(painter, file, element=dog, token="")


def test_nothing_is_learnt_on_it(painter: DiffusersPainter, tmp_path: Path) -> None:
    learner = DiffusersLearner(painter, folder=tmp_path / "work", classes=tmp_path / "classes")
    training: Training = a_training(settings=LearningSettings(steps=2))
    asked: dict[str, Any] = {"photo": Path, "until": 1, "progress": unheard}
    with pytest.raises(LikenessUnwearable):
        learner.learn(training, [], **asked)


@pytest.mark.parametrize("index", ["", "[]", json.dumps({"_class_name": "StableDiffusionPipeline"})])
def test_every_other_painter_is_taken_to_wear_them(tmp_path: Path, index: str) -> None:
    (tmp_path / "model_index.json").write_text(index, encoding="utf-8")
    assert DiffusersPainter(tmp_path).wears_likenesses
    assert DiffusersPainter(tmp_path / "gone").wears_likenesses
