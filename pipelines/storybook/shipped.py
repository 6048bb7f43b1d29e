"""The demo patient's likenesses that lie beside the painter. Light to import: a start reads only this."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assistant.elements import Likeness

LIKENESSES: Final = Path(__file__).with_name("likenesses")
"""One safetensors file per element, and `likenesses.json`."""


def shipped(folder: Path = LIKENESSES) -> list[Likeness]:
    """The likenesses whose files lie whole in a folder; none where it has no list.

    Each one's `media_id` is the name of its file.
    """
    index = folder / "likenesses.json"
    told = [Likeness.model_validate(one) for one in json.loads(index.read_text("utf-8"))] if index.exists() else []
    return [one for one in told if _is_whole(folder / one.media_id, one.sha256)]


def _is_whole(file: Path, sha256: str) -> bool:
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def weight(likenesses: Sequence[Likeness], folder: Path = LIKENESSES) -> int:
    """Bytes of all files together."""
    return sum((folder / one.media_id).stat().st_size for one in likenesses)
