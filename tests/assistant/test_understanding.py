"""What a memory is understood as, by the rules alone, and how a reader's proposals are taken."""

import time

import pytest

from assistant.story import Detail, FeelingScores, Language, Mention, Presence, Reading, Scene, Transcript, Valence
from assistant.understanding import scene_of
from tests.assistant.patients import ARTHUR, REMEDIOS


def told(text: str, language: Language = "es", reading: Reading | None = None) -> Scene:
    transcript = Transcript(recollection_id="r", language=language, text=text, source="typed")
    return scene_of(transcript, patient=REMEDIOS if language == "es" else ARTHUR, reading=reading)


def detail(scene: Scene, word: str) -> Detail:
    return next(d for d in scene.details if word in d.text)


PRESENCES: list[tuple[Language, str, str, Presence]] = [
    ("es", "No teníamos radio ni nevera.", "nevera", Presence.DENIED),
    ("es", "Tortuga no tuvimos, pero un gato sí.", "Tortuga", Presence.DENIED),
    ("es", "Íbamos sin zapatos por la nieve.", "zapatos", Presence.DENIED),
    ("es", "Siempre quise una bicicleta.", "bicicleta", Presence.WISHED),
    ("es", "Quería una bicicleta y me la trajeron los Reyes.", "bicicleta", Presence.PRESENT),
    ("es", "Mi primo nadaba como un pato en la poza.", "pato", Presence.SIMILE),
    ("es", "Llevaba un sombrero que me había regalado mi tía.", "tía", Presence.MENTIONED),
    ("es", "Me puse el abrigo de mi abuelo.", "abuelo", Presence.MENTIONED),
    ("es", "Antes de la escuela ordeñaba las cabras.", "escuela", Presence.MENTIONED),
    ("es", "Mi padre era herrero y yo jugaba en la calle.", "padre", Presence.MENTIONED),
    ("es", "No paraba de tocar la guitarra.", "guitarra", Presence.PRESENT),
    ("es", "Mi madre gritó: «¡el tren!» y corrimos al andén.", "tren", Presence.MENTIONED),
    ("en", "We had no telephone.", "telephone", Presence.DENIED),
    ("en", "I always wanted a pony.", "pony", Presence.WISHED),
    ("en", "She had a laugh like a donkey.", "donkey", Presence.SIMILE),
    ("en", "He was as thin as a rake, and he carried a sack.", "rake", Presence.SIMILE),
    ("en", "I wore my father's boots.", "father", Presence.MENTIONED),
    ("en", "The swans were on the lake.", "swans", Presence.PRESENT),
]


@pytest.mark.parametrize(("language", "text", "word", "presence"), PRESENCES)
def test_how_a_thing_stands(language: Language, text: str, word: str, presence: Presence) -> None:
    assert detail(told(text, language), word).presence is presence


STAGES: list[tuple[Language, str, str | None]] = [
    ("es", "Tendría yo once años y llevaba el agua al campo.", "youth"),
    ("es", "Con treinta y ocho años aprendí a conducir.", "adulthood"),
    ("es", "En el 62 nos fuimos a vivir a Alemania.", "youth"),
    ("es", "Siendo yo mocita iba a por agua a la fuente.", "youth"),
    ("es", "El día de mi boda hubo baile.", "adulthood"),
    ("es", "Mi hijo tenía tres años y le hice un caballo de madera.", "adulthood"),
    ("es", "Mi nieto tiene cuatro años y juega con las pinzas.", "old_age"),
    ("es", "Riego los geranios y miro la calle.", "old_age"),
    ("es", "Después de jubilarme planté un limonero.", "old_age"),
    ("es", "De niña subía al monte con las cabras. Ahora, en la residencia, no subo a nada.", "youth"),
    ("es", "Había un árbol muy grande.", None),
    ("es", "Benito silbaba en el andén.", "adulthood"),
    ("en", "I was fifteen and I swept the workshop.", "youth"),
    ("en", "In my fifties I took up the fiddle.", "adulthood"),
    ("en", "Up at five, and I drove the van for twenty years.", "adulthood"),
    ("en", "The grandchildren bring me shells.", "old_age"),
    ("en", "When I was only a wee lad we had a pig.", "youth"),
    ("en", "There was a big tree.", None),
]


@pytest.mark.parametrize(("language", "text", "stage"), STAGES)
def test_when_it_was(language: Language, text: str, stage: str | None) -> None:
    assert told(text, language).stage.stage == stage


def uses(scene: Scene) -> dict[str, str | None]:
    return {use.element_id: use.class_word for use in scene.elements}


def test_a_said_age_overrides_the_class_word() -> None:
    assert uses(told("Con ocho años guardaba cabras.")) == {"reme-youth": "girl"}
    assert uses(told("Con dieciocho años guardaba cabras.")) == {"reme-youth": None}


def test_an_element_of_a_far_stage_is_painted_from_words_and_the_therapist_is_told() -> None:
    scene = told("Mi hermano Luis vino ayer a verme a la residencia.")
    assert set(uses(scene)) == {"reme-old_age"}
    assert detail(scene, "Luis").english == "old man"
    assert [doubt.key for doubt in scene.doubts] == ["element_too_young"]


def test_a_generic_place_is_not_the_trained_one_and_a_named_one_is() -> None:
    assert "tajo" not in uses(told("De niña cruzaba el puente con mi cubo."))
    assert "tajo" in uses(told("De niña cruzaba el Puente Nuevo con mi cubo."))


def test_somebody_elses_namesake_is_no_element() -> None:
    assert "luis" not in uses(told("De niña jugaba con mi primo Luis en la era."))


def test_in_somebody_elses_story_the_patient_is_not_in_the_picture() -> None:
    scene = told("Contaba mi madre que de pequeña había visto un oso en la sierra.")
    assert not scene.patient_in_picture
    assert not scene.elements
    assert scene.stage.stage is None


def test_stories_told_by_the_fire_leave_the_patient_in_the_picture() -> None:
    scene = told("De niña, mi abuelo me contaba cuentos junto a la lumbre.")
    assert scene.patient_in_picture
    assert "reme-youth" in uses(scene)


def test_a_negative_memory_starts_no_picture() -> None:
    scene = told("Cuando murió mi Benito no quería levantarme de la cama.")
    assert scene.valence is Valence.NEGATIVE
    assert scene.distress
    assert not scene.may_paint_unasked


def test_the_title_is_a_verbatim_piece() -> None:
    text = "Pues… bueno, en la feria de Ronda me subí a los caballitos con mi prima."
    title = told(text).title
    assert title.lower() in text.lower()
    assert 0 < len(title.split()) <= 6


def test_a_readers_proposal_counts_only_with_its_words_in_the_text() -> None:
    text = "De niña íbamos a buscar una zurrapilla al horno."
    there = Mention.model_validate({"kind": "objects", "evidence": "una zurrapilla", "english": "cake"})
    not_there = Mention.model_validate({"kind": "animals", "evidence": "un caballo", "english": "horse"})
    scene = told(text, reading=Reading(mentions=(there, not_there)))
    found = detail(scene, "zurrapilla")
    assert (found.english, found.found_by) == ("cake", "model")
    assert not any("caballo" in d.text for d in scene.details)


def test_a_reader_cannot_bring_people_into_the_english() -> None:
    mention = Mention.model_validate({"kind": "objects", "evidence": "una zurrapilla", "english": "priest cake"})
    scene = told("De niña íbamos a buscar una zurrapilla.", reading=Reading(mentions=(mention,)))
    assert not any("zurrapilla" in d.text for d in scene.details)


@pytest.mark.parametrize(
    "text", ["a", "🙂", "…", " ", "ñ" * 200_000, "mi madre no tenía pan, " * 8_700, "¿¡" * 100_000]
)
def test_any_text_is_read_quickly(text: str) -> None:
    start = time.process_time()
    told(text)
    assert time.process_time() - start < 6.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿Dónde está Benito? Que venga."),
        ("es", "¿Cuándo viene mi marido?"),
        ("es", "Quiero estar con mi marido."),
        ("en", "Where's Edie? I can't see her."),
        ("en", "When is my wife coming?"),
    ],
)
def test_asking_for_somebody_is_distress(language: Language, text: str) -> None:
    scene = told(text, language)
    assert scene.distress
    assert scene.distress_said_in


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "Busqué a Benito por toda la feria y me compró un helado."), ("en", "I wanted Edie to dance and she did.")],
)
def test_having_looked_for_somebody_once_is_none(language: Language, text: str) -> None:
    assert not told(text, language).distress


def test_a_voter_of_the_reader_raises_distress_and_starts_no_picture() -> None:
    text = "La mesa está junto a la ventana."
    scores = FeelingScores(negative=0.9, distress=0.9)
    assert not told(text).distress
    scene = told(text, reading=Reading(feeling=scores))
    assert scene.distress
    assert scene.valence is Valence.NEGATIVE
    assert not scene.may_paint_unasked
