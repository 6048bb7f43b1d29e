"""The permanent label of a picture: a sentence burnt in below it, and the machine-readable mark beside it.

The mark is IPTC's Digital Source Type in an XMP packet (PNG: iTXt `XML:com.adobe.xmp`; JPEG: APP1), as the IPTC Photo
Metadata Standard asks of pictures made by generative models.
"""

import functools
import io
import re
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from pipelines.art.icons import ART

LEAST_WIDTH: Final = 512
"""Pixels. Narrower pictures are enlarged by whole numbers, or the label could not be read."""
PAPER, INK, RULE = "#f8f2e4", "#2d2723", "#d9cdb8"
_SOURCE: Final = re.compile(r"DigitalSourceType[^>]*?newscodes/digitalsourcetype/(\w+)")
_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="Evoca"
 Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{source}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{sentence}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class DigitalSource(StrEnum):
    """How a picture came to be, as codes of IPTC's NewsCodes vocabulary `digitalsourcetype`."""

    TRAINED_MODEL = "trainedAlgorithmicMedia"
    DRAWN_BY_RULE = "algorithmicMedia"
    EDITED_WITH_MODEL = "compositeWithTrainedAlgorithmicMedia"


def label_picture(picture: bytes, sentence: str, *, source: DigitalSource | None = None) -> bytes:
    """Burn the sentence into a strip below a PNG or JPEG, mark the file, and return it in the same format.

    `source` None keeps the mark that the painter set, or says that a trained model made it. Other metadata is dropped:
    it could hold what nobody should read. Raises PIL.UnidentifiedImageError for what is no picture.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        kind = "JPEG" if opened.format == "JPEG" else "PNG"
        image = opened.convert("RGB")
    marked = source or digital_source(picture) or DigitalSource.TRAINED_MODEL
    times = -(-LEAST_WIDTH // image.width)
    if times > 1:
        image = image.resize((image.width * times, image.height * times), Image.Resampling.LANCZOS)
    return saved(_with_strip(image, sentence), marked, sentence=sentence, kind=kind)


def mark(png: bytes, source: DigitalSource) -> bytes:
    """Set the machine-readable mark of a PNG without touching a pixel."""
    with Image.open(io.BytesIO(png)) as opened:
        return saved(opened, source)


def digital_source(picture: bytes) -> DigitalSource | None:
    """The mark in a PNG or JPEG, or None when there is none. Raises PIL.UnidentifiedImageError."""
    with Image.open(io.BytesIO(picture)) as opened:
        packet = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
    found = _SOURCE.search(text)
    return DigitalSource(found[1]) if found and found[1] in set(DigitalSource) else None


def saved(image: Image.Image, source: DigitalSource, *, sentence: str = "", kind: str = "PNG") -> bytes:
    """The picture as a PNG or JPEG file that carries the mark, and no other metadata."""
    packet = _PACKET.format(source=source.value, sentence=escape(sentence))
    out = io.BytesIO()
    if kind == "JPEG":
        image.save(out, "JPEG", quality=92, xmp=packet.encode())
    else:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet)
        image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


@functools.cache
def font(pixels: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Atkinson Hyperlegible Next (OFL), made for low vision, in a size of `pixels`."""
    weight = "600" if bold else "400"
    return ImageFont.truetype(ART / "fonts" / f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2", pixels)


def wrapped(sentence: str, letters: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The sentence in lines of at most `width` pixels; a single longer word keeps a line of its own."""
    lines: list[str] = []
    for word in sentence.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and letters.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _with_strip(image: Image.Image, sentence: str) -> Image.Image:
    size = max(17, image.width // 29)
    letters, margin, step = font(size), size, round(size * 1.4)
    lines = wrapped(sentence, letters, image.width - 2 * margin)
    strip = step * len(lines) + margin
    page = Image.new("RGB", (image.width, image.height + strip), PAPER)
    page.paste(image, (0, 0))
    pen = ImageDraw.Draw(page)
    pen.line([(0, image.height), (image.width, image.height)], fill=RULE, width=max(1, size // 12))
    for row, line in enumerate(lines):
        top = image.height + margin / 2 + step * row + step / 2
        pen.text((image.width / 2, top), line, font=letters, fill=INK, anchor="mm")
    return page
