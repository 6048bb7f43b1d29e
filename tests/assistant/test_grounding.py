"""What a reader adds is held to the words that were said."""

import pytest

from assistant.grounding import plausible_english
from assistant.story import DetailKind
from assistant.words import tokens_of


@pytest.mark.parametrize(
    ("said", "english", "kept"),
    [
        ("manllana", "microscope slide", ""),
        ("manllana", "apple", "apple"),
        ("bollo suizo", "sweet bun", "sweet bun"),
        ("zurracapote", "a murdered man", ""),
        ("zurracapote", "man", ""),
        ("zurracapote", "", ""),
    ],
)
def test_a_word_may_not_grow_when_it_is_put_into_english(said: str, english: str, kept: str) -> None:
    assert plausible_english(english, DetailKind.OBJECTS, "es", tokens_of(said)) == kept
