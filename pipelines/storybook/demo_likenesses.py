"""Learns the demo patient's seven elements from drawn photos, into the files that ship.

    python -m pipelines.storybook.demo_likenesses [--to DIR] [--painter FOLDER] [--steps N] [--rank R]

DIR, which is what ships unless another is given, gets one safetensors file per element and `likenesses.json`, a list
of `assistant.elements.Likeness` whose `media_id` is the file's name. What is there already on the same painter is not
learnt again.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assistant.demo import demo
from assistant.elements import LearningSettings, Likeness, Preset, Training
from assistant.ports import Judge, Learner
from assistant.presets import settings_for
from assistant.story import Element, Patient
from pipelines.judging import DrawnJudge
from pipelines.machine import MemoryPlan
from pipelines.painting import DiffusersPainter
from pipelines.storybook.characters import photos
from pipelines.storybook.juan import LOOKS, character
from pipelines.storybook.schooling import lessons_in, png_of
from pipelines.storybook.shipped import LIKENESSES, shipped, weight
from pipelines.training import DiffusersLearner

WEIGHTS: Final = Path(__file__).with_name("weights")
LARGEST_SUM: Final = 8_000_000
"""Bytes that all likenesses of the demo patient may weigh together."""


def learn_element(
    element: Element, patient: Patient, *, learner: Learner, judge: Judge, settings: LearningSettings, to: Path
) -> Likeness:
    """Learn one element from its ten drawn photos and put its file into `to`. Raises as `Learner.learn`."""
    drawn = character(element.id, element.token, element.class_word)
    with tempfile.TemporaryDirectory() as held:
        taught, photo = lessons_in(drawn, Path(held))
        training = Training(
            id=f"demo-{element.id}",
            patient_id=patient.id,
            element_ids=(element.id,),
            preset=Preset.RECOMMENDED,
            settings=settings,
            base=learner.name,
            base_hash=learner.hash,
        )
        learner.forget(training.id)
        named = taught.model_copy(update={"element_id": element.id})
        learnt = learner.learn(training, [named], photo=photo, until=settings.steps, progress=_Line(element.id))
    file = to / f"{element.id}.safetensors"
    file.write_bytes(learnt.file.read_bytes())
    learner.forget(training.id)
    return Likeness(
        id=f"demo-{element.id}",
        element_id=element.id,
        patient_id=patient.id,
        training_id=None,
        method=settings.method,
        token=element.token,
        class_word=element.class_word,
        base=learner.name,
        base_hash=learner.hash,
        step=settings.steps,
        media_id=file.name,
        sha256=learnt.sha256,
        photo_hashes=taught.photo_hashes,
        judge=judge.name,
        prints=judge.prints_of([png_of(photo) for photo in photos(drawn)], kind=element.kind),
        source="shipped",
    )


def learn_demo(
    patient: Patient, *, learner: Learner, judge: Judge, to: Path, given: Mapping[str, object] | None = None
) -> list[Likeness]:
    """Learn every element that has a look and is not there yet; write the list after each.

    As *recommended*, but for the settings that are `given`.
    """
    to.mkdir(parents=True, exist_ok=True)
    known = {one.element_id: one for one in shipped(to) if one.base_hash == learner.hash}
    for element in patient.elements:
        if element.id in LOOKS and element.id not in known:
            settings = settings_for(Preset.RECOMMENDED, kind=element.kind, size=learner.size)
            settings = settings.model_copy(update=dict(given or {}))
            known[element.id] = learn_element(element, patient, learner=learner, judge=judge, settings=settings, to=to)
            told = [one.model_dump(mode="json") for one in known.values()]
            (to / "likenesses.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return list(known.values())


class _Line:
    """Progress on one line of standard error."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, done: int, of: int, /) -> None:
        """`done` of `of` steps are finished."""
        print(f"\r{self._name}: {done} of {of} steps ", end="" if done < of else "\n", file=sys.stderr, flush=True)


def main() -> None:
    """Learn the seven and say what they weigh."""
    parser = argparse.ArgumentParser(description="Learn the demo patient's elements from drawn photos.")
    parser.add_argument("--to", type=Path, default=LIKENESSES)
    parser.add_argument("--painter", type=Path, default=WEIGHTS)
    parser.add_argument("--work", type=Path, help="a folder for what lasts only while it learns")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rank", type=int)
    asked = parser.parse_args()
    given = {name: value for name, value in (("steps", asked.steps), ("rank", asked.rank)) if value}
    with tempfile.TemporaryDirectory() as held:
        painter = DiffusersPainter(asked.painter, name="storybook")
        learner = DiffusersLearner(painter, folder=asked.work or Path(held), memory=MemoryPlan())
        found = learn_demo(demo().patient, learner=learner, judge=DrawnJudge(), to=asked.to, given=given)
    total = weight(found, asked.to)
    print(f"{len(found)} likenesses, {total / 1e6:.1f} MB")
    if total > LARGEST_SUM:
        parser.exit(1, f"they weigh more than {LARGEST_SUM / 1e6:.0f} MB: choose a lower --rank\n")


if __name__ == "__main__":
    main()
