"""Words that fit a text encoder: whole phrases first, then single words; what does not fit is named."""

from typing import Any


def counted(tokenizer: Any, words: str) -> int:
    """How many tokens a tokenizer makes of the words, without the marks at start and end."""
    return len(tokenizer(words, add_special_tokens=False).input_ids)


def fitted(tokenizer: Any, words: str) -> tuple[str, str]:
    """The words that fit the tokenizer's text encoder, whole phrases first, and the rest."""
    room = tokenizer.model_max_length - 2
    if counted(tokenizer, words) <= room:
        return words, ""
    phrases = words.split(",")
    while len(phrases) > 1 and counted(tokenizer, ",".join(phrases)) > room:
        phrases.pop()
    kept = ",".join(phrases)
    if counted(tokenizer, kept) > room:
        single = kept.split()
        while len(single) > 1 and counted(tokenizer, " ".join(single)) > room:
            single.pop()
        kept = " ".join(single)
    return kept, words[len(kept) :].strip(" ,")
