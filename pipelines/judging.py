"""Judges of likeness: drawn characters by a network of this project, real faces by dlib's encoder.

Both give the same four scores. Copying needs no encoder: it compares pictures as a whole.
"""

import io
import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assistant.elements import ACCEPTED, Face, Print, Sample, Scores, Trial, share
from assistant.errors import ModelMissing, PhotoTooSmall
from assistant.ports import Judge, PhotoEye
from assistant.story import Box, ElementKind

PEOPLE: Final = frozenset({ElementKind.SELF, ElementKind.PERSON})
SAME_FACE: Final = 0.6
"""Faces nearer than this are one person's. Source: dlib's face_recognition_model_v1, 99.38 % on LFW at 0.6."""

FACE_SLOPE, DRAWN_SLOPE = 12.0, 14.0
"""How fast sureness grows around the threshold: 0.1 beyond it makes 0.77 of faces and 0.80 of drawn characters."""

NEAREST_FACES: Final = 3
Thumbnail = NDArray[np.float32]


def thumbnail(png: bytes) -> Thumbnail:
    """A picture as 64 x 64 RGB values, 0..1, flat."""
    with Image.open(io.BytesIO(png)) as opened:
        small = opened.convert("RGB").resize((64, 64), Image.Resampling.BOX)
    values: Thumbnail = np.asarray(small, dtype=np.float32).ravel() / np.float32(255)
    return values


def copies(painted: Sequence[bytes], lessons: Sequence[bytes]) -> list[bool]:
    """Which of the painted pictures are nearer to a photo than any two different photos are to each other.

    Nearness is the root mean square over thumbnails. With fewer than two different photos nothing can be told: none.
    """
    known = [thumbnail(lesson) for lesson in lessons]
    apart = [distance(one, other) for at, one in enumerate(known) for other in known[:at]]
    limit = min((gap for gap in apart if gap > 0), default=0.0)
    return [
        min((distance(made, lesson) for lesson in known), default=1.0) < limit
        for made in (thumbnail(png) for png in painted)
    ]


def distance(one: Thumbnail, other: Thumbnail) -> float:
    """The root mean square difference of two thumbnails, 0..1."""
    return float(np.sqrt(np.mean((one - other) ** 2)))


def sureness(beyond: float, slope: float) -> float:
    """0..1 for how far something lies beyond its threshold; 0.5 on it."""
    return 1 / (1 + math.exp(-slope * beyond))


def scores_of(judge: Judge, trial: Trial, *, fidelity: float = 1.0) -> Scores:
    """The four scores by a judge's verdicts; what it is blind to is 1 for likeness and 0 for drift."""

    def accepted(sample: Sample) -> bool:
        return judge.accepts(sample.png, box=sample.box, kind=trial.kind, prints=trial.prints) >= ACCEPTED

    blind = judge.blind_to(trial.kind)
    return Scores(
        identity=1.0 if "identity" in blind else share(map(accepted, trial.painted)),
        fidelity=fidelity,
        copying=share(copies([sample.png for sample in trial.painted], trial.lessons)),
        drift=0.0 if "drift" in blind else share(map(accepted, trial.plain)),
    )


class FaceJudge:
    """The `Judge` of people in photographs: faces that dlib's encoder takes for one person's.

    It looks for faces in the box and takes the likeliest. It cannot read prompts and knows neither animals nor places.
    """

    name = "dlib face encoder"

    def __init__(self, eye: PhotoEye) -> None:
        """`eye` finds faces and what tells them apart."""
        self._eye = eye

    def blind_to(self, kind: ElementKind) -> frozenset[str]:
        """See `assistant.ports.Judge`."""
        return frozenset({"fidelity"}) if kind in PEOPLE else frozenset({"fidelity", "identity", "drift"})

    def prints_of(self, pictures: Sequence[bytes], *, kind: ElementKind) -> tuple[Print, ...]:
        """The print of the biggest face in each picture; a square of too few pixels shows none.

        Raises as `PhotoEye.look` else.
        """
        if kind not in PEOPLE:
            return ()
        found = (self._biggest(picture) for picture in pictures)
        return tuple(face.print for faces in found for face in faces if face.print)

    def _biggest(self, picture: bytes) -> Sequence[Face]:
        try:
            return self._eye.look(picture, people=True).findings.faces[:1]
        except PhotoTooSmall:
            return ()

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:
        """See `assistant.ports.Judge`. Raises as `PhotoEye.look`."""
        if kind not in PEOPLE or not prints:
            return 0.0
        faces = self._eye.look(picture, people=True).findings.faces
        gaps = [_face_gap(face.print, prints) for face in faces if face.print and _is_inside(face.box, box)]
        return sureness(SAME_FACE - min(gaps), FACE_SLOPE) if gaps else 0.0

    def score(self, trial: Trial) -> Scores:
        """See `assistant.ports.Judge`."""
        return scores_of(self, trial)


def _face_gap(face: Print, known: Sequence[Print]) -> float:
    nearest = sorted(math.dist(face, one) for one in known)[:NEAREST_FACES]
    return sum(nearest) / len(nearest)


def _is_inside(found: Box, box: Box | None) -> bool:
    """Whether the middle of what was found lies in the box."""
    if box is None:
        return True
    across, down = found.left + found.width / 2, found.top + found.height / 2
    return box.left <= across <= box.left + box.width and box.top <= down <= box.top + box.height


class DrawnJudge:
    """The `Judge` of storybook pictures: its own verifier for who it is, the storybook's classifier for the prompt.

    Both were trained on drawn scenes without any element. It knows people, dogs (other animals less surely) and
    buildings; things it does not know. Raises ModelMissing when it is first asked and its weights are not there.
    """

    name = "storybook verifier"

    def __init__(self, weights: Path | None = None) -> None:
        """`weights` are of another verifier than the shipped one, which knows nothing of its verdicts."""
        self._weights = weights

    @cached_property
    def _verifier(self) -> Any:
        from pipelines.storybook.verifier import WEIGHTS, trained

        try:
            return trained(self._weights or WEIGHTS)
        except OSError as why:
            raise ModelMissing(model=self.name) from why

    def error(self, kind: ElementKind) -> float:
        """Its equal-error rate on strangers it was not taught, 0..1."""
        return float(self._verifier.error[_sort(kind)])

    @cached_property
    def _reader(self) -> Any:
        from pipelines.storybook.classifier import trained

        return trained()

    def blind_to(self, kind: ElementKind) -> frozenset[str]:
        """See `assistant.ports.Judge`."""
        return frozenset({"identity", "drift"}) if kind is ElementKind.OBJECT else frozenset()

    def prints_of(self, pictures: Sequence[bytes], *, kind: ElementKind) -> tuple[Print, ...]:
        """A print of each picture, whose middle the element takes. None of things."""
        from pipelines.storybook.verifier import prints_of

        if kind is ElementKind.OBJECT or not pictures:
            return ()
        found = prints_of(self._verifier.network, [_opened(picture) for picture in pictures], _sort(kind))
        return tuple(tuple(row) for row in found.tolist())

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:
        """See `assistant.ports.Judge`. A building is looked for in the whole picture, whatever the box."""
        import torch

        from pipelines.storybook.verifier import nearest, pixels

        if kind is ElementKind.OBJECT or not prints:
            return 0.0
        sort = _sort(kind)
        near = nearest(self._verifier.network, pixels(_opened(picture)), torch.tensor(prints), sort, left_edges(box))
        return sureness(near - self._verifier.threshold[sort], DRAWN_SLOPE)

    def score(self, trial: Trial) -> Scores:
        """See `assistant.ports.Judge`."""
        return scores_of(self, trial, fidelity=self.fidelity(trial.painted))

    def fidelity(self, painted: Sequence[Sample]) -> float:
        """The share of the other things asked for that the classifier reads in the pictures; 1 where none can be told.

        It tells places, weathers, and what the person in the box (or in the middle) does.
        """
        verdicts = [verdict for sample in painted for verdict in self.found(sample)]
        return share(verdicts) if verdicts else 1.0

    def found(self, sample: Sample) -> list[bool]:
        """For each of a sample's other things that can be told: whether it is there."""
        import torch

        from pipelines.storybook.cast import ACTIVITIES, PLACES, WEATHERS
        from pipelines.storybook.classifier import as_tensor, cut, small

        asked = [sense for sense in map(_sense, sample.others) if sense]
        if not asked:
            return []
        picture = as_tensor(_opened(sample.png))
        left = min(max(left_edges(sample.box)[len(left_edges(sample.box)) // 2], 0), 160)
        with torch.no_grad():
            whole, part = self._reader(small(picture[None]), cut(picture, left)[None])
        read = {
            "place": PLACES[int(whole[0].argmax())],
            "weather": WEATHERS[int(whole[1].argmax())],
            "activity": ACTIVITIES[int(part[3].argmax())],
        }
        return [read[kind] == name for kind, name in asked]


def left_edges(box: Box | None) -> tuple[int, ...]:
    """Where a 96-pixel cut may begin in a picture of 256 pixels to show what stands in the box."""
    if box is None:
        return tuple(range(0, 161, 16))
    from pipelines.storybook.verifier import REACH

    middle = round(256 * (box.left + box.width / 2)) - 48
    wide = round(256 * box.width)
    spare = (wide - 96) // 2 if wide > 128 else 0
    return tuple(sorted({middle + aside for aside in (*range(-spare, spare + 1, 16), *REACH)}))


def _sort(kind: ElementKind) -> Any:
    return "place" if kind is ElementKind.PLACE else "figure"


def _opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.convert("RGB")


def _sense(word: str) -> tuple[str, str] | None:
    """What the classifier would call a word of a prompt; None for what it cannot tell."""
    from pipelines.storybook.captions import ACTIVITY_WORDS, WEATHER_WORDS
    from pipelines.storybook.vocabulary import meaning

    for weather, words in WEATHER_WORDS.items():
        if word in words:
            return "weather", weather
    for activity, words in ACTIVITY_WORDS.items():
        if word in words:
            return "activity", activity
    sense = meaning(word)
    return ("place", sense.names[0]) if sense and sense.kind == "place" else None
