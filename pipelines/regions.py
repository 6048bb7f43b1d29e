"""Several learnt elements in one picture: one UNet call a step, a row for each, blended by soft masks.

Rows are the picture without its words, the whole picture in plain nouns (with the place's adapter where a place was
learnt), and the whole picture once for each element with its token and its adapter alone. The first steps compose with
the plain row; then each element's row rules its region. Rows beside each other never share an adapter, so faces cannot
blend. Any sampler: to the pipeline this is one denoiser without guidance.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from assistant.composing import Blending
from assistant.story import Box
from pipelines.injecting import tuner_layers

PLAIN: Final = "__base__"
"""peft's name for a row without any adapter."""


@dataclass(frozen=True)
class Part:
    """What one row is asked for: text states of the words and of what they are guided away from, (1, tokens, width).

    `adapter` is worn by this row alone, `away_adapter` by the row it is guided away from; `box` is its region, None
    for the part behind all others. `moved` is how far to the right these rows see the picture moved, as a share of its
    width; what leaves it comes back on the other side.
    """

    words: Tensor
    away: Tensor
    adapter: str = PLAIN
    away_adapter: str = PLAIN
    guidance: float = 7.0
    box: Box | None = None
    moved: float = 0.0


@contextmanager
def adapters_per_row(network: nn.Module, names: Sequence[str]) -> Iterator[None]:
    """Give row i of every batch the adapter names[i], as `names` stand when it comes; `PLAIN` means none.

    Exact; for evaluation mode, without DoRA.
    """

    def named(_: object, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return args, {**kwargs, "adapter_names": list(names)}

    hooks = [layer.register_forward_pre_hook(named, with_kwargs=True) for _, layer in tuner_layers(network)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def soft_masks(boxes: Sequence[Box], height: int, width: int, *, feather: float, margin: float) -> Tensor:
    """How much of each cell belongs to each box, (boxes, height, width), 0..1, in sum at most 1.

    Where boxes overlap the smaller one stands in front.
    """
    rows = ((torch.arange(height) + 0.5) / height)[:, None]
    columns = ((torch.arange(width) + 0.5) / width)[None, :]
    soft = max(feather, 1e-6)
    masks = torch.empty(len(boxes), height, width)
    for at, box in enumerate(boxes):
        inside = torch.minimum(
            _inside(rows, box.top, box.height, margin), _inside(columns, box.left, box.width, margin)
        )
        masks[at] = (inside / soft + 0.5).clamp(0.0, 1.0)
    free = torch.ones(height, width)
    for at in sorted(range(len(boxes)), key=lambda i: boxes[i].width * boxes[i].height):
        masks[at] *= free
        free = free - masks[at]
    return masks


def _inside(places: Tensor, start: float, size: float, margin: float) -> Tensor:
    """How far inside an interval each place lies, negative outside. At the picture's edge there is no outside."""
    end = start + size
    low = places - start + margin if start > 0.0 else torch.full_like(places, 9.0)
    high = end + margin - places if end < 1.0 else torch.full_like(places, 9.0)
    return torch.minimum(low, high)


@dataclass(frozen=True)
class _Row:
    """One row of the batch for each candidate."""

    states: Tensor
    adapter: str
    moved: float

    def there(self, latents: Tensor) -> Tensor:
        """Latents (candidates, channels, height, width) as this row sees them."""
        return latents.roll(round(self.moved * latents.shape[-1]), dims=-1)

    def back(self, latents: Tensor) -> Tensor:
        """What this row predicted, where everybody else sees it."""
        return latents.roll(-round(self.moved * latents.shape[-1]), dims=-1)


class _Plan:
    """Which rows a step needs, and how their predictions become one."""

    def __init__(self, parts: Sequence[Part], blending: Blending) -> None:
        self.parts = parts
        self.blending = blending
        self.rows: list[_Row] = []
        self.pairs = [
            (
                self._row(_Row(part.away, part.away_adapter, part.moved)),
                self._row(_Row(part.words, part.adapter, part.moved)),
            )
            for part in parts
        ]

    def _row(self, row: _Row) -> int:
        """The number of a row: one that is there already is used twice."""
        for at, known in enumerate(self.rows):
            same = (known.adapter, known.moved) == (row.adapter, row.moved)
            if same and torch.equal(known.states, row.states):
                return at
        self.rows.append(row)
        return len(self.rows) - 1

    def adapters(self, candidates: int) -> list[str]:
        """The adapter of every row of the batch."""
        return [row.adapter for row in self.rows for _ in range(candidates)]

    def states(self, candidates: int, like: Tensor) -> Tensor:
        """The text states of every row of the batch, (rows, tokens, width)."""
        return torch.cat([row.states.to(like).expand(candidates, -1, -1) for row in self.rows])

    def samples(self, latents: Tensor) -> Tensor:
        """The latents of every row of the batch, (rows, channels, height, width)."""
        return torch.cat([row.there(latents) for row in self.rows])

    def blended(self, predictions: Tensor, share: float) -> Tensor:
        """One prediction for each candidate, (candidates, channels, height, width), from those of all rows."""
        seen = predictions.float().reshape(len(self.rows), -1, *predictions.shape[1:])
        by_row = torch.stack([row.back(one) for row, one in zip(self.rows, seen, strict=True)])
        weights = self._weights(by_row.shape[-2], by_row.shape[-1], share).to(by_row.device)
        whole = torch.zeros_like(by_row[0])
        for part, (away, towards), weight in zip(self.parts, self.pairs, weights, strict=True):
            whole += weight * (by_row[away] + part.guidance * (by_row[towards] - by_row[away]))
        return whole.to(predictions.dtype)

    def _weights(self, height: int, width: int, share: float) -> Tensor:
        """The weight of each part at each cell, (parts, height, width), in sum 1."""
        boxes = [part.box for part in self.parts if part.box is not None]
        blending = self.blending
        masks = soft_masks(boxes, height, width, feather=blending.feather, margin=blending.margin)
        masks *= blending.strength(share)
        return torch.cat([1.0 - masks.sum(0, keepdim=True), masks])


@contextmanager
def regions_at_work(unet: nn.Module, scheduler: Any, parts: Sequence[Part], blending: Blending) -> Iterator[None]:
    """Make a pipeline's UNet answer for all parts at once, guidance included: call the pipeline with guidance 1.

    `parts` begins with the one behind all others, the only one without a box. Every call with a batch of candidates
    becomes one call of the UNet with all rows. Raises ValueError for parts in another order.
    """
    if not parts or parts[0].box is not None or any(part.box is None for part in parts[1:]):
        raise ValueError("the first part, and only the first, lies behind the others")
    plan = _Plan(parts, blending)
    names: list[str] = []
    share = 0.0

    def spread(_: object, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        nonlocal share
        sample, step, *rest = args
        share = _share(scheduler, step)
        names[:] = plan.adapters(len(sample))
        states = plan.states(len(sample), like=kwargs["encoder_hidden_states"])
        return (plan.samples(sample), step, *rest), {**kwargs, "encoder_hidden_states": states}

    def gather(_: object, _args: Any, out: Any) -> Any:
        return (plan.blended(out[0], share), *out[1:])

    with adapters_per_row(unet, names):
        hooks = [unet.register_forward_pre_hook(spread, with_kwargs=True), unet.register_forward_hook(gather)]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()


def _share(scheduler: Any, step: Any) -> float:
    """The share of the steps that is done before this one."""
    steps: Tensor = torch.as_tensor(scheduler.timesteps).float().cpu()
    return float((steps > float(step)).float().mean())
