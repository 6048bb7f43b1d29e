"""A patient's profile for the therapist, and the opening of a session."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from assistant.consenting import at_stake, withdraw_photos
from assistant.story import Address, Comfort, Consents, now
from web.depends import InBook, InErasing, InMedia, InUnit
from web.languages import tell
from web.pages import Crumb, element_chip, person_of, trail, trail_of
from web.rendering import desk_page, language_of
from web.views.profile import Who, consent_ticks, lives_of, selects_of
from web.views.reviewing import hidden_plates

router = APIRouter(prefix="/patients/{patient_id}")
SEE_OTHER = 303
SESSION_COOKIE = "evoca_session"
SILENCES_COOKIE = "evoca_silences"


@router.get("")
def profile(request: Request, patient_id: str, book: InBook, saved: Annotated[str, Query()] = "") -> Response:
    """What is comfortable, what was consented to, the life in short."""
    language = language_of(request)
    patient = book.patient(patient_id)
    return desk_page(
        request,
        "profile.html",
        book=book,
        crumbs=trail(language, Crumb(words=patient.name)),
        person=Who(
            **person_of(patient, language).model_dump(),
            turn_minutes=patient.comfort.turn_minutes,
            carer=patient.carer,
        ),
        selects=selects_of(patient, language),
        consents=consent_ticks(patient, language),
        lives=lives_of(patient, language),
        elements=[element_chip(element, patient, language) for element in patient.elements],
        hidden=hidden_plates(patient, book, language),
        saved=bool(saved),
    )


class ProfileForm(BaseModel):
    """What the form sends; a box that is not ticked is not sent."""

    text_scale: Annotated[float, Field(ge=1, le=2)]
    theme: Literal["paper", "dark", "contrast"]
    voice_rate: Annotated[float, Field(ge=0.5, le=1.2)]
    style: str
    address: Address
    turn_minutes: Annotated[int, Field(ge=1, le=120)]
    carer: str = ""
    voice: Literal["", "yes"] = ""
    photos: Literal["", "yes"] = ""
    generated_pictures: Literal["", "yes"] = ""
    family_access: Literal["", "yes"] = ""


@router.post("")
def save(patient_id: str, form: Annotated[ProfileForm, Form()], unit: InUnit) -> Response:
    """Save comfort and consents. Taking back the one to photos erases, and is asked about first where it would."""
    patient = unit.book.patient(patient_id)
    asks = form.photos != "yes" and any(at_stake(patient_id, book=unit.book))
    changed = patient.model_copy(
        update={
            "comfort": Comfort(
                text_scale=form.text_scale,
                theme=form.theme,
                voice_rate=form.voice_rate,
                style=form.style,
                turn_minutes=form.turn_minutes,
            ),
            "address": form.address,
            "carer": form.carer.strip(),
            "consents": Consents(
                voice=form.voice == "yes",
                photos=patient.consents.photos if asks else form.photos == "yes",
                generated_pictures=form.generated_pictures == "yes",
                family_access=form.family_access == "yes",
            ),
        }
    )
    unit.book.save_patient(changed)
    then = "/photos-consent" if asks else "?saved=yes"
    return RedirectResponse(f"/patients/{patient_id}{then}", status_code=SEE_OTHER)


@router.get("/photos-consent")
def ask_about_photos(request: Request, patient_id: str, book: InBook) -> Response:
    """What taking back the consent to photos would erase, and the question whether to."""
    language = language_of(request)
    patient = book.patient(patient_id)
    words = tell("Take back the consent to photos", language)
    return desk_page(
        request,
        "withdraw.html",
        book=book,
        crumbs=trail_of(patient, language, Crumb(words=words)),
        patient=patient,
        stake=at_stake(patient_id, book=book),
    )


@router.post("/photos-consent")
def take_photos_back(patient_id: str, unit: InErasing, media: InMedia) -> Response:
    """Take it back and erase. Asked twice, it is done once."""
    withdraw_photos(patient_id, book=unit.book, media=media, jobs=unit.jobs)
    return RedirectResponse(f"/patients/{patient_id}?saved=yes", status_code=SEE_OTHER)


@router.post("/session")
def open_session(patient_id: str, book: InBook) -> Response:
    """Hand the screen to the person. The moment is kept in the browser, for the gentle end (D7); silences are
    counted from here, not from somebody else's.
    """
    book.patient(patient_id)
    answer = RedirectResponse(f"/tell/{patient_id}", status_code=SEE_OTHER)
    answer.set_cookie(SESSION_COOKIE, str(int(now().timestamp())), httponly=True, samesite="strict")
    answer.delete_cookie(SILENCES_COOKIE)
    return answer
