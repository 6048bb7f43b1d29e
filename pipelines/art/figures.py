"""People with bodies, as SVG: age, gender, clothes, hair and a kind face, on a 120 x 220 board with the feet at 214."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from pipelines.art import clothing, hair, hats
from pipelines.art.inks import SKIN, ellipse, line, path, rect

Age = Literal["baby", "child", "young", "adult", "old"]
Gender = Literal["man", "woman"]
Pose = Literal["standing", "holding", "walking", "dancing", "cheering", "sitting"]

WIDTH: Final = 120
HEIGHT: Final = 220
MIDDLE: Final = 60.0
FEET: Final = 208.0


@dataclass(frozen=True)
class Figure:
    """One person. `outfit` is one of `clothing.OUTFITS`, `hat` of `hats.HATS`, `extras` of `clothing.EXTRAS`.

    Colours are keys of `INKS`, `HAIR`, `SKIN`; `hairdo` is any number from 0.
    """

    age: Age = "adult"
    gender: Gender = "woman"
    outfit: str = "casual"
    colour: str = "blue"
    second: str = "brown"
    hair: str = "brown"
    skin: str = "light"
    hairdo: int = 0
    pose: Pose = "standing"
    extras: tuple[str, ...] = ()
    hat: str = ""
    sad: bool = False


@dataclass(frozen=True)
class Build:
    """Where the parts of a figure are on its board."""

    head_y: float
    head: float
    shoulder: float
    hip: float
    half: float

    @property
    def top(self) -> float:
        """The top of the hair: the figure's height runs from here to the feet."""
        return self.head_y - self.head - 6


def build_of(figure: Figure) -> Build:
    """The build of an age; women and the young are a little slimmer, and who sits is lower."""
    slim = 2.5 if figure.gender == "woman" or figure.age == "young" else 0.0
    down = 0.0 if figure.pose != "sitting" else 14.0 if figure.age == "child" else 34.0
    match figure.age:
        case "baby":
            return Build(head_y=150, head=22, shoulder=172, hip=198, half=17)
        case "child":
            return Build(head_y=98 + down, head=24, shoulder=124 + down, hip=160 + down, half=17)
        case "young" | "adult":
            return Build(head_y=38 + down, head=23, shoulder=66 + down, hip=128 + down, half=25 - slim)
        case "old":
            return Build(head_y=47 + down, head=23, shoulder=74 + down, hip=132 + down, half=25 - slim)


def hand_of(figure: Figure) -> tuple[float, float]:
    """Where the hand is that holds something, on the figure's board."""
    build = build_of(figure)
    if figure.age == "baby":
        return MIDDLE + 18, 192
    return MIDDLE + build.half + 8, build.shoulder + (build.hip - build.shoulder) * 0.52


def draw(figure: Figure) -> str:
    """The figure as SVG elements."""
    build = build_of(figure)
    if figure.age == "baby":
        figure = replace(figure, outfit="romper", hat="", pose="standing")
    parts = [
        ellipse(MIDDLE, FEET + 5, build.half + 14, 5, "#000000", opacity=0.14),
        clothing.seat(figure, build),
        hair.behind(figure, build),
        clothing.legs(figure, build),
        clothing.garment(figure, build),
        clothing.lap(figure, build),
        clothing.arms(figure, build),
        _head(figure, build),
        clothing.extras(figure, build),
        _face(figure, build),
        hair.on_top(figure, build),
        hats.on_head(figure, build),
    ]
    return "".join(parts)


def _head(figure: Figure, build: Build) -> str:
    skin, shade = SKIN[figure.skin]
    y, r = build.head_y, build.head
    return (
        rect(MIDDLE - 7, y + r - 8, 14, build.shoulder - y - r + 16, shade, corner=6)
        + ellipse(MIDDLE - r + 1, y + 3, 4.5, 6, shade)
        + ellipse(MIDDLE + r - 1, y + 3, 4.5, 6, shade)
        + ellipse(MIDDLE, y, r, r + 1, skin)
    )


def _brow(x: float, y: float, side: int, *, sad: bool) -> str:
    """An eyebrow around (x, y): a calm arch, or one that rises towards the nose."""
    inner, outer = (-2.0, 1.0) if sad else (0.4, 0.4)
    data = f"M{x - side * 3.4:g} {y + inner:g}q{side * 3.4:g} -2.4 {side * 6.8:g} {outer - inner:g}"
    return path(data, stroke="#3b2a24", width=1.5, opacity=0.65)


def _face(figure: Figure, build: Build) -> str:
    x, y = MIDDLE, build.head_y + 3
    _, shade = SKIN[figure.skin]
    dark = "#3b2a24"
    parts = list[str]()
    for side in (-1, 1):
        parts.append(ellipse(x + side * 13, y + 8, 5, 3.4, "#ec7f6f", opacity=0.42))
        parts.append(ellipse(x + side * 8.5, y, 2.5, 3.1, dark))
        parts.append(ellipse(x + side * 8.5 + 0.8, y - 1.1, 0.8, 0.9, "#ffffff"))
        parts.append(_brow(x + side * 8.5, y - 7.5, side, sad=figure.sad))
        if figure.age == "old":
            parts.append(path(f"M{x + side * 14} {y - 2}q{side * 3} -1.5 {side * 4.5} -3", stroke=shade, width=1.2))
            parts.append(path(f"M{x + side * 10} {y + 8}q{side * 2.5} 3 {side * 0.5} 7", stroke=shade, width=1.3))
    parts.append(path(f"M{x - 1.5} {y + 5}q1.8 1.8 3.4 0", stroke=shade, width=1.8))
    if figure.sad:
        parts.append(path(f"M{x - 5} {y + 13.5}q5 -4 10 0", stroke="#9c4a3c", width=2))
    else:
        parts.append(path(f"M{x - 7} {y + 9.5}q7 8.5 14 0q-7 3 -14 0z", fill="#a8443c"))
    if figure.age == "old" and figure.gender == "man" and figure.hairdo % 2:
        parts.append(
            path(f"M{x} {y + 6.5}q-8 -2 -11 4q6 1.5 11 -1q5 2.500 11 1q-3 -6 -11 -4z", fill=hair.ink_of(figure))
        )
    if "glasses" in figure.extras:
        parts += [
            f'<circle cx="{x + side * 8.7}" cy="{y}" r="6.6" fill="#ffffff" fill-opacity=".22" '
            'stroke="#4b3b35" stroke-width="1.6"/>'
            for side in (-1, 1)
        ]
        parts.append(line(x - 2.2, y - 0.5, x + 2.2, y - 0.5, "#4b3b35", width=1.6))
    return "".join(parts)
