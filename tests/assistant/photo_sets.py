"""Photos for tests of the coach: measured in words, without a picture behind them."""

from collections.abc import Sequence
from typing import Any

from assistant.elements import Face, Findings, Photo
from assistant.story import Box
from tests.making import a_photo

WHOLE = Box(left=0, top=0, width=1, height=1)


def a_print(person: float) -> tuple[float, ...]:
    """What tells a person apart: persons a whole number apart are different people."""
    return (person, *([0.0] * 127))


def a_face(
    person: float = 0.0, *, left: float = 0.4, top: float = 0.1, height: float = 0.4, turn: float | None = 0.0
) -> Face:
    """A face in a photo."""
    return Face(box=Box(left=left, top=top, width=height / 2, height=height), turn=turn, print=a_print(person))


def findings(faces: Sequence[Face] = (), **changes: Any) -> Findings:
    """A sharp, well lit photo of 800 by 800 pixels."""
    plain: dict[str, Any] = {
        "width": 800,
        "height": 800,
        "sharpness": 300.0,
        "brightness": 0.5,
        "contrast": 0.2,
        "fingerprint": "0" * 16,
        "faces": tuple(faces),
    }
    return Findings(**(plain | changes))


def photo(number: int = 0, *faces: Face, crop: Box = WHOLE, **changes: Any) -> Photo:
    """A photo that differs from those of other numbers."""
    of_photo = {key: changes.pop(key) for key in ("framing", "ticks", "caption", "kept") if key in changes}
    found = findings(
        faces or (a_face(),), **({"fingerprint": f"{(number * 0x9E3779B97F4A7C15) % 2**64:016x}"} | changes)
    )
    return a_photo(f"f{number:03d}", findings=found, crop=crop, **of_photo)
