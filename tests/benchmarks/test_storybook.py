"""The storybook benchmark asks for what was never drawn, and counts only what a prompt names."""

from PIL import Image

from benchmarks.storybook import SHAPES, Painted, judge, questions
from benchmarks.storybook_memories import MemoryFigures, stand_in
from pipelines.storybook.cast import COLOURS, Animal, Colour, Person, Scene, is_kept_back
from pipelines.storybook.classifier import Seen
from pipelines.storybook.vocabulary import meaning

BLANK = Image.new("RGB", (8, 8))


def seen(scene: Scene, *names: str, colour: Colour = "blue") -> Seen:
    return Seen(
        place=scene.place,
        weather=scene.weather,
        style=scene.style,
        subjects=names,
        colours=tuple(COLOURS.index(colour) for _ in names),
        answers=(),
    )


def test_every_question_is_kept_back_and_the_same_each_time() -> None:
    asked = questions(12)
    assert asked == questions(12)
    assert all(is_kept_back(scene) for scene in asked)
    assert [tuple(s.kind for s in scene.subjects) for scene in asked] == [SHAPES[i % len(SHAPES)] for i in range(12)]


def test_right_and_wrong_are_counted_where_they_were_asked() -> None:
    alone = Scene(subjects=(Person(who="man", colour="red"), Animal(name="dog")), place="park", weather="rain")
    pair = Scene(subjects=(Person(who="boy"), Person(who="girl")), place="stage")
    counted = judge(
        [
            Painted(alone, BLANK, seen(alone, "man", "cat", colour="red")),
            Painted(pair, BLANK, seen(pair, "boy", "girl")),
            Painted(pair, BLANK, seen(pair, "girl", "boy")),
        ]
    )
    assert counted == {
        "place": (3, 3),
        "style": (3, 3),
        "weather": (1, 1),  # a stage shows none
        "person": (1, 1),
        "clothes": (1, 1),
        "animal": (0, 1),
        "two_people": (1, 2),
    }


def test_memories_are_looked_at_where_their_people_would_stand() -> None:
    senses = [sense for sense in map(meaning, ("an old couple", "dog", "harbour")) if sense]
    scene = stand_in(senses)
    assert [person.who for person in scene.people] == ["old man", "old woman"]
    assert scene.place == "harbour"
    assert len(scene.subjects) == 3


def test_no_nouns_give_no_share() -> None:
    assert MemoryFigures(prompts=0, nouns=0, known=0, near=0, painted=0, unknown={}, unseen={}).share is None
    assert MemoryFigures(prompts=2, nouns=4, known=2, near=1, painted=1, unknown={}, unseen={}).share == 0.25
