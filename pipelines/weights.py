"""Looking at weights before they are loaded (is the file whole, what is its hash), and writing them durably."""

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import DiskFull, ModelDamaged

if TYPE_CHECKING:
    from torch import Tensor

HEADER_LIMIT: Final = 100_000_000
"""Bytes; the safetensors format allows no longer header."""


def check_safetensors(file: Path, *, model: str) -> None:
    """Read the header of a safetensors file and compare it with the file's length: milliseconds, whatever the size.

    Raises ModelDamaged for anything that is not a whole safetensors file.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if not 2 <= length <= min(HEADER_LIMIT, size - 8):
                raise ModelDamaged(model=model, file=file.name)
            header = json.loads(opened.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as why:
        raise ModelDamaged(model=model, file=file.name) from why
    if not ends or 8 + length + max(ends) != size:
        raise ModelDamaged(model=model, file=file.name)


def write_tensors(file: Path, tensors: Mapping[str, "Tensor"], *, metadata: Mapping[str, str]) -> None:
    """Write a safetensors file, whole or not at all, and on the disk before returning. One tensor at a time in memory.

    The same tensors and metadata give the same bytes. Raises DiskFull, OSError; an older file stands then.
    """
    import torch

    kinds = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.uint8: "U8", torch.int64: "I64"}
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    fresh = file.with_suffix(".new")
    try:
        with fresh.open("wb") as opened:
            opened.write(len(text).to_bytes(8, "little") + text)
            for tensor in tensors.values():
                flat = tensor.detach().to("cpu").contiguous().reshape(-1)
                opened.write(flat.view(torch.uint8).numpy().data)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except OSError as why:
        if why.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(needed_mb=end / 1e6) from why
        raise
    finally:
        fresh.unlink(missing_ok=True)


class Hashes:
    """sha256 of files, remembered by size and time of change so that gigabytes are read once.

    With a `cache` file (JSON) the memory outlives the process; a cache that cannot be read or written is done without.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._known: dict[str, str] = {}
        if cache is not None and cache.exists():
            try:
                self._known = {str(key): str(value) for key, value in json.loads(cache.read_text("utf-8")).items()}
            except (OSError, ValueError, AttributeError):
                self._known = {}

    def of_file(self, file: Path) -> str:
        """The sha256 of one file, hex. Raises OSError."""
        state = file.stat()
        key = f"{file.absolute()}|{state.st_size}|{state.st_mtime_ns}"
        if key not in self._known:
            with file.open("rb") as opened:
                self._known[key] = hashlib.file_digest(opened, "sha256").hexdigest()
            self._remember()
        return self._known[key]

    def of_files(self, files: Iterable[Path], *, below: Path) -> str:
        """One sha256 over several files and their names below a folder. Raises OSError."""
        digest = hashlib.sha256()
        for file in sorted(files):
            digest.update(f"{file.relative_to(below).as_posix()} {self.of_file(file)}\n".encode())
        return digest.hexdigest()

    def _remember(self) -> None:
        if self._cache is None:
            return
        try:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._cache.with_suffix(".new")
            fresh.write_text(json.dumps(self._known, indent=1), encoding="utf-8")
            fresh.replace(self._cache)
        except OSError:
            return
