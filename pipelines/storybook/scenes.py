"""Draws scenes, and thinks them up from a seed: the painter's only teacher.

`python -m pipelines.storybook.scenes --sheet out.png` draws a contact sheet with captions.
"""

import argparse
import random
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw

from pipelines.storybook.cast import (
    ACTIVITIES,
    ANIMALS,
    BIG_THINGS,
    COLOURS,
    FLYING_THINGS,
    PEOPLE,
    PLACES,
    STYLES,
    THINGS,
    WEATHERS,
    WOMEN,
    Animal,
    Outfit,
    Person,
    Scene,
    Subject,
    Thing,
    Who,
    is_kept_back,
)
from pipelines.storybook.figures import HEIGHT, figure
from pipelines.storybook.places import backdrop
from pipelines.storybook.sprites import sprite
from pipelines.storybook.styles import restyle

FOOT = 240
"""Pixels from the top to where people and animals stand."""

SLOTS = {0: (), 1: (80,), 2: (32, 128), 3: (0, 80, 160)}
"""Left edges, in pixels, of the 96-pixel places for the subjects of a scene."""

COLOURED_OUTFITS: frozenset[Outfit] = frozenset({"casual", "dress", "coat"})
"""Outfits whose colour shows enough to be named."""

NATURAL_PAIRS: tuple[tuple[Who, Who], ...] = (
    ("boy", "girl"), ("girl", "boy"), ("boy", "boy"), ("girl", "girl"), ("man", "woman"), ("man", "man"),
    ("woman", "woman"), ("old man", "old woman"), ("young man", "young woman"), ("old man", "old man"),
    ("old woman", "old woman"), ("baby", "baby"), ("woman", "man"),
)  # fmt: skip
COMPANIES = ("p", "pa", "pt", "pp", "ppa", "ppt", "ppp", "pat", "a", "t", "at", "")
COMPANY_SHARES = (28, 17, 13, 18, 5, 4, 4, 4, 2, 2, 1, 2)


def draw(scene: Scene) -> Image.Image:
    """The scene as an RGB picture of SIDE x SIDE pixels."""
    picture = backdrop(scene.place, scene.weather, scene.mirrored).convert("RGBA")
    for left, subject in zip(SLOTS[len(scene.subjects)], scene.subjects, strict=True):
        match subject:
            case Person():
                picture.alpha_composite(figure(subject), (left, FOOT - HEIGHT))
            case Animal():
                picture.alpha_composite(sprite(ANIMALS[subject.name], 88), (left + 4, FOOT - 86))
            case Thing():
                size = 96 if subject.name in BIG_THINGS else 64
                top = 48 if subject.name in FLYING_THINGS else FOOT - size
                picture.alpha_composite(sprite(THINGS[subject.name], size), (left + (96 - size) // 2, top))
    return restyle(picture.convert("RGB"), scene.style)


def think_up(chance: random.Random, *, kept_back: bool = False) -> Scene:
    """A random scene: one that training may see, or one with a pair of attributes it never sees."""
    while True:
        scene = _any_scene(chance)
        if is_kept_back(scene) == kept_back:
            return scene


def _any_scene(chance: random.Random) -> Scene:
    company = chance.choices(COMPANIES, COMPANY_SHARES)[0]
    activity = "standing" if chance.random() < 0.45 else chance.choice(ACTIVITIES)
    together = chance.random() < 0.7
    subjects: list[Subject] = []
    for kind in company:
        if kind == "p":
            doing = activity if together or not subjects else "standing"
            subjects.append(_any_person(chance).model_copy(update={"activity": doing}))
        elif kind == "a":
            subjects.append(Animal(name=chance.choice(list(ANIMALS))))
        else:
            subjects.append(Thing(name=chance.choice(list(THINGS))))
    if company == "pp" and chance.random() < 0.3:
        subjects = [
            Person(who=who, activity=activity, colour=chance.choice(COLOURS)) for who in chance.choice(NATURAL_PAIRS)
        ]
    subjects = [
        subject.model_copy(update={"activity": "standing"})
        if isinstance(subject, Person) and subject.who == "baby"
        else subject
        for subject in subjects
    ]
    if chance.random() < 0.15:
        chance.shuffle(subjects)
    return Scene(
        subjects=tuple(subjects),
        place=chance.choice(PLACES),
        weather="sunny" if chance.random() < 0.3 else chance.choice(WEATHERS),
        style="storybook" if chance.random() < 0.6 else chance.choice(STYLES),
        mirrored=chance.random() < 0.5,
    )


def _any_person(chance: random.Random) -> Person:
    who: Who = chance.choice(PEOPLE)
    outfit: Outfit = "casual"
    if who != "baby" and chance.random() < 0.45:
        choices: list[Outfit] = ["coat", "suit", "white coat", "apron", "uniform"]
        if who in WOMEN:
            choices = ["dress", "dress", "dress", "coat", "white coat", "apron", "uniform", "wedding dress"]
        elif who == "boy":
            choices = ["coat", "suit"]
        outfit = chance.choice(choices)
    colours = [colour for colour in COLOURS if (outfit, colour) != ("coat", "white")]  # a white coat is a doctor's
    return Person(
        who=who,
        outfit=outfit,
        colour=chance.choice(colours) if outfit in COLOURED_OUTFITS else "red" if outfit == "suit" else "blue",
        mood="calm" if chance.random() < 0.6 else chance.choice(("happy", "serious", "sad")),
        hair="brown" if chance.random() < 0.7 else chance.choice(("black", "blond", "red")),
        skin="dark" if chance.random() < 0.1 else "light",
        glasses=who != "baby" and chance.random() < 0.15,
        hat=who != "baby" and outfit in COLOURED_OUTFITS and chance.random() < 0.12,
    )


def contact_sheet(pictures: list[Image.Image], captions: list[str], columns: int = 6) -> Image.Image:
    """The pictures side by side, each with its caption under it."""
    side, words = 192, 56
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * side, rows * (side + words)), "#ffffff")
    pencil = ImageDraw.Draw(sheet)
    for index, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        x, y = index % columns * side, index // columns * (side + words)
        sheet.paste(picture.resize((side - 6, side - 6), Image.Resampling.LANCZOS), (x + 3, y + 3))
        pencil.multiline_text((x + 4, y + side), "\n".join(textwrap.wrap(caption, 36)[:5]), "#333333", font_size=10)
    return sheet


def main() -> None:
    """Draw the contact sheet that the command line asks for."""
    from pipelines.storybook.captions import caption

    parser = argparse.ArgumentParser(description="Draw a contact sheet of storybook scenes with their captions.")
    parser.add_argument("--sheet", type=Path, required=True, help="the picture file to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=30)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    scenes = [think_up(chance) for _ in range(asked.count)]
    contact_sheet([draw(scene) for scene in scenes], [caption(scene, chance) for scene in scenes]).save(asked.sheet)


if __name__ == "__main__":
    main()
