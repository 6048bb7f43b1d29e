"""Scenes are drawn as they say, the same for the same seed, and never with a pair that is kept back."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.storybook.album import OTHERS_COUNT, PERSON_COUNTS, Drawing, what_counts
from pipelines.storybook.cast import (
    ANIMALS,
    COLOURS,
    PEOPLE,
    PLACES,
    STYLES,
    THINGS,
    WEATHERS,
    Animal,
    Person,
    Scene,
    Thing,
    attributes,
    is_kept_back,
    never_together,
)
from pipelines.storybook.latents import PatchAutoencoder
from pipelines.storybook.scenes import contact_sheet, draw, spots, think_up
from pipelines.storybook.sprites import sprite
from tests.pipelines.storybook.chance import seeded


def pixels(scene: Scene) -> np.ndarray:
    return np.asarray(draw(scene), dtype=np.int16)


def test_the_same_seed_draws_the_same_scene() -> None:
    one, other = (think_up(seeded(12)) for _ in range(2))
    assert one == other
    assert np.array_equal(pixels(one), pixels(other))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_training_never_meets_a_kept_back_pair(seed: int) -> None:
    scene = think_up(seeded(seed))
    assert not any(never_together(one, other) for one, other in combinations(attributes(scene), 2))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_kept_back_scenes_hold_a_pair_training_never_meets(seed: int) -> None:
    assert is_kept_back(think_up(seeded(seed), kept_back=True))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_subjects_are_drawn_in_their_spots_alone(seed: int) -> None:
    scene = think_up(seeded(seed)).model_copy(update={"style": "storybook"})
    differs = (pixels(scene) != pixels(scene.model_copy(update={"subjects": ()}))).any(axis=2)
    assert differs.any() == bool(scene.subjects)
    for _, (left, top, right, bottom) in spots(scene):
        assert differs[top:bottom, left:right].any()
        differs[top:bottom, left:right] = False
    assert not differs.any()


def test_errors_count_more_where_somebody_stands() -> None:
    counts = what_counts(Scene(subjects=(Person(who="man"), Animal(name="dog")), place="beach"), 16)
    assert counts.mean() == pytest.approx(1.0)
    ground, person, dog = counts[0, 0], counts[8, 4], counts[12, 10]
    assert person / ground == pytest.approx(PERSON_COUNTS)
    assert dog / ground == pytest.approx(OTHERS_COUNT)


def test_some_but_few_pairs_are_kept_back() -> None:
    pairs = [(f"who {who}", f"place {place}") for who in PEOPLE for place in PLACES]
    share = sum(never_together(*pair) for pair in pairs) / len(pairs)
    assert 0.04 < share < 0.16


@pytest.mark.parametrize("usual", ["style storybook", "weather sunny"])
def test_everybody_and_every_place_is_drawn_in_the_plain_style_and_in_the_sun(usual: str) -> None:
    others = {name for seed in range(400) for name in attributes(think_up(seeded(seed), kept_back=True))}
    assert {f"who {who}" for who in PEOPLE} | {f"place {place}" for place in PLACES} <= others
    assert not any(never_together(usual, other) for other in others)


def test_what_an_earlier_slice_saw_too_seldom_can_be_favoured() -> None:
    def share(favoured: frozenset[str]) -> float:
        drawing = iter(Drawing(PatchAutoencoder(), 3, favoured=favoured))
        scenes = [Scene.model_validate_json(next(drawing)[1]) for _ in range(120)]
        return sum("place kitchen" in attributes(scene) for scene in scenes) / len(scenes)

    assert share(frozenset()) < 0.15
    assert share(frozenset({"place kitchen"})) > 0.4


def test_the_cast_is_as_large_as_promised() -> None:
    assert len(PLACES) >= 24
    assert len(ANIMALS) >= 12
    assert len(THINGS) >= 30
    assert len(STYLES) == 5
    for name in (*ANIMALS.values(), *THINGS.values()):
        assert np.asarray(sprite(name, 32))[:, :, 3].max() == 255, name


@pytest.mark.parametrize("place", PLACES)
def test_every_place_looks_different_from_every_other(place: str) -> None:
    here = pixels(Scene.model_validate({"subjects": (), "place": place}))
    for other in PLACES:
        if other != place:
            there = pixels(Scene.model_validate({"subjects": (), "place": other}))
            assert np.abs(here - there).mean() > 5, other


@pytest.mark.parametrize("weather", WEATHERS)
def test_weather_shows_outside_and_through_a_window(weather: str) -> None:
    for place in ("farm", "kitchen"):
        pictures = [pixels(Scene.model_validate({"subjects": (), "place": place, "weather": one})) for one in WEATHERS]
        mine = WEATHERS.index(weather)
        for index, picture in enumerate(pictures):
            assert index == mine or np.abs(picture - pictures[mine]).max() > 40, (place, WEATHERS[index])


@pytest.mark.parametrize("change", [{"who": "woman"}, {"colour": "red"}, {"outfit": "uniform"}, {"mood": "sad"},
                                    {"activity": "reading"}, {"hair": "blond"}, {"skin": "dark"}, {"glasses": True},
                                    {"hat": True}])  # fmt: skip
def test_each_attribute_of_a_person_shows(change: dict[str, object]) -> None:
    plain = Person(who="man")
    changed = plain.model_copy(update=change)
    before, after = (pixels(Scene(subjects=(person,), place="park")) for person in (plain, changed))
    assert np.abs(before - after).max() > 60


def test_colours_are_told_apart() -> None:
    shirts = [pixels(Scene(subjects=(Person(who="man", colour=c),), place="park"))[160, 128] for c in COLOURS]
    assert min(np.abs(one - other).sum() for one, other in combinations(shirts, 2)) > 40


def test_grey_styles_have_no_colour_of_their_own() -> None:
    subject = (Animal(name="dog"), Thing(name="car"))
    sketch = pixels(Scene(subjects=subject, place="farm", style="sketch"))
    assert (sketch.max(axis=2) - sketch.min(axis=2)).max() == 0


def test_a_contact_sheet_holds_every_picture() -> None:
    pictures = [draw(Scene(subjects=(), place=place)) for place in PLACES[:5]]
    sheet = contact_sheet(pictures, ["a"] * 5, columns=2)
    assert sheet.width == 2 * 192
    assert sheet.height == 3 * 248
