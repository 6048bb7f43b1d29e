"""The second voter on feelings: its file belongs to one model, and it hears what the lists have no phrase for."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file

from assistant.errors import ModelDamaged, ModelMissing, ReaderUnsure
from assistant.feelings import VOTE
from assistant.story import Address, FeelingScores, Language, Patient
from pipelines.choosing import chosen_model, models_folder
from pipelines.feelings_head import BUCKETS, EXAMPLES, WEIGHTS, FeelingsHead, hashed_words, load_head
from pipelines.reading import LoadedReader, LocalReader, identity_of, load_reader
from pipelines.reading_prompt import MOST_CHARACTERS, PASSAGE_CHARACTERS
from pipelines.residency import Residency

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


class Scripted(LoadedReader):
    """A model whose answers are told beforehand and whose words all mean the same; each answer is given once."""

    def __init__(self, head: FeelingsHead | None, *answers: str) -> None:
        self._head, self._answers = head, list(answers)

    def mean_vector(self, memory: str) -> NDArray[np.float32]:
        """See `LoadedReader`."""
        del memory
        return np.zeros(3, dtype=np.float32)

    def said(self, memory: str, stages: Sequence[str], language: Language, *, most_things: int = 1) -> str:
        """See `LoadedReader`."""
        del memory, stages, language, most_things
        return self._answers.pop(0)


def heard_by(model: LoadedReader, text: str) -> FeelingScores | None:
    """How a reader with this model says that a text feels, whether its answer can be used or not."""
    reader = LocalReader(Residency().resident(lambda: model, needs_bytes=1), name="scripted")
    patient = Patient(id="p", name="Ana", language="es", address=Address.USTED)
    try:
        return reader.read(text, patient=patient, language="es").feeling
    except ReaderUnsure as unsure:
        return unsure.feeling


class TestVotesOfAReader:
    GOOD, BAD, CUT = '{"things":[],"stage":"unknown"}', "tanque", '{"things":[{"ev":"'

    @pytest.fixture
    def head(self, tmp_path: Path) -> FeelingsHead:
        head = load_head("mine 1", saved(tmp_path / "head.safetensors", "mine 1"))
        assert head is not None
        return head

    @pytest.mark.parametrize("answers", [[GOOD], [CUT, GOOD], [CUT, BAD]])
    def test_the_vote_does_not_hang_on_the_answer(self, head: FeelingsHead, answers: list[str]) -> None:
        loud, calm = (heard_by(Scripted(head, *answers), text) for text in ("socorro", "la mesa"))
        assert loud is not None
        assert calm is not None
        assert loud.distress > VOTE > calm.distress

    def test_without_a_head_there_is_no_vote(self) -> None:
        assert heard_by(Scripted(None, self.GOOD), "socorro") is None
        assert heard_by(Scripted(None, self.BAD, self.BAD), "socorro") is None

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_a_plea_anywhere_in_a_long_memory_is_heard(self, head: FeelingsHead, place: int) -> None:
        parts = ["Íbamos al río. " * (MOST_CHARACTERS // 10)] * 2
        calm = heard_by(Scripted(head, self.GOOD), " ".join(parts))
        parts.insert(place, "Socorro.")
        loud = heard_by(Scripted(head, self.GOOD), " ".join(parts))
        assert calm is not None
        assert loud is not None
        assert loud.distress > VOTE > calm.distress

    def test_many_other_words_do_not_drown_a_plea(self, head: FeelingsHead) -> None:
        other = " ".join(map("".join, product("bdfglmn", "aeiou", "rst", "aeo"))) + "."
        memory = f"{other} Socorro."
        assert PASSAGE_CHARACTERS < len(memory) < MOST_CHARACTERS
        loud = heard_by(Scripted(head, self.GOOD), memory)
        assert loud is not None
        assert loud.distress > VOTE > head.scores(memory, np.zeros(3, dtype=np.float32)).distress


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
