"""Family photos: opened with care, turned upright, stripped of everything but the picture, and measured."""

import struct
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from assistant.cropping import square, suggest_crop
from assistant.elements import Face, Findings
from assistant.errors import PhotoOfOtherKind, PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from assistant.ports import Seen
from assistant.story import Box

TAKEN: Final = ("JPEG", "PNG", "WEBP", "HEIF")
RECOGNISED: Final = ("GIF", "TIFF", "BMP", "ICO", "AVIF", "PPM")
MOST_MEGAPIXELS: Final = 120
FEWEST_PIXELS: Final = 64
LONGEST_KEPT: Final = 4096
LONGEST_PREVIEW: Final = 640
MEASURED: Final = 512
QUALITY: Final = 95
COLOUR_BINS: Final = 12
"""Hues in `Findings.colours`; dark, middle and light greys follow."""

Pixels = NDArray[np.uint8]
FaceFinder = Callable[[Pixels, bool], tuple[Face, ...]]
"""Faces in an upright picture (height, width, 3), the biggest first; with True also what tells them apart."""

# What Pillow raises over broken files of the kinds above.
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)
_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PillowEye:
    """The `PhotoEye`. `find_faces` is `pipelines.faces.DlibFaces` or a script."""

    def __init__(self, find_faces: FaceFinder) -> None:
        self._find_faces = find_faces

    def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
        upright = open_upright(data)
        width, height = upright.size
        pixels: Pixels = np.asarray(upright)
        faces = self._find_faces(pixels, people)
        chosen = square(crop, width, height) if crop is not None else suggest_crop(width, height, faces)
        return Seen(
            clean=_jpeg(upright, LONGEST_KEPT),
            preview=_jpeg(upright, LONGEST_PREVIEW),
            findings=_findings(upright, chosen, faces),
            crop=chosen,
        )


@cache
def _read_heic() -> None:
    from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # pi_heif has no type information

    register_heif_opener()


def open_upright(data: bytes) -> Image.Image:
    """The picture as RGB in sRGB, upright, at most 4096 pixels long.

    Raises PhotoUnreadable, PhotoOfOtherKind, PhotoTooLarge, PhotoTooSmall.
    """
    _read_heic()
    try:
        with Image.open(BytesIO(data), formats=TAKEN) as image:
            return _upright(image)
    except UnidentifiedImageError:
        raise _refusal(data) from None
    except _BOMB:
        raise PhotoTooLarge(limit_megapixels=MOST_MEGAPIXELS) from None
    except MemoryError:
        raise PhotoTooLarge(limit_megapixels=MOST_MEGAPIXELS) from None
    except _BROKEN:
        raise PhotoUnreadable() from None


def _refusal(data: bytes) -> PhotoOfOtherKind | PhotoUnreadable:
    try:
        with Image.open(BytesIO(data), formats=RECOGNISED) as image:
            return PhotoOfOtherKind(kind=str(image.format))
    except (*_BROKEN, *_BOMB):
        return PhotoUnreadable()


def _upright(image: Image.Image) -> Image.Image:
    width, height = image.size
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise PhotoTooLarge(limit_megapixels=MOST_MEGAPIXELS)
    if min(width, height) < FEWEST_PIXELS:
        raise PhotoTooSmall(width=width, height=height)
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LONGEST_KEPT, LONGEST_KEPT))
    image.load()
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST_KEPT, LONGEST_KEPT), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(turned, profile)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Plain RGB in sRGB: 16-bit greys scaled down, transparency on white, wide and printers' colours converted."""
    if image.mode.startswith(("I", "F")):
        deep: Any = np.asarray(image, dtype=np.float64)
        top = 65535.0 if deep.max() > 255 else 255.0
        return Image.fromarray((np.clip(deep / top, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a damaged or foreign profile: the colours stay as they are
        if converted is not None:
            return converted
    return image.convert("RGB")


def _jpeg(image: Image.Image, longest: int) -> bytes:
    """JPEG bytes of the pixels alone: a new picture, so that nothing else can travel along."""
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def _findings(image: Image.Image, crop: Box, faces: tuple[Face, ...]) -> Findings:
    width, height = image.size
    left, top = crop.left * width, crop.top * height
    edges = (left, top, left + crop.width * width, top + crop.height * height)
    shown = image.resize((MEASURED, MEASURED), Image.Resampling.LANCZOS, box=edges)
    grey = np.asarray(shown.convert("L"), dtype=np.float64)
    return Findings(
        width=width,
        height=height,
        sharpness=sharpness(grey),
        brightness=min(1.0, float(grey.mean()) / 255),
        contrast=min(1.0, float(grey.std()) / 255),
        fingerprint=fingerprint(image),
        colours=clothes_colours(image, faces),
        faces=faces,
    )


def sharpness(grey: NDArray[np.float64]) -> float:
    """The variance of the Laplacian (4 neighbours) of a grey picture of 0..255; Pech-Pacheco et al. 2000."""
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var())


def fingerprint(image: Image.Image) -> str:
    """The perceptual hash: which of the 8x8 lowest cosine waves of the 32x32 grey picture exceed their median."""
    grey = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS), dtype=np.float64)
    at = np.arange(32)
    waves = np.cos(np.pi * (2 * at[None, :] + 1) * at[:8, None] / 64)
    low = (waves @ grey @ waves.T).ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def clothes_colours(image: Image.Image, faces: tuple[Face, ...]) -> tuple[float, ...]:
    """How the colours under the biggest face are spread: 12 hues, then dark, middle and light greys; sums to 1.

    Empty where no face is found or nothing of the clothes is in the picture.
    """
    if not faces:
        return ()
    box = faces[0].box
    left, right = box.left - 0.4 * box.width, box.left + 1.4 * box.width
    top, bottom = box.top + 1.5 * box.height, box.top + 3.0 * box.height
    edges = (max(left, 0.0), min(top, 1.0), min(right, 1.0), min(bottom, 1.0))
    if edges[3] - edges[1] < 0.3 * box.height:
        return ()
    width, height = image.size
    part = image.crop(
        (round(edges[0] * width), round(edges[1] * height), round(edges[2] * width), round(edges[3] * height))
    )
    hue, saturation, value = (
        np.asarray(band, dtype=np.int64).ravel() for band in part.resize((48, 48)).convert("HSV").split()
    )
    greys = COLOUR_BINS + np.minimum(value // 86, 2)
    bins = np.where((saturation > 50) & (value > 40), hue * COLOUR_BINS // 256, greys)
    counts = np.bincount(bins, minlength=COLOUR_BINS + 3) / len(bins)
    return tuple(round(float(part), 4) for part in counts)
