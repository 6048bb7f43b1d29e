"""A real browser before a real server: Chromium, and the application in a thread over a new house with Juan's book."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from assistant.ports import Book
from web.app import create_app
from web.commands.start import end
from web.settings import Settings
from web.wiring import Shelf, ensure_demo_patient, open_shelf

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEARD = "Cuando era joven vivía con mi madre y los domingos íbamos a la basílica."


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class House:
    """A running application: its address and its book."""

    address: str
    shelf: Shelf

    @property
    def book(self) -> Book:
        """The book as it is now."""
        return self.shelf.records.settled()


def run_house(settings: Settings) -> Iterator[House]:
    """Serve the pages in a thread until the test ends."""
    shelf = open_shelf(settings)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings, shelf), host="127.0.0.1", port=settings.port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield House(address=f"http://127.0.0.1:{settings.port}", shelf=shelf)
    server.should_exit = True
    thread.join(10)
    shelf.close()


def run_working_house(settings: Settings) -> Iterator[House]:
    """Juan's house with a real worker process beside the pages, until the test ends."""
    ensure_demo_patient(settings)
    chosen = {f"EVOCA_{name.upper()}": str(value) for name, value in settings.model_dump(exclude_none=True).items()}
    worker = subprocess.Popen([sys.executable, "-m", "web", "worker"], env={**os.environ, **chosen}, cwd=ROOT)
    try:
        yield from run_house(settings)
    finally:
        end(worker)


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something that will be true soon."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Juan's house: his book of ten memories, everything by rules and sketches, done at once."""
    settings = Settings(
        data_folder=tmp_path_factory.mktemp("house"),
        port=free_port(),
        ear="scripted",
        ear_script=HEARD,
        reader="rules",
        painter="sketch",
        work="at_once",
    )
    ensure_demo_patient(settings)
    yield from run_house(settings)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser, house: House) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=house.address, viewport={"width": 1280, "height": 800}, locale="es-ES")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that complains about every script fault and every blocked resource."""
    made = context.new_page()
    made.set_default_timeout(15_000)
    complaints: list[str] = []
    made.on("pageerror", lambda fault: complaints.append(str(fault)))
    made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield made
    expected = (
        "net::ERR_FAILED",
        "404 (Not Found)",
        "Error Code 404",
        "422 (Unprocessable",
        "Error Code 422",
    )  # a test that cuts the line, asks for what is gone, or gives what cannot be used
    assert [said for said in complaints if not any(part in said for part in expected)] == []
