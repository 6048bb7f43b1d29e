"""What a page shows: frozen view models shared by several pages. All their words are ready in the page's language."""

from datetime import datetime

from assistant.pages import page_of
from assistant.ports import Book
from assistant.reporting import is_moving
from assistant.story import (
    DetailKind,
    Element,
    ElementKind,
    Language,
    Patient,
    Recollection,
    RecollectionState,
    RenderState,
    StepState,
    Value,
)
from web.languages import tell

ELEMENT_ICONS = {
    ElementKind.SELF: "user-round",
    ElementKind.PERSON: "users",
    ElementKind.ANIMAL: "paw-print",
    ElementKind.PLACE: "map-pin",
    ElementKind.OBJECT: "package",
}
DETAIL_ICONS = {
    DetailKind.PEOPLE: "users",
    DetailKind.ANIMALS: "paw-print",
    DetailKind.PLACES: "map-pin",
    DetailKind.OBJECTS: "package",
}
MOVING = frozenset({StepState.WAITING, StepState.RUNNING})


class Crumb(Value):
    """One stretch of the way to this page; the last has no link."""

    words: str
    href: str = ""


class Choice(Value):
    """One of several things to choose."""

    key: str
    words: str
    chosen: bool = False


class Person(Value):
    """A patient on a therapist's screen."""

    id: str
    name: str
    initials: str
    about: str


class Chip(Value):
    """Something found in a memory, or something of a life, with a word and an icon."""

    words: str
    icon: str
    present: bool = True
    remark: str = ""
    token: str = ""
    key: str = ""


class Waiting(Value):
    """A memory in the list of those to review."""

    id: str
    name: str
    title: str
    told_at: datetime
    standing: str
    icon: str
    picture: str | None


def trail(language: Language, *crumbs: Crumb) -> tuple[Crumb, ...]:
    """*You are in*: from the start to this page."""
    return (Crumb(words=tell("Home", language), href="/"), *crumbs)


def trail_of(patient: Patient, language: Language, *crumbs: Crumb) -> tuple[Crumb, ...]:
    """*You are in*: from the start over a patient's own page to this one."""
    return trail(language, Crumb(words=patient.name, href=f"/patients/{patient.id}"), *crumbs)


def person_of(patient: Patient, language: Language) -> Person:
    """A patient in one line: born when, at home where."""
    parts = [str(patient.born) if patient.born else "", patient.home]
    initials = "".join(word[0] for word in patient.name.split()[:2]).upper()
    about = " · ".join(part for part in parts if part) or tell("No profile yet", language)
    return Person(id=patient.id, name=patient.name, initials=initials, about=about)


def element_chip(element: Element, patient: Patient, language: Language) -> Chip:
    """An element by the name a person would use, not by its token."""
    own = element.kind is ElementKind.SELF
    stage = next((s.names[language] for s in patient.stages if s.key == element.stage), "")
    name = patient.name if own else next(iter(element.aliases), element.class_word)
    words = f"{name}, {stage.lower()}" if own and stage else name
    return Chip(words=words, icon=ELEMENT_ICONS[element.kind], token=element.token, key=element.id)


def title_of(recollection: Recollection, book: Book, language: Language) -> str:
    """The memory's title, or its first words, or a word for a memory without any yet."""
    scene = book.scene(recollection.id)
    if scene is not None and scene.title:
        return scene.title
    transcript = book.transcript(recollection.id)
    words = (transcript.text if transcript else recollection.typed).split()
    if not words:
        return tell("A memory just told", language)
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "")


class Standing(Value):
    """How a memory stands, in words and with an icon."""

    words: str
    icon: str


def standing_of(recollection: Recollection, book: Book, language: Language) -> Standing:
    """What a therapist needs to know first about a memory."""
    if recollection.state is RecollectionState.TELLING:
        return Standing(words=tell("Being told", language), icon="ear")
    if recollection.state is RecollectionState.SET_ASIDE:
        return Standing(words=tell("Left for another day", language), icon="moon")
    return _standing_of_told(recollection, book, language)


def _standing_of_told(recollection: Recollection, book: Book, language: Language) -> Standing:
    page = page_of(recollection.id, book=book)
    states = {render.state for render in book.renders(recollection.id)}
    reports = book.reports(recollection.id)
    steps = {report.state for report in reports}
    waiting = Standing(words=tell("Waiting for you", language), icon="list-checks")
    by_weight = (
        (page is not None and not page.hidden, Standing(words=tell("In the book", language), icon="book-open")),
        (RenderState.HIDDEN in states, Standing(words=tell("Hidden", language), icon="eye-off")),
        (is_moving(reports), Standing(words=tell("In preparation", language), icon="clock")),
        (RenderState.PENDING in states, waiting),
        (StepState.FAILED in steps, Standing(words=tell("Needs your help", language), icon="triangle-alert")),
        (RenderState.UNSUITABLE in states, Standing(words=tell("Not suitable", language), icon="x")),
    )
    return next((standing for applies, standing in by_weight if applies), waiting)


def newest_picture(recollection_id: str, book: Book) -> str | None:
    """A picture to show beside the title: the approved one, else the newest that may still be approved."""
    renders = [r for r in book.renders(recollection_id) if r.state in {RenderState.APPROVED, RenderState.PENDING}]
    approved = [r for r in renders if r.state is RenderState.APPROVED]
    return next((r.media_id for r in approved + renders), None)


def waiting_item(recollection: Recollection, book: Book, language: Language) -> Waiting:
    """One line of the list."""
    standing = standing_of(recollection, book, language)
    return Waiting(
        id=recollection.id,
        name=book.patient(recollection.patient_id).name,
        title=title_of(recollection, book, language),
        told_at=recollection.told_at or recollection.started_at,
        standing=standing.words,
        icon=standing.icon,
        picture=newest_picture(recollection.id, book),
    )
