"""The banner that calls a therapist: help asked for, distress in a telling, a picture hidden."""

from datetime import datetime

from assistant.ports import Book
from assistant.story import Alert, Language, Value
from web.languages import tell


class AlertNotice(Value):
    """One open alert as a sentence and where to look."""

    id: str
    sentence: str
    at: datetime
    link: str


def alert_notices(book: Book, language: Language) -> tuple[AlertNotice, ...]:
    """Every open alert, the oldest first."""
    return tuple(_notice(alert, book, language) for alert in sorted(book.alerts(), key=lambda a: a.raised_at))


def _notice(alert: Alert, book: Book, language: Language) -> AlertNotice:
    sentences = {
        "help_asked": tell("%(name)s has asked for help.", language),
        "distress": tell("%(name)s may be having a hard moment. See the memory with care.", language),
        "picture_hidden": tell("%(name)s has hidden a picture.", language),
    }
    name = book.patient(alert.patient_id).name
    link = f"/review/{alert.recollection_id}" if alert.recollection_id else ""
    return AlertNotice(id=alert.id, sentence=sentences[alert.why] % {"name": name}, at=alert.raised_at, link=link)
