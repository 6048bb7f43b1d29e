"""The networks while they learn: what of them changes, and how it is kept between two chunks."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor, nn

from assistant.elements import LearningSettings, Method, Training, TrainingSet
from assistant.errors import ModelDamaged
from pipelines.injecting import LearntTokens, class_embedding, inject, modules_of, tuner_layers, wear
from pipelines.likenesses import Adapter, LearntLikeness, LikenessNote, read_tensors
from pipelines.weights import write_tensors

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

NAME: Final = "learning"
ATTENTION: Final = ("to_q", "to_k", "to_v", "to_out.0")
EVERYTHING: Final = (
    *ATTENTION, "conv1", "conv2", "conv_shortcut", "proj_in", "proj_out", "ff.net.0.proj", "ff.net.2",
    "downsamplers.0.conv", "upsamplers.0.conv",
)  # fmt: skip
"""For painters whose words enter at few and coarse places: what a face looks like sits in their convolutions."""
TEXT: Final = ("q_proj", "k_proj", "v_proj", "out_proj")


class Pupil:
    """A pipeline that learns: adapters or whole networks, and the rows of the new tokens.

    `trainable` are the parameters by name, in single precision; `note` says what will be written into the file.
    """

    def __init__(
        self, pipe: "StableDiffusionPipeline", training: Training, sets: Sequence[TrainingSet], *, rank_of_text: int = 4
    ) -> None:
        """Put fresh adapters and tokens in. Raises TokenTaken."""
        self.pipe: Any = pipe
        self.settings = training.settings
        lora = self.settings.method is Method.LORA
        self.note = _note(training, sets)
        start = torch.Generator().manual_seed(self.settings.seed)
        tokens = {one.token: class_embedding(pipe, one.class_word) for one in sets}
        adapters = _fresh_adapters(pipe, self.settings, start, rank_of_text) if lora else {}
        inject(pipe, LearntLikeness(self.note, tokens=tokens, adapters=adapters), NAME)
        self._before = {} if lora else {part: _copied(network) for part, network in self._networks()}
        self.trainable = dict(self._unfrozen())

    def _networks(self) -> Iterator[tuple[str, nn.Module]]:
        """The networks that are learnt, by part."""
        yield "unet", self.pipe.unet
        if self.settings.teach_text:
            yield "text", self.pipe.text_encoder

    def _unfrozen(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Freeze all but what is learnt; that in single precision, by name."""
        self.pipe.unet.requires_grad_(False)
        self.pipe.text_encoder.requires_grad_(False)
        for part, network in self._networks():
            if self.settings.method is Method.DREAMBOOTH:
                chosen = [(name, parameter) for name, parameter in network.named_parameters() if not _is_token(name)]
            else:
                chosen = [(name, parameter) for name, parameter in network.named_parameters() if ".lora_" in name]
            for name, parameter in chosen:
                parameter.data = parameter.data.float()
                parameter.requires_grad_(True)
                yield f"{part}.{name}", parameter
        rows = self._tokens().rows
        for token, row in rows.items():
            row.data = row.data.float()
            row.requires_grad_(True)
            yield f"token.{token}", row

    def _tokens(self) -> LearntTokens:
        embedding = self.pipe.text_encoder.get_input_embeddings()
        if not isinstance(embedding, LearntTokens):
            raise TypeError("the pupil's tokens were taken out")
        return embedding

    def groups(self) -> list[dict[str, Any]]:
        """The parameters as an optimiser takes them, each part with its own learning rate; tokens do not decay."""
        rates = {
            "unet": self.settings.learning_rate,
            "text": self.settings.text_learning_rate,
            "token": self.settings.token_learning_rate,
        }
        return [
            {"params": chosen, "lr": rate, "initial_lr": rate, "weight_decay": 0.0 if part == "token" else 0.01}
            for part, rate in rates.items()
            if (chosen := [value for name, value in self.trainable.items() if name.startswith(f"{part}.")])
        ]

    def states(self, captions: Sequence[str]) -> Tensor:
        """The text encoder's states of captions, (n, tokens, width), as the painter's own pipeline makes them."""
        tokenizer = self.pipe.tokenizer
        ids = tokenizer(
            list(captions),
            padding="max_length",
            max_length=tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).input_ids
        told: Tensor = self.pipe.text_encoder(ids.to(self.pipe.text_encoder.device))[0]
        return told

    def answer(self, latents: Tensor, times: Tensor, states: Tensor) -> Tensor:
        """What the denoiser says of noised latents."""
        said: Tensor = self.pipe.unet(latents, times, encoder_hidden_states=states).sample
        return said

    def likeness(self, step: int) -> LearntLikeness:
        """What has been learnt so far."""
        tokens = {token: row.detach().float().cpu().clone() for token, row in self._tokens().rows.items()}
        note = self.note.model_copy(update={"step": step})
        if self.settings.method is Method.DREAMBOOTH:
            changes = {part: _changes(network, self._before[part]) for part, network in self._networks()}
            return LearntLikeness(note, tokens=tokens, changes=changes)
        adapters = {part: _adapters(network) for part, network in self._networks()}
        return LearntLikeness(note, tokens=tokens, adapters=adapters)

    def keep(self, file: Path, optimiser: Any, step: int) -> None:
        """Write all that the next chunk needs, whole or not at all. Raises DiskFull, OSError."""
        tensors = {f"learnt.{name}": parameter.data for name, parameter in self.trainable.items()}
        for index, state in optimiser.state_dict()["state"].items():
            for key, value in state.items():
                if value is not None:
                    tensors[f"moment.{index}.{key}"] = torch.as_tensor(value)
        write_tensors(file, tensors, metadata={"step": str(step)})

    def take_up(self, file: Path, optimiser: Any) -> None:
        """Go on from what `keep` wrote. Raises ModelDamaged."""
        tensors, _ = read_tensors(file, floats_only=False)
        states: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith("moment."):
                _, index, key = name.split(".", 2)
                states.setdefault(int(index), {})[key] = tensor
        learnt = {name.removeprefix("learnt."): value for name, value in tensors.items() if name.startswith("learnt.")}
        if learnt.keys() != self.trainable.keys():
            raise ModelDamaged(model=self.note.base, file=file.name)
        with torch.no_grad():
            for name, parameter in self.trainable.items():
                parameter.copy_(learnt[name])
        whole = optimiser.state_dict()
        optimiser.load_state_dict({"state": states, "param_groups": whole["param_groups"]})

    def wear_nothing(self) -> None:
        """Switch the adapters off, for a look at the plain painter."""
        wear(self.pipe, [])


def _note(training: Training, sets: Sequence[TrainingSet]) -> LikenessNote:
    lora = training.settings.method is Method.LORA
    return LikenessNote(
        kind="lora" if lora else "full",
        base=training.base,
        base_hash=training.base_hash,
        tokens=tuple(one.token for one in sets),
        class_words=tuple(one.class_word for one in sets),
        element_ids=tuple(one.element_id for one in sets),
        rank=training.settings.rank if lora else 0,
        settings=training.settings,
        photo_hashes=tuple(known for one in sets for known in one.photo_hashes),
        depiction_ids=tuple(known for one in sets for known in one.depiction_ids),
    )


def _fresh_adapters(
    pipe: "StableDiffusionPipeline", settings: LearningSettings, start: torch.Generator, rank_of_text: int
) -> dict[str, dict[str, Adapter]]:
    endings = EVERYTHING if settings.layers == "all" else ATTENTION
    adapters = {"unet": _fresh(pipe.unet, endings, settings.rank, start)}
    if settings.teach_text:
        adapters["text"] = _fresh(pipe.text_encoder, TEXT, min(settings.rank, rank_of_text), start)
    return adapters


def _fresh(network: nn.Module, endings: Sequence[str], rank: int, start: torch.Generator) -> dict[str, Adapter]:
    """Adapters that change nothing yet: `down` as in Kaiming He's initialisation, `up` zero (Hu et al. 2021)."""
    made = {}
    for name in modules_of(network, endings):
        layer: Any = network.get_submodule(name)
        if isinstance(layer, nn.Conv2d):
            shape = (rank, layer.in_channels, *layer.kernel_size)
            up = torch.zeros(layer.out_channels, rank, 1, 1)
        else:
            shape = (rank, layer.in_features)
            up = torch.zeros(layer.out_features, rank)
        spread = (1 / torch.Size(shape[1:]).numel()) ** 0.5
        made[name] = Adapter((torch.rand(shape, generator=start) * 2 - 1) * spread, up)
    return made


def _adapters(network: nn.Module) -> dict[str, Adapter]:
    return {
        name: Adapter(
            layer.lora_A[NAME].weight.detach().float().cpu().clone(),
            layer.lora_B[NAME].weight.detach().float().cpu().clone(),
        )
        for name, layer in tuner_layers(network)
    }


def _is_token(name: str) -> bool:
    return ".rows." in name


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return {
        name: value.detach().to("cpu", copy=True) for name, value in network.named_parameters() if not _is_token(name)
    }


def _changes(network: nn.Module, before: Mapping[str, Tensor]) -> dict[str, Tensor]:
    changes = {}
    for name, parameter in network.named_parameters():
        if name in before:
            change = parameter.detach().float().cpu() - before[name].float()
            if bool(change.any()):
                changes[name] = change
    return changes
