"""The demo patient's likenesses are learnt from drawings into files that say what they are."""

from pathlib import Path

import pytest

from assistant.demo import demo
from assistant.elements import ACCEPTED, Likeness
from assistant.ports import LikenessAtHand
from assistant.story import ElementKind, Patient, Prompt, Region
from pipelines.judging import DrawnJudge
from pipelines.likenesses import read_likeness
from pipelines.painting import DiffusersPainter, storybook_painter
from pipelines.scripted import ScriptedJudge
from pipelines.storybook.characters import photos, twelve
from pipelines.storybook.demo_likenesses import learn_demo
from pipelines.storybook.schooling import lessons_in, png_of
from pipelines.storybook.shipped import LIKENESSES, shipped, weight
from pipelines.training import DiffusersLearner
from tests.pipelines.pictures import layout, unheard
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


@pytest.mark.starter
def test_juan_and_hachiko_stand_in_the_snowy_forest_each_like_himself() -> None:
    painter, judge = storybook_painter(), DrawnJudge()
    known = {one.element_id: one for one in shipped()}
    assert set(known) == {element.id for element in demo().patient.elements}
    assert all(one.base_hash == painter.hash for one in known.values())
    assert painter.settings is not None
    where = "in the forest, snow, storybook illustration"
    regions, worn = [], []
    for name, words, box in zip(("80alp", "hachift80alp"), ("old man", "dog"), painter.settings.slots[1], strict=True):
        asked = f"a {name} {words} {where}"
        regions.append(Region(element_id=name, words=asked, alone=asked, negative="photo", box=box))
        worn.append(a_worn(known[name], ElementKind.SELF if name == "80alp" else ElementKind.ANIMAL))
    generic = f"an old man and a dog {where}"
    prompt = Prompt(
        positive=generic, negative="photo", steps=28, guidance=3.5, width=256, height=256, style="storybook",
        generic=generic, regions=tuple(regions),
    )  # fmt: skip
    painted = painter.paint(prompt, layout=layout(""), seeds=[1, 2], progress=unheard, likenesses=worn)
    liked = [
        all(
            judge.accepts(picture.png, box=region.box, kind=one.kind, prints=one.prints) >= ACCEPTED
            for region, one in zip(regions, worn, strict=True)
        )
        for picture in painted
    ]
    assert any(liked)


def a_worn(likeness: Likeness, kind: ElementKind) -> LikenessAtHand:
    return LikenessAtHand(
        id=likeness.id, element_id=likeness.element_id, name=likeness.token, token=likeness.token,
        class_word=likeness.class_word, kind=kind, method=likeness.method, file=LIKENESSES / likeness.media_id,
        sha256=likeness.sha256, base_hash=likeness.base_hash, judge=likeness.judge, prints=likeness.prints,
    )  # fmt: skip
