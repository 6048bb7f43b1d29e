"""Invented characters are always themselves, unlike each other, and unlike anything that training draws."""

from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from assistant.demo import demo
from assistant.elements import Framing
from pipelines.storybook.characters import (
    LEAST_APART,
    View,
    any_view,
    caption_of,
    company,
    photo_views,
    photos,
    portray,
    sibling,
    stranger,
    twelve,
    views,
    visibly_apart,
)
from pipelines.storybook.describing import colour_word, describe
from pipelines.storybook.figures import HAIR_INKS, INKS
from pipelines.storybook.juan import LOOKS, character
from pipelines.storybook.looks import Look
from pipelines.storybook.verifier import family
from tests.pipelines.storybook.chance import seeded

PEOPLE = [one for one in twelve() if one.look.kind == "person"]


def same(one: Image.Image, other: Image.Image) -> bool:
    return bool(np.array_equal(np.asarray(one), np.asarray(other)))


def test_there_are_six_people_three_dogs_and_three_buildings() -> None:
    kinds = [one.look.kind for one in twelve()]
    assert (kinds.count("person"), kinds.count("animal"), kinds.count("place")) == (6, 3, 3)
    assert len({one.name for one in twelve()}) == 12


def test_no_two_of_them_look_alike() -> None:
    for one, other in combinations(twelve(), 2):
        if one.look.kind == other.look.kind:
            assert visibly_apart(one, other) > 0.2, (one.name, other.name)


def test_the_painters_training_never_draws_such_people() -> None:
    ordinary_inks = {*INKS.values(), *HAIR_INKS.values()}
    for one in PEOPLE:
        assert isinstance(one.look, Look)
        worn = one.look.wardrobe[0]
        assert one.look.hair not in ordinary_inks
        assert worn.pattern != "plain"


def test_nobody_in_the_judges_school_looks_like_one_of_the_twelve() -> None:
    strangers = family(seeded(21), "figure", 8) + family(seeded(22), "place", 4)
    for one in twelve():
        for other in strangers:
            if other.look.kind == one.look.kind:
                assert visibly_apart(one, other) >= LEAST_APART, (one.name, other)


def test_ten_photos_vary_in_place_and_framing_and_are_the_same_every_time() -> None:
    one = twelve()[0]
    told = photo_views(one)
    assert len({view.place for view in told}) == 10
    assert {view.framing for view in told} == set(Framing)
    assert all(same(a, b) for a, b in zip(photos(one)[:3], photos(one)[:3], strict=True))
    assert all(photo.size == (256, 256) for photo in photos(one))


def test_captions_name_the_token_and_never_the_looks() -> None:
    one = twelve()[0]
    for view in photo_views(one):
        words = caption_of(one, view, "xoq")
        assert "xoq woman" in words
        assert not {"green", "striped", "glasses", "hat"} & set(words.replace(",", "").split())


@pytest.mark.parametrize("kind", ["person", "animal", "place"])
def test_a_sibling_shares_the_class_and_yet_looks_different(kind: str) -> None:
    chance = seeded(3)
    one = stranger(chance, kind, "a")  # type: ignore[arg-type]  # the parameters are its literals
    other = sibling(chance, one)
    assert other.class_word == one.class_word
    assert visibly_apart(one, other) >= LEAST_APART


def test_in_company_everybody_keeps_their_place() -> None:
    woman, man, dog = twelve()[0], twelve()[1], twelve()[6]
    both = np.asarray(company([woman, man], View(place="park")), dtype=int)
    swapped = np.asarray(company([man, woman], View(place="park")), dtype=int)
    assert np.abs(both[:, 32:128] - swapped[:, 128:224]).mean() < 25 < np.abs(both - swapped).mean() + 20
    with_dog = np.asarray(company([woman, dog], View(place="park")), dtype=int)
    assert np.array_equal(with_dog[:, 32:128], both[:, 32:128])
    assert not np.array_equal(with_dog[:, 128:224], both[:, 128:224])


def test_a_building_stands_behind_people_and_lets_no_other_place_in() -> None:
    house = twelve()[9]
    alone = portray(house, View(place="beach"))
    assert same(alone, portray(house, View(place="forest")))
    assert not same(alone, company([house, PEOPLE[0]], View(place="beach")))


def test_a_wardrobe_changes_clothes_and_nothing_above_them() -> None:
    girl = next(one for one in PEOPLE if isinstance(one.look, Look) and len(one.look.wardrobe) > 1)
    first, second = (np.asarray(portray(girl, View(dressed=at))) for at in (0, 1))
    assert np.array_equal(first[:140], second[:140])
    assert not np.array_equal(first[140:], second[140:])


def test_light_and_framing_change_the_photo() -> None:
    one, view = twelve()[0], View(place="park")
    whole = portray(one, view)
    assert not same(whole, portray(one, view.model_copy(update={"framing": Framing.CLOSE_UP})))
    dark = portray(one, view.model_copy(update={"light": 0.85}))
    assert np.asarray(dark).mean() < 0.9 * np.asarray(whole).mean()


def test_the_same_seed_gives_the_same_views_and_another_gives_others() -> None:
    one = twelve()[0]
    assert views(one, "a", 5) == views(one, "a", 5) != views(one, "b", 5)
    assert any_view(seeded(1)) == any_view(seeded(1))


def test_words_for_looks_name_what_is_seen() -> None:
    assert describe(twelve()[0]) == (
        "a woman with green hair with red square glasses with a black top hat in a red and white striped dress"
    )
    assert "dotted" in describe(twelve()[6])
    assert "onion roof" in describe(twelve()[9])
    assert colour_word("#fe0101") == "red"


def test_every_element_of_the_demo_patient_has_a_look_and_juan_is_known_at_any_age() -> None:
    elements = {element.id: element for element in demo().patient.elements}
    assert set(LOOKS) == set(elements)
    ages = [LOOKS[name] for name in ("jovenalp", "adultalp", "80alp")]
    assert all(isinstance(look, Look) for look in ages)
    assert len({(look.glasses, look.rim, look.beard, look.neckwear) for look in ages if isinstance(look, Look)}) == 1
    for name, element in elements.items():
        drawn = character(name, element.token, element.class_word)
        assert drawn.look.kind == {"self": "person"}.get(element.kind.value, element.kind.value)
