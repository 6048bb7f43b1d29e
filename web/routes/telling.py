"""A patient tells: by voice in small pieces, by typing, or by handing in a recording. Nothing that arrives is lost."""

from datetime import datetime
from typing import Annotated, BinaryIO, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant import conversing
from assistant.errors import InputRefused, NotFound
from assistant.ports import Book, Media
from assistant.story import Patient, RecollectionState
from assistant.telling import ask_for_help, begin, finish, keep_chunk, keep_typed, set_aside
from web.depends import InBook, InMedia, InShelf, InUnit
from web.rendering import patient_page
from web.routes.patients import SESSION_COOKIE, SILENCES_COOKIE
from web.views.telling import (
    Answer,
    answer_of,
    answer_to,
    began_at,
    draft_of,
    new_telling,
    words_above_the_button,
    words_of_rest,
)

router = APIRouter(prefix="/tell/{patient_id}")
SEE_OTHER = 303
KEPT = 204
PIECE: Final = 4 * 2**20


def _to(patient_id: str, rest: str = "") -> Response:
    return RedirectResponse(f"/tell/{patient_id}{rest}", status_code=SEE_OTHER)


def _began(request: Request) -> datetime | None:
    return began_at(request.cookies.get(SESSION_COOKIE, ""))


def _silences(request: Request) -> int:
    counted = request.cookies.get(SILENCES_COOKIE, "")
    return int(counted) if counted.isdecimal() else 0


def _reply_page(request: Request, patient: Patient, answer: Answer, *, told: str = "") -> Response:
    return patient_page(request, "reply.html", patient=patient, answer=answer, recollection_id=told)


def _own(recollection_id: str, patient_id: str, book: Book) -> None:
    if book.recollection(recollection_id).patient_id != patient_id:
        raise NotFound(what="recollection")


@router.get("")
def home(request: Request, patient_id: str, book: InBook) -> Response:
    """One sentence and one very large button."""
    patient = book.patient(patient_id)
    return patient_page(
        request,
        "tell.html",
        patient=patient,
        greeting=words_above_the_button(patient, book),
        recollection_id=new_telling(),
        may_speak=patient.consents.voice,
    )


@router.get("/written")
def written(request: Request, patient_id: str, book: InBook) -> Response:
    """Typing, the equal alternative; a draft that was left goes on."""
    patient = book.patient(patient_id)
    draft = draft_of(patient, book)
    return patient_page(
        request,
        "written.html",
        patient=patient,
        recollection_id=draft.id if draft else new_telling(),
        upload_id=new_telling(),
        draft=draft.typed if draft else "",
        may_speak=patient.consents.voice,
    )


@router.get("/rest")
def rest(request: Request, patient_id: str, book: InBook, kept: Annotated[str, Query()] = "") -> Response:
    """A turn ends on thanks, without a reason. What was `kept` of a telling the browser need not keep any more."""
    patient = book.patient(patient_id)
    sentence = words_of_rest(patient, book, began=_began(request))
    return patient_page(request, "rest.html", patient=patient, sentence=sentence, kept=kept)


@router.post("/help")
def call_for_help(patient_id: str, unit: InUnit, recollection: Annotated[str, Form()] = "") -> Response:
    """*Stop · I need help*: call the therapist, whatever else is going on."""
    known = any(r.id == recollection for r in unit.book.recollections(patient_id))
    ask_for_help(patient_id, book=unit.book, recollection_id=recollection if known else None)
    return _to(patient_id, "/help")


@router.get("/help")
def called(request: Request, patient_id: str, book: InBook) -> Response:
    """Somebody is coming; and what the carer can say (D6)."""
    patient = book.patient(patient_id)
    return patient_page(
        request,
        "called.html",
        patient=patient,
        sentence=conversing.called(patient),
        carer_lines=conversing.carer_card(patient),
    )


@router.get("/nice")
def something_nice(request: Request, patient_id: str, book: InBook) -> Response:
    """A choice of two pleasant subjects, asked for after a hard moment."""
    patient = book.patient(patient_id)
    return _reply_page(request, patient, answer_of(conversing.something_nice(patient), patient))


@router.get("/silence")
def nothing_said(request: Request, patient_id: str, book: InBook) -> Response:
    """Nothing was said: an open invitation, later a choice of two, then a picture or rest (C4)."""
    patient = book.patient(patient_id)
    turn = conversing.Turn(empties=max(1, _silences(request)))
    return _reply_page(request, patient, answer_of(conversing.reply_to("", patient=patient, turn=turn), patient))


@router.get("/{recollection_id}")
def answered(request: Request, patient_id: str, recollection_id: str, book: InBook) -> Response:
    """The assistant's answer to a telling, and what may follow."""
    _own(recollection_id, patient_id, book)
    patient = book.patient(patient_id)
    answer = answer_to(recollection_id, patient, book, began=_began(request))
    return _reply_page(request, patient, answer, told=recollection_id)


@router.post("/{recollection_id}/chunks/{index}")
async def chunk(request: Request, patient_id: str, recollection_id: str, index: int, shelf: InShelf) -> Response:
    """One piece of the recording, kept before it is answered. The telling exists from the first piece."""
    data = await request.body()

    def keep() -> None:
        with shelf.records.writing() as unit:
            begin(patient_id, book=unit.book, recollection_id=recollection_id)
            keep_chunk(recollection_id, index, data, book=unit.book, media=shelf.media)

    if data:
        await run_in_threadpool(keep)
    return Response(status_code=KEPT)


@router.post("/{recollection_id}/typed")
def typed_so_far(patient_id: str, recollection_id: str, unit: InUnit, typed: Annotated[str, Form()] = "") -> Response:
    """What has been typed so far. A telling begins with its first word."""
    if typed.strip():
        begin(patient_id, book=unit.book, recollection_id=recollection_id)
        keep_typed(recollection_id, _plain_lines(typed), book=unit.book)
    return Response(status_code=KEPT)


def _plain_lines(text: str) -> str:
    """Forms send line ends in their own way; the same text must stay the same text."""
    return text.replace("\r\n", "\n")


@router.post("/{recollection_id}/finish")
def finished(
    *,
    request: Request,
    patient_id: str,
    recollection_id: str,
    unit: InUnit,
    media: InMedia,
    typed: Annotated[str, Form()] = "",
) -> Response:
    """*I have finished*: close the telling and start what follows. Sent twice, it is done once."""
    known = any(r.id == recollection_id for r in unit.book.recollections(patient_id))
    if not known and not typed.strip():
        answer = _to(patient_id, "/silence")
        answer.set_cookie(SILENCES_COOKIE, str(_silences(request) + 1), httponly=True, samesite="strict")
        return answer
    recollection = begin(patient_id, book=unit.book, recollection_id=recollection_id)
    if typed and recollection.state is not RecollectionState.TOLD:
        keep_typed(recollection_id, _plain_lines(typed), book=unit.book)
    finish(recollection_id, book=unit.book, media=media, jobs=unit.jobs)
    answer = _to(patient_id, f"/{recollection_id}")
    answer.delete_cookie(SILENCES_COOKIE)
    return answer


@router.post("/{recollection_id}/aside")
def not_now(
    patient_id: str, recollection_id: str, unit: InUnit, typed: Annotated[str | None, Form()] = None
) -> Response:
    """*Not now*: what was said is kept and nobody asks why."""
    known = any(r.id == recollection_id for r in unit.book.recollections(patient_id))
    if known or (typed and typed.strip()):
        begin(patient_id, book=unit.book, recollection_id=recollection_id)
        if typed:
            keep_typed(recollection_id, _plain_lines(typed), book=unit.book)
        set_aside(recollection_id, book=unit.book)
        return _to(patient_id, f"/rest?kept={quote(recollection_id, safe='')}")
    return _to(patient_id, "/rest")


@router.post("/{recollection_id}/upload")
def upload(patient_id: str, recollection_id: str, recording: UploadFile, shelf: InShelf) -> Response:
    """A recording handed in as a file: kept piece by piece like one that is being told, then finished."""
    with shelf.records.writing() as unit:
        begin(patient_id, book=unit.book, recollection_id=recollection_id)
        if not _keep_pieces(recording.file, recollection_id, unit.book, shelf.media):
            raise InputRefused()
        finish(recollection_id, book=unit.book, media=shelf.media, jobs=unit.jobs)
    return _to(patient_id, f"/{recollection_id}")


def _keep_pieces(file: BinaryIO, recollection_id: str, book: Book, media: Media) -> int:
    index = 0
    while piece := file.read(PIECE):
        keep_chunk(recollection_id, index, piece, book=book, media=media)
        index += 1
    return index
