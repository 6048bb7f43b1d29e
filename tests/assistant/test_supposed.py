"""What is only supposed, shown on a screen, said of somebody or the reason of something else is not painted."""

import pytest

from assistant.story import Language
from tests.assistant.patients import painted

_UNSEEN: list[tuple[str, Language, str]] = [
    ("Coso una colcha enorme. Para un elefante será.", "es", "elephant"),
    ("La vecina dice que es un lobo. ¡Un lobo! Yo le doy pan al perro.", "es", "wolf"),
    ("En otoño había que salir a la sardina, y yo remendaba calcetines en el patio.", "es", "fish"),
    ("Vacas no vino ni una a la fuente, solo un burro.", "es", "cow"),
    ("Reñimos todo el verano por un reloj. Yo barría el patio.", "es", "clock"),
    ("Anoche echaron una de romanos, con caballos y leones. Yo comía pipas en el sofá.", "es", "lion"),
    ("Vimos una película con un lobo, y mi tía comía castañas.", "es", "wolf"),
    ("Hay quien le echa canela; yo batía los huevos con mi abuela.", "es", "cinnamon"),
    ("Vino media Sevilla a la boda y cortamos la tarta.", "es", "Sevilla"),
    ("Llevaba el cántaro amarrado a la muñeca y bailé en la plaza.", "es", "doll"),
    ("I stitched half of Whitby into their coats, at my bench by the stove.", "en", "Whitby"),
    ("They said he was a lion, that kitten. A lion! It slept in my hat.", "en", "lion"),
    ("He'd come off a horse, so we sat by the stove and shared a pie.", "en", "horse"),
    ("Dad said there'd be a pony next. I had a kite and a bag of toffee.", "en", "pony"),
    ("We fell out over a teapot, and I swept the yard with my broom.", "en", "teapot"),
    ("There was a film with a tiger in it, and I ate an orange.", "en", "tiger"),
    ("I've known some put a carrot in. I only use an onion.", "en", "carrot"),
]


@pytest.mark.parametrize(("text", "language", "absent"), _UNSEEN)
def test_what_nobody_saw_there_is_not_painted(text: str, language: Language, absent: str) -> None:
    assert absent not in painted(text, language)


_SEEN: list[tuple[str, Language, str]] = [
    ("Se cayó el jarrón por una cabra. ¡Una cabra! Y nosotros con la escoba.", "es", "goat"),
    ("Pan no faltaba en casa de mi abuela.", "es", "bread"),
    ("Le dije al cartero: pase usted. Entró con su perro y dejó la bolsa en la mesa.", "es", "dog"),
    ("Todo el pueblo entraba por una puerta verde.", "es", "door"),
    ("Pasamos por una fuente y bebió el burro.", "es", "donkey"),
    ("I fell off, and the horse stood there eating my hat.", "en", "horse"),
]


@pytest.mark.parametrize(("text", "language", "there"), _SEEN)
def test_what_was_there_is_painted(text: str, language: Language, there: str) -> None:
    assert there in painted(text, language)
