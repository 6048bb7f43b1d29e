"""The fixed grid that every checkpoint paints: four prompts at two seeds, and the plain class beside it."""

from collections.abc import Sequence
from typing import Final

from assistant.composing import default_settings, styles
from assistant.elements import Sample, TrainingSet
from assistant.ports import LikenessAtHand, Painter, Picture, Progress
from assistant.story import ElementKind, Layout, Prompt, Region

SEEDS: Final = (101, 202)
PLAIN_SEEDS: Final = (303,)
STYLE: Final = "storybook"

_PEOPLE: Final = (
    ("{who} in the park, sunny", ("park", "sunny")),
    ("{who} reading in the kitchen", ("kitchen", "reading")),
    ("{who} at the beach at sunset", ("beach", "sunset")),
    ("{who} walking in the forest in the snow", ("forest", "walking", "snow")),
)
_ANIMALS: Final = (
    ("{who} in the park, sunny", ("park", "sunny")),
    ("{who} in the kitchen", ("kitchen",)),
    ("{who} at the beach at sunset", ("beach", "sunset")),
    ("{who} in the forest in the snow", ("forest", "snow")),
)
_PLACES: Final = (
    ("{who}, sunny", ("sunny",)),
    ("a woman in front of {who}", ("woman",)),
    ("{who} at night", ("night",)),
    ("{who} in the snow", ("snow",)),
)
PROMPTS: Final = {
    ElementKind.SELF: _PEOPLE,
    ElementKind.PERSON: _PEOPLE,
    ElementKind.ANIMAL: _ANIMALS,
    ElementKind.OBJECT: _ANIMALS,
    ElementKind.PLACE: _PLACES,
}
"""What is painted of each kind of element, and the other things that ought to be in the picture."""


def paint_trial(
    learnt: TrainingSet, likeness: LikenessAtHand, *, painter: Painter, progress: Progress
) -> tuple[list[Sample], list[Sample]]:
    """Paint the grid of a checkpoint, prompt by prompt, then the plain class while the likeness is worn.

    Raises what the painter raises; StoppedOnRequest between any two denoising steps.
    """
    asked = PROMPTS[likeness.kind]
    painted: list[Sample] = []
    plain: list[Sample] = []
    for words, others in asked:
        named = words.format(who=f"a {learnt.token} {learnt.class_word}")
        painted += _samples(_paint(named, likeness, SEEDS, painter, progress), others)
        without = words.format(who=f"a {learnt.class_word}")
        plain += _samples(_paint(without, likeness, PLAIN_SEEDS, painter, progress), others)
    return painted, plain


def _samples(pictures: Sequence[Picture], others: tuple[str, ...]) -> list[Sample]:
    return [Sample(png=picture.png, others=others) for picture in pictures]


def _paint(
    words: str, likeness: LikenessAtHand, seeds: Sequence[int], painter: Painter, progress: Progress
) -> list[Picture]:
    rules = painter.settings or default_settings()
    by_number = rules.chosen(1, learnt=1)
    style = styles()[STYLE]
    prompt = Prompt(
        positive=f"{words}, {style.words}",
        negative=style.negative,
        steps=by_number.steps,
        guidance=by_number.guidance,
        width=rules.width,
        height=rules.height,
        style=STYLE,
        generic=words,
        regions=(Region(element_id=likeness.element_id, words=words, alone=words, negative=style.negative),),
    )
    return painter.paint(prompt, layout=Layout(background=""), seeds=seeds, progress=progress, likenesses=[likeness])
