"""A memory's page of the book: written when a therapist decides, kept in step with the memory afterwards."""

from assistant import wording
from assistant.errors import NotFound
from assistant.ports import Book
from assistant.story import ChapterEntry, Render, Scene


def page_id(recollection_id: str) -> str:
    """The id of a memory's page: each memory has at most one."""
    return f"page-{recollection_id}"


def page_of(recollection_id: str, *, book: Book) -> ChapterEntry | None:
    """The memory's page, or None before it is in the book."""
    try:
        return book.entry(page_id(recollection_id))
    except NotFound:
        return None


def write_page(recollection_id: str, render: Render | None, *, book: Book) -> ChapterEntry:
    """Write or rewrite a memory's page; it keeps its place in the book. Raises NotFound."""
    recollection = book.recollection(recollection_id)
    transcript = book.transcript(recollection_id)
    if transcript is None:
        raise NotFound(what="transcript")
    scene = book.scene(recollection_id)
    patient = book.patient(recollection.patient_id)
    pages = book.entries(recollection.patient_id)
    mine = next((page for page in pages if page.id == page_id(recollection_id)), None)
    title = scene.title if scene else ""
    entry = ChapterEntry(
        id=page_id(recollection_id),
        patient_id=patient.id,
        recollection_id=recollection_id,
        stage=scene.stage.stage if scene else None,
        title=title,
        words=transcript.text,
        language=transcript.language,
        render_id=render.id if render else None,
        media_id=render.media_id if render else None,
        audio_id=recollection.audio_id if patient.consents.voice else None,
        alt_text=wording.say("picture_alt", transcript.language, title=title) if render else "",
        order=mine.order if mine else 1 + max((page.order for page in pages), default=0),
    )
    if entry != mine:
        book.save_entry(entry)
    return entry


def hide_page(render: Render, *, book: Book) -> None:
    """Take the page on which a picture stands out of the book."""
    page = page_of(render.recollection_id, book=book)
    if page is not None and page.render_id == render.id:
        book.save_entry(page.model_copy(update={"hidden": True}))


def follow(scene: Scene, *, book: Book) -> None:
    """Bring a memory's page to the chapter and the title of its newest scene."""
    page = page_of(scene.recollection_id, book=book)
    if page is None:
        return
    alt = wording.say("picture_alt", page.language, title=scene.title) if page.render_id else ""
    moved = page.model_copy(update={"stage": scene.stage.stage, "title": scene.title, "alt_text": alt})
    if moved != page:
        book.save_entry(moved)
