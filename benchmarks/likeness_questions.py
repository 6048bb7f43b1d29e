"""What the likeness benchmark asks to be painted: one learnt element in new places, and two or three together."""

import random
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from assistant.elements import Sample
from assistant.story import Box, ElementKind, Prompt, Region
from pipelines.storybook.captions import PLACE_NOUNS, WEATHER_WORDS
from pipelines.storybook.cast import PLACES, WEATHERS, Activity, Person, Place, Value, Weather
from pipelines.storybook.characters import Character, View, photo_views
from pipelines.storybook.describing import describe
from pipelines.storybook.scenes import SLOTS

STYLE: Final = "storybook illustration"
ASKED_DOINGS: Final[tuple[Activity, ...]] = ("standing", "sitting", "walking", "running", "dancing", "reading")
PASSERS_BY: Final = ("old man", "woman", "boy")
KINDS: Final = {"person": ElementKind.PERSON, "animal": ElementKind.ANIMAL, "place": ElementKind.PLACE}
Naming = Literal["class", "words", "token"]


class Question(Value):
    """One picture to paint of some characters, left to right, a building among them behind all others.

    `seed` is the picture's; `passer_by` is somebody ordinary before a building that is asked for alone.
    """

    names: tuple[str, ...]
    place: Place
    weather: Weather
    activity: Activity = "standing"
    passer_by: str = ""
    seed: int = 0

    @property
    def view(self) -> View:
        """The same as a drawn picture would show it."""
        return View(place=self.place, weather=self.weather, activity=self.activity)


def kind_of(character: Character) -> ElementKind:
    """What kind of element a character would be."""
    return KINDS[character.look.kind]


def alone(character: Character, count: int, *, seed: str = "asked") -> list[Question]:
    """Questions for one character, in places where none of its photos was taken; the same for the same seed."""
    chance = random.Random(f"{character.name}/{seed}")
    photographed = {view.place for view in photo_views(character)}
    new = [place for place in PLACES if place not in photographed and place != "stage"]
    is_place = kind_of(character) is ElementKind.PLACE
    return [
        Question(
            names=(character.name,),
            place=new[(at + len(character.name)) % len(new)],
            weather=WEATHERS[chance.randrange(len(WEATHERS))] if at % 2 else "sunny",
            activity=ASKED_DOINGS[at % len(ASKED_DOINGS)]
            if character.look.kind == "person" or is_place
            else "standing",
            passer_by=PASSERS_BY[at % 3] if is_place and at % 2 else "",
            seed=1000 + at,
        )
        for at in range(count)
    ]


def together(casts: Sequence[tuple[Character, ...]], count: int) -> list[Question]:
    """`count` questions for companies in turn, each in another place and weather."""
    chance = random.Random("together")
    asked = []
    for at in range(count if casts else 0):
        cast = casts[at % len(casts)]
        asked.append(
            Question(
                names=tuple(one.name for one in cast),
                place=chance.choice([place for place in PLACES if place != "stage"]),
                weather=chance.choice(WEATHERS) if at % 2 else "sunny",
                seed=5000 + at,
            )
        )
    return asked


def companies(cast: Sequence[Character]) -> list[tuple[Character, ...]]:
    """Every person beside every other, every dog, and before every building, the sorts of pair in turn."""
    people = [one for one in cast if one.look.kind == "person"]
    sorts: list[list[tuple[Character, ...]]] = [
        [(one, other) for at, one in enumerate(people) for other in people[at + 1 :]],
        [(one, other) for at, one in enumerate(people) for other in _turned(cast, "animal", at)],
        [(one, other) for at, one in enumerate(people) for other in _turned(cast, "place", at)],
    ]
    longest = max(map(len, sorts))
    return [sort[at % len(sort)] for at in range(longest) for sort in sorts if sort]


def _turned(cast: Sequence[Character], kind: str, by: int) -> list[Character]:
    found = [one for one in cast if one.look.kind == kind]
    return found[by % len(found) :] + found[: by % len(found)] if found else []


def trios(cast: Sequence[Character]) -> list[tuple[Character, ...]]:
    """Two people with a dog, a third person or a building, in turn."""
    people = [one for one in cast if one.look.kind == "person"]
    rest = [one for one in cast if one.look.kind != "person"] or people[2:]
    pairs = [(one, people[(at + 1) % len(people)]) for at, one in enumerate(people)] if len(people) > 1 else []
    return [(*pair, rest[at % len(rest)]) for at, pair in enumerate(pairs) if rest]


class Named(NamedTuple):
    """A character as a prompt names it."""

    character: Character
    phrase: str


def named(character: Character, naming: Naming) -> str:
    """By its class word, by all the words there are for its looks, or by its token."""
    match naming:
        case "class":
            return f"a {character.class_word}"
        case "words":
            return describe(character)
        case "token":
            return f"a {character.name} {character.class_word}"


def words_of(question: Question, phrases: Sequence[Named]) -> str:
    """The prompt of a question, in the order of the painter's own captions."""
    front = [phrase for character, phrase in phrases if kind_of(character) is not ElementKind.PLACE]
    behind = [phrase for character, phrase in phrases if kind_of(character) is ElementKind.PLACE]
    front += [f"a {question.passer_by}"] if question.passer_by else []
    parts = [" and ".join(front)] if front else []
    if front and question.activity != "standing":
        parts.append(question.activity)
    parts += behind or [f"in the {PLACE_NOUNS[question.place][0]}"]
    return ", ".join([*parts, WEATHER_WORDS[question.weather][0], STYLE])


def others_of(question: Question, cast: Sequence[Character]) -> tuple[str, ...]:
    """What else the prompt asks for, as a judge is told it."""
    has_place = any(kind_of(one) is ElementKind.PLACE for one in cast)
    moves = question.activity != "standing" and (question.passer_by or any(one.look.kind == "person" for one in cast))
    return (
        *(() if has_place else (PLACE_NOUNS[question.place][0],)),
        WEATHER_WORDS[question.weather][0],
        *((question.activity,) if moves else ()),
    )


def boxes_of(cast: Sequence[Character], passer_by: str = "") -> list[Box | None]:
    """Where each of a company ought to stand; None for a building, which is everywhere behind."""
    standing = [one for one in cast if kind_of(one) is not ElementKind.PLACE]
    lefts = iter(SLOTS[len(standing) + bool(passer_by)])
    return [None if kind_of(one) is ElementKind.PLACE else slot_box(next(lefts)) for one in cast]


def slot_box(left: int) -> Box:
    """The place of a subject, from a little above its head to the foot of the picture."""
    return Box(left=left / 256, top=48 / 256, width=96 / 256, height=208 / 256)


def sample_of(question: Question, cast: Sequence[Character], png: bytes) -> Sample:
    """The painted picture with where the first of the cast ought to be and what else was asked for."""
    box = boxes_of(cast, question.passer_by)[0] or slot_box(SLOTS[1][0])
    return Sample(png=png, box=box, others=others_of(question, cast))


class Sampling(Value):
    """How pictures are sampled: pixels, steps, guidance, and the words of the negative prompt."""

    side: int = 256
    steps: int = 20
    guidance: float = 4.0
    negative: str = ""


def prompt_of(
    question: Question, cast: Sequence[Character], naming: Naming, sampling: Sampling, *, regions: bool = False
) -> Prompt:
    """The question as a painter takes it; with `regions` one region for each character, named by its token there."""
    phrases = [Named(one, named(one, naming)) for one in cast]
    asked: tuple[Region, ...] = ()
    if regions:
        asked = tuple(
            Region(
                element_id=one.name,
                words=words_of(question, [Named(o, named(o, "token" if o is one else "class")) for o in cast]),
                alone=f"{named(one, 'token')}, {STYLE}",
                negative=sampling.negative,
                box=box,
            )
            for one, box in zip(cast, boxes_of(cast, question.passer_by), strict=True)
        )
    return Prompt(
        positive=words_of(question, phrases),
        negative=sampling.negative,
        steps=sampling.steps,
        guidance=sampling.guidance,
        width=sampling.side,
        height=sampling.side,
        style="storybook",
        generic=words_of(question, [Named(one, named(one, "class")) for one in cast]),
        regions=asked,
    )


def ordinary_others(question: Question) -> tuple[Person, ...]:
    """The passer-by of a question as the storybook draws one."""
    if not question.passer_by:
        return ()
    return (Person.model_validate({"who": question.passer_by, "activity": question.activity}),)
