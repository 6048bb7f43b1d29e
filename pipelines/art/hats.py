"""What the figures wear on their heads, as SVG on the figure's board."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pipelines.art.inks import INKS, ellipse, path

if TYPE_CHECKING:
    from pipelines.art.figures import Build, Figure

X: Final = 60.0
Hat = Callable[["Figure", "Build"], str]


def on_head(figure: "Figure", build: "Build") -> str:
    """The figure's hat, a key of HATS; nothing for an empty one."""
    return HATS[figure.hat](figure, build) if figure.hat else ""


def _straw(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    return (
        ellipse(X, y - 14, r + 15, 6.5, "#e0bb6c")
        + path(f"M{X - 18} {y - 14}q0 -20 18 -20q18 0 18 20q-18 5 -36 0z", fill="#edcd85")
        + path(f"M{X - 18} {y - 16}q18 5 36 0v-5q-18 5 -36 0z", fill="#b9573f")
    )


def _felt(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    crown = f"M{X - 18} {y - 14}q-1 -21 10 -21q8 4 16 0q11 0 10 21q-18 5 -36 0z"
    return ellipse(X, y - 14, r + 11, 5.5, "#5d4a40") + path(crown, fill="#6f5a4d")


def _cap(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    crown = f"M{X - r - 1} {y - 9}q0 -22 {r + 2} -22q{r + 2} 0 {r + 3} 22q-24 -6 -{2 * r + 5} 0z"
    peak = f"M{X + 4} {y - 12}q18 -3 {r + 5} 5q-14 -1 -{r + 5} 1z"
    return path(crown, fill="#7a6a58") + path(peak, fill="#5f5143")


def _beret(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    cloth = f"M{X - r - 4} {y - 12}q-4 -20 {r} -21q{r + 12} -1 {r + 9} 15q-2 8 -12 8q-18 -6 -{2 * r - 4} 1q-3 1 -4 -3z"
    return path(cloth, fill="#45404a") + ellipse(X + 2, y - 34, 1.8, 3, "#45404a")


def _soldier(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    return (
        path(f"M{X - r} {y - 12}q1 -18 {r} -18q{r - 1} 0 {r} 18q-22 -5 -{2 * r} 0z", fill="#726f46")
        + path(f"M{X - r} {y - 11}q22 -6 {2 * r} 0q-20 4 -{2 * r} 0z", fill="#4b482c")
        + ellipse(X, y - 20, 3, 3, "#e3b341")
    )


def _cook(_figure: "Figure", build: "Build") -> str:
    y = build.head_y
    cloud = f"M{X - 17} {y - 13}v-13q-9 -4 -4 -12q5 -7 12 -2q4 -8 10 -7q8 0 9 7q8 -4 12 3q3 7 -5 11v13q-17 5 -34 0z"
    return path(cloud, fill="#fffdf8") + path(f"M{X - 17} {y - 18}q17 5 34 0v5q-17 5 -34 0z", fill="#e2dccd")


def _veil(_figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    cloth = (
        f"M{X - r - 3} {y + r + 8}q-6 -58 {r + 3} -58q{r + 9} 0 {r + 3} 58"
        f"q-4 -3 -7 -4q6 -38 -{r - 4} -38q-{r + 2} 0 -{r - 4} 38z"
    )
    return path(cloth, fill="#45404a")


def _scarf(figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    cloth = f"M{X - r - 2} {y + 4}q-4 -32 {r + 2} -32q{r + 6} 0 {r + 2} 32q-5 -17 -{r + 2} -18q-{r - 3} 1 -{r + 2} 18z"
    return path(cloth, fill=INKS[figure.second][0])


HATS: Final[Mapping[str, Hat]] = {
    "straw": _straw,
    "felt": _felt,
    "cap": _cap,
    "beret": _beret,
    "soldier": _soldier,
    "cook": _cook,
    "veil": _veil,
    "scarf": _scarf,
}
