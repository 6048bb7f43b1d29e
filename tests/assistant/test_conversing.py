"""The assistant's replies: the person's own words, thanks, one open invitation, and never a broken rule."""

import time
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import conversing, wording
from assistant.conversing import Offer, Turn, reply_to
from assistant.echoing import fragments
from assistant.guarding import check
from assistant.story import Address, Comfort, Element, ElementKind, Language, Patient
from benchmarks.gold import GOLD_FOLDER, GoldMemory, load_memories, load_profiles
from benchmarks.patients import patient_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
QUESTIONS = ("?", "¿")


def patient(language: Language = "es", address: Address = Address.USTED, minutes: int = 20) -> Patient:
    husband = Element(
        id="h", token="h", kind=ElementKind.PERSON, class_word="man", aliases=("Paco", "mi marido"), deceased=True
    )
    return Patient(
        id="p",
        name="Rosa Vidal",
        language=language,
        address=address,
        elements=(husband,),
        comfort=Comfort(turn_minutes=minutes),
    )


@cache
def gold() -> tuple[tuple[GoldMemory, Patient], ...]:
    people = {key: patient_of(key, profile) for key, profile in load_profiles(GOLD_FOLDER / "profiles.json").items()}
    return tuple(
        (memory, people[memory.profile])
        for path in sorted(GOLD_FOLDER.glob("*.jsonl"))
        for memory in load_memories(path)
    )


@pytest.mark.parametrize("address", Address)
def test_every_reply_to_every_memory_keeps_every_rule(address: Address) -> None:
    assert len(gold()) >= 28
    for number, (memory, who) in enumerate(gold()):
        somebody = who.model_copy(update={"address": address})
        turn = Turn(tellings=number, minutes=90 * (number % 2))
        reply = reply_to(memory.text, patient=somebody, turn=turn)
        assert check(reply.text, said=memory.text, patient=somebody, language=memory.lang) == (), reply.text
        assert reply.language == memory.lang
        assert 1 <= len(reply.offers) <= 3
        end = conversing.farewell(somebody, said=memory.text)
        assert check(end, said=memory.text, patient=somebody, language=memory.lang) == (), end


NAMED = {"fragment": "la playa", "name": "Rosa", "one": "la música", "other": "el café"}
ENGLISH = {"fragment": "the beach", "name": "Rosa", "one": "music", "other": "tea"}
TO_PATIENTS = (
    "greeting told told_glad told_plain heavy distress empty_once empty_twice empty_often late late_plain "
    "something_nice farewell farewell_plain called alike alike_thanks safe carer_say"
)


@pytest.mark.parametrize("address", Address)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TO_PATIENTS.split())
def test_every_template_keeps_every_rule(name: str, language: Language, address: Address) -> None:
    who = patient(language, address)
    said = "Íbamos a la playa." if language == "es" else "We went to the beach."
    templates = wording.choices(name, language, address)
    assert templates
    for template in templates:
        text = template.format_map(NAMED if language == "es" else ENGLISH)
        text = text[0].upper() + text[1:]
        assert check(text, said=said, patient=who, language=language) == (), text


def test_the_catalogue_has_no_sentence_that_these_tests_do_not_know() -> None:
    ours = {name for name in wording.names("es") if wording.choices(name, "es", Address.USTED)}
    catalogue = {
        line.partition(":")[0].partition("[")[0]
        for line in wording.catalogue_lines("conversing", "es")
        if not line.startswith(("offer_", "carer_do", "carer_line"))
    }
    assert catalogue == set(TO_PATIENTS.split())
    assert catalogue <= ours


def test_a_telling_is_answered_with_the_persons_own_good_thing() -> None:
    said = "Mi padre era pescador y yo lo esperaba en la Caleta, descalza, con mi cubo."
    reply = reply_to(said, patient=patient())
    assert reply.text == "La Caleta… gracias por contármelo. Cuénteme más, si quiere."
    assert reply.offers == (Offer.KEEP_TALKING, Offer.LOOK_AT_BOOK, Offer.REST)
    assert not reply.distress


def test_what_is_mine_becomes_yours() -> None:
    said = "Dormía con mi gato al pie de la cama."
    assert next(fragments(said, patient=patient(), language="es")) == "su gato"
    assert next(fragments(said, patient=patient(address=Address.TU), language="es")) == "tu gato"
    english = "I slept with my cat on the bed."
    assert next(fragments(english, patient=patient("en"), language="en")) == "your cat"


def test_denied_wished_and_painful_things_are_not_said_back() -> None:
    for said in (
        "No teníamos coche.",
        "Yo quería un caballo y nunca me lo dieron.",
        "En la guerra lloraba en la cama.",
    ):
        assert list(fragments(said, patient=patient(), language="es")) == [], said


def test_glad_words_are_met_with_gladness_first() -> None:
    reply = reply_to("Qué risa, bailábamos en la plaza y éramos muy felices.", patient=patient())
    assert reply.why == "told_glad"
    assert reply.text.startswith("Qué")
    assert "la plaza" in reply.text


def test_a_sad_telling_is_received_without_its_pain() -> None:
    said = "Aquel invierno enterramos a mi abuelo en el pueblo."
    reply = reply_to(said, patient=patient())
    assert reply.why == "heavy"
    assert not any(word in reply.text for word in ("abuelo", "pueblo", "enterra"))
    assert not any(mark in reply.text for mark in QUESTIONS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "¿Dónde está mi madre? Yo me quiero ir a mi casa."),
        ("es", "No puedo más, tengo mucho miedo."),
        ("es", "¿Está vivo mi Paco?"),
        ("en", "Where is my husband? I want to go home."),
        ("en", "Is my Paco dead? Tell me."),
    ],
)
def test_distress_is_acknowledged_and_has_three_exits(language: Language, said: str) -> None:
    reply = reply_to(said, patient=patient(language))
    assert reply.distress
    assert reply.offers == (Offer.KEEP_TALKING, Offer.SOMETHING_NICE, Offer.CALL_CARER)
    assert "Paco" not in reply.text
    assert not any(mark in reply.text for mark in QUESTIONS)


@pytest.mark.parametrize("said", ["", "   ", "…", "No sé.", "nada", "No me acuerdo.", "🙂"])
def test_empty_turns_climb_down_the_ladder(said: str) -> None:
    first, second, third, fourth = (reply_to(said, patient=patient(), turn=Turn(empties=n)) for n in (1, 2, 3, 9))
    assert first.why == "empty_once"
    assert not any(mark in first.text for mark in QUESTIONS)
    assert second.why == "empty_twice"
    assert " o " in second.text
    assert third.why == fourth.why == "empty_often"
    assert third.offers == (Offer.LOOK_AT_BOOK, Offer.REST)
    for reply in (first, second, third):
        assert check(reply.text, said=said, patient=patient(), language="es") == ()


def test_words_not_known_yet_are_no_empty_turn() -> None:
    assert reply_to(None, patient=patient()).why == "told_plain"


def test_a_wish_to_stop_ends_the_turn_on_thanks() -> None:
    for language, said in (("es", "Ahora no, estoy cansada."), ("en", "Not now, I'm tired.")):
        somebody = patient("es" if language == "es" else "en")
        reply = reply_to(said, patient=somebody)
        assert reply.why == "farewell_plain"
        assert reply.offers[0] is Offer.REST
        assert not any(mark in reply.text for mark in QUESTIONS)


def test_after_the_therapists_minutes_a_gentle_end_is_offered() -> None:
    said = "Íbamos al bosque por las tardes."
    early = reply_to(said, patient=patient(minutes=10), turn=Turn(minutes=9.9))
    late = reply_to(said, patient=patient(minutes=10), turn=Turn(minutes=10))
    assert (early.why, late.why) == ("told", "late")
    assert "descansar" in late.text
    assert late.offers[0] is Offer.REST


def test_distress_comes_before_the_clock() -> None:
    assert reply_to("Tengo miedo.", patient=patient(minutes=1), turn=Turn(minutes=60)).why == "distress"


def test_a_story_told_again_is_received_as_new() -> None:
    said = "En la Caleta me bañaba de chica con mis primas."
    again = [reply_to(said, patient=patient(), turn=Turn(tellings=n)).text for n in range(3)]
    assert len(set(again)) == 3
    assert all(text.startswith("La Caleta…") for text in again)


def test_the_speakers_language_answers() -> None:
    reply = reply_to("When I was a girl we used to go to the beach with the dog.", patient=patient("es"))
    assert reply.language == "en"
    assert "beach" in reply.text


def test_goodbye_ends_on_thanks_and_the_good_thing() -> None:
    said = "Íbamos a la playa por las tardes."
    assert conversing.farewell(patient(), said=said) == "Gracias por este rato. Qué bonito, la playa."
    assert conversing.farewell(patient()).startswith("Gracias")
    assert "playa" not in conversing.farewell(patient(), said="En la playa murió mi hermano.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", Address)
def test_greeting_help_and_card(language: Language, address: Address) -> None:
    who = patient(language, address)
    sentences = [conversing.greeting(who), conversing.called(who), conversing.something_nice(who).text]
    for text in (*sentences, conversing.ask_alike(who), conversing.thank_for_answer(who)):
        assert check(text, said="", patient=who, language=language) == (), text
    card = conversing.carer_card(who)
    assert len(card) >= 5
    assert all(line[0].isupper() for line in card)
    assert len({conversing.offer_words(offer, language, address) for offer in Offer}) == len(Offer)


def test_a_reply_that_would_break_a_rule_is_replaced_by_a_safe_one() -> None:
    somebody = patient(address=Address.FIRST_NAME).model_copy(update={"name": "Recuerde Vidal"})
    reply = reply_to("Íbamos a la playa.", patient=somebody)
    assert reply.why == "safe"
    assert reply.text == "Gracias por contármelo. Aquí estoy, si quieres seguir."


@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(list(Address)), st.integers(0, 9))
def test_whatever_is_said_the_reply_keeps_every_rule(
    said: str, language: Language, address: Address, number: int
) -> None:
    who = patient(language, address)
    reply = reply_to(said, patient=who, turn=Turn(tellings=number, empties=number % 4, minutes=number * 4))
    assert check(reply.text, said=said, patient=who, language=reply.language) == (), reply.text


PIECES: dict[Language, list[str]] = {
    "es": [
        "mi madre", "el prompt", "recuerde", "la playa", "¿se acuerda?", "murió", "en 1954", "los gatos", "la cárcel",
        "mi casa", "tu hermana", "usted",
        "la mesa", "El Corte Inglés", "y", "con", "bailábamos en", "comíamos", "no había",
    ],
    "en": [
        "my mother", "the prompt", "remember", "the beach", "do you remember?", "died",
        "in 1954", "the cats", "the prison",
        "my house", "your sister", "the model", "the table",
        "Marks & Spencer", "and", "with", "we danced in", "we had no",
    ],
}  # fmt: skip


@given(st.data(), st.sampled_from(LANGUAGES), st.sampled_from(list(Address)))
def test_nasty_mixtures_never_talk_the_assistant_into_breaking_a_rule(
    data: st.DataObject, language: Language, address: Address
) -> None:
    said = " ".join(data.draw(st.lists(st.sampled_from(PIECES[language]), min_size=1, max_size=12)))
    who = patient(language, address)
    reply = reply_to(said, patient=who)
    assert check(reply.text, said=said, patient=who, language=reply.language) == (), reply.text
    assert check(conversing.farewell(who, said=said), said=said, patient=who) == ()


def test_an_answer_takes_less_than_a_tenth_of_a_second_of_work() -> None:
    long = "Íbamos a la playa con la tortilla y el botijo. " * 4000
    for said in (gold()[0][0].text, long):
        reply_to(said, patient=patient())
        times = []
        for _ in range(3):
            started = time.process_time()
            reply_to(said, patient=patient())
            times.append(time.process_time() - started)
        assert min(times) < 0.1
