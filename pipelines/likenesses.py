"""Likeness files: what was learnt of an element, as one .safetensors, and nothing that could run.

    unet.<module>.lora_A.weight, .lora_B.weight    adapters (kind "lora"); scale 1: alpha is folded into lora_B
    text.<module>.lora_A.weight, .lora_B.weight    the same for the text encoder
    unet.<parameter>, text.<parameter>             differences from the base's weights (kind "full", DreamBooth)
    token.<token>                                  the learnt embedding of the token, shape (1, width)

The header's metadata holds a `LikenessNote` as JSON under `evoca`. Names of modules are those of diffusers and
transformers.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import torch
from pydantic import Field, ValidationError
from safetensors import SafetensorError, safe_open
from torch import Tensor

from assistant.elements import LearningSettings
from assistant.errors import (
    LikenessAltered,
    LikenessForeign,
    LikenessMisshapen,
    LikenessOfAnotherPainter,
    LikenessPickled,
    LikenessRefused,
    ModelDamaged,
)
from assistant.story import Value
from pipelines.weights import check_safetensors, write_tensors

NOTE_KEY: Final = "evoca"
HIGHEST_RANK: Final = 256
PARTS: Final = ("unet", "text")
_PICKLE_STARTS: Final = (b"PK", b"\x80")
_LORA: Final = re.compile(r"(?P<module>.+)\.lora_(?P<side>[AB])\.weight")
_FLOATS: Final = frozenset({torch.float16, torch.bfloat16, torch.float32})


class LikenessNote(Value):
    """What a likeness file says of itself. `tokens`, `class_words` and `element_ids` run in parallel.

    `rank` is the highest of its adapters, 0 for a full likeness. An imported file may have no token embedding;
    `base_stated` means that its base is somebody's word, for the file named none.
    """

    version: Literal[1] = 1
    kind: Literal["lora", "full"] = "lora"
    base: str
    base_hash: str
    tokens: Annotated[tuple[str, ...], Field(min_length=1)]
    class_words: Annotated[tuple[str, ...], Field(min_length=1)]
    element_ids: tuple[str, ...] = ()
    step: int = 0
    rank: Annotated[int, Field(ge=0, le=HIGHEST_RANK)] = 0
    settings: LearningSettings | None = None
    photo_hashes: tuple[str, ...] = ()
    depiction_ids: tuple[str, ...] = ()
    source: Literal["learnt", "imported", "shipped"] = "learnt"
    base_stated: bool = False


@dataclass(frozen=True)
class Adapter:
    """The low-rank change of one layer. Linear: `down` (rank, in), `up` (out, rank).

    Convolution: `down` (rank, in, k, k), `up` (out, rank, 1, 1).
    """

    down: Tensor
    up: Tensor

    @property
    def rank(self) -> int:
        """Its rank."""
        return int(self.down.shape[0])


@dataclass(frozen=True)
class LearntLikeness:
    """A likeness as it is worn. `adapters` and `changes` are keyed by part ("unet", "text"), then by name.

    `changes` holds differences of whole parameters and is empty for a LoRA; `tokens` holds embeddings (1, width).
    """

    note: LikenessNote
    tokens: Mapping[str, Tensor] = field(default_factory=dict)
    adapters: Mapping[str, Mapping[str, Adapter]] = field(default_factory=dict)
    changes: Mapping[str, Mapping[str, Tensor]] = field(default_factory=dict)
    file: str = ""

    def tensors(self) -> dict[str, Tensor]:
        """Everything it holds under the names of the file."""
        named = {f"token.{token}": vector for token, vector in self.tokens.items()}
        for part, adapters in self.adapters.items():
            for module, adapter in adapters.items():
                named[f"{part}.{module}.lora_A.weight"] = adapter.down
                named[f"{part}.{module}.lora_B.weight"] = adapter.up
        for part, changes in self.changes.items():
            named |= {f"{part}.{name}": change for name, change in changes.items()}
        return named


def save_likeness(likeness: LearntLikeness, file: Path, *, dtype: torch.dtype = torch.float16) -> Path:
    """Write a likeness file, whole or not at all, in half precision unless told otherwise. Raises DiskFull, OSError.

    The same likeness gives the same bytes.
    """
    tensors = {name: tensor.detach().to("cpu", dtype) for name, tensor in likeness.tensors().items()}
    write_tensors(file, tensors, metadata={NOTE_KEY: likeness.note.model_dump_json()})
    return file


def read_likeness(file: Path, *, base_hash: str | None = None, painter: str = "") -> LearntLikeness:
    """Read a likeness file that this program wrote; `base_hash` is the hash of the painter that is to wear it.

    Raises LikenessPickled, LikenessForeign, LikenessMisshapen, LikenessOfAnotherPainter, LikenessRefused.
    """
    tensors, metadata = read_tensors(file)
    if NOTE_KEY not in metadata:
        raise LikenessForeign(file=file.name, key=next(iter(sorted(tensors))))
    try:
        note = LikenessNote.model_validate_json(metadata[NOTE_KEY])
    except ValidationError as why:
        raise LikenessRefused(file=file.name) from why
    check_base(note, base_hash=base_hash, painter=painter, file=file.name)
    return sorted_out(note, tensors, file=file.name)


def check_base(note: LikenessNote, *, base_hash: str | None, painter: str = "", file: str = "") -> None:
    """See that a likeness was learnt on these weights. Raises LikenessOfAnotherPainter."""
    if base_hash is not None and note.base_hash != base_hash:
        raise LikenessOfAnotherPainter(file=file, base=note.base, painter=painter)


def read_note(file: Path) -> LikenessNote:
    """What a likeness file says of itself, without its weights. Raises as `read_likeness` does."""
    return read_likeness(file).note


def check_unaltered(file: Path, sha256: str) -> None:
    """See that a file still holds the bytes that were kept. Raises LikenessAltered, LikenessRefused."""
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as why:
        raise LikenessRefused(file=file.name) from why
    if found != sha256:
        raise LikenessAltered(file=file.name)


def read_tensors(file: Path, *, floats_only: bool = True) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and metadata of a safetensors file; finite floats unless told otherwise.

    Raises LikenessPickled, LikenessMisshapen, LikenessRefused.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(2)
    except OSError as why:
        raise LikenessRefused(file=file.name) from why
    if start.startswith(_PICKLE_STARTS) and not _is_whole(file):
        raise LikenessPickled(file=file.name)
    if not _is_whole(file):
        raise LikenessRefused(file=file.name)
    try:
        with safe_open(str(file), "pt") as whole:
            tensors: dict[str, Tensor] = {name: whole.get_tensor(name) for name in whole.keys()}  # noqa: SIM118 - no mapping
            metadata: dict[str, str] = whole.metadata() or {}
    except (SafetensorError, OSError, ValueError) as why:
        raise LikenessRefused(file=file.name) from why
    for name, tensor in tensors.items() if floats_only else ():
        if tensor.dtype not in _FLOATS or not bool(torch.isfinite(tensor).all()):
            raise LikenessMisshapen(file=file.name, key=name)
    return tensors, metadata


def _is_whole(file: Path) -> bool:
    try:
        check_safetensors(file, model=file.stem)
    except ModelDamaged:
        return False
    return True


def sorted_out(note: LikenessNote, tensors: Mapping[str, Tensor], *, file: str) -> LearntLikeness:
    """A likeness from the tensors of its file. Raises LikenessForeign, LikenessMisshapen."""
    tokens: dict[str, Tensor] = {}
    sides: dict[str, dict[str, dict[str, Tensor]]] = {part: {} for part in PARTS}
    changes: dict[str, dict[str, Tensor]] = {part: {} for part in PARTS}
    for name, tensor in tensors.items():
        part, _, rest = name.partition(".")
        adapter = _LORA.fullmatch(rest)
        if part == "token" and rest in note.tokens:
            if tensor.ndim != 2 or tensor.shape[0] != 1:
                raise LikenessMisshapen(file=file, key=name)
            tokens[rest] = tensor.float()
        elif part in PARTS and note.kind == "lora" and adapter:
            sides[part].setdefault(adapter["module"], {})[adapter["side"]] = tensor
        elif part in PARTS and note.kind == "full" and rest and not adapter:
            changes[part][rest] = tensor
        else:
            raise LikenessForeign(file=file, key=name)
    adapters = {
        part: {module: paired(module, both, note=note, file=file) for module, both in modules.items()}
        for part, modules in sides.items()
        if modules
    }
    kept = {part: names for part, names in changes.items() if names}
    return LearntLikeness(note, tokens=tokens, adapters=adapters, changes=kept, file=file)


def paired(module: str, sides: Mapping[str, Tensor], *, note: LikenessNote, file: str) -> Adapter:
    """Both halves of one layer's change. Raises LikenessMisshapen where one lacks or their ranks differ."""
    down, up = sides.get("A"), sides.get("B")
    if down is None or up is None or down.ndim != up.ndim or down.ndim not in {2, 4}:
        raise LikenessMisshapen(file=file, key=module)
    rank = down.shape[0]
    if up.shape[1] != rank or not 1 <= rank <= note.rank or (up.ndim == 4 and tuple(up.shape[2:]) != (1, 1)):
        raise LikenessMisshapen(file=file, key=module)
    return Adapter(down=down, up=up)


def with_note(likeness: LearntLikeness, **changes: Any) -> LearntLikeness:
    """The same weights with other words about them."""
    return replace(likeness, note=likeness.note.model_copy(update=changes))
