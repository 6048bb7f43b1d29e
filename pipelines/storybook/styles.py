"""The five looks a scene can have; each changes the whole picture and is named in the caption."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipelines.storybook.cast import Style

Pixels = NDArray[np.float32]


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
    washed = 0.62 * soft + 0.38 * np.float32([253, 249, 240])
    keep = wash_mask(pixels.shape[0])
    return washed * keep + np.float32([253, 249, 240]) * (1 - keep)


def sketch(picture: Image.Image, pixels: Pixels) -> Pixels:
    """Pencil: light greys with dark outlines."""
    grey = pixels @ np.float32([0.3, 0.59, 0.11])
    plain = picture.convert("L")
    near = np.asarray(plain.filter(ImageFilter.GaussianBlur(3)), dtype=np.float32)
    fine = np.asarray(plain.filter(ImageFilter.GaussianBlur(1)), dtype=np.float32)
    drawn = 158 + 0.38 * grey - 1.9 * np.abs(near - fine)
    return np.repeat(drawn[:, :, None], 3, axis=2)


def oil(_: Image.Image, pixels: Pixels) -> Pixels:
    """Deep colours under slanting brush strokes."""
    grey = (pixels @ np.float32([0.3, 0.59, 0.11]))[:, :, None]
    rich = (grey + (pixels - grey) * 1.35) * 0.86
    return rich + strokes(pixels.shape[0])


def sepia(_: Image.Image, pixels: Pixels) -> Pixels:
    """A brown old photograph with darkened corners and a pale border."""
    grey = (pixels @ np.float32([0.3, 0.59, 0.11]))[:, :, None]
    toned = (grey * 0.82 + 40) * np.float32([1.08, 0.9, 0.66]) * vignette(pixels.shape[0])
    toned[:8], toned[-8:], toned[:, :8], toned[:, -8:] = ([246, 238, 220],) * 4
    return toned


@lru_cache(maxsize=4)
def wash_mask(side: int) -> Pixels:
    """Where the wash reaches, 0 to 1, wavy at the margins."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    wave = 0.015 * (np.sin(x * 38) + np.sin(y * 31))
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)) + wave
    return np.clip(edge * 22 - 0.2, 0, 1)[:, :, None].astype(np.float32)


@lru_cache(maxsize=4)
def strokes(side: int) -> Pixels:
    """A fixed pattern of slanting strokes, plus or minus 13 grey levels, repeating every 16 pixels."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    waves = np.sin((x + y) * np.pi / 8) * np.cos((x - y) * np.pi / 16)
    return (13 * waves)[:, :, None].astype(np.float32)


@lru_cache(maxsize=4)
def vignette(side: int) -> Pixels:
    """Brightness that falls to 0.7 in the corners."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j].astype(np.float32)
    return (1 - 0.15 * (x * x + y * y))[:, :, None].astype(np.float32)
