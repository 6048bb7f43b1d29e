"""Reading a memory with a language model on this machine."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from assistant.errors import ModelMissing, ReaderUnsure
from assistant.story import Language, Patient, Reading
from pipelines import reading_prompt
from pipelines.decoding import Answer, Decoder
from pipelines.reading_form import grammar, parse, quoted, schema

LONGEST_ANSWER: Final = 512
_MARK: Final = "\ue000"  # a private sign that stands for the memory while the template is cut in two


class LocalReader:
    """A transformers causal model with a chat template, read with greedily and under a grammar.

    `decoder` comes from `open_reader`. Reads one memory at a time; other threads wait.
    """

    def __init__(self, decoder: Decoder, tokenizer: Any, *, name: str) -> None:
        self._decoder, self._tokenizer, self._name = decoder, tokenizer, name
        self._one_at_a_time = threading.Lock()

    @property
    def name(self) -> str:
        """Which model reads, for the record."""
        return self._name

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `assistant.ports.Reader`. Raises ReaderUnsure, ModelDamaged, DiskFull."""
        stages = [stage.key for stage in patient.stages]
        memory = quoted(reading_prompt.beginning(text))
        if not memory:
            return Reading()
        with self._one_at_a_time:
            answer = self.answer(memory, stages, language)
        return parse(self._decoder.text(answer.tokens), stages)

    def answer(self, memory: str, stages: Sequence[str], language: Language, *, draft: bool = True) -> Answer:
        """The tokens of the answer to a memory (as `quoted` gave it). Raises ModelDamaged, DiskFull."""
        prefix, before, words, after = self.prompt(memory, language)
        return self._decoder.decode(
            self._decoder.prefix(prefix),
            [*before, *words, *after],
            grammar=grammar(schema(stages), memory),
            copied_from=words,
            limit=LONGEST_ANSWER,
            draft=draft,
        )

    def prompt(self, memory: str, language: Language) -> tuple[list[int], list[int], list[int], list[int]]:
        """Tokens of the fixed part, of what stands before the memory, of the memory, and of what stands after.

        The memory is tokenised alone and without special tokens, so that no word of it can end the quotation.
        """
        fixed = reading_prompt.fixed(language)
        asked = {"role": "user", "content": reading_prompt.asked(_MARK)}
        whole = self._template([*fixed, asked], answer_next=True)
        same = self._template(fixed, answer_next=False)
        if not whole.startswith(same):
            raise ReaderUnsure(model=self._name)
        before, after = whole[len(same) :].split(_MARK)
        words = self._tokenizer(memory, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        return (self._tokens(same), self._tokens(before), list(words), self._tokens(after))

    def _template(self, messages: list[reading_prompt.Message], *, answer_next: bool) -> str:
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=answer_next))

    def _tokens(self, text: str) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])


def open_reader(model: Path, *, kept: Path) -> LocalReader:
    """A reader over a GGUF file or a local transformers folder; `kept` is where states of prompts are stored.

    Raises ModelMissing, ModelDamaged, DiskFull.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if model.suffix == ".gguf":
        from pipelines.gguf_models import open_gguf

        folder, opened = model.parent, open_gguf(model)
    elif (model / "config.json").is_file():
        folder = model
        opened = AutoModelForCausalLM.from_pretrained(model, local_files_only=True, use_safetensors=True).eval()
    else:
        raise ModelMissing(model=model.name, how="evoca models fetch")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    size = model.stat().st_size if model.is_file() else sum(f.stat().st_size for f in model.glob("*.safetensors"))
    decoder = Decoder(opened, tokenizer, identity=f"{model.name} {size}", folder=kept)
    return LocalReader(decoder, tokenizer, name=model.stem)
