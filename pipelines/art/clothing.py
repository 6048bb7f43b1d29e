"""What the figures wear: garments, legs, sleeves and hats, as SVG on the figure's board."""

from typing import TYPE_CHECKING, Final

from pipelines.art.inks import INKS, SKIN, ellipse, line, path, rect

if TYPE_CHECKING:
    from pipelines.art.figures import Build, Figure

OUTFITS: Final = frozenset(
    {"casual", "dress", "wedding dress", "coat", "suit", "white coat", "apron", "uniform", "sport", "habit", "romper",
     "swimsuit", "nightgown"}
)  # fmt: skip
BARE_LEGS: Final = frozenset({"dress", "wedding dress", "swimsuit", "nightgown", "sport"})
EXTRAS: Final = frozenset({"shawl", "scarf", "necklace", "belt", "braces", "beard", "moustache", "glasses"})
X: Final = 60.0
FEET: Final = 208.0
SHOES: Final = "#5b4236"


def legs(figure: "Figure", build: "Build") -> str:
    """Legs and shoes."""
    if figure.age == "baby":
        ink = INKS[figure.colour][0]
        return line(X - 8, 200, X - 18, 205, ink, width=13) + line(X + 8, 200, X + 18, 205, ink, width=13)
    skin = SKIN[figure.skin][0]
    skirted = figure.gender == "woman" and figure.outfit in {"casual", "apron", "white coat", "coat"}
    bare = skirted or figure.outfit in BARE_LEGS or (figure.age == "child" and figure.outfit == "casual")
    ink = skin if bare else _trousers(figure)
    shoe = {"swimsuit": skin, "sport": "#f4efe6"}.get(figure.outfit, SHOES)
    spread = {"walking": 15.0, "dancing": 14.0}.get(figure.pose, 9.0)
    thick = (10.5 if figure.age == "child" else 13.0) - (2 if bare else 0)
    parts = []
    for side in (-1, 1):
        foot, lift = X + side * spread, 7.0 if side > 0 and figure.pose in {"dancing", "walking"} else 0.0
        parts.append(line(X + side * 9, build.hip - 4, foot, FEET - 6 - lift, ink, width=thick))
        parts.append(ellipse(foot + side * 3.5, FEET - 2 - lift, 9.5, 5, shoe))
    return "".join(parts)


def _trousers(figure: "Figure") -> str:
    match figure.outfit:
        case "suit":
            return INKS["navy" if figure.colour in {"white", "blue"} else figure.colour][0]
        case "uniform":
            return INKS["khaki"][0]
        case _:
            return INKS[figure.second][0]


def seat(figure: "Figure", build: "Build") -> str:
    """The chair behind who sits."""
    if figure.pose != "sitting":
        return ""
    top, wide = build.shoulder + 6, build.half + 13
    return (
        rect(X - wide, top, 2 * wide, build.hip - top + 6, "#a77c55", corner=9)
        + rect(X - wide + 7, top + 8, 2 * wide - 14, build.hip - top - 14, "#946a4a", corner=6)
        + "".join(
            rect(X + s * (wide - 4) - 4, build.hip, 8, FEET - build.hip + 4, "#85603f", corner=3) for s in (-1, 1)
        )
        + rect(X - wide - 2, build.hip - 2, 2 * wide + 4, 12, "#b98a5d", corner=5)
    )


def lap(figure: "Figure", build: "Build") -> str:
    """The thighs of who sits, in the colour of skirt or trousers."""
    if figure.pose != "sitting":
        return ""
    whole = {"dress", "nightgown", "coat"}
    colour = (
        figure.colour
        if figure.outfit in whole
        else {"suit": "navy", "uniform": "khaki"}.get(figure.outfit, figure.second)
    )
    ink, shade = ("#ffffff", "#d5dbe2") if figure.outfit in {"white coat", "wedding dress"} else INKS[colour]
    wide, high = build.half + 6, 20 if figure.age == "child" else 28
    return rect(X - wide, build.hip - 12, 2 * wide, high, ink, corner=12) + line(
        X, build.hip - 4, X, build.hip + high - 16, shade, width=2, opacity=0.7
    )


def _trunk(build: "Build", ink: str, shade: str, bottom: float) -> str:
    half, top = build.half, build.shoulder - 4
    shape = (
        f"M{X - 9} {top - 2}q9 5 18 0q{half - 7} 2 {half - 8} 13q-1 {(bottom - top) / 2:g} 1 {bottom - top - 11:g}"
        f"q-{half + 2} 6 -{2 * half + 4} 0q2 -{(bottom - top) / 2:g} 1 -{bottom - top - 11:g}q0 -11 {half - 8} -13z"
    )
    side = (
        f"M{X + 9} {top - 2}q{half - 9} 2 {half - 8} 13q-1 "
        f"{(bottom - top) / 2:g} 1 {bottom - top - 11:g}q-6 2 -13 2.500"
        f"q4 -30 1 -{bottom - top:g}z"
    )
    return path(shape, fill=ink) + path(side, fill=shade, opacity=0.55)


def _skirt(build: "Build", ink: str, shade: str, hem: float, flare: float) -> str:
    waist, half = build.hip - 20, build.half
    return path(
        f"M{X - half + 3} {waist}q{half - 3} 5 {2 * half - 6} 0q4 26 {flare} {hem - waist:g}q-{half + flare - 3:g} 8 "
        f"-{2 * (half + flare) - 6:g} 0q{flare - 4:g} -24 {flare} -{hem - waist:g}z",
        fill=ink,
    ) + "".join(
        line(X + at * half * 0.55, waist + 14, X + at * (half + flare) * 0.66, hem + 1, shade, width=1.8, opacity=0.6)
        for at in (-1, 0, 1)
    )


def garment(figure: "Figure", build: "Build") -> str:
    """The clothes on the body."""
    ink, shade = INKS[figure.colour]
    if figure.outfit == "romper":
        return rect(X - 19, build.shoulder - 6, 38, 40, ink, corner=17) + "".join(
            ellipse(X, build.shoulder + 6 + 9 * row, 1.6, 1.6, "#ffffff") for row in range(2)
        )
    drawn = {
        "dress": _dress, "wedding dress": _wedding_dress, "nightgown": _nightgown, "coat": _coat, "suit": _suit,
        "white coat": _white_coat, "apron": _apron, "uniform": _uniform, "sport": _sport, "habit": _habit,
        "swimsuit": _swimsuit,
    }.get(figure.outfit)  # fmt: skip
    return drawn(figure, build) if drawn else _casual(figure, build, ink, shade)


def _casual(figure: "Figure", build: "Build", ink: str, shade: str) -> str:
    lower, lower_shade = INKS[figure.second]
    if figure.gender == "woman":
        hem = build.hip + (18 if figure.age == "child" else 30)
        return (
            _skirt(build, lower, lower_shade, hem, 8)
            + _trunk(build, ink, shade, build.hip - 12)
            + _collar(build, "#fffaf0")
        )
    if figure.age == "child":
        shorts = rect(X - build.half - 1, build.hip - 10, build.half, 24, lower, corner=4) + rect(
            X + 1, build.hip - 10, build.half, 24, lower, corner=4
        )
        return shorts + _trunk(build, ink, shade, build.hip) + _collar(build, "#fffaf0")
    belt = rect(X - build.half, build.hip - 5, 2 * build.half, 9, lower_shade, corner=3)
    return belt + _trunk(build, ink, shade, build.hip) + _collar(build, "#fffaf0") + _buttons(build, shade, 4)


def _collar(build: "Build", ink: str) -> str:
    top = build.shoulder - 4
    return path(f"M{X - 10} {top - 2}l4 10l6 -6l6 6l4 -10q-10 5 -20 0z", fill=ink)


def _buttons(build: "Build", ink: str, number: int) -> str:
    step = (build.hip - build.shoulder - 14) / number
    return "".join(ellipse(X, build.shoulder + 12 + step * row, 1.7, 1.7, ink) for row in range(number))


def _dress(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    hem = build.hip + (20 if figure.age == "child" else 42)
    belt = rect(X - build.half + 3, build.hip - 22, 2 * build.half - 6, 5, shade, corner=2)
    return (
        _skirt(build, ink, shade, hem, 14)
        + _trunk(build, ink, shade, build.hip - 16)
        + belt
        + _collar(build, "#fffaf0")
    )


def _wedding_dress(_figure: "Figure", build: "Build") -> str:
    ink, shade = "#fffdf8", "#e6ded0"
    veil = path(
        f"M{X - 20} {build.head_y - 14}q-30 60 -26 {build.hip - build.head_y + 50:g}q46 14 92 0q4 -100 -26 "
        f"-{build.hip - build.head_y + 50:g}z",
        fill="#ffffff",
        opacity=0.45,
    )
    return veil + _skirt(build, ink, shade, FEET - 4, 22) + _trunk(build, ink, shade, build.hip - 16)


def _nightgown(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    return _skirt(build, ink, shade, FEET - 16, 10) + _trunk(build, ink, shade, build.hip - 14)


def _coat(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    hem = build.hip + (18 if figure.age == "child" else 38)
    lapels = path(f"M{X - 9} {build.shoulder - 6}l-6 16l15 18l15 -18l-6 -16q-9 5 -18 0z", fill=shade, opacity=0.6)
    belt = rect(X - build.half, build.hip - 18, 2 * build.half, 6, shade, corner=2)
    return _skirt(build, ink, shade, hem, 5) + _trunk(build, ink, shade, build.hip) + lapels + belt


def _suit(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS["navy" if figure.colour in {"white", "blue"} else figure.colour]
    shirt = path(f"M{X - 9} {build.shoulder - 6}l9 32l9 -32q-9 5 -18 0z", fill="#fffaf0")
    tie = path(f"M{X - 3} {build.shoulder - 1}h6l-1.500 5l3 18l-4.500 6l-4.500 -6l3 -18z", fill="#a8443c")
    return _trunk(build, ink, shade, build.hip + 6) + shirt + tie


def _white_coat(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    white, grey = "#ffffff", "#d5dbe2"
    hem = build.hip + 34
    inner = path(f"M{X - 9} {build.shoulder - 6}l9 26l9 -26q-9 5 -18 0z", fill=ink)
    pockets = "".join(rect(X + s * 13 - 6, build.hip - 4, 12, 11, grey, corner=2) for s in (-1, 1))
    seam = line(X, build.shoulder + 22, X, hem, grey, width=1.8)
    return (
        _skirt(build, white, grey, hem, 4)
        + _trunk(build, white, grey, build.hip)
        + inner
        + pockets
        + seam
        + _buttons(build, shade, 3)
    )


def _apron(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    apron = path(
        f"M{X - 11} {build.shoulder + 6}h22v22q10 4 11 12l3 {build.hip - build.shoulder - 14:g}q-25 7 -50 0l3 "
        f"-{build.hip - build.shoulder - 14:g}q1 -8 11 -12z",
        fill="#fffdf6",
    )
    strap = "".join(
        line(X + s * 10, build.shoulder + 8, X + s * 8, build.shoulder - 5, "#fffdf6", width=3) for s in (-1, 1)
    )
    return _casual(figure, build, ink, shade) + strap + apron + rect(X - 10, build.hip - 6, 20, 11, "#e6dfd0", corner=3)


def _uniform(_figure: "Figure", build: "Build") -> str:
    ink, shade = INKS["khaki"]
    belt = rect(X - build.half, build.hip - 16, 2 * build.half, 7, "#5b4a32", corner=2) + rect(
        X - 4, build.hip - 17, 8, 9, "#e3b341", corner=2
    )
    return _trunk(build, ink, shade, build.hip + 8) + _collar(build, shade) + _buttons(build, "#e3b341", 3) + belt


def _sport(figure: "Figure", build: "Build") -> str:
    ink, shade = INKS[figure.colour]
    shorts = "".join(
        rect(X - build.half if s < 0 else X, build.hip - 10, build.half, 28, "#fffdf6", corner=5) for s in (-1, 1)
    )
    return (
        shorts + _trunk(build, ink, shade, build.hip) + rect(X - 12, build.shoulder + 12, 24, 16, "#fffdf6", corner=2)
    )


def _habit(_figure: "Figure", build: "Build") -> str:
    return (
        _skirt(build, "#45404a", "#322e37", FEET - 8, 8)
        + _trunk(build, "#45404a", "#322e37", build.hip)
        + rect(X - 5, build.shoulder - 5, 10, 5, "#ffffff", corner=1)
    )


def _swimsuit(figure: "Figure", build: "Build") -> str:
    skin, skin_shade = SKIN[figure.skin]
    ink, _ = INKS[figure.colour]
    if figure.gender == "man":
        return _trunk(build, skin, skin_shade, build.hip) + rect(
            X - build.half, build.hip - 12, 2 * build.half, 26, ink, corner=7
        )
    return (
        _trunk(build, skin, skin_shade, build.shoulder + 14)
        + _trunk(build, ink, ink, build.hip + 4)
        + "".join(line(X + s * 10, build.shoulder + 8, X + s * 9, build.shoulder - 5, ink, width=4) for s in (-1, 1))
    )


def arms(figure: "Figure", build: "Build") -> str:
    """Arms in the sleeve's colour and hands in the skin's, as the pose asks."""
    skin = SKIN[figure.skin][0]
    ink, shade = _sleeve(figure)
    length, reach = build.hip - build.shoulder, build.half
    low = (reach + 7.0, length * 0.82)
    right, left = low, low
    match figure.pose:
        case "holding" | "sitting":
            right = (reach + 8, length * 0.52)
        case "dancing" | "cheering":
            right = left = (reach + 17, -length * 0.32)
        case "walking":
            right, left = (reach + 12, length * 0.6), (reach + 9, length * 0.7)
        case "standing":
            pass
    thick = 9.0 if figure.age in {"child", "baby"} else 11.0
    parts = []
    for side, (dx, dy) in ((-1, left), (1, right)):
        sx, sy = X + side * (reach - 4), build.shoulder + 5
        hx, hy = X + side * dx, build.shoulder + 5 + dy
        ex, ey = X + side * (reach + 10), build.shoulder + 5 + max(dy * 0.55, 4)
        parts.append(ellipse(hx, hy + 3, thick * 0.56, thick * 0.6, skin))
        parts.append(path(f"M{sx:g} {sy:g}Q{ex:g} {ey:g} {hx:g} {hy:g}", stroke=ink, width=thick))
        parts.append(
            path(f"M{sx + side * 4:g} {sy + 4:g}Q{ex:g} {ey + 3:g} {hx:g} {hy:g}", stroke=shade, width=1.4, opacity=0.6)
        )
    return "".join(parts)


def _sleeve(figure: "Figure") -> tuple[str, str]:
    match figure.outfit:
        case "white coat" | "wedding dress":
            return "#ffffff", "#d5dbe2"
        case "uniform":
            return INKS["khaki"]
        case "habit":
            return INKS["black"]
        case "swimsuit":
            return SKIN[figure.skin]
        case "suit" if figure.colour in {"white", "blue"}:
            return INKS["navy"]
        case _:
            return INKS[figure.colour]


def extras(figure: "Figure", build: "Build") -> str:
    """What is worn over the outfit; hair and glasses are drawn with the face."""
    top, half = build.shoulder - 5, build.half
    ink, shade = INKS[figure.second]
    drawn = {
        "shawl": path(
            f"M{X - 9} {top}q9 8 18 0q{half} 4 {half + 2} 34q-{half - 8} 8 -{half + 10} 34q-{half + 2} -26 "
            f"-{half + 10} -34q2 -30 {half - 1} -34z",
            fill=ink,
            opacity=0.95,
        ),
        "scarf": rect(X - 15, top - 6, 30, 11, ink, corner=5) + rect(X + 3, top + 2, 10, 30, shade, corner=3),
        "necklace": path(f"M{X - 9} {top + 2}q9 22 18 0", stroke="#f4efe6", width=2.6)
        + ellipse(X, top + 13.5, 3, 3, "#e3b341"),
        "belt": rect(X - half + 1, build.hip - 20, 2 * half - 2, 6, "#5b4236", corner=2)
        + rect(X - 4, build.hip - 21, 8, 8, "#e3b341", corner=2),
        "braces": "".join(line(X + s * 10, top + 2, X + s * 11, build.hip - 2, "#5b4236", width=3.5) for s in (-1, 1)),
    }
    return "".join(drawn[extra] for extra in ("braces", "belt", "shawl", "scarf", "necklace") if extra in figure.extras)
