"""Photos for tests: small files with known contents, drawn here, and the few real ones that lie in `photos/`."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

PHOTOS = Path(__file__).parent / "photos"


def real(name: str) -> bytes:
    """One of the real photos."""
    return (PHOTOS / name).read_bytes()


def drawn(width: int = 640, height: int = 640, *, seed: int = 0, mode: str = "RGB") -> Image.Image:
    """Rectangles in colours that depend on `seed`: red in the upper left quarter, something else in the others."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    for at in range(24):
        x, y = (seed * 131 + at * 97) % width, height // 2 + (seed * 71 + at * 53) % (height // 2)
        tone = (at * 40 % 256, (at * 90 + seed * 60) % 256, 120)
        draw.rectangle((x, y, x + width // 9, y + height // 9), fill=tone)
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file's bytes."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
