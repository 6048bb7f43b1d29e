"""How much quicker a memory is read than with plain `generate()`: `python -m benchmarks.reading_speed [--json]`.

Both ways read the same memories with the same weights, prompt and grammar in one run. The plain way is what any library
gives: weights unpacked to float32, no states kept, every token masked and generated one by one. What differs between
the answers is counted in fields.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from llguidance import LLMatcher
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from transformers import AutoModelForCausalLM, LogitsProcessor

from assistant.errors import ReaderUnsure
from assistant.story import DEFAULT_STAGES, Language, Reading
from benchmarks.gold import GoldMemory, load_memories
from benchmarks.report import print_json, print_table
from pipelines.choosing import chosen_model, models_folder
from pipelines.reading import LONGEST_ANSWER, LoadedReader, load_reader
from pipelines.reading_form import grammar, parse, quoted, schema

GOLD: Final = Path(__file__).parent / "gold" / "dev.jsonl"
STAGES: Final = tuple(stage.key for stage in DEFAULT_STAGES)


class GrammarByMask(LogitsProcessor):  # type: ignore[misc]  # transformers has no types
    """A grammar as any library applies it to `generate()`: a mask over every next token."""

    def __init__(self, matcher: LLMatcher, prompt_tokens: int) -> None:
        self._matcher, self._seen = matcher, prompt_tokens

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Mask scores (1, vocabulary) after the new tokens of `input_ids` (1, tokens)."""
        for token in input_ids[0, self._seen :].tolist():
            self._matcher.consume_token(token)
        self._seen = input_ids.shape[1]
        allowed = allocate_token_bitmask(1, scores.shape[1])
        fill_next_token_bitmask(self._matcher, allowed, 0)
        bits = np.unpackbits(allowed.view(np.uint8), bitorder="little")[: scores.shape[1]]
        return scores.masked_fill(torch.from_numpy(bits == 0), float("-inf"))


def generate_plainly(model: Any, reader: LoadedReader, memory: str, language: Language, limit: int) -> list[int]:
    """The tokens that transformers' own greedy `generate()` answers, without the end mark."""
    tokens = [token for part in reader.prompt(memory, language) for token in part]
    rules = GrammarByMask(reader.decoder.matcher(grammar(schema(STAGES), memory)), len(tokens))
    ids = torch.tensor([tokens])
    mask = torch.ones_like(ids)
    end = reader.decoder.end
    whole = model.generate(
        ids,
        attention_mask=mask,
        do_sample=False,
        max_new_tokens=limit,
        logits_processor=[rules],
        eos_token_id=end,
        pad_token_id=end,
    )
    answer: list[int] = whole[0, len(tokens) :].tolist()
    return answer[:-1] if answer[-1] == end else answer


class ReadingSpeed(NamedTuple):
    """Median seconds a memory of both ways, the share of equal fields, median tokens and passes of an answer."""

    plain_seconds: float
    seconds: float
    fields_equal: float
    tokens: float
    passes: float
    n: int

    @property
    def ratio(self) -> float:
        """How many times quicker."""
        return self.plain_seconds / self.seconds


def fields(answer: str) -> Iterator[tuple[str, str]]:
    """The fields of an answer as (name, value); a thing's fields carry its evidence, so that order does not matter."""
    reading: Reading = parse(answer, STAGES)
    for mention in reading.mentions:
        for name, value in mention.model_dump(mode="json").items():
            yield f"{mention.evidence} {name}", str(value)
    for name, value in reading.model_dump(mode="json", exclude={"mentions"}).items():
        yield name, str(value)


def equal_fields(one: str, two: str) -> tuple[int, int]:
    """(equal, all) fields of two answers; an answer that cannot be read has none."""
    both = []
    for answer in (one, two):
        try:
            both.append(dict(fields(answer)))
        except ReaderUnsure:
            both.append({})
    names = both[0].keys() | both[1].keys()
    return sum(both[0].get(name) == both[1].get(name) for name in names), len(names)


def measure_reading(memories: Sequence[GoldMemory] | None = None, *, times: int = 6) -> ReadingSpeed:
    """Read `times` memories both ways, with the starter or what comes before it. Raises ModelMissing, ModelDamaged."""
    some = list(memories if memories is not None else load_memories(GOLD))[:times]
    file = chosen_model("reading", models_folder())
    quick = load_reader(file, identity=f"measured {file.stat().st_size}", kept=models_folder() / "reading" / "states")
    quick.answer(quoted(some[0].text), STAGES, some[0].lang)  # reads the fixed part, which is kept from then on
    read = [_timed(lambda m=memory: quick.answer(quoted(m.text), STAGES, m.lang)) for memory in some]
    model = AutoModelForCausalLM.from_pretrained(
        file.parent, gguf_file=file.name, dtype=torch.float32, local_files_only=True
    ).eval()
    plain = [
        _timed(lambda m=memory: generate_plainly(model, quick, quoted(m.text), m.lang, LONGEST_ANSWER))
        for memory in some
    ]
    pairs = [
        equal_fields(quick.decoder.text(fast.tokens), quick.decoder.text(slow))
        for (_, fast), (_, slow) in zip(read, plain, strict=True)
    ]
    return ReadingSpeed(
        plain_seconds=statistics.median(seconds for seconds, _ in plain),
        seconds=statistics.median(seconds for seconds, _ in read),
        fields_equal=sum(equal for equal, _ in pairs) / sum(whole for _, whole in pairs),
        tokens=statistics.median(len(answer.tokens) for _, answer in read),
        passes=statistics.median(answer.passes for _, answer in read),
        n=len(some),
    )


def _timed(work: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="memories to read")
    parser.add_argument("--times", type=int, default=6, help="how many of them")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    speed = measure_reading(load_memories(chosen.gold), times=chosen.times)
    found = {"ratio": round(speed.ratio, 2), **{name: round(value, 3) for name, value in speed._asdict().items()}}
    if chosen.json:
        print_json(found)
        return
    aims = {"ratio": ("≥ 3", speed.ratio >= 3), "seconds": ("≤ 8 s", speed.seconds <= 8)}
    aims["fields_equal"] = ("≥ 0.95", speed.fields_equal >= 0.95)
    print_table("Reading", [(name, value, *aims.get(name, ("", None))) for name, value in found.items()])


if __name__ == "__main__":
    main()
