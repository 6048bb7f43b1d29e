"""The patient's telling screens: which telling is open, what is answered, what may be done next."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from assistant.conversing import Offer, Reply, Turn, farewell, greeting, offer_words, reply_to
from assistant.ports import Book
from assistant.story import Language, Patient, Recollection, RecollectionState, Step, StepState, Value, now
from assistant.wording import say

JUST_NOW: Final = timedelta(minutes=10)
"""A recording in which nothing was heard is spoken of when the person comes back this soon."""


class NextStep(Value):
    """Something the person may do next: one large button."""

    words: str
    href: str
    icon: str
    post: bool = False


class Answer(Value):
    """What the assistant answers, and what may follow."""

    words: str
    language: Language
    choices: tuple[NextStep, ...]


def new_telling() -> str:
    """An id for a telling that begins with its first piece."""
    return uuid4().hex


def draft_of(patient: Patient, book: Book) -> Recollection | None:
    """The newest typed telling that was neither finished nor left: a closed page goes on where it was."""
    for recollection in book.recollections(patient.id, state=RecollectionState.TELLING):
        if recollection.typed.strip() and not recollection.chunks and recollection.told_at is None:
            return recollection
    return None


def words_above_the_button(patient: Patient, book: Book) -> str:
    """The greeting; or, right after a recording in which nothing was heard, the offer to try again."""
    last = next(iter(book.recollections(patient.id, state=RecollectionState.TOLD)), None)
    if last is not None and last.told_at is not None and now() - last.told_at < JUST_NOW:
        for report in book.reports(last.id):
            if report.step is Step.HEARING and report.state is StepState.FAILED and report.fault == "nothing_heard":
                return say("patient_not_heard", patient.language, address=patient.address)
    return greeting(patient)


def said_in(recollection: Recollection, book: Book) -> str | None:
    """The words of a telling so far; None when there is sound that nobody has heard yet."""
    transcript = book.transcript(recollection.id)
    if transcript is not None:
        return transcript.text
    if recollection.typed.strip() or not recollection.chunks:
        return recollection.typed
    return None


def began_at(cookie: str) -> datetime | None:
    """When the session began, from the browser's cookie; None for a cookie that makes no sense."""
    try:
        return datetime.fromtimestamp(int(cookie), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def turn_of(recollection_id: str, patient: Patient, book: Book, *, began: datetime | None) -> Turn:
    """Where the conversation stands."""
    if began is None:
        return Turn()
    told = book.recollections(patient.id, state=RecollectionState.TOLD)
    earlier = [r for r in told if r.id != recollection_id and r.started_at >= began]
    minutes = max(0.0, (now() - began).total_seconds() / 60)
    return Turn(minutes=minutes, tellings=len(earlier))


def answer_to(recollection_id: str, patient: Patient, book: Book, *, began: datetime | None) -> Answer:
    """The assistant's answer to a telling: at once, from the words so far. Raises NotFound."""
    said = said_in(book.recollection(recollection_id), book)
    turn = turn_of(recollection_id, patient, book, began=began)
    return answer_of(reply_to(said, patient=patient, turn=turn), patient)


def answer_of(reply: Reply, patient: Patient) -> Answer:
    """A reply with its offers as buttons."""
    return Answer(
        words=reply.text,
        language=reply.language,
        choices=tuple(_step_of(offer, patient) for offer in reply.offers),
    )


def _step_of(offer: Offer, patient: Patient) -> NextStep:
    words = offer_words(offer, patient.language, patient.address)
    match offer:
        case Offer.KEEP_TALKING:
            return NextStep(words=words, href=f"/tell/{patient.id}", icon="mic")
        case Offer.SOMETHING_NICE:
            return NextStep(words=words, href=f"/tell/{patient.id}/nice", icon="feather")
        case Offer.CALL_CARER:
            return NextStep(words=words, href=f"/tell/{patient.id}/help", icon="life-buoy", post=True)
        case Offer.LOOK_AT_BOOK:
            return NextStep(words=words, href=f"/book/{patient.id}", icon="book-open")
        case Offer.REST:
            return NextStep(words=words, href=f"/tell/{patient.id}/rest", icon="moon")


def words_of_rest(patient: Patient, book: Book, *, began: datetime | None) -> str:
    """Thanks, and the person's own good thing of this session when there is one."""
    last = next(iter(book.recollections(patient.id)), None)
    of_now = last is not None and began is not None and last.started_at >= began
    return farewell(patient, said=(said_in(last, book) or "") if last is not None and of_now else "")
