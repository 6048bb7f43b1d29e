"""A character's looks in plain words, as fully as words can: what a painter gets to know who was taught nothing."""

from pipelines.storybook.characters import INKS, Character
from pipelines.storybook.looks import Garment, Look
from pipelines.storybook.sights import Building, Coat, Wing


def colour_word(ink: str) -> str:
    """The nearest plain colour word of an ink (#rrggbb)."""

    def rgb(one: str) -> tuple[int, ...]:
        return tuple(int(one[at : at + 2], 16) for at in (1, 3, 5))

    return min(INKS, key=lambda word: sum((a - b) ** 2 for a, b in zip(rgb(INKS[word]), rgb(ink), strict=True)))


PATTERN_WORDS = {
    "stripes": "striped", "bars": "vertically striped", "dots": "dotted", "checks": "checked", "waves": "zigzag",
}  # fmt: skip


def describe(character: Character) -> str:
    """The character with its article: "a man with a violet crest, in a black and white dotted jumper"."""
    match character.look:
        case Look() as look:
            return f"a {character.class_word} {_person(look)}"
        case Coat() as coat:
            return f"a {character.class_word} {_dog(coat)}"
        case Building() as building:
            wings = " and ".join(_wing(wing) for wing in building.wings)
            return f"a {character.class_word} with {wings}"


def _person(look: Look) -> str:
    hair = f"{colour_word(look.hair)} hair" if look.shape == "usual" else f"a {colour_word(look.hair)} {look.shape}"
    worn = [f"with {hair}"]
    if look.streak:
        worn.append(f"with a {colour_word(look.streak)} streak")
    if look.glasses != "none":
        worn.append(f"with {colour_word(look.rim)} {look.glasses} glasses")
    if look.hat != "none":
        worn.append(f"with a {colour_word(look.felt)} {look.hat}")
    if look.beard != "none":
        worn.append(f"with a {look.beard}")
    if look.neck != "none":
        worn.append(f"with a {colour_word(look.neckwear)} {look.neck}")
    return " ".join([*worn, _garment(look.wardrobe[0])])


def _garment(garment: Garment) -> str:
    return f"in a {_coloured(garment.ink, garment.pattern, garment.second)} {garment.cut}"


def _dog(coat: Coat) -> str:
    words = [f"with a {_coloured(coat.ink, coat.pattern, coat.second)} coat"]
    words.append(f"with {coat.ears} {colour_word(coat.ear_ink)} ears")
    if coat.collar:
        words.append(f"with a {colour_word(coat.collar)} collar")
    return " ".join(words)


def _wing(wing: Wing) -> str:
    wall = _coloured(wing.ink, wing.pattern, wing.second)
    return f"a {wall} tower with a {colour_word(wing.tiles)} {wing.roof} roof"


def _coloured(ink: str, pattern: str, second: str) -> str:
    if pattern == "plain":
        return colour_word(ink)
    return f"{colour_word(ink)} and {colour_word(second)} {PATTERN_WORDS[pattern]}"
