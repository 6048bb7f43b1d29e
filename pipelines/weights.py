"""Looking at weights before they are loaded: is the file whole, and what is its hash."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from assistant.errors import ModelDamaged

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
