"""Where hub models come from: the hub itself, or a folder of files that were brought by hand.

In such a folder a model lies as `<owner>--<name>/`, as the hub's own download command lays it out.
"""

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from assistant.story import Value
from pipelines.catalog import KnownModel


class Listing(Value):
    """What a repository holds: the revision that was looked at ("" where it says none), and names with bytes."""

    revision: str
    files: Mapping[str, int]


class Hub(Protocol):
    """A place that holds repositories of models. Both methods raise OSError where it does not answer."""

    def listing(self, model: KnownModel) -> Listing:
        """The files of a model's repository at its pinned revision, or at the newest where none is pinned."""

    def bring(self, model: KnownModel, name: str, folder: Path) -> None:
        """Put one file of the repository, at the model's revision, below `folder` under its own name."""


class PublicHub:
    """The public hub, through its own library, which resumes and compares what came with the hub's checksums."""

    def listing(self, model: KnownModel) -> Listing:
        """The files at the pinned revision. Raises OSError."""
        from httpx import HTTPError
        from huggingface_hub import HfApi

        try:
            about = HfApi().model_info(model.hub, revision=model.revision or None, files_metadata=True)
        except HTTPError as why:
            raise ConnectionError(str(why)) from why
        files = {file.rfilename: file.size or 0 for file in about.siblings or ()}
        return Listing(revision=model.revision or about.sha or "", files=files)

    def bring(self, model: KnownModel, name: str, folder: Path) -> None:
        """Download one file, going on where a download stopped. Raises OSError."""
        from httpx import HTTPError
        from huggingface_hub import hf_hub_download

        try:
            hf_hub_download(model.hub, name, revision=model.revision or None, local_dir=folder)
        except HTTPError as why:
            raise ConnectionError(str(why)) from why


class FolderHub:
    """Repositories that somebody brought on a disk, for a machine that reaches no hub."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def listing(self, model: KnownModel) -> Listing:
        """Every file of the repository's folder. Raises OSError where there is none."""
        there = self._of(model)
        files = {file.relative_to(there).as_posix(): file for file in there.rglob("*") if file.is_file()}
        if not files:
            raise FileNotFoundError(str(there))
        return Listing(revision=model.revision, files={name: file.stat().st_size for name, file in files.items()})

    def bring(self, model: KnownModel, name: str, folder: Path) -> None:
        """Copy one file. Raises OSError."""
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._of(model) / name, target)

    def _of(self, model: KnownModel) -> Path:
        return self._folder / model.hub.replace("/", "--")


def wanted(model: KnownModel, names: Collection[str]) -> tuple[str, ...]:
    """The files to bring: small texts, and of the weights those that are pinned or named, else what a painter opens.

    No pickles, no second precision of the same weights, nothing of a safety checker, no whole model in one file
    beside its parts.
    """
    named = {*model.weights, *model.sha256}
    return tuple(name for name in names if name in named or _is_text(name) or (not named and _is_opened(name, names)))


def _is_text(name: str) -> bool:
    return name.endswith((".json", ".txt", ".model", ".jinja")) and not _is_hidden(name)


def _is_opened(name: str, names: Collection[str]) -> bool:
    if name == "model.bin":
        return True
    if not name.endswith((".safetensors", ".gguf")) or _is_hidden(name) or ".non_ema." in name:
        return False
    in_parts, beside_plain = "model_index.json" in names, name.replace(".fp16.", ".") in set(names) - {name}
    return not (beside_plain or name.startswith("safety_checker/") or (in_parts and "/" not in name))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))
