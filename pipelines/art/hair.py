"""The figures' hair, as SVG on the figure's board: what falls behind the head, and what lies on it."""

from typing import TYPE_CHECKING, Final

from pipelines.art.inks import HAIR, INKS, ellipse, path, rect

if TYPE_CHECKING:
    from pipelines.art.figures import Build, Figure

X: Final = 60.0


def ink_of(figure: "Figure") -> str:
    """The colour of a figure's hair: grey with age."""
    return HAIR["grey" if figure.age == "old" and figure.hair != "white" else figure.hair]


def behind(figure: "Figure", build: "Build") -> str:
    """The hair that falls behind the head: women's and girls'."""
    if figure.gender == "man" or figure.age == "baby":
        return ""
    return _girls(figure, build) if figure.age == "child" else _womans(figure, build)


def _girls(figure: "Figure", build: "Build") -> str:
    y, r, ink = build.head_y, build.head, ink_of(figure)
    if figure.hairdo % 2:
        return "".join(
            path(f"M{X + s * (r - 2)} {y - 2}q{s * 16} 4 {s * 11} 26q{s * -10} 2 {s * -13} -12z", fill=ink)
            for s in (-1, 1)
        )
    return rect(X - r - 3, y - 14, 2 * r + 6, r + 24, ink, corner=16)


def _womans(figure: "Figure", build: "Build") -> str:
    y, r, ink = build.head_y, build.head, ink_of(figure)
    if figure.age == "old":
        return ellipse(X, y - r - 3, 11, 9, ink) + ellipse(X, y - 3, r + 3.5, r + 1, ink)
    match figure.hairdo % 3:
        case 0:
            return rect(X - r - 4, y - 16, 2 * r + 8, r + 34, ink, corner=18)
        case 1:
            return rect(X - r - 3.5, y - 14, 2 * r + 7, r + 18, ink, corner=14)
        case _:
            return ellipse(X, y - r - 2, 10, 9, ink) + ellipse(X, y - 2, r + 3, r, ink)


def on_top(figure: "Figure", build: "Build") -> str:
    """The hair on the head."""
    y, r = build.head_y, build.head
    if figure.age == "baby":
        return path(f"M{X - 4} {y - r - 1}q6 -7 8 0q-3 3 -8 0z", fill=ink_of(figure))
    if figure.gender == "woman":
        return _parted(figure, build)
    return _thin(figure, build) if figure.age == "old" else _short(figure, build)


def _thin(figure: "Figure", build: "Build") -> str:
    """An old man's: at the sides, and on some heads a little on top."""
    y, r, ink = build.head_y, build.head, ink_of(figure)
    sides = "".join(
        path(
            f"M{X + s * (r - 4)} {y - 13}q{s * 8} 4 {s * 6.5} 17q{s * -4} 3 {s * -6} -1q{s * 1.5} -9 {s * -0.5} -16z",
            fill=ink,
        )
        for s in (-1, 1)
    )
    return sides + (path(f"M{X - 13} {y - r + 3}q13 -10 26 0q-13 -3 -26 0z", fill=ink) if figure.hairdo % 3 else "")


def _short(figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    fringe = ("q-8 -8 -20 -7q-13 1 -20 7", "q-15 1 -24 -8q-8 8 -16 8")[figure.hairdo % 2]
    return path(
        f"M{X - r - 1} {y + 2}q-4 -28 {r + 1} -28.5q{r + 5} 0 {r + 1} 28.5q-3 -2 -4 -8{fringe}q-1 7 -4 8z",
        fill=ink_of(figure),
    )


def _parted(figure: "Figure", build: "Build") -> str:
    y, r = build.head_y, build.head
    parting = 6 if figure.hairdo % 2 else -6
    hair = path(
        f"M{X - r - 1.5} {y + 4}q-5 -31 {r + 1.5} -31.5q{r + 6.5} 0.5 {r + 1.5} 31.5"
        f"q-2 -13 {-r - 1.5 + parting} -20q-8 9 {-r - 1.5 - parting} 20z",
        fill=ink_of(figure),
    )
    if figure.age != "child" or figure.hairdo % 2 == 0:
        return hair
    return hair + "".join(ellipse(X + s * (r + 3), y - 1, 4.5, 4, INKS[figure.second][0]) for s in (-1, 1))


def on_face(figure: "Figure", build: "Build") -> str:
    """A beard or a moustache where it was told; some old men have a moustache."""
    y, ink = build.head_y + 3, ink_of(figure)
    beard = path(
        f"M{X - 21} {y + 4}q2 24 21 25q19 -1 21 -25q-5 5 -10 5q-11 -4 -22 0q-5 0 -10 -5z"
        f"M{X - 7} {y + 11}q7 8 14 0q-7 -3 -14 0z",
        fill=ink,
    )
    moustache = path(f"M{X} {y + 6.5}q-8 -2 -11 4q6 1.5 11 -1q5 2.5 11 1q-3 -6 -11 -4z", fill=ink)
    grown = figure.age == "old" and figure.gender == "man" and figure.hairdo % 2 == 1
    if "beard" in figure.extras:
        return beard
    return moustache if "moustache" in figure.extras or grown else ""
