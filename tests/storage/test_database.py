"""One database, many hands: taking turns, faults in plain words, migrations."""

import sqlite3
import threading
import traceback
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from assistant.errors import DatabaseBusy, DiskFull, StorageTrouble
from storage.books import recollection_row
from storage.database import Database
from tests.making import a_patient, a_recollection


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.reading_session() as session:
        connection = session.connection()
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_migrating_again_and_at_once_is_harmless(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'er' / 'book.sqlite'}"
    faults: list[Exception] = []

    def migrate() -> None:
        database = Database(url, busy_seconds=20)
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
