"""The layers, and what an import may drag in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import ROOT, functions, modules

MODEL_LIBRARIES = ("torch", "diffusers", "transformers", "peft", "faster_whisper", "ctranslate2")


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("module", ["web.app", "storage.jobs", "assistant.story", "web.__main__"])
def test_importing_the_app_loads_no_model_library(module: str) -> None:
    program = f"import sys, {module}; print(*[name for name in {MODEL_LIBRARIES!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_importing_the_story_loads_only_the_standard_library_and_pydantic() -> None:
    program = "import sys, assistant.story, assistant.ports, assistant.errors; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"numpy", "PIL", "sqlalchemy", "fastapi", "rich", *MODEL_LIBRARIES}
    assert "pydantic" in loaded


def test_only_one_module_knows_the_job_library() -> None:
    knows = {
        str(path)
        for path, tree in modules("assistant", "pipelines", "storage", "web")
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "dbos")
        or (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "dbos" for name in node.names))
    }
    assert knows == {"storage/jobs.py"}


def awaits(function: ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Yield) for node in ast.walk(function))


def test_no_async_function_without_await() -> None:
    idle = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions("assistant", "pipelines", "storage", "web")
        if isinstance(node, ast.AsyncFunctionDef) and not awaits(node)
    ]
    assert idle == []


def is_route(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    verbs = {"get", "post", "put", "delete", "patch"}
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in verbs
        for mark in function.decorator_list
    )


def test_the_search_for_handlers_is_not_blind() -> None:
    assert sum(is_route(node) for _, node in functions("web")) >= 20
