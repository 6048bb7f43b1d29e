"""The database: SQLite in one file by default, PostgreSQL by URL. Units of work, and the faults in the story's words.

Writers take turns from the start of their unit of work (`BEGIN IMMEDIATE`, an advisory lock on PostgreSQL), so that a
use case may read, decide and write without another writer in between: the same form sent twice meets its own traces.
Readers never wait for a writer and cannot write.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import alembic.command
import alembic.config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, ExceptionContext, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, create_engine

from assistant.errors import DatabaseBusy, DatabaseTooNew, DiskFull, EvocaError, StorageTrouble
from assistant.ports import Book, Jobs
from storage.books import SettledBook, SqlBook
from storage.outbox import SqlJobs

BUSY_SECONDS: Final = 10.0
_WRITERS_TURN: Final = 390_411  # any number, the same for every process of this application
_LOCKED: Final = frozenset({"55P03", "40001", "40P01"})  # lock_not_available, serialization_failure, deadlock_detected
_NO_SPACE: Final = frozenset({"53100"})  # disk_full
_SQLITE_NO_SPACE: Final = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"})


def fault_of(error: DBAPIError) -> EvocaError:
    """The database's error in the story's words. The statement and its values stay behind: they are contents."""
    original = error.orig
    state = getattr(original, "sqlstate", None)
    name = getattr(original, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in _LOCKED:
        return DatabaseBusy()
    if name in _SQLITE_NO_SPACE or state in _NO_SPACE:
        return DiskFull()
    return StorageTrouble(kind=name or str(state or type(original).__name__))


@dataclass(frozen=True)
class Unit:
    """What a request works with: the book, and the jobs that start when the book's changes are committed."""

    book: Book
    jobs: Jobs


def _speak_plainly(engine: Engine) -> None:
    """Raise the story's faults instead of the database library's, wherever they happen."""

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise fault_of(error) from None


class Database:
    """One database, shared by the threads of a process. `url` is `sqlite:///file` or `postgresql+psycopg://…`.

    `busy_seconds` is how long a writer waits for its turn before DatabaseBusy.
    """

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._busy_seconds = busy_seconds
        if self.is_sqlite:
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(
                url, connect_args={"check_same_thread": False, "timeout": busy_seconds}, hide_parameters=True
            )
            _speak_sqlite(self._engine, busy_seconds)
        else:
            self._engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
            self._speak_postgresql()
        _speak_plainly(self._engine)
        self._reader = self._engine.execution_options(reading=True)

    def _speak_postgresql(self) -> None:
        @event.listens_for(self._engine, "begin")
        def take_turn(connection: Connection) -> None:
            if connection.get_execution_options().get("reading"):
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                return
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(self._busy_seconds * 1000)}ms'")
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _WRITERS_TURN})

    def migrate(self) -> None:
        """Bring the tables to the newest form; several processes may do so at once.

        Raises DatabaseTooNew, DatabaseBusy, DiskFull, StorageTrouble.
        """
        config = alembic.config.Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            try:
                alembic.command.upgrade(config, "head")
            except CommandError:
                raise DatabaseTooNew from None

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """The book and the jobs in one unit of work, committed on leaving. Raises DatabaseBusy, DiskFull."""
        with self.session() as session:
            yield Unit(book=SqlBook(session), jobs=SqlJobs(session))

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """The book to look into, from one consistent moment; it refuses to save (StorageTrouble)."""
        with self.reading_session() as session:
            yield SqlBook(session)

    def settled(self) -> Book:
        """A book whose every call is a unit of work of its own."""
        return SettledBook(reading=self.reading_session, writing=self.session)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A unit of work that writes: commits on leaving, rolls back on an exception. Raises DatabaseBusy, DiskFull."""
        with Session(self._engine, expire_on_commit=False) as session:
            session.connection()  # the writer's turn begins here, before the first read
            yield session
            session.commit()

    @contextmanager
    def reading_session(self) -> Iterator[Session]:
        """A unit of work that only reads, from one consistent moment."""
        with Session(self._reader) as session:
            yield session

    def scrub(self) -> None:
        """Let no erased content linger in the write-ahead log of SQLite, as far as its readers allow just now."""
        if self.is_sqlite:
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _write_ahead(raw: sqlite3.Connection, *, until: float) -> None:
    """Switch a file to its write-ahead log. Raises OperationalError when others keep it busy until then."""
    while raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # SQLite's own patience does not cover this switch
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _speak_sqlite(engine: Engine, busy_seconds: float) -> None:
    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _record: Any) -> None:
        raw.isolation_level = None  # transactions begin where `take_turn` says
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")
        _write_ahead(raw, until=time.monotonic() + busy_seconds)

    @event.listens_for(engine, "begin")
    def take_turn(connection: Connection) -> None:
        reading = bool(connection.get_execution_options().get("reading"))
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")
