"""The demo patient's likenesses are learnt from drawings into files that say what they are."""

from pathlib import Path

import pytest

from assistant.demo import demo
from assistant.story import Patient
from pipelines.likenesses import read_likeness
from pipelines.painting import DiffusersPainter
from pipelines.scripted import ScriptedJudge
from pipelines.storybook.characters import photos, twelve
from pipelines.storybook.demo_likenesses import learn_demo
from pipelines.storybook.schooling import lessons_in, png_of
from pipelines.storybook.shipped import shipped, weight
from pipelines.training import DiffusersLearner
from tests.pipelines.tiny_painter import save_tiny_painter

GIVEN = {"steps": 1, "batch": 1, "rank": 1, "class_pictures": 0, "prior": 0.0, "flips": False}


def of_two(patient: Patient) -> Patient:
    return patient.model_copy(update={"elements": patient.elements[:2]})


def test_ten_drawn_photos_become_a_training_set(tmp_path: Path) -> None:
    woman = twelve()[0]
    taught, photo = lessons_in(woman, tmp_path)
    assert [photo(lesson.media_id).read_bytes() for lesson in taught.lessons] == [
        png_of(picture) for picture in photos(woman)
    ]
    assert all("ruvelo woman" in lesson.caption for lesson in taught.lessons)
    assert len(set(taught.photo_hashes)) == 10


@pytest.mark.tiny
def test_the_demo_is_learnt_once_and_its_files_are_whole(tmp_path: Path) -> None:
    painter = DiffusersPainter(save_tiny_painter(tmp_path / "tiny"), name="tiny")
    learner = DiffusersLearner(painter, folder=tmp_path / "work")
    patient, to = of_two(demo().patient), tmp_path / "to"

    def learn() -> list[str]:
        found = learn_demo(patient, learner=learner, judge=ScriptedJudge(), to=to, given=GIVEN)
        return [one.sha256 for one in found]

    first = learn()
    found = shipped(to)
    assert [one.element_id for one in found] == ["jovenalp", "adultalp"]
    assert all(one.source == "shipped" and one.prints and one.base_hash == painter.hash for one in found)
    assert read_likeness(to / found[0].media_id, base_hash=painter.hash).note.tokens == ("jovenalp",)
    assert weight(found, to) == sum(file.stat().st_size for file in to.glob("*.safetensors"))
    stamp = (to / found[0].media_id).stat().st_mtime_ns
    assert learn() == first
    assert (to / found[0].media_id).stat().st_mtime_ns == stamp


def test_a_damaged_file_is_not_shipped(tmp_path: Path) -> None:
    assert shipped(tmp_path) == []
    entry = (
        '[{"id": "d", "element_id": "e", "patient_id": "p", "training_id": null, "method": "lora", "token": "t", '
        '"class_word": "man", "base": "b", "base_hash": "h", "step": 1, "media_id": "e.safetensors", "sha256": "0"}]'
    )
    (tmp_path / "likenesses.json").write_text(entry, encoding="utf-8")
    assert shipped(tmp_path) == []
    (tmp_path / "e.safetensors").write_bytes(b"something else")
    assert shipped(tmp_path) == []
