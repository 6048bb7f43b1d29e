"""How every benchmark speaks: a table for people, a JSON object for programs, intervals instead of bare shares."""

import json
import math
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

Figure = float | int | str | None


def wilson(right: int, of: int, *, z: float = 1.96) -> tuple[float, float]:
    """The 95 % Wilson interval of a share of `right` among `of`; (0, 1) when nothing was counted.

    Source: Wilson 1927, Journal of the American Statistical Association 22.
    """
    if of == 0:
        return 0.0, 1.0
    share = right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def print_table(
    title: str, rows: Sequence[tuple[str, Figure, str, bool | None]], *, console: Console | None = None
) -> None:
    """Print rows of (what, figure, aim in words, reached or None when there is no aim)."""
    table = Table(title=title, title_justify="left")
    for heading, justify in (("measure", "left"), ("value", "right"), ("aim", "left"), ("", "left")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for what, figure, aim, reached in rows:
        shown = f"{figure:.3f}" if isinstance(figure, float) else "–" if figure is None else str(figure)
        table.add_row(what, shown, aim, "" if reached is None else "[green]reached[/]" if reached else "[red]short[/]")
    table.caption = f"{device()}, {datetime.now(UTC):%Y-%m-%d}"
    (console or Console()).print(table)


def print_json(figures: Mapping[str, object]) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    print(json.dumps(figures, ensure_ascii=False))


def device() -> str:
    """This machine's processor in a few words, without its name."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - a device file of the kernel, not a path
            models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    except OSError:
        models = []
    return f"{len(models)} x {models[0]}" if models else platform.machine()
