"""What the storybook painter understands, and which of its words stand in for other nouns (`stand_ins.tsv`).

A line of that file is one of the painter's own words and the nouns for which it comes near enough that somebody who
told of them would say yes, that is it. A noun of the app's lexicon stands for the other words of its line as well.
"""

from importlib.resources import files

from assistant.dialect import Dialect
from assistant.lexicon.entries import rows
from pipelines.storybook.captions import ACTIVITY_WORDS
from pipelines.storybook.vocabulary import words

MOST_SUBJECTS = 3
"""Its scenes have at most this many people, animals and things."""

ADJECTIVES = (
    "happy",
    "serious",
    "sad",
    "dark-skinned",
    "blond",
    "red-haired",
    "black-haired",
    "snowy",
    "rainy",
    "sunny",
)
"""What its captions say before a person's noun, and words of the weather: the snowy forest."""

_NUMBERS = {"animal": 1, "thing": 1, "place": 0}


def dialect() -> Dialect:
    """The painter's dialect, made of its captions' words and the stand-ins."""
    knows = {noun: _NUMBERS.get(means.kind, len(means.names)) for noun, means in words().items()}
    return Dialect(
        knows=knows,
        instead={noun: own for noun, own in _stand_ins().items() if noun not in knows},
        adjectives=ADJECTIVES,
        actions=tuple(action for several in ACTIVITY_WORDS.values() for action in several),
        most=MOST_SUBJECTS,
    )


def _stand_ins() -> dict[str, str]:
    told = {
        noun.strip().lower(): own
        for own, nouns in (line.split("\t") for line in _text("stand_ins.tsv").splitlines())
        for noun in nouns.split(",")
    }
    spread = dict(told)
    for name in ("people", "animals", "places", "objects"):
        for row in rows(f"{name}.tsv"):
            nouns = [noun.split(">")[0].strip().lower() for noun in row[0].split(",")]
            for noun in nouns if nouns[0] in told else ():
                spread.setdefault(noun, told[nouns[0]])
    return spread


def _text(name: str) -> str:
    return (files("pipelines.storybook") / name).read_text(encoding="utf-8")
