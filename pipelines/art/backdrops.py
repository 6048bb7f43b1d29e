"""Every backdrop by the name of its paint in `places.txt`."""

import random
from collections.abc import Callable, Mapping
from typing import Final

from pipelines.art import nature, town
from pipelines.art.landscape import Air

Paint = Callable[[Air, random.Random], str]

OUTSIDE: Final[Mapping[str, Paint]] = {
    "meadow": nature.meadow, "sea": nature.sea, "harbour": town.harbour, "deck": nature.deck,
    "mountains": nature.mountains, "forest": nature.forest, "river": nature.river,
    "lake": nature.lake, "park": nature.park, "garden": nature.garden, "farm": nature.farm, "rows": nature.rows,
    "desert": nature.desert, "village": town.village,
    "square": town.square, "city": town.city, "house": town.house, "church": town.church, "castle": town.castle,
    "schoolyard": town.schoolyard,
    "barracks": town.barracks, "fair": town.fair, "circus": town.circus, "market": town.market, "track": town.track,
    "platform": town.platform, "road": town.road,
}  # fmt: skip
