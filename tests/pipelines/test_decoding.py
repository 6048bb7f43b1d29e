"""Whatever makes decoding quick, the answer is the plain greedy answer under the same grammar."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer

from benchmarks.reading_speed import STAGES, generate_plainly
from pipelines import decoding
from pipelines.decoding import Decoder
from pipelines.reading import LoadedReader
from pipelines.reading_form import grammar, quoted, schema
from tests.pipelines.tiny_reader import save_tiny_reader

pytestmark = pytest.mark.tiny
WORDS = ("mi", "madre", "la", "escuela", "no", "teníamos", "un", "perro", "negro", "y", "corría.", "Manolo", "«año»")
LIMIT = 80


class Mind:
    """A tiny model, its tokenizer and a decoder that keeps its states in `folder`."""

    def __init__(self, model: Any, tokenizer: Any, folder: Path | None, identity: str = "tiny") -> None:
        self.model, self.tokenizer = model, tokenizer
        self.decoder = Decoder(model, tokenizer, identity=identity, folder=folder)
        self.reader = LoadedReader(self.decoder, tokenizer)

    def plainly(self, memory: str) -> list[int]:
        """The answer of transformers' own generate()."""
        return generate_plainly(self.model, self.reader, memory, "es", LIMIT)


@pytest.fixture(scope="module")
def mind(tmp_path_factory: pytest.TempPathFactory) -> Mind:
    folder = save_tiny_reader(tmp_path_factory.mktemp("tiny") / "reader")
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
    return Mind(model, AutoTokenizer.from_pretrained(folder, local_files_only=True), folder / "states")


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_answer_is_that_of_plain_greedy_decoding(mind: Mind, words: list[str]) -> None:
    memory = quoted(" ".join(words))
    quick = mind.reader.answer(memory, STAGES, "es", limit=LIMIT)
    assert list(quick.tokens) == mind.plainly(memory)


def test_drafts_save_passes_and_change_nothing(mind: Mind) -> None:
    memory = "mi madre corría. no teníamos un perro negro"
    drafted = mind.reader.answer(memory, STAGES, "es")
    slow = mind.reader.answer(memory, STAGES, "es", draft=False)
    assert drafted.tokens == slow.tokens
    assert slow.passes == len(slow.tokens)
    assert drafted.passes < slow.passes * 0.8


def test_the_fixed_part_is_read_once_and_kept(mind: Mind, tmp_path: Path) -> None:
    first = Mind(mind.model, mind.tokenizer, tmp_path)
    tokens = first.reader.prompt("", "es")[0]
    read = first.decoder.prefix(tokens)
    assert first.decoder.prefix(tokens) is read
    kept = Mind(mind.model, mind.tokenizer, tmp_path).decoder.prefix(tokens)
    assert all(torch.equal(one, two) for one, two in zip(read.states, kept.states, strict=True))
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def test_other_weights_or_words_do_not_share_states(mind: Mind, tmp_path: Path) -> None:
    Mind(mind.model, mind.tokenizer, tmp_path).decoder.prefix([1, 2, 3])
    Mind(mind.model, mind.tokenizer, tmp_path, identity="other").decoder.prefix([1, 2, 3])
    Mind(mind.model, mind.tokenizer, tmp_path).decoder.prefix([1, 2, 4])
    assert len(list(tmp_path.glob("*.safetensors"))) == 3


@pytest.mark.parametrize("keep", [0, 7, 500])
def test_states_cut_off_on_disk_are_read_anew(mind: Mind, tmp_path: Path, keep: int) -> None:
    whole = Mind(mind.model, mind.tokenizer, tmp_path).decoder.prefix([1, 2, 3])
    (file,) = tmp_path.glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:keep])
    again = Mind(mind.model, mind.tokenizer, tmp_path).decoder.prefix([1, 2, 3])
    assert all(torch.equal(one, two) for one, two in zip(whole.states, again.states, strict=True))


def test_an_answer_ends_at_its_limit_and_says_so(mind: Mind) -> None:
    prefix, *rest = mind.reader.prompt("mi madre", "es")
    rules = grammar(schema(STAGES), "mi madre")
    answer = mind.decoder.decode(
        mind.decoder.prefix(prefix), [token for part in rest for token in part], grammar=rules, limit=9
    )
    assert (len(answer.tokens), answer.complete) == (9, False)


def test_a_wrong_grammar_is_refused(mind: Mind) -> None:
    with pytest.raises(ValueError, match="start"):
        mind.decoder.matcher("nothing: /a/")


def test_drafts_follow_the_memory_only_while_it_is_quoted(mind: Mind) -> None:
    memory = mind.tokenizer("mi madre y la escuela", add_special_tokens=False)["input_ids"]
    drafts = decoding.Drafts(memory, [[7, 8, 9], [7, 8, 9]], mind.tokenizer)
    assert drafts.after([7, memory[0]], quoting=True) == memory[1:5]
    assert drafts.after([7, memory[0]], quoting=False) == []
    assert drafts.after([5, 7, 8], quoting=False) == [9]
