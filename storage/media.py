"""Voice and pictures as files in one folder.

    root/chunks/<recollection>/000000.part     pieces of a recording, as they arrived
    root/kept/<owner>/<name><suffix>           everything else; its id is `<owner>--<name><suffix>`

Everything is written to a temporary file, flushed to the disk and then renamed: a file is there whole or not at all.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from assistant.errors import DiskFull, NotFound, StorageTrouble

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NAME: Final = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,12}")
_ID: Final = re.compile(rf"(?P<owner>{_NAME.pattern})--(?P<name>{_NAME.pattern})(?P<suffix>{_SUFFIX.pattern})")
_NOBODY: Final = "nobody"
_TEMPORARY: Final = ".new"


@contextmanager
def plain_faults(needed: int = 0) -> Iterator[None]:
    """Raise DiskFull or StorageTrouble instead of OSError. `needed` are the bytes that did not fit."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFull(needed_mb=needed / 1_000_000) from None
        raise StorageTrouble(kind=errno.errorcode.get(error.errno or 0, "unknown")) from None


def safe(name: str) -> str:
    """The name itself when it is letters, digits, `_` and single `-`. Raises NotFound for anything else."""
    if not _NAME.fullmatch(name):
        raise NotFound(what="media")
    return name


def media_id(owner: str, name: str, suffix: str) -> str:
    """The id of a file. Raises NotFound when a part could lead out of the folder."""
    if not _SUFFIX.fullmatch(suffix):
        raise NotFound(what="media")
    return f"{safe(owner)}--{safe(name)}{suffix}"


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write. It appears under `path`, flushed to the disk, when the block ends well; otherwise not at all."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        _flush_folder(path.parent.parent)
    temporary = path.with_name(f"{path.name}.{uuid4().hex[:8]}{_TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


class MediaFolder:
    """The `Media` in a folder on disk."""

    def __init__(self, root: Path) -> None:
        self._chunks = root / "chunks"
        self._kept = root / "kept"

    @property
    def owned(self) -> Path:
        """The folder whose folders belong to one owner each: what else lies in an owner's goes when it is forgotten."""
        return self._kept

    def keep_chunk(self, recollection_id: str, index: int, data: bytes) -> None:
        with plain_faults(len(data)), whole_file(self._chunks / safe(recollection_id) / f"{index:06d}.part") as file:
            file.write(data)

    def join_chunks(self, recollection_id: str, *, suffix: str = ".webm") -> str | None:
        chunks = sorted((self._chunks / safe(recollection_id)).glob("*.part"))
        if not chunks:
            return None
        joined = media_id(recollection_id, "voice", suffix)
        with plain_faults(sum(chunk.stat().st_size for chunk in chunks)), whole_file(self._place(joined)) as file:
            for chunk in chunks:
                with chunk.open("rb") as piece:
                    shutil.copyfileobj(piece, file)
        return joined

    def forget_chunks(self, recollection_id: str) -> None:
        _remove(self._chunks / safe(recollection_id))

    def put(self, data: bytes, *, suffix: str, owner: str = "", name: str = "") -> str:
        made = media_id(owner or _NOBODY, name or uuid4().hex, suffix)
        with plain_faults(len(data)), whole_file(self._place(made)) as file:
            file.write(data)
        return made

    def path(self, media_id: str) -> Path:
        place = self._place(media_id)
        if not place.is_file():
            raise NotFound(what="media")
        return place

    def delete(self, media_id: str) -> None:
        with plain_faults():
            self._place(media_id).unlink(missing_ok=True)

    def forget(self, owner: str) -> None:
        self.forget_chunks(owner)
        _remove(self._kept / safe(owner))

    def _place(self, media_id: str) -> Path:
        parts = _ID.fullmatch(media_id)
        if parts is None:
            raise NotFound(what="media")
        return self._kept / parts["owner"] / f"{parts['name']}{parts['suffix']}"


def _remove(folder: Path) -> None:
    with plain_faults():
        if folder.is_dir():
            shutil.rmtree(folder)
