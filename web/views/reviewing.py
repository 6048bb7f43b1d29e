"""The page on which a therapist decides about a memory."""

from datetime import datetime
from typing import NamedTuple

from assistant.ports import Book
from assistant.revising import is_outdated
from assistant.story import (
    Decision,
    Language,
    Patient,
    Recollection,
    Render,
    RenderState,
    Step,
    StepState,
    Value,
)
from web.languages import tell
from web.pages import Crumb, standing_of, title_of, trail
from web.views.origins import origins_of
from web.views.progress import Progress, progress_of, version_of
from web.views.understood import doubt_sentence, understood_of
from web.views.words import words_of


class Head(Value):
    """The memory in short."""

    id: str
    name: str
    title: str
    told_at: datetime
    standing: str
    icon: str
    audio_id: str | None
    warnings: tuple[str, ...]


class Plate(Value):
    """One candidate and what may be decided about it."""

    id: str
    media_id: str
    alt: str
    kind: str
    seconds: str
    standing: str
    icon: str
    title: str = ""
    doubts: tuple[str, ...] = ()
    said: str = ""
    may_approve: bool = False
    may_redo: bool = False
    may_refuse: bool = False
    may_restore: bool = False
    may_hide: bool = False


class Pictures(Value):
    """The candidates of now and of before."""

    current: tuple[Plate, ...]
    earlier: tuple[Plate, ...]
    notes: tuple[str, ...]
    ask_first: str
    outdated: bool
    waiting: str
    book_link: str
    may_keep_words: bool


class ReviewPage(NamedTuple):
    """Everything the review page shows. `versions` changes part by part, so that only what is new is sent."""

    context: dict[str, object]
    versions: dict[str, str]
    progress: Progress


def review_page(recollection_id: str, book: Book, language: Language) -> ReviewPage:
    """The page of one memory. Raises NotFound."""
    recollection = book.recollection(recollection_id)
    patient = book.patient(recollection.patient_id)
    head = _head(recollection, patient, book, language)
    parts: dict[str, object] = {
        "head": head,
        "words": words_of(recollection, book, language),
        "pictures": _pictures(recollection, patient, book, language),
        "understood": understood_of(recollection, patient, book, language),
        "origins": origins_of(recollection, patient, book, language),
    }
    progress = progress_of(recollection, book, language)
    versions = {name: version_of(part) for name, part in parts.items()}
    crumbs = trail(language, Crumb(words=tell("To review", language), href="/review"), Crumb(words=head.title))
    plain: dict[str, object] = {"news": False, "own": "", "opened": "", "saved": False}
    context = {**parts, **plain, "progress": progress, "versions": versions, "crumbs": crumbs}
    return ReviewPage(context=context, versions=versions, progress=progress)


def _head(recollection: Recollection, patient: Patient, book: Book, language: Language) -> Head:
    scene = book.scene(recollection.id)
    standing = standing_of(recollection, book, language)
    warnings = []
    if scene is not None and scene.distress:
        warnings.append(tell("The words suggest a hard moment. Speak with the person before anything else.", language))
    return Head(
        id=recollection.id,
        name=patient.name,
        title=title_of(recollection, book, language),
        told_at=recollection.told_at or recollection.started_at,
        standing=standing.words,
        icon=standing.icon,
        audio_id=recollection.audio_id,
        warnings=tuple(warnings),
    )


def _pictures(recollection: Recollection, patient: Patient, book: Book, language: Language) -> Pictures:
    renders = book.renders(recollection.id)
    scene = book.scene(recollection.id)
    earlier = [r for r in renders if r.state in {RenderState.SUPERSEDED, RenderState.UNSUITABLE}]
    current = [r for r in renders if r not in earlier]
    title = title_of(recollection, book, language)
    unasked = scene is None or scene.may_paint
    link = _book_link(recollection, patient, book)
    answers = _answers(recollection, book, language)
    plates = {r.id: plate_of(r, title, language, said=answers.get(r.id, "")) for r in renders}
    return Pictures(
        current=tuple(plates[r.id] for r in sorted(current, key=lambda r: r.kind == "sketch")),
        earlier=tuple(plates[r.id] for r in earlier),
        notes=_notes(recollection, current, book, language),
        ask_first=""
        if unasked
        else tell("No picture was started, because the memory is sad or hard. You decide.", language),
        outdated=bool(renders) and is_outdated(recollection.id, book=book),
        waiting=tell("Not yet. It appears here when it is ready.", language),
        book_link=link,
        may_keep_words=not link and book.transcript(recollection.id) is not None,
    )


def _answers(recollection: Recollection, book: Book, language: Language) -> dict[str, str]:
    """What the person said of the likeness of a picture, by its id."""
    words = {
        Decision.ALIKE: tell("Asked whether it looks right, the person said yes.", language),
        Decision.UNLIKE: tell("Asked whether it looks right, the person said: not much.", language),
    }
    return {r.render_id: words[r.decision] for r in book.reviews(recollection.id) if r.decision in words}


def _notes(recollection: Recollection, current: list[Render], book: Book, language: Language) -> tuple[str, ...]:
    painting = next((r for r in book.reports(recollection.id) if r.step is Step.PAINTING), None)
    only_sketch = bool(current) and all(render.kind == "sketch" for render in current)
    if only_sketch and painting is not None and painting.state is StepState.NOT_WANTED:
        return (tell("This machine has no painter yet: the sketch stands in for the picture.", language),)
    return ()


def _book_link(recollection: Recollection, patient: Patient, book: Book) -> str:
    entry = next((e for e in book.entries(patient.id) if e.recollection_id == recollection.id and not e.hidden), None)
    return f"/book/{patient.id}/pages/{entry.id}" if entry else ""


def plate_of(render: Render, title: str, language: Language, *, said: str = "") -> Plate:
    """A candidate with what may be decided about it."""
    standings = {
        RenderState.PENDING: (tell("Waiting for you", language), "list-checks"),
        RenderState.APPROVED: (tell("Approved", language), "check"),
        RenderState.UNSUITABLE: (tell("Not suitable", language), "x"),
        RenderState.SUPERSEDED: (tell("Replaced", language), "rotate-ccw"),
        RenderState.HIDDEN: (tell("Hidden", language), "eye-off"),
    }
    standing, icon = standings[render.state]
    pending, approved = render.state is RenderState.PENDING, render.state is RenderState.APPROVED
    sketch = render.kind == "sketch"
    kind = tell("Sketch", language) if sketch else tell("Painting", language)
    return Plate(
        id=render.id,
        media_id=render.media_id,
        alt=f"{kind}: {title}. {tell('Made with artificial intelligence; not a photograph.', language)}",
        kind=kind,
        seconds=f"{render.seconds:.0f} s" if render.seconds >= 1 else "",
        standing=standing,
        icon=icon,
        title=title,
        doubts=tuple(doubt_sentence(doubt, language) for doubt in render.doubts),
        said=said,
        may_approve=pending,
        may_redo=render.state in {RenderState.PENDING, RenderState.APPROVED, RenderState.UNSUITABLE},
        may_refuse=pending or approved,
        may_restore=render.state is RenderState.HIDDEN,
        may_hide=approved,
    )


def hidden_plates(patient: Patient, book: Book, language: Language) -> tuple[Plate, ...]:
    """The pictures that somebody hid, to be restored."""
    hidden = []
    for recollection in book.recollections(patient.id):
        title = title_of(recollection, book, language)
        hidden += [plate_of(r, title, language) for r in book.renders(recollection.id) if r.state is RenderState.HIDDEN]
    return tuple(hidden)
