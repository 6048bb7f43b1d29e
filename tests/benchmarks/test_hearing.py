"""The hearing benchmark counts what it says it counts."""

from pathlib import Path

import pytest

from assistant.story import Address, Element, ElementKind, NameSuggestion, Patient, Span, Transcript
from benchmarks.gold import GoldMemory
from benchmarks.hearing import figures, hear_all, plain_words, score, word_errors
from pipelines.scripted_ear import ScriptedEar
from tests.pipelines.sounds import save, silence, tone

JUAN = Patient(
    id="juan",
    name="Juan",
    language="es",
    address=Address.USTED,
    elements=(
        Element(id="dog", token="dog", kind=ElementKind.ANIMAL, class_word="dog", aliases=("Hachiko", "mi perro")),
        Element(id="mum", token="mum", kind=ElementKind.PERSON, class_word="woman", aliases=("Ana", "mi madre")),
    ),
)


def memory(key: str, text: str) -> GoldMemory:
    return GoldMemory(id=key, profile="juan", lang="es", text=text, stage="unknown")


def heard(text: str, *suggested: tuple[int, int, str]) -> Transcript:
    suggestions = tuple(
        NameSuggestion(span=Span(start=start, end=end), element_id=element, alias="x", likeness=0.9)
        for start, end, element in suggested
    )
    return Transcript(
        recollection_id="r", language="es", text=text, source="heard", suggestions=suggestions, seconds=10.0
    )


def test_numbers_accents_and_marks_are_no_errors() -> None:
    assert plain_words("¡Cuarenta años, sí!", "es") == plain_words("40 anos si", "es")
    assert plain_words("Thirty years.", "en") == ["30", "years"]


def test_word_errors_count_replaced_missing_and_added_words() -> None:
    assert word_errors(["a", "b", "c", "d"], ["a", "x", "c", "d", "e"]) == (2, 4)
    assert word_errors([], ["a"]) == (1, 0)
    assert word_errors(["a", "b"], []) == (2, 2)


def test_a_name_is_heard_when_it_is_spelt_or_suggested() -> None:
    told = memory("m1", "Salía con Hachiko y con mi madre.")
    assert score(told, heard("salia con hachiko"), JUAN, took_s=1).missed == ()
    assert score(told, heard("Salía con a chico", (10, 17, "dog")), JUAN, took_s=1).missed == ()
    missed = score(told, heard("Salía con a chico"), JUAN, took_s=1)
    assert missed.missed == ("Hachiko",)
    assert missed.names == 1


def test_a_name_that_nobody_said_is_false() -> None:
    told = memory("m1", "Había una manzana. Mi perro dormía.")
    assert score(told, heard("Había una Ana."), JUAN, took_s=1).false == ("Ana",)
    assert score(told, heard("Había una mana", (10, 14, "mum")), JUAN, took_s=1).false == ("mana",)
    assert score(told, heard("Hachiko dormía."), JUAN, took_s=1).false == ()


def test_a_folder_is_heard_and_counted(tmp_path: Path) -> None:
    for name in ("m1", "m2", "human-es-1"):
        save(tmp_path / f"{name}.wav", tone(2.0))
    save(tmp_path / "room-noise.wav", silence(2.0))
    save(tmp_path / "loud-noise.wav", tone(2.0))
    memories = {"m1": memory("m1", "Salía con Hachiko."), "m2": memory("m2", "Salía con Ana.")}
    ear = ScriptedEar({"m1": "Salía con Hachiko.", "m2": "Salía con una."}, otherwise="Hola a todos.")
    items = list(hear_all(tmp_path, memories, {"juan": JUAN}, ear=ear))
    found = figures(items, memories)
    assert set(found) == {"wer", "name_recall", "false_aliases", "noise_words", "rtf", "n", "items"}
    assert found["wer"] == pytest.approx(1 / 6)
    assert found["name_recall"] == 0.5
    assert found["false_aliases"] == 0
    assert found["noise_words"] == 3
    assert found["n"] == 5
    rtf = found["rtf"]
    assert isinstance(rtf, float)
    assert 0 < rtf < 1
