"""Invented people, dogs and buildings that the storybook painter has never seen, and pictures of them without end.

`twelve()` are learnt from by the benchmark; `stranger` invents others, from which the judge learns what tells one
from another.

    python -m pipelines.storybook.characters --sheet out.png
"""

import argparse
import random
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

import numpy as np
from PIL import Image, ImageEnhance
from pydantic import Field

from assistant.elements import Framing
from pipelines.storybook.captions import PLACE_NOUNS, WEATHER_WORDS
from pipelines.storybook.cast import (
    INDOORS,
    PEOPLE,
    PLACES,
    WEATHERS,
    WOMEN,
    Activity,
    Mood,
    Person,
    Place,
    Scene,
    Subject,
    Value,
    Weather,
)
from pipelines.storybook.figures import HEIGHT, figure, frame
from pipelines.storybook.looks import Beard, Cut, Garment, Glasses, HairShape, Hat, Look, Neck, Pattern, figure_of
from pipelines.storybook.places import backdrop
from pipelines.storybook.scenes import FOOT, SLOTS, contact_sheet
from pipelines.storybook.sights import DOG_SIDE, Building, Coat, Ears, Roof, Wing, dog, facade, townscape

INKS: dict[str, str] = {
    "red": "#d93636", "blue": "#2b5fe0", "green": "#2e9e4f", "yellow": "#f3c623", "pink": "#ff6fb5",
    "violet": "#7a3fc2", "turquoise": "#1fb5b0", "orange": "#ff8a1f", "white": "#f6f4ee", "black": "#2a2a2e",
    "brown": "#7a4a2a", "grey": "#9aa3ad",
}  # fmt: skip
UNUSUAL_HAIR = ("green", "violet", "pink", "turquoise", "orange", "blue", "white")
ADULTS = ("young man", "young woman", "man", "woman", "old man", "old woman", "boy", "girl")
DOINGS: tuple[Activity, ...] = ("standing", "sitting", "walking", "running", "dancing", "reading", "eating", "singing")
OPEN_AIR: tuple[Place, ...] = tuple(place for place in PLACES if place not in INDOORS)


class Character(Value):
    """Somebody or something that always looks the same: a person, a dog or a building."""

    name: str
    class_word: str
    look: Annotated[Look | Coat | Building, Field(discriminator="kind")]


class View(Value):
    """One picture of a character: where, doing what, in which light; `dressed` picks clothes of a wardrobe."""

    place: Place = "park"
    weather: Weather = "sunny"
    activity: Activity = "standing"
    mood: Mood = "calm"
    mirrored: bool = False
    dressed: int = 0
    framing: Framing = Framing.FULL_BODY
    light: float = 1.0


def portray(character: Character, view: View) -> Image.Image:
    """The character alone in the middle (a building with nobody before it), RGB of 256 x 256 pixels, cropped."""
    picture = company([character], view)
    crop = _crop(character, view)
    if crop is not None:
        picture = picture.resize((256, 256), Image.Resampling.BICUBIC, box=crop)
    return ImageEnhance.Brightness(picture).enhance(view.light) if view.light != 1.0 else picture


def company(cast: list[Character], view: View, others: tuple[Subject, ...] = ()) -> Image.Image:
    """Characters side by side, left to right, then ordinary subjects; a building among them stands behind all."""
    buildings = [one.look for one in cast if isinstance(one.look, Building)]
    standing = [one.look for one in cast if not isinstance(one.look, Building)]
    if buildings:
        picture = townscape(buildings[0], view.weather, view.mirrored).convert("RGBA")
    else:
        picture = backdrop(view.place, view.weather, view.mirrored).convert("RGBA")
    for left, one in zip(SLOTS[len(standing) + len(others)], [*standing, *others], strict=True):
        match one:
            case Look():
                drawn = figure_of(one, view.activity, view.mood, view.dressed)
                picture.alpha_composite(drawn, (left, FOOT - HEIGHT))
            case Coat():
                picture.alpha_composite(dog(one), (left + (96 - DOG_SIDE) // 2, FOOT - DOG_SIDE + 2))
            case Person():
                picture.alpha_composite(figure(one), (left, FOOT - HEIGHT))
            case _:
                raise ValueError("only people and dogs stand beside a character")
    return picture.convert("RGB")


def _crop(character: Character, view: View) -> tuple[float, float, float, float] | None:
    """The square that the framing shows, in pixels; None for all."""
    look = character.look
    if view.framing is Framing.FULL_BODY:
        return None
    if isinstance(look, Building):
        side = 216 if view.framing is Framing.WAIST_UP else 184
        return ((256 - side) / 2, 8, (256 + side) / 2, 8 + side)
    if isinstance(look, Coat):
        side = 150 if view.framing is Framing.WAIST_UP else 112
        return (128 - side / 2, FOOT + 4 - side, 128 + side / 2, FOOT + 4)
    head = FOOT - HEIGHT + frame(Person(who=look.who, activity=view.activity)).head_y
    side = 148 if view.framing is Framing.WAIST_UP else 104
    top = head - (58 if view.framing is Framing.WAIST_UP else 54)
    return (128 - side / 2, top, 128 + side / 2, top + side)


def views(character: Character, seed: str, count: int) -> list[View]:
    """Varied views at full length, the same for the same seed."""
    chance = random.Random(f"{character.name}/{seed}")
    return [any_view(chance) for _ in range(count)]


def any_view(chance: random.Random) -> View:
    """A view of somebody who may be anywhere, doing anything that leaves the face free."""
    return View(
        place=chance.choice(PLACES),
        weather=chance.choice(WEATHERS) if chance.random() < 0.6 else "sunny",
        activity=chance.choice(DOINGS),
        mood=chance.choice(("calm", "happy", "serious")),
        mirrored=chance.random() < 0.5,
        dressed=chance.randrange(12),
    )


FRAMINGS = (
    Framing.FULL_BODY, Framing.WAIST_UP, Framing.FULL_BODY, Framing.FULL_BODY, Framing.CLOSE_UP,
    Framing.FULL_BODY, Framing.WAIST_UP, Framing.FULL_BODY, Framing.FULL_BODY, Framing.CLOSE_UP,
)  # fmt: skip
"""How the ten photos of a family show somebody: six at full length, two to the waist, two close."""


def photo_views(character: Character) -> list[View]:
    """The views of the ten photos that a character is learnt from: ten places, poses, lights and framings."""
    chance = random.Random(f"{character.name}/photos")
    places = chance.sample(PLACES, len(FRAMINGS))
    return [
        any_view(chance).model_copy(
            update={"place": place, "framing": framing, "light": chance.choice((0.85, 1.0, 1.0, 1.12)), "dressed": at}
        )
        for at, (place, framing) in enumerate(zip(places, FRAMINGS, strict=True))
    ]


def photos(character: Character) -> list[Image.Image]:
    """The ten photos, RGB of 256 x 256 pixels."""
    return [portray(character, view) for view in photo_views(character)]


def caption_of(character: Character, view: View, token: str) -> str:
    """A photo in words, as the painter's own captions run: whom, doing what, how close, where, in which weather."""
    close = {Framing.CLOSE_UP: "a close-up of ", Framing.WAIST_UP: "a portrait of ", Framing.FULL_BODY: ""}
    parts = [f"{close[view.framing]}a {token} {character.class_word}".strip()]
    if isinstance(character.look, Look) and view.activity != "standing":
        parts.append(view.activity)
    if not isinstance(character.look, Building):
        parts.append(f"in the {PLACE_NOUNS[view.place][0]}")
    if view.place != "stage" or isinstance(character.look, Building):
        parts.append(WEATHER_WORDS[view.weather][0])
    return ", ".join([*parts, "storybook illustration"])


def stranger(chance: random.Random, kind: Literal["person", "animal", "place"], name: str = "") -> Character:
    """Somebody invented by chance, of any ordinary or unusual look."""
    match kind:
        case "person":
            look = any_look(chance)
            return Character(name=name, class_word=look.who, look=look)
        case "animal":
            return Character(name=name, class_word="dog", look=any_coat(chance))
        case "place":
            return Character(name=name, class_word="building", look=any_building(chance))


def any_look(chance: random.Random) -> Look:
    """A person of any look, unusual oftener than not."""
    who = chance.choice(PEOPLE[1:])
    hair = chance.choice(UNUSUAL_HAIR) if chance.random() < 0.7 else chance.choice(("brown", "black", "grey"))
    cuts: tuple[Cut, ...] = ("jumper", "dress", "dress", "coat") if who in WOMEN else ("jumper", "jumper", "coat")
    beards: tuple[Beard, ...] = ("none",) if who in WOMEN or who == "boy" else get_args(Beard)
    wardrobe = tuple(_any_garment(chance, cuts) for _ in range(2 if chance.random() < 0.25 else 1))
    return Look(
        who=who,
        skin="dark" if chance.random() < 0.15 else "light",
        hair=INKS[hair],
        shape=chance.choice(get_args(HairShape)) if chance.random() < 0.6 else "usual",
        streak=INKS["white"] if hair != "white" and chance.random() < 0.15 else "",
        glasses=chance.choice(get_args(Glasses)),
        rim=INKS[chance.choice(("black", "red", "yellow", "green", "violet", "blue"))],
        hat=chance.choice(get_args(Hat)) if chance.random() < 0.65 else "none",
        felt=INKS[chance.choice(tuple(INKS))],
        beard=chance.choice(beards),
        neck=chance.choice(get_args(Neck)) if chance.random() < 0.6 else "none",
        neckwear=INKS[chance.choice(tuple(INKS))],
        wardrobe=wardrobe,
    )


def _any_garment(chance: random.Random, cuts: tuple[Cut, ...]) -> Garment:
    ink, second = chance.sample(sorted(INKS), 2)
    return Garment(
        cut=chance.choice(cuts), pattern=chance.choice(get_args(Pattern)), ink=INKS[ink], second=INKS[second]
    )


def any_coat(chance: random.Random) -> Coat:
    """A dog of any coat."""
    ink, second = chance.sample(sorted(INKS), 2)
    return Coat(
        ink=INKS[ink],
        second=INKS[second],
        pattern=chance.choice(get_args(Pattern)),
        ears=chance.choice(get_args(Ears)),
        ear_ink=INKS[chance.choice(tuple(INKS))],
        muzzle=INKS["white"] if chance.random() < 0.4 else "",
        collar=INKS[chance.choice(("red", "blue", "green", "yellow", "violet", "black"))]
        if chance.random() < 0.7
        else "",
    )


def any_building(chance: random.Random) -> Building:
    """A building of one to three wings; two of them are often alike."""
    first, second = _any_wing(chance, 30, 96), _any_wing(chance, 140, 210)
    if chance.random() < 0.6:
        second = first.model_copy(update={"left": 256 - first.left - first.width, "lean": -first.lean})
    middle = _any_wing(chance, 86, 110).model_copy(update={"lean": 0.0})
    wings = {1: (middle,), 2: (first, second), 3: (first, second, middle)}[chance.choice((1, 2, 3, 3))]
    paving = INKS[chance.choice(("grey", "brown", "yellow", "green"))]
    return Building(wings=wings, door=INKS[chance.choice(tuple(INKS))], paving=paving)


def _any_wing(chance: random.Random, low: int, high: int) -> Wing:
    ink, second = chance.sample(sorted(INKS), 2)
    return Wing(
        left=chance.randint(low, high - 20),
        width=chance.randint(36, 76),
        height=chance.randint(52, 122),
        ink=INKS[ink],
        pattern=chance.choice(get_args(Pattern)) if chance.random() < 0.6 else "plain",
        second=INKS[second],
        roof=chance.choice(get_args(Roof)),
        tiles=INKS[chance.choice(tuple(INKS))],
        lean=chance.choice((0, 0, 0, 18, -18)),
        rows=chance.randint(0, 4),
        columns=chance.randint(1, 3),
    )


def sibling(chance: random.Random, character: Character) -> Character:
    """Somebody of the same class who shares about half of the looks: the hardest to tell apart."""
    while True:
        look = _half_like(chance, character.look)
        other = Character(name=character.name + "'", class_word=character.class_word, look=look)
        if visibly_apart(character, other) >= LEAST_APART:
            return other


LEAST_APART = 0.12
"""The share of a character's pixels that differ in a sibling, at least: a bow tie alone makes nobody else."""


def _half_like(chance: random.Random, look: Look | Coat | Building) -> Look | Coat | Building:
    match look:
        case Look():
            return Look.model_validate(_mixed(chance, look, any_look(chance)) | {"who": look.who})
        case Coat():
            return Coat.model_validate(_mixed(chance, look, any_coat(chance)))
        case Building():
            paints = ("ink", "pattern", "second", "roof", "tiles", "rows")
            wings = [
                wing.model_copy(
                    update={name: value for name, value in _any_wing(chance, 30, 96) if name in paints}
                    if chance.random() < 0.6
                    else {}
                )
                for wing in look.wings
            ]
            return look.model_copy(update={"wings": tuple(wings)})


def _mixed(chance: random.Random, mine: Value, other: Value) -> dict[str, object]:
    return {trait: getattr(chance.choice((mine, other)), trait) for trait in type(mine).model_fields}


def visibly_apart(one: Character, other: Character) -> float:
    """The share of the drawn pixels of two characters of one kind that clearly differ, 0..1."""
    pictures = [np.asarray(_bare(character.look), dtype=np.float32) for character in (one, other)]
    drawn = np.maximum(pictures[0][:, :, 3], pictures[1][:, :, 3]) > 128
    differ = np.abs(pictures[0] - pictures[1]).max(axis=2) > 40
    return float((differ & drawn).sum() / drawn.sum())


def _bare(look: Look | Coat | Building) -> Image.Image:
    match look:
        case Look():
            return figure_of(look, "standing", "calm", 0)
        case Coat():
            return dog(look)
        case Building():
            return facade(look, False, False)


def ordinary(chance: random.Random, class_word: str) -> Character | None:
    """Nobody special of the class, as the painter's own pictures show them; None for buildings."""
    if class_word in PEOPLE:
        ink = INKS[chance.choice(("red", "blue", "green", "yellow", "pink", "violet", "white", "black"))]
        look = Look.model_validate({"who": class_word, "wardrobe": [{"ink": ink}]})
        return Character(name="", class_word=class_word, look=look)
    return Character(name="", class_word="dog", look=PLAIN_DOG) if class_word == "dog" else None


PLAIN_DOG = Coat(ink="#ffd1aa", ear_ink="#855d55")


@cache
def twelve() -> tuple[Character, ...]:
    """Six people, three dogs and three buildings of `characters.json`: the benchmark's, and nobody else's."""
    import json

    told = json.loads(Path(__file__).with_name("characters.json").read_text(encoding="utf-8"))
    return tuple(Character.model_validate(one) for one in told)


def scene_like(character: Character, view: View) -> Scene:
    """The ordinary scene with the same place and weather, somebody ordinary in the character's place."""
    subjects: tuple[Subject, ...] = ()
    if isinstance(character.look, Look):
        subjects = (Person(who=character.look.who, activity=view.activity),)
    return Scene(subjects=subjects, place=view.place, weather=view.weather)


def main() -> None:
    """Draw the photos of the twelve on one sheet."""
    parser = argparse.ArgumentParser(description="Draw the invented characters' photos on one sheet.")
    parser.add_argument("--sheet", type=Path, required=True, help="the picture file to write")
    asked = parser.parse_args()
    pictures = [photo for one in twelve() for photo in photos(one)]
    captions = [caption_of(one, view, one.name) for one in twelve() for view in photo_views(one)]
    contact_sheet(pictures, captions, columns=10).save(asked.sheet)


if __name__ == "__main__":
    main()
