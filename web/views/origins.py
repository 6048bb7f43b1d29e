"""Where each thing in a picture comes from, and what the painter was told."""

from assistant.ports import Book
from assistant.story import (
    Language,
    Layout,
    Origin,
    OriginKind,
    Patient,
    Recollection,
    Render,
    RenderState,
    Transcript,
    Value,
)
from web.languages import tell
from web.views.understood import stage_name


class OriginLine(Value):
    """One thing in the picture: what the painter read, where it comes from, and the proof."""

    words: str
    kind: str
    icon: str
    because: str


class BoxOnPaper(Value):
    """A region of the layout in hundredths of the picture."""

    who: str
    x: float
    y: float
    width: float
    height: float


class Origins(Value):
    """The recipe of the newest picture."""

    items: tuple[OriginLine, ...]
    left_out: str
    no_word: str
    positive: str
    negative: str
    settings: tuple[tuple[str, str], ...]
    boxes: tuple[BoxOnPaper, ...]
    layout_words: str


def newest_render(recollection_id: str, book: Book) -> Render | None:
    """The picture whose recipe is shown: the approved one, else the newest painting, else the newest sketch."""
    renders = book.renders(recollection_id)
    approved = [r for r in renders if r.state is RenderState.APPROVED]
    paintings = [r for r in renders if r.kind == "painting" and r.state is RenderState.PENDING]
    return next(iter(approved + paintings + renders), None)


def origins_of(recollection: Recollection, patient: Patient, book: Book, language: Language) -> Origins | None:
    """The provenance list, prompt, settings and layout; None before the first picture."""
    render = newest_render(recollection.id, book)
    if render is None:
        return None
    prompt = render.recipe.prompt
    transcript = book.transcript(recollection.id)
    return Origins(
        items=tuple(_line(origin, transcript, patient, language) for origin in prompt.origins),
        left_out=", ".join(prompt.left_out),
        no_word=", ".join(prompt.no_word),
        positive=prompt.positive,
        negative=prompt.negative,
        settings=_settings(render, language),
        boxes=_boxes(render.recipe.layout),
        layout_words=_layout_words(render.recipe.layout, language),
    )


def _line(origin: Origin, transcript: Transcript | None, patient: Patient, language: Language) -> OriginLine:
    names = {
        OriginKind.SAID: (tell("said", language), "quote"),
        OriginKind.PROFILE: (tell("from the profile", language), "user-round"),
        OriginKind.STYLE: (tell("of the style", language), "palette"),
    }
    kind, icon = names[origin.kind]
    return OriginLine(words=origin.words, kind=kind, icon=icon, because=_because(origin, transcript, patient, language))


def _because(origin: Origin, transcript: Transcript | None, patient: Patient, language: Language) -> str:
    match origin.kind:
        case OriginKind.SAID:
            text = transcript.text if transcript else ""
            quotes = [text[span.start : span.end] for span in origin.said_in]
            return ", ".join(f"“{quote}”" for quote in quotes if quote) or origin.because
        case OriginKind.PROFILE:
            return _field(origin.because, patient, language)
        case OriginKind.STYLE:
            return tell("the style chosen for this person", language)


def _field(because: str, patient: Patient, language: Language) -> str:
    """The profile's field in words: the composer names it by a key."""
    names = {
        "self": tell("the person, at the age of the memory", language),
        "element": tell("known to this person's life", language),
        "country": tell("the country of the profile", language),
        "home": tell("the home of the profile", language),
    }
    if because.startswith("born "):
        stage = stage_name(because.rpartition(", ")[2], patient, language)
        return tell("the year of birth and the life stage: %(born)s, %(stage)s", language) % {
            "born": patient.born,
            "stage": stage.lower(),
        }
    return names.get(because, because)


def _settings(render: Render, language: Language) -> tuple[tuple[str, str], ...]:
    recipe = render.recipe
    prompt = recipe.prompt
    return (
        (tell("Painter", language), recipe.painter),
        (tell("Steps", language), str(prompt.steps)),
        (tell("Guidance", language), f"{prompt.guidance:g}"),
        (tell("Seed", language), str(recipe.seed)),
        (tell("Size", language), f"{prompt.width} × {prompt.height}"),
        (tell("Sampler", language), recipe.scheduler),
        (tell("Style", language), prompt.style),
        (tell("Seconds", language), f"{render.seconds:.1f}"),
    )


def _boxes(layout: Layout) -> tuple[BoxOnPaper, ...]:
    return tuple(
        BoxOnPaper(
            who=standing.who,
            x=round(standing.box.left * 100, 1),
            y=round(standing.box.top * 100, 1),
            width=round(standing.box.width * 100, 1),
            height=round(standing.box.height * 100, 1),
        )
        for standing in layout.standing
    )


def _layout_words(layout: Layout, language: Language) -> str:
    who = ", ".join(standing.who for standing in layout.standing) or tell("nobody", language)
    return tell("In front: %(who)s. Behind: %(where)s.", language) % {
        "who": who,
        "where": layout.background or tell("nothing in particular", language),
    }
