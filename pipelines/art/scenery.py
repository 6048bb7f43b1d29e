"""From English words to a backdrop: which place, season, weather and light, and its SVG."""

import functools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipelines.art import landscape
from pipelines.art.backdrops import OUTSIDE
from pipelines.art.icons import ART, read_rows, singulars, words_of
from pipelines.art.interiors import INSIDE
from pipelines.art.landscape import Air

_SEASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "spring": ("spring", "springtime", "april"), "summer": ("summer", "summertime", "july", "august", "hot day"),
    "autumn": ("autumn", "fall leaves", "autumnal", "october", "november"),
    "winter": ("winter", "wintertime", "december", "january"),
}  # fmt: skip
_WEATHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "snow": ("snow", "snowy", "snowing", "snowfall", "snow-covered", "snowball", "snowballs"),
    "storm": ("storm", "stormy", "thunderstorm"), "rain": ("rain", "rainy", "raining", "drizzle", "downpour"),
    "fog": ("fog", "foggy", "mist", "misty"), "wind": ("wind", "windy"), "cloud": ("cloudy", "overcast"),
}  # fmt: skip
_LIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    "night": ("night", "nighttime", "moonlight", "midnight", "starry", "nightfall", "at night", "dark street"),
    "sunset": ("sunset", "dusk", "evening", "twilight", "golden hour"),
    "dawn": ("dawn", "sunrise", "daybreak", "early morning"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A backdrop: its name, whether it is inside, and the painter it asks for."""

    name: str
    inside: bool
    paint: str


NOWHERE: Final = Place("nowhere", inside=True, paint="plain")


@functools.cache
def _places() -> Mapping[str, Place]:
    by_word = {}
    for row in read_rows(ART / "places.txt"):
        head, _, words = row.partition(":")
        *name, kind, paint = head.split()
        place = Place(" ".join(name), inside=kind == "inside", paint=paint)
        by_word.update({word.strip(): place for word in words.split(",")})
    return by_word


def place_of(background: str) -> Place:
    """The place that the words name, the first mentioned of the longest phrases; NOWHERE when none is known."""
    words = words_of(background)
    known = _places()
    for length in range(min(5, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            for last in singulars(run[-1]):
                found = known.get(" ".join([*run[:-1], last]))
                if found is not None:
                    return found
    return NOWHERE


def _told(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    for name, phrases in words.items():
        if any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases):
            return name
    return ""


def air_of(text: str) -> Air:
    """Season, weather and light as the words tell them; what is not told stays empty and the light is day."""
    text = text.lower()
    return Air(
        season=_told(_SEASONS, text),  # type: ignore[arg-type] # a key of the table above
        weather=_told(_WEATHERS, text),  # type: ignore[arg-type] # a key of the table above
        light=_told(_LIGHTS, text) or "day",  # type: ignore[arg-type] # a key of the table above
        christmas="christmas" in text,
    )


def backdrop(place: Place, air: Air, dice: random.Random) -> str:
    """The place in its season, weather and light, as SVG on a 512 x 512 board."""
    paint = (INSIDE if place.inside else OUTSIDE)[place.paint]
    drawn = paint(air, dice)
    if air.christmas and place.paint not in {"fair", "plain", "circus"}:
        drawn += landscape.string_lights(22, dice)
    if air.light == "night" and not place.inside:
        drawn += '<rect y="150" width="512" height="362" fill="#27345f" opacity=".34"/>'
    return drawn


def props_named() -> set[str]:
    """The vendored drawings that backdrops use."""
    return {"sailboat", "ring-buoy", "castle", "school", "circus-tent"}
