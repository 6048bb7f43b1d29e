"""A painter of few words: told what it knows, or what comes near, and never a word that it would only spell."""

import pytest

from assistant.composing import SettingsFor, SettingsPolicy, compose
from assistant.dialect import Dialect
from assistant.layout import lay_out
from assistant.story import DetailKind, Scene, Transcript
from assistant.subjects import Subject
from assistant.understanding import scene_of
from tests.assistant.patients import REMEDIOS

PEOPLE, ANIMALS, PLACES, OBJECTS = DetailKind.PEOPLE, DetailKind.ANIMALS, DetailKind.PLACES, DetailKind.OBJECTS
FEW = Dialect(
    knows={"woman": 1, "man": 1, "men": 2, "goat": 1, "boat": 1, "cup of tea": 1, "umbrella": 1, "church": 0},
    instead={"nurse": "woman in a white coat", "soldier": "man", "sheepdog": "goat", "chapel": "church",
             "strolling": "walking"},
    adjectives=("happy", "snowy"),
    actions=("walking",),
    most=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "kind", "words", "number"),
    [
        ("woman", PEOPLE, "woman", 1),
        ("happy young woman in a blue coat", PEOPLE, "happy woman in a blue coat", 1),
        ("nurse in a blue coat", PEOPLE, "woman in a white coat", 1),
        ("four men", PEOPLE, "men", 2),
        ("soldiers", PEOPLE, "men", 2),
        ("goats", ANIMALS, "goat", 1),
        ("old sheepdog", ANIMALS, "goat", 1),
        ("white fishing boat", OBJECTS, "boat", 1),
        ("boat of paper", OBJECTS, "boat", 1),
        ("cup of tea", OBJECTS, "cup of tea", 1),
        ("village chapel", PLACES, "church", 0),
        ("old snowy church", PLACES, "snowy church", 0),
    ],
)
def test_what_is_known_or_comes_near_is_said_in_the_painters_words(
    phrase: str, kind: DetailKind, words: str, number: int
) -> None:
    assert FEW.said(phrase, kind) == (words, number)


@pytest.mark.parametrize(
    ("phrase", "kind"), [("rifle", OBJECTS), ("church", OBJECTS), ("boat", PLACES), ("tea", OBJECTS), ("", PEOPLE)]
)
def test_what_it_has_no_word_for_is_not_said(phrase: str, kind: DetailKind) -> None:
    assert FEW.said(phrase, kind) is None


def subject(words: str, kind: DetailKind, **more: str) -> Subject:
    return Subject(words=words, kind=kind, **more)


def test_the_patients_own_stay_when_there_is_no_room_for_all() -> None:
    told, no_word, no_room = FEW.speak(
        [subject("men", PEOPLE), subject("woman", PEOPLE), subject("goat", ANIMALS, element_id="nube"),
         subject("rifle", OBJECTS), subject("church", PLACES), subject("chapel", PLACES)]
    )  # fmt: skip
    assert [one.noun for one in told] == ["men", "goat", "church"]
    assert (no_word, no_room) == (("rifle",), ("woman", "chapel"))


def test_a_learnt_element_keeps_its_own_words() -> None:
    told, no_word, _ = FEW.speak([subject("leaning towers", PLACES, element_id="kio", token="kiotwr")])
    assert [one.phrase for one in told] == ["kiotwr leaning towers"]
    assert no_word == ()


def painter_of_few_words() -> SettingsPolicy:
    return SettingsPolicy(
        width=64, height=64, by_subjects=(SettingsFor(up_to=1, steps=8, guidance=2.0),
                                          SettingsFor(up_to=9, steps=9, guidance=2.0)), dialect=FEW,
    )  # fmt: skip


def wedding() -> Scene:
    text = "El día de mi boda Benito me esperaba en la ermita con un paraguas negro y una escopeta."
    return scene_of(Transcript(recollection_id="r", language="es", text=text, source="typed"), patient=REMEDIOS)


def test_the_prompt_holds_the_painters_words_and_says_what_is_missing() -> None:
    plain = compose(wedding(), patient=REMEDIOS)
    prompt = compose(wedding(), patient=REMEDIOS, settings=painter_of_few_words())
    assert plain.no_word == ()
    assert prompt.positive.startswith("a woman and a man")
    assert "umbrella" in prompt.positive and "black umbrella" not in prompt.positive
    assert [word for word in prompt.no_word if word in prompt.positive] == []
    assert any("gun" in word or "rifle" in word for word in prompt.no_word)


def test_what_people_do_is_said_only_in_words_that_it_knows() -> None:
    assert (FEW.doing("walking"), FEW.doing("strolling"), FEW.doing("rowing")) == ("walking", "walking", "")


def test_what_cannot_be_painted_has_no_place_in_the_layout() -> None:
    scene = wedding()
    standing = {one.who for one in lay_out(scene, patient=REMEDIOS).standing}
    few = {one.who for one in lay_out(scene, patient=REMEDIOS, dialect=FEW).standing}
    assert few < standing
    assert {"black umbrella"} <= few
