"""The life book: approved pages in chapters, one chapter for each stage of life."""

from assistant.ports import Book
from assistant.story import ChapterEntry, LifeStage, Value


class Chapter(Value):
    """The pages of one stage of life, in the book's order; `stage` None for memories whose time nobody knows."""

    stage: LifeStage | None
    pages: tuple[ChapterEntry, ...]


def chapters(patient_id: str, *, book: Book) -> list[Chapter]:
    """The chapters that have pages, in the order of life; pages of an unknown time come last. Raises NotFound.

    Pages exist by approval alone; hidden ones are left out.
    """
    patient = book.patient(patient_id)
    pages = [page for page in book.entries(patient_id) if not page.hidden]
    known = {stage.key for stage in patient.stages}
    found = [
        Chapter(stage=stage, pages=tuple(page for page in pages if page.stage == stage.key)) for stage in patient.stages
    ]
    found.append(Chapter(stage=None, pages=tuple(page for page in pages if page.stage not in known)))
    return [chapter for chapter in found if chapter.pages]
