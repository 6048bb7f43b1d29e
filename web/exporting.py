"""The book as a folder that any browser opens without Evoca: pages, pictures, voices, and the same as JSON."""

import shutil
from pathlib import Path
from typing import Final

from assistant.ports import Book, Media
from assistant.story import Patient
from web.languages import speak
from web.rendering import STATIC, environment
from web.views.booking import BookPage, pages

SHEETS: Final = ("fonts.css", "base.css", "book.css")


def export_book(patient: Patient, folder: Path, *, book: Book, media: Media) -> int:
    """Write a patient's approved pages into a folder, made when missing; returns how many pages there are.

    Files of an earlier export in the same folder are replaced. Raises NotFound, OSError.
    """
    bound = pages(patient, book)
    folder.mkdir(parents=True, exist_ok=True)
    for part, names in (("css", SHEETS), ("fonts", tuple(font.name for font in (STATIC / "fonts").iterdir()))):
        (folder / part).mkdir(exist_ok=True)
        for name in names:
            shutil.copyfile(STATIC / part / name, folder / part / name)
    (folder / "media").mkdir(exist_ok=True)
    carried = tuple(_carry(page, folder, media) for page in bound)
    lines = ",\n".join(page.model_dump_json(exclude={"before", "after"}) for page in carried)
    (folder / "book.json").write_text(f"[{lines}]\n", encoding="utf-8")
    page = environment(patient.language).get_template("book_export.html")
    cover = speak("The book of", patient.language, patient.address)
    (folder / "index.html").write_text(
        page.render(patient=patient, pages=carried, cover=cover, sheets=SHEETS), encoding="utf-8"
    )
    return len(carried)


def _carry(page: BookPage, folder: Path, media: Media) -> BookPage:
    """Copy what a page shows and plays; name the copies instead of the media."""
    names = {}
    for part in ("picture", "voice"):
        media_id = getattr(page, part)
        if media_id is not None:
            source = media.path(media_id)
            names[part] = f"{page.number:03d}-{part}{source.suffix}"
            shutil.copyfile(source, folder / "media" / names[part])
    return page.model_copy(update=names)
