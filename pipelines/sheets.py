"""Contact sheets: pictures in a grid with a heading for each row and column, to compare settings at one seed."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from pipelines.labelling import INK, PAPER, DigitalSource, digital_source, font, saved, wrapped

CELL: Final = 384
"""Pixels of a cell's longer side at most: six fit on a laptop's screen at half size."""
GAP: Final = 14
LARGEST: Final = 6000
"""Pixels of the sheet's longer side at most; larger sheets are reduced as a whole."""


def contact_sheet(
    pictures: Sequence[Sequence[bytes | None]], rows: Sequence[str], columns: Sequence[str], *, corner: str = ""
) -> bytes:
    """Join rows of PNGs or JPEGs into one PNG; a None leaves its cell empty.

    `rows` and `columns` are the headings; `corner` says what they count. The sheet carries the mark of its pictures.
    Raises ValueError when the headings do not fit the pictures.
    """
    if len(rows) != len(pictures) or any(len(row) != len(columns) for row in pictures):
        raise ValueError("a heading for each row and column, and as many pictures as headings")
    cells = [[_cell(picture) for picture in row] for row in pictures]
    wide = max([cell.width for row in cells for cell in row if cell] or [CELL])
    high = max([cell.height for row in cells for cell in row if cell] or [CELL])
    margin, top = _heading_width(rows), 54
    size = (margin + (wide + GAP) * len(columns) + GAP, top + (high + GAP) * len(rows))
    sheet = Image.new("RGB", size, PAPER)
    pen, bold = ImageDraw.Draw(sheet), font(22, bold=True)
    for line, words in enumerate(wrapped(corner, font(15), margin - 8)[:2]):
        pen.text((10, 10 + 18 * line), words, font=font(15), fill=INK)
    for at, name in enumerate(columns):
        pen.text((margin + GAP + (wide + GAP) * at + wide / 2, top / 2), name, font=bold, fill=INK, anchor="mm")
    for down, (name, row) in enumerate(zip(rows, cells, strict=True)):
        y = top + (high + GAP) * down
        pen.text((margin / 2 + 4, y + high / 2), name, font=bold, fill=INK, anchor="mm")
        for across, cell in enumerate(row):
            if cell is not None:
                sheet.paste(cell, (margin + GAP + (wide + GAP) * across, y))
    sheet.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    marks = [digital_source(picture) for row in pictures for picture in row if picture]
    return saved(sheet, next((found for found in marks if found), DigitalSource.TRAINED_MODEL))


def _cell(picture: bytes | None) -> Image.Image | None:
    if picture is None:
        return None
    with Image.open(io.BytesIO(picture)) as opened:
        cell = opened.convert("RGB")
    cell.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
    return cell


def _heading_width(rows: Sequence[str]) -> int:
    letters = font(22, bold=True)
    return round(max([letters.getlength(name) for name in rows] or [0])) + 40
