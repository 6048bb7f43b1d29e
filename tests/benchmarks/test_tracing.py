"""The check for inventions is strict: a word that nobody said is found, a translation is not."""

import pytest

from benchmarks.gold import GoldMemory, GoldProfile
from benchmarks.tracing import forbidden, untraceable
from benchmarks.understanding import SaidDetail, match_entities

PROFILE = GoldProfile(name="Remedios Vega", language="es", born=1940, home="Ronda", country="Spain")


def memory(text: str, **labels: object) -> GoldMemory:
    return GoldMemory.model_validate(
        {"id": "x", "profile": "remedios", "lang": "es", "text": text, "stage": "youth", **labels}
    )


@pytest.mark.parametrize("prompt", ["two hens in a square, 1950s, Spain, soft ink", "a white dress, snow"])
def test_what_was_said_or_is_in_the_profile_is_traced(prompt: str) -> None:
    told = memory("Nevaba y las dos gallinas cruzaron la plaza, y mi vestido blanco.")
    assert untraceable(prompt, told, PROFILE, "soft ink") == ()


@pytest.mark.parametrize(("prompt", "word"), [("two dogs in a square", "dogs"), ("a square, 1880s", "1880s")])
def test_what_nobody_said_is_found(prompt: str, word: str) -> None:
    assert word in untraceable(prompt, memory("Las gallinas cruzaron la plaza."), PROFILE, "")


def test_what_must_not_be_shown_is_found_as_a_whole_word() -> None:
    told = memory("No teníamos coche.", not_shown=["coche"], must_not=["cat"])
    assert forbidden("a car in a street", told) == ("coche",)
    assert forbidden("a cat", told) == ("cat",)
    assert forbidden("a carpet, cattle", told) == ()


def test_one_detail_finds_one_entity_and_long_evidence_none() -> None:
    told = memory("x", entities={"objects": ["pan", "queso"]})
    both = SaidDetail("objects", "pan", "pan y queso", "present")
    long = SaidDetail("objects", "pan", "el pan que nos daba la abuela", "present")
    assert match_entities(told, [both]) == (["objects: pan"], [])
    assert match_entities(told, [long])[0] == ["objects: queso", "objects: pan"]
