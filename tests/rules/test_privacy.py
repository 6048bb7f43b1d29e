"""Nothing leaves the machine, and weights come as safetensors only."""

import ast
import socket

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

from tests.rules.source import ROOT, modules, tracked_files


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_tests_cannot_reach_the_outside() -> None:
    with pytest.raises((SocketBlockedError, SocketConnectBlockedError)):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_no_pickled_weights_in_the_repository() -> None:
    assert [path for path in tracked_files() if path.suffix in {".ckpt", ".pt", ".pth", ".bin", ".pkl"}] == []


def called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id=owner))):
            return f"{owner}.{name}"
        case ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def told(call: ast.AST, word: str) -> bool:
    """Whether a call gives this keyword (or hands on whatever it was given)."""
    return isinstance(call, ast.Call) and any(given.arg in {word, None} for given in call.keywords)


def test_model_loading_is_local_and_safe() -> None:
    loose = []
    calls = 0
    for path, tree in modules("pipelines"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] in {"from_pretrained", "from_single_file"}:
                calls += 1
                if not told(node, "local_files_only"):
                    loose.append(f"{path}:{node.lineno}")
            if called(node) in {"torch.load", "pickle.load", "pickle.loads"} and not told(node, "weights_only"):
                loose.append(f"{path}: {ast.unparse(node)}")
    assert calls >= 2
    assert loose == []


def test_the_pages_fetch_nothing_from_elsewhere() -> None:
    outside = [
        str(path)
        for path in tracked_files()
        if path.parts[0] == "web"
        and path.suffix in {".html", ".css"}
        and "http" + "s://" in (ROOT / path).read_text("utf-8")
    ]
    assert outside == []
