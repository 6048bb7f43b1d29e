"""The sketch: a flat illustration of who stands where, drawn from vector art in well under a second.

It is the therapist's preview while a picture is painted, and the picture where no painter fits.
"""

import functools
import hashlib
import random
import re
import time
from collections.abc import Sequence
from typing import Final

import resvg_py

from assistant.ports import LikenessAtHand, Picture, Progress
from assistant.story import Layout, OriginKind, Prompt
from pipelines.art import landscape
from pipelines.art.casting import SIDE, cast_of
from pipelines.art.figures import Pose
from pipelines.art.icons import ART
from pipelines.art.scenery import air_of, backdrop, place_of
from pipelines.art.staging import stage
from pipelines.labelling import DigitalSource, mark

_POSES: Final[tuple[tuple[str, Pose], ...]] = (
    (r"\bdanc(e|es|ed|ing)\b", "dancing"),
    (r"\b(cheer|celebrat|winn?)(s|ing|ed|e)?\b", "cheering"),
    (r"\b(sit|sits|sitting|sat|seated|knitting|sewing|reading|playing (chess|cards|dominoes))\b", "sitting"),
    (r"\b(walk|hik|stroll|run|march|race|runn)(s|ing|ed)?\b", "walking"),
)
_SWIM: Final = r"\b(swim|swims|swimming|bathe|bathes|bathing|paddling|in the water)\b"


class SketchPainter:
    """Draws a layout at once. It reads the prompt only for season, weather, light and what the people do."""

    @property
    def name(self) -> str:
        """The painter's short name."""
        return "sketch"

    @property
    def hash(self) -> str:
        """sha256 over the vector art and the code that arranges it."""
        return _hash_of_art()

    @property
    def scheduler(self) -> str:
        """A drawing has no sampler."""
        return "drawn"

    @property
    def settings(self) -> None:
        """The default settings do: a drawing is as sharp at any size."""
        return

    def count_tokens(self, words: str) -> int:
        """An estimate: a word, a number or a mark is one token (CLIP splits rare words further)."""
        return len(re.findall(r"[^\W\d_]+|\d|[^\w\s]", words))

    def left_out(self, layout: Layout) -> tuple[str, ...]:
        """The words of the layout that no drawing stands for: they are not in the picture."""
        return tuple(cast_of(layout, random.Random(0)).left_out)  # noqa: S311 (arranging pictures, not secrets)

    def paint(
        self,
        prompt: Prompt,
        *,
        layout: Layout,
        seeds: Sequence[int],
        progress: Progress,
        likenesses: Sequence[LikenessAtHand] = (),  # noqa: ARG002 (the port's word; a drawing has no faces)
    ) -> list[Picture]:
        """One drawing per seed, at least 512 pixels on its longer side. Progress counts drawings.

        The same seed gives the same picture. Raises StoppedOnRequest when `progress` does.
        """
        pictures = []
        for done, seed in enumerate(seeds):
            progress(done, len(seeds))
            start = time.perf_counter()
            drawn = _rendered(_svg(prompt, layout, seed))
            png = mark(drawn, DigitalSource.DRAWN_BY_RULE)
            pictures.append(Picture(png=png, seed=seed, seconds=time.perf_counter() - start))
        progress(len(seeds), len(seeds))
        return pictures


def _told(prompt: Prompt, layout: Layout) -> str:
    """The words that season, weather, light and pose are read from; the style's own words do not count."""
    said = [origin.words for origin in prompt.origins if origin.kind is not OriginKind.STYLE]
    return " , ".join(
        [layout.background, *(standing.who for standing in layout.standing), *(said or [prompt.positive])]
    )


def _pose(told: str) -> Pose:
    for pattern, pose in _POSES:
        if re.search(pattern, told.lower()):
            return pose
    return "standing"


def _svg(prompt: Prompt, layout: Layout, seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311 (arranging pictures, not secrets)
    told = _told(prompt, layout)
    air = air_of(told)
    place = place_of(layout.background)
    swimming = re.search(_SWIM, told.lower()) is not None
    cast = cast_of(layout, dice, pose=_pose(told), swimming=swimming)
    overhead = "".join(landscape.string_lights(30, dice, flags=kind == "flags") for kind in sorted(cast.overhead))
    weather = "" if place.inside else landscape.weather_in_front(air, dice)
    larger = max(1.0, SIDE / max(prompt.width, prompt.height))
    size = f'width="{round(prompt.width * larger)}" height="{round(prompt.height * larger)}"'
    return (
        f'<svg {size} xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {SIDE} {SIDE}" preserveAspectRatio="xMidYMid slice">'
        f"{backdrop(place, air, dice)}{overhead}{stage(cast, place)}{weather}</svg>"
    )


def _rendered(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, background="#f8f1e2"))


@functools.cache
def _hash_of_art() -> str:
    digest = hashlib.sha256()
    for path in sorted([*ART.glob("*.py"), *ART.glob("*.txt"), *ART.glob("*.json"), *ART.glob("own/*.svg")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
