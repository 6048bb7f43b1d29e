"""Every sentence for a person is there, in both languages, for every form of address, and never loses its temper."""

from collections.abc import Iterator
from typing import get_args

import pytest

from assistant import errors, wording
from assistant.errors import DiskFull, EvocaError, ModelMissing, NotAllowed, RecordingTooLong
from assistant.story import Address, Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


def every_error(kind: type[EvocaError] = EvocaError) -> Iterator[type[EvocaError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from every_error(child)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(every_error()))
def test_every_error_speaks_to_a_person_even_without_its_data(kind: type[EvocaError], language: Language) -> None:
    assert wording.choices(kind.name, language), f"{kind.name} has no sentence of its own"
    said = wording.explain(kind(), language)
    assert said.endswith((".", "»", '"'))
    assert "{" not in said
    for address in Address:
        soft = wording.reassure(kind(), language, address)
        assert len(soft) < 90
        assert kind.name not in soft


def test_the_data_of_an_error_fill_its_sentence() -> None:
    assert "3.4 horas" in wording.explain(RecordingTooLong(hours=3.41, limit_hours=3), "es")
    assert "250 MB" in wording.explain(DiskFull(needed_mb=250), "en")
    assert "make models" in wording.explain(ModelMissing(model="whisper-base", how="make models"), "en")
    assert "voice" in wording.explain(NotAllowed(why="no_voice_consent"), "en")


def test_an_unknown_reason_still_gets_a_sentence() -> None:
    assert wording.explain(NotAllowed(why="the_moon"), "es") == "Esto no está permitido ahora."


def test_both_languages_say_the_same_things() -> None:
    assert wording.names("es") == wording.names("en")


def test_forms_of_address() -> None:
    assert wording.say("patient_not_heard", "es", address=Address.USTED).startswith("No le")
    assert wording.say("patient_not_heard", "es", address=Address.TU).startswith("No te")
    assert wording.say("patient_not_heard", "es", address=Address.FIRST_NAME).startswith("No te")
    assert wording.say("patient_not_heard", "en", address=Address.TU).startswith("I did not")


def test_a_missing_sentence_is_an_error_of_ours() -> None:
    with pytest.raises(wording.WordingMissing):
        wording.say("nobody_wrote_this", "es")
    with pytest.raises(wording.WordingMissing):
        wording.say("patient_not_heard", "es")
