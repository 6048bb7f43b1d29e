"""Media in memory, for tests and for trying things out. A medium becomes a file when somebody asks for its path."""

from pathlib import Path
from uuid import uuid4

from assistant.errors import DiskFull, NotFound
from storage.media import media_id as id_of
from storage.media import safe


class MediaMemory:
    """The `Media` in dictionaries; `folder` receives the files whose `path` is asked for.

    `room` is how many bytes fit before DiskFull; None for as many as there are.
    """

    def __init__(self, folder: Path, *, room: int | None = None) -> None:
        self._folder = folder
        self._room = room
        self._chunks: dict[str, dict[int, bytes]] = {}
        self._kept: dict[str, bytes] = {}

    def _need(self, size: int) -> None:
        if self._room is None:
            return
        chunks = sum(len(piece) for pieces in self._chunks.values() for piece in pieces.values())
        if chunks + sum(map(len, self._kept.values())) + size > self._room:
            raise DiskFull(needed_mb=size / 1_000_000)

    def keep_chunk(self, recollection_id: str, index: int, data: bytes) -> None:
        self._need(len(data))
        self._chunks.setdefault(safe(recollection_id), {})[index] = data

    def join_chunks(self, recollection_id: str, *, suffix: str = ".webm") -> str | None:
        pieces = self._chunks.get(safe(recollection_id))
        if not pieces:
            return None
        return self.put(b"".join(pieces[i] for i in sorted(pieces)), suffix=suffix, owner=recollection_id, name="voice")

    def forget_chunks(self, recollection_id: str) -> None:
        self._chunks.pop(safe(recollection_id), None)

    def put(self, data: bytes, *, suffix: str, owner: str = "", name: str = "") -> str:
        made = id_of(owner or "nobody", name or uuid4().hex, suffix)
        self._need(len(data))
        self._kept[made] = data
        return made

    def path(self, media_id: str) -> Path:
        if media_id not in self._kept:
            raise NotFound(what="media")
        path = self._folder / media_id
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._kept[media_id])
        return path

    def delete(self, media_id: str) -> None:
        if self._kept.pop(media_id, None) is not None:
            (self._folder / media_id).unlink(missing_ok=True)

    def forget(self, owner: str) -> None:
        self.forget_chunks(owner)
        for media_id in [key for key in self._kept if key.startswith(f"{safe(owner)}--")]:
            self.delete(media_id)
