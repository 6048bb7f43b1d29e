"""Judges of likeness: one contract for all, and what each knows of its own."""

import io
import math
from pathlib import Path

import pytest
from PIL import Image

from assistant.elements import ACCEPTED, Face, Findings, Sample, Trial, share
from assistant.errors import ModelMissing, PhotoTooSmall
from assistant.ports import Judge, Seen
from assistant.story import Box, ElementKind
from pipelines.judging import DrawnJudge, FaceJudge, copies, left_edges, sureness
from pipelines.scripted import ScriptedJudge
from pipelines.storybook.characters import View, company, photos, portray, twelve, views
from pipelines.storybook.schooling import png_of
from pipelines.storybook.verifier import equal_error

WHOLE = Box(left=0, top=0, width=1, height=1)
ANA, OTHER = (1.0, 0.0), (0.0, 1.0)


class EyeForColours:
    """A `PhotoEye` to whom a red picture shows Ana, a blue one somebody else, and a grey one nobody."""

    def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
        with Image.open(io.BytesIO(data)) as opened:
            colour = opened.convert("RGB").getpixel((0, 0))
        told = {(255, 0, 0): (ANA,), (0, 0, 255): (OTHER,), (255, 0, 255): (OTHER, ANA)}.get(colour, ())  # type: ignore[arg-type]  # an RGB pixel
        boxes = (Box(left=0.1, top=0.1, width=0.2, height=0.2), Box(left=0.7, top=0.1, width=0.2, height=0.2))
        faces = tuple(Face(box=box, print=one) for box, one in zip(boxes, told, strict=False))
        found = Findings(
            width=8, height=8, sharpness=1, brightness=0.5, contrast=0.5, fingerprint="0" * 16, faces=faces
        )
        return Seen(clean=data, preview=data, findings=found, crop=crop or WHOLE)


def colour(name: str) -> bytes:
    return png_of(Image.new("RGB", (8, 8), name))


@pytest.fixture(scope="module")
def drawn() -> DrawnJudge:
    return DrawnJudge()


def judges() -> list[tuple[Judge, list[bytes], bytes]]:
    woman = twelve()[0]
    pictures = [png_of(photo) for photo in photos(woman)]
    shown = png_of(portray(woman, views(woman, "contract", 1)[0]))
    return [
        (ScriptedJudge(), pictures, shown),
        (DrawnJudge(), pictures, shown),
        (FaceJudge(EyeForColours()), [colour("red")] * 3, colour("red")),
    ]


@pytest.mark.parametrize("which", range(3))
def test_every_judge_keeps_the_contract(which: int) -> None:
    judge, lessons, shown = judges()[which]
    kind = ElementKind.PERSON
    prints = judge.prints_of(lessons, kind=kind)
    assert 0 < len(prints) <= len(lessons)
    assert judge.prints_of(lessons, kind=kind) == prints
    assert judge.accepts(shown, box=None, kind=kind, prints=prints) >= ACCEPTED
    assert judge.accepts(shown, box=WHOLE, kind=kind, prints=()) == 0.0
    assert judge.prints_of([], kind=kind) == ()
    trial = Trial(kind=kind, prints=prints, lessons=tuple(lessons), painted=(Sample(png=shown),))
    scores = judge.score(trial)
    assert scores.identity == 1.0
    assert scores.drift == 0.0
    for name in judge.blind_to(kind):
        assert getattr(scores, name) == (1.0 if name in {"identity", "fidelity"} else 0.0)
    assert judge.name


def test_faces_are_one_persons_below_the_published_distance() -> None:
    judge = FaceJudge(EyeForColours())
    near = (math.cos(0.3), math.sin(0.3))
    assert judge.accepts(colour("red"), box=None, kind=ElementKind.SELF, prints=[near]) > ACCEPTED
    assert judge.accepts(colour("red"), box=None, kind=ElementKind.SELF, prints=[OTHER]) < ACCEPTED
    assert judge.accepts(colour("grey"), box=None, kind=ElementKind.SELF, prints=[ANA]) == 0.0


def test_a_square_of_too_few_pixels_shows_nobody_and_the_others_count() -> None:
    class Strict(EyeForColours):
        def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
            if data == b"tiny":
                raise PhotoTooSmall(width=20, height=20)
            return super().look(data, people=people, crop=crop)

    judge = FaceJudge(Strict())
    assert judge.prints_of([b"tiny", colour("red")], kind=ElementKind.PERSON) == (ANA,)
    assert judge.prints_of([b"tiny"], kind=ElementKind.PERSON) == ()


def test_a_face_counts_only_in_its_own_box() -> None:
    judge, both = FaceJudge(EyeForColours()), colour("magenta")
    left, right = Box(left=0, top=0, width=0.5, height=1), Box(left=0.5, top=0, width=0.5, height=1)
    assert judge.accepts(both, box=left, kind=ElementKind.PERSON, prints=[ANA]) < ACCEPTED
    assert judge.accepts(both, box=right, kind=ElementKind.PERSON, prints=[ANA]) > ACCEPTED


def test_the_judge_of_faces_says_that_it_knows_no_animals_and_reads_no_prompts() -> None:
    judge = FaceJudge(EyeForColours())
    assert judge.blind_to(ElementKind.PERSON) == {"fidelity"}
    assert judge.blind_to(ElementKind.ANIMAL) == {"fidelity", "identity", "drift"}
    assert judge.prints_of([colour("red")], kind=ElementKind.PLACE) == ()
    assert judge.accepts(colour("red"), box=None, kind=ElementKind.ANIMAL, prints=[ANA]) == 0.0


def test_a_picture_nearer_to_a_photo_than_photos_are_to_each_other_is_a_copy() -> None:
    lessons = [colour("#000000"), colour("#202020"), colour("#f0f0f0")]
    assert copies([colour("#040404"), colour("#808080"), colour("#202020")], lessons) == [True, False, True]
    twice = [colour("#000000"), colour("#000000"), colour("#f0f0f0")]
    assert copies([colour("#101010")], twice) == [True]  # the same photo twice tells nothing
    assert copies([colour("#000000")], [colour("#000000")]) == [False]
    assert copies([colour("#000000")], []) == [False]


def test_sureness_is_a_half_on_the_threshold_and_grows() -> None:
    assert sureness(0.0, 14) == 0.5
    assert sureness(-0.1, 14) < 0.5 < sureness(0.1, 14) < 1


def test_somebody_is_looked_for_around_the_middle_of_the_box() -> None:
    edges = left_edges(Box(left=32 / 256, top=0.2, width=96 / 256, height=0.8))
    assert edges == (16, 24, 32, 40, 48)
    assert min(left_edges(WHOLE)) <= 0 and max(left_edges(WHOLE)) >= 160
    assert left_edges(None) == tuple(range(0, 161, 16))


def test_drawn_characters_are_told_from_others_of_their_kind(drawn: DrawnJudge) -> None:
    own, strange, nearest = [], [], []
    kinds = {"person": ElementKind.PERSON, "animal": ElementKind.ANIMAL, "place": ElementKind.PLACE}
    for one in twelve():
        kind = kinds[one.look.kind]
        prints = drawn.prints_of([png_of(photo) for photo in photos(one)], kind=kind)
        others = [other for other in twelve() if other.look.kind == one.look.kind and other is not one]
        for view in views(one, "told apart", 2):
            mine, *theirs = (
                drawn.accepts(png_of(portray(who, view)), box=None, kind=kind, prints=prints) for who in (one, *others)
            )
            own.append(mine >= ACCEPTED)
            strange += [sure >= ACCEPTED for sure in theirs]
            nearest.append(mine > max(theirs))
    assert share(own) >= 0.85
    assert share(strange) <= 0.10
    assert share(nearest) >= 0.90


def test_of_two_in_a_picture_each_is_found_in_its_own_place(drawn: DrawnJudge) -> None:
    woman, man = twelve()[0], twelve()[1]
    png = png_of(company([woman, man], View(place="forest")))
    prints = {
        one.name: drawn.prints_of([png_of(photo) for photo in photos(one)], kind=ElementKind.PERSON)
        for one in (woman, man)
    }
    boxes = {
        woman.name: Box(left=32 / 256, top=0.19, width=96 / 256, height=0.8),
        man.name: Box(left=128 / 256, top=0.19, width=96 / 256, height=0.8),
    }
    for name, box in boxes.items():
        for other, known in prints.items():
            sure = drawn.accepts(png, box=box, kind=ElementKind.PERSON, prints=known)
            assert (sure >= ACCEPTED) == (other == name)


def test_the_prompts_other_things_are_read_where_they_can_be_told(drawn: DrawnJudge) -> None:
    woman = twelve()[0]
    png = png_of(portray(woman, View(place="forest", weather="snow")))
    right = Sample(png=png, others=("forest", "snow", "a mystery"))
    assert drawn.found(right) == [True, True]
    assert drawn.fidelity([right, Sample(png=png, others=("beach", "snow"))]) == 0.75
    assert drawn.fidelity([Sample(png=png)]) == 1.0


def test_things_are_beyond_the_judge_of_drawings(drawn: DrawnJudge) -> None:
    assert drawn.prints_of([colour("red")], kind=ElementKind.OBJECT) == ()
    assert drawn.blind_to(ElementKind.OBJECT) == {"identity", "drift"}
    assert drawn.accepts(colour("red"), box=None, kind=ElementKind.OBJECT, prints=[(1.0,)]) == 0.0


def test_the_shipped_judge_was_examined_on_strangers(drawn: DrawnJudge) -> None:
    for kind in (ElementKind.PERSON, ElementKind.PLACE):
        assert 0.0 <= drawn.error(kind) < 0.15


def test_a_judge_without_weights_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        DrawnJudge(tmp_path / "none.safetensors").prints_of([colour("red")], kind=ElementKind.PERSON)


def test_the_equal_error_rate_is_where_both_errors_meet() -> None:
    told = [(True, 0.9), (True, 0.8), (True, 0.3), (True, 0.7), (False, 0.1), (False, 0.2), (False, 0.75), (False, 0.0)]
    rate, threshold = equal_error(told)
    assert rate == 0.25
    assert 0.3 < threshold <= 0.75
    assert equal_error([(True, 0.6), (True, 0.9), (False, 0.1)])[0] == 0.0
    with pytest.raises(ValueError, match="of the same and of others"):
        equal_error([(True, 1.0)])
