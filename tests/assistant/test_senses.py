"""Words of several senses: the one that is meant is painted, or nothing."""

import pytest

from assistant.story import Language
from tests.assistant.patients import painted


@pytest.mark.parametrize(
    ("text", "language", "meant", "other"),
    [
        ("Cobraba mi pensión y compraba flores.", "es", "flowers", "boarding"),
        ("Me rompí la muñeca al caer en la plaza.", "es", "square", "doll"),
        ("Vivíamos en el quinto piso, con un balcón.", "es", "balcony", "young man"),
        ("Con la cartilla de racionamiento daban el pan.", "es", "ration book", "primer"),
        ("El vapor salía del puerto con mi padre.", "es", "steamship", "steam,"),
        ("En otoño pisábamos las hojas de los castaños.", "es", "leaves", "paper"),
        ("El mono de mi padre olía a grasa del taller.", "es", "overalls", "monkey"),
        ("Había un tipo de pan muy blanco en la mesa.", "es", "bread", "a man"),
        ("We built a castle with a bucket on the sands.", "en", "sandcastle", "a castle"),
        ("We sat on the bank of the river with a basket.", "en", "basket", "a bank"),
    ],
)
def test_the_sense_that_is_meant(text: str, language: Language, meant: str, other: str) -> None:
    prompt = painted(text, language)
    assert meant in prompt
    assert other not in prompt


@pytest.mark.parametrize(
    ("text", "language", "present"),
    [
        ("Estábamos en la pensión de doña Rosa, con una estufa.", "es", "boarding house"),
        ("Mi prima tenía una muñeca de trapo.", "es", "doll"),
        ("Tenía un mono el domador del circo.", "es", "monkey"),
        ("I lit the fire with the last match.", "en", "match"),
        ("He was up in the castle with a torch.", "en", "a castle"),
    ],
)
def test_its_own_sense_without_a_cue(text: str, language: Language, present: str) -> None:
    assert present in painted(text, language)


@pytest.mark.parametrize(
    ("text", "language", "action"),
    [
        ("Se plantó mi padre en la puerta con el sombrero.", "es", "planting"),
        ("A bordo del barco íbamos todos con la maleta.", "es", "embroidering"),
        ("Nos ponían en corro con una pelota.", "es", "running"),
        ("Mi tía me enseñaba a coser un vestido.", "es", "teaching"),
        ("Cogimos el tren con la maleta.", "es", "picking"),
        ("I ran a shop in town with my wife.", "en", "running"),
        ("He taught me to mend the tractor in the field.", "en", "teaching"),
    ],
)
def test_a_verb_in_another_sense_is_no_action(text: str, language: Language, action: str) -> None:
    assert action not in painted(text, language)


@pytest.mark.parametrize(
    ("text", "language", "action"),
    [
        ("Mi padre plantó un olivo en el huerto.", "es", "planting"),
        ("Corrían los niños por la plaza.", "es", "running"),
        ("Mi perro me mira desde el sillón.", "es", "looking"),
        ("Cogíamos moras en el camino.", "es", "picking"),
        ("Tirando de la cuerda sacábamos el cubo del pozo.", "es", "pulling"),
        ("We ran down the hill with a kite.", "en", "running"),
    ],
)
def test_a_verb_in_its_own_sense_is_the_action(text: str, language: Language, action: str) -> None:
    assert action in painted(text, language)


def test_bags_are_carried_and_not_worn() -> None:
    assert "in a suitcase" not in painted("Mi tío con la maleta, y yo con un canasto.", "es")


def test_somebody_who_is_told_twice_is_one_person() -> None:
    prompt = painted("El capataz, un italiano muy serio, y mi primo comían pan en la obra.", "es")
    assert "two men" not in prompt
    assert "foreman" in prompt
