"""House rules that a machine can check."""

import ast
import re
import tomllib

import pytest

from tests.rules.source import PACKAGES, ROOT, functions, modules, tracked_files

LONGEST_FUNCTION = 50
LONGEST_MODULE = 450
WHOLE_ON_PURPOSE = {"assistant/story.py"}  # the story's vocabulary reads best in one piece
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".sh", ".json", ".po", ""}


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, node in functions()
        if node.end_lineno is not None and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_modules_stay_readable() -> None:
    long = {
        str(path): lines
        for path, _ in modules()
        if (lines := len((ROOT / path).read_text("utf-8").splitlines())) > LONGEST_MODULE
        and str(path) not in WHOLE_ON_PURPOSE
    }
    assert long == {}


def test_every_test_can_fail() -> None:
    empty = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions("tests")
        if node.name.startswith("test_")
        and not any(
            isinstance(inner, ast.Assert)
            or (isinstance(inner, ast.Attribute) and inner.attr in {"raises", "fail"})
            or (isinstance(inner, ast.Call) and getattr(inner.func, "id", "").startswith(("assert_", "check_")))
            for inner in ast.walk(node)
        )
    ]
    assert empty == []


@pytest.mark.parametrize(
    "forbidden", ["mock" + ".patch", "monkeypatch" + ".setattr", "TO" + "DO", "FIX" + "ME", "assert " + "True"]
)
def test_no_shortcuts(forbidden: str) -> None:
    found = [
        f"{path}:{number}"
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] in PACKAGES
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if re.search(rf"\b{re.escape(forbidden)}\b", line)
    ]
    assert found == []


def test_no_path_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.:/-])/(?:work|root|home)/\w")
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in tracked_files()
        if path.suffix in TEXT and (ROOT / path).stat().st_size < 1_000_000
        for number, line in enumerate((ROOT / path).read_text("utf-8", errors="ignore").splitlines(), 1)
        if machine.search(line)
    ]
    assert found == []


def test_every_lint_exception_gives_its_reason() -> None:
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    ignore = settings[settings.index("\nignore = [") : settings.index("mccabe")]
    rules = [line for line in ignore.splitlines() if line.strip().startswith('"')]
    assert len(rules) >= 5
    assert [line for line in rules if "#" not in line] == []
    exception = re.compile(
        r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)(?P<reason>.*)"
    )
    bare = [
        f"{path}:{number}"
        for path in tracked_files()
        if path.suffix == ".py" and path.name != "test_style.py"
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if (found := exception.search(line)) and len(found["reason"].strip(" #-()")) < 5
    ]
    assert bare == []


def test_packages_are_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]["find"]
    assert declared["include"] == ["assistant*", "pipelines*", "storage*", "web*"]


def test_the_tour_names_every_folder() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text("utf-8")
    folders = {
        str(folder)
        for path in tracked_files()
        for folder in [path.parent]
        if path.suffix == ".py" and len(path.parts) > 1
    }
    assert sorted(folder for folder in folders if f"`{folder}/`" not in tour) == []


def test_the_repository_travels_light() -> None:
    total = sum((ROOT / path).stat().st_size for path in tracked_files())
    assert total < 55_000_000
    assert max((ROOT / path).stat().st_size for path in tracked_files()) < 16_000_000


def test_every_decision_says_what_enforces_it() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len(records) >= 3
    for record in records:
        text = record.read_text("utf-8")
        for heading in ("Status:", "## Context", "## Decision", "## Consequences", "## Alternatives", "## Enforced by"):
            assert heading in text, f"{record.name} lacks {heading}"
