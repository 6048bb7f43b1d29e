"""Trainings among the durable jobs: pictures overtake them, and a killed worker costs one chunk at most."""

import signal
from pathlib import Path

import pytest

from assistant.consenting import deny_consent
from assistant.elements import LearningSettings, Preset, Training, TrainingState
from assistant.learning import begin_learning, learn_on, stop_learning
from assistant.story import Element, ElementKind
from assistant.telling import begin, finish, keep_typed
from storage.database import Database
from storage.media import MediaFolder
from tests.fakes import GreyPainter
from tests.making import a_depiction, a_patient, a_photo
from tests.storage.test_worker import PATIENCE_S, WORDS, Spawn, all_done, notes, queued, spawn, states, wait_for

__all__ = ["spawn"]

pytestmark = pytest.mark.tiny

SETTINGS = LearningSettings(steps=30, checkpoint_every=10)


@pytest.fixture
def asked(tmp_path: Path, database: Database) -> Training:
    """A training of the patient's mother that was asked for and committed."""
    mother = Element(id="rosamad", token="rosamad", kind=ElementKind.PERSON, class_word="woman")
    media = MediaFolder(tmp_path / "media")
    with database.writing() as unit:
        unit.book.save_patient(a_patient(elements=(mother,)))
        unit.book.save_depiction(a_depiction())
        for number in range(10):
            name = f"f{number}"
            kept = media.put(name.encode(), suffix=".jpg", owner=name, name="copy")
            fingerprint = f"{(number * 0x9E3779B97F4A7C15) & (2**64 - 1):016x}"
            findings = a_photo().findings.model_copy(update={"fingerprint": fingerprint})
            unit.book.save_photo(a_photo(name, media_id=kept, preview_id=None, findings=findings))
        return begin_learning(
            "ines",
            ["rosamad"],
            preset=Preset.QUICK,
            settings=SETTINGS,
            book=unit.book,
            jobs=unit.jobs,
            painter=GreyPainter(),
        )


def state(database: Database, training: Training) -> TrainingState:
    return database.settled().training(training.id).state


def check_whole(folder: Path, database: Database, training: Training) -> None:
    """Every checkpoint once, with its file, and nothing else."""
    done = database.settled().training(training.id)
    assert [point.step for point in done.checkpoints] == [10, 20, 30]
    assert done.proposed == 30
    kept = {path.name for path in (folder / "media" / "kept" / training.id).iterdir()}
    assert kept == {f"step-{step:06d}.safetensors" for step in (10, 20, 30)}


@pytest.mark.parametrize("chunk", ["learning-10", "learning-20"])
def test_a_worker_killed_in_the_middle_of_a_chunk_is_resumed_from_the_last_one(
    chunk: str, tmp_path: Path, database: Database, asked: Training, spawn: Spawn
) -> None:
    assert spawn("--die", chunk).wait(PATIENCE_S) == -signal.SIGKILL
    before = notes(tmp_path)
    spawn()
    wait_for(lambda: state(database, asked) is TrainingState.PROPOSED)
    check_whole(tmp_path, database, asked)
    after = notes(tmp_path)[len(before) :]
    assert after == [f"learning-{step}" for step in (10, 20, 30) if f"learning-{step}" >= chunk]


def test_a_picture_that_a_patient_waits_for_overtakes_a_training(
    tmp_path: Path, database: Database, asked: Training, spawn: Spawn
) -> None:
    spawn("--linger", "learning-10")
    wait_for(lambda: "learning-10" in notes(tmp_path))
    with database.writing() as unit:
        memory = begin("ines", book=unit.book)
        keep_typed(memory.id, WORDS, book=unit.book)
        finish(memory.id, book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
    wait_for(queued(database, memory.id))
    (tmp_path / "go").touch()
    wait_for(all_done(database, memory.id))
    wait_for(lambda: state(database, asked) is TrainingState.PROPOSED)
    told = [note for note in notes(tmp_path) if note.startswith("learning") or note == "painting"]
    assert told == ["learning-10", "painting", "learning-20", "learning-30"]
    check_whole(tmp_path, database, asked)
    assert states(database.settled(), memory.id)


def test_a_chunk_that_kills_every_worker_is_given_up_and_can_go_on(
    tmp_path: Path, database: Database, asked: Training, spawn: Spawn
) -> None:
    for _ in range(3):
        assert spawn("--die", "learning-20").wait(PATIENCE_S) == -signal.SIGKILL
    spawn()
    wait_for(lambda: state(database, asked) is TrainingState.FAILED)
    failed = database.settled().training(asked.id)
    assert (failed.fault, [point.step for point in failed.checkpoints]) == ("worker_lost", [10])
    with database.writing() as unit:
        learn_on(asked.id, book=unit.book, jobs=unit.jobs)
    spawn()
    wait_for(lambda: state(database, asked) is TrainingState.PROPOSED)
    check_whole(tmp_path, database, asked)


def test_stopping_ends_a_chunk_within_seconds(
    tmp_path: Path, database: Database, asked: Training, spawn: Spawn
) -> None:
    with database.writing() as unit:
        slow = SETTINGS.model_copy(update={"steps": 5000, "checkpoint_every": 5000})
        unit.book.save_training(asked.model_copy(update={"settings": slow}))
    spawn()
    wait_for(lambda: database.settled().training(asked.id).step > 0)
    with database.writing() as unit:
        stop_learning(asked.id, book=unit.book, jobs=unit.jobs)
    wait_for(lambda: state(database, asked) is TrainingState.CANCELLED)
    assert database.settled().training(asked.id).step == 0


def test_consent_taken_back_while_a_worker_learns_leaves_nothing(
    tmp_path: Path, database: Database, asked: Training, spawn: Spawn
) -> None:
    spawn("--linger", "learning-20")
    wait_for(lambda: "learning-20" in notes(tmp_path))
    media = MediaFolder(tmp_path / "media")
    with database.writing() as unit:
        deny_consent("ines", "rosamad", person="Rosa", given_by="Rosa", book=unit.book, media=media, jobs=unit.jobs)
    (tmp_path / "go").touch()
    with database.writing() as unit:
        memory = begin("ines", book=unit.book)
        keep_typed(memory.id, WORDS, book=unit.book)
        finish(memory.id, book=unit.book, media=media, jobs=unit.jobs)
    wait_for(all_done(database, memory.id))
    assert database.settled().trainings("ines") == []
    assert not (tmp_path / "media" / "kept" / asked.id).exists()
    assert "learning-30" not in notes(tmp_path)
