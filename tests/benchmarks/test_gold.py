"""The labelled memories hold to their own format: a wrong label would judge the wrong reader."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.gold import (
    GOLD_FOLDER,
    GoldElement,
    GoldFileError,
    GoldMemory,
    GoldProfile,
    faults,
    load_memories,
    load_profiles,
)

FILES = ("dev.jsonl", *(f"holdout-{letter}.jsonl" for letter in "abcdefg"))
HOLDOUTS = FILES[1:]
LANGUAGES = {
    "holdout-a.jsonl": {"es": 42, "en": 18},
    "holdout-b.jsonl": {"es": 42, "en": 18},
    "holdout-c.jsonl": {"es": 45, "en": 15},
    "holdout-d.jsonl": {"es": 55, "en": 25},
    "holdout-e.jsonl": {"es": 40, "en": 20},
    "holdout-f.jsonl": {"es": 40, "en": 20},
    "holdout-g.jsonl": {"es": 60, "en": 20},
}
DISTRESS_AT_LEAST = {
    "holdout-a.jsonl": 8,
    "holdout-b.jsonl": 8,
    "holdout-c.jsonl": 8,
    "holdout-d.jsonl": 12,
    "holdout-e.jsonl": 6,
    "holdout-f.jsonl": 8,
    "holdout-g.jsonl": 12,
}
LATER_PEOPLE = {"anselmo", "nieves", "estela", "walter"}
"""Invented with holdout g: the sets before it know nothing of them."""
PROFILES = load_profiles(GOLD_FOLDER / "profiles.json")
MEMORIES = [(name, memory) for name in FILES for memory in load_memories(GOLD_FOLDER / name)]
ORDER = ("youth", "adulthood", "old_age")

every_memory = pytest.mark.parametrize("memory", [memory for _, memory in MEMORIES], ids=lambda memory: memory.id)
held_out = pytest.mark.parametrize(
    "memory", [memory for name, memory in MEMORIES if name in HOLDOUTS], ids=lambda memory: memory.id
)


def elements_of(memory: GoldMemory, accepted: frozenset[str]) -> list[GoldElement]:
    return [element for element in PROFILES[memory.profile].elements if element.token in accepted]


@every_memory
def test_labels_do_not_contradict_the_memory_or_the_profile(memory: GoldMemory) -> None:
    assert faults(memory, PROFILES.get(memory.profile)) == ()


@every_memory
def test_the_self_element_has_an_accepted_stage(memory: GoldMemory) -> None:
    for accepted in memory.tokens_any or ():
        selves = [element.stage for element in elements_of(memory, accepted) if element.kind == "self"]
        assert len(selves) <= 1
        assert set(selves) <= set(memory.accepted_stages())


@every_memory
def test_the_other_elements_equal_or_adjoin_the_stage(memory: GoldMemory) -> None:
    stages = [ORDER.index(stage) for stage in memory.accepted_stages() if stage != "unknown"]
    for accepted in memory.tokens_any or ():
        for element in elements_of(memory, accepted):
            if element.stage is not None:
                assert min(abs(ORDER.index(element.stage) - stage) for stage in stages) <= 1


@every_memory
def test_an_element_in_the_picture_is_named_in_the_memory(memory: GoldMemory) -> None:
    said = memory.text.casefold()
    for accepted in memory.tokens_any or ():
        for element in elements_of(memory, accepted):
            words = [alias.casefold().removeprefix("mi ").removeprefix("my ") for alias in element.aliases]
            assert element.kind == "self" or any(word in said for word in words)


@held_out
def test_what_is_shown_is_not_also_forbidden(memory: GoldMemory) -> None:
    shown = {entity for entities in memory.entities.values() for entity in entities}
    assert shown.isdisjoint(memory.not_shown)
    assert all(len(entity.split()) <= 6 for entity in shown)
    assert shown.isdisjoint(memory.must_not)


@held_out
def test_must_not_words_are_not_the_class_words_of_the_picture(memory: GoldMemory) -> None:
    painted = {
        word
        for accepted in memory.tokens_any or ()
        for element in elements_of(memory, accepted)
        for word in element.class_word.split()
    }
    assert painted.isdisjoint(memory.must_not)


@held_out
def test_english_must_not_words_were_not_told_as_present(memory: GoldMemory) -> None:
    if memory.lang == "en":
        left = memory.text.casefold()
        for thing in memory.not_shown:
            left = left.replace(thing.casefold(), " ")
        words = {word.strip(".,!?'’\"") for word in left.split()}
        assert words.isdisjoint(memory.must_not)


def test_ids_and_texts_come_once() -> None:
    assert len({memory.id for _, memory in MEMORIES}) == len(MEMORIES)
    assert len({memory.text for _, memory in MEMORIES}) == len(MEMORIES)


@pytest.mark.parametrize("name", HOLDOUTS)
def test_a_holdout_covers_everybody_and_every_trap(name: str) -> None:
    memories = load_memories(GOLD_FOLDER / name)
    assert Counter(memory.lang for memory in memories) == LANGUAGES[name]
    assert {memory.profile for memory in memories} == set(PROFILES) - (LATER_PEOPLE if name < "holdout-g" else set())
    assert {memory.stage for memory in memories} == {"youth", "adulthood", "old_age", "unknown"}
    assert sum(memory.distress for memory in memories) >= DISTRESS_AT_LEAST[name]
    assert sum("bait" in memory.note for memory in memories) >= 5
    assert sum(frozenset() in (memory.tokens_any or ()) for memory in memories) >= 3


@pytest.mark.parametrize("name", FILES)
def test_our_files_use_the_documented_keys_alone(name: str) -> None:
    lines = (GOLD_FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert {key for line in lines for key in json.loads(line)} == set(GoldMemory.model_fields)


def test_our_profiles_use_the_documented_keys_alone() -> None:
    people = json.loads((GOLD_FOLDER / "profiles.json").read_text(encoding="utf-8"))
    assert {key for person in people.values() for key in person} == set(GoldProfile.model_fields)
    elements = [element for person in people.values() for element in person["elements"]]
    assert {key for element in elements for key in element} == set(GoldElement.model_fields)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_has_one_self_for_each_stage_and_tokens_that_come_once(profile: GoldProfile) -> None:
    assert [element.stage for element in profile.elements if element.kind == "self"] == list(ORDER)
    assert len(profile.tokens()) == len(profile.elements)


def test_only_what_must_be_there_must_be_there(tmp_path: Path) -> None:
    file = tmp_path / "small.jsonl"
    file.write_text('\n{"stage": "youth", "text": "x", "lang": "es", "id": "a", "profile": "p", "extra": 1}\n\n')
    (memory,) = load_memories(file)
    assert memory.accepted_stages() == ("youth",)
    assert memory.tokens_any is None
    assert (memory.entities, memory.not_shown, memory.distress) == ({}, (), False)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Invalid JSON"),
        ('{"id": "b", "profile": "p", "lang": "es", "text": "x", "stage": "teens"}', "stage"),
        ('{"id": "b", "profile": "p", "lang": "es", "text": "", "stage": "youth"}', "text"),
        ('{"id": "b", "profile": "p", "lang": "es", "text": "x", "stage": "youth", "entities": {"food": []}}', "food"),
        ('{"id": "a", "profile": "p", "lang": "es", "text": "y", "stage": "youth"}', "twice"),
    ],
)
def test_a_wrong_line_is_named(line: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text('{"id": "a", "profile": "p", "lang": "es", "text": "x", "stage": "youth"}\n' + line)
    with pytest.raises(GoldFileError, match=why) as raised:
        load_memories(file)
    assert raised.value.line == 2


def test_wrong_profiles_are_named(tmp_path: Path) -> None:
    file = tmp_path / "profiles.json"
    file.write_text('{"ana": {"name": "Ana", "language": "fr"}}')
    with pytest.raises(GoldFileError, match=r"ana\.language"):
        load_profiles(file)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"entities": {"places": ("Laboratorio",)}}, "not in the text"),
        ({"not_shown": ("coche",)}, "not in the text"),
        ({"stage_any": ("adulthood",)}, "stage_any"),
        ({"tokens_any": (frozenset({"carmjov"}),)}, "no element carmjov"),
        ({"distress": True}, "must be null"),
        ({"distress": True, "tokens_any": None}, "negative"),
    ],
)
def test_each_contradiction_is_found(change: dict[str, object], fault: str) -> None:
    memory = load_memories(GOLD_FOLDER / "dev.jsonl")[0]
    assert any(fault in found for found in faults(memory.model_copy(update=change), PROFILES["juan"]))
