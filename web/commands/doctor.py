"""`evoca doctor`: what this machine is, what will be used, and why."""

from pathlib import Path
from typing import Annotated

import typer
from rich.panel import Panel

from assistant import wording
from assistant.errors import ModelDamaged, ModelMissing, ModelTrouble
from pipelines.catalog import CATALOGUE, ROLES, STORYBOOK, Role
from pipelines.choosing import chosen_model, models_folder
from pipelines.machine import ModelFact, Remark, idle_card, inspect_machine, plan
from pipelines.starter import folder_of, verify
from web.commands.speaking import SCREEN, settings_with
from web.commands.start import address
from web.settings import Settings

GIB = 2**30


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Look at this machine and its models; say what will be used and why. Exits with 1 when something lacks."""
    settings = settings_with()
    machine = inspect_machine(settings.data_folder)
    facts, troubles = look(settings)
    advice = plan(machine, facts, idle=idle_card())
    if as_json:
        SCREEN.print_json(
            data={
                "machine": machine.model_dump(),
                "painting": advice.painting.model_dump(),
                "models": [fact.model_dump() for fact in facts],
                "troubles": [{"name": trouble.name, **trouble.data} for trouble in troubles],
                "data_folder": str(settings.data_folder.absolute()),
            }
        )
    else:
        show(settings, advice.remarks, troubles)
    if troubles:
        raise typer.Exit(1)


def look(settings: Settings) -> tuple[list[ModelFact], list[ModelTrouble]]:
    """The model of each role, and what is missing or damaged."""
    facts, troubles = [], []
    for role in ROLES:
        try:
            facts.append(fact_of(role, settings))
        except ModelTrouble as trouble:
            troubles.append(trouble)
    return facts, troubles


def fact_of(role: Role, settings: Settings) -> ModelFact:
    """The model that a role will use, verified. Raises ModelMissing, ModelDamaged."""
    if role == "painting":
        return painter_fact(settings)
    folder = settings.models_folder or models_folder()
    path = chosen_model(role, folder)
    for model in CATALOGUE:
        if folder_of(model, folder) in {path, path.parent}:
            verify(model, folder)
            return ModelFact(role=role, name=model.title, gib=model.gib, needs_gib=model.needs_gib)
    return ModelFact(role=role, name=path.name, gib=size_of(path), needs_gib=size_of(path))


def painter_fact(settings: Settings) -> ModelFact:
    """The painter that will be used, its files checked. Raises ModelMissing, ModelDamaged."""
    from pipelines.painting import DiffusersPainter
    from web.wiring import painter

    chosen = painter(settings)
    if not isinstance(chosen, DiffusersPainter):
        raise ModelMissing(model=STORYBOOK.name, how="EVOCA_PAINTER=auto")
    chosen.check()
    size = size_of(settings.painter_path) if settings.painter_path else STORYBOOK.gib
    return ModelFact(role="painting", name=chosen.name, gib=size, needs_gib=max(STORYBOOK.needs_gib, size * 1.3))


def size_of(path: Path) -> float:
    """GiB of a file, or of the weights in a folder."""
    if path.is_file():
        return path.stat().st_size / GIB
    return sum(file.stat().st_size for file in path.rglob("*.safetensors")) / GIB


def show(settings: Settings, remarks: tuple[Remark, ...], troubles: list[ModelTrouble]) -> None:
    """Print the findings as sentences."""
    language = settings.language
    lines = [wording.say(remark.key, language, address=None, **remark.data) for remark in remarks]
    for trouble in troubles:
        kind = "doctor_damaged" if isinstance(trouble, ModelDamaged) else "doctor_missing"
        lines.append(f"[red]{wording.say(kind, language, address=None, **{'file': '', 'how': '', **trouble.data})}[/]")
    lines.append(wording.say("doctor_data", language, folder=settings.data_folder.absolute()))
    lines.append(wording.say("doctor_private", language, where=address(settings)))
    SCREEN.print(Panel("\n".join(lines), title=wording.say("doctor_title", language), expand=False, padding=(1, 2)))
