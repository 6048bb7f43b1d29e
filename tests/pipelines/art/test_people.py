from typing import get_args

import pytest

from pipelines.art.clothing import EXTRAS, OUTFITS
from pipelines.art.figures import Age, Figure, Gender, Pose, draw
from pipelines.art.hats import HATS
from pipelines.art.people import MOST, clothes, figures_of, garment_of
from tests.pipelines.pictures import dice


def cast(phrase: str, seed: int = 1) -> list[Figure]:
    return figures_of(phrase, dice(seed))


@pytest.mark.parametrize(
    ("phrase", "age", "gender"),
    [
        ("old man", "old", "man"),
        ("little girl", "child", "woman"),
        ("grandmother", "old", "woman"),
        ("young woman", "young", "woman"),
        ("elderly neighbour woman", "old", "woman"),
        ("17-year-old boy", "young", "man"),
        ("man of 80", "old", "man"),
        ("middle-aged son", "adult", "man"),
        ("Mrs Doyle", "adult", "woman"),
        ("Mr Brown the teacher", "adult", "man"),
        ("baby", "baby", None),
        ("little sister", "child", "woman"),
        ("best friend", "young", None),
    ],
)
def test_age_and_gender_are_read_from_the_words(phrase: str, age: str, gender: str | None) -> None:
    (figure,) = cast(phrase)
    assert figure.age == age
    assert gender is None or figure.gender == gender


@pytest.mark.parametrize(
    ("phrase", "number"),
    [("two boys", 2), ("children", 2), ("three old women", 3), ("group of friends", 3), ("crowd of people", 4),
     ("parents", 2), ("ten soldiers", 4), ("boy", 1)],
)  # fmt: skip
def test_how_many(phrase: str, number: int) -> None:
    assert len(cast(phrase)) == number <= MOST


def test_pairs_are_of_two_kinds() -> None:
    assert [figure.gender for figure in cast("grandparents")] == ["man", "woman"]
    assert {figure.outfit for figure in cast("bride and groom")} == {"suit", "wedding dress"}


def test_nobody_known_is_a_grown_person() -> None:
    (figure,) = cast("Zorblax")
    assert (figure.age, figure.outfit in {"casual", "dress"}) == ("adult", True)


@pytest.mark.parametrize(
    ("phrase", "outfit", "colour"),
    [
        ("young woman in a yellow dress", "dress", "yellow"),
        ("man in a dark green coat", "coat", "green"),
        ("woman wearing a white coat", "white coat", None),
        ("boy in a red jumper", "casual", "red"),
        ("doctor", "white coat", None),
        ("soldier", "uniform", None),
        ("bride", "wedding dress", None),
    ],
)
def test_clothes_are_put_on(phrase: str, outfit: str, colour: str | None) -> None:
    (figure,) = cast(phrase)
    assert figure.outfit == outfit
    assert colour is None or figure.colour == colour


def test_hats_and_glasses() -> None:
    (figure,) = cast("old man with glasses and a straw hat")
    assert (figure.hat, figure.extras) == ("straw", ("glasses",))


@pytest.mark.parametrize(
    ("phrase", "found"),
    [("yellow dress", ("outfit", "dress", "yellow")), ("long leather trench coat", ("outfit", "coat", "")),
     ("black beret", ("hat", "beret", "black")), ("silk shawl with a fringe", ("extra", "shawl", ""))],
)  # fmt: skip
def test_a_garment_by_itself_is_known(phrase: str, found: tuple[str, str, str]) -> None:
    garment = garment_of(phrase)
    assert garment is not None
    assert (garment.place, garment.key, garment.colour) == found


@pytest.mark.parametrize("phrase", ["", "dress shop", "button of a coat", "dog"])
def test_other_things_are_no_garment(phrase: str) -> None:
    assert garment_of(phrase) is None


def test_every_garment_word_can_be_drawn() -> None:
    for word, worn in clothes().items():
        known = {"outfit": OUTFITS, "hat": HATS.keys(), "extra": EXTRAS}[worn.place]
        assert worn.key in known, word


@pytest.mark.parametrize("outfit", sorted(OUTFITS))
@pytest.mark.parametrize("age", ["baby", "child", "young", "adult", "old"])
def test_every_figure_is_a_drawing_of_its_own(outfit: str, age: Age) -> None:
    genders: tuple[Gender, ...] = get_args(Gender)
    poses: tuple[Pose, ...] = ("standing", "sitting", "dancing", "walking", "holding")
    drawn = {draw(Figure(age=age, gender=who, outfit=outfit, pose=pose)) for who in genders for pose in poses}
    assert len(drawn) >= (1 if age == "baby" else 8)
    assert all("nan" not in svg for svg in drawn)


def test_the_same_dice_give_the_same_people() -> None:
    assert cast("three cousins", 5) == cast("three cousins", 5)
    assert cast("three cousins", 5) != cast("three cousins", 6)
