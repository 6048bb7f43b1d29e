"""Names heard wrongly are suggested; ordinary speech never turns into a name."""

import re
from collections.abc import Sequence

import pytest

from assistant.naming import core_of, hints, is_name, suggest
from assistant.phonetics import distance, sounds_of
from assistant.story import Address, Element, ElementKind, Language, NameSuggestion, Patient, Span, Word
from benchmarks.gold import GOLD_FOLDER, load_memories


def patient(language: Language, *aliases: str | tuple[str, ...], kind: ElementKind = ElementKind.PERSON) -> Patient:
    elements = tuple(
        Element(id=f"e{n}", token=f"e{n}", kind=kind, class_word="x", aliases=(a,) if isinstance(a, str) else a)
        for n, a in enumerate(aliases)
    )
    return Patient(id="p", name="P", language=language, address=Address.USTED, elements=elements)


def heard(text: str, sure: float = 0.6, unsure: Sequence[str] = ()) -> tuple[Word, ...]:
    """Every word as sure as `sure`, or only the `unsure` ones when some are named (the others 0.98)."""
    return tuple(
        Word(
            span=Span(start=m.start(), end=m.end()),
            start_s=0.0,
            end_s=0.1,
            probability=sure if not unsure or m[0] in unsure else 0.98,
        )
        for m in re.finditer(r"[\w']+", text)
    )


def found(text: str, who: Patient, words: tuple[Word, ...] = ()) -> list[tuple[str, str]]:
    suggestions: tuple[NameSuggestion, ...] = suggest(text, words=words, patient=who, language=who.language)
    return [(text[s.span.start : s.span.end], s.alias) for s in suggestions]


@pytest.mark.parametrize(
    ("language", "text", "unsure", "alias", "stretch"),
    [
        ("es", "Después de jubilarme adopté a chico.", ["a", "chico"], "Hachiko", "a chico"),
        ("es", "Salía Compedro por la tarde.", ["Compedro"], "Pedro", "Compedro"),
        ("es", "La vacílica se ponía preciosa.", ["vacílica"], "basílica", "vacílica"),
        ("es", "Mithifu se sube a mi regazo.", ["Mithifu"], "Micifú", "Mithifu"),
        ("es", "En Almentra lejo dormíamos.", ["Almentra", "lejo"], "Almendralejo", "Almentra lejo"),
        ("es", "Chis patuvo cuatro crías.", ["Chis", "patuvo"], "Chispa", "Chis patuvo"),
        ("es", "Íbamos a la hermita en romería.", ["hermita"], "ermita", "hermita"),
        ("es", "Vajava Concanelo a la panadería.", ["Concanelo"], "Canelo", "Concanelo"),
        ("en", "We fed the ducks at Round Hey Park.", ["Round", "Hey", "Park"], "Roundhay Park", "Round Hey Park"),
        ("en", "We used to take Bonso down to the canal.", ["Bonso"], "Bonzo", "Bonso"),
        ("en", "My sister Elcie could play.", ["Elcie"], "Elsie", "Elcie"),
    ],
)
def test_a_name_heard_wrongly_is_suggested(
    language: Language, text: str, unsure: list[str], alias: str, stretch: str
) -> None:
    assert found(text, patient(language, alias), heard(text, 0.6, unsure)) == [(stretch, alias)]


@pytest.mark.parametrize(
    ("language", "alias", "text"),
    [
        ("es", "Hachiko", "Era un regalo para el chico de la tienda."),
        ("es", "Paco", "Había poco que comer."),
        ("es", "Manuel", "Mi amiga Manuela vivía enfrente."),
        ("es", "Canelo", "Arroz con canela y limón."),
        ("es", "Antonio", "Antonia bailaba muy bien."),
        ("es", "Benito", "Era un pueblo muy bonito."),
        ("es", "mi perro", "Mi pero no era ese."),
        ("en", "Gladys", "I danced with all the ladies."),
        ("en", "Arthur", "My father had a wireless."),
        ("en", "Whitby", "Will you come with me?"),
        ("en", "the park", "It was dark, the bark was wet."),
        ("en", "Hyde Park", "We walked in the park."),
        ("en", "Tom", "He told me and I laughed."),
    ],
)
@pytest.mark.parametrize("sure", [None, 0.3, 0.6, 0.85, 1.0])
def test_other_words_are_left_alone(language: Language, alias: str, text: str, sure: float | None) -> None:
    assert found(text, patient(language, alias), heard(text, sure) if sure else ()) == []


def test_words_that_the_ear_was_sure_of_are_left_alone() -> None:
    text = "Le di un beso a chico y a chica."
    assert found(text, patient("es", "Hachiko"), heard(text, 0.97)) == []
    assert found(text, patient("es", "Hachiko")) == []


def test_a_name_that_is_spelt_right_needs_no_suggestion() -> None:
    for text in ("Salía con Hachiko.", "salía con HACHIKO", "Salia con hachiko"):
        assert found(text, patient("es", "Hachiko"), heard(text, 0.5)) == []


def test_typed_slips_of_the_pen() -> None:
    assert found("Salía con Achiko al bosque.", patient("es", "Hachiko")) == [("Achiko", "Hachiko")]
    assert found("Vino Guiyermo a comer.", patient("es", "Guillermo")) == [("Guiyermo", "Guillermo")]


def test_the_patients_own_name_is_not_suggested() -> None:
    text = "Entonces Guan corría mucho."
    assert found(text, patient("es", "Juan", kind=ElementKind.SELF), heard(text, 0.4)) == []


def test_one_name_of_two_elements_is_suggested_for_both() -> None:
    text = "Mithifu dormía."
    who = patient("es", "Micifú", "Micifú")
    assert [s.element_id for s in suggest(text, words=heard(text), patient=who, language="es")] == ["e0", "e1"]


def test_a_match_never_crosses_a_sentence() -> None:
    text = "Se lo di a. Chico era el perro."
    assert found(text, patient("es", "Hachiko"), heard(text, 0.5)) == []


NAMES: dict[Language, str] = {
    "es": "Ana María Carmen Josefa Isabel Dolores Pilar Teresa Rosa Cristina Ángeles Francisca Antonia Laura Mercedes "
    "Elena Marta Lucía Concepción Manuela Juana Paula Raquel Rosario Encarnación Julia Silvia Beatriz Amparo Asunción "
    "Eulalia Remedios Consuelo Encarna Lola Paquita Chelo Maruja Pepa Milagros Nieves Inés Sara Irene Alicia Celia "
    "Aurora Begoña Emilia Ramona Martina Elvira Amalia Adela Marisol Rocío Antonio José Manuel Francisco David Javier "
    "Miguel Rafael Pedro Pablo Ángel Fernando Luis Jorge Alberto Álvaro Diego Raúl Enrique Ramón Vicente Andrés Mario "
    "Emilio Julián Tomás Agustín Félix Nicolás Bartolo Benito Manolo Paco Pepe Iñaki Canelo Chispa Lucero Tobi Golfo "
    "Kira Luna Sultán Perla Pinto Hachiko Micifú Cuca Benidorm Alcalá Retiro Albufera Zarauz Triana Caleta Cuenca",
    "en": "Mary Patricia Linda Barbara Elizabeth Susan Margaret Dorothy Lisa Nancy Karen Betty Helen Sandra Carol "
    "Ruth Sharon Laura Sarah Shirley Angela Melissa Brenda Amy Anna Rebecca Kathleen Pamela Martha Marie Janet "
    "Frances Joyce Diane Alice Julie Heather Doris Gloria Evelyn Jean Cheryl Joan Winifred Gladys Ethel Elsie Nellie "
    "Daisy Ivy Hilda Edith Vera Maud James John Robert William Charles Thomas Tom Daniel Paul Donald George Kenneth "
    "Brian Anthony Gary Larry Frank Walter Patrick Peter Harold Arthur Albert Ben Bertie Seamus Nobby Rover Tiddles "
    "Bonzo Patch Sooty Toby Bess Whitby Scarborough Headingley Kirkgate Cromer Thistledown Roundhay Ilkley Otley Filey",
}


@pytest.mark.parametrize("sure", [None, 0.4, 0.8])
@pytest.mark.parametrize("language", ["es", "en"])
def test_ordinary_speech_gives_no_false_name(language: Language, sure: float | None) -> None:
    everybody = patient(language, *NAMES[language].split())
    memories = [m for path in sorted(GOLD_FOLDER.glob("*.jsonl")) for m in load_memories(path) if m.lang == language]
    false = [match for m in memories for match in found(m.text, everybody, heard(m.text, sure) if sure else ())]
    assert len(memories) >= 8
    assert false == []


def test_hints_are_few_and_name_every_element_first() -> None:
    who = patient(
        "es", ("Ana", "mi madre", "Anita"), ("Hachiko", "mi perro"), ("la Caleta",), ("basílica",), ("el parque",)
    )
    assert hints(who) == ("Ana", "Hachiko", "Caleta", "basílica", "Anita")
    many = patient("es", *[f"Nombre{n}" for n in range(40)])
    assert len(hints(many)) == 15


def test_what_is_a_name() -> None:
    for alias in ("Ana", "la Caleta", "Roundhay Park", "tío Pepe"):
        assert is_name(alias), alias
    for alias in ("mi perro", "the park", "yo", "I", "mamá", "La playa".lower()):
        assert not is_name(alias), alias
    assert core_of("la Caleta") == "Caleta"


SAME: list[tuple[Language, str, str]] = [
    ("es", "vaca", "baca"),
    ("es", "Hachiko", "achico"),
    ("es", "Cecilia", "Sesilia"),
    ("es", "Yolanda", "Llolanda"),
    ("en", "Roundhay", "Roundhey"),
    ("en", "Phyllis", "Fillis"),
    ("en", "Knight", "Night"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_spellings_of_one_sound(language: Language, one: str, other: str) -> None:
    assert sounds_of(one, language) == sounds_of(other, language)


def test_distances_between_sounds() -> None:
    assert distance("perla", "berla") < distance("perla", "serla")
    assert distance("ana", "ana") == 0
    assert distance("", "ana") > 1.5
