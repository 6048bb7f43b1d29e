import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import anyio
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.types import Message, Receive, Scope, Send

from assistant.errors import DatabaseBusy, DiskFull, EvocaError, UploadTooLarge
from assistant.ports import Book
from assistant.story import Address
from tests.web.conftest import HOME, JUAN
from web.app import create_app
from web.guards import Guards
from web.settings import Settings
from web.wiring import Records, Shelf, Unit

TROUBLE = re.compile(r"Traceback|Exception|\.py|[45]\d\d|error", re.IGNORECASE)


def words_of(page: str) -> str:
    """What a person reads of a page."""
    body = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<[^>]*>", " ", body)


class FailingRecords:
    """Records of which every write fails, after the book could still be read."""

    def __init__(self, records: Records, fault: Exception) -> None:
        self._records, self._fault = records, fault

    def reading(self) -> AbstractContextManager[Book]:
        return self._records.reading()

    def settled(self) -> Book:
        return self._records.settled()

    def writing(self) -> AbstractContextManager[Unit]:
        raise self._fault

    def scrub(self) -> None:
        self._records.scrub()


def failing(settings: Settings, shelf: Shelf, fault: Exception) -> TestClient:
    broken = replace(shelf, records=FailingRecords(shelf.records, fault))
    return TestClient(create_app(settings, broken), base_url=HOME)


@pytest.mark.parametrize("fault", [DatabaseBusy(), DiskFull(), ValueError("a secret from the memory")])
def test_a_patient_sees_a_soft_sentence_whatever_happens(
    settings: Settings, shelf: Shelf, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing(settings, shelf, fault).post("/tell/juan/t1/finish", data={"typed": "hola"})
    assert answer.status_code >= 500
    assert "Vamos a dejarlo un momento" in answer.text
    assert not TROUBLE.search(words_of(answer.text))
    assert "secret" not in answer.text + caplog.text
    assert answer.headers["content-security-policy"]


def test_a_patient_is_spoken_to_in_the_own_language_and_address(settings: Settings, shelf: Shelf) -> None:
    shelf.records.settled().save_patient(JUAN.model_copy(update={"address": Address.TU}))
    client = failing(settings, shelf, DatabaseBusy())
    assert "Puedes seguir cuando quieras" in client.post("/tell/juan/help").text
    assert "whenever you like" in client.post("/tell/rose/help").text


def test_a_therapist_reads_what_is_wrong_and_where_to_go(settings: Settings, shelf: Shelf) -> None:
    client = failing(settings, shelf, DiskFull())
    answer = client.post("/renders/r1/approve")
    assert answer.status_code == 507
    assert "El disco está lleno" in answer.text
    assert 'href="/help"' in answer.text
    client.cookies.set("evoca_language", "en")
    assert "The disk is full" in client.post("/renders/r1/approve").text


def test_htmx_gets_the_same_fault_as_a_toast(settings: Settings, shelf: Shelf) -> None:
    answer = failing(settings, shelf, DatabaseBusy()).post("/review/t1/stop", headers={"hx-request": "true"})
    assert answer.status_code == 503
    assert answer.headers["hx-retarget"] == "#toasts"
    assert "<html" not in answer.text
    assert "La base de datos está ocupada" in answer.text


def test_an_unforeseen_fault_shows_no_trace(settings: Settings, shelf: Shelf) -> None:
    answer = failing(settings, shelf, ZeroDivisionError("who knows")).post("/review/t1/stop")
    assert answer.status_code == 500
    assert "Algo no ha salido bien" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "who knows" not in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/review/none", "/book/none", "/picture/none", "/media/none", "/tell/x"])
def test_what_is_not_there_is_a_page_with_a_way_home(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert 'href="/"' in answer.text
    assert "No se encuentra" in answer.text


def test_a_refused_form_leads_back_to_its_page_also_in_the_other_language(browser: TestClient) -> None:
    came = {"referer": f"{HOME}/review/t1?opened=words"}
    answer = browser.post("/review/t1/words", data={"text": "hola"}, headers=came)
    assert answer.status_code == 404
    assert 'href="/review/t1?opened=words"' in answer.text
    assert 'name="back" value="/review/t1?opened=words"' in answer.text
    for elsewhere in ("https://evil.example/review", f"{HOME}//evil.example/", "nonsense"):
        page = browser.post("/review/t1/words", data={"text": "hola"}, headers={"referer": elsewhere}).text
        assert "evil" not in page
        assert "Volver a la página anterior" not in page or 'href="/"' in page


@pytest.mark.parametrize("name", ["..%2Fevoca.sqlite", "%2e%2e", "..%2F..%2F..%2Fetc%2Fpasswd", "a%00b"])
def test_media_are_found_by_their_ids_alone(browser: TestClient, name: str) -> None:
    assert browser.get(f"/media/{name}").status_code == 404


def test_a_form_that_makes_no_sense_is_refused_in_words(browser: TestClient) -> None:
    answer = browser.post("/picture", data={"description": "un perro", "steps": "many"})
    assert answer.status_code == 422
    assert "no se puede usar" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.20:8600", "127.0.0.1.evil.example", ""])
def test_other_hosts_are_refused(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8600", "127.0.0.1", "[::1]:8600"])
def test_this_machine_is_answered(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_forms_of_other_sites_are_refused(browser: TestClient, book: Book, headers: dict[str, str]) -> None:
    assert browser.post("/tell/juan/help", headers=headers).status_code == 403
    assert book.alerts() == []


def test_reading_stops_at_the_limit_whatever_was_announced(settings: Settings) -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 600, "more_body": True}

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is answered here")

    async def endless(_scope: Scope, receiving: Receive, _send: Send) -> None:
        while read < 100:
            await receiving()

    guards = Guards(endless, settings=settings.model_copy(update={"chunk_limit": 1000}))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/tell/juan/t1/chunks/0",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"9")],
    }
    with pytest.raises(UploadTooLarge):
        anyio.run(guards, scope, receive, send)
    assert read == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "example.org", "::"])  # noqa: S104 - it is refused
def test_it_never_listens_beyond_this_machine(host: str) -> None:
    with pytest.raises(ValidationError):
        Settings(host=host)


@pytest.mark.parametrize("path", ["/", "/tell/juan", "/nowhere", "/static/css/base.css"])
def test_every_answer_carries_the_safety_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_every_fault_of_the_story_has_a_status() -> None:
    from web.faults import status_of

    def every(kind: type[EvocaError]) -> Iterator[type[EvocaError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from every(child)

    assert {status_of(kind()) for kind in every(EvocaError)} == {403, 404, 413, 422, 500, 503, 507}
