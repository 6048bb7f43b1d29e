"""Every book and every media folder there is: one set of promises for all."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest

from assistant.ports import Book, Media
from storage.books_memory import BookMemory
from storage.database import Database
from storage.media import MediaFolder
from storage.media_memory import MediaMemory


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, migrated."""
    database = Database(f"sqlite:///{tmp_path / 'book.sqlite'}", busy_seconds=0.3)
    database.migrate()
    yield database
    database.close()


def _run_as(user: str | None, *command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60, user=user, cwd="/")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of our own on a socket in a folder, where its programs are installed."""
    initdb, pg_ctl = shutil.which("initdb"), shutil.which("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed here")
    user = "nobody" if os.geteuid() == 0 else None  # its programs refuse to run as root
    with TemporaryDirectory(prefix="evoca-pg-") as folder:
        if user is not None:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        _run_as(user, initdb, "-D", data, "-U", "evoca", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        _run_as(user, pg_ctl, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
        yield f"postgresql+psycopg://evoca@/postgres?host={folder}"
        _run_as(user, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


def fresh_database(url: str) -> str:
    """A new database on the server of `postgresql_url`."""
    name = f"t{uuid4().hex}"
    plain = url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["unit of work", "settled", "memory", "postgresql"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """An empty book of each kind."""
    if request.param == "memory":
        yield BookMemory()
        return
    url = f"sqlite:///{tmp_path / 'book.sqlite'}"
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgresql_url"))
    database = Database(url, busy_seconds=0.3)
    database.migrate()
    if request.param == "settled":
        yield database.settled()
    else:
        with database.writing() as unit:
            yield unit.book
    database.close()


@pytest.fixture(params=["folder", "memory"])
def media(request: pytest.FixtureRequest, tmp_path: Path) -> Media:
    """Empty media of each kind."""
    return MediaFolder(tmp_path / "media") if request.param == "folder" else MediaMemory(tmp_path / "media")
