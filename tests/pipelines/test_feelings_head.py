"""The second voter on feelings: its file belongs to one model, and it hears what the lists have no phrase for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from assistant.errors import ModelDamaged, ModelMissing
from assistant.feelings import VOTE
from pipelines.choosing import chosen_model, models_folder
from pipelines.feelings_head import BUCKETS, EXAMPLES, WEIGHTS, FeelingsHead, hashed_words, load_head
from pipelines.reading import LoadedReader, identity_of, load_reader

MOST_BYTES = 200_000


def saved(file: Path, model: str) -> Path:
    words = np.stack([hashed_words("triste"), hashed_words("socorro")]) * 10
    tokens, bias = np.ones((2, 3), dtype=np.float32), np.full(2, -1, dtype=np.float32)
    save_file({"tokens": tokens, "words": words.astype(np.float32), "bias": bias}, file, {"model": model})
    return file


def test_the_shipped_head_is_small_and_says_its_model() -> None:
    with safe_open(WEIGHTS, framework="np") as kept:
        model = kept.metadata()["model"]
    assert isinstance(load_head(model), FeelingsHead)
    assert WEIGHTS.stat().st_size < MOST_BYTES


def test_it_is_not_used_with_another_model(tmp_path: Path) -> None:
    file = saved(tmp_path / "head.safetensors", "mine 1")
    assert load_head("mine 1", file) is not None
    assert load_head("mine 2", file) is None
    assert load_head("tiny 5") is None


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "head.safetensors"
    file.write_bytes(b"nothing")
    with pytest.raises(ModelDamaged):
        load_head("mine 1", file)


def test_words_and_vectors_both_count(tmp_path: Path) -> None:
    head = load_head("mine 1", saved(tmp_path / "head.safetensors", "mine 1"))
    assert head is not None
    nothing, some = np.zeros(3, dtype=np.float32), np.ones(3, dtype=np.float32)
    assert head.scores("socorro", nothing).distress > VOTE > head.scores("socorro", nothing).negative
    assert head.scores("la mesa", nothing).negative < VOTE < head.scores("la mesa", some).negative


@pytest.mark.parametrize("text", ["", "…", "¡Ay, qué niño!", "a" * 5000])
def test_hashed_words_have_length_one_or_nothing(text: str) -> None:
    vector = hashed_words(text)
    assert vector.shape == (BUCKETS,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1 if text else 0, abs=1e-5)


def test_every_example_says_how_it_feels_and_in_which_language() -> None:
    lines = [line.split("\t") for line in EXAMPLES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert {(feeling, language) for feeling, language, _ in lines} == {
        (feeling, language) for feeling in ("calm", "negative", "distress") for language in ("es", "en")
    }
    assert len({text for *_, text in lines}) == len(lines)


@pytest.fixture(scope="module")
def starter() -> Iterator[LoadedReader]:
    try:
        model = chosen_model("reading", models_folder(), path=None)
    except ModelMissing:
        pytest.skip("the starter models have not been fetched")
    if load_head(identity_of(model)) is None:
        pytest.skip("another model reads here")
    yield load_reader(model, identity=identity_of(model), kept=None)


@pytest.mark.starter
@pytest.mark.parametrize(
    ("text", "distress"),
    [
        ("¿Por qué no ha venido mi hija? Me ha olvidado, estoy aquí solo y no sé qué hacer.", True),
        ("Where did everybody go? I can't find my room and I'm frightened.", True),
        ("Los jueves íbamos al cine y mi prima compraba pipas para todos.", False),
        ("My uncle kept bees and we put the honey on warm bread.", False),
    ],
)
def test_sentences_that_it_was_not_trained_on_are_judged_right(
    starter: LoadedReader, text: str, *, distress: bool
) -> None:
    scores = starter.feeling(text)
    assert scores is not None
    assert (scores.distress >= VOTE) is distress
    assert (scores.negative >= VOTE) is distress
