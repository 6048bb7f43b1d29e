"""A model over a GGUF file gives what transformers gives after unpacking it."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.gguf_models import open_gguf
from tests.pipelines.tiny_reader import save_tiny_gguf

pytestmark = pytest.mark.tiny


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_gguf(tmp_path_factory.mktemp("gguf") / "model.gguf")


def test_it_scores_as_the_unpacked_model_does(file: Path) -> None:
    plain = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32).eval()
    tokens = torch.tensor([[5, 300, 41, 77, 8, 12]])
    with torch.inference_mode():
        expected, got = plain(tokens).logits, open_gguf(file)(tokens).logits
    assert (got - expected).abs().max() < 2e-3 * expected.std()


def test_some_outputs_alone_are_the_same_outputs(file: Path) -> None:
    head = open_gguf(file).lm_head
    state = torch.randn(256, generator=torch.manual_seed(1))
    wanted = torch.tensor([3, 9, 700])
    assert torch.equal(head.rows(state, wanted.numpy()), head(state[None])[0][wanted])


def test_the_tokenizer_lies_beside_it(file: Path) -> None:
    open_gguf(file)
    tokenizer = AutoTokenizer.from_pretrained(file.parent, local_files_only=True)
    assert tokenizer.decode(tokenizer("mi madre, ¿eh? 🎂")["input_ids"]) == "mi madre, ¿eh? 🎂"


def test_a_missing_file_is_said() -> None:
    with pytest.raises(ModelMissing):
        open_gguf(Path("nowhere/model.gguf"))


@pytest.mark.parametrize("keep", [0, 4, 1000, 200_000])
def test_a_truncated_file_is_damaged(file: Path, tmp_path: Path, keep: int) -> None:
    part = tmp_path / "model.gguf"
    part.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ModelDamaged):
        open_gguf(part)


def test_a_file_cut_after_it_was_indexed_is_damaged(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model.gguf"
    copy.write_bytes(file.read_bytes())
    open_gguf(copy)
    copy.write_bytes(file.read_bytes()[:-500_000])
    with pytest.raises(ModelDamaged):
        open_gguf(copy)
