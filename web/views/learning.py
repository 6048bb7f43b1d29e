"""Learning on the page of an element: three choices with their time, how far it is, and what is proposed."""

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant.checking import Witness
from assistant.checkpoints import neighbours
from assistant.elements import Checkpoint, LearningSettings, Likeness, Method, Preset, Training, TrainingState
from assistant.errors import InputRefused, ModelTrouble
from assistant.learning import GOING_ON
from assistant.ports import Painter
from assistant.presets import seconds_for, seconds_left, settings_for, size_of
from assistant.story import ElementKind, Language, Value
from assistant.wording import WordingMissing, explain, say
from web.languages import tell
from web.pages import Choice
from web.views.pictures import length_words
from web.views.progress import numbers_in, version_of

PRESET_ICONS: Final = {Preset.QUICK: "play", Preset.RECOMMENDED: "check", Preset.CLOSEST: "eye"}
MARKS: Final = ("■", "▲", "◆", "▼")
"""The shapes of the points of the four scores in their plot, in the order of `_names`."""
MAY_ACCEPT: Final = frozenset(
    {TrainingState.PROPOSED, TrainingState.ACCEPTED, TrainingState.CANCELLED, TrainingState.FAILED}
)


class LearningForm(BaseModel):
    """What the form of learning sends: a choice, and others to be learnt in the same run.

    The numbers count only when `own` says so.
    """

    preset: Preset = Preset.RECOMMENDED
    together: Annotated[list[str], Field(default_factory=list, max_length=3)]
    own: Literal["", "yes"] = ""
    method: Method = Method.LORA
    steps: Annotated[int, Field(ge=1, le=20_000)] = 800
    batch: Annotated[int, Field(ge=1, le=16)] = 2
    accumulate: Annotated[int, Field(ge=1, le=64)] = 1
    rank: Annotated[int, Field(ge=1, le=128)] = 16
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 1e-4
    text_learning_rate: Annotated[float, Field(gt=0, le=1)] = 2e-5
    token_learning_rate: Annotated[float, Field(gt=0, le=1)] = 1e-3
    min_snr: Annotated[float, Field(ge=0, le=100)] = 5.0
    prior: Annotated[float, Field(ge=0, le=10)] = 1.0
    class_pictures: Annotated[int, Field(ge=0, le=400)] = 100
    checkpoint_every: Annotated[int, Field(ge=1, le=20_000)] = 100
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0

    def settings(self, plain: LearningSettings) -> LearningSettings | None:
        """The therapist's own settings upon the preset's, or None for the preset. Raises InputRefused."""
        if not self.own:
            return None
        try:
            return LearningSettings(**(plain.model_dump() | self.model_dump(exclude={"preset", "together", "own"})))
        except ValidationError:
            raise InputRefused() from None


class PresetChoice(Value):
    """One of the three choices."""

    key: str
    icon: str
    name: str
    words: str
    time: str
    proposed: bool


class NumberField(Value):
    """A number under *Advanced*."""

    name: str
    label: str
    value: str
    step: str


class Point(Value):
    """A checkpoint: its sheet of samples and what it scored."""

    step: int
    grid: str | None
    caption: str
    scores: tuple[tuple[str, str], ...]
    proposed: bool


class TrainingView(Value):
    """One attempt, as it stands."""

    id: str
    standing: str
    icon: str
    moving: bool
    done: int
    of: int
    left: str
    remark: str
    curve: str | None
    shown: tuple[Point, ...]
    others: tuple[Point, ...]
    scored: tuple[Point, ...]
    may_go_on: bool
    may_accept: bool


class Attempt(Value):
    """A training of which no likeness was taken, and that is over."""

    id: str
    words: str
    at: datetime


class Learnt(Value):
    """A likeness that is there."""

    id: str
    words: str
    at: datetime
    fits: bool
    stated: bool
    used: bool
    may_choose: bool
    unchecked: str
    may_compare: bool


class Learning(Value):
    """Everything of the section *Learn*. `version` changes when anything here does."""

    choices: tuple[PresetChoice, ...]
    methods: tuple[Choice, ...]
    numbers: tuple[NumberField, ...]
    trouble: str
    training: TrainingView | None
    learnt: tuple[Learnt, ...]
    attempts: tuple[Attempt, ...]
    names: tuple[tuple[str, str], ...]
    version: str = ""


def learning_of(
    kind: ElementKind,
    trainings: Sequence[Training],
    likenesses: Sequence[Likeness],
    painter: Painter | None,
    language: Language,
    *,
    witness: Witness,
    photos: int,
) -> Learning:
    """How the learning of an element stands; the newest training is shown.

    `witness` checks what is painted with it, by as many `photos` as count.
    """
    try:
        size = size_of(painter.settings.width) if painter and painter.settings else "large"
        base_hash = painter.hash if painter else ""
        trouble = (
            ""
            if painter
            else tell("No painter of this machine can learn: the sketch and Stable Diffusion XL only paint.", language)
        )
    except ModelTrouble as missing:
        painter, size, base_hash = None, "large", ""
        trouble = explain(missing, language)
    every = {preset: settings_for(preset, kind=kind, size=size) for preset in Preset}
    newest = trainings[0] if trainings else None
    shown = newest is not None and newest.state is not TrainingState.ACCEPTED
    learning = Learning(
        choices=() if painter is None else _choices(every, trainings, base_hash, language),
        methods=tuple(
            Choice(key=method.value, words=words, chosen=method is every[Preset.RECOMMENDED].method)
            for method, words in ((Method.LORA, "LoRA"), (Method.DREAMBOOTH, "DreamBooth"))
        ),
        numbers=_numbers(every[Preset.RECOMMENDED], language),
        trouble=trouble,
        training=_training_of(newest, language) if newest and shown else None,
        learnt=_learnt(likenesses, base_hash, language, kind=kind, witness=witness, photos=photos),
        attempts=_attempts(trainings, {one.training_id for one in likenesses}, language),
        names=tuple(zip(_names(language), MARKS, strict=True)),
    )
    return learning.model_copy(update={"version": version_of(learning)})


def _choices(
    every: Mapping[Preset, LearningSettings], trainings: Sequence[Training], base_hash: str, language: Language
) -> tuple[PresetChoice, ...]:
    words = {
        Preset.QUICK: (tell("Quick", language), tell("To see soon whether the photos serve.", language)),
        Preset.RECOMMENDED: (
            tell("Recommended", language),
            tell("A good likeness that combines with others.", language),
        ),
        Preset.CLOSEST: (
            tell("Closest likeness", language),
            tell("The most like, and the slowest; alone in a picture.", language),
        ),
    }
    return tuple(
        PresetChoice(
            key=preset.value,
            icon=PRESET_ICONS[preset],
            name=name,
            words=about,
            time=_time(seconds_for(every[preset], trainings, base_hash=base_hash), language),
            proposed=preset is Preset.RECOMMENDED,
        )
        for preset, (name, about) in words.items()
    )


def _time(seconds: float | None, language: Language) -> str:
    if seconds is None:
        return tell("The first steps will tell how long it takes on this machine.", language)
    return tell("About %(time)s on this machine.", language) % {"time": length_words(seconds, language)}


def _numbers(plain: LearningSettings, language: Language) -> tuple[NumberField, ...]:
    labels = {
        "steps": tell("Steps", language),
        "batch": tell("Pictures a step", language),
        "accumulate": tell("Steps gathered into one", language),
        "rank": tell("Rank", language),
        "learning_rate": tell("Learning rate, UNet", language),
        "text_learning_rate": tell("Learning rate, text encoder", language),
        "token_learning_rate": tell("Learning rate, rare word", language),
        "min_snr": tell("Min-SNR gamma (0: off)", language),
        "prior": tell("Weight of prior preservation", language),
        "class_pictures": tell("Class pictures", language),
        "checkpoint_every": tell("Steps between checkpoints", language),
        "seed": tell("Seed", language),
    }
    return tuple(
        NumberField(name=name, label=label, value=f"{getattr(plain, name):g}", step=_step_of(getattr(plain, name)))
        for name, label in labels.items()
    )


def _step_of(value: float) -> str:
    return "any" if isinstance(value, float) else "1"


def _training_of(training: Training, language: Language) -> TrainingView:
    moving = training.state in GOING_ON
    near = [point for point in neighbours(training) if point is not None]
    points = sorted(training.checkpoints, key=lambda point: point.step)
    left = seconds_left(training) if moving else None
    return TrainingView(
        id=training.id,
        standing=_standing(training, language),
        icon=_icon(training.state),
        moving=moving,
        done=training.step if moving else 0,
        of=training.settings.steps if moving else 0,
        left="" if left is None else tell("About %(time)s left", language) % {"time": length_words(left, language)},
        remark=say(training.remark, language) if training.remark else "",
        curve=training.curve_id,
        shown=tuple(_point(point, training, language) for point in near or points[-1:]),
        others=tuple(_point(point, training, language) for point in points if near and point not in near),
        scored=tuple(_point(point, training, language) for point in points if point.scores is not None),
        may_go_on=training.state in {TrainingState.CANCELLED, TrainingState.FAILED},
        may_accept=training.state in MAY_ACCEPT and bool(points),
    )


def _attempts(
    trainings: Sequence[Training], came_to_something: Set[str | None], language: Language
) -> tuple[Attempt, ...]:
    """What can be discarded."""
    return tuple(
        Attempt(id=one.id, words=_standing(one, language), at=one.asked_at)
        for one in trainings
        if one.state not in GOING_ON and one.id not in came_to_something
    )


def _icon(state: TrainingState) -> str:
    if state in GOING_ON:
        return "clock"
    return "check" if state in {TrainingState.PROPOSED, TrainingState.ACCEPTED} else "triangle-alert"


def _standing(training: Training, language: Language) -> str:
    plain = {
        TrainingState.WAITING: tell("Waiting its turn", language),
        TrainingState.LEARNING: tell("Learning", language),
        TrainingState.PROPOSED: tell("Learnt: please choose", language),
        TrainingState.ACCEPTED: tell("Done", language),
        TrainingState.CANCELLED: tell("Stopped", language),
        TrainingState.FAILED: tell("It could not be done", language),
    }[training.state]
    if not training.fault or training.state is TrainingState.CANCELLED:
        return plain
    data: dict[str, Any] = numbers_in(training.fault_data)
    for name in (training.fault_data.get("why", ""), training.fault):
        with suppress(WordingMissing):
            return f"{plain}. {say(name, language, **data)}"
    return f"{plain}. {say('unexpected', language)}"


def _point(point: Checkpoint, training: Training, language: Language) -> Point:
    at = tell("After %(step)s steps", language) % {"step": point.step}
    proposed = point.step == training.proposed
    scores = point.scores
    values = (scores.identity, scores.fidelity, scores.copying, scores.drift) if scores else ()
    return Point(
        step=point.step,
        grid=point.grid_id or None,
        caption=tell("%(at)s: proposed", language) % {"at": at} if proposed else at,
        scores=tuple((name, f"{value:.0%}") for name, value in zip(_names(language), values, strict=False)),
        proposed=proposed,
    )


def _names(language: Language) -> tuple[str, ...]:
    """What the four scores are called."""
    return (
        tell("Likeness", language),
        tell("Does what is asked", language),
        tell("Copies a photo", language),
        tell("Spills over to others", language),
    )


def _learnt(
    likenesses: Sequence[Likeness],
    base_hash: str,
    language: Language,
    *,
    kind: ElementKind,
    witness: Witness,
    photos: int,
) -> tuple[Learnt, ...]:
    """What is there, the one that is painted with first: the one wanted last of those that fit this painter."""
    fitting = [one.id for one in likenesses if not base_hash or one.base_hash == base_hash]
    return tuple(
        Learnt(
            id=likeness.id,
            words=_words_of(likeness, language),
            at=likeness.made_at,
            fits=likeness.id in fitting,
            stated=likeness.base_stated,
            used=likeness.id in fitting[:1] and len(likenesses) > 1,
            may_choose=likeness.id in fitting[1:],
            unchecked=_why_unchecked(likeness, kind, language, witness=witness, photos=photos),
            may_compare=bool(photos) and witness.knows(kind) and not witness.checks(likeness, kind),
        )
        for likeness in likenesses
    )


def _why_unchecked(likeness: Likeness, kind: ElementKind, language: Language, *, witness: Witness, photos: int) -> str:
    """Why nobody checks what is painted with a likeness; empty where somebody does."""
    if witness.checks(likeness, kind):
        return ""
    if not witness.knows(kind):
        return tell("Nobody in this house can check whether what is painted with it is like it: look well.", language)
    if photos:
        return tell(
            "Nobody checks yet whether what is painted with it is like it. The photos would allow it.", language
        )
    return tell(
        "Nobody can check whether what is painted with it is like it: there is no photo to compare with. Look well.",
        language,
    )


def _words_of(likeness: Likeness, language: Language) -> str:
    method = "DreamBooth" if likeness.method is Method.DREAMBOOTH else "LoRA"
    if likeness.source == "imported":
        told = tell("%(method)s from a file, word “%(token)s”", language)
    else:
        told = tell("%(method)s, %(step)s steps, word “%(token)s”", language)
    return told % {"method": method, "step": likeness.step, "token": likeness.token}
