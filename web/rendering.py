"""Turns view models into pages: one Jinja environment a language, fragments as blocks of their page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel.dates import format_date
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block
from markupsafe import Markup

from assistant.ports import Book
from assistant.story import Address, Language, Patient
from web.languages import LANGUAGES, speak, translations
from web.settings import Settings
from web.views.alerts import alert_notices

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"
LANGUAGE_COOKIE: Final = "evoca_language"
NOTHING_NEW: Final = 204


@pass_context
def _say(context: Context, message: str, **places: object) -> Markup:
    """A message of a patient's screen, in the form of address of the page's patient."""
    return Markup(speak(message, context["language"], context["address"])) % places  # noqa: S704 - our own catalogue


def _when(moment: datetime, language: Language) -> str:
    local = moment.astimezone()
    return f"{local:%d/%m/%Y · %H:%M}" if language == "es" else f"{local:%d %b %Y · %H:%M}"


def day_of(moment: datetime, language: Language) -> str:
    """The day in words: «domingo, 22 de noviembre»."""
    pattern = "EEEE, d 'de' MMMM" if language == "es" else "EEEE, d MMMM"
    return format_date(moment.astimezone().date(), pattern, locale=language).capitalize()


@cache
def environment(language: Language) -> Environment:
    """The templates, in one language. An unknown name in a template is an error, never an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # made by the extension
    made.globals["say"] = _say
    parts = made.get_template("parts.html").module
    for macro in ("icon", "assets", "post", "meant", "cut"):
        made.globals[macro] = getattr(parts, macro)
    made.filters["when"] = lambda moment: _when(moment, language)
    return made


def language_of(request: Request) -> Language:
    """The therapist's language: chosen by the button, or the site's own."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    settings: Settings = request.app.state.settings
    return next((language for language in LANGUAGES if language == chosen), settings.language)


def inside(back: str) -> str:
    """An address of our own to go back to; anything else becomes the start."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"


def wants_fragment(request: Request) -> bool:
    """Whether HTMX asks for a part of the page; the same address visited directly gives the whole page."""
    return "hx-request" in request.headers


def desk_page(
    request: Request,
    template: str,
    *,
    book: Book | None,
    blocks: Sequence[str] = (),
    status: int = 200,
    context: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> Response:
    """A therapist's page, or some blocks of it. Without a `book` the page shows no alerts (a fault page)."""
    language = language_of(request)
    everything = {
        "language": language,
        "address": Address.USTED,
        "path": request.url.path,
        "alerts": alert_notices(book, language) if book is not None else (),
        **context,
        **more,
    }
    return _answer(template, language, everything, blocks, status)


def patient_page(
    request: Request,
    template: str,
    *,
    patient: Patient,
    blocks: Sequence[str] = (),
    status: int = 200,
    **context: object,
) -> Response:
    """One of a patient's own screens, in the person's language, address, text size and theme."""
    comfort = patient.comfort
    everything = {
        "language": patient.language,
        "address": patient.address,
        "path": request.url.path,
        "patient": patient,
        "theme": comfort.theme,
        "scale": round(comfort.text_scale * 10) * 10,
        "voice_rate": comfort.voice_rate,
        **context,
    }
    return _answer(template, patient.language, everything, blocks, status)


def _answer(
    template: str, language: Language, context: Mapping[str, object], blocks: Sequence[str], status: int
) -> Response:
    made = environment(language)
    if blocks:
        parts = [render_block(made, template, block, **context) for block in blocks]
        return HTMLResponse("\n".join(parts), status_code=status)
    return HTMLResponse(made.get_template(template).render(**context), status_code=status)
