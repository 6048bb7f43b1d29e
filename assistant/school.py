"""Learning as durable work: chunk by chunk, each a checkpoint, then samples of each, then a proposal.

Between any two pieces a picture that a patient waits for comes first. A piece that was interrupted is begun again and
leaves one result.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from traceback import format_tb
from typing import Final

from assistant.checking import Cut, squares
from assistant.checkpoints import propose
from assistant.coaching import training_set
from assistant.comparing import faces_in_crop
from assistant.consenting import check_consent, element_of, standing
from assistant.elements import Checkpoint, Print, Scores, Training, TrainingSet, TrainingState, Trial
from assistant.errors import (
    DatabaseBusy,
    EvocaError,
    LikenessOfAnotherPainter,
    LikenessRefused,
    ModelMissing,
    ModelTrouble,
    NotAllowed,
    NotFound,
    StoppedOnRequest,
    WorkerLost,
)
from assistant.free_pictures import Sheet
from assistant.learning import GOING_ON
from assistant.ports import Book, Judge, Learner, LikenessAtHand, Media, Painter
from assistant.reporting import MOST_ATTEMPTS, Halt, Halted
from assistant.story import Element
from assistant.trials import PROMPTS, SEEDS, paint_trial

_log = logging.getLogger(__name__)

REPORT_EVERY_S: Final = 1.0
FEWEST_TO_TELL_TIME: Final = 3

Curve = Callable[[Sequence[Checkpoint], int | None], bytes]
"""Draws the four scores over steps, with the proposed step marked, as a PNG."""


@dataclass(frozen=True)
class School:
    """The pieces of a training with their ports bound. Without a painter or a judge nothing is painted or scored."""

    book: Book
    media: Media
    learner: Learner | None
    painter: Painter | None = None
    judge: Judge | None = None
    sheet: Sheet | None = None
    curve: Curve | None = None
    cut: Cut | None = None

    def take(self, training_id: str, halted: Halted) -> bool:
        """Do the next piece of a training; True while there is more to do. How it ended stands in the training.

        Raises DatabaseBusy. After any fault the last good checkpoint stands.
        """
        training = self._known(training_id)
        if training is None or training.state not in GOING_ON:
            return False
        return self._piece(training, halted)

    def _known(self, training_id: str) -> Training | None:
        """The training, or None when it was erased."""
        try:
            return self.book.training(training_id)
        except NotFound:
            return None

    def _piece(self, training: Training, halted: Halted) -> bool:
        try:
            if halted() is not Halt.NO:
                raise StoppedOnRequest()
            if training.attempts >= MOST_ATTEMPTS:
                raise WorkerLost(attempts=training.attempts)
            update = {"state": TrainingState.LEARNING, "attempts": training.attempts + 1}
            training = training.model_copy(update=update)
            self.book.save_training(training)
            done = self._work(training, halted)
            if halted() is not Halt.NO:
                raise StoppedOnRequest()
            self.book.save_training(done.model_copy(update={"attempts": 0}))
            return done.state is TrainingState.LEARNING
        except DatabaseBusy:
            raise
        except StoppedOnRequest as stopped:
            if halted() is not Halt.SUPERSEDED:  # else it was erased, or belongs to a newer run
                self._end(training, TrainingState.CANCELLED, stopped)
        except EvocaError as fault:
            self._end(training, TrainingState.FAILED, fault)
        except Exception as fault:
            where = "".join(format_tb(fault.__traceback__))
            _log.error("learning %s: %s at\n%s", training.id, type(fault).__name__, where)
            self._end(training, TrainingState.FAILED, EvocaError())
        return False

    def _end(self, training: Training, state: TrainingState, fault: EvocaError) -> None:
        """Write down why it ended. Its checkpoints stay, and the best of them can still be accepted."""
        known = self._known(training.id)
        if known is None:
            return
        change = {
            "state": state,
            "fault": fault.name,
            "fault_data": {key: str(value) for key, value in fault.data.items()},
            "step": max((point.step for point in known.checkpoints), default=0),
            "attempts": 0,
            "proposed": propose(known.checkpoints),
        }
        self.book.save_training(known.model_copy(update=change))

    def _work(self, training: Training, halted: Halted) -> Training:
        """The next piece: samples of the newest checkpoint, else the next chunk, else the proposal."""
        elements = [element_of(training.patient_id, name, book=self.book) for name in training.element_ids]
        for element in elements:
            check_consent(training.patient_id, element.id, book=self.book)
        sets = [self._set(training.patient_id, element) for element in elements]
        bare = next((point for point in training.checkpoints if point.grid_id is None), None)
        if bare is not None and self.painter is not None:
            return self._sampled(training, bare, list(zip(elements, sets, strict=True)), halted)
        if self._reached(training) < training.settings.steps:
            return self._chunk(training, sets, halted)
        return self._proposed(training)

    @staticmethod
    def _reached(training: Training) -> int:
        return max((point.step for point in training.checkpoints), default=0)

    def _set(self, patient_id: str, element: Element) -> TrainingSet:
        """What the element is learnt from now, with where the faces are and who agreed."""
        photos = self.book.photos(patient_id, element.id)
        learnt = training_set(element, photos)
        known = {photo.id: photo for photo in photos}
        lessons = []
        for lesson in learnt.lessons:
            faces = faces_in_crop(known[lesson.photo_id])
            caption = with_class_word(lesson.caption, element)
            lessons.append(lesson.model_copy(update={"caption": caption, "face": faces[0].box if faces else None}))
        return learnt.model_copy(
            update={
                "lessons": tuple(lessons),
                "photo_hashes": tuple(known[lesson.photo_id].sha256 for lesson in learnt.lessons),
                "depiction_ids": tuple(word.id for word in standing(self.book.depictions(patient_id, element.id))),
            }
        )

    def _chunk(self, training: Training, sets: Sequence[TrainingSet], halted: Halted) -> Training:
        """Learn up to the next checkpoint and store it."""
        if self.learner is None:
            raise ModelMissing()
        if self.learner.hash != training.base_hash:
            raise LikenessOfAnotherPainter(base=training.base, painter=self.learner.name)
        if not all(one.lessons for one in sets):  # they were taken away since
            raise NotAllowed(why="too_few_photos")
        reached, settings = self._reached(training), training.settings
        until = min(settings.steps, reached + settings.checkpoint_every)
        telling = _Telling(training, reached, book=self.book, halted=halted)
        learnt = self.learner.learn(training, sets, photo=self.media.path, until=until, progress=telling)
        if halted() is not Halt.NO:
            raise StoppedOnRequest()
        name = f"step-{learnt.step:06d}"
        kept = self.media.put(learnt.file.read_bytes(), suffix=".safetensors", owner=training.id, name=name)
        point = Checkpoint(step=learnt.step, media_id=kept, sha256=learnt.sha256, loss=learnt.loss)
        change = {
            "step": learnt.step,
            "step_seconds": learnt.step_seconds,
            "remark": learnt.remark,
            "checkpoints": (*training.checkpoints, point),
        }
        return training.model_copy(update=change)

    def _sampled(
        self, training: Training, bare: Checkpoint, learnt: Sequence[tuple[Element, TrainingSet]], halted: Halted
    ) -> Training:
        """Paint and score the grid of a checkpoint. What cannot be painted is left out: learning goes on."""
        try:
            point, prints = self._trial(training, bare, learnt, halted)
        except (ModelTrouble, LikenessRefused) as trouble:
            _log.warning("no samples of %s at %s: %s", training.id, bare.step, trouble.name)
            point, prints = bare.model_copy(update={"grid_id": ""}), training.prints
        points = tuple(point if known.step == bare.step else known for known in training.checkpoints)
        judge = self.judge.name if self.judge else ""
        return training.model_copy(update={"checkpoints": points, "prints": prints, "judge": judge})

    def _trial(
        self, training: Training, bare: Checkpoint, learnt: Sequence[tuple[Element, TrainingSet]], halted: Halted
    ) -> tuple[Checkpoint, tuple[tuple[Print, ...], ...]]:
        rows: list[list[bytes]] = []
        names: list[str] = []
        scores: list[Scores] = []
        prints: list[tuple[Print, ...]] = []
        for element, lessons in learnt:
            worn = self._at_hand(training, bare, element)
            telling = _Telling(training, bare.step, book=self.book, halted=halted, counts=False)
            painted, plain = paint_trial(lessons, worn, painter=self._painter, progress=telling)
            per = len(SEEDS)
            pictures = [sample.png for sample in painted]
            rows += [pictures[at : at + per] for at in range(0, len(pictures), per)]
            names += [words.format(who=f"{element.token} {element.class_word}") for words, _ in PROMPTS[element.kind]]
            if self.judge is not None:
                photos = squares(lessons.lessons, media=self.media, cut=self.cut)
                prints.append(self.judge.prints_of(photos, kind=element.kind))
                trial = Trial(
                    kind=element.kind,
                    prints=prints[-1],
                    lessons=photos,
                    painted=tuple(painted),
                    plain=tuple(plain),
                )
                scores.append(self.judge.score(trial))
        if halted() is not Halt.NO:
            raise StoppedOnRequest()
        grid = ""
        if self.sheet is not None:
            sheet = self.sheet(rows, names, [str(seed) for seed in SEEDS])
            grid = self.media.put(sheet, suffix=".png", owner=training.id, name=f"grid-{bare.step:06d}")
        return bare.model_copy(update={"grid_id": grid, "scores": mean_of(scores)}), tuple(prints)

    @property
    def _painter(self) -> Painter:
        if self.painter is None:
            raise ModelMissing()
        return self.painter

    def _at_hand(self, training: Training, point: Checkpoint, element: Element) -> LikenessAtHand:
        return LikenessAtHand(
            id=f"{training.id}-{point.step}",
            element_id=element.id,
            name=element.name or element.token,
            token=element.token,
            class_word=element.class_word,
            kind=element.kind,
            method=training.settings.method,
            file=self.media.path(point.media_id),
            sha256=point.sha256,
            base_hash=training.base_hash,
        )

    def _proposed(self, training: Training) -> Training:
        """All is learnt: choose, draw the curve, and let go of what only the learner needed."""
        chosen = propose(training.checkpoints)
        curve = None
        if self.curve is not None and any(point.scores for point in training.checkpoints):
            drawn = self.curve(training.checkpoints, chosen)
            curve = self.media.put(drawn, suffix=".png", owner=training.id, name="curve")
        if self.learner is not None:
            self.learner.forget(training.id)
        return training.model_copy(update={"state": TrainingState.PROPOSED, "proposed": chosen, "curve_id": curve})


def with_class_word(caption: str, element: Element) -> str:
    """The caption with the element named as it will be asked for: its token before its class word."""
    named = f"{element.token} {element.class_word}"
    if named in caption:
        return caption
    return caption.replace(element.token, named, 1) if element.token in caption else f"{named}, {caption}"


def mean_of(scores: Sequence[Scores]) -> Scores | None:
    """The mean of several elements' scores; None of none."""
    if not scores:
        return None
    sums = {name: sum(getattr(one, name) for one in scores) / len(scores) for name in Scores.model_fields}
    return Scores(**sums)


class _Telling:
    """The `Progress` of a training: asks whether to go on and writes down how far it is, once a second."""

    def __init__(self, training: Training, reached: int, *, book: Book, halted: Halted, counts: bool = True) -> None:
        self._training, self._reached = training, reached
        self._book, self._halted, self._counts = book, halted, counts
        self._told = time.monotonic()
        self._first: tuple[int, float] | None = None

    def __call__(self, done: int, _of: int, /) -> None:
        moment = time.monotonic()
        if self._counts and self._first is None and done > self._reached:
            self._first = (done, moment)
        if moment - self._told < REPORT_EVERY_S:
            return
        if self._halted() is not Halt.NO:
            raise StoppedOnRequest()
        self._told = moment
        if self._counts:
            seconds = self._training.step_seconds
            if self._first is not None and done - self._first[0] >= FEWEST_TO_TELL_TIME:
                seconds = (moment - self._first[1]) / (done - self._first[0])
            self._book.training(self._training.id)
            change = {"step": max(done, self._reached), "step_seconds": seconds}
            self._book.save_training(self._training.model_copy(update=change))
