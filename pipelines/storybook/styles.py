"""The five looks a scene can have; each changes the whole picture and is named in the caption."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipelines.storybook.cast import Style

Pixels = NDArray[np.float32]
GREY: Pixels = np.array([0.3, 0.59, 0.11], dtype=np.float32)
PAPER: Pixels = np.array([253, 249, 240], dtype=np.float32)
BROWN: Pixels = np.array([1.08, 0.9, 0.66], dtype=np.float32)


def restyle(picture: Image.Image, style: Style) -> Image.Image:
    """The RGB picture in the given style, same size."""
    if style == "storybook":
        return picture
    paint = {"watercolour": watercolour, "sketch": sketch, "oil": oil, "sepia": sepia}[style]
    pixels = np.asarray(picture, dtype=np.float32)
    return Image.fromarray(np.clip(paint(picture, pixels), 0, 255).astype(np.uint8), "RGB")


def watercolour(picture: Image.Image, pixels: Pixels) -> Pixels:
    """Soft pale washes that leave a paper margin."""
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32)
    washed = 0.62 * soft + 0.38 * PAPER
    keep = wash_mask(pixels.shape[0])
    paper: Pixels = washed * keep + PAPER * (1 - keep)
    return paper


def sketch(picture: Image.Image, pixels: Pixels) -> Pixels:
    """Pencil: light greys with dark outlines."""
    grey = pixels @ GREY
    plain = picture.convert("L")
    near = np.asarray(plain.filter(ImageFilter.GaussianBlur(3)), dtype=np.float32)
    fine = np.asarray(plain.filter(ImageFilter.GaussianBlur(1)), dtype=np.float32)
    drawn = 158 + 0.38 * grey - 1.9 * np.abs(near - fine)
    page: Pixels = np.repeat(drawn[:, :, None], 3, axis=2)
    return page


def oil(_: Image.Image, pixels: Pixels) -> Pixels:
    """Deep colours under slanting brush strokes."""
    grey = (pixels @ GREY)[:, :, None]
    rich = (grey + (pixels - grey) * 1.35) * 0.86
    painted: Pixels = (rich + strokes(pixels.shape[0])).astype(np.float32)
    return painted


def sepia(_: Image.Image, pixels: Pixels) -> Pixels:
    """A brown old photograph with darkened corners and a pale border."""
    grey = (pixels @ GREY)[:, :, None]
    toned: Pixels = ((grey * 0.82 + 40) * BROWN * vignette(pixels.shape[0])).astype(np.float32)
    edge = np.array([246, 238, 220], dtype=np.float32)
    toned[:8], toned[-8:], toned[:, :8], toned[:, -8:] = edge, edge, edge, edge
    return toned


@lru_cache(maxsize=4)
def wash_mask(side: int) -> Pixels:
    """Where the wash reaches, 0 to 1, wavy at the margins."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    wave = 0.015 * (np.sin(x * 38) + np.sin(y * 31))
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)) + wave
    mask: Pixels = np.clip(edge * 22 - 0.2, 0, 1)[:, :, None].astype(np.float32)
    return mask


@lru_cache(maxsize=4)
def strokes(side: int) -> Pixels:
    """A fixed pattern of slanting strokes, plus or minus 13 grey levels, repeating every 16 pixels."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    waves = np.sin((x + y) * np.pi / 8) * np.cos((x - y) * np.pi / 16)
    pattern: Pixels = (13 * waves)[:, :, None].astype(np.float32)
    return pattern


@lru_cache(maxsize=4)
def vignette(side: int) -> Pixels:
    """Brightness that falls to 0.7 in the corners."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j].astype(np.float32)
    shade: Pixels = (1 - 0.15 * (x * x + y * y))[:, :, None].astype(np.float32)
    return shade
