import re

import pytest

from pipelines.art.icons import svg_body
from pipelines.art.inks import INKS
from pipelines.art.tint import tinted


def colours(body: str) -> set[str]:
    return {code.lower() for code in re.findall(r"#[0-9a-fA-F]{6}", body)}


def test_the_main_colour_turns_and_the_rest_stays() -> None:
    body = '<path fill="#d02020"/><path fill="#a01818"/><path fill="#2040d0"/><path fill="#ffffff"/>'
    turned = tinted(body, "green")
    assert "#2040d0" in turned
    assert "#ffffff" in turned
    assert "#d02020" not in turned
    greens = colours(turned) - {"#2040d0", "#ffffff"}
    assert len(greens) == 2
    assert all(int(code[3:5], 16) > int(code[1:3], 16) for code in greens)


@pytest.mark.parametrize("colour", sorted(INKS))
def test_a_car_of_every_colour(colour: str) -> None:
    assert tinted(svg_body("automobile"), colour) != svg_body("automobile")


def test_the_vivid_colour_is_the_main_one_however_small_the_rest() -> None:
    assert "#5547f4" not in tinted(svg_body("umbrella"), "black")
    assert "#3f7377" in tinted(svg_body("umbrella"), "black")


def test_a_drawing_without_colour_is_coloured_whole() -> None:
    assert colours(tinted('<path fill="#ccc"/><path fill="#888888"/>', "blue")) != {"#888888"}


def test_names_of_gradients_are_left_alone() -> None:
    assert tinted('<path fill="url(#abcde1g)"/><path fill="#d02020"/>', "blue").startswith(
        '<path fill="url(#abcde1g)"/>'
    )
