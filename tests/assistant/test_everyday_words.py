"""Everyday words of 1930 to 1990 in Spain, Peru, Argentina, Mexico, Britain and the United States are seen."""

import pytest

from assistant.story import Language, Presence
from tests.assistant.patients import painted, read

_SEEN: list[tuple[Language, str, str]] = [
    ("es", "En la cocina había una alcuza, un salero y un batidor.", "oil jug, a salt cellar, a whisk"),
    ("es", "Le llevé una charola de alfajores y un plato de ñoquis.", "tray"),
    ("es", "Guardé la lapicera en la valija.", "pen, a suitcase"),
    ("es", "Pasaban las alpacas y las vicuñas por la puna.", "alpacas"),
    ("es", "Comíamos choclo con cuyes en la chacra.", "corn on the cob"),
    ("es", "Mi padre llevaba ojotas y un chullo.", "sandals"),
    ("es", "En la cuesta pelaba con un palo y una estaca.", "stick, a stake"),
    ("en", "There was a nightstand and an armoire.", "nightstand"),
    ("en", "She wore a bathrobe and sneakers and ate a hot dog.", "bathrobe"),
    ("en", "A raccoon and a skunk sat by the shed.", "raccoon"),
    ("en", "I kept my mitt and my slingshot in the cookie jar.", "sling"),
]


@pytest.mark.parametrize(("language", "text", "words"), _SEEN)
def test_everyday_words_are_painted(language: Language, text: str, words: str) -> None:
    assert words in painted(text, language)


@pytest.mark.parametrize(
    ("language", "text", "there", "away"),
    [
        ("es", "Llevaba mi bolsita con cancha y un queso.", "toasted corn", "court"),
        ("es", "Jugamos en la cancha con la pelota.", "court", "toasted"),
        ("es", "Pelando garbanzos en una fuente estaba mi tía en el patio.", "dish", "fountain"),
        ("es", "Llenaba el cántaro de agua en la fuente.", "fountain", "dish"),
        ("es", "En el taller había llaves llenas de grasa debajo del motor.", "spanners", "keys"),
        ("es", "Perdió las llaves de casa y entró por la ventana.", "window", "spanners"),
        ("es", "Mi primo entró en los ferrocarriles y tenía un farol.", "lantern", "railway"),
        ("es", "Veraneábamos en Puerto Madryn con una canoa.", "Puerto Madryn", "port,"),
        ("es", "Fuimos a Mina Clavero con la canoa.", "Mina Clavero", "mine"),
        ("es", "Llovía a baldes y quedamos hechos sopa con el paraguas.", "umbrella", "soup"),
        ("es", "Llevaba dos baldes y una sopa.", "soup", "umbrella"),
        ("en", "The sky was lit up orange over the river.", "river", "orange,"),
        ("en", "I had a paper route and a red bicycle.", "bicycle", "paper"),
    ],
)
def test_words_of_several_senses_and_sayings(language: Language, text: str, there: str, away: str) -> None:
    prompt = painted(text, language)
    assert there in prompt
    assert away not in prompt


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "We drove to Lake Michigan with a canoe.", "Lake Michigan"),
        ("es", "Me examiné con un Renault Dauphine.", "Renault Dauphine"),
        ("es", "Pasamos por el Puente Viejo con el burro.", "Puente Viejo"),
    ],
)
def test_a_name_is_said_whole(language: Language, text: str, said: str) -> None:
    assert said in {d.text for d in read(text, language).details if d.presence is Presence.PRESENT}
