"""Collects the interface's messages and brings the catalogues up to date: `python -m tests.web.messages`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.languages import CLOSE, LANGUAGES, LOCALE

WEB: Final = LOCALE.parent
TEMPLATES: Final = [("templates/**.html", "jinja2")]
SOURCES: Final = [("**.py", "python")]
HEADER: Final = "# The words of the interface. `python -m tests.web.messages` adds what is missing."
SETTLED: Final = datetime(2026, 1, 1, tzinfo=UTC)
Places = dict[str, list[tuple[str, int]]]


def _messages(in_templates: str, in_sources: str) -> Places:
    found: Places = {}
    for methods, function in ((TEMPLATES, in_templates), (SOURCES, in_sources)):
        rows = extract_from_dir(str(WEB), method_map=methods, keywords={function: None}, comment_tags=())
        for file, line, message, _comments, _context in rows:
            assert isinstance(message, str), f"{file}:{line} {message}"
            found.setdefault(message, []).append((file, line))
    return found


def for_patients() -> Places:
    """Messages of patient screens: each needs its words for both forms of address."""
    return _messages("say", "speak")


def for_therapists() -> Places:
    """Messages of the therapist's screens."""
    return _messages("_", "tell")


def wanted() -> Iterable[tuple[str, str | None, list[tuple[str, int]]]]:
    """Every message that a catalogue must hold, with its context and where it stands."""
    patients, therapists = for_patients(), for_therapists()
    for message in sorted({*patients, *therapists}):
        places = [(file, line) for file, line in patients.get(message, []) + therapists.get(message, [])]
        yield message, None, places
        if message in patients:
            yield message, CLOSE, patients[message]


def catalogue(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "evoca.po"


def update(language: str) -> list[str]:
    """Write the catalogue with exactly the wanted messages; returns those without a translation."""
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(
        locale=language,
        project="Evoca",
        version="1",
        header_comment=HEADER,
        msgid_bugs_address="none",
        last_translator="Evoca",
        language_team="Evoca",
        fuzzy=False,
    )
    new.revision_date = new.creation_date = SETTLED  # a changed date alone is no change
    missing = []
    for message, context, places in wanted():
        known = old.get(message, context)
        said = str(known.string) if known and known.string else message if language == "en" else ""
        files = sorted({(file, 0) for file, _line in places})
        new.add(message, said, context=context, locations=files)
        if not said:
            missing.append(message)
    with path.open("wb") as out:
        write_po(out, new, omit_header=False, sort_output=True, width=120, include_lineno=False)
    return missing


if __name__ == "__main__":
    for language in LANGUAGES:
        print(language, update(language))
