"""A telling becomes a transcript: heard, typed or both, with its names."""

from pathlib import Path

import pytest

from assistant.errors import NothingHeard
from assistant.listening import listen, written
from assistant.story import Address, Element, ElementKind, Patient, Recollection
from pipelines.scripted_ear import ScriptedEar
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.pipelines.sounds import save, silence, tone

PATIENT = Patient(
    id="juan",
    name="Juan",
    language="es",
    address=Address.USTED,
    elements=(Element(id="d", token="d", kind=ElementKind.ANIMAL, class_word="dog", aliases=("Hachiko", "mi perro")),),
)


@pytest.fixture
def media(tmp_path: Path) -> MediaMemory:
    return MediaMemory(tmp_path)


def told(book: BookMemory, *, typed: str = "", audio_id: str | None = None) -> Recollection:
    book.save_patient(PATIENT)
    recollection = Recollection(id="r1", patient_id="juan", language="es", typed=typed, audio_id=audio_id)
    book.save_recollection(recollection)
    return recollection


def nothing(done: int, of: int) -> None:
    assert done <= of


def test_typed_words_pass_through_untouched(media: MediaMemory) -> None:
    book = BookMemory()
    told(book, typed="  Salía con Achiko. ")
    transcript = listen("r1", book=book, media=media, ear=ScriptedEar(), progress=nothing)
    assert transcript.text == "Salía con Achiko."
    assert transcript.source == "typed"
    assert [s.alias for s in transcript.suggestions] == ["Hachiko"]


def test_heard_words_come_before_typed_ones_and_keep_their_places(media: MediaMemory, tmp_path: Path) -> None:
    book = BookMemory()
    audio = media.put(save(tmp_path / "a.wav", tone(2.0)).read_bytes(), suffix=".wav")
    told(book, typed="Era de noche.", audio_id=audio)
    ear = ScriptedEar(otherwise="Salía con Achiko.")
    transcript = listen("r1", book=book, media=media, ear=ear, progress=nothing)
    assert transcript.text == "Salía con Achiko.\n\nEra de noche."
    assert transcript.source == "heard"
    assert [transcript.text[w.span.start : w.span.end] for w in transcript.words] == ["Salía", "con", "Achiko"]
    assert transcript.text[transcript.suggestions[0].span.start :].startswith("Achiko")


def test_silence_is_told_apart_even_when_something_was_typed(media: MediaMemory, tmp_path: Path) -> None:
    book = BookMemory()
    audio = media.put(save(tmp_path / "a.wav", silence(2.0)).read_bytes(), suffix=".wav")
    recollection = told(book, typed="Era de noche.", audio_id=audio)
    with pytest.raises(NothingHeard):
        listen("r1", book=book, media=media, ear=ScriptedEar(otherwise="x"), progress=nothing)
    assert written(recollection, PATIENT).text == "Era de noche."
