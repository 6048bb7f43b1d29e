"""Models come whole or not at all."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.catalog import CATALOGUE, STARTERS, KnownModel, Packages, known
from pipelines.choosing import STARTER, chosen_model, model_or_starter
from pipelines.starter import fetch, folder_of, verify

PIECES = (b"first half, ", b"second half")


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip finds nothing outside the folders of the tests."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


def quiet(done: int, of: int) -> None:
    """Nobody watches."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(folder: Path, name: str, contents: Mapping[str, bytes]) -> str:
    """Write a data package; returns the line that pins it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace('-', '_')}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as packed:
        for inside, data in contents.items():
            packed.writestr(inside, data)
    return f"{name}==1.0.0 --hash=sha256:{sha(file.read_bytes())}"


def model_in(wheels: Path, *, joined: bytes = b"".join(PIECES)) -> KnownModel:
    pins = (
        wheel(wheels, "part-one", {"part_one/data/a": PIECES[0], "part_one/data/config.json": b"{}"}),
        wheel(wheels, "part-two", {"part_two/data/b": PIECES[1]}),
    )
    return KnownModel(
        name="little",
        role="hearing",
        title="Little",
        licence="MIT",
        gib=0.001,
        needs_gib=0.001,
        packages=Packages(
            joined="model.bin",
            pins=pins,
            parts=(("part-one", "part_one/data/a"), ("part-two", "part_two/data/b")),
            whole={"config.json": ("part-one", "part_one/data/config.json")},
        ),
        sha256={"model.bin": sha(joined), "config.json": sha(b"{}")},
    )


def test_parts_are_joined_in_order_and_checked(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    told: list[tuple[int, int]] = []
    folder = fetch(
        model, tmp_path / "models", shown=lambda done, of: told.append((done, of)), wheels=tmp_path / "wheels"
    )
    assert (folder / "model.bin").read_bytes() == b"first half, second half"
    assert (folder / "config.json").read_bytes() == b"{}"
    assert folder == folder_of(model, tmp_path / "models")
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert not list(folder.glob("*.joining"))


def test_a_second_fetch_reads_nothing_again(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    first = fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    assert fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "nowhere") == first


def test_a_wrong_checksum_leaves_nothing_behind(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels", joined=b"something else")
    with pytest.raises(ModelDamaged) as caught:
        fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    assert caught.value.data == {"model": "little", "file": "model.bin"}
    assert not (folder_of(model, tmp_path / "models") / "model.bin").exists()
    with pytest.raises(ModelMissing):
        verify(model, tmp_path / "models")


def test_a_package_that_is_not_the_pinned_one_is_not_used(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    next((tmp_path / "wheels").glob("part_two*")).write_bytes(b"not the pinned file")
    with pytest.raises(ModelMissing) as caught:
        fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    assert caught.value.data["how"] == "evoca models fetch little"


def test_a_truncated_file_is_damaged_and_fetching_mends_it(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    folder = fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    (folder / "model.bin").write_bytes(b"first half")
    with pytest.raises(ModelDamaged):
        verify(model, tmp_path / "models")
    fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    assert verify(model, tmp_path / "models", anew=True) == folder


def test_two_processes_at_once_make_one_model(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    faults: list[Exception] = []

    def bring() -> None:
        try:
            fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert verify(model, tmp_path / "models", anew=True)


def test_an_interrupted_fetch_goes_on(tmp_path: Path) -> None:
    model = model_in(tmp_path / "wheels")
    folder = folder_of(model, tmp_path / "models")
    folder.mkdir(parents=True)
    (folder / "model.joining").write_bytes(b"first ha")
    fetch(model, tmp_path / "models", shown=quiet, wheels=tmp_path / "wheels")
    assert (folder / "model.bin").read_bytes() == b"first half, second half"


def test_a_missing_model_names_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        chosen_model("reading", tmp_path)
    assert caught.value.data == {"model": "qwen2.5-coder-1.5b", "how": "evoca models fetch qwen2.5-coder-1.5b"}
    assert model_or_starter("hearing", tmp_path) == tmp_path / "hearing" / "whisper-base"


def test_a_fetched_model_comes_before_the_starter_and_a_path_before_both(tmp_path: Path) -> None:
    starter = folder_of(STARTER["hearing"], tmp_path)
    starter.mkdir(parents=True)
    (starter / "model.bin").write_bytes(b"x")
    assert chosen_model("hearing", tmp_path) == starter
    small = folder_of(known("whisper-small"), tmp_path)
    small.mkdir(parents=True)
    assert chosen_model("hearing", tmp_path) == starter
    (small / "checksums.txt").write_text("abc  model.bin\n", encoding="utf-8")
    assert chosen_model("hearing", tmp_path) == small
    assert chosen_model("hearing", tmp_path, path=starter / "model.bin") == starter / "model.bin"
    with pytest.raises(ModelMissing):
        chosen_model("hearing", tmp_path, path=tmp_path / "nothing")


def test_a_model_from_a_hub_is_held_to_the_checksums_kept_when_it_came(tmp_path: Path) -> None:
    model = known("whisper-small")
    folder = folder_of(model, tmp_path)
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    (folder / "checksums.txt").write_text(f"{sha(b'weights')}  model.bin\n", encoding="utf-8")
    assert verify(model, tmp_path) == folder
    (folder / "model.bin").write_bytes(b"wights")
    with pytest.raises(ModelDamaged):
        verify(model, tmp_path)


def test_the_catalogue_is_sound() -> None:
    assert len({model.name for model in CATALOGUE}) == len(CATALOGUE) >= 15
    for model in STARTERS:
        assert model.packages is not None
        assert set(model.sha256) == {model.packages.joined, *model.packages.whole}
        pinned = {pin.partition("==")[0] for pin in model.packages.pins}
        assert pinned == {package for package, _ in (*model.packages.parts, *model.packages.whole.values())}
        assert all(len(checksum) == 64 for checksum in model.sha256.values())
    assert json.dumps([model.model_dump() for model in CATALOGUE])
