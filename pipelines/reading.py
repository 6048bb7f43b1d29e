"""Reading a memory with a language model on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import ModelDamaged, ModelMissing, ReaderUnsure
from assistant.ports import Reader
from assistant.story import FeelingScores, Language, Patient, Reading
from pipelines import reading_prompt
from pipelines.choosing import chosen_model, models_folder
from pipelines.reading_form import MOST_THINGS, grammar, parse, quoted, schema
from pipelines.residency import Residency, Resident

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.decoding import Answer, Decoder
    from pipelines.feelings_head import FeelingsHead

LONGEST_ANSWER: Final = 512
FEW_THINGS: Final = 3
STARTER: Final = "starter"
_MARK: Final = "\ue000"  # a private sign that stands for the memory while the template is cut in two


class LoadedReader:
    """A transformers causal model with a chat template, read with greedily and under a grammar of the memory."""

    def __init__(self, decoder: Decoder, tokenizer: Any, head: FeelingsHead | None = None) -> None:
        self.decoder, self._tokenizer, self._head = decoder, tokenizer, head

    def feeling(self, memory: str) -> FeelingScores | None:
        """How a memory (as `quoted` gave it) feels in its saddest passage; None without words or without a head."""
        passages = reading_prompt.passages(memory)
        if self._head is None or not passages:
            return None
        votes = [self._head.scores(passage, self.mean_vector(passage)) for passage in passages]
        return FeelingScores(negative=max(v.negative for v in votes), distress=max(v.distress for v in votes))

    def mean_vector(self, memory: str) -> NDArray[np.float32]:
        """(hidden,) the mean of the model's own vectors for the tokens of a memory."""
        return self.decoder.mean_vector(self._words(memory))

    def said(self, memory: str, stages: Sequence[str], language: Language, *, most_things: int = MOST_THINGS) -> str:
        """The words of the answer to a memory (as `quoted` gave it). Raises ModelDamaged, DiskFull."""
        return self.decoder.text(self.answer(memory, stages, language, most_things=most_things).tokens)

    def answer(
        self,
        memory: str,
        stages: Sequence[str],
        language: Language,
        *,
        most_things: int = MOST_THINGS,
        limit: int = LONGEST_ANSWER,
        draft: bool = True,
    ) -> Answer:
        """The tokens of the answer to a memory (as `quoted` gave it). Raises ModelDamaged, DiskFull."""
        prefix, before, words, after = self.prompt(memory, language)
        return self.decoder.decode(
            self.decoder.prefix(prefix),
            [*before, *words, *after],
            grammar=grammar(schema(stages, most_things), memory),
            copied_from=words,
            similar=[self._tokens(example) for example in reading_prompt.answers(language)],
            limit=limit,
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
        if not whole.startswith(same):  # a template that looks ahead: then nothing is kept
            same = ""
        before, after = whole[len(same) :].split(_MARK)
        return self._tokens(same), self._tokens(before), self._words(memory), self._tokens(after)

    def _words(self, memory: str) -> list[int]:
        return list(self._tokenizer(memory, add_special_tokens=False, split_special_tokens=True)["input_ids"])

    def _template(self, messages: list[reading_prompt.Message], *, answer_next: bool) -> str:
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=answer_next))

    def _tokens(self, text: str) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])


class LocalReader:
    """The `Reader` on this machine. Its model is loaded at the first reading; one memory is read at a time."""

    def __init__(self, resident: Resident[LoadedReader], *, name: str) -> None:
        self.resident, self._name = resident, name

    @property
    def name(self) -> str:
        """Which model reads, for the record."""
        return self._name

    def warm(self, languages: Sequence[Language]) -> None:
        """Load the model and read the fixed part of the prompts, once for all memories: half a minute, then kept.

        Raises ModelDamaged, DiskFull.
        """
        with self.resident.using() as loaded:
            for language in languages:
                loaded.decoder.prefix(loaded.prompt("", language)[0])

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `assistant.ports.Reader`; how it feels is heard in all of it, also where the answer cannot be used.

        Raises ReaderUnsure, ModelDamaged, DiskFull.
        """
        stages = [stage.key for stage in patient.stages]
        memory = quoted(text)
        if not memory:
            return Reading()
        with self.resident.using() as loaded:
            feeling = loaded.feeling(memory)
            try:
                reading = self._tagged(loaded, reading_prompt.beginning(memory), stages, language)
            except ReaderUnsure as trouble:
                raise ReaderUnsure(feeling=feeling) from trouble
        return reading.model_copy(update={"feeling": feeling})

    @staticmethod
    def _tagged(loaded: LoadedReader, memory: str, stages: Sequence[str], language: Language) -> Reading:
        """What the model answers, asked a second time where its answer could not be used. Raises ReaderUnsure."""
        try:
            return parse(loaded.said(memory, stages, language), stages)
        except ReaderUnsure:  # it ran on until the limit: a shorter form leaves room for the end
            return parse(loaded.said(memory, stages, language, most_things=FEW_THINGS), stages)


def open_reader(model: Path, *, kept: Path, residency: Residency | None = None) -> LocalReader:
    """A reader over a GGUF file or a local transformers folder; `kept` is where states of prompts are stored.

    Only looks whether the files are there. Raises ModelMissing.
    """
    if not (model if model.suffix == ".gguf" else model / "config.json").is_file():
        raise ModelMissing(model=model.name, how="evoca models fetch")
    size = _size(model)
    name = model.parent.name if model.suffix == ".gguf" else model.name

    def load() -> LoadedReader:
        return load_reader(model, identity=identity_of(model), kept=kept)

    return LocalReader((residency or Residency()).resident(load, needs_bytes=size), name=name)


def _size(model: Path) -> int:
    files = [model] if model.suffix == ".gguf" else sorted(model.glob("*.safetensors"))
    return sum(file.stat().st_size for file in files)


def identity_of(model: Path) -> str:
    """What names the weights: the model's name and their bytes."""
    return f"{model.parent.name if model.suffix == '.gguf' else model.name} {_size(model)}"


def load_reader(model: Path, *, identity: str, kept: Path | None) -> LoadedReader:
    """Load it now. Raises ModelDamaged, DiskFull."""
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from pipelines.decoding import Decoder
    from pipelines.feelings_head import load_head

    if model.suffix == ".gguf":
        from pipelines.gguf_models import open_gguf

        folder, opened = model.parent, open_gguf(model)
    else:
        folder = model
        try:
            opened = AutoModelForCausalLM.from_pretrained(
                model, local_files_only=True, use_safetensors=True, dtype="auto", device_map=_device()
            ).eval()
        except (OSError, ValueError, KeyError, SafetensorError) as trouble:
            raise ModelDamaged(model=model.name, file=model.name) from trouble
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    decoder = Decoder(opened, tokenizer, identity=identity, folder=kept)
    return LoadedReader(decoder, tokenizer, load_head(identity))


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def reader_at(where: str, *, models: Path | None = None, kept: Path | None = None) -> Reader:
    """The reader at a place: `starter` (or a fetched model that comes before it), a path, or `http://host/v1#model`.

    `kept` is where states of prompts are stored; by default beside the models. Raises ModelMissing, ModelDamaged,
    DiskFull, NotAllowed (a server outside this house).
    """
    if where.startswith(("http://", "https://")):
        from pipelines.reading_server import LocalServerReader

        url, _, model = where.partition("#")
        return LocalServerReader(url, model=model or "default")
    folder = models or models_folder()
    file = chosen_model("reading", folder, path=None if where == STARTER else Path(where))
    return open_reader(file, kept=kept or folder / "reading" / "states")
