"""The patient's telling screens: which telling is open, what is answered, what may be done next."""

from uuid import uuid4

from assistant.ports import Book
from assistant.story import Patient, Recollection, RecollectionState, Value
from web.languages import speak


class NextStep(Value):
    """Something the person may do next: one large button."""

    words: str
    href: str
    icon: str
    post: bool = False


def new_telling() -> str:
    """An id for a telling that begins with its first piece."""
    return uuid4().hex


def draft_of(patient: Patient, book: Book) -> Recollection | None:
    """The newest typed telling that was neither finished nor left: a closed page goes on where it was."""
    for recollection in book.recollections(patient.id, state=RecollectionState.TELLING):
        if recollection.typed.strip() and not recollection.chunks and recollection.told_at is None:
            return recollection
    return None


def next_steps(patient: Patient) -> tuple[NextStep, ...]:
    """What may follow an answer: go on, look at the book, or rest."""

    def words(message: str) -> str:
        return speak(message, patient.language, patient.address)

    return (
        NextStep(words=words("Tell more"), href=f"/tell/{patient.id}", icon="mic"),
        NextStep(words=words("My book"), href=f"/book/{patient.id}", icon="book-open"),
        NextStep(words=words("Not now"), href=f"/tell/{patient.id}/rest", icon="moon"),
    )


class Answer(Value):
    """What the assistant answers, and what may follow."""

    words: str
    choices: tuple[NextStep, ...]


def greeting(patient: Patient) -> str:
    """What the person reads first."""
    return speak("I would love to listen to whatever you like.", patient.language, patient.address)


def resting_words(patient: Patient, book: Book) -> str:
    return speak("Thank you for this time together.", patient.language, patient.address)


def called_lines(patient: Patient) -> tuple[str, ...]:
    return ()


def answer_to(recollection_id: str, patient: Patient, book: Book, *, began: str) -> Answer:
    return Answer(
        words=speak("Thank you for telling me.", patient.language, patient.address), choices=next_steps(patient)
    )
