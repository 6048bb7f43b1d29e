"""What the rules read: the project's own Python files, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assistant", "pipelines", "storage", "web", "benchmarks", "tests")


@cache
def modules(*packages: str) -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the given packages (all of them when none is named), as (path below the root, syntax tree)."""
    files = sorted(file for package in packages or PACKAGES for file in (ROOT / package).rglob("*.py"))
    return tuple((file.relative_to(ROOT), ast.parse(file.read_text("utf-8"))) for file in files)


def functions(*packages: str) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function and method of the given packages."""
    for path, tree in modules(*packages):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git tracks, as paths below the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())
