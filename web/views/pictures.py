"""A picture without a telling: the form, the estimate of time, the result."""

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from assistant.errors import InputRefused
from assistant.free_pictures import new_id
from assistant.ports import Book
from assistant.story import FreePicture, Language, Step, StepReport, StepState, Value
from assistant.wording import say
from web.languages import tell
from web.pages import MOVING, Choice
from web.views.profile import style_names
from web.views.progress import step_words, version_of

ONE_MINUTE = 60
MOST_STEPS = 100
MOST_GUIDANCE = 30
LANGUAGE_NAMES = (("es", "Español"), ("en", "English"))


class Asked(BaseModel):
    """What the form sends, for an estimate or for a picture. Lists are numbers with commas between."""

    picture_id: str = ""
    description: str = ""
    language: Language | None = None
    style: str = "storybook"
    painter: str = ""
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 20
    guidance: Annotated[float, Field(ge=0, le=MOST_GUIDANCE)] = 7.0
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    number: Annotated[int, Field(ge=1, le=8)] = 1
    steps_grid: str = ""
    guidance_grid: str = ""

    def steps_to_compare(self) -> tuple[int, ...]:
        """The numbers of steps of the contact sheet. Raises ValueError."""
        return tuple(int(number) for number in _within(map(int, _parts(self.steps_grid)), 1, MOST_STEPS))

    def guidance_to_compare(self) -> tuple[float, ...]:
        """The guidance scales of the contact sheet. Raises ValueError."""
        return _within(map(float, _parts(self.guidance_grid)), 0, MOST_GUIDANCE)

    def wish(self) -> FreePicture:
        """What is asked for. Raises InputRefused for numbers that are none or out of their range."""
        try:
            return FreePicture(
                id=self.picture_id or new_id(),
                description=self.description.strip(),
                language=self.language or "es",
                style=self.style,
                painter=self.painter,
                steps=self.steps,
                guidance=self.guidance,
                seed=self.seed,
                number=self.number,
                steps_grid=self.steps_to_compare(),
                guidance_grid=self.guidance_to_compare(),
            )
        except ValueError:
            raise InputRefused() from None

    def all_steps(self) -> int:
        """How many denoising steps the whole wish takes. Raises ValueError."""
        each = self.steps_to_compare() or (self.steps,)
        pictures = len(self.guidance_to_compare() or (self.guidance,))
        return sum(each) * pictures * (1 if self.steps_grid or self.guidance_grid else self.number)


def _parts(text: str) -> list[str]:
    return [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]


def _within(numbers: Iterable[float], least: float, most: float) -> tuple[float, ...]:
    """The numbers themselves. Raises ValueError when one lies outside."""
    found = tuple(numbers)
    if not all(least <= number <= most for number in found):
        raise ValueError
    return found


class PictureForm(Value):
    """The form, filled with what was asked last."""

    picture_id: str
    description: str
    steps: int
    guidance: float
    seed: int
    number: int
    steps_grid: str
    guidance_grid: str
    languages: tuple[Choice, ...]
    styles: tuple[Choice, ...]
    painters: tuple[Choice, ...]
    estimate: str


class EarlierPicture(Value):
    """One line of the list of earlier pictures."""

    id: str
    description: str
    settings: str
    asked_at: datetime
    standing: str
    icon: str
    picture: str | None


class PictureResult(Value):
    """One picture that was asked for, on its way or done."""

    id: str
    description: str
    settings: str
    asked_at: datetime
    standing: str
    icon: str
    estimate: str
    moving: bool
    done: int
    of: int
    pictures: tuple[str, ...]
    sheet: str | None
    label: str
    file_name: str
    again_link: str
    version: str = ""


def form_of(asked: Asked, painters: tuple[str, ...], book: Book, language: Language) -> PictureForm:
    """The form with its choices and how long the wish will take."""
    styles = style_names(language)
    return PictureForm(
        picture_id=new_id(),
        description=asked.description,
        steps=asked.steps,
        guidance=asked.guidance,
        seed=asked.seed,
        number=asked.number,
        steps_grid=asked.steps_grid,
        guidance_grid=asked.guidance_grid,
        languages=tuple(Choice(key=key, words=words, chosen=key == asked.language) for key, words in LANGUAGE_NAMES),
        styles=tuple(Choice(key=key, words=words, chosen=key == asked.style) for key, words in styles.items()),
        painters=tuple(
            Choice(key=name, words=painter_words(name, language), chosen=name == asked.painter) for name in painters
        ),
        estimate=estimate_words(asked, book, language),
    )


def what_lacks(asked: Asked, language: Language) -> str:
    """Why a form cannot be used, in words."""
    if not asked.description.strip():
        return tell("Write what is in the picture.", language)
    return tell(
        "The numbers to compare go with commas between: steps 1 to 100, guidance 0 to 30, at most 36 pictures.",
        language,
    )


def painter_words(name: str, language: Language) -> str:
    """A painter's name for a person."""
    known = {
        "storybook": tell("Storybook painter", language),
        "sketch": tell("Sketch (drawn at once)", language),
    }
    return known.get(name, name)


def seconds_a_step(painter: str, book: Book) -> float | None:
    """The median of what this machine has needed for a step with this painter; None when it never painted."""
    measured = [
        render.seconds / render.recipe.prompt.steps
        for recollection in book.recollections()[:20]
        for render in book.renders(recollection.id)
        if render.seconds and (render.recipe.painter == painter or (not painter and render.kind == "painting"))
    ]
    measured += [
        free.seconds / max(1, steps_of(free))
        for free in book.free_pictures()[:20]
        if free.seconds and free.painter == painter
    ]
    return median(measured) if measured else None


def steps_of(free: FreePicture) -> int:
    """How many denoising steps a free picture takes in all."""
    if free.steps_grid or free.guidance_grid:
        return sum(free.steps_grid or (free.steps,)) * len(free.guidance_grid or (free.guidance,))
    return free.steps * free.number


def estimate_words(asked: Asked, book: Book, language: Language) -> str:
    """How long it will take on this machine, or that it is not known yet."""
    if asked.painter == "sketch":
        return tell("A sketch takes about a second.", language)
    each = seconds_a_step(asked.painter, book)
    if each is None:
        return tell("Not known yet: this machine has not painted with it. The first picture will tell.", language)
    try:
        seconds = each * asked.all_steps()
    except ValueError:
        return tell("Write the numbers to compare with commas between: 12, 20, 28.", language)
    return tell("About %(time)s on this machine.", language) % {"time": length_words(seconds, language)}


def length_words(seconds: float, language: Language) -> str:
    """A length of time in words."""
    if round(seconds) <= 1:
        return tell("1 second", language)
    if seconds < ONE_MINUTE:
        return tell("%(number)s seconds", language) % {"number": round(seconds)}
    minutes, rest = divmod(round(seconds), ONE_MINUTE)
    return tell("%(minutes)s min %(seconds)s s", language) % {"minutes": minutes, "seconds": f"{rest:02d}"}


def asked_again(free: FreePicture) -> Asked:
    """The form that asks for the same picture once more."""
    return Asked(
        description=free.description,
        language=free.language,
        style=free.style,
        painter=free.painter,
        steps=free.steps,
        guidance=free.guidance,
        seed=free.seed,
        number=free.number,
        steps_grid=", ".join(map(str, free.steps_grid)),
        guidance_grid=", ".join(f"{value:g}" for value in free.guidance_grid),
    )


def settings_words(free: FreePicture, language: Language) -> str:
    """The settings in one line."""
    steps = ", ".join(map(str, free.steps_grid)) or str(free.steps)
    guidance = ", ".join(f"{value:g}" for value in free.guidance_grid) or f"{free.guidance:g}"
    words = tell("%(painter)s · steps %(steps)s · guidance %(guidance)s · seed %(seed)s", language)
    painter = painter_words(free.painter, language) or tell("The best painter here", language)
    return words % {"painter": painter, "steps": steps, "guidance": guidance, "seed": free.seed}


def _report(free: FreePicture, book: Book) -> StepReport:
    waiting = StepReport(subject_id=free.id, step=Step.PAINTING, state=StepState.WAITING)
    return next((r for r in book.reports(free.id) if r.step is Step.PAINTING), waiting)


def _icon(report: StepReport) -> str:
    if report.state in MOVING:
        return "clock"
    return "check" if report.state is StepState.DONE else "triangle-alert"


def earlier_of(free: FreePicture, book: Book, language: Language) -> EarlierPicture:
    """One line of the list."""
    report = _report(free, book)
    return EarlierPicture(
        id=free.id,
        description=free.description,
        settings=settings_words(free, language),
        asked_at=free.asked_at,
        standing=step_words(report, language),
        icon=_icon(report),
        picture=free.sheet_id or next(iter(free.media_ids), None),
    )


def result_of(free: FreePicture, book: Book, language: Language) -> PictureResult:
    """A picture that was asked for, as it stands."""
    report = _report(free, book)
    moving = report.state in MOVING
    asked = asked_again(free)
    result = PictureResult(
        id=free.id,
        description=free.description,
        settings=settings_words(free, language),
        asked_at=free.asked_at,
        standing=step_words(report, language),
        icon=_icon(report),
        estimate=estimate_words(asked, book, language) if moving else length_words(free.seconds, language),
        moving=moving,
        done=report.done if moving else 0,
        of=report.of if moving else 0,
        pictures=free.media_ids,
        sheet=free.sheet_id,
        label=say("free_picture_label", language),
        file_name=file_name(free.description),
        again_link=f"/picture?{urlencode(asked.model_dump(exclude={'picture_id'}))}",
    )
    return result.model_copy(update={"version": version_of(result)})


def file_name(words: str) -> str:
    """A file's name from a description: letters, figures and hyphens, at most 60."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in words.lower())
    return "-".join(part for part in plain.split("-") if part)[:60].strip("-") or "evoca"
