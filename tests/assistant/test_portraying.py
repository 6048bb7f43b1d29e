"""Which likenesses a picture is painted with, and what the therapist hears of those it is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.elements import Depiction, DepictionState, Likeness, Method
from assistant.errors import EvocaError, LikenessAltered, LikenessMisshapen, LikenessRefused, TokenTaken
from assistant.illustrating import Steps
from assistant.ports import LikenessAtHand, Picture
from assistant.reporting import Halt, expect
from assistant.story import (
    Consents,
    Doubt,
    Element,
    ElementKind,
    ElementUse,
    Language,
    Patient,
    Render,
    Step,
    StepState,
    now,
)
from assistant.wording import say
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import GreyPainter, RepeatingEar, written_on
from tests.making import a_patient, a_recollection, a_scene

HASH = "0" * 64
KINDS = {
    "ines": ElementKind.SELF,
    "rosa": ElementKind.PERSON,
    "luis": ElementKind.PERSON,
    "nube": ElementKind.ANIMAL,
    "tren": ElementKind.OBJECT,
    "faro": ElementKind.PLACE,
    "plaza": ElementKind.PLACE,
}
WORDS = {"ines": "girl", "rosa": "woman", "luis": "boy", "nube": "goat", "tren": "toy train", "faro": "lighthouse"}


def cast() -> Patient:
    elements = tuple(
        Element(id=key, token=f"{key}tok", kind=kind, class_word=WORDS.get(key, "square"), aliases=(key.title(),))
        for key, kind in KINDS.items()
    )
    return a_patient(elements=elements)


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    book = BookMemory()
    book.save_patient(cast())
    book.save_recollection(a_recollection())
    return Steps(
        book=book,
        media=MediaMemory(tmp_path),
        ear=RepeatingEar(),
        reader=None,
        sketcher=GreyPainter("sketch"),
        painter=GreyPainter("oil"),
        label=written_on,
    )


def learnt(steps: Steps, element_id: str, **changes: Any) -> Likeness:
    plain: dict[str, Any] = {
        "id": f"likeness-{element_id}",
        "element_id": element_id,
        "patient_id": "ines",
        "training_id": None,
        "method": Method.LORA,
        "token": f"{element_id}tok",
        "class_word": "x",
        "base": "oil",
        "base_hash": HASH,
        "step": 800,
        "media_id": steps.media.put(element_id.encode(), suffix=".lora", name=element_id),
        "sha256": element_id,
        "source": "shipped",
    }
    likeness = Likeness(**(plain | changes))
    steps.book.save_likeness(likeness)
    return likeness


def painted(steps: Steps, *elements: str) -> Render:
    """The first painting of a scene that holds these elements."""
    before = steps.book.scene("r1")
    revision = before.revision + 1 if before else 1
    uses = tuple(ElementUse(element_id=element) for element in elements)
    steps.book.save_scene(a_scene(revision=revision, elements=uses))
    expect("r1", Step.SKETCHING, book=steps.book)
    for step in (Step.SKETCHING, Step.PAINTING):
        assert steps.take("r1", step, lambda: Halt.NO) is StepState.DONE
    fresh = (r for r in steps.book.renders("r1") if r.kind == "painting" and r.scene_revision == revision)
    return next(fresh)


def worn(steps: Steps) -> list[str]:
    assert isinstance(steps.painter, GreyPainter)
    return [likeness.element_id for likeness in steps.painter.given[-1][1]]


def doubts(render: Render) -> list[tuple[str, str]]:
    return [(doubt.key, doubt.data["name"]) for doubt in render.doubts]


def test_the_likenesses_of_the_scene_are_worn_and_kept_in_the_recipe(steps: Steps) -> None:
    for element in ("rosa", "faro", "luis"):
        learnt(steps, element)
    render = painted(steps, "ines", "rosa", "faro")
    assert worn(steps) == ["rosa", "faro"]
    assert render.recipe.likeness_ids == ("likeness-rosa", "likeness-faro")
    assert "a girl and a rosatok woman" in render.recipe.prompt.positive
    assert "farotok lighthouse" in render.recipe.prompt.positive
    assert {region.element_id for region in render.recipe.prompt.regions} == {"rosa", "faro"}
    assert render.doubts == ()


def test_the_sketch_knows_nothing_of_likenesses(steps: Steps) -> None:
    learnt(steps, "rosa")
    painted(steps, "rosa")
    sketch = next(render for render in steps.book.renders("r1") if render.kind == "sketch")
    assert "rosatok" not in sketch.recipe.prompt.positive
    assert (sketch.recipe.likeness_ids, sketch.recipe.prompt.regions, sketch.doubts) == ((), (), ())


def test_the_newest_likeness_for_this_painter_is_worn(steps: Steps) -> None:
    learnt(steps, "rosa", id="old", made_at=now() - timedelta(days=2))
    learnt(steps, "rosa", id="good", made_at=now() - timedelta(days=1))
    learnt(steps, "rosa", id="other", base_hash="f" * 64)
    assert painted(steps, "rosa").recipe.likeness_ids == ("good",)


def test_a_likeness_of_another_painter_is_left_and_told(steps: Steps) -> None:
    learnt(steps, "rosa", base_hash="f" * 64)
    render = painted(steps, "rosa", "luis")
    assert worn(steps) == []
    assert "rosatok" not in render.recipe.prompt.positive
    assert doubts(render) == [("likeness_other_painter", "Rosa")]


def test_nobody_is_worn_who_said_no(steps: Steps) -> None:
    learnt(steps, "rosa")
    no = Depiction(
        id="no",
        element_id="rosa",
        patient_id="ines",
        person="Rosa",
        given_by="Rosa",
        purpose="",
        state=DepictionState.REFUSED,
    )
    steps.book.save_depiction(no)
    render = painted(steps, "rosa")
    assert worn(steps) == []
    assert render.doubts == ()


def test_without_consent_to_photos_nobody_is_worn(steps: Steps) -> None:
    learnt(steps, "rosa")
    steps.book.save_patient(cast().model_copy(update={"consents": Consents(photos=False)}))
    assert painted(steps, "rosa").recipe.likeness_ids == ()


def test_four_at_most_and_one_place(steps: Steps) -> None:
    for element in KINDS:
        learnt(steps, element)
    render = painted(steps, *KINDS)
    assert worn(steps) == ["ines", "rosa", "luis", "nube"]
    assert doubts(render) == [("likeness_no_room", name) for name in ("Tren", "Faro", "Plaza")]
    assert painted(steps, "faro", "plaza", "ines").recipe.likeness_ids == ("likeness-faro", "likeness-ines")


def test_a_whole_likeness_is_worn_alone_or_gives_way(steps: Steps) -> None:
    learnt(steps, "rosa", method=Method.DREAMBOOTH)
    learnt(steps, "ines")
    render = painted(steps, "ines", "rosa")
    assert worn(steps) == ["ines"]
    assert doubts(render) == [("likeness_alone_only", "Rosa")]
    assert painted(steps, "rosa").recipe.likeness_ids == ("likeness-rosa",)
    learnt(steps, "rosa", id="lora", made_at=now() - timedelta(days=9))
    assert painted(steps, "ines", "rosa").recipe.likeness_ids == ("likeness-ines", "lora")


def test_elements_learnt_whole_in_one_training_stand_together(steps: Steps) -> None:
    for element in ("ines", "rosa"):
        learnt(steps, element, method=Method.DREAMBOOTH, sha256="both")
    assert painted(steps, "ines", "rosa").doubts == ()
    assert worn(steps) == ["ines", "rosa"]


def test_what_the_painter_doubts_is_kept_with_the_picture(steps: Steps) -> None:
    told = Doubt(key="came_out_unlike", data={"name": "Rosa", "tries": "2"})

    class Doubting(GreyPainter):
        def paint(self, *args: Any, **asked: Any) -> list[Picture]:
            return [picture.model_copy(update={"doubts": (told,)}) for picture in super().paint(*args, **asked)]

    doubting = replace(steps, painter=Doubting("oil"))
    assert painted(doubting, "rosa").doubts == (told,)


def test_a_likeness_whose_file_is_gone_is_painted_from_words(steps: Steps) -> None:
    gone = learnt(steps, "rosa")
    learnt(steps, "luis")
    steps.media.delete(gone.media_id)
    render = painted(steps, "rosa", "luis")
    assert worn(steps) == ["luis"]
    assert "rosatok" not in render.recipe.prompt.positive
    assert "luistok" in render.recipe.prompt.positive
    assert render.recipe.likeness_ids == ("likeness-luis",)
    assert doubts(render) == [("likeness_unreadable", "Rosa")]


class Choosy(GreyPainter):
    """It cannot wear the likenesses of these ids; `tells` whether it says which."""

    def __init__(self, bad: Sequence[str], fault: type[EvocaError], *, tells: bool = True) -> None:
        super().__init__("oil")
        self._bad, self._kind, self._tells = bad, fault, tells

    def paint(self, *args: Any, likenesses: Sequence[LikenessAtHand] = (), **asked: Any) -> list[Picture]:
        for one in likenesses:
            if one.id in self._bad:
                raise self._kind(**({"likeness": one.id} if self._tells else {"file": one.file.name}))
        return super().paint(*args, likenesses=likenesses, **asked)


@pytest.mark.parametrize("fault", [LikenessRefused, LikenessMisshapen, TokenTaken])
def test_damaged_likenesses_are_left_out_one_by_one(
    steps: Steps, fault: type[EvocaError], caplog: pytest.LogCaptureFixture
) -> None:
    for element in ("rosa", "luis", "nube"):
        learnt(steps, element)
    choosy = replace(steps, painter=Choosy(["likeness-rosa", "likeness-nube"], fault))
    render = painted(choosy, "rosa", "luis", "nube")
    assert worn(choosy) == ["luis"]
    assert doubts(render) == [("likeness_unreadable", "Rosa"), ("likeness_unreadable", "Nube")]
    assert "likeness-rosa" in caplog.text
    assert "Rosa" not in caplog.text.replace("likeness-rosa", "")


@pytest.mark.parametrize(("language", "said"), [("es", "ya no es el que se guardó"), ("en", "no longer the one")])
def test_a_file_that_changed_since_it_was_kept_is_told_as_such(steps: Steps, language: Language, said: str) -> None:
    learnt(steps, "rosa")
    choosy = replace(steps, painter=Choosy(["likeness-rosa"], LikenessAltered))
    render = painted(choosy, "rosa")
    assert worn(choosy) == []
    assert doubts(render) == [("likeness_changed", "Rosa")]
    sentence = say(render.doubts[0].key, language, address=None, **render.doubts[0].data)
    assert "Rosa" in sentence
    assert said in sentence


def test_where_nobody_knows_which_is_damaged_all_are_left_out(steps: Steps) -> None:
    for element in ("rosa", "luis"):
        learnt(steps, element)
    choosy = replace(steps, painter=Choosy(["likeness-luis"], LikenessRefused, tells=False))
    render = painted(choosy, "rosa", "luis")
    assert worn(choosy) == []
    assert doubts(render) == [("likeness_unreadable", "Rosa"), ("likeness_unreadable", "Luis")]
