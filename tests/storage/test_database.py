"""One database, many hands: taking turns, faults in plain words, migrations."""

import sqlite3
import threading
import traceback
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from assistant.errors import DatabaseBusy, DatabaseTooNew, DiskFull, StorageTrouble
from assistant.telling import begin, finish, keep_typed
from storage.books import recollection_row
from storage.database import Database
from storage.media import MediaFolder
from storage.tables import WorkRow
from tests.making import a_patient, a_recollection
from tests.storage.conftest import fresh_database


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.reading_session() as session:
        connection = session.connection()
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_migrating_again_and_at_once_is_harmless(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'er' / 'book.sqlite'}"
    faults: list[Exception] = []

    def migrate() -> None:
        database = Database(url, busy_seconds=120)
        try:
            database.migrate()
        except StorageTrouble as fault:
            faults.append(fault)
        finally:
            database.close()

    threads = [threading.Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_sqlite_is_set_up_once(database: Database, tmp_path: Path) -> None:
    with database.reading_session() as session:
        ask = session.connection().exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA foreign_keys").scalar() == 1
        assert ask("PRAGMA secure_delete").scalar() == 1


def test_an_exception_undoes_the_unit_of_work(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as unit:
        unit.book.save_patient(a_patient())
        raise ZeroDivisionError
    with database.reading() as book:
        assert book.patients() == []


def test_a_reader_cannot_write_and_does_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as unit:
        unit.book.save_patient(a_patient())
        with database.reading() as book:
            assert book.patients() == []
    with database.reading() as book:
        assert len(book.patients()) == 1
        with pytest.raises(StorageTrouble):
            book.save_patient(a_patient("other"))
    with database.writing() as unit:
        unit.book.save_patient(a_patient("other"))


def test_a_database_locked_by_another_program_is_busy_not_broken(database: Database, tmp_path: Path) -> None:
    stranger = sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DatabaseBusy), database.writing() as unit:
            unit.book.save_patient(a_patient())
        with pytest.raises(DatabaseBusy):
            database.settled().save_patient(a_patient())
    finally:
        stranger.close()
    database.settled().save_patient(a_patient())
    assert database.settled().patients() == [a_patient()]


def test_a_full_database_says_so_and_keeps_what_it_had(database: Database) -> None:
    book = database.settled()
    book.save_patient(a_patient())
    book.save_recollection(a_recollection(typed="antes"))
    with database.session() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        book.save_recollection(a_recollection(typed="después " * 50_000))
    assert book.recollection("r1").typed == "antes"


def test_no_fault_repeats_what_was_told(database: Database, tmp_path: Path) -> None:
    stranger = sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)
    stranger.execute("DROP TABLE recollection")
    stranger.close()
    database.settled().save_patient(a_patient())
    with pytest.raises(StorageTrouble) as fault:
        database.settled().save_recollection(a_recollection(typed="mi secreto"))
    assert "secreto" not in "".join(traceback.format_exception(fault.value)).replace('typed="mi secreto"', "")


def test_not_even_a_broken_rule_repeats_it(database: Database) -> None:
    with pytest.raises(IntegrityError) as fault, database.session() as session:
        session.add(recollection_row(a_recollection(typed="mi secreto")))
        session.flush()
    assert "secreto" not in str(fault.value)


def test_erased_words_leave_the_files(database: Database, tmp_path: Path) -> None:
    book = database.settled()
    book.save_patient(a_patient(name="Nombreinconfundible"))
    book.save_recollection(a_recollection(typed="palabrasinconfundibles"))

    def on_disk(word: bytes) -> bool:
        return any(word in file.read_bytes() for file in tmp_path.iterdir())

    assert on_disk(b"palabrasinconfundibles")
    book.erase_patient("ines")
    database.scrub()
    assert not on_disk(b"palabrasinconfundibles")
    assert not on_disk(b"Nombreinconfundible")


def test_a_database_of_a_newer_program_is_left_alone(database: Database, tmp_path: Path) -> None:
    stranger = sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)
    stranger.execute("UPDATE alembic_version SET version_num = '9999'")
    stranger.close()
    with pytest.raises(DatabaseTooNew):
        database.migrate()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "junk.sqlite").write_bytes(b"this is a letter, not a database " * 100)
    database = Database(f"sqlite:///{tmp_path / 'junk.sqlite'}")
    with pytest.raises(StorageTrouble):
        database.migrate()
    database.close()


def test_a_folder_in_the_way_says_so(tmp_path: Path) -> None:
    (tmp_path / "book.sqlite").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'book.sqlite'}")
    with pytest.raises(StorageTrouble):
        database.settled().patients()
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_forms_sent_at_the_same_moment_start_the_work_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'book.sqlite'}"
    if kind == "postgresql":
        url = fresh_database(request.getfixturevalue("postgresql_url"))
    database = Database(url)
    database.migrate()
    database.settled().save_patient(a_patient())
    media = MediaFolder(tmp_path / "media")
    gate = threading.Barrier(4)

    def send() -> None:
        gate.wait()
        with database.writing() as unit:
            begin("ines", book=unit.book, recollection_id="form1")
            keep_typed("form1", "Iba al mar.", book=unit.book)
            finish("form1", book=unit.book, media=media, jobs=unit.jobs)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading_session() as session:
        (work,) = session.exec(select(WorkRow)).all()
        assert (work.subject_id, work.revision) == ("form1", 1)
    assert len(database.settled().recollections()) == 1
    database.close()
