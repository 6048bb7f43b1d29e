"""Prompts, layouts and pictures for the painters' tests."""

import io
import random
from collections.abc import Sequence

from PIL import Image

from assistant.story import Box, DetailKind, Layout, Origin, Prompt, Standing


def prompt(words: str = "old man and a dog", *, steps: int = 3, origins: Sequence[Origin] = ()) -> Prompt:
    return Prompt(
        positive=words,
        negative="blurry",
        steps=steps,
        guidance=7.0,
        width=32,
        height=32,
        style="storybook",
        origins=tuple(origins),
    )


def layout(background: str, *standing: tuple[str, DetailKind]) -> Layout:
    share = 1 / max(1, len(standing))
    return Layout(
        background=background,
        standing=tuple(
            Standing(who=who, kind=kind, box=Box(left=share * at, top=0.3, width=share, height=0.6))
            for at, (who, kind) in enumerate(standing)
        ),
    )


def opened(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return picture.copy()


def dice(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311 (arranging pictures, not secrets)


def unheard(_done: int, _of: int, /) -> None:
    """Progress that nobody listens to."""
