"""What was written is there before the answer is: HTMX may ask for it the instant after."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from assistant.ports import Book
from tests.web.conftest import HOME
from web.app import create_app
from web.settings import Settings
from web.wiring import Records, Shelf, Unit


class WatchedRecords:
    """Records that say when a unit of work has ended."""

    def __init__(self, records: Records, log: list[str]) -> None:
        self._records, self._log = records, log

    def reading(self) -> AbstractContextManager[Book]:
        return self._records.reading()

    def settled(self) -> Book:
        return self._records.settled()

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        with self._records.writing() as unit:
            yield unit
        self._log.append("committed")

    def scrub(self) -> None:
        self._records.scrub()


def watched(app: FastAPI, log: list[str]) -> FastAPI:
    """An application that says when it begins to answer."""

    class Watch:
        def __init__(self, inner: object) -> None:
            self.inner = inner

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    log.append("answered")
                await send(message)

            await self.inner(scope, receive, sending)  # type: ignore[operator] # an ASGI application

    app.add_middleware(Watch)
    return app


def test_a_unit_of_work_is_committed_before_the_answer(settings: Settings, shelf: Shelf) -> None:
    log: list[str] = []
    app = watched(create_app(settings, replace(shelf, records=WatchedRecords(shelf.records, log))), log)
    client = TestClient(app, base_url=HOME, follow_redirects=False)
    client.post("/tell/juan/help")
    client.post("/tell/juan/t1/typed", data={"typed": "hola"})
    client.post("/tell/juan/t1/chunks/0", content=b"sound")
    assert log == ["committed", "answered"] * 3


def test_nothing_of_a_refused_form_is_kept(settings: Settings, shelf: Shelf) -> None:
    client = TestClient(create_app(settings, shelf), base_url=HOME)
    assert client.post("/tell/juan/t1/finish", data={"typed": "a" * 200_001}).status_code == 413
    assert shelf.records.settled().recollections("juan") == []
