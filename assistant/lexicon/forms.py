"""Spanish word forms by rule: plurals, and what a diminutive or augmentative was made from."""

from typing import Final

from assistant.words import bare

_ENDINGS: Final = (
    ("ecitos", ("e", "o", "")), ("ecitas", ("a", "")), ("ecito", ("e", "o", "")), ("ecita", ("a", "")),
    ("ecillo", ("e", "o", "")), ("ecilla", ("a", "e", "")), ("citos", ("", "e")), ("citas", ("", "e")),
    ("cito", ("", "e")), ("cita", ("", "e")), ("cillo", ("", "e")), ("cilla", ("", "e")),
    ("itos", ("o", "a", "e", "")), ("itas", ("a", "o", "e", "")), ("ito", ("o", "e", "")), ("ita", ("a", "e", "")),
    ("illos", ("o", "e", "")), ("illas", ("a", "e", "")), ("illo", ("o", "e", "")), ("illa", ("a", "e", "")),
    ("icos", ("o", "")), ("icas", ("a", "")), ("ico", ("o", "")), ("ica", ("a", "")),
    ("iños", ("o", "")), ("iñas", ("a", "")), ("iño", ("o", "")), ("iña", ("a", "")),
    ("uelos", ("o", "")), ("uelas", ("a", "")), ("uelo", ("o", "")), ("uela", ("a", "")),
    ("azos", ("o", "")), ("azas", ("a", "")), ("azo", ("o", "")), ("aza", ("a", "")),
    ("ones", ("a", "o")), ("onas", ("a",)), ("ucos", ("o",)), ("ucas", ("a",)), ("uco", ("o",)), ("uca", ("a",)),
    ("ines", ("o", "")), ("inas", ("a",)), ("etes", ("o", "")), ("etas", ("a",)), ("ete", ("o", "")),
)  # fmt: skip
_HARDENED: Final = (("qu", "c"), ("gu", "g"), ("c", "z"))


def plural_es(noun: str) -> str:
    """The plural of a Spanish noun or noun phrase (its first word changes), without accents."""
    first, gap, rest = bare(noun).partition(" ")
    if first.endswith(("s", "x")):
        many = first
    elif first.endswith("z"):
        many = first[:-1] + "ces"
    elif first[-1] in "aeiou":
        many = first + "s"
    else:
        many = first + "es"
    return f"{many}{gap}{rest}"


def bases_es(word: str) -> list[str]:
    """What a word without accents may be a diminutive or augmentative of, best first; its number is kept."""
    found: list[str] = []
    for ending, replacements in _ENDINGS:
        shortest = 4 if ending.startswith(("az", "on", "uc", "uel", "in", "et")) else 3
        if not word.endswith(ending) or len(word) - len(ending) < shortest:
            continue
        stem, many = word[: -len(ending)], ending.endswith("s")
        stems = [stem] + [stem[: -len(old)] + new for old, new in _HARDENED if stem.endswith(old)]
        for base in stems:
            found += [plural_es(base + end) if many else base + end for end in replacements]
    return list(dict.fromkeys(found))
