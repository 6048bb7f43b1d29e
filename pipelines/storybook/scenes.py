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
    Activity,
    Animal,
    Outfit,
    Person,
    Scene,
    Subject,
    Thing,
    Who,
    is_kept_back,
)
from pipelines.storybook.figures import HEIGHT, WIDTH, figure
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
    for subject, (left, top, right, _) in spots(scene):
        match subject:
            case Person():
                drawing = figure(subject)
            case Animal():
                drawing = sprite(ANIMALS[subject.name], right - left)
            case Thing():
                drawing = sprite(THINGS[subject.name], right - left)
        picture.alpha_composite(drawing, (left, top))
    return restyle(picture.convert("RGB"), scene.style)


def spots(scene: Scene) -> list[tuple[Subject, tuple[int, int, int, int]]]:
    """Where each subject stands: left, top, right and bottom in pixels."""
    found: list[tuple[Subject, tuple[int, int, int, int]]] = []
    for left, subject in zip(SLOTS[len(scene.subjects)], scene.subjects, strict=True):
        match subject:
            case Person():
                box = (left, FOOT - HEIGHT, left + WIDTH, FOOT)
            case Animal():
                box = (left + 4, FOOT - 86, left + 92, FOOT + 2)
            case Thing():
                size = 96 if subject.name in BIG_THINGS else 64
                top, inwards = 48 if subject.name in FLYING_THINGS else FOOT - size, (96 - size) // 2
                box = (left + inwards, top, left + inwards + size, top + size)
        found.append((subject, box))
    return found


def think_up(chance: random.Random, *, kept_back: bool = False, variety: float = 1.0) -> Scene:
    """A random scene: one that training may see, or one with a pair of attributes it never sees.

    `variety` (0..1) scales how often anything departs from the usual: a run that can look at few pictures learns
    the usual first. 0 still draws every kind of person, colour and place.
    """
    while True:
        scene = _any_scene(chance, variety)
        if is_kept_back(scene) == kept_back:
            return scene


def _any_scene(chance: random.Random, variety: float) -> Scene:
    company = chance.choices(COMPANIES, COMPANY_SHARES)[0] if chance.random() < variety else _small_company(chance)
    activity = chance.choice(ACTIVITIES) if chance.random() < 0.55 * variety else "standing"
    together = chance.random() < 0.7
    subjects: list[Subject] = []
    for kind in company:
        if kind == "p":
            doing = activity if together or not subjects else "standing"
            subjects.append(_any_person(chance, doing, variety))
        elif kind == "a":
            subjects.append(Animal(name=_favourite(chance, list(ANIMALS), variety)))
        else:
            subjects.append(Thing(name=_favourite(chance, list(THINGS), variety)))
    if company == "pp" and chance.random() < 0.3:
        couple = chance.choice(NATURAL_PAIRS)
        subjects = [Person(who=who, activity=_doing(who, activity), colour=chance.choice(COLOURS)) for who in couple]
    if chance.random() < 0.15 * variety:
        chance.shuffle(subjects)
    return Scene(
        subjects=tuple(subjects),
        place=chance.choice(PLACES),
        weather=chance.choice(WEATHERS) if chance.random() < 0.5 + 0.2 * variety else "sunny",
        style=chance.choice(STYLES) if chance.random() < 0.15 + 0.25 * variety else "storybook",
        mirrored=chance.random() < 0.5 * variety,
    )


def _small_company(chance: random.Random) -> str:
    return chance.choices(("p", "pa", "pp", "pt", "a", "t"), (15, 40, 18, 10, 13, 4))[0]


def _favourite(chance: random.Random, names: list[str], variety: float) -> str:
    """One of the names, the first ones oftener the less variety there is."""
    return chance.choices(names, [(place + 1) ** (variety - 1.0) for place in range(len(names))])[0]


def _doing(who: Who, activity: Activity) -> Activity:
    return "standing" if who == "baby" else activity


def _any_person(chance: random.Random, activity: Activity, variety: float) -> Person:
    who: Who = chance.choice(PEOPLE)
    outfit: Outfit = "casual"
    if who != "baby" and chance.random() < 0.15 + 0.3 * variety:
        choices: list[Outfit] = ["coat", "suit", "white coat", "apron", "uniform"]
        if who in WOMEN:
            choices = ["dress", "dress", "dress", "coat", "white coat", "apron", "uniform", "wedding dress"]
        elif who == "boy":
            choices = ["coat", "suit"]
        outfit = chance.choice(choices)
    colours = [colour for colour in COLOURS if (outfit, colour) != ("coat", "white")]  # a white coat is a doctor's
    return Person(
        who=who,
        activity=_doing(who, activity),
        outfit=outfit,
        colour=chance.choice(colours) if outfit in COLOURED_OUTFITS else "red" if outfit == "suit" else "blue",
        mood=chance.choice(("happy", "serious", "sad")) if chance.random() < 0.4 * variety else "calm",
        hair=chance.choice(("black", "blond", "red")) if chance.random() < 0.3 * variety else "brown",
        skin="dark" if chance.random() < 0.1 * variety else "light",
        glasses=who != "baby" and chance.random() < 0.15 * variety,
        hat=who != "baby" and outfit in COLOURED_OUTFITS and chance.random() < 0.12 * variety,
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
