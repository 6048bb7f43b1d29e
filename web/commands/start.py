"""`evoca start` and `evoca worker`: the pages, and the process that hears, reads and paints."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer
from rich.panel import Panel

from assistant import wording
from web.commands.models import fetch_starter
from web.commands.speaking import SCREEN, plainly, refuse, say, settings_with
from web.settings import Settings
from web.worker import watch_parent, work

CLOSE_SECONDS = 20.0
RESTART_SECONDS = 3.0


def start(
    host: Annotated[str | None, typer.Option(help="Only this machine's own addresses are accepted.")] = None,
    port: Annotated[int | None, typer.Option(help="Where the pages are served.")] = None,
) -> None:
    """Open the book: fetch what is missing, then serve the pages and do the work behind them."""
    settings = settings_with(host=host, port=port)
    if taken(settings):
        raise refuse("port_taken", settings, where=address(settings), other=settings.port + 1)
    with plainly(settings):
        fetch_starter(settings)
        prepare(settings)
        with worker_process(settings):
            serve(settings)
    say("closing", settings)


def worker(
    parent: Annotated[int | None, typer.Option(hidden=True, help="End when this process ends.")] = None,
) -> None:
    """Only do the work: hearing, reading, painting. Several may run on one database."""
    settings = settings_with()
    until = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: until.set())
    if parent is not None:
        watch_parent(parent, gone=until.set)
    with plainly(settings):
        work(settings, until=until)


def address(settings: Settings) -> str:
    """Where people find the pages."""
    return f"http://{settings.host}:{settings.port}/"


def taken(settings: Settings) -> bool:
    """Whether another program listens on our port already."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((settings.host, settings.port)) == 0


def prepare(settings: Settings, *, quiet: bool = False) -> None:
    """Bring the database up to date and see to it that Juan, the demo patient, is there."""
    from web.wiring import ensure_demo_patient

    ensure_demo_patient(settings)
    if not quiet:
        say("demo_ready", settings)


def serve(settings: Settings) -> None:
    """Serve the pages until somebody closes them."""
    import uvicorn

    from web.app import create_app

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False
        )
    )
    lines = [wording.say("opening", settings.language, where=f"[link={address(settings)}]{address(settings)}[/link]")]
    SCREEN.print(
        Panel("\n".join([*lines, "", wording.say("opening_hint", settings.language)]), expand=False, padding=(1, 3))
    )
    with suppress(KeyboardInterrupt):
        server.run()


@contextmanager
def worker_process(settings: Settings) -> Iterator[None]:
    """A worker beside the pages, opened again when it dies, closed when they close."""
    closing = threading.Event()
    keeper = threading.Thread(target=keep_worker, args=(settings, closing), name="keep-worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        closing.set()
        keeper.join(CLOSE_SECONDS + RESTART_SECONDS)


def keep_worker(settings: Settings, closing: threading.Event) -> None:
    """Run `evoca worker` until `closing`; a worker that dies is opened again after a breath."""
    chosen = {f"EVOCA_{name.upper()}": str(value) for name, value in settings.model_dump(exclude_none=True).items()}
    command = [sys.executable, "-m", "web", "worker", "--parent", str(os.getpid())]
    while not closing.is_set():
        process = subprocess.Popen(command, env={**os.environ, **chosen})
        while process.poll() is None and not closing.wait(0.2):
            pass
        if closing.is_set():
            end(process)
        else:
            say("worker_restarts", settings)
            time.sleep(RESTART_SECONDS)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and insist when it does not within `CLOSE_SECONDS`."""
    process.terminate()
    try:
        process.wait(CLOSE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
