import re
from collections import Counter

import pytest
from babel.messages.pofile import read_po

from assistant.story import Address, Language
from tests.web.messages import catalogue, for_patients, wanted
from web.languages import LANGUAGES, speak, tell

FORMAL = re.compile(r"\b(usted|le|su|sus|siga|puede|quiera|escriba|tómese|está)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_nothing_else_is_there(language: Language) -> None:
    with catalogue(language).open("rb") as file:
        known = read_po(file, locale=language)
    have = {(m.id, m.context) for m in known if m.id and m.string and not m.fuzzy}
    want = {(message, context) for message, context, _ in wanted()}
    assert len(want) > 200
    assert have == want


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_places(language: Language) -> None:
    places = re.compile(r"%\(\w+\)s")
    with catalogue(language).open("rb") as file:
        for message in read_po(file, locale=language):
            if isinstance(message.id, str) and isinstance(message.string, str):
                assert Counter(places.findall(message.id)) == Counter(places.findall(message.string)), message.id


def test_english_says_what_the_sources_say() -> None:
    with catalogue("en").open("rb") as file:
        assert all(message.id == message.string for message in read_po(file, locale="en") if message.id)


def test_close_address_never_slips_into_the_formal_one() -> None:
    for message in for_patients():
        words = speak(message, "es", Address.TU)
        known = {"Está guardado.", "Ahora no te oigo. Lo que has dicho está guardado."}
        assert words in known or not FORMAL.search(words), f"{message}: {words}"


def test_both_addresses_are_spoken() -> None:
    assert (
        speak("Write whatever you like, in your own time.", "es", Address.USTED) == "Escriba lo que quiera, a su ritmo."
    )
    for address in (Address.TU, Address.FIRST_NAME):
        assert (
            speak("Write whatever you like, in your own time.", "es", address) == "Escribe lo que quieras, a tu ritmo."
        )


def test_the_therapist_reads_the_chosen_language() -> None:
    assert tell("To review", "es") == "Por revisar"
    assert tell("To review", "en") == "To review"
