"""Learning elements with diffusers and peft, in chunks that any later process can go on from.

folder/TRAINING/work/state.safetensors        what the next chunk starts from: parameters and the optimiser's moments
folder/TRAINING/work/likeness.safetensors     what has been learnt so far
folder/TRAINING/work/lessons-*.safetensors    the photos' crops as latents
folder/classes/*.safetensors                  the painter's own pictures of a class, shared by all patients
"""

import errno
import gc
import hashlib
import importlib.util
import math
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import torch
from torch import Tensor

from assistant.elements import Method, Training, TrainingSet
from assistant.errors import DiskFull, LearningDiverged, LikenessOfAnotherPainter, LikenessUnwearable, ModelTrouble
from assistant.ports import Learnt, Progress
from pipelines.likenesses import read_tensors, save_likeness
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter
from pipelines.training_data import Album, class_album, lessons_album
from pipelines.training_pupil import Pupil
from pipelines.training_steps import Batch, Noising, batch_of, loss_of

SMALL_SIDE: Final = 256
"""Painters of squares up to this side are small: presets go by it."""
WORK: Final = "work"
WARM_UP: Final = 20
LARGEST_GRADIENT: Final = 1.0
CLASS_STEPS: Final = {"small": 12, "large": 25}
TIGHT_CARD_GIB: Final = 8.5
"""Up to this much graphics memory a painter of Stable Diffusion's size learns with every saving there is."""


@dataclass(frozen=True)
class Thrift:
    """How a training fits into a machine. `eight_bit` keeps the optimiser's moments in bytes."""

    device: str = "cpu"
    precision: Literal["no", "fp16", "bf16"] = "no"
    checkpointing: bool = False
    eight_bit: bool = False
    remark: str = "learning_on_processor"


class Card(NamedTuple):
    """What learning asks of a graphics card: its memory in GiB, and whether it computes in bfloat16."""

    gib: float
    bf16: bool


def card_here() -> Card | None:
    """The card of this machine."""
    if not torch.cuda.is_available():
        return None
    return Card(torch.cuda.get_device_properties(0).total_memory / 2**30, torch.cuda.is_bf16_supported())


def thrift_for(memory: MemoryPlan, size: Literal["small", "large"], *, card: Card | None, eight_bit: bool) -> Thrift:
    """What a machine asks for, and the sentence that says so. `eight_bit`: an optimiser that thrifty is installed."""
    if memory.device != "cuda":
        on = "learning_on_processor" if memory.device == "cpu" else "learning_on_card"
        return Thrift(device=memory.device, remark=on)
    if card is None:
        return Thrift()
    precision: Literal["fp16", "bf16"] = "bf16" if card.bf16 else "fp16"
    if size == "small" or card.gib > TIGHT_CARD_GIB:
        return Thrift("cuda", precision, remark="learning_on_card")
    remark = "learning_on_small_card_bytes" if eight_bit else "learning_on_small_card"
    return Thrift("cuda", precision, checkpointing=True, eight_bit=eight_bit, remark=remark)


class DiffusersLearner:
    """Learns on one painter's weights; the painter itself is never changed. `folder` holds what lasts between chunks.

    `classes` (by default in `folder`) keeps the class pictures, which show nobody.

    Between two chunks nothing stays loaded, so that a picture that a patient waits for has the memory.
    """

    def __init__(
        self,
        painter: DiffusersPainter,
        *,
        folder: Path,
        classes: Path | None = None,
        memory: MemoryPlan | None = None,
    ) -> None:
        self._painter = painter
        self._folder = folder
        self._classes = classes or folder / "classes"
        self._memory = memory or MemoryPlan()

    @property
    def name(self) -> str:
        """The painter's short name."""
        return self._painter.name

    @property
    def hash(self) -> str:
        """The painter's hash. Raises ModelMissing, ModelDamaged."""
        return self._painter.hash

    @property
    def size(self) -> Literal["small", "large"]:
        """What presets go by. Raises ModelMissing, ModelDamaged."""
        return "small" if self._painter.side <= SMALL_SIDE else "large"

    def learn(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        *,
        photo: Callable[[str], Path],
        until: int,
        progress: Progress,
    ) -> Learnt:
        """One chunk, as `assistant.ports.Learner` says. Raises LikenessUnwearable too."""
        if not self._painter.wears_likenesses:
            raise LikenessUnwearable(painter=self.name)
        if training.base_hash != self.hash:
            raise LikenessOfAnotherPainter(file=training.id, base=training.base, painter=self.name)
        work = self._folder / training.id / WORK
        before = threads_before(self._memory.threads)
        try:
            work.mkdir(parents=True, exist_ok=True)
            return self._chunk(training, sets, photo=photo, until=until, progress=progress, work=work)
        except torch.OutOfMemoryError as why:
            raise ModelTrouble(model=self.name) from why
        except OSError as why:
            if why.errno == errno.ENOSPC:
                raise DiskFull() from why
            raise
        finally:
            torch.set_num_threads(before)
            gc.collect()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()

    def forget(self, training_id: str) -> None:
        """Erase what was kept between chunks; what others keep of the training beside it stays."""
        shutil.rmtree(self._folder / training_id / WORK, ignore_errors=True)

    def _chunk(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        *,
        photo: Callable[[str], Path],
        until: int,
        progress: Progress,
        work: Path,
    ) -> Learnt:
        thrift = thrift_for(self._memory, self.size, card=card_here(), eight_bit=_has_eight_bit())
        start = step_of(work / "state.safetensors")
        pipe = self._painter.own_pipeline().to(thrift.device)
        albums, priors = self._albums(training, sets, pipe, photo=photo, progress=progress, work=work)
        if training.settings.method is Method.LORA and thrift.precision != "no":
            half = torch.bfloat16 if thrift.precision == "bf16" else torch.float16
            pipe.to(dtype=half)
        pipe.vae.to("cpu")
        pupil = Pupil(pipe, training, sets)
        lesson = Lessons(pupil, albums, priors, thrift)
        if start:
            pupil.take_up(work / "state.safetensors", lesson.optimiser)
        losses, seconds = [], []
        for step in range(start, until):
            progress(step, training.settings.steps)
            began = time.perf_counter()
            losses.append(lesson.take(step))
            seconds.append(time.perf_counter() - began)
        if losses:
            file = save_likeness(checked(pupil, until), work / "likeness.safetensors")
            pupil.keep(work / "state.safetensors", lesson.optimiser, until)
        file = work / "likeness.safetensors"
        return Learnt(
            step=max(start, until),
            file=file,
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            step_seconds=statistics.median(seconds) if seconds else training.step_seconds or 0.0,
            loss=statistics.fmean(losses) if losses else 0.0,
            remark=thrift.remark,
        )

    def _albums(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        pipe: Any,
        *,
        photo: Callable[[str], Path],
        progress: Progress,
        work: Path,
    ) -> tuple[list[Album], list[Album]]:
        """The photos of each element and, where wanted, the painter's own pictures of each class."""
        settings = training.settings
        told = lambda *_: progress(0, settings.steps)  # noqa: E731 (the same word for every kind of preparation)
        albums = [
            lessons_album(one, settings, pipe, side=self._painter.side, photo=photo, cache=work, progress=told)
            for one in sets
        ]
        if settings.prior <= 0 or settings.class_pictures == 0:
            return albums, []
        rules = self._painter.settings.by_subjects[0]
        priors = [
            class_album(
                word,
                settings.class_pictures,
                pipe,
                side=self._painter.side,
                base_hash=training.base_hash,
                steps=CLASS_STEPS[self.size],
                guidance=rules.guidance,
                cache=self._classes,
                progress=told,
            )
            for word in sorted({one.class_word for one in sets})
        ]
        return albums, priors


class Lessons:
    """Takes a pupil through training steps."""

    def __init__(self, pupil: Pupil, albums: Sequence[Album], priors: Sequence[Album], thrift: Thrift) -> None:
        from accelerate import Accelerator

        self._pupil = pupil
        self._albums, self._priors = albums, priors
        self._noising = Noising(pupil.pipe.scheduler)
        self._accelerator = Accelerator(cpu=thrift.device == "cpu", mixed_precision=thrift.precision)
        self.optimiser: Any = self._accelerator.prepare(optimiser_for(pupil.groups(), thrift))
        if thrift.checkpointing:
            pupil.pipe.unet.enable_gradient_checkpointing()
            pupil.pipe.unet.train()

    def take(self, step: int) -> float:
        """One optimiser step; returns its loss. Raises LearningDiverged before anything is changed by a bad loss."""
        settings = self._pupil.settings
        for group in self.optimiser.param_groups:
            group["lr"] = group["initial_lr"] * min(1.0, (step + 1) / WARM_UP)
        whole = 0.0
        for part in range(settings.accumulate):
            batch = batch_of(
                self._albums,
                self._priors,
                size=settings.batch,
                seed=settings.seed,
                step=step * settings.accumulate + part,
                levels=self._noising.levels,
            )
            loss = self._loss(self._placed(batch)) / settings.accumulate
            self._accelerator.backward(loss)
            whole += float(loss.detach())
        if not math.isfinite(whole):
            self.optimiser.zero_grad()
            raise LearningDiverged(step=step)
        self._accelerator.clip_grad_norm_(list(self._pupil.trainable.values()), LARGEST_GRADIENT)
        self.optimiser.step()
        self.optimiser.zero_grad()
        return whole

    def _loss(self, batch: Batch) -> Tensor:
        settings = self._pupil.settings
        noised = self._noising.noised(batch.latents, batch.noise, batch.times)
        with self._accelerator.autocast():
            answer = self._pupil.answer(
                noised.to(self._pupil.pipe.unet.dtype), batch.times, self._pupil.states(batch.captions)
            )
        return loss_of(answer, batch, self._noising, min_snr=settings.min_snr, prior=settings.prior)

    def _placed(self, batch: Batch) -> Batch:
        device = self._accelerator.device
        return Batch(
            batch.latents.to(device), batch.noise.to(device), batch.times.to(device), batch.captions, batch.prior
        )


def optimiser_for(groups: list[dict[str, Any]], thrift: Thrift) -> torch.optim.Optimizer:
    """AdamW: with moments in bytes where asked for and installed, fused on a card."""
    if thrift.eight_bit:
        small: torch.optim.Optimizer = importlib.import_module("bitsandbytes.optim").AdamW8bit(groups)
        return small
    return torch.optim.AdamW(groups, fused=thrift.device == "cuda")


def checked(pupil: Pupil, step: int) -> Any:
    """The likeness of this step. Raises LearningDiverged when any of it is no number."""
    likeness = pupil.likeness(step)
    if not all(bool(torch.isfinite(tensor).all()) for tensor in likeness.tensors().values()):
        raise LearningDiverged(step=step)
    return likeness


def step_of(state: Path) -> int:
    """The step after which a chunk ended; 0 where none has."""
    return int(read_tensors(state, floats_only=False)[1].get("step", "0")) if state.exists() else 0


def threads_before(wanted: int) -> int:
    """Work with this many threads (0: as many as before); returns how many it were."""
    before = torch.get_num_threads()
    torch.set_num_threads(wanted or before)
    return before


def _has_eight_bit() -> bool:
    return importlib.util.find_spec("bitsandbytes") is not None
