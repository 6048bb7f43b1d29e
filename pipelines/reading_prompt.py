"""The conversation that asks a language model to tag a memory. The words are text files; here is only their order."""

import re
from typing import Final

from assistant import wording
from assistant.story import Language

MOST_CHARACTERS: Final = 3000
"""A reader reads this much of a memory, to the end of a sentence: three minutes of speech. The rules read all of it."""
PASSAGE_CHARACTERS: Final = 500
"""About the longest memory that the voter on feelings learnt from: in a mean over more words a plea is lost."""

Message = dict[str, str]


def fixed(language: Language) -> list[Message]:
    """What is the same for every memory in a language: the instruction and the examples."""
    messages = [{"role": "system", "content": wording.instructions("reading", language).strip()}]
    for line in wording.instructions("reading_examples", language).splitlines():
        who, _, words = line.partition(": ")
        if who == "memory":
            messages.append({"role": "user", "content": asked(words)})
        elif who == "answer":
            messages.append({"role": "assistant", "content": words})
    return messages


def answers(language: Language) -> list[str]:
    """The answers among the examples."""
    return [message["content"] for message in fixed(language) if message["role"] == "assistant"]


def repair(answer: str, language: Language) -> list[Message]:
    """What is added to the conversation when an answer could not be used: once, then a person decides."""
    return [
        {"role": "assistant", "content": answer},
        {"role": "user", "content": wording.instructions("reading_repair", language).strip()},
    ]


def asked(memory: str) -> str:
    """How a memory is put to the model: as a quotation."""
    return f"Memory: «{memory}»"


def beginning(text: str, most: int = MOST_CHARACTERS) -> str:
    """The part of a long text that is read, at most `most` characters: whole sentences or else whole words."""
    if len(text) <= most:
        return text
    ends = [end.end() for end in re.finditer(r"[.!?…](?=\s)", text[:most])] or [text.rfind(" ", 0, most + 1)]
    return text[: ends[-1] if ends[-1] > 0 else most]


def passages(text: str, most: int = PASSAGE_CHARACTERS) -> list[str]:
    """All of a text in parts that begin and end as `beginning` does, each at most `most` characters."""
    parts = []
    while text := text.strip():
        parts.append(beginning(text, most).rstrip())
        text = text[len(parts[-1]) :]
    return parts
