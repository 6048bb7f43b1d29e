"""Greedy decoding under a grammar, with every speed-up that cannot change the answer.

Three things make it quick. The fixed beginning of the prompt is read once and its keys and values are kept on disk.
Where the grammar leaves one way on, where the answer copies the memory, or where it goes on as the examples did,
several tokens are drafted and checked in one forward pass; a draft that greedy decoding would not have chosen is
thrown away. And the last layer is computed only for the tokens that the grammar allows.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from llguidance import LLMatcher
from llguidance.hf import from_tokenizer
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from assistant.errors import ModelDamaged
from pipelines.attention import RoomyCache
from pipelines.disk import disk_watched

LONGEST_DRAFT: Final = 8
"""Tokens drafted at once. On two cores a pass over eight tokens costs about twice a pass over one."""

FEW_ALLOWED: Final = 4096
"""Up to this many allowed tokens their rows of the last layer are computed alone."""

LONGEST_CONTEXT: Final = 4
"""Tokens before a place that decide what probably comes there."""

USUAL: Final = 0.3
"""A draft that is right less often than this costs more than it saves."""

COPYING: Final = 256
"""With at most this many allowed tokens the answer is quoting the memory; free words allow tens of thousands."""


@dataclass(frozen=True)
class Answer:
    """What was decoded: its tokens without the end mark, and how many forward passes they took.

    `complete` is False when the limit came before the grammar's end.
    """

    tokens: tuple[int, ...]
    passes: int
    complete: bool


class Prefix:
    """The fixed beginning of a prompt and its keys and values: per layer (2, 1, heads, tokens, head size)."""

    def __init__(self, tokens: Sequence[int], states: Sequence[Tensor]) -> None:
        self.tokens, self.states = tuple(tokens), tuple(states)

    def cache(self) -> RoomyCache:
        """A fresh cache that begins with these states and may grow."""
        cache = RoomyCache()
        for layer, state in enumerate(self.states):
            cache.update(state[0], state[1], layer)
        return cache


class Decoder:
    """Decodes with a transformers causal model (and its fast tokenizer) on whatever device it lies.

    `identity` names the weights; together with a prefix's tokens it names the file of its states in `folder`.
    Not for several threads at once.
    """

    def __init__(self, model: Any, tokenizer: Any, *, identity: str, folder: Path | None) -> None:
        self._model, self._tokenizer = model, tokenizer
        self._identity, self._folder = identity, folder
        self._vocabulary: int = model.config.vocab_size
        # A tokenizer may know marks that the model has no row for, and a model may have spare rows.
        self._grammar_tokens = from_tokenizer(tokenizer, n_vocab=max(self._vocabulary, len(tokenizer)))
        self._allowed = allocate_token_bitmask(1, self._grammar_tokens.vocab_size)
        self._prefixes: dict[tuple[int, ...], Prefix] = {}

    @property
    def end(self) -> int:
        """The token that ends an answer."""
        return int(self._tokenizer.eos_token_id)

    def matcher(self, grammar: str) -> LLMatcher:
        """A fresh matcher of a Lark grammar. Raises ValueError when the grammar is wrong."""
        matcher = LLMatcher(self._grammar_tokens, LLMatcher.grammar_from_lark(grammar))
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return matcher

    def prefix(self, tokens: Sequence[int]) -> Prefix:
        """The states of a fixed beginning: from memory, from disk, or read now and kept. Raises DiskFull."""
        key = tuple(tokens)
        if key not in self._prefixes:
            self._prefixes[key] = self._kept(key) or self._read(key)
        return self._prefixes[key]

    def decode(
        self,
        prefix: Prefix,
        rest: Sequence[int],
        *,
        grammar: str,
        copied_from: Sequence[int] = (),
        similar: Sequence[Sequence[int]] = (),
        limit: int,
        draft: bool = True,
    ) -> Answer:
        """The greedy answer to `prefix` + `rest` under a Lark grammar, at most `limit` tokens.

        Drafts follow `copied_from`, which the answer quotes, and `similar`, other answers of the same form.
        `draft=False` decodes one token a pass.
        """
        with torch.inference_mode():
            matcher, cache = self.matcher(grammar), prefix.cache()
            drafts = Drafts(copied_from, similar, self._tokenizer) if draft else None
            hidden = self._forward(rest, cache)[-1:]
            answer: list[int] = []
            guesses: list[int] = []
            passes = 1
            while True:
                taken = self._take(hidden, matcher, guesses, limit - len(answer))
                answer += taken
                if matcher.is_stopped() or len(answer) >= limit:
                    break
                if spare := len(guesses) + 1 - len(taken):
                    cache.crop(-spare)
                guesses = self._guess(matcher, drafts, answer) if drafts else []
                hidden = self._forward([answer[-1], *guesses], cache)
                passes += 1
        complete = matcher.is_accepting() and not matcher.is_error()
        if answer and answer[-1] == self.end:
            answer.pop()
        return Answer(tuple(answer), passes, complete)

    def text(self, tokens: Sequence[int]) -> str:
        """The words of an answer."""
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))

    def mean_vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """(hidden,) the mean of the model's own vectors for these tokens, before any layer."""
        with torch.inference_mode():
            ids = torch.tensor(list(tokens), device=self._model.device)
            mean: NDArray[np.float32] = self._model.get_input_embeddings()(ids).float().mean(0).cpu().numpy()
        return mean

    def _forward(self, tokens: Sequence[int], cache: RoomyCache) -> Tensor:
        """(tokens, hidden): the last hidden states, before the last layer."""
        ids = torch.tensor([list(tokens)], device=self._model.device)
        output: Tensor = self._model.model(input_ids=ids, past_key_values=cache, use_cache=True).last_hidden_state[0]
        return output

    def _take(self, hidden: Tensor, matcher: LLMatcher, guesses: Sequence[int], room: int) -> list[int]:
        """The greedy tokens that follow from the checked states: all right guesses and the one after them."""
        taken: list[int] = []
        for place, state in enumerate(hidden):
            token = self._choose(state, matcher)
            matcher.consume_token(token)
            taken.append(token)
            right = place < len(guesses) and token == guesses[place]
            if not right or matcher.is_stopped() or len(taken) == room:
                break
        return taken

    def _choose(self, state: Tensor, matcher: LLMatcher) -> int:
        allowed = self._ways_on(matcher)
        if len(allowed) == 0:
            return self.end
        if len(allowed) == 1:
            return int(allowed[0])
        return int(allowed[int(self._scores(state, allowed).argmax())])

    def _ways_on(self, matcher: LLMatcher) -> NDArray[np.int64]:
        """The tokens that the grammar allows next."""
        fill_next_token_bitmask(matcher, self._allowed, 0)
        bits = np.unpackbits(self._allowed.view(np.uint8), bitorder="little")
        return np.flatnonzero(bits[: self._vocabulary])

    def _scores(self, state: Tensor, allowed: NDArray[np.int64]) -> Tensor:
        """(allowed,): the last layer's outputs for the allowed tokens."""
        head, wanted = self._model.lm_head, torch.from_numpy(allowed).to(state.device)
        scores: Tensor
        if len(allowed) > FEW_ALLOWED:
            scores = head(state[None])[0][wanted]
        elif hasattr(head, "rows"):
            scores = head.rows(state, allowed)
        else:
            scores = head.weight[wanted] @ state
        return scores

    def _guess(self, matcher: LLMatcher, drafts: "Drafts", answer: Sequence[int]) -> list[int]:
        """What probably comes after `answer`, as far as the grammar allows it."""
        ahead = matcher.deep_copy()
        guesses: list[int] = []
        while len(guesses) < LONGEST_DRAFT and not ahead.is_stopped():
            so_far = [*answer, *guesses]
            more = ahead.compute_ff_tokens() or drafts.after(so_far, quoting=len(self._ways_on(ahead)) <= COPYING)
            more = more[: min(LONGEST_DRAFT - len(guesses), ahead.validate_tokens(more))] if more else []
            if not more or not ahead.consume_tokens(more):
                break
            guesses += more
        return guesses

    def _file(self, tokens: tuple[int, ...]) -> Path | None:
        name = hashlib.sha256(f"{self._identity} {tokens}".encode()).hexdigest()[:24]
        return None if self._folder is None else self._folder / f"{name}.safetensors"

    def _kept(self, tokens: tuple[int, ...]) -> Prefix | None:
        file = self._file(tokens)
        if file is None or not file.is_file():
            return None
        try:
            with safe_open(file, framework="pt", device=str(self._model.device)) as kept:
                states = [kept.get_tensor(str(layer)) for layer in range(len(kept.keys()))]
        except SafetensorError:  # cut off by a full disk: read again, it costs seconds
            file.unlink()
            return None
        return Prefix(tokens, states)

    def _read(self, tokens: tuple[int, ...]) -> Prefix:
        cache = RoomyCache()
        with torch.inference_mode():
            self._forward(tokens, cache)
        states = [torch.stack([layer.keys, layer.values]) for layer in cache.layers]
        if any(not state.isfinite().all() for state in states):
            raise ModelDamaged(model=self._identity, file=self._identity)
        if (file := self._file(tokens)) is not None:
            with disk_watched(sum(state.nbytes for state in states)):
                file.parent.mkdir(parents=True, exist_ok=True)
                part = file.with_suffix(".part")
                save_file({str(layer): state.contiguous().cpu() for layer, state in enumerate(states)}, part)
                part.replace(file)
        return Prefix(tokens, states)


class Drafts:
    """Guesses how an answer goes on, from the memory that it quotes and from other answers of its form."""

    def __init__(self, quoted: Sequence[int], similar: Sequence[Sequence[int]], tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._quoted = list(quoted)
        self._words = [self._word(token) for token in quoted]
        self._next: dict[tuple[int, ...], Counter[int]] = {}
        for answer in similar:
            for end in range(1, len(answer)):
                for length in range(1, min(end, LONGEST_CONTEXT) + 1):
                    seen = self._next.setdefault(tuple(answer[end - length : end]), Counter())
                    seen[answer[end]] += 1

    def after(self, tokens: Sequence[int], *, quoting: bool) -> list[int]:
        """Up to four tokens that may come after `tokens`; when quoting, the memory's own words come first."""
        return (self._quotation(tokens) if quoting else []) or self._likely(tokens)

    def _word(self, token: int) -> str:
        return str(self._tokenizer.decode([token])).strip(' "')

    def _quotation(self, tokens: Sequence[int]) -> list[int]:
        """What followed the last two, or else the last, of these tokens in the memory."""
        words = [self._word(token) for token in tokens[-2:]]
        for length in (2, 1):
            tail = words[-length:]
            if len(tail) < length or not tail[-1]:
                continue
            for start in range(len(self._words) - length):
                if self._words[start : start + length] == tail:
                    return self._quoted[start + length : start + length + 4]
        return []

    def _likely(self, tokens: Sequence[int]) -> list[int]:
        """What came after the longest ending seen in another answer (two tokens at least), where it was usual."""
        for length in range(min(len(tokens), LONGEST_CONTEXT), 1, -1):
            if seen := self._next.get(tuple(tokens[-length:])):
                token, times = seen.most_common(1)[0]
                return [token] if times >= USUAL * seen.total() else []
        return []
