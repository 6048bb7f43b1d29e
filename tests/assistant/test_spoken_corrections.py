"""What is put right, refused, sent from afar or struck out in speech without commas."""

import pytest

from assistant.story import Language, Presence
from tests.assistant.patients import read

_TOLD: list[tuple[Language, str, str, str]] = [
    ("es", "La burra no quería cruzar el río y mi abuelo le tiraba de la cuerda.", "burra río abuelo cuerda", ""),
    ("es", "El perro no pasaba por la plaza ni con un hueso.", "perro plaza", "hueso"),
    ("es", "No quería ir a la escuela y me quedaba con las gallinas.", "gallinas", "escuela"),
    ("en", "The horse wouldn't go over the bridge, so Dad blindfolded him.", "horse bridge Dad", ""),
    ("en", "The dog refused to go past the mill.", "dog mill", ""),
    ("en", "We couldn't get into the cinema and ate chips on the wall.", "chips", "cinema"),
    ("es", "El alcalde no el alcalde estaba en la otra mesa fue el cura el que bailó.", "mesa cura", "alcalde"),
    ("es", "Mi tía, mi tía no, la maestra doña Rosa, me cosió una falda de flores.", "maestra falda", "tía"),
    ("es", "Fuimos a León no a Burgos en un camión y comimos chorizo.", "León camión chorizo", "Burgos"),
    ("es", "Estaba yo en primero de normal no ya en segundo y vimos el mar con una lancha.", "mar lancha", ""),
    ("es", "No tenía muñecas y jugaba con una cuchara de madera.", "cuchara", "muñecas"),
    ("es", "Comíamos pan no un pastel con la leche.", "pan leche", "pastel"),
    ("es", "Fue la panadera la que tocó la campana.", "panadera campana", ""),
    ("en", "It was the vicar who rang the bell.", "vicar bell", ""),
    ("es", "Mi madre me mandaba un paquete con nueces hasta Alemania y lo abríamos en la pensión.", "nueces", "madre"),
    ("es", "Mi tía me escribía cartas y yo las leía en el tren.", "cartas tren", "tía"),
    ("es", "Mi abuelo me mandaba a recoger los huevos al corral.", "huevos corral", "abuelo"),
    ("es", "Mi hermano me mandaba callar y nos reíamos en la cocina.", "hermano cocina", ""),
    ("es", "Veíamos películas de Cantinflas y mi primo se comía mis pipas.", "primo pipas", "Cantinflas"),
    ("es", "Una foto de mi abuela y mi tía colgaba encima de la cama.", "foto cama", "abuela"),
    ("es", "Pedro no llegó a verlo porque estaba de turno. Yo puse un geranio.", "geranio", "Pedro"),
    ("es", "Fui con Andrés a la feria; Pedro ese se había quedado en Burgos.", "Andrés feria", "Pedro"),
    ("es", "Mi padre siempre quiso una moto y nunca la pudo comprar. Íbamos en bicicleta.", "bicicleta", "moto"),
    ("es", "Mi cuñado dice que en el bosque hay lobos. He visto un zorro.", "zorro bosque", "lobos"),
    ("en", "My neighbour swears there are badgers in the lane. I saw a fox.", "fox", "badgers"),
    ("es", "Mi hija quiere que me vaya a un piso con terraza, pero yo aquí tengo mi gato.", "gato", "piso terraza"),
    ("en", "My son wants me to move to a flat with a lift, but I've my hens here.", "hens", "flat lift"),
]


@pytest.mark.parametrize(("language", "text", "there", "away"), _TOLD)
def test_what_is_there_and_what_is_only_named(language: Language, text: str, there: str, away: str) -> None:
    details = read(text, language).details
    present = " ".join(d.text for d in details if d.presence is Presence.PRESENT)
    assert [word for word in there.split() if word not in present] == []
    assert [word for word in away.split() if word in present] == []


@pytest.mark.parametrize(
    ("language", "text", "mine"),
    [
        ("en", "My uncle Ted swore that he once wrestled a bear. I never saw it. You tell me.", False),
        ("en", "Grandad bragged that he rode a camel round the square. Believe me if you like.", False),
        ("en", "Grandad swore that he would stop, and I hid his pipe in the shed.", True),
        ("es", "Mi tío juraba que tuvo un oso en el patio. Yo no lo vi.", False),
        ("es", "Mi primo presumía de que tenía un caballo, y yo me subí con él.", True),
    ],
)
def test_boasts_are_anothers_story(language: Language, text: str, *, mine: bool) -> None:
    assert read(text, language).patient_in_picture is mine
