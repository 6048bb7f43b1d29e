"""Random likenesses for the tiny painter."""

import torch
from torch import nn

from pipelines.injecting import class_embedding, modules_of
from pipelines.likenesses import Adapter, LearntLikeness, LikenessNote

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
CONVOLUTIONS = ("conv1", "conv2", "conv_shortcut")
TEXT = ("q_proj", "v_proj")


def random_adapter(layer: nn.Module, rank: int) -> Adapter:
    """An adapter of the layer's shape that changes it visibly."""
    plain = getattr(layer, "base_layer", layer)
    if isinstance(plain, nn.Conv2d):
        size = plain.kernel_size
        return Adapter(torch.randn(rank, plain.in_channels, *size), torch.randn(plain.out_channels, rank, 1, 1))
    assert isinstance(plain, nn.Linear)
    return Adapter(torch.randn(rank, plain.in_features), torch.randn(plain.out_features, rank))


def random_likeness(pipe, token: str, *, seed: int = 0, rank: int = 2, base_hash: str = "b" * 64) -> LearntLikeness:  # type: ignore[no-untyped-def]  # a pipeline has no type
    """A likeness of random weights on attention, convolutions and text encoder, with a token."""
    torch.manual_seed(seed)
    adapters = {
        part: {name: random_adapter(network.get_submodule(name), rank) for name in modules_of(network, endings)}
        for part, network, endings in (
            ("unet", pipe.unet, (*ATTENTION, *CONVOLUTIONS)),
            ("text", pipe.text_encoder, TEXT),
        )
    }
    note = LikenessNote(
        base="tiny", base_hash=base_hash, tokens=(token,), class_words=("dog",), element_ids=(f"e-{token}",), rank=rank
    )
    return LearntLikeness(note, tokens={token: class_embedding(pipe, "dog") + 1}, adapters=adapters)
