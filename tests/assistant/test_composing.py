"""The prompt: subjects first, likenesses only where they exist, the tail dropped and listed."""

import pytest

from assistant.composing import SettingsFor, SettingsPolicy, compose, styles
from assistant.english import counted, plural, singular, with_article
from assistant.layout import lay_out
from assistant.story import DetailKind, OriginKind, Scene, Transcript
from assistant.understanding import scene_of
from tests.assistant.patients import REMEDIOS


def told(text: str) -> Scene:
    return scene_of(Transcript(recollection_id="r", language="es", text=text, source="typed"), patient=REMEDIOS)


CHURCH = "El día de mi boda llovía y Benito me esperaba en la puerta de la iglesia con un paraguas negro."


def test_subjects_come_first_then_place_things_weather_era_and_style() -> None:
    prompt = compose(told(CHURCH), patient=REMEDIOS)
    words = prompt.positive
    order = [
        "a woman and a man",
        "in a church",
        "a black umbrella",
        "rain",
        "1970s",
        "Spain",
        styles()["storybook"].words,
    ]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)
    assert prompt.negative == styles()["storybook"].negative


def test_a_token_is_written_only_for_a_likeness_that_exists() -> None:
    scene = told(CHURCH)
    assert "benitosp" not in compose(scene, patient=REMEDIOS).positive
    assert "benitosp man" in compose(scene, patient=REMEDIOS, tokens={"benito": "benitosp"}).positive


def test_the_tail_is_dropped_and_listed_when_there_is_no_room() -> None:
    short = compose(told(CHURCH), patient=REMEDIOS, count_tokens=lambda words: 10 * len(words.split()))
    assert short.positive.startswith("a woman and a man")
    assert "Spain" in short.left_out
    assert short.positive.endswith(styles()["storybook"].words)


def test_a_style_that_was_said_comes_before_the_patients() -> None:
    prompt = compose(told("De joven me hicieron un retrato a lápiz con mi abrigo."), patient=REMEDIOS)
    assert prompt.positive.endswith("pencil sketch")
    assert prompt.origins[-1].kind is OriginKind.SAID


def test_settings_follow_the_number_of_subjects_and_the_painters_own_policy() -> None:
    one, several = compose(told("De niña cantaba."), patient=REMEDIOS), compose(told(CHURCH), patient=REMEDIOS)
    assert (one.steps, one.guidance) != (several.steps, several.guidance)
    own = SettingsPolicy(width=256, height=256, by_subjects=(SettingsFor(up_to=9, steps=8, guidance=2.0),))
    prompt = compose(told(CHURCH), patient=REMEDIOS, settings=own)
    assert (prompt.width, prompt.steps, prompt.guidance) == (256, 8, 2.0)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(KeyError):
        compose(told("De niña cantaba."), patient=REMEDIOS, style="neon")


def test_people_stand_side_by_side_and_animals_are_smaller() -> None:
    layout = lay_out(told("De niña iba con mi hermano Luis y mi cabra por la plaza."), patient=REMEDIOS)
    people = [s.box for s in layout.standing if s.kind is DetailKind.PEOPLE]
    animals = [s.box for s in layout.standing if s.kind is DetailKind.ANIMALS]
    assert layout.background == "square"
    assert len(people) == 2
    assert people[0].left + people[0].width <= people[1].left + 1e-9
    assert all(box.height < people[0].height for box in animals)
    assert all(s.box.left + s.box.width <= 1.0 + 1e-9 and s.box.top + s.box.height <= 1.0 for s in layout.standing)


@pytest.mark.parametrize(
    ("one", "many"),
    [("young woman", "young women"), ("loaf of bread", "loaves of bread"), ("box", "boxes"), ("cherry", "cherries")],
)
def test_plurals_and_back(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one


def test_articles_and_counts() -> None:
    assert with_article("old man") == "an old man"
    assert with_article("uniform") == "a uniform"
    assert with_article("boots") == "boots"
    assert counted(["old man", "dog", "old man"]) == ["two old men", "a dog"]
