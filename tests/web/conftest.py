"""One application over a real SQLite file and a folder, with a scripted ear, the rules as reader and the sketch."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.ports import Book
from assistant.story import Address, Element, ElementKind, Patient
from web.app import create_app
from web.settings import Settings
from web.wiring import Shelf, open_shelf

HOME = "http://127.0.0.1:8600"
HEARD = "Cuando era joven iba con mi madre a la playa. Hacía sol."

JUAN = Patient(
    id="juan",
    name="Juan Pacheco",
    language="es",
    address=Address.USTED,
    born=1944,
    home="Colmenar Viejo",
    country="Spain",
    elements=(
        Element(
            id="jovenalp",
            token="jovenalp",
            kind=ElementKind.SELF,
            class_word="young man",
            stage="youth",
            aliases=("yo",),
        ),
        Element(
            id="anamadr",
            token="anamadr",
            kind=ElementKind.PERSON,
            class_word="woman",
            stage="youth",
            relation="mother",
            aliases=("Ana", "mi madre"),
        ),
    ),
)
ROSE = Patient(id="rose", name="Rose Hart", language="en", address=Address.FIRST_NAME, born=1940)


def scripted(folder: Path) -> Settings:
    """An application without models, that does its work at once."""
    return Settings(
        data_folder=folder,
        ear="scripted",
        ear_script=HEARD,
        reader="rules",
        painter="sketch",
        eye="no_faces",
        work="at_once",
    )


@contextmanager
def opened(settings: Settings) -> Iterator[Shelf]:
    """A shelf with two people on it."""
    shelf = open_shelf(settings)
    book = shelf.records.settled()
    book.save_patient(JUAN)
    book.save_patient(ROSE)
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with two people and nothing told, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    with opened(scripted(folder)):
        pass
    return folder


@pytest.fixture
def settings(tmp_path: Path, empty_house: Path) -> Settings:
    return scripted(Path(shutil.copytree(empty_house, tmp_path / "house")))


@pytest.fixture
def shelf(settings: Settings) -> Iterator[Shelf]:
    shelf = open_shelf(settings)
    yield shelf
    shelf.close()


@pytest.fixture
def book(shelf: Shelf) -> Book:
    """The book as it is now: every call looks again."""
    return shelf.records.settled()


@pytest.fixture
def browser(settings: Settings, shelf: Shelf) -> Iterator[TestClient]:
    """A browser that follows redirects, on this machine."""
    with TestClient(create_app(settings, shelf), base_url=HOME) as client:
        yield client
