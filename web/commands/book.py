"""`evoca export` and `evoca erase`: a book as a folder that any browser opens, and a patient gone for good."""

from pathlib import Path
from typing import Annotated

import typer

from assistant import wording
from web.commands.speaking import plainly, say, settings_with
from web.commands.tell import known_patient


def export(
    patient: Annotated[str, typer.Option(help="Whose book it is.")],
    folder: Annotated[Path, typer.Argument(help="Where the book goes; made when it is not there.")],
) -> None:
    """Write a patient's book into a folder: pages, pictures, voices, and the same as JSON."""
    from web.exporting import export_book
    from web.wiring import open_shelf

    settings = settings_with()
    with plainly(settings):
        shelf = open_shelf(settings)
        try:
            with shelf.records.reading() as book:
                person = known_patient(book, patient, settings)
                count = export_book(person, folder, book=book, media=shelf.media)
        finally:
            shelf.close()
    say("exported", settings, pages=count, name=person.name, folder=folder)


def erase(
    patient: Annotated[str, typer.Option(help="Who is to be erased.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase a patient: every word, voice, picture and job. It cannot be undone."""
    from web.wiring import erase_for_good, open_shelf

    settings = settings_with()
    with plainly(settings):
        shelf = open_shelf(settings)
        try:
            with shelf.records.reading() as book:
                person = known_patient(book, patient, settings)
            if not yes and not typer.confirm(wording.say("erase_sure", settings.language, name=person.name)):
                raise typer.Exit(1)
            erase_for_good(settings, shelf, person.id)
        finally:
            shelf.close()
    say("erased", settings, name=person.name)
