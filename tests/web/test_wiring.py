"""Which adapter stands behind which port."""

from pathlib import Path

import pytest

from tests.pipelines.tiny_painter import save_tiny_painter
from tests.pipelines.tiny_xl import save_tiny_xl
from web.settings import Settings
from web.wiring import learning_painter, painter, painter_names


@pytest.mark.parametrize("chosen", ["auto", "sketch"])
def test_a_painter_without_weights_is_not_offered(tmp_path: Path, chosen: str) -> None:
    nothing = tmp_path / "own.safetensors"
    settings = Settings.model_validate({"painter": chosen, "painter_path": nothing})
    assert painter_names(settings) == ("sketch",)


@pytest.mark.tiny
def test_the_larger_kind_of_painter_paints_and_does_not_learn(tmp_path: Path) -> None:
    chosen = Settings(data_folder=tmp_path, painter_path=save_tiny_xl(tmp_path / "xl"))
    assert painter_names(chosen) == ("xl", "sketch")
    assert painter(chosen) is not None
    assert learning_painter(chosen) is None
    other = Settings(data_folder=tmp_path, painter_path=save_tiny_painter(tmp_path / "tiny"))
    assert learning_painter(other) is not None
    assert learning_painter(Settings(data_folder=tmp_path, painter="sketch")) is None
