"""Every rule of care catches what breaks it, and lets its neighbours pass."""

import pytest

from assistant.guarding import CODES, check, is_painful
from assistant.story import Address, Element, ElementKind, Language, Patient

SAID: dict[Language, str] = {
    "es": "Íbamos a la playa con mi hermana Lola y comíamos sandía debajo de la sombrilla.",
    "en": "We went to the beach with my sister Nell and we ate melon under the umbrella.",
}


def patient(language: Language, address: Address = Address.USTED) -> Patient:
    dog = Element(id="d", token="d", kind=ElementKind.ANIMAL, class_word="dog", aliases=("Canelo", "mi perro"))
    return Patient(
        id="p", name="Rosa Vidal", language=language, address=address, home="Cádiz", country="Spain", elements=(dog,)
    )


BAD: dict[str, list[tuple[Language, str]]] = {
    "C1": [
        ("es", "La playa… ¿quiere seguir? ¿O prefiere descansar?"),
        ("es", "Qué bonito. ¿Sí? ¿Le gustaba?"),
        ("en", "The beach… would you like to go on? Or rest?"),
    ],
    "C2": [
        ("es", "La playa. Gracias por contármelo. Cuénteme más."),
        ("es", "La playa y la sandía debajo de la sombrilla con todo lo que me ha contado esta tarde tan bonita."),
        ("en", "The beach. Thank you. Tell me more. I am here."),
        (
            "en",
            "Thank you for telling me about the beach and the melon under the umbrella on that day with your sister.",
        ),
    ],
    "C3": [
        ("es", "¿Se acuerda de la playa?"),
        ("es", "La playa… ¿recuerda usted la sandía?"),
        ("es", "¿Quiere contarme más?"),
        ("en", "Do you remember the beach?"),
        ("en", "The beach… can you recall the melon?"),
        ("en", "Would you like to go on?"),
        ("en", ""),
    ],
    "C8": [
        ("es", "Gracias por contármelo. Cuéntame más, si quieres."),
        ("es", "La playa… gracias a ti."),
        ("es", "Gracias, corazón mío. Siga si quiere."),
        ("es", "Qué bien, abuelita. Siga si quiere."),
        ("en", "Thank you, sweetie. Tell me more, if you like."),
        ("en", "Thank you, my dear. Tell me more."),
        ("en", "Good girl, tell me more."),
    ],
    "C9": [
        ("es", "Thank you for telling me about the beach."),
        ("es", "The beach… thank you. Tell me more, if you like."),
        ("en", "La playa… gracias por contármelo. Cuénteme más, si quiere."),
        ("en", "Gracias por este rato. Me gusta que me lo cuente."),
    ],
    "N1": [
        ("es", "En realidad era otra playa. Siga, si quiere."),
        ("es", "Se equivoca, pero siga."),
        ("es", "Eso no era así. Cuénteme más."),
        ("en", "Actually, it was a lake. Tell me more."),
        ("en", "You are mistaken, but do go on."),
        ("en", "Are you sure it was the beach?"),
    ],
    "N2": [
        ("es", "La playa… ¿en qué año fue?"),
        ("es", "Muy bien, respuesta correcta. Siga."),
        ("es", "La playa… ¿sabe quién es esta?"),
        ("es", "Le quedan dos minutos. Siga, si quiere."),
        ("en", "The beach… who is this?"),
        ("en", "Well done, that is the right answer."),
        ("en", "The beach… what was her name?"),
        ("en", "Hurry up, there are minutes left."),
    ],
    "N3": [
        ("es", "Su hermana ya no está. Gracias por contármelo."),
        ("es", "Su hermana murió hace tiempo."),
        ("es", "Su hermana sigue viva y bien."),
        ("es", "Descanse en paz su hermana."),
        ("en", "Your sister passed away. Thank you for telling me."),
        ("en", "Your sister is still alive."),
        ("en", "Your late sister would like that."),
    ],
    "N4": [
        ("es", "Recuerde la playa. Siga, si quiere."),
        ("es", "Ya me lo dijo antes. Siga, si quiere."),
        ("es", "Se ha olvidado usted de la sandía."),
        ("en", "You already told me that. Do go on."),
        ("en", "Please remember the beach."),
        ("en", "As I said, tell me more."),
    ],
    "N5": [
        ("es", "La playa de Benidorm… gracias por contármelo."),
        ("es", "Qué bonito, en 1954. Gracias."),
        ("es", "Carmen, gracias por contármelo."),
        ("es", "El colegio… gracias por contármelo."),
        ("es", "La playa en agosto… gracias por contármelo."),
        ("en", "Thank you for telling me about Blackpool."),
        ("en", "Mary, thank you for telling me."),
        ("en", "The school… thank you for telling me."),
        ("en", "The beach in August… thank you."),
    ],
    "N6": [
        ("es", "La playa… antes de la guerra. Siga, si quiere."),
        ("es", "Qué triste. Siga, si quiere."),
        ("es", "La playa… ¿tenía miedo?"),
        ("en", "The beach… was that before the war?"),
        ("en", "How sad. Tell me more."),
        ("en", "Were they lonely times? Tell me more, if you like."),
    ],
    "N7": [
        ("es", "Esto le ayudará con su memoria."),
        ("es", "Le prometo que irá a casa."),
        ("es", "Todo va a salir bien. Siga, si quiere."),
        ("es", "Su hermana vendrá. Siga, si quiere."),
        ("en", "This will help your memory."),
        ("en", "I promise that you will be fine."),
        ("en", "She'll come tomorrow. Do go on."),
    ],
    "N8": [
        ("es", "Soy su hermana. Cuénteme más."),
        ("es", "Su hermana le quiere mucho."),
        ("es", "Nuestra madre estaría contenta."),
        ("en", "I am your sister. Tell me more."),
        ("en", "Our mother would love that."),
        ("en", "Hello mum, tell me more."),
    ],
    "U24": [
        ("es", "El modelo no responde. Siga, si quiere."),
        ("es", "Ha habido un error. Siga, si quiere."),
        ("es", "El prompt está listo."),
        ("en", "There was an error. Do go on."),
        ("en", "The model is thinking. Do go on."),
        ("en", "The prompt is ready. Do go on."),
    ],
}

NEAR: dict[str, list[tuple[Language, str]]] = {
    "C1": [
        ("es", "La playa… gracias por contármelo. ¿Quiere contarme algo más?"),
        ("es", "La sandía, gracias. Siga, si quiere."),
        ("en", "The beach… thank you. Would you like to tell me more?"),
    ],
    "C2": [
        ("es", "La playa… gracias por contármelo. Cuénteme más, si quiere."),
        ("es", "Qué alegría: la playa, la sandía y la sombrilla. Gracias por contármelo, y siga si quiere."),
        ("en", "The beach… the melon… thank you for telling me. Tell me more, if you like."),
    ],
    "C3": [
        ("es", "Qué bonito recuerdo, gracias. Siga, si quiere."),
        ("es", "La playa… ¿le apetece seguir?"),
        ("es", "La playa… Cuénteme más, si quiere."),
        ("en", "What a lovely memory, thank you. Do go on, if you like."),
    ],
    "C8": [
        ("es", "La sandía… gracias por contármelo. Siga, si le apetece."),
        ("es", "Qué bonita la playa. Cuénteme más, si quiere."),
        ("en", "Thank you, Rosa. Tell me more, if you like."),
    ],
    "C9": [
        ("es", "Canelo… gracias."),
        ("es", "Lola… gracias por contármelo."),
        ("en", "Nell… thank you."),
    ],
    "N1": [
        ("es", "Es verdad que la playa es bonita. Siga, si quiere."),
        ("es", "Así está bien. Siga, si quiere."),
        ("en", "That is lovely. Tell me more, if you like."),
    ],
    "N2": [
        ("es", "Aquí estoy, sin prisa. Cuénteme lo que quiera."),
        ("es", "Qué gusto escucharle, con todo el tiempo que quiera."),
        ("en", "I am here, and there is no hurry."),
    ],
    "N3": [
        ("es", "Su hermana Lola… gracias por contármelo."),
        ("es", "Aquí estoy con usted. Siga, si quiere."),
        ("en", "Your sister Nell… thank you for telling me."),
    ],
    "N4": [
        ("es", "Gracias por contármelo. Cuénteme otra vez lo que quiera."),
        ("es", "Qué recuerdo tan bonito. Siga, si quiere."),
        ("en", "What you said is lovely. Tell me more, if you like."),
    ],
    "N5": [
        ("es", "Lola y la playa… gracias por contármelo."),
        ("es", "Cádiz… gracias por contármelo, Rosa."),
        ("es", "Canelo… gracias. Siga, si quiere."),
        ("en", "Nell and the beach… thank you, Rosa."),
        ("en", "Canelo… I like listening to you."),
    ],
    "N6": [
        ("es", "Lo que siente es importante. Siga, si quiere."),
        ("es", "La sombrilla… gracias por contármelo."),
        ("en", "What you feel matters. I am here."),
    ],
    "N7": [
        ("es", "Va muy bien así. Siga, si quiere."),
        ("es", "Puede descansar aquí, con calma."),
        ("en", "We can rest a little, if you like."),
    ],
    "N8": [
        ("es", "Su hermana… gracias por contármelo."),
        ("es", "Me gusta escucharle. Siga, si quiere."),
        ("en", "Your sister… thank you for telling me."),
    ],
    "U24": [
        ("es", "Qué bonita la playa paso a paso. Siga, si quiere."),
        ("es", "La sandía… siga, si le apetece."),
        ("en", "How lovely: the beach. Do go on, if you like."),
    ],
}


def test_every_rule_has_its_examples() -> None:
    assert set(BAD) == set(NEAR) == set(CODES)
    assert all(len(examples) >= 3 for examples in (*BAD.values(), *NEAR.values()))


@pytest.mark.parametrize(("code", "language", "reply"), [(c, *e) for c, examples in BAD.items() for e in examples])
def test_a_broken_rule_is_caught_by_its_code(code: str, language: Language, reply: str) -> None:
    assert code in check(reply, said=SAID[language], patient=patient(language), language=language)


@pytest.mark.parametrize(("language", "reply"), [e for examples in NEAR.values() for e in examples])
def test_what_is_close_to_a_rule_may_be_said(language: Language, reply: str) -> None:
    assert check(reply, said=SAID[language], patient=patient(language), language=language) == ()


def test_familiar_patients_are_not_addressed_formally() -> None:
    for address in (Address.TU, Address.FIRST_NAME):
        who = patient("es", address)
        assert check("La playa… gracias. Cuéntame más, si quieres.", said=SAID["es"], patient=who) == ()
        for formal in ("Cuénteme más, si quiere.", "Le escucho.", "Estoy con usted.", "Me gusta su playa."):
            assert "C8" in check(formal, said=SAID["es"], patient=who), formal


def test_the_persons_own_word_does_not_make_an_address_wrong() -> None:
    said = "Mi madre y su cesta, y yo le cantaba a ella."
    assert "C8" not in check("Su cesta… gracias, Rosa.", said=said, patient=patient("es", Address.TU))


def test_a_painful_theme_that_the_person_opened_may_be_named_but_is_not_said_back() -> None:
    said = "En la guerra pasamos hambre en casa."
    assert "N6" not in check("La guerra… le escucho.", said=said, patient=patient("es"))
    assert "N6" in check("La guerra… le escucho.", said=SAID["es"], patient=patient("es"))
    assert is_painful("la guerra", "es")
    assert not is_painful("la playa", "es")


def test_death_is_not_spoken_of_even_when_the_person_did() -> None:
    said = "Mi marido murió en enero."
    assert "N3" in check("Su marido murió… le escucho.", said=said, patient=patient("es"))


def test_the_speakers_language_counts_not_the_profiles() -> None:
    reply = "The beach… thank you for telling me."
    assert check(reply, said=SAID["en"], patient=patient("es")) == ()
    assert "C9" in check(reply, said=SAID["es"], patient=patient("es"))
