"""What was said and is not there: taken back, told of another time, known from afar, given up, half a brand's name."""

import pytest

from assistant.story import Language, Presence
from tests.assistant.patients import painted, read


def presences(text: str, language: Language) -> set[Presence]:
    """How the last thing that was said stands."""
    details = read(text, language).details
    return {max(details, key=lambda detail: detail.said_in[-1].start).presence} if details else set()


@pytest.mark.parametrize(
    ("text", "language", "absent"),
    [
        ("Jugábamos en la plaza. Detrás la fuente no, que todavía no estaba.", "es", "fountain"),
        ("Cosíamos en el patio. Años después compramos una lavadora para la casa.", "es", "washing machine"),
        ("We sang in the yard all day. Years later I saw a piano like that in a shop.", "en", "piano"),
        ("She learned to sew in that kitchen. She could thread a needle on a bus for years after.", "en", "bus"),
        ("Mi prima puso una tienda en Cuba. Eso lo sé por las cartas.", "es", "letter"),
        ("I sit by the fire of a morning. I've had to cut down on biscuits.", "en", "biscuit"),
        ("Había un descampado y un cartel de Coca-Cola.", "es", "cake"),
        ("La colada tapaba la calle. Parecía aquello un barco.", "es", "ship"),
        ("Comíamos el chocolate a miguitas en la cocina.", "es", "crumb"),
    ],
)
def test_what_is_not_there_is_not_painted(text: str, language: Language, absent: str) -> None:
    assert absent not in painted(text, language)


@pytest.mark.parametrize(
    ("text", "language", "present"),
    [
        ("Años después compramos una lavadora para la casa.", "es", "washing machine"),
        ("La fuente no la arreglaron y bebíamos del pozo.", "es", "well"),
        ("Había un descampado y una coca recién hecha.", "es", "cake"),
        ("The years after the war we had a piano in the parlour.", "en", "piano"),
    ],
)
def test_the_same_words_elsewhere_are_painted(text: str, language: Language, present: str) -> None:
    assert present in painted(text, language)


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("el tambor", "drum"),
        ("la muleta", "crutch"),
        ("el tojo", "gorse"),
        ("la marea", "tide"),
        ("las pastas", "biscuits"),
    ],
)
def test_a_word_is_not_painted_as_its_neighbour_in_the_lexicon(word: str, english: str) -> None:
    assert english in painted(f"De pequeña me acuerdo de ver {word} al lado de mi padre.", "es")


def test_what_is_taken_back_is_denied() -> None:
    assert presences("De joven, en la foto, la torre no, que no estaba.", "es") == {Presence.DENIED}
