"""The book as a patient reads it: chapters, pages, page numbers."""

from assistant.chapters import Chapter, chapters
from assistant.ports import Book
from assistant.story import ChapterEntry, Patient, Value
from assistant.wording import say
from web.languages import speak


class ChapterLine(Value):
    """A chapter in the table of contents; `first` is its first page."""

    key: str
    name: str
    count: str
    first: str


class BookPage(Value):
    """One printed page. `number` is its folio, counted through the book from 1."""

    id: str
    number: int
    chapter: str
    chapter_key: str
    title: str
    words: str
    language: str
    picture: str | None
    alt: str
    label: str
    voice: str | None
    before: str = ""
    after: str = ""


def contents(patient: Patient, book: Book) -> tuple[ChapterLine, ...]:
    """The chapters that have pages."""
    return tuple(
        ChapterLine(
            key=chapter.stage.key if chapter.stage else "other",
            name=chapter_name(chapter, patient),
            count=_count(len(chapter.pages), patient),
            first=chapter.pages[0].id,
        )
        for chapter in chapters(patient.id, book=book)
        if chapter.pages
    )


def chapter_name(chapter: Chapter, patient: Patient) -> str:
    """The life stage's name in the person's language, or a word for memories without one."""
    if chapter.stage is None:
        return speak("Other memories", patient.language, patient.address)
    return chapter.stage.names[patient.language]


def _count(number: int, patient: Patient) -> str:
    if number == 1:
        return speak("1 memory", patient.language, patient.address)
    return speak("%(number)s memories", patient.language, patient.address) % {"number": number}


def pages(patient: Patient, book: Book) -> tuple[BookPage, ...]:
    """Every page in the book's order."""
    bound = [(chapter, entry) for chapter in chapters(patient.id, book=book) for entry in chapter.pages]
    ids = ["", *(entry.id for _, entry in bound), ""]
    return tuple(
        _page(number, chapter, entry, patient, before=ids[number - 1], after=ids[number + 1])
        for number, (chapter, entry) in enumerate(bound, start=1)
    )


def _page(number: int, chapter: Chapter, entry: ChapterEntry, patient: Patient, *, before: str, after: str) -> BookPage:
    return BookPage(
        id=entry.id,
        number=number,
        chapter=chapter_name(chapter, patient),
        chapter_key=chapter.stage.key if chapter.stage else "other",
        title=entry.title or speak("A memory", patient.language, patient.address),
        words=entry.words,
        language=entry.language,
        picture=entry.media_id,
        alt=entry.alt_text,
        label=say("picture_label", patient.language, address=patient.address),
        voice=entry.audio_id if patient.consents.voice else None,
        before=before,
        after=after,
    )
