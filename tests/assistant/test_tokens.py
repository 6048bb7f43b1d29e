"""Rare words: recognisable, unknown to the painter, nobody else's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import TokenTaken
from assistant.tokens import check_token, is_free, propose_token


def knows(word: str) -> bool:
    """A painter that knows ordinary words."""
    return word in {"carmen", "church", "rosario"}


def test_a_token_begins_like_the_name() -> None:
    assert propose_token("Carmen Ruíz", taken=(), knows=knows).startswith("carm")
    assert propose_token("Ñusta", taken=(), knows=knows).startswith("nust")
    assert propose_token("李", taken=(), knows=knows).startswith("evoca")


def test_a_token_that_is_taken_or_known_is_refused() -> None:
    for token in ("carmzuk", "carmzukzuk", "carmen", "ca", "with space", "12345", "", "x" * 21):
        with pytest.raises(TokenTaken):
            check_token(token, taken=["carmzuk"], knows=knows)
    assert check_token("80alp", taken=["jovenalp"], knows=knows) == "80alp"


def test_the_painter_is_asked() -> None:
    asked: list[str] = []

    def everything_but(word: str) -> bool:
        asked.append(word)
        return len(asked) < 5

    proposed = propose_token("Ana", taken=(), knows=everything_but)
    assert len(asked) == 5
    assert asked[-1] == proposed


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=40))
def test_every_name_gets_a_token_of_its_own(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        token = propose_token(name, taken=taken, knows=knows)
        assert is_free(token, taken=taken, knows=knows)
        taken.append(token)
    assert len(set(taken)) == len(names)
