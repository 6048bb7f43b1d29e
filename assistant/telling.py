"""A memory is told: recorded piece by piece, typed, finished, or left for another day. Nothing that arrived is lost."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from assistant.errors import NotAllowed, NotFound, NothingHeard, TextTooLong, UploadTooLarge
from assistant.ports import Book, Jobs, Media
from assistant.story import Alert, Recollection, RecollectionState, Step, now

MOST_CHARACTERS: Final = 200_000
"""More than three hours of speech at 150 words a minute."""

MOST_BYTES_A_CHUNK: Final = 8 * 2**20
"""A piece of five seconds is about 40 kB of opus; a whole file may be uploaded as few pieces."""

MOST_CHUNKS: Final = 20_000
"""More than a day of pieces of five seconds; hearing has its own limit of hours."""

TAIL: Final = timedelta(minutes=1)
"""The last piece may arrive after *He terminado*; until then it is the end of the same telling."""


def begin(patient_id: str, *, book: Book, recollection_id: str | None = None) -> Recollection:
    """Open a telling. The same `recollection_id` again gives back the same telling. Raises NotFound."""
    patient = book.patient(patient_id)
    if recollection_id is not None:
        try:
            return _of_patient(book.recollection(recollection_id), patient_id)
        except NotFound:
            pass
    recollection = Recollection(id=recollection_id or uuid4().hex, patient_id=patient.id, language=patient.language)
    book.save_recollection(recollection)
    return recollection


def _of_patient(recollection: Recollection, patient_id: str) -> Recollection:
    if recollection.patient_id != patient_id:
        raise NotAllowed(why="another_patients_memory")
    return recollection


def keep_chunk(recollection_id: str, index: int, data: bytes, *, book: Book, media: Media) -> Recollection:
    """Keep one piece of the recording, durably. Pieces may come twice, late, or after the telling was closed.

    Raises NotFound, NotAllowed (no consent to keep the voice), UploadTooLarge, DiskFull.
    """
    recollection = book.recollection(recollection_id)
    if not book.patient(recollection.patient_id).consents.voice:
        raise NotAllowed(why="no_voice_consent")
    if len(data) > MOST_BYTES_A_CHUNK or not 0 <= index < MOST_CHUNKS:
        raise UploadTooLarge(limit_mb=MOST_BYTES_A_CHUNK // 2**20)
    known = index < recollection.chunks
    media.keep_chunk(recollection_id, index, data)
    if known and recollection.state is not RecollectionState.TELLING:
        return recollection
    return _keep(recollection.model_copy(update={"chunks": max(recollection.chunks, index + 1)}), book=book)


def keep_typed(recollection_id: str, text: str, *, book: Book) -> Recollection:
    """Keep what has been typed so far. Raises NotFound, and TextTooLong: then what was kept before stays."""
    recollection = book.recollection(recollection_id)
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(characters=len(text), limit=MOST_CHARACTERS)
    if text == recollection.typed:
        return recollection
    return _keep(recollection.model_copy(update={"typed": text}), book=book)


def _keep(recollection: Recollection, *, book: Book) -> Recollection:
    """Save a telling that grew. One that was closed is open again, so that `finish` takes in what is new; one that was
    set aside stays so: a late piece does not overrule *Ahora no*."""
    aside = recollection.state is RecollectionState.SET_ASIDE
    state = RecollectionState.SET_ASIDE if aside else RecollectionState.TELLING
    grown = recollection.model_copy(update={"kept_at": now(), "state": state})
    book.save_recollection(grown)
    return grown


def finish(recollection_id: str, *, book: Book, media: Media, jobs: Jobs) -> Recollection:
    """*He terminado*: close the telling and queue what follows. Asking twice is asking once.

    A telling that grew after it was closed is heard anew. Raises NotFound, DiskFull, and NothingHeard when there is
    neither sound nor text; then it stays open.
    """
    recollection = book.recollection(recollection_id)
    if recollection.state is RecollectionState.TOLD:
        return recollection
    if not recollection.chunks and not recollection.typed.strip():
        raise NothingHeard()
    closed_before = recollection.told_at is not None
    told = recollection.model_copy(
        update={
            "state": RecollectionState.TOLD,
            "told_at": now(),
            "audio_id": media.join_chunks(recollection_id) or recollection.audio_id,
        }
    )
    book.save_recollection(told)
    if closed_before:
        jobs.again(recollection_id, Step.HEARING)
    else:
        jobs.illustrate(recollection_id)
    return told


def set_aside(recollection_id: str, *, book: Book) -> Recollection:
    """*Ahora no*: end the turn without a reason. What was said is kept; `finish` still takes it up later."""
    recollection = book.recollection(recollection_id)
    if recollection.state is not RecollectionState.TELLING:
        return recollection
    aside = recollection.model_copy(update={"state": RecollectionState.SET_ASIDE})
    book.save_recollection(aside)
    return aside


def adopt_unfinished(
    *, book: Book, media: Media, jobs: Jobs, idle: timedelta = timedelta(minutes=10), at: datetime | None = None
) -> list[Recollection]:
    """Close the tellings that nobody finished: a dead browser, a closed lid. Returns them.

    A telling counts as left alone when nothing arrived for `idle`; the tail of a closed one after `TAIL`. One that is
    empty stays as it is.
    """
    moment = at or now()
    adopted = []
    for recollection in book.recollections(state=RecollectionState.TELLING):
        quiet = moment - (recollection.kept_at or recollection.started_at)
        patience = TAIL if recollection.told_at is not None else idle
        started = recollection.chunks or recollection.typed.strip()
        if started and quiet >= patience:
            adopted.append(finish(recollection.id, book=book, media=media, jobs=jobs))
    return adopted


def ask_for_help(patient_id: str, *, book: Book, recollection_id: str | None = None) -> Alert:
    """*Parar / Necesito ayuda*: tell the therapist's screen. A call that is still open is not repeated."""
    for alert in book.alerts():
        if alert.patient_id == patient_id and alert.why == "help_asked":
            return alert
    alert = Alert(id=uuid4().hex, patient_id=patient_id, why="help_asked", recollection_id=recollection_id)
    book.save_alert(alert)
    return alert


def close_alert(alert_id: str, *, book: Book) -> Alert:
    """Somebody has come. Closing twice keeps the first time. Raises NotFound."""
    for alert in book.alerts(open_only=False):
        if alert.id == alert_id:
            closed = alert if alert.closed_at else alert.model_copy(update={"closed_at": now()})
            book.save_alert(closed)
            return closed
    raise NotFound(what="alert")
