"""A title is the person's own words and ends where a phrase ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.story import Language
from assistant.titles import title_of
from assistant.words import tokens_of, word_set
from benchmarks.gold import GOLD_FOLDER, load_memories

NO_LAST_WORDS: dict[Language, frozenset[str]] = {
    "es": word_set("el la los las un una mi su de del en con por para sin que cuando donde y o me se le no nunca"),
    "en": word_set("the a my his of in on at with for from when where who and or never couldn't wouldn't"),
}
OPENINGS: dict[Language, tuple[str, ...]] = {
    "es": ("De niño", "Después de la guerra", "Los domingos", "En el pueblo", "Cuando era chica", "Por las noches"),
    "en": ("As a boy", "After the war", "In the village", "When I was five", "On market days"),
}
SUBJECTS: dict[Language, tuple[str, ...]] = {
    "es": ("mi madre", "el maestro", "la hermana de mi padre", "mis primos", "yo", "nosotros"),
    "en": ("my mother", "the teacher", "our neighbour", "the priest", "I", "we"),
}
VERBS: dict[Language, tuple[str, ...]] = {
    "es": ("me llevaba", "no quería", "nos contó", "tenía", "ya se marchó"),
    "en": ("never wanted", "told", "kept", "took", "always had"),
}
RESTS: dict[Language, tuple[str, ...]] = {
    "es": ("al mercado de la plaza con los burros", "una historia muy larga de su tierra"),
    "en": ("to the market in the square with the donkeys", "a very long story of another country"),
}


def title(text: str, language: Language = "es") -> str:
    return title_of(tokens_of(text), text, language)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[Language, str, str, str]:
    """A language, an opening, a subject, and the whole sentence."""
    language: Language = draw(st.sampled_from(("es", "en")))
    parts = [draw(st.sampled_from(of[language])) for of in (OPENINGS, SUBJECTS, VERBS, RESTS)]
    return language, parts[0], parts[1], " ".join(parts)


@settings(deadline=None)
@given(sentences())
def test_no_subject_is_left_without_its_verb(sentence: tuple[Language, str, str, str]) -> None:
    language, opening, subject, text = sentence
    assert title(text, language) in {
        opening,
        *(text[:end] for end in range(len(f"{opening} {subject} ") + 1, len(text))),
    }


@settings(deadline=None)
@given(sentences())
def test_no_title_ends_on_a_word_that_asks_for_another(sentence: tuple[Language, str, str, str]) -> None:
    language, _, _, text = sentence
    found = title(text, language)
    assert found.split()[-1].lower() not in NO_LAST_WORDS[language]
    assert text.startswith(found)
    assert len(found.split()) <= 6


@pytest.mark.parametrize("name", ["dev", "holdout-a", "holdout-c", "holdout-d"])
def test_titles_of_memories_are_their_own_words_and_end_well(name: str) -> None:
    for memory in load_memories(GOLD_FOLDER / f"{name}.jsonl"):
        found = title(memory.text, memory.lang)
        assert found[1:] in memory.text
        assert 1 <= len(found.split()) <= 6
        assert found.split()[-1].lower() not in NO_LAST_WORDS[memory.lang], found


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(("es", "en")))
def test_any_text_has_a_title_of_its_own_words(text: str, language: Language) -> None:
    found = title(text, language)
    assert bool(found) == bool(text.strip())
    assert found.casefold() in text.casefold() or found[1:] in text


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("No teníamos coche, íbamos andando.", "es", "No teníamos coche"),
        ("¡Qué guerra dimos aquella tarde!", "es", "Qué guerra dimos aquella tarde"),
        ("A ver, pues mi abuela cosía para fuera.", "es", "Mi abuela cosía para fuera"),
        ("A mi hermano le gustaban los trenes.", "es", "A mi hermano"),
        ("Petra cosía y yo le sujetaba la lámpara.", "es", "Petra cosía"),
        ("La casa donde me crié tenía un pozo.", "es", "La casa donde me crié"),
        ("Decía mi abuela que de joven había bailado con un torero.", "es", "Decía mi abuela"),
        ("En el treinta y nueve entré en el taller.", "es", "En el treinta y nueve"),
        ("I was, um, I was the last girl in the row to be asked.", "en", "I was the last girl"),
        ("The spring of forty-seven we never saw the ground.", "en", "The spring of forty-seven"),
        ("We had a little boat when the children were small.", "en", "We had a little boat"),
        ("Sí.", "es", "Sí"),
    ],
)
def test_titles(text: str, language: Language, right: str) -> None:
    assert title(text, language) == right
