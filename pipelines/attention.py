"""Attention for one reader on a processor: states are neither copied for each token nor repeated for each head.

A prompt has a thousand tokens whose keys and values every pass looks at. transformers' own cache copies them all to add
one, and its attention repeats them for every group of heads: 400 MB a pass. Here they stay where they are.
"""

from typing import Any, Final

import torch
from torch import Tensor
from transformers import AttentionInterface, DynamicCache
from transformers.cache_utils import DynamicLayer

GROUPED: Final = "evoca_grouped"
"""The name of `grouped_attention` for `attn_implementation`."""

_ROOM: Final = 512  # tokens to grow by: an answer's length


def grouped_attention(
    module: Any,  # noqa: ARG001  # the interface's first argument
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,  # noqa: ARG001  # one text without padding: causal is all there is
    *,
    scaling: float,
    **more: Any,  # noqa: ARG001  # dropout and windows do not occur here
) -> tuple[Tensor, None]:
    """Causal attention of the last tokens of one text: query (1, heads, new, size), key, value (1, groups, all, size).

    Returns (1, new, heads, size), as transformers' attention functions do.
    """
    _, heads, new, size = query.shape
    groups, length = key.shape[1], key.shape[2]
    scores = (query.reshape(groups, -1, size) * scaling) @ key[0].transpose(1, 2)
    if new > 1:
        later = torch.ones(new, length, dtype=torch.bool, device=query.device).triu(length - new + 1)
        scores.view(groups, -1, new, length).masked_fill_(later, float("-inf"))
    out = scores.softmax(-1) @ value[0]
    return out.view(1, heads, new, size).transpose(1, 2).contiguous(), None


AttentionInterface.register(GROUPED, grouped_attention)


class _RoomyLayer(DynamicLayer):  # type: ignore[misc]  # transformers has no types
    """Keys and values in buffers with room for more; `keys` and `values` are the part in use."""

    keys: Tensor
    values: Tensor
    _buffers: tuple[Tensor, Tensor] | None = None

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Add the states (1, groups, new, size) of new tokens and give all."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.get_seq_length()
        end = start + key_states.shape[-2]
        if self._buffers is None or self._buffers[0].shape[-2] < end:
            shape = (*key_states.shape[:2], end + _ROOM, key_states.shape[-1])
            grown = key_states.new_empty(shape), value_states.new_empty(shape)
            if start:
                grown[0][..., :start, :], grown[1][..., :start, :] = self.keys, self.values
            self._buffers = grown
        keys, values = self._buffers
        keys[..., start:end, :], values[..., start:end, :] = key_states, value_states
        self.keys, self.values = keys[..., :end, :], values[..., :end, :]
        return self.keys, self.values


class RoomyCache(DynamicCache):  # type: ignore[misc]  # transformers has no types
    """A cache of one text that grows in place."""

    def __init__(self) -> None:
        super().__init__()
        self.layer_class_to_replicate = _RoomyLayer
