"""Learns and paints for the likeness benchmark, and remembers everything under one folder, so that it can go on."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from assistant.elements import LearningSettings, Method, Preset, Print, Training
from assistant.ports import Judge, Learner, LikenessAtHand
from assistant.story import Prompt, Value
from benchmarks.likeness_questions import Sampling, kind_of
from pipelines.injecting import inject
from pipelines.likenesses import read_likeness
from pipelines.painting import DiffusersPainter
from pipelines.repairing import Repairs
from pipelines.storybook.characters import Character, photos
from pipelines.storybook.schooling import lessons_in, png_of
from pipelines.studio import Studio
from pipelines.wardrobe import Wardrobe

How = Literal["regions", "repaired", "global"]
Teacher = Callable[[DiffusersPainter, Path], Learner]


class Taught(Value):
    """A likeness after some steps, and the seconds that learning took up to there."""

    at_hand: LikenessAtHand
    step: int
    seconds: float


class Workbench:
    """One painter's folder of weights at work, with what it learnt and painted under `work`.

    `teacher` makes a learner for a painter and a folder; `judge` looks over repaired pictures. Nothing is learnt or
    painted twice for the same settings.
    """

    def __init__(self, weights: Path, work: Path, *, teacher: Teacher, judge: Judge) -> None:
        self._weights, self._teacher, self._judge = weights, teacher, judge
        self.painter = DiffusersPainter(weights, name="storybook" if weights.name == "weights" else weights.name)
        self._work = work / self.painter.hash[:12]
        self._learner = teacher(self.painter, self._work / "learning")
        for folder in ("likenesses", "renders"):
            (self._work / folder).mkdir(parents=True, exist_ok=True)

    def sampling(self, elements: int = 1) -> Sampling:
        """As the painter wishes to be sampled for so many learnt elements together."""
        rules = self.painter.settings
        chosen = rules.chosen(elements, learnt=elements)
        return Sampling(side=rules.width, steps=chosen.steps, guidance=chosen.guidance)

    # Learning

    def photographs(self, character: Character) -> list[bytes]:
        """The ten photos as PNG bytes."""
        return [png_of(picture) for picture in photos(character)]

    def learn(
        self,
        character: Character,
        settings: LearningSettings,
        marks: Sequence[int],
        *,
        prints: tuple[Print, ...] = (),
        tell: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> list[Taught]:
        """The likeness after each of these steps, earliest first; what is there already is not learnt again."""
        told = settings.model_copy(update={"steps": max(marks)})
        key = hashlib.sha256(f"{character.model_dump_json()}{told.model_dump_json()}".encode()).hexdigest()[:10]
        training = Training(
            id=f"{character.name}-{settings.method.value}-{key}",
            patient_id="benchmark",
            element_ids=(character.name,),
            preset=Preset.RECOMMENDED,
            settings=told,
            base=self.painter.name,
            base_hash=self.painter.hash,
        )
        found: list[Taught] = []
        for mark in sorted(marks):
            file = self._work / "likenesses" / f"{training.id}-{mark}.safetensors"
            note = file.with_suffix(".json")
            if not note.exists():
                begun, before = time.perf_counter(), found[-1].seconds if found else 0.0
                taught, photo = lessons_in(character, self._work / "photos")
                learnt = self._learner.learn(training, [taught], photo=photo, until=mark, progress=tell)
                file.write_bytes(learnt.file.read_bytes())
                note.write_text(json.dumps({"seconds": before + time.perf_counter() - begun}), encoding="utf-8")
            seconds = json.loads(note.read_text(encoding="utf-8"))["seconds"]
            at_hand = _at_hand(character, settings.method, file, self.painter.hash, prints)
            found.append(Taught(at_hand=at_hand, step=mark, seconds=seconds))
        self._learner.forget(training.id)
        return found

    def stacked(self, first: Taught) -> "Workbench":
        """A workbench whose painter a full likeness changed for good: what is learnt there comes on top of it."""
        folder = self._work / "stacked" / first.at_hand.sha256[:12]
        if not (folder / "model_index.json").exists():
            merge(self.painter, first.at_hand, folder)
        return Workbench(folder, self._work / "on-top", teacher=self._teacher, judge=self._judge)

    # Painting

    def picture(self, prompt: Prompt, seed: int, worn: Sequence[LikenessAtHand] = (), how: How = "regions") -> bytes:
        """The picture as PNG; the same question is painted once."""
        asked = f"{prompt.model_dump_json()}|{seed}|{[one.sha256 for one in worn]}|{how}"
        file = self._work / "renders" / f"{hashlib.sha256(asked.encode()).hexdigest()[:20]}.png"
        if not file.exists():
            fresh = file.with_suffix(".new")
            fresh.write_bytes(self.paint(prompt, seed, worn, how))
            fresh.replace(file)
        return file.read_bytes()

    def paint(self, prompt: Prompt, seed: int, worn: Sequence[LikenessAtHand] = (), how: How = "regions") -> bytes:
        """Paint anew: in regions, repaired too, or with all likenesses switched on globally."""
        if how == "global":
            return self._globally(prompt, seed, worn)
        studio = self._repairing if how == "repaired" else self._plain
        return studio.paint(prompt, seeds=[seed], progress=_unwatched, likenesses=worn)[0].png

    def seconds(self, prompt: Prompt, worn: Sequence[LikenessAtHand] = ()) -> float:
        """Seconds of one picture, the better of two tries after one that warms up."""
        tries = []
        for at in range(3):
            begun = time.perf_counter()
            self.paint(prompt, 1, worn)
            tries.append(time.perf_counter() - begun)
            if at == 0:
                tries.clear()
        return min(tries)

    def through_autoencoder(self, picture: Any) -> bytes:
        """A drawn picture as the painter's autoencoder gives it back: nothing painted can show more."""
        from pipelines.storybook.verifier import pixels

        vae = self._wardrobe.pipe.vae
        with torch.inference_mode():
            coded = vae.encode(pixels(picture)[None].to(vae.dtype)).latent_dist.mode()
            back = vae.decode(coded, return_dict=False)[0][0]
        return png_of(self._wardrobe.pipe.image_processor.postprocess(back[None].float())[0])

    @cached_property
    def _wardrobe(self) -> Wardrobe:
        pipe = self.painter.own_pipeline()
        pipe.scheduler = _sampler(pipe.scheduler.config)
        return Wardrobe(pipe, base_hash=lambda: self.painter.hash, painter=self.painter.name)

    @cached_property
    def _plain(self) -> Studio:
        return self._studio(None)

    @cached_property
    def _repairing(self) -> Studio:
        return self._studio(self._judge)

    def _studio(self, judge: Judge | None) -> Studio:
        return Studio(
            wardrobe=self._wardrobe,
            name=self.painter.name,
            grain=int(self._wardrobe.pipe.vae_scale_factor),
            threads=0,
            judge=judge,
            blending=self.painter.settings.blending,
            repairs=Repairs(),
        )

    def _globally(self, prompt: Prompt, seed: int, worn: Sequence[LikenessAtHand]) -> bytes:
        self._wardrobe.put_on(worn)
        with torch.inference_mode():
            made = self._wardrobe.pipe(
                prompt=prompt.positive,
                negative_prompt=prompt.negative,
                width=prompt.width,
                height=prompt.height,
                num_inference_steps=prompt.steps,
                guidance_scale=prompt.guidance,
                generator=torch.Generator("cpu").manual_seed(seed),
            )
        return png_of(made.images[0])


def merge(painter: DiffusersPainter, likeness: LikenessAtHand, folder: Path) -> None:
    """Write the painter as a full likeness left it, its token a word of its own, as a diffusers folder."""
    pipe: Any = painter.own_pipeline()
    inject(pipe, read_likeness(likeness.file, base_hash=painter.hash), "first")
    tokens = pipe.text_encoder.get_input_embeddings()
    rows = torch.cat([tokens.own.weight.data, *(row.data for row in tokens.rows.values())])
    words = nn.Embedding(*rows.shape)
    words.weight.data = rows
    pipe.text_encoder.set_input_embeddings(words)
    pipe.text_encoder.config.vocab_size = len(rows)
    pipe.save_pretrained(folder, safe_serialization=True)
    (folder / "settings.json").write_text(painter.settings.model_dump_json(), encoding="utf-8")


def _at_hand(
    character: Character, method: Method, file: Path, base_hash: str, prints: tuple[Print, ...]
) -> LikenessAtHand:
    return LikenessAtHand(
        id=file.stem,
        element_id=character.name,
        name=character.name,
        token=character.name,
        class_word=character.class_word,
        kind=kind_of(character),
        method=method,
        file=file,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        base_hash=base_hash,
        prints=prints,
    )


def _sampler(config: Any) -> Any:
    """The sampler that the app takes for painters of this project."""
    from diffusers import DPMSolverMultistepScheduler

    return DPMSolverMultistepScheduler.from_config(
        config, algorithm_type="dpmsolver++", solver_order=2, timestep_spacing="trailing"
    )


def _unwatched(_done: int, _of: int, /) -> None:
    """Nobody waits for these."""
