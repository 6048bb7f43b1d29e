"""The prompt: subjects first, likenesses only where they exist, the tail dropped and listed."""

import pytest

from assistant.composing import SettingsFor, SettingsPolicy, compose, styles
from assistant.english import counted, plural, singular, with_article
from assistant.layout import lay_out
from assistant.story import Box, DetailKind, OriginKind, Scene, Transcript
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


# Learnt elements

GOAT = "De niña iba al monte con mi hermano Luis y con Nube, mi cabra, junto al Puente Nuevo."
LEARNT = {"remedios-youth": "remeyou", "luis": "luisbro", "nube": "nubecab", "tajo": "tajopl"}


def learnt_only(words: str) -> list[str]:
    return [token for token in LEARNT.values() if token in words.split()]


def test_each_learnt_element_gets_words_of_its_own_with_its_token_alone() -> None:
    scene = told(GOAT)
    layout = lay_out(scene, patient=REMEDIOS)
    tokens = {use.element_id: REMEDIOS.element(use.element_id).token for use in scene.elements}
    prompt = compose(scene, patient=REMEDIOS, tokens=tokens, layout=layout)
    boxes = {standing.element_id: standing.box for standing in layout.standing}
    assert {region.element_id for region in prompt.regions} == tokens.keys() >= {"luis", "nube", "tajo"}
    assert len(learnt_only(prompt.positive.replace(",", ""))) == len(tokens)
    assert not learnt_only(prompt.generic.replace(",", ""))
    for region in prompt.regions:
        token = tokens[region.element_id]
        assert token in region.words
        assert region.words.replace(f"{token} ", "").replace("a ", "").replace("an ", "") == prompt.generic.replace(
            "a ", ""
        ).replace("an ", "")
        assert all(other not in region.words for other in tokens.values() if other != token)
        assert region.box == boxes.get(region.element_id)
        assert region.negative == prompt.negative
    goat = next(region for region in prompt.regions if region.element_id == "nube")
    assert "nubecab goat" in goat.alone
    assert "boy" not in goat.alone
    place = next(region for region in prompt.regions if region.element_id == "tajo")
    assert place.box is None


def test_without_learnt_elements_there_are_no_regions() -> None:
    prompt = compose(told(GOAT), patient=REMEDIOS, layout=lay_out(told(GOAT), patient=REMEDIOS))
    assert (prompt.generic, prompt.regions) == ("", ())


def test_regions_keep_to_the_limit_and_to_what_the_prompt_names() -> None:
    def dear(words: str) -> int:
        return 8 * len(words.split())

    tokens = dict(LEARNT)
    prompt = compose(told(GOAT), patient=REMEDIOS, tokens=tokens, count_tokens=dear)
    assert any("tajopl" in words for words in prompt.left_out)
    assert "tajo" not in {region.element_id for region in prompt.regions}
    long = compose(told(GOAT), patient=REMEDIOS, tokens=tokens, count_tokens=lambda words: 3 * len(words.split()))
    assert long.regions
    assert all(3 * len(region.words.split()) <= 75 for region in long.regions)


def test_several_learnt_elements_have_settings_of_their_own() -> None:
    own = SettingsPolicy(
        width=64,
        height=64,
        by_subjects=(SettingsFor(up_to=9, steps=8, guidance=2.0),),
        several=SettingsFor(up_to=9, steps=30, guidance=3.0),
    )
    one = compose(told(GOAT), patient=REMEDIOS, tokens={"luis": "luisbro"}, settings=own)
    two = compose(told(GOAT), patient=REMEDIOS, tokens={"luis": "luisbro", "nube": "nubecab"}, settings=own)
    assert [(p.steps, p.guidance) for p in (one, two)] == [(8, 2.0), (30, 3.0)]


# Places of their own


def test_a_painter_with_places_of_its_own_gets_everybody_there_in_order() -> None:
    scene = told(GOAT)
    slots = tuple(
        tuple(Box(left=at / number, top=0.2, width=1 / number, height=0.7) for at in range(number))
        for number in range(1, 5)
    )
    seen = lay_out(scene, patient=REMEDIOS, slots=slots).standing
    assert tuple(standing.box for standing in seen) == slots[len(seen) - 1]
    assert lay_out(scene, patient=REMEDIOS, slots=slots[:1]) == lay_out(scene, patient=REMEDIOS)


def test_who_was_placed_by_a_therapist_stands_there_and_is_named_from_left_to_right() -> None:
    scene = told(GOAT)
    before = lay_out(scene, patient=REMEDIOS)
    corner = Box(left=0.0, top=0.5, width=0.2, height=0.4)
    moved = [s.model_copy(update={"box": corner}) if s.element_id == "nube" else s for s in before.standing]
    placed = scene.model_copy(update={"layout": before.model_copy(update={"standing": tuple(moved)})})
    after = lay_out(placed, patient=REMEDIOS)
    assert {s.element_id: s.box for s in after.standing} == {s.element_id: s.box for s in moved}
    words = compose(placed, patient=REMEDIOS, layout=after).positive
    assert words.index("goat") < words.index("boy")
    plain = compose(scene, patient=REMEDIOS, layout=before).positive
    assert plain.index("boy") < plain.index("goat")
