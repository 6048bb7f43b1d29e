"""A caption names what is drawn and nothing else."""

import re
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.storybook.captions import (
    ACTIVITY_WORDS,
    ALSO,
    COLOURLESS,
    OUTFIT_WORDS,
    PAIR_WORDS,
    PLACE_NOUNS,
    STYLE_WORDS,
    WEATHER_WORDS,
    WHO_WORDS,
    caption,
    dislikes,
    plain_caption,
)
from pipelines.storybook.cast import ACTIVITIES, ANIMALS, COLOURS, THINGS, Animal, Person, Scene, Thing
from pipelines.storybook.scenes import COLOURED_OUTFITS, think_up
from pipelines.storybook.vocabulary import meaning
from tests.pipelines.storybook.chance import seeded


def senses() -> dict[str, set[str]]:
    """Every expression of the captions and all that it may stand for."""
    known: dict[str, set[str]] = defaultdict(set)
    for table in (WHO_WORDS, PLACE_NOUNS, WEATHER_WORDS, STYLE_WORDS, OUTFIT_WORDS, ACTIVITY_WORDS, ALSO):
        for name, words in table.items():
            for word in words:
                known[word].add(name)
    for pair, words in PAIR_WORDS.items():
        for word in words:
            known[word].update(pair)
    for name in (*ANIMALS, *THINGS):
        known[name].add(name)
    for colour in COLOURS:
        known[colour].add(colour)
    return known


SENSES = senses()
LONGEST_FIRST = sorted(SENSES, key=lambda word: -len(word))


def drawn(scene: Scene) -> set[str]:
    """The names of everything a scene shows."""
    shown: set[str] = {scene.place, scene.weather, scene.style}
    for subject in scene.subjects:
        match subject:
            case Person():
                shown |= {subject.who, subject.outfit, subject.activity}
                if subject.outfit in COLOURED_OUTFITS or subject.who == "baby":
                    shown.add(subject.colour)
            case Animal() | Thing():
                shown.add(subject.name)
    return shown


def named(words: str) -> list[tuple[str, set[str]]]:
    """The known expressions of a caption, longest first, none inside another; made-up names are left out."""
    rest, found = re.sub(r"\b[A-Z][a-z]+\b", " ", words), []
    for word in LONGEST_FIRST:
        pattern = rf"(?<![\w'-]){re.escape(word)}(?![\w'-])"
        while re.search(pattern, rest):
            rest = re.sub(pattern, "|", rest, count=1)
            found.append((word, SENSES[word]))
    return found


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_everything_named_is_drawn(seed: int) -> None:
    chance = seeded(seed)
    scene = think_up(chance)
    words = caption(scene, chance)
    shown = drawn(scene)
    for word, meanings in named(words):
        assert meanings & shown, (word, words, scene)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_plain_caption_names_everything_drawn(seed: int) -> None:
    scene = think_up(seeded(seed))
    words = plain_caption(scene)
    told = set().union(*(meanings for _, meanings in named(words)))
    wanted = {scene.place, scene.style, *(s.name for s in scene.subjects if not isinstance(s, Person))}
    for person in scene.people:
        wanted.add(person.who)
        if person.outfit in COLOURED_OUTFITS and scene.style not in COLOURLESS:
            wanted.add(person.colour)
        if person.activity != "standing":
            wanted.add(person.activity)
    assert wanted <= told, (words, wanted - told)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_grey_pictures_name_no_colours(seed: int) -> None:
    chance = seeded(seed)
    scene = think_up(chance).model_copy(update={"style": "sketch"})
    spoken = re.sub(r"in a (white|lab) coat|white wedding dress|green uniform|dark-skinned", "", caption(scene, chance))
    assert not [colour for colour in COLOURS if re.search(rf"\b{colour}\b", spoken)]


def test_words_of_dislike_name_nothing() -> None:
    for seed in range(50):
        assert named(dislikes(seeded(seed))) == []


def test_the_painter_understands_composed_phrases() -> None:
    assert meaning("an old wooden rocking chair") == meaning("chair")
    assert (meaning("a glass of wine") or meaning("")) == meaning("wine")
    grandfather = meaning("my grandfather")
    assert grandfather is not None
    assert grandfather.names == ("old man",)
    assert meaning("a submarine") is None
    assert len(ACTIVITIES) >= 10
