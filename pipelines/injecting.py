"""Putting likenesses into a pipeline and taking them out again, so that the painter comes back bit for bit.

Several may be in at once; `wear` says which are switched on. Tokens with an embedding of their own become words of the
pipeline's tokenizer and rows after its text encoder's own embedding.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import torch
from torch import Tensor, nn

from assistant.errors import LikenessForeign, LikenessMisshapen, LikenessNotCombinable, TokenTaken
from pipelines.likenesses import Adapter, LearntLikeness

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

ATTRIBUTE: Final = {"unet": "unet", "text": "text_encoder"}
"""Where a pipeline holds the parts of a likeness."""


class LearntTokens(nn.Module):
    """A text encoder's embedding with learnt rows after its own, and all that has to be given back.

    `rows` are keyed by token; the ids of the tokens follow the embedding's own in the order of `rows`.
    """

    def __init__(self, own: nn.Embedding, tokenizer: Any) -> None:
        super().__init__()
        self.own = own
        self.tokenizer = tokenizer
        self.rows = nn.ParameterDict()
        self.likenesses: dict[str, LearntLikeness] = {}
        self.replaced: dict[str, dict[str, Tensor]] = {}

    @property
    def weight(self) -> Tensor:
        """The embedding's own rows."""
        return self.own.weight

    def forward(self, ids: Tensor) -> Tensor:
        """Embed token ids of shape (batch, length) to (batch, length, width)."""
        embedded: Tensor = self.own(ids.clamp(max=self.own.num_embeddings - 1))
        if not self.rows:
            return embedded
        beyond = ids - self.own.num_embeddings
        learnt = torch.cat(list(self.rows.values()))[beyond.clamp(min=0)].to(embedded.dtype)
        return torch.where((beyond >= 0).unsqueeze(-1), learnt, embedded)


def inject(pipe: "StableDiffusionPipeline", likeness: LearntLikeness, adapter_name: str) -> None:
    """Put a likeness in under a name (no dots) and switch it on alone. Nothing is changed when anything is wrong.

    Raises LikenessForeign, LikenessMisshapen, LikenessNotCombinable, TokenTaken.
    """
    tokens = _learnt_tokens(pipe)
    try:
        _check(pipe, likeness, tokens, adapter_name)
    except Exception:
        _give_back_if_bare(pipe, tokens)
        raise
    for part, adapters in likeness.adapters.items():
        add_adapters(_part(pipe, part), adapters, adapter_name)
    for part, changes in likeness.changes.items():
        tokens.replaced[part] = _changed(_part(pipe, part), changes)
    for token, vector in likeness.tokens.items():
        tokens.rows[token] = nn.Parameter(vector.to(tokens.own.weight), requires_grad=False)
    tokens.likenesses[adapter_name] = likeness
    _name_tokens(pipe, tokens)
    wear(pipe, [adapter_name])


def check_fits(pipe: "StableDiffusionPipeline", likeness: LearntLikeness) -> None:
    """See that a likeness could be put into a bare pipeline; its networks may be mere shapes. Nothing is changed.

    Raises LikenessForeign, LikenessMisshapen, TokenTaken.
    """
    _check(pipe, likeness, LearntTokens(pipe.text_encoder.get_input_embeddings(), pipe.tokenizer), "")


def eject(pipe: "StableDiffusionPipeline", adapter_name: str) -> None:
    """Take a likeness out; with the last one the pipeline's own networks and tokenizer are back as they were.

    The others stay switched on or off. Raises KeyError when there is none of this name.
    """
    tokens = _learnt_tokens(pipe)
    likeness = tokens.likenesses.pop(adapter_name)
    for part in likeness.adapters:
        remove_adapters(_part(pipe, part), adapter_name)
    for part, originals in tokens.replaced.items():
        _put_back(_part(pipe, part), originals)
    tokens.replaced = {}
    for token in likeness.tokens:
        del tokens.rows[token]
    _name_tokens(pipe, tokens)
    _give_back_if_bare(pipe, tokens)


def eject_all(pipe: "StableDiffusionPipeline") -> None:
    """Take every likeness out."""
    for name in injected(pipe):
        eject(pipe, name)


def injected(pipe: "StableDiffusionPipeline") -> list[str]:
    """The names of the likenesses that are in, in the order in which they came."""
    embedding = pipe.text_encoder.get_input_embeddings()
    return list(embedding.likenesses) if isinstance(embedding, LearntTokens) else []


def wear(pipe: "StableDiffusionPipeline", names: Sequence[str]) -> None:
    """Switch these adapters on, for every row of a batch, and all others off. No names: the plain painter.

    Learnt tokens stay words of the tokenizer, and a full likeness stays in, until they are ejected.
    """
    for part in ATTRIBUTE:
        wear_in(_part(pipe, part), names)


def wear_in(network: nn.Module, names: Sequence[str]) -> None:
    """Switch these adapters of one network on and all others off."""
    for _, layer in tuner_layers(network):
        layer.set_adapter([name for name in names if name in layer.lora_A], inference_mode=True)


def tuner_layers(network: nn.Module) -> Iterator[tuple[str, Any]]:
    """The layers of a network that carry adapters, by name."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    return ((name, layer) for name, layer in network.named_modules() if isinstance(layer, BaseTunerLayer))


def add_adapters(network: nn.Module, adapters: Mapping[str, Adapter], name: str) -> None:
    """Put adapters on the named layers. The base's parameters are frozen by it."""
    from peft import LoraConfig, inject_adapter_in_model

    ranks = {module: adapter.rank for module, adapter in adapters.items()}
    highest = max(ranks.values())
    config = LoraConfig(
        r=highest, lora_alpha=highest, target_modules=list(ranks), rank_pattern=ranks, alpha_pattern=ranks
    )
    inject_adapter_in_model(config, network, name)
    del network.peft_config  # the layers know all that is needed; peft warns of a second adapter where it is left
    with torch.no_grad():
        for module, adapter in adapters.items():
            layer: Any = network.get_submodule(module)
            layer.lora_A[name].weight.copy_(adapter.down)
            layer.lora_B[name].weight.copy_(adapter.up)


def remove_adapters(network: nn.Module, name: str) -> None:
    """Take the adapters of this name off; a layer without any other becomes the plain layer that it was."""
    for path, layer in list(tuner_layers(network)):
        if name not in layer.lora_A:
            continue
        layer.set_adapter([other for other in layer.active_adapters if other != name], inference_mode=True)
        layer.delete_adapter(name)
        if not layer.lora_A:
            owner, _, last = path.rpartition(".")
            setattr(network.get_submodule(owner), last, layer.base_layer)


def class_embedding(pipe: "StableDiffusionPipeline", class_word: str) -> Tensor:
    """The mean embedding of a class word, shape (1, width): where its new token starts."""
    embedding = pipe.text_encoder.get_input_embeddings()
    ids = pipe.tokenizer(class_word, add_special_tokens=False, return_tensors="pt").input_ids
    with torch.no_grad():
        vectors: Tensor = embedding(ids.to(embedding.weight.device))
    return vectors[0].mean(0, keepdim=True).float().cpu()


def check_token_free(tokenizer: Any, token: str) -> None:
    """See that a tokenizer does not know a token as one piece already. Raises TokenTaken."""
    known = tokenizer.get_vocab()
    if token.lower() in known or f"{token.lower()}</w>" in known or not token or not token.isalnum():
        raise TokenTaken(token=token)


def _part(pipe: "StableDiffusionPipeline", part: str) -> nn.Module:
    network: nn.Module = getattr(pipe, ATTRIBUTE[part])
    return network


def _learnt_tokens(pipe: "StableDiffusionPipeline") -> LearntTokens:
    embedding = pipe.text_encoder.get_input_embeddings()
    if isinstance(embedding, LearntTokens):
        return embedding
    tokens = LearntTokens(embedding, pipe.tokenizer)
    pipe.text_encoder.set_input_embeddings(tokens)
    return tokens


def _give_back_if_bare(pipe: "StableDiffusionPipeline", tokens: LearntTokens) -> None:
    if not tokens.likenesses:
        pipe.text_encoder.set_input_embeddings(tokens.own)
        pipe.tokenizer = tokens.tokenizer


def _name_tokens(pipe: "StableDiffusionPipeline", tokens: LearntTokens) -> None:
    """A tokenizer whose ids are those of the rows: a token cannot be taken out of one."""
    from tokenizers import AddedToken

    tokenizer = copy.deepcopy(tokens.tokenizer)
    added = [AddedToken(token.lower(), single_word=True, normalized=True) for token in tokens.rows]
    if added and tokenizer.add_tokens(added) != len(added):
        raise TokenTaken(token=", ".join(tokens.rows))
    pipe.tokenizer = tokenizer


def _check(pipe: "StableDiffusionPipeline", likeness: LearntLikeness, tokens: LearntTokens, name: str) -> None:
    if name in tokens.likenesses:
        raise ValueError(f"a likeness of the name {name} is in already")
    if tokens.likenesses and (likeness.changes or any(other.changes for other in tokens.likenesses.values())):
        raise LikenessNotCombinable(file=likeness.file)
    _check_tokens(likeness, tokens)
    for part, adapters in likeness.adapters.items():
        for module, adapter in adapters.items():
            _check_adapter(_plain_layer(_part(pipe, part), module, likeness.file), adapter, module, likeness.file)
    for part, changes in likeness.changes.items():
        _check_changes(_part(pipe, part), changes, likeness.file)


def _check_tokens(likeness: LearntLikeness, tokens: LearntTokens) -> None:
    taken = {token.lower() for token in tokens.rows}
    for token, vector in likeness.tokens.items():
        check_token_free(tokens.tokenizer, token)
        if token.lower() in taken:
            raise TokenTaken(token=token)
        if vector.shape[1] != tokens.own.embedding_dim:
            raise LikenessMisshapen(file=likeness.file, key=token)


def _check_changes(network: nn.Module, changes: Mapping[str, Tensor], file: str) -> None:
    own = dict(network.named_parameters())
    for key, change in changes.items():
        if key not in own:
            raise LikenessForeign(file=file, key=key)
        if own[key].shape != change.shape:
            raise LikenessMisshapen(file=file, key=key)


def _plain_layer(network: nn.Module, module: str, file: str) -> nn.Module:
    try:
        layer: Any = network.get_submodule(module)
    except AttributeError as why:
        raise LikenessForeign(file=file, key=module) from why
    return cast(nn.Module, getattr(layer, "base_layer", layer))


def _check_adapter(layer: nn.Module, adapter: Adapter, module: str, file: str) -> None:
    match layer:
        case nn.Linear():
            fits = (adapter.down.shape[1:], adapter.up.shape[:1]) == ((layer.in_features,), (layer.out_features,))
        case nn.Conv2d():
            inward = (layer.in_channels // layer.groups, *layer.kernel_size)
            fits = (tuple(adapter.down.shape[1:]), adapter.up.shape[0]) == (inward, layer.out_channels)
        case _:
            raise LikenessForeign(file=file, key=module)
    if not fits:
        raise LikenessMisshapen(file=file, key=module)


def _changed(network: nn.Module, changes: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Add differences to parameters in single precision; returns the parameters as they were, on the processor."""
    own = dict(network.named_parameters())
    originals = {}
    with torch.no_grad():
        for name, change in changes.items():
            originals[name] = own[name].detach().to("cpu", copy=True)
            own[name].copy_(own[name].float() + change.to(own[name].device).float())
    return originals


def _put_back(network: nn.Module, originals: Mapping[str, Tensor]) -> None:
    own = dict(network.named_parameters())
    with torch.no_grad():
        for name, original in originals.items():
            own[name].copy_(original)


def modules_of(network: nn.Module, endings: Iterable[str]) -> list[str]:
    """The layers of a network whose names end in one of these, with or without adapters: linear and convolutions."""
    wanted = tuple(f".{ending}" for ending in endings)
    return [
        name.removesuffix(".base_layer")
        for name, layer in network.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d) and f".{name.removesuffix('.base_layer')}".endswith(wanted)
    ]
