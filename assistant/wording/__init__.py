"""Everything that is said to people, as text files.

`{es,en}/*.txt` are catalogues of sentences, one `name: sentence` a line:

    # a remark
    disk_full: The disk is full: {needed_mb:.0f} MB more are needed.
    disk_full: The disk is full.
    tell_more[usted]: Cuénteme más, si quiere.
    tell_more[tú]: Cuéntame más, si quieres.

The same name may come several times: `say` takes the first sentence whose places the data can fill, `choices` gives
them all. A form of address in brackets makes a sentence belong to that address; an address by
first name falls back to `tú`.
`{es,en}/lists/*.txt` are lists, one word or phrase a line. What language models are told lies in
`{es,en}/instructions/*.txt`, whole files without any syntax.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Final

from assistant.errors import EvocaError, NotAllowed
from assistant.story import Address, Language

_LINE: Final = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?:\[(?P<address>[^\]]+)\])?: (?P<sentence>.+)")
_FORMATTER: Final = Formatter()
Key = tuple[str, Address | None]


class WordingMissing(LookupError):
    """No sentence of this name, or none whose places the data can fill."""


class WordingUnreadable(ValueError):
    """A line of a catalogue is not `name: sentence`."""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@cache
def _catalogue(language: Language) -> Mapping[Key, tuple[str, ...]]:
    found: dict[Key, list[str]] = {}
    folder = files("assistant.wording") / language
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name):
        for line in _lines(file.read_text(encoding="utf-8")):
            match = _LINE.fullmatch(line)
            if match is None:
                raise WordingUnreadable(f"{language}/{file.name}: {line}")
            address = Address(match["address"]) if match["address"] else None
            found.setdefault((match["name"], address), []).append(match["sentence"])
    return {key: tuple(sentences) for key, sentences in found.items()}


def catalogue_lines(file: str, language: Language) -> tuple[str, ...]:
    """The lines of one catalogue, remarks left out. Raises FileNotFoundError."""
    return tuple(_lines((files("assistant.wording") / language / f"{file}.txt").read_text(encoding="utf-8")))


def names(language: Language) -> frozenset[str]:
    """The names of all sentences in a language."""
    return frozenset(name for name, _ in _catalogue(language))


def choices(name: str, language: Language, address: Address | None = None) -> tuple[str, ...]:
    """All sentences of a name with their places still open, in the file's order; empty when there is none.

    Sentences for the address come before those for every address; an address by first name without its own sentences
    takes those of `tú`.
    """
    wanted: dict[Address | None, tuple[Address | None, ...]] = {
        None: (None,),
        Address.USTED: (Address.USTED, None),
        Address.TU: (Address.TU, None),
        Address.FIRST_NAME: (Address.FIRST_NAME, Address.TU, None),
    }
    catalogue = _catalogue(language)
    return next((catalogue[name, a] for a in wanted[address] if (name, a) in catalogue), ())


def places(sentence: str) -> frozenset[str]:
    """The names of the places that data must fill."""
    return frozenset(field for _, field, _, _ in _FORMATTER.parse(sentence) if field)


def say(name: str, language: Language, /, *, address: Address | None = None, **data: object) -> str:
    """The first sentence of this name whose places the data can fill, filled. Data without a place is ignored.

    Raises WordingMissing.
    """
    for sentence in choices(name, language, address):
        if places(sentence) <= data.keys():
            return sentence.format_map(data)
    raise WordingMissing(f"{name} in {language} ({address}) with {sorted(data)}")


def explain(error: EvocaError, language: Language) -> str:
    """What a therapist or administrator reads about an error: one or two sentences, without codes."""
    why = error.data.get("why")
    reasons = [why] if isinstance(error, NotAllowed) and isinstance(why, str) else []
    kinds = [kind.name for kind in type(error).__mro__ if issubclass(kind, EvocaError)]
    for sentence in (sentence for name in [*reasons, *kinds] for sentence in choices(name, language)):
        if places(sentence) <= error.data.keys():
            return sentence.format_map(error.data)
    raise WordingMissing(f"{error.name} in {language}")


def reassure(error: EvocaError, language: Language, address: Address) -> str:
    """What a patient reads instead of the error: it never blames and names no cause that only a technician knows."""
    return say(error.patient_name, language, address=address)


@cache
def phrases(name: str, language: Language) -> tuple[str, ...]:
    """The lines of `lists/{name}.txt`. Raises FileNotFoundError."""
    return tuple(_lines((files("assistant.wording") / language / "lists" / f"{name}.txt").read_text(encoding="utf-8")))


@cache
def instructions(name: str, language: Language) -> str:
    """The whole of `instructions/{name}.txt`. Raises FileNotFoundError."""
    return (files("assistant.wording") / language / "instructions" / f"{name}.txt").read_text(encoding="utf-8")
