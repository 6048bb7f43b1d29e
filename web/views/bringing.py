"""*Import a likeness* on the page of an element."""

from collections.abc import Sequence
from typing import Final, Literal

from assistant.consenting import may_learn
from assistant.elements import Depiction
from assistant.errors import EvocaError, ModelTrouble, NotAllowed
from assistant.importing import MOST_MB
from assistant.ports import Painter
from assistant.story import Element, Language, Patient, Value
from assistant.wording import explain
from web.languages import tell

MOST_LETTERS: Final = 40


class ImportForm(Value):
    """What was said of a likeness file."""

    token: str = ""
    made_here: Literal["", "yes"] = ""


UNTRIED: Final = ImportForm()


class Bringing(Value):
    """The section: why nothing can be imported, or the form, with what was refused just now."""

    trouble: str = ""
    refusal: str = ""
    painter: str = ""
    token: str = ""
    made_here: bool = False
    limit_mb: int = MOST_MB
    letters: int = MOST_LETTERS


def bringing_of(
    element: Element,
    patient: Patient,
    depictions: Sequence[Depiction],
    painter: Painter | None,
    language: Language,
    *,
    form: ImportForm,
    fault: EvocaError | None,
) -> Bringing:
    """The section for one element."""
    if painter is None:
        return Bringing(
            trouble=tell(
                "No painter of this machine can use a likeness: the sketch and Stable Diffusion XL only paint.",
                language,
            )
        )
    try:
        painter.hash  # noqa: B018 - asking is what tells whether its files are there
    except ModelTrouble as missing:
        return Bringing(trouble=explain(missing, language))
    if not patient.consents.photos:
        return Bringing(trouble=explain(NotAllowed(why="no_photo_consent"), language))
    if not may_learn(element, depictions):
        return Bringing(trouble=tell("Nothing is imported before everybody who is shown agrees.", language))
    return Bringing(
        refusal="" if fault is None else explain(fault, language),
        painter=painter.name,
        token=form.token,
        made_here=form.made_here == "yes",
    )
