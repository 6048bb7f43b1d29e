"""Likeness files that somebody brings along: ours, kohya's or diffusers', made to fit a painter without loading it.

The painter's shapes come from its configuration alone (networks on torch's *meta* device hold no weights), so that a
web page may ask.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, cast

import torch

from assistant.elements import Method
from assistant.errors import (
    LikenessIsPainter,
    LikenessOfAnotherPainter,
    LikenessUnwearable,
    ModelDamaged,
    TriggerMissing,
)
from assistant.importing import Fitted, is_trigger
from assistant.story import Element
from pipelines.ckpt_converter import PREFIXES
from pipelines.injecting import check_fits
from pipelines.likeness_imports import import_lora
from pipelines.likenesses import NOTE_KEY, LearntLikeness, read_likeness, read_tensors, save_likeness, with_note
from pipelines.painting import DiffusersPainter

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

_ARCHITECTURE: Final = ("ss_base_model_version", "modelspec.architecture")
_OURS: Final = ("sd_v1", "sd_1", "stable-diffusion-v1")
"""How kohya's tools and the Stability model specification call Stable Diffusion 1."""
_TRIGGER: Final = "modelspec.trigger_phrase"


class Outline:
    """The shapes of a painter's networks, and its tokenizer: what a pipeline is asked for, without any weights."""

    def __init__(self, painter: DiffusersPainter) -> None:
        from diffusers import UNet2DConditionModel
        from transformers import CLIPTextConfig, CLIPTextModel

        try:
            with torch.device("meta"):
                self.unet = UNet2DConditionModel.from_config(_configuration(painter.config / "unet"))
                self.text_encoder = CLIPTextModel(CLIPTextConfig(**_configuration(painter.config / "text_encoder")))
        except (OSError, ValueError, TypeError, KeyError) as why:
            raise ModelDamaged(model=painter.name, file="config.json") from why
        self.tokenizer = painter.tokenizer


def _configuration(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    return told


def fit_likeness(painter: DiffusersPainter, file: Path, *, element: Element, token: str) -> Fitted:
    """A `Fitter` bound to a painter; see `assistant.importing.Fitter`."""
    painter.check()
    if not painter.wears_likenesses:
        raise LikenessUnwearable(painter=painter.name)
    tensors, metadata = read_tensors(file)
    if any(key.startswith(PREFIXES) for key in tensors):
        raise LikenessIsPainter(file=file.name)
    outline = cast("StableDiffusionPipeline", Outline(painter))
    if NOTE_KEY in metadata:
        likeness = read_likeness(file, base_hash=painter.hash, painter=painter.name)
        word, stated = _own_word(likeness, element, token), likeness.note.base_stated
    else:
        likeness, word = _foreign(painter, file, metadata, outline, element=element, token=token)
        stated = True
    check_fits(outline, likeness)
    brought = with_note(likeness, source="imported", element_ids=(), base_stated=stated)
    return Fitted(
        data=_written(brought),
        method=Method.DREAMBOOTH if likeness.changes else Method.LORA,
        token=word,
        step=likeness.note.step,
        names_base=not stated,
        photo_hashes=likeness.note.photo_hashes,
    )


def _own_word(likeness: LearntLikeness, element: Element, token: str) -> str:
    """Which of its own words is meant: what several elements were learnt into has several. Raises TriggerMissing."""
    known = likeness.note.tokens
    wished = next((word for word in (token, element.token) if word in known), known[0] if len(known) == 1 else "")
    if not is_trigger(wished):
        raise TriggerMissing(file=likeness.file)
    return wished


def _foreign(
    painter: DiffusersPainter,
    file: Path,
    metadata: Mapping[str, str],
    outline: "StableDiffusionPipeline",
    *,
    element: Element,
    token: str,
) -> tuple[LearntLikeness, str]:
    """A file of another program. Raises as `fit_likeness`."""
    for key in _ARCHITECTURE:
        told = metadata.get(key, "").lower()
        if told and not told.startswith(_OURS):
            raise LikenessOfAnotherPainter(file=file.name, base=told[:40], painter=painter.name)
    word = next((one for one in (metadata.get(_TRIGGER, "").strip(), token) if is_trigger(one)), "")
    if not word:
        raise TriggerMissing(file=file.name)
    return import_lora(
        file, outline, base=painter.name, base_hash=painter.hash, token=word, class_word=element.class_word
    ), word


def _written(likeness: LearntLikeness) -> bytes:
    """The bytes of its file, which can be read again: half precision may not hold every number.

    Raises LikenessMisshapen.
    """
    with TemporaryDirectory(prefix="evoca-") as folder:
        kept = save_likeness(likeness, Path(folder) / (likeness.file or "likeness.safetensors"))
        read_likeness(kept)
        return kept.read_bytes()
