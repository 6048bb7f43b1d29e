"""Painters for the tests: the sketch, and a tiny random network of Stable Diffusion's architecture."""

from pathlib import Path

import pytest

from tests.pipelines.tiny_painter import save_tiny_painter


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_painter(tmp_path_factory.mktemp("tiny") / "tiny")
