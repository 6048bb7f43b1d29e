"""The interface's words: gettext catalogues, read from the committed `.po` files at the start.

A message on a patient's screen has one translation for each form of address: the plain one is for *usted*, the one
with the context `tú` for the others.
"""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from assistant.story import Address, Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE: Final = Path(__file__).parent / "locale"
CLOSE: Final = "tú"


@cache
def translations(language: Language) -> GNUTranslations:
    """The catalogue of a language, compiled in memory."""
    with (LOCALE / language / "LC_MESSAGES" / "evoca.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def speak(message: str, language: Language, address: Address) -> str:
    """A message of a patient's screen in the person's language and form of address."""
    catalogue = translations(language)
    if address is Address.USTED:
        return catalogue.gettext(message)
    return catalogue.pgettext(CLOSE, message)


def tell(message: str, language: Language) -> str:
    """A message of the therapist's screens."""
    return translations(language).gettext(message)
