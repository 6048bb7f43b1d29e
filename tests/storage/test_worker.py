"""Workers die at every step, twice, beside each other; nothing is lost and nothing is there twice."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.erasing import erase_patient
from assistant.free_pictures import ask
from assistant.ports import Book
from assistant.reviewing import correct_transcript, stop
from assistant.story import FreePicture, Step, StepState, now
from assistant.telling import begin, finish, keep_chunk, keep_typed
from storage.database import Database
from storage.jobs import forget_jobs
from storage.media import MediaFolder
from storage.tables import WorkRow
from tests.making import a_patient
from tests.storage.conftest import fresh_database

pytestmark = pytest.mark.tiny  # processes that start, die and start again: seconds

ROOT = Path(__file__).parents[2]
WORDS = "Cuando tenía veinte años iba a bailar con mi madre a la plaza."
PATIENCE_S = 180.0

Spawn = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Starts workers on the test's folder; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.storage.worker_program", str(tmp_path), *options]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def told(tmp_path: Path, database: Database) -> str:
    """A recorded memory that was told and committed."""
    with database.writing() as unit:
        media = MediaFolder(tmp_path / "media")
        unit.book.save_patient(a_patient())
        memory = begin("ines", book=unit.book)
        half = len(WORDS) // 2
        for index, piece in enumerate((WORDS[:half], WORDS[half:])):
            keep_chunk(memory.id, index, piece.encode(), book=unit.book, media=media)
        finish(memory.id, book=unit.book, media=media, jobs=unit.jobs)
    return memory.id


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def states(book: Book, subject_id: str) -> list[StepState]:
    return [report.state for report in book.reports(subject_id)]


def all_done(database: Database, subject_id: str) -> Callable[[], bool]:
    return lambda: states(database.settled(), subject_id) == [StepState.DONE] * 5


def notes(folder: Path) -> list[str]:
    file = folder / "notes.txt"
    return file.read_text().split() if file.exists() else []


def check_whole(folder: Path, database: Database, told: str) -> None:
    """One transcript, one scene, one sketch, two candidates, and exactly their files."""
    book = database.settled()
    transcript, scene = book.transcript(told), book.scene(told)
    assert transcript is not None
    assert transcript.text == WORDS
    assert scene is not None
    assert scene.revision == 1
    renders = book.renders(told)
    assert Counter(render.kind for render in renders) == {"sketch": 1, "painting": 2}
    kept = {path.relative_to(folder / "media" / "kept").as_posix() for path in (folder / "media" / "kept").rglob("*.*")}
    assert kept == {f"{told}/voice.webm", *(f"{told}/{render.id}.png" for render in renders)}
    assert all(
        b"inteligencia artificial" in (folder / "media" / "kept" / name).read_bytes() for name in kept if "png" in name
    )


@pytest.mark.parametrize("step", ["hearing", "sketching", "refining", "painting"])
def test_a_worker_killed_in_a_step_is_resumed(
    step: str, tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    assert spawn("--die", step).wait(PATIENCE_S) == -signal.SIGKILL
    before = notes(tmp_path)
    spawn()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)
    done_before = set(before) - {step, "labelling"}
    after = notes(tmp_path)[len(before) :]
    assert not done_before & set(after), "a finished step was done again"
    assert step in after


def test_a_worker_killed_between_painting_and_saving_leaves_no_second_picture(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    assert spawn("--die", "labelling").wait(PATIENCE_S) == -signal.SIGKILL
    spawn()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)


def test_another_worker_takes_over_from_a_dead_one(tmp_path: Path, database: Database, told: str, spawn: Spawn) -> None:
    first = spawn("--linger", "painting")
    wait_for(lambda: "painting" in notes(tmp_path))
    spawn()
    time.sleep(7)  # longer than a sweep: a living worker's job is not taken
    assert notes(tmp_path).count("painting") == 1
    first.kill()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)
    assert notes(tmp_path).count("hearing") == 1


def test_a_step_that_kills_every_worker_is_given_up_and_can_be_retried(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    for _ in range(3):
        assert spawn("--die", "painting").wait(PATIENCE_S) == -signal.SIGKILL
    spawn()
    wait_for(lambda: states(database.settled(), told)[-1:] == [StepState.FAILED])
    report = database.settled().reports(told)[-1]
    assert (report.fault, report.attempts) == ("worker_lost", 3)
    with database.writing() as unit:
        unit.jobs.again(told, Step.PAINTING)
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)


def test_asking_twice_works_once(tmp_path: Path, database: Database, told: str, spawn: Spawn) -> None:
    for _ in range(2):
        with database.writing() as unit:
            finish(told, book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
            unit.jobs.illustrate(told)
    spawn()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)
    assert Counter(notes(tmp_path)) == {"hearing": 1, "sketching": 1, "refining": 1, "painting": 1, "labelling": 3}


def test_a_lost_queue_is_filled_again_from_the_book(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    assert spawn("--die", "sketching").wait(PATIENCE_S) == -signal.SIGKILL
    for file in tmp_path.glob("jobs.sqlite*"):
        file.unlink()
    spawn()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)
    assert notes(tmp_path).count("hearing") == 1


def test_two_workers_share_the_work_without_doing_any_twice(tmp_path: Path, database: Database, spawn: Spawn) -> None:
    memories = []
    with database.writing() as unit:
        unit.book.save_patient(a_patient())
        for number in range(6):
            memory = begin("ines", book=unit.book)
            keep_chunk(
                memory.id, 0, f"{number} {WORDS}".encode(), book=unit.book, media=MediaFolder(tmp_path / "media")
            )
            finish(memory.id, book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
            memories.append(memory.id)
    spawn("--steps", "10")
    spawn("--steps", "10")
    wait_for(lambda: all(all_done(database, memory)() for memory in memories))
    assert Counter(notes(tmp_path)) == {
        **dict.fromkeys(("hearing", "sketching", "refining", "painting"), 6),
        "labelling": 18,
    }
    wait_for(lambda: jobs_left(tmp_path) == [])


def jobs_left(folder: Path) -> list[str]:
    """What the job library still remembers."""
    connection = sqlite3.connect(folder / "jobs.sqlite")
    try:
        return [row[0] for row in connection.execute("SELECT workflow_uuid FROM workflow_status")]
    finally:
        connection.close()


def test_stopping_ends_a_running_step_at_once(tmp_path: Path, database: Database, told: str, spawn: Spawn) -> None:
    spawn("--steps", "5000")
    wait_for(lambda: any(report.done > 0 for report in database.settled().reports(told)[-1:]))
    with database.writing() as unit:
        stop(told, book=unit.book, jobs=unit.jobs)
    wait_for(lambda: states(database.settled(), told)[-1] is StepState.CANCELLED)
    assert states(database.settled(), told)[:4] == [StepState.DONE] * 4
    assert [render.kind for render in database.settled().renders(told)] == ["sketch"]


def test_a_correction_ends_the_running_picture_and_starts_anew(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    slow = spawn("--steps", "5000")
    wait_for(lambda: any(report.done > 0 for report in database.settled().reports(told)[-1:]))
    with database.writing() as unit:
        correct_transcript(told, "Iba al mar.", by="therapist", book=unit.book, jobs=unit.jobs)
    wait_for(lambda: notes(tmp_path).count("painting") == 2)
    slow.kill()
    spawn()
    wait_for(all_done(database, told))
    scene = database.settled().scene(told)
    assert scene is not None
    assert scene.revision == 2
    assert notes(tmp_path).count("hearing") == 1
    newest = [render for render in database.settled().renders(told) if render.scene_revision == 2]
    assert Counter(render.kind for render in newest) == {"sketch": 1, "painting": 2}


def queued(database: Database, subject_id: str) -> Callable[[], bool]:
    def handed_over() -> bool:
        with database.reading_session() as session:
            row = session.get(WorkRow, subject_id)
            return row is not None and row.queued is not None

    return handed_over


def test_a_patients_memory_comes_before_a_free_picture_that_was_asked_first(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    spawn("--linger", "painting")
    wait_for(lambda: "painting" in notes(tmp_path))
    with database.writing() as unit:
        wish = FreePicture(id="f1", description="un faro junto al mar", language="es", number=2)
        ask(wish, book=unit.book, jobs=unit.jobs)
    wait_for(queued(database, "f1"))
    with database.writing() as unit:
        memory = begin("ines", book=unit.book)
        keep_typed(memory.id, WORDS, book=unit.book)
        finish(memory.id, book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
    wait_for(queued(database, memory.id))
    (tmp_path / "go").touch()
    wait_for(lambda: states(database.settled(), "f1") == [StepState.DONE])
    assert len(database.settled().free_picture("f1").media_ids) == 2
    assert all_done(database, told)()
    assert all_done(database, memory.id)()
    assert [note for note in notes(tmp_path) if note != "labelling"] == [
        *("hearing", "sketching", "refining", "painting"),
        *("sketching", "refining", "painting"),
        *("refining", "painting"),
    ]


def test_a_telling_that_nobody_finished_is_taken_up(tmp_path: Path, database: Database, spawn: Spawn) -> None:
    long_ago = now() - timedelta(minutes=11)
    with database.writing() as unit:
        unit.book.save_patient(a_patient())
        memory = begin("ines", book=unit.book)
        kept = keep_chunk(memory.id, 0, WORDS.encode(), book=unit.book, media=MediaFolder(tmp_path / "media"))
        unit.book.save_recollection(kept.model_copy(update={"kept_at": long_ago}))
    spawn()
    wait_for(all_done(database, memory.id))
    check_whole(tmp_path, database, memory.id)


def test_a_book_that_is_locked_for_a_while_holds_the_work_up_and_no_more(
    tmp_path: Path, database: Database, told: str, spawn: Spawn
) -> None:
    spawn("--steps", "60")
    wait_for(lambda: any(report.done > 0 for report in database.settled().reports(told)[-1:]))
    stranger = sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    time.sleep(1.5)
    stranger.close()
    wait_for(all_done(database, told))
    check_whole(tmp_path, database, told)
    assert database.settled().reports(told)[-1].attempts == 2


def test_everything_works_on_postgresql_too(tmp_path: Path, postgresql_url: str, spawn: Spawn) -> None:
    url, jobs_url = fresh_database(postgresql_url), fresh_database(postgresql_url)
    database = Database(url)
    database.migrate()
    with database.writing() as unit:
        unit.book.save_patient(a_patient())
        memory = begin("ines", book=unit.book)
        keep_chunk(memory.id, 0, WORDS.encode(), book=unit.book, media=MediaFolder(tmp_path / "media"))
        finish(memory.id, book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
    first = spawn("--linger", "painting", "--book", url, "--jobs", jobs_url)
    wait_for(lambda: "painting" in notes(tmp_path))
    first.kill()
    spawn("--book", url, "--jobs", jobs_url)
    wait_for(all_done(database, memory.id))
    check_whole(tmp_path, database, memory.id)
    forget_jobs(jobs_url, [memory.id])
    database.close()


def test_an_erased_patient_leaves_nothing_anywhere(tmp_path: Path, database: Database, told: str, spawn: Spawn) -> None:
    worker = spawn("--linger", "painting")
    wait_for(lambda: "painting" in notes(tmp_path))
    with database.writing() as unit:
        erase_patient("ines", book=unit.book, media=MediaFolder(tmp_path / "media"), jobs=unit.jobs)
    worker.kill()
    worker.wait()
    jobs_url = f"sqlite:///{tmp_path / 'jobs.sqlite'}"
    forget_jobs(jobs_url, [told])
    database.scrub()
    for file in (tmp_path / "book.sqlite", tmp_path / "jobs.sqlite"):
        connection = sqlite3.connect(file)
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        left = [
            (table, row)
            for table in tables
            for row in connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names come from the file itself)
            if told in repr(row) or "Inés" in repr(row)
        ]
        connection.close()
        assert left == []
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


def test_a_worker_that_reached_for_the_network_would_be_seen() -> None:
    program = (
        "import socket, sys; from tests.storage.worker_program import cable_out; sys.addaudithook(cable_out); "
        "socket.create_connection(('127.0.0.1', 9))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 3
