"""One run of the likeness benchmark: how much is asked, who judges, and what every part of it needs."""

import io
import resource
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from rich.progress import Progress

from assistant.elements import LearningSettings, Method, Preset, Print, Sample, Trial
from assistant.ports import LikenessAtHand
from assistant.presets import settings_for, size_of
from assistant.story import Prompt
from benchmarks.likeness_questions import (
    Naming,
    Question,
    alone,
    boxes_of,
    companies,
    kind_of,
    prompt_of,
    sample_of,
    together,
)
from benchmarks.likeness_scores import Stood
from benchmarks.likeness_studio import How, Taught, Workbench
from pipelines.judging import DrawnJudge
from pipelines.storybook.characters import Character, portray, views
from pipelines.storybook.scenes import contact_sheet
from pipelines.storybook.schooling import png_of


@dataclass(frozen=True)
class Extent:
    """How much is asked and learnt. `marks` are the steps at which a likeness is kept, as shares of its steps.

    `grid` pictures choose among the marks; as many others, independently judged, tell whether the choice was good.
    Settings of None are those of the therapist's choices *recommended* and *closest likeness*, the latter with
    `thorough` of its steps.
    """

    questions: int = 20
    grid: int = 8
    pairs: int = 60
    trios: int = 20
    stacked: int = 24
    marks: tuple[float, ...] = (0.25, 0.5, 0.75, 1.0, 1.5)
    thorough: float = 1.0
    lora: LearningSettings | None = None
    dreambooth: LearningSettings | None = None


QUICK = Extent(questions=6, grid=4, pairs=12, trios=4, stacked=6, marks=(0.25, 0.5, 1.0), thorough=0.5)


@dataclass(frozen=True)
class Learnt:
    """What is known of one character: its LoRA by step, the chosen one, and its DreamBooth."""

    lora: tuple[Taught, ...]
    chosen: Taught
    dreambooth: Taught


@dataclass
class Bench:
    """Everything that the parts of the benchmark share. `judge` is the app's, `independent` tells the figures."""

    desk: Workbench
    cast: Sequence[Character]
    judge: DrawnJudge
    independent: DrawnJudge
    progress: Progress
    extent: Extent = field(default_factory=Extent)
    shown: dict[str, list[bytes]] = field(default_factory=dict)
    prints: dict[str, tuple[Print, ...]] = field(default_factory=dict)

    def settings(self, character: Character, method: Method) -> LearningSettings:
        """How a character is learnt."""
        given = self.extent.lora if method is Method.LORA else self.extent.dreambooth
        preset = Preset.RECOMMENDED if method is Method.LORA else Preset.CLOSEST
        chosen = given or settings_for(preset, kind=kind_of(character), size=size_of(self.desk.sampling().side))
        share = self.extent.thorough if method is Method.DREAMBOOTH else 1.0
        return chosen.model_copy(update={"steps": max(1, round(chosen.steps * share))})

    def steps(self, settings: LearningSettings) -> list[int]:
        """The steps at which a LoRA is kept."""
        return [max(1, round(settings.steps * share)) for share in self.extent.marks]

    def each(self, told: str, things: Sequence[object]) -> Iterator[int]:
        """Places in a list, with a progress bar."""
        task = self.progress.add_task(told, total=len(things))
        for at in range(len(things)):
            yield at
            self.progress.advance(task)

    def references(self, character: Character) -> tuple[Print, ...]:
        """The independent judge's prints: of ten drawn pictures at full length that nobody learns from."""
        if character.name not in self.prints:
            pictures = [png_of(portray(character, view)) for view in views(character, "references", 10)]
            self.prints[character.name] = self.independent.prints_of(pictures, kind=kind_of(character))
        return self.prints[character.name]

    def known(self, character: Character) -> tuple[Print, ...]:
        """The app's prints: of the ten photos."""
        return self.judge.prints_of(self.desk.photographs(character), kind=kind_of(character))

    def ask(
        self, question: Question, naming: Naming, worn: Sequence[LikenessAtHand] = (), how: How = "regions"
    ) -> bytes:
        """Paint a question; with likenesses it is asked in regions, unless they are all switched on globally."""
        cast = self.cast_of(question)
        prompt: Prompt = prompt_of(
            question, cast, naming, self.desk.sampling(len(cast)), regions=bool(worn) and how != "global"
        )
        return self.desk.picture(prompt, question.seed, worn, how)

    def cast_of(self, question: Question) -> list[Character]:
        """The characters of a question."""
        known = {one.name: one for one in self.cast}
        return [known[name] for name in question.names]

    def sample(self, question: Question, png: bytes) -> Sample:
        """A painted question as judges take it."""
        return sample_of(question, self.cast_of(question), png)

    def company(self, question: Question) -> list[Stood]:
        """Who ought to stand where, by the independent judge's prints."""
        cast = self.cast_of(question)
        return [
            Stood(name=one.name, kind=kind_of(one), box=box, prints=self.references(one))
            for one, box in zip(cast, boxes_of(cast, question.passer_by), strict=True)
        ]

    def trial(self, character: Character, painted: Sequence[Sample], plain: Sequence[Sample]) -> Trial:
        """Painted pictures of one character as the app's judge scores them."""
        return Trial(
            kind=kind_of(character),
            prints=self.known(character),
            lessons=tuple(self.desk.photographs(character)),
            painted=tuple(painted),
            plain=tuple(plain),
        )

    def pairs(self) -> list[Question]:
        """Two characters together."""
        return together(companies(self.cast), self.extent.pairs)

    def timings(self, learnt: Mapping[str, Learnt]) -> dict[str, object]:
        """Seconds of learning and painting, and the most memory that this process has held, in MB."""
        company = self.pairs()[:1]
        question = (company or alone(self.cast[0], 1))[0]
        cast = self.cast_of(question)
        sampling = self.desk.sampling(len(cast))
        worn = [learnt[name].chosen.at_hand for name in question.names]
        regions = prompt_of(question, cast, "token", sampling, regions=True)
        return {
            "seconds_learn": statistics.mean(one.chosen.seconds for one in learnt.values()),
            "seconds_dreambooth": statistics.mean(one.dreambooth.seconds for one in learnt.values()),
            "seconds_plain": self.desk.seconds(prompt_of(question, cast, "class", sampling)),
            "seconds_regions": self.desk.seconds(regions, worn) if company else None,
            "megabytes_likeness": max(one.chosen.at_hand.file.stat().st_size for one in learnt.values()) / 1e6,
            "megabytes_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }

    def errors(self) -> dict[str, float]:
        """Equal-error rates of both judges on strangers."""
        return {
            f"{name} {kind}": judge.error(kind_of(one))
            for name, judge in (("independent", self.independent), ("app", self.judge))
            for kind, one in {one.look.kind: one for one in self.cast}.items()
        }

    def show(self, sheet: str, png: bytes) -> None:
        """Keep a picture for a sheet."""
        self.shown.setdefault(sheet, []).append(png)

    def save_sheets(self, folder: Path) -> None:
        """Write what was shown as JPEG sheets, six in a row."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, pictures in self.shown.items():
            opened = [Image.open(io.BytesIO(png)).convert("RGB") for png in pictures]
            contact_sheet(opened, [""] * len(opened)).save(folder / f"{name}.jpg", quality=88)


def questions_of(
    bench: Bench, character: Character, *, seed: str = "asked", count: int | None = None
) -> list[Question]:
    """What is asked of one character alone."""
    return alone(character, bench.extent.questions if count is None else count, seed=seed)
