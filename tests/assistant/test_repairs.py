"""Who was named by mistake and put right, and who is told of without being there."""

import pytest

from assistant.story import Language
from tests.assistant.patients import painted, read

_WRONG: list[tuple[str, Language, str, str]] = [
    ("Me abrió el cartero… no, qué cartero, el panadero, con un cesto.", "es", "postman", "baker"),
    ("Subió el médico, no, el médico no, el cura, con una manta.", "es", "doctor", "priest"),
    ("Íbamos en tren. Benito no, Benito seguía en Ronda todavía. Llevábamos una cesta.", "es", "man", "basket"),
    ("The baker, no, it was the vicar, gave me a bun.", "en", "baker", "vicar"),
    ("We had a cat, no, not a cat, a rabbit in a hutch.", "en", "cat", "rabbit"),
]


@pytest.mark.parametrize(("text", "language", "wrong", "right"), _WRONG)
def test_what_is_put_right_is_painted_right(text: str, language: Language, wrong: str, right: str) -> None:
    words = painted(text, language).replace(",", " ").split()
    assert wrong not in words
    assert right in words


_ABSENT: list[tuple[str, Language, str]] = [
    ("Rompimos el jarrón y mi abuela ni se enteró. Yo tenía siete años y una pelota.", "es", "old woman"),
    ("Bailé con el panadero; mi padre me hubiera matado. Yo tenía veinte años.", "es", "a man"),
    ("Edie would have laughed. I was forty, and the ladder fell into the pond.", "en", "woman"),
    ("I climbed on the roof at nine and the vicar never knew. I'd a kite.", "en", "vicar"),
    ("Edie was home in bed, and I was forty, stuck in the lane with a punctured tyre.", "en", "woman"),
]


@pytest.mark.parametrize(("text", "language", "absent"), _ABSENT)
def test_who_knew_nothing_or_would_have_is_not_there(text: str, language: Language, absent: str) -> None:
    assert absent not in painted(text, language)


def test_who_could_not_dance_and_danced_is_there() -> None:
    scene = read("Benito no sabía bailar, pero el pasodoble en la plaza lo bailamos los dos.", "es")
    assert "benito" in {use.element_id for use in scene.elements}


def test_a_place_of_hearsay_is_not_painted() -> None:
    assert "bridge" not in painted("Dicen que el Puente Nuevo lo van a cerrar. Yo coso con mi hija en el patio.", "es")
