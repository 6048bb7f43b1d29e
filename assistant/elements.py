"""What an element is learnt from and what was learnt: photos, consents, trainings, likenesses.

    Photo (with Findings) + Depiction -> TrainingSet -> Training (Checkpoints) -> Likeness

An element itself is part of the patient's profile (`assistant.story.Element`). Boxes are fractions of the photo after
its EXIF orientation was applied, origin top left. Ids are opaque; pictures and weights lie among the media.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from assistant.story import Box, ElementKind, Fraction, Value, now

FEWEST_PHOTOS: Final = 10
MOST_PHOTOS: Final = 100
SMALLEST_SIDE: Final = 512


# Consent


class DepictionState(StrEnum):
    """What a depicted person, or who speaks for them, said about a likeness."""

    GIVEN = "given"
    REFUSED = "refused"
    REVOKED = "revoked"


class Depiction(Value):
    """The consent of one shown person to one likeness: who gave it, when, and for what."""

    id: str
    element_id: str
    patient_id: str
    person: str
    given_by: str
    purpose: str
    state: DepictionState
    at: datetime = Field(default_factory=now)


# Photos


class Face(Value):
    """One face in a photo: where it is, how it is turned, and what tells it apart.

    `turn` is the yaw in degrees, 0 frontal, negative to the picture's left; None where it cannot be told. `print`
    are the numbers of a face encoder, empty where none is at hand.
    """

    box: Box
    turn: float | None = None
    print: tuple[float, ...] = ()


class Findings(Value):
    """What was measured in one photo.

    Sizes are pixels after orientation. `sharpness` is the variance of the Laplacian of the grey crop at 512 px;
    `brightness` and `contrast` are 0..1; `fingerprint` is a 64-bit perceptual hash in hex.
    """

    width: int
    height: int
    sharpness: float
    brightness: Fraction
    contrast: Fraction
    fingerprint: str
    colours: tuple[float, ...] = ()
    faces: tuple[Face, ...] = ()


class Framing(StrEnum):
    """How much of a person a photo shows."""

    CLOSE_UP = "close_up"
    WAIST_UP = "waist_up"
    FULL_BODY = "full_body"


class Tick(StrEnum):
    """What the family ticks because nobody can measure it."""

    SMILE = "smile"
    INDOORS = "indoors"
    OUTDOORS = "outdoors"
    COVERED_FACE = "covered_face"
    FROM_THE_SIDE = "from_the_side"
    THIS_ONE = "this_one"
    NOT_THIS_ONE = "not_this_one"


class Photo(Value):
    """One photo of an element. `media_id` is the copy without metadata; the sender's original is never altered.
    `preview_id` is a small copy for pages.

    `sha256` is that of the bytes as they were sent. `crop` is the square that will be learnt; `caption` is English,
    with the token, composed from the findings until somebody edits it.
    """

    id: str
    element_id: str
    patient_id: str
    media_id: str
    preview_id: str | None = None
    sha256: str
    findings: Findings
    crop: Box
    framing: Framing | None = None
    ticks: tuple[Tick, ...] = ()
    caption: str = ""
    kept: bool = True
    added_at: datetime = Field(default_factory=now)


class Advice(Value):
    """A sentence of the coach: `key` names it, `data` fills its places; only `blocks` stops learning."""

    key: str
    blocks: bool = False
    data: Mapping[str, str | int] = Field(default_factory=dict)
    photo_ids: tuple[str, ...] = ()


# Learning


class Method(StrEnum):
    """How an element is learnt."""

    LORA = "lora"
    DREAMBOOTH = "dreambooth"


class Preset(StrEnum):
    """The three choices of a therapist."""

    QUICK = "quick"
    RECOMMENDED = "recommended"
    CLOSEST = "closest"


class LearningSettings(Value):
    """Every hyper-parameter of a training; a preset fills them in. Learning rates are per optimiser step.

    `steps` are optimiser steps of `batch` pictures (times `accumulate`); `prior` is the weight of prior preservation, 0
    for none, over `class_pictures` painted ones; `min_snr` is gamma of Hang et al. 2023, 0 for none. `layers` "all"
    adapts convolutions too, for painters whose words enter at few places. Each photo is learnt as it is, mirrored
    (`flips`), close to its face (`face_crops`) and in so many `random_crops`.
    """

    method: Method = Method.LORA
    steps: Annotated[int, Field(ge=1, le=20_000)] = 800
    batch: Annotated[int, Field(ge=1, le=16)] = 2
    accumulate: Annotated[int, Field(ge=1, le=64)] = 1
    rank: Annotated[int, Field(ge=1, le=128)] = 16
    learning_rate: float = 1e-4
    text_learning_rate: float = 2e-5
    token_learning_rate: float = 1e-3
    min_snr: float = 5.0
    prior: float = 1.0
    class_pictures: Annotated[int, Field(ge=0, le=400)] = 100
    face_crops: bool = True
    random_crops: Annotated[int, Field(ge=0, le=16)] = 3
    flips: bool = True
    layers: Literal["attention", "all"] = "attention"
    teach_text: bool = True
    checkpoint_every: Annotated[int, Field(ge=1)] = 100
    seed: int = 0


class Lesson(Value):
    """One picture to learn from: the medium of its crop's photo, the crop, and the caption that names the token.

    `face` is the largest face in the photo, where one was found.
    """

    photo_id: str
    media_id: str
    crop: Box
    caption: str
    face: Box | None = None


class TrainingSet(Value):
    """What one element is learnt from. `class_word` is English and is what the token starts from.

    `photo_hashes` and `depiction_ids` say in the likeness file what it was learnt from and who agreed.
    """

    element_id: str
    token: str
    class_word: str
    lessons: tuple[Lesson, ...]
    photo_hashes: tuple[str, ...] = ()
    depiction_ids: tuple[str, ...] = ()


class Scores(Value):
    """What a checkpoint's grid scored, each 0..1.

    `identity`: share of renders accepted as the element. `fidelity`: share of the prompt's other things that are there.
    `copying`: share of renders nearer to a training photo than training photos are to each other. `drift`: share of
    plain class-word renders accepted as the element.
    """

    identity: Fraction
    fidelity: Fraction
    copying: Fraction
    drift: Fraction

    @property
    def overall(self) -> float:
        """One number to choose by, -2..2: likeness and prompt count for it, copying and drift against it."""
        return self.identity + self.fidelity - self.copying - self.drift


Print = tuple[float, ...]
"""What tells one element apart from others of its kind in one picture: the numbers of an encoder, of length 1."""


ACCEPTED: Final = 0.5
"""From here on a judge's sureness takes a picture for the element."""


def share(verdicts: Iterable[bool]) -> float:
    """The share of true verdicts, 0..1; 0 where there are none."""
    told = list(verdicts)
    return sum(told) / len(told) if told else 0.0


class Sample(Value):
    """One painted picture to be judged: PNG bytes, where the element ought to be, what else was asked for.

    `box` None means anywhere. `others` are the English words of the prompt's other things ("forest", "rain").
    """

    png: bytes
    box: Box | None = None
    others: tuple[str, ...] = ()


class Trial(Value):
    """What a checkpoint painted, and what to hold it against.

    `prints` and `lessons` (PNG or JPEG, cropped) are of the pictures that were learnt from; `painted` names the
    element in its prompts, `plain` only its class word.
    """

    kind: ElementKind
    prints: tuple[Print, ...]
    lessons: tuple[bytes, ...]
    painted: Annotated[tuple[Sample, ...], Field(min_length=1)]
    plain: tuple[Sample, ...] = ()


class Checkpoint(Value):
    """A training as it stood after some steps. `media_id` names its likeness file, `grid_id` its sheet of samples.

    `grid_id` None is a sheet that was not painted yet, empty one that could not be painted. `loss` is the mean of the
    steps before.
    """

    step: int
    media_id: str
    sha256: str
    grid_id: str | None = None
    loss: float = 0.0
    scores: Scores | None = None


class TrainingState(StrEnum):
    """How a training stands."""

    WAITING = "waiting"
    LEARNING = "learning"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Training(Value):
    """One attempt to learn one element, or several together. `fault` names a sentence of `errors.txt`.

    `base_hash` is the painter's whose weights were built upon; `step_seconds` was measured in the first steps.
    `attempts` counts how often the chunk after the last checkpoint was begun. `prints` tell each element apart, by the
    judge of that name; `curve_id` is the picture of the four scores over steps.
    """

    id: str
    patient_id: str
    element_ids: Annotated[tuple[str, ...], Field(min_length=1)]
    preset: Preset
    settings: LearningSettings
    base: str
    base_hash: str
    state: TrainingState = TrainingState.WAITING
    step: int = 0
    step_seconds: float | None = None
    attempts: int = 0
    checkpoints: tuple[Checkpoint, ...] = ()
    proposed: int | None = None
    judge: str = ""
    prints: tuple[tuple[Print, ...], ...] = ()
    curve_id: str | None = None
    remark: str = ""
    fault: str = ""
    fault_data: Mapping[str, str] = Field(default_factory=dict)
    asked_by: str = ""
    asked_at: datetime = Field(default_factory=now)


class Likeness(Value):
    """What was learnt of an element, usable on its own base model only.

    `media_id` names the safetensors file, whose sha256 is `sha256`. `token` is the rare word that stands for the
    element. `prints` tell the element apart, by the judge of that name: what is painted is checked against them.
    `base_stated` means that somebody said which base it belongs to and nobody could check; `chosen_at` is when it was
    preferred to newer ones.
    """

    id: str
    element_id: str
    patient_id: str
    training_id: str | None
    method: Method
    token: str
    class_word: str
    base: str
    base_hash: str
    step: int
    media_id: str
    sha256: str
    photo_hashes: tuple[str, ...] = ()
    depiction_ids: tuple[str, ...] = ()
    judge: str = ""
    prints: tuple[Print, ...] = ()
    scores: Scores | None = None
    source: Literal["learnt", "imported", "shipped"] = "learnt"
    base_stated: bool = False
    made_at: datetime = Field(default_factory=now)
    chosen_at: datetime | None = None

    @property
    def wanted_at(self) -> datetime:
        """When somebody last wanted it: the one wanted last is the one that is painted with."""
        return self.chosen_at or self.made_at
