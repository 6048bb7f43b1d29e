"""Which model is used for a role: an explicit path, then the folder of models, then the starter."""

import os
from pathlib import Path
from typing import Final, Literal

from assistant.errors import ModelMissing
from pipelines.catalog import CATALOGUE, QWEN_CODER, WHISPER_BASE, KnownModel, Role
from pipelines.starter import folder_of

STARTER: Final[dict[Role, KnownModel]] = {"hearing": WHISPER_BASE, "reading": QWEN_CODER}


def models_folder() -> Path:
    """Where models lie unless settings say otherwise: `EVOCA_MODELS`, or `evoca/models` in the user's cache."""
    chosen = os.environ.get("EVOCA_MODELS")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(chosen) if chosen else cache / "evoca" / "models"


def chosen_model(role: Role, models: Path, *, path: Path | None = None) -> Path:
    """The folder or file to load for a role.

    A model of the catalogue that was fetched comes before the starter, the largest first: an administrator fetched it
    to be used. Accelerators and previews are never chosen. Raises ModelMissing.
    """
    if path is not None:
        if not path.exists():
            raise ModelMissing(model=path.name, how="evoca doctor")
        return path
    for model in sorted(CATALOGUE, key=lambda model: -model.gib):
        if model.role == role and not model.draft and (there := _loadable(model, models)) is not None:
            return there
    starter = STARTER.get(role)
    name = starter.name if starter else role
    raise ModelMissing(model=name, how=f"evoca models fetch {name}")


def model_or_starter(role: Literal["hearing", "reading"], models: Path) -> Path:
    """As `chosen_model`; where nothing was fetched, the place where the starter will be, for an adapter that looks
    when it is first asked.
    """
    try:
        return chosen_model(role, models)
    except ModelMissing:
        return folder_of(STARTER[role], models)


def _loadable(model: KnownModel, models: Path) -> Path | None:
    """What an adapter opens: the joined file of a GGUF, else the folder; None when it is not there."""
    folder = folder_of(model, models)
    if model.packages is not None:
        joined = folder / model.packages.joined
        if not joined.is_file():
            return None
        return joined if joined.suffix == ".gguf" else folder
    whole = model.hub and (folder / "checksums.txt").is_file()
    return folder if whole else None
