"""Clothes go to the person who wears them, titles end where a person would stop, and pronouns are nobody's name."""

import pytest

from assistant.story import DetailKind, Language, Presence
from tests.assistant.patients import painted, read


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Mi madre llevaba un abrigo azul en la estación.", "es", "woman in a blue coat"),
        ("Mi abuela iba con un pañuelo negro y un delantal a la fuente.", "es", "old woman in a black"),
        ("My mother wore a red hat at the station.", "en", "woman in a red hat"),
    ],
)
def test_clothes_are_painted_on_the_person_who_wears_them(text: str, language: Language, words: str) -> None:
    prompt = painted(text, language)
    assert words in prompt
    assert prompt.count(words.rpartition(" ")[2]) == 1


def test_the_clothes_of_the_teller_are_not_hung_on_somebody_else() -> None:
    assert "woman in a red hat" not in painted("My mother was there and I had my red hat on at the station.", "en")


def test_a_title_does_not_end_on_a_verb_cut_from_its_place() -> None:
    assert read("Los domingos por la mañana iba a la playa.", "es").title == "Los domingos por la mañana"


def test_a_pronoun_at_the_start_is_no_girl() -> None:
    people = [
        d for d in read("Ella me peinaba por las mañanas en el patio.", "es").details if d.kind is DetailKind.PEOPLE
    ]
    assert people == []


def test_a_name_beside_a_trade_is_one_person() -> None:
    scene = read("A coser me enseñó una modista, doña Amalia. Teníamos una mesa.", "es")
    people = [d for d in scene.details if d.kind is DetailKind.PEOPLE and d.presence is Presence.PRESENT]
    assert [d.text for d in people] == ["modista, doña Amalia"]


def test_a_place_where_nobody_went_is_denied() -> None:
    places = [d for d in read("A la playa nunca fuimos, con lo cerca que estaba.", "es").details if "playa" in d.text]
    assert [d.presence for d in places] == [Presence.DENIED]


def test_a_measure_is_no_room_and_a_likeness_no_thing() -> None:
    scene = read("Nos daban un cuarto de aceite y un pan que parecía de piedra.", "es")
    there = [d.text for d in scene.details if d.presence is Presence.PRESENT]
    assert not any("cuarto" in text or "piedra" in text for text in there)


def test_rain_that_is_only_supposed_is_not_painted() -> None:
    assert read("Mi madre decía que si llovía era por mi culpa.", "es").weather is None
    assert read("Ayer llovía y yo miraba la calle.", "es").weather is not None
