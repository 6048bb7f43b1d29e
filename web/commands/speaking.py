"""How the `evoca` command speaks: sentences of the catalogue, progress bars, and faults without traces."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from assistant import wording
from assistant.errors import EvocaError
from web.settings import Settings

SCREEN = Console()
ERRORS = Console(stderr=True)


def settings_with(**chosen: object) -> Settings:
    """The settings of the environment, with what the command line chose. Exits with a sentence when they are wrong."""
    try:
        return Settings.model_validate(
            {**Settings().model_dump(), **{k: v for k, v in chosen.items() if v is not None}}
        )
    except ValidationError as refused:
        for fault in refused.errors():
            ERRORS.print(f"[red]{'.'.join(str(part) for part in fault['loc'])}[/]: {fault['msg']}", highlight=False)
        raise typer.Exit(2) from None


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """The data with names and paths as they are, whatever brackets stand in them."""
    return {key: value if isinstance(value, int | float) else escape(str(value)) for key, value in data.items()}


def say(name: str, settings: Settings, /, **data: object) -> None:
    """Print a sentence of the catalogue in the administrator's language."""
    SCREEN.print(wording.say(name, settings.language, address=None, **plain(data)), highlight=False, soft_wrap=True)


def refuse(name: str, settings: Settings, /, **data: object) -> typer.Exit:
    """Print a sentence on standard error; raise what is returned to leave with exit code 2."""
    ERRORS.print(
        f"[red]{wording.say(name, settings.language, address=None, **plain(data))}[/]", highlight=False, soft_wrap=True
    )
    return typer.Exit(2)


@contextmanager
def plainly(settings: Settings) -> Iterator[None]:
    """Turn the story's errors into one sentence on standard error and exit code 1."""
    try:
        yield
    except EvocaError as error:
        ERRORS.print(f"[red]{escape(wording.explain(error, settings.language))}[/]", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """Progress bars on standard error: `show = bar("hearing"); show(3, 20)`. One bar per description."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=ERRORS,
        disable=quiet,
    ) as progress:

        def bar(description: str) -> Callable[[int, int], None]:
            task = progress.add_task(description, total=None)
            return lambda done, of: progress.update(task, completed=done, total=of)

        yield bar
