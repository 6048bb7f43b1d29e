"""stub replaced soon"""


def uncounted(words: str) -> bool:
    """Whether an English noun names stuff rather than things: it takes no article."""
    return words in {"bread", "flour", "water"}
