"""A picture without a telling: a therapist describes it. It is never part of a patient's book by itself."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Final
from uuid import uuid4

from assistant import wording
from assistant.composing import compose, styles
from assistant.errors import InputRefused, ModelTrouble, TextTooLong
from assistant.layout import lay_out
from assistant.ports import Book, Jobs, Media, Painter, Progress, Reader
from assistant.reporting import DONE, Ending
from assistant.story import Address, FreePicture, Layout, Patient, Prompt, Transcript
from assistant.understanding import scene_of

MOST_CHARACTERS: Final = 2_000
MOST_ON_A_SHEET: Final = 36

Label = Callable[[bytes, str], bytes]
Sheet = Callable[[Sequence[Sequence[bytes]], Sequence[str], Sequence[str]], bytes]
"""Joins rows of PNGs into one PNG with a name for each row and each column."""


def ask(picture: FreePicture, *, book: Book, jobs: Jobs) -> FreePicture:
    """Save a wish and queue it. The same id again is the same wish.

    Raises TextTooLong, and InputRefused for an empty description or a sheet of more than 36 pictures.
    """
    if len(picture.description) > MOST_CHARACTERS:
        raise TextTooLong(characters=len(picture.description), limit=MOST_CHARACTERS)
    if not picture.description.strip() or len(grid(picture)) > MOST_ON_A_SHEET:
        raise InputRefused()
    if all(known.id != picture.id for known in book.free_pictures()):
        book.save_free_picture(picture)
        jobs.paint_free(picture.id)
    return picture


def new_id() -> str:
    """An id for a wish, for the form that will send it."""
    return uuid4().hex


def delete(picture_id: str, *, book: Book, media: Media, jobs: Jobs) -> None:
    """Stop its work and remove its files; the wish stays in the list without pictures. Raises NotFound."""
    picture = book.free_picture(picture_id)
    jobs.forget(picture_id)
    media.forget(picture_id)
    book.save_free_picture(picture.model_copy(update={"media_ids": (), "sheet_id": None}))


def grid(picture: FreePicture) -> list[tuple[int, float]]:
    """The (steps, guidance) of each picture of a contact sheet, row by row; empty when no sheet was asked for."""
    if not picture.steps_grid and not picture.guidance_grid:
        return []
    return list(product(picture.steps_grid or (picture.steps,), picture.guidance_grid or (picture.guidance,)))


def prompt_of(picture: FreePicture, *, reader: Reader | None, painter: Painter) -> tuple[Prompt, Layout]:
    """What the painter is told. An English description stands as it is; a Spanish one is read like a memory.

    Raises KeyError for an unknown style.
    """
    nobody = Patient(id="nobody", name="", language=picture.language, address=Address.USTED)
    words = Transcript(recollection_id=picture.id, language=picture.language, text=picture.description, source="typed")
    reading = None
    if reader is not None and picture.language != "en":
        try:
            reading = reader.read(picture.description, patient=nobody, language=picture.language)
        except ModelTrouble:
            reading = None
    scene = scene_of(words, patient=nobody, reading=reading).model_copy(update={"patient_in_picture": False})
    prompt = compose(
        scene, patient=nobody, count_tokens=painter.count_tokens, style=picture.style, settings=painter.settings
    )
    wanted: dict[str, object] = {"steps": picture.steps, "guidance": picture.guidance}
    if picture.language == "en":
        wanted["positive"] = f"{picture.description.strip()}, {styles()[picture.style].words}"
    return prompt.model_copy(update=wanted), lay_out(scene, patient=nobody)


def paint_free(
    picture_id: str,
    *,
    book: Book,
    media: Media,
    reader: Reader | None,
    painter: Painter,
    label: Label,
    sheet: Sheet | None,
    progress: Progress,
) -> Ending:
    """Paint a wish: its pictures, and the contact sheet when one was asked for.

    Raises NotFound, ModelMissing, ModelDamaged, DiskFull, StoppedOnRequest.
    """
    picture = book.free_picture(picture_id)
    prompt, layout = prompt_of(picture, reader=reader, painter=painter)
    sentence = wording.say("free_picture_label", picture.language)
    cells = grid(picture)
    painted: list[bytes] = []
    seconds = 0.0
    for at, (steps, guidance) in enumerate(cells or [(picture.steps, picture.guidance)]):
        wanted = prompt.model_copy(update={"steps": steps, "guidance": guidance})
        seeds = [picture.seed] if cells else [picture.seed + number for number in range(picture.number)]
        found = painter.paint(wanted, layout=layout, seeds=seeds, progress=_part(progress, at, len(cells) or 1))
        painted += [label(one.png, sentence) for one in found]
        seconds += sum(one.seconds for one in found)
    names = [
        media.put(png, suffix=".png", owner=picture_id, name=f"p{number}") for number, png in enumerate(painted, 1)
    ]
    kept = picture.model_copy(update={"media_ids": tuple(names), "seconds": seconds})
    if cells and sheet is not None:
        kept = kept.model_copy(update={"sheet_id": _sheet_of(picture, painted, sheet=sheet, media=media)})
    book.save_free_picture(kept)
    return DONE


def _sheet_of(picture: FreePicture, painted: Sequence[bytes], *, sheet: Sheet, media: Media) -> str:
    rows = picture.steps_grid or (picture.steps,)
    columns = picture.guidance_grid or (picture.guidance,)
    lines = [painted[start : start + len(columns)] for start in range(0, len(painted), len(columns))]
    joined = sheet(lines, [str(steps) for steps in rows], [f"{guidance:g}" for guidance in columns])
    return media.put(joined, suffix=".png", owner=picture.id, name="sheet")


def _part(progress: Progress, at: int, parts: int) -> Progress:
    """The progress of the part number `at` (from 0) of a whole of equal parts."""

    def tell(done: int, of: int, /) -> None:
        progress(at * of + done, parts * of)

    return tell
