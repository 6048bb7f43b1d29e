"""A memory that is spoken: Chromium's fake microphone plays a recording, in pieces that are each kept at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from assistant.story import RecollectionState
from tests.journeys.conftest import CHROMIUM, QUIET, ROOT, House, free_port, run_working_house, until
from web.settings import Settings
from web.wiring import models_of

pytestmark = pytest.mark.journey
PATIENCE_MS = 300_000
RECORDING = ROOT / "tests" / "audio" / "dev-01.flac"


def seconds_in(path: Path) -> float:
    """How much sound can be decoded."""
    with av.open(str(path)) as container:
        return float(sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0)))


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """dev-01 as the 48 kHz mono WAV that Chromium's fake microphone wants."""
    path = tmp_path_factory.mktemp("microphone") / "dev-01.wav"
    with av.open(str(RECORDING)) as heard, av.open(str(path), "w") as made:
        out = made.add_stream("pcm_s16le", rate=48_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        for frame in [*heard.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                made.mux(out.encode(piece))
        made.mux(out.encode(None))
    return path


@pytest.fixture(scope="module")
def speaking(playwright: Playwright, microphone: Path, house: House) -> Iterator[BrowserContext]:
    """A browser whose microphone plays the recording once."""
    with speaking_to(house, playwright, microphone) as context:
        yield context


@contextmanager
def speaking_to(house: House, playwright: Playwright, microphone: Path) -> Iterator[BrowserContext]:
    fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*QUIET, *fake, f"--use-file-for-fake-audio-capture={microphone}%noloop"]
    )
    yield browser.new_context(base_url=house.address, permissions=["microphone"], locale="es-ES")
    browser.close()


def speak(page: Page, seconds: float) -> None:
    """Begin to tell and let the recording play."""
    page.goto("/tell/juan")
    page.get_by_role("link", name="Contar un recuerdo").dblclick()
    expect(page.get_by_role("heading", name="Le escucho")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


def newest(house: House) -> str:
    return house.book.recollections("juan")[0].id


def test_a_spoken_memory_is_kept_in_pieces_and_heard(speaking: BrowserContext, house: House) -> None:
    page = speaking.new_page()
    speak(page, 6)
    expect(page.get_by_role("status").filter(has_text=re.compile("Le oigo|Estoy aquí"))).to_be_visible()
    page.wait_for_function("Number(document.getElementById('level').getAttribute('width')) > 0")
    told = newest(house)
    assert house.book.recollection(told).chunks >= 1
    assert house.book.recollection(told).state is RecollectionState.TELLING
    page.get_by_role("button", name="He terminado").click()
    expect(page).to_have_url(f"{house.address}/tell/juan/{told}")

    recollection = house.book.recollection(told)
    assert recollection.chunks >= 2
    assert recollection.audio_id is not None
    assert seconds_in(house.shelf.media.path(recollection.audio_id)) > 6
    page.close()


def test_a_page_that_dies_loses_at_most_the_last_piece(speaking: BrowserContext, house: House) -> None:
    page = speaking.new_page()
    speak(page, 5.5)
    page.close(run_before_unload=False)
    told = house.book.recollection(newest(house))
    assert told.state is RecollectionState.TELLING
    assert told.chunks >= 1


def test_pieces_wait_in_the_browser_while_the_server_is_away(speaking: BrowserContext, house: House) -> None:
    page = speaking.new_page()
    before = len(house.book.recollections("juan"))
    speaking.route("**/chunks/**", lambda route: route.abort())
    speak(page, 5.5)
    expect(page.get_by_role("status").filter(has_text="Lo voy guardando aquí")).to_be_visible()
    page.close()
    assert len(house.book.recollections("juan")) == before

    speaking.unroute("**/chunks/**")
    later = speaking.new_page()
    later.goto("/tell/juan")
    until(lambda: len(house.book.recollections("juan")) == before + 1)
    assert house.book.recollection(newest(house)).chunks >= 1
    later.close()


def test_nobody_is_told_to_be_heard_when_nothing_may_be_kept(speaking: BrowserContext, house: House) -> None:
    page = speaking.new_page()
    before = len(house.book.recollections("juan"))
    speaking.route("**/chunks/**", lambda route: route.fulfill(status=403))
    speak(page, 5)
    expect(page.locator("#hearing")).to_have_text("Ahora no puedo oírle. Puede escribirlo, con calma.")
    page.close()
    speaking.unroute("**/chunks/**")
    assert len(house.book.recollections("juan")) == before


def test_stop_while_telling_keeps_what_was_said(speaking: BrowserContext, house: House) -> None:
    page = speaking.new_page()
    speak(page, 1)
    page.get_by_role("button", name="Parar").click()
    expect(page).to_have_url(f"{house.address}/tell/juan/help")
    until(lambda: house.book.recollection(newest(house)).chunks >= 1)
    alert = house.book.alerts()[0]
    assert alert.why == "help_asked"
    page.close()
    house.book.save_alert(alert.model_copy(update={"closed_at": alert.raised_at}))


def test_a_refused_microphone_is_a_kind_sentence(page: Page, house: House) -> None:
    before = len(house.book.recollections("juan"))
    page.goto("/tell/juan")
    page.get_by_role("link", name="Contar un recuerdo").click()
    expect(page.get_by_text("Ahora no puedo oírle. Puede escribirlo, con calma.")).to_be_visible()
    expect(page.get_by_role("link", name="Escribirlo")).to_be_visible()
    assert len(house.book.recollections("juan")) == before


@pytest.fixture(scope="module")
def working_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with the starter models and a real worker process."""
    settings = Settings(data_folder=tmp_path_factory.mktemp("working"), port=free_port(), ear="whisper")
    if not (models_of(settings) / "hearing" / "whisper-base" / "model.bin").is_file():
        pytest.skip("the starter models are not here: make start brings them")
    yield from run_working_house(settings)


@pytest.mark.starter
def test_the_main_job_from_a_voice_to_a_page_of_the_book(
    playwright: Playwright, microphone: Path, working_house: House
) -> None:
    house = working_house
    with speaking_to(house, playwright, microphone) as context:
        page = context.new_page()
        speak(page, seconds_in(microphone) + 1)
        page.get_by_role("button", name="He terminado").click()
        expect(page).to_have_url(re.compile(r"/tell/juan/[0-9a-f]{32}$"))
        told = newest(house)
        page.goto(f"/review/{told}")
        expect(page.locator("[data-element=jovenalp]")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("[data-element=anamadr]")).to_be_visible()
        expect(page.get_by_role("button", name="Aprobar").first).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("button", name="Parar este trabajo")).to_have_count(0, timeout=PATIENCE_MS)
        page.get_by_role("button", name="Aprobar").first.click()
        page.get_by_role("link", name="Ver la página en el libro").click()
        expect(page.locator("article[data-chapter=youth]")).to_contain_text("madre")
        page.goto("/book/juan")
        expect(page.locator("[data-chapter=youth]")).to_contain_text("Juventud")
        assert told in {entry.recollection_id for entry in house.book.entries("juan") if entry.stage == "youth"}
