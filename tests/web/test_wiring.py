"""Which adapter stands behind which port."""

from pathlib import Path

import pytest

from web.settings import Settings
from web.wiring import painter_names


@pytest.mark.parametrize("chosen", ["auto", "sketch"])
def test_a_painter_without_weights_is_not_offered(tmp_path: Path, chosen: str) -> None:
    nothing = tmp_path / "own.safetensors"
    settings = Settings.model_validate({"painter": chosen, "painter_path": nothing})
    assert painter_names(settings) == ("sketch",)
