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
    """One person. `outfit` is one of `clothing.OUTFITS`; colours are keys of `INKS`, `HAIR`, `SKIN`."""

    age: Age = "adult"
    gender: Gender = "woman"
    outfit: str = "casual"
    colour: str = "blue"
    second: str = "brown"
    hair: str = "brown"
    skin: str = "light"
    hairdo: int = 0
    pose: Pose = "standing"
    glasses: bool = False
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
    """The build of an age; women and the young are a little slimmer."""
    slim = 2.5 if figure.gender == "woman" or figure.age == "young" else 0.0
    match figure.age:
        case "baby":
            return Build(head_y=150, head=22, shoulder=172, hip=198, half=17)
        case "child":
            return Build(head_y=98, head=24, shoulder=124, hip=160, half=17)
        case "young" | "adult":
            return Build(head_y=38, head=23, shoulder=66, hip=128, half=25 - slim)
        case "old":
            return Build(head_y=47, head=23, shoulder=74, hip=132, half=25 - slim)


def height_share(figure: Figure) -> float:
    """The figure's height as a share of a grown person's."""
    return (FEET - build_of(figure).top) / (FEET - 9)


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
        figure = replace(figure, outfit="romper", hat="")
    parts = [
        ellipse(MIDDLE, FEET + 5, build.half + 14, 5, "#000000", opacity=0.14),
        hair.behind(figure, build),
        clothing.legs(figure, build),
        clothing.garment(figure, build),
        clothing.arms(figure, build),
        _head(figure, build),
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


def _face(figure: Figure, build: Build) -> str:
    x, y = MIDDLE, build.head_y + 3
    _, shade = SKIN[figure.skin]
    dark = "#3b2a24"
    parts = list[str]()
    for side in (-1, 1):
        parts.append(ellipse(x + side * 13, y + 8, 5, 3.4, "#ec7f6f", opacity=0.42))
        parts.append(ellipse(x + side * 8.5, y, 2.5, 3.1, dark))
        parts.append(ellipse(x + side * 8.5 + 0.8, y - 1.1, 0.8, 0.9, "#ffffff"))
        brow = -1.5 if figure.sad else 0.8
        parts.append(
            line(x + side * 5.5, y - 7 - 1 + brow * 0.2, x + side * 11.5, y - 7 + brow, dark, width=1.5, opacity=0.7)
        )
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
    if figure.glasses:
        parts += [
            f'<circle cx="{x + side * 8.7}" cy="{y}" r="6.6" fill="#ffffff" fill-opacity=".22" '
            'stroke="#4b3b35" stroke-width="1.6"/>'
            for side in (-1, 1)
        ]
        parts.append(line(x - 2.2, y - 0.5, x + 2.2, y - 0.5, "#4b3b35", width=1.6))
    return "".join(parts)
