"""Says a scene in words, as prompts for Stable Diffusion are written: only what is drawn, in varied wording."""

import random
from pathlib import Path

from pipelines.storybook.cast import (
    ELDERS,
    Activity,
    Outfit,
    Person,
    Place,
    Scene,
    Style,
    Subject,
    Thing,
    Value,
    Weather,
    Who,
)

COLOURLESS: frozenset[Style] = frozenset({"sketch", "sepia"})
"""Styles that show no colours, so that none may be named."""


class Words(Value):
    """The expressions of `words.json`: the first of each list is the commonest."""

    who: dict[Who, tuple[str, ...]]
    pairs: tuple[tuple[frozenset[Who], tuple[str, ...]], ...]
    places: dict[Place, tuple[str, ...]]
    also: dict[str, tuple[str, ...]]
    weathers: dict[Weather, tuple[str, ...]]
    styles: dict[Style, tuple[str, ...]]
    outfits: dict[Outfit, tuple[str, ...]]
    activities: dict[Activity, tuple[str, ...]]
    fillers: tuple[str, ...]
    dislikes: tuple[str, ...]
    uncounted: frozenset[str]


WORDS = Words.model_validate_json(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
WHO_WORDS, PLACE_NOUNS, ALSO = WORDS.who, WORDS.places, WORDS.also
PAIR_WORDS = dict(WORDS.pairs)
"""How two people are named together, whoever stands left."""

WEATHER_WORDS, STYLE_WORDS = WORDS.weathers, WORDS.styles
OUTFIT_WORDS, ACTIVITY_WORDS = WORDS.outfits, WORDS.activities
PLACE_LINKS = ("in a", "in the", "in the", "at the", "on the", "by the")


def caption(scene: Scene, chance: random.Random) -> str:
    """The scene in words; wording, order and what is left unsaid vary with `chance`."""
    first, later = _split(scene, chance)
    pair = pair_words(scene, chance) if chance.random() < 0.25 else None
    subjects = [pair] if pair else [subject_words(subject, scene, chance) for subject in first]
    parts = list(subjects) if chance.random() < 0.4 else [_joined(subjects, chance)] if subjects else []
    shared = shared_activity(scene)
    if shared and (shared != "standing" or chance.random() < 0.15):
        doing = chance.choice(ACTIVITY_WORDS[shared])
        if chance.random() < 0.5:
            parts[-1] += " " + doing
        else:
            parts.append(doing)
    where = place_words(scene, chance)
    if parts and chance.random() < 0.5:
        parts[-1] += " " + where
    else:
        parts.append(where)
    parts += [subject_words(subject, scene, chance) for subject in later]
    after: list[str] = []
    if weather_shows(scene) and chance.random() < (0.9 if scene.weather != "sunny" else 0.55):
        after.append(chance.choice(WEATHER_WORDS[scene.weather]))
    after += [_filler(chance) for _ in range(chance.choice((0, 0, 0, 1, 2, 3)))]
    chance.shuffle(after)
    return _with_style(", ".join(parts + after), scene.style, chance)


def _split(scene: Scene, chance: random.Random) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """Things at the right may be named after the place, as composed prompts do."""
    living = len(scene.subjects)
    while living and isinstance(scene.subjects[living - 1], Thing):
        living -= 1
    if living == 0 or chance.random() < 0.5:
        living = len(scene.subjects)
    return scene.subjects[:living], scene.subjects[living:]


def pair_words(scene: Scene, chance: random.Random) -> str | None:
    """Two plainly dressed people in one expression, where there is one."""
    if len(scene.subjects) != 2 or len(scene.people) != 2:
        return None
    for person in scene.people:
        if person.mood != "calm" or person.skin != "light" or person.glasses or person.hat or person.outfit != "casual":
            return None
    words = PAIR_WORDS.get(frozenset(person.who for person in scene.people))
    return chance.choice(words) if words else None


def place_words(scene: Scene, chance: random.Random) -> str:
    """Where it is: "in the forest"."""
    nouns = PLACE_NOUNS[scene.place]
    noun = nouns[0] if chance.random() < 0.6 else chance.choice(nouns)
    if noun == "home":
        return "at home"
    link = chance.choice(PLACE_LINKS)
    return f"in {with_article(noun)}" if link == "in a" else f"{link} {noun}"


def dislikes(chance: random.Random) -> str:
    """Words such as negative prompts hold: they describe nothing that is drawn."""
    return ", ".join(chance.sample(WORDS.dislikes, chance.randint(1, 8)))


def weather_shows(scene: Scene) -> bool:
    """Whether the weather can be seen: a stage has no window."""
    return scene.place != "stage" or scene.weather == "christmas"


def shared_activity(scene: Scene) -> Activity | None:
    """What all the people do (a baby, who only sits there, does not count); None where they differ."""
    doing = {person.activity for person in scene.people if person.who != "baby"}
    return doing.pop() if len(doing) == 1 else None


def subject_words(subject: Subject, scene: Scene, chance: random.Random) -> str:
    """One person, animal or thing with its article."""
    if not isinstance(subject, Person):
        others = ALSO.get(subject.name, ())
        return with_article(chance.choice(others) if others and chance.random() < 0.35 else subject.name)
    usual = chance.random() < 0.6
    words = WHO_WORDS[subject.who][0] if usual else chance.choice(WHO_WORDS[subject.who])
    before: list[str] = [] if subject.mood == "calm" else [subject.mood]
    if subject.skin == "dark":
        before.append("dark-skinned")
    colours = scene.style not in COLOURLESS
    if colours and subject.who not in ELDERS and subject.who != "baby" and subject.hair != "brown":
        before.append(
            "red-haired" if subject.hair == "red" else f"{subject.hair}-haired" if subject.hair == "black" else "blond"
        )
    phrase = with_article(" ".join([*before, words]))
    extras = _worn(subject, chance, colours=colours)
    if shared_activity(scene) is None and subject.activity != "standing":
        extras.append(chance.choice(ACTIVITY_WORDS[subject.activity]))
    chance.shuffle(extras)
    return " ".join([phrase, *extras])


def with_article(noun: str) -> str:
    """The noun with "a" or "an" where it takes one."""
    if noun.rsplit(maxsplit=1)[-1] in WORDS.uncounted or (
        noun.endswith("s") and noun not in {"bus", "glass", "christmas"}
    ):
        return noun
    return f"an {noun}" if noun[0] in "aeiou" and not noun.startswith("uni") else f"a {noun}"


def _worn(person: Person, chance: random.Random, *, colours: bool) -> list[str]:
    worn = []
    match person.outfit:
        case "casual" if colours and chance.random() < 0.7:
            worn.append(
                chance.choice(("in {}", "in {}", "in a {} jumper", "in a {} shirt", "wearing {}")).format(person.colour)
            )
        case "dress" | "coat" as garment:
            coloured = f"{person.colour} {garment}" if colours else garment
            worn.append(f"{chance.choice(('in', 'wearing'))} a {coloured}")
        case "casual":
            pass
        case other:
            worn.append(chance.choice(OUTFIT_WORDS[other]))
    if person.glasses:
        worn.append("with glasses")
    if person.hat:
        worn.append(chance.choice(("with a hat", "wearing a hat")))
    return worn


def _joined(subjects: list[str], chance: random.Random) -> str:
    if len(subjects) == 1:
        return subjects[0]
    link = chance.choice((" and ", " and ", " with "))
    return ", ".join(subjects[:-1]) + link + subjects[-1]


def _filler(chance: random.Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(WORDS.fillers)
    return "".join(
        chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))
    ).title()


def _with_style(words: str, style: Style, chance: random.Random) -> str:
    if style == "storybook" and chance.random() < 0.4:
        return words
    name = chance.choice(STYLE_WORDS[style])
    if chance.random() < 0.2:
        return f"{with_article(name)} of {words}"
    return f"{words}, {name}"


def plain_caption(scene: Scene) -> str:
    """The scene in the commonest words, everything that can be named named: what the benchmark asks for."""
    parts = [_plainly(subject, scene) for subject in scene.subjects]
    shared = shared_activity(scene)
    if shared and shared != "standing":
        parts.append(shared)
    parts.append(f"in the {PLACE_NOUNS[scene.place][0]}")
    if weather_shows(scene):
        parts.append(WEATHER_WORDS[scene.weather][0])
    return ", ".join([*parts, STYLE_WORDS[scene.style][0]])


def _plainly(subject: Subject, scene: Scene) -> str:
    if not isinstance(subject, Person):
        return with_article(subject.name)
    before: list[str] = [] if subject.mood == "calm" else [subject.mood]
    worn = OUTFIT_WORDS.get(subject.outfit, (f"in {subject.colour}",))[0]
    if subject.outfit in {"dress", "coat"}:
        worn = f"in a {subject.colour} {subject.outfit}"
    if scene.style in COLOURLESS and subject.outfit not in OUTFIT_WORDS:
        worn = "" if subject.outfit == "casual" else f"in a {subject.outfit}"
    alone = shared_activity(scene) is None and subject.activity != "standing"
    after = [worn, "with glasses" * subject.glasses, "with a hat" * subject.hat, subject.activity * alone]
    return " ".join(word for word in (with_article(" ".join([*before, subject.who])), *after) if word)
