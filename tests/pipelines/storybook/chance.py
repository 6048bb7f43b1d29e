"""Seeded chance for scenes."""

import random


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - scenes, not secrets
