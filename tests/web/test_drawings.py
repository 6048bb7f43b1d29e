"""Every piece of advice has its small picture, and every picture its advice."""

import re

from assistant import wording
from web.rendering import STATIC


def test_each_sentence_of_the_coach_is_drawn_and_none_is_idle() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "meant.svg").read_text(encoding="utf-8")))
    lines = wording.catalogue_lines("coaching", "es")
    assert drawn == {line.split(":")[0] for line in lines}
    assert len(drawn) >= 35
