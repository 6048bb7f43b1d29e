"""The section *Learn*: three choices, how far it is, the proposal beside its neighbours, and what was learnt."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.consenting import give_consent
from assistant.elements import Checkpoint, Method, Preset, Scores, Training, TrainingState
from assistant.ports import Book
from assistant.story import ElementKind, Language
from tests.fakes import GreyPainter, png_of
from tests.making import a_likeness, a_photo, a_training
from tests.pipelines.tiny_painter import save_tiny_painter
from tests.web.conftest import HOME, JUAN, opened, scripted
from tests.web.test_elements import words_of
from web.app import create_app
from web.settings import Settings
from web.wiring import Shelf

ANA = "/patients/juan/elements/anamadr"
HERS = ("juan", "anamadr")


def ready(shelf: Shelf, element: str = "anamadr") -> None:
    """Ten photos and a consent."""
    book = shelf.records.settled()
    for number in range(10):
        name = f"{element}{number}"
        kept = shelf.media.put(png_of(number), suffix=".png", owner=name, name="copy")
        found = a_photo().findings.model_copy(update={"fingerprint": f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"})
        book.save_photo(a_photo(name, element, "juan", media_id=kept, preview_id=None, findings=found))
    give_consent("juan", element, person="Ana", given_by="Juan", purpose="", book=book)


def scores(identity: float) -> Scores:
    return Scores(identity=identity, fidelity=0.9, copying=0.05, drift=0.0)


def a_course(**changes: Any) -> Training:
    """A training of Ana with three checkpoints, the middle one proposed."""
    points = tuple(
        Checkpoint(step=step, media_id=f"t1--{step}.safetensors", sha256="0" * 64, grid_id="", scores=scores(mark))
        for step, mark in ((100, 0.5), (200, 0.9), (300, 0.91))
    )
    plain: dict[str, Any] = {"checkpoints": points, "proposed": 200, "state": TrainingState.PROPOSED, "step": 300}
    return a_training("t1", "anamadr", "juan", **(plain | changes))


def test_without_photos_or_consent_nothing_can_be_begun(browser: TestClient, book: Book) -> None:
    page = browser.get(ANA)
    assert "Antes de que el pintor pueda aprender" in words_of(page)
    assert f'action="{ANA}/learning"' not in page.text
    assert book.trainings("juan") == []


def test_a_house_with_a_sketch_alone_says_that_it_cannot_learn(browser: TestClient, shelf: Shelf) -> None:
    ready(shelf)
    assert "Ningún pintor de esta máquina puede aprender" in words_of(browser.get(ANA))


def test_the_proposal_stands_beside_its_neighbours(browser: TestClient, book: Book) -> None:
    book.save_training(a_course())
    page = browser.get(ANA)
    said = words_of(page)
    assert "Tras 100 pasos" in said
    assert "Tras 200 pasos: el propuesto" in said
    assert "Parecido 90%" in said
    assert page.text.count(f'action="{ANA}/learning/t1/accept"') == 3
    assert said.index("Tras 100") < said.index("Tras 200") < said.index("Tras 300")


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_table_says_what_the_plot_shows_of_every_checkpoint(
    browser: TestClient, book: Book, language: Language
) -> None:
    more = Checkpoint(step=400, media_id="t1--400.safetensors", sha256="0" * 64, grid_id="", scores=scores(0.7))
    bare = Checkpoint(step=500, media_id="t1--500.safetensors", sha256="0" * 64, grid_id="")
    points = (*a_course().checkpoints, more, bare)
    book.save_training(a_course(checkpoints=points, curve_id="t1--curve.png"))
    browser.cookies.set("evoca_language", language)
    page = browser.get(ANA)
    assert re.search(r'src="/media/t1--curve.png" alt="[^"]*(tabla de abajo|table below)', page.text)
    table = re.search(r'<table class="score-table">.*?</table>', page.text, re.DOTALL)
    assert table is not None
    rows = re.findall(r'<th scope="row">(\d+).*?</th>(.*?)</tr>', table[0])
    assert [(step, re.findall(r"<td>(\d+%)", cells)) for step, cells in rows] == [
        ("100", ["50%", "90%", "5%", "0%"]),
        ("200", ["90%", "90%", "5%", "0%"]),
        ("300", ["91%", "90%", "5%", "0%"]),
        ("400", ["70%", "90%", "5%", "0%"]),
    ]
    names = re.findall(r'<th scope="col">(?:<span[^>]*>.</span>)?(.*?)</th>', table[0])
    assert names[:2] == (["Pasos", "Parecido"] if language == "es" else ["Steps", "Likeness"])
    assert len(names) == 5
    assert table[0].count("proposed") == (1 if language == "es" else 2)


@pytest.mark.parametrize(
    ("changes", "said", "offers"),
    [
        ({"state": "waiting"}, "Espera su turno", "stop"),
        ({"state": "learning", "step": 120, "step_seconds": 0.5}, "Faltan unos", "stop"),
        ({"state": "cancelled", "fault": "stopped"}, "Parado", "on"),
        (
            {"state": "failed", "fault": "learning_diverged", "fault_data": {"step": "240"}},
            "en el paso 240",
            "on",
        ),
        ({"state": "failed", "fault": "disk_full"}, "disco", "on"),
        ({"state": "failed", "fault": "worker_lost", "fault_data": {"attempts": "3"}}, "3 veces", "on"),
    ],
)
def test_each_state_is_said_in_words_with_its_way_out(
    browser: TestClient, book: Book, changes: dict[str, Any], said: str, offers: str
) -> None:
    book.save_training(a_course(**changes))
    page = browser.get(ANA)
    assert said in words_of(page)
    ways = set(re.findall(rf'action="{ANA}/learning/t1/(stop|on)"', page.text))
    assert ways == {offers}


def test_the_section_asks_again_only_while_it_moves(browser: TestClient, book: Book) -> None:
    book.save_training(a_course(state="learning", step=120))
    page = browser.get(ANA)
    asks = re.search(rf'hx-get="({ANA}/learning\?seen=\w+)"', page.text)
    assert asks is not None
    fragment = {"HX-Request": "true"}
    assert browser.get(asks[1], headers=fragment).status_code == 204
    book.save_training(a_course(state="learning", step=150))
    part = browser.get(asks[1], headers=fragment)
    assert "<html" not in part.text
    assert 'value="150"' in part.text
    book.save_training(a_course())
    assert "hx-trigger" not in browser.get(asks[1], headers=fragment).text
    assert browser.get(asks[1]).text.startswith("<!doctype html>")


def test_a_training_of_somebody_else_is_out_of_reach(browser: TestClient, book: Book) -> None:
    book.save_training(a_course())
    for way in ("stop", "on"):
        assert browser.post(f"/patients/juan/elements/jovenalp/learning/t1/{way}").status_code == 404
    away = browser.post("/patients/juan/elements/jovenalp/learning/t1/accept", data={"step": "200"})
    assert away.status_code == 404
    assert book.training("t1").state is TrainingState.PROPOSED


def test_what_was_learnt_can_be_taken_out_and_deleted(browser: TestClient, shelf: Shelf, book: Book) -> None:
    kept = shelf.media.put(b"weights", suffix=".safetensors", owner="k1", name="likeness")
    book.save_likeness(a_likeness("k1", "anamadr", "juan", media_id=kept))
    file = browser.get(f"{ANA}/likenesses/k1/file")
    assert file.content == b"weights"
    assert 'filename="anamadr.safetensors"' in file.headers["content-disposition"]
    assert browser.get("/patients/juan/elements/jovenalp/likenesses/k1/file").status_code == 404
    browser.post(f"{ANA}/likenesses/k1/delete")
    assert book.likenesses("juan") == []
    assert browser.get(f"/media/{kept}").status_code == 404


def test_only_attempts_that_are_over_and_came_to_nothing_can_be_discarded(browser: TestClient, book: Book) -> None:
    for name, state in (("t1", "failed"), ("t2", "accepted"), ("t3", "learning"), ("t4", "proposed")):
        book.save_training(a_training(name, "anamadr", "juan", state=state))
    book.save_likeness(a_likeness("k2", "anamadr", "juan", training_id="t2"))
    page = browser.get(ANA)
    assert set(re.findall(rf'action="{ANA}/learning/(\w+)/discard"', page.text)) == {"t1", "t4"}
    assert browser.post("/patients/juan/elements/jovenalp/learning/t1/discard").status_code == 404
    assert browser.post(f"{ANA}/learning/t2/discard").status_code == 403
    page = browser.post(f"{ANA}/learning/t1/discard")
    assert {one.id for one in book.trainings("juan")} == {"t2", "t3", "t4"}
    assert "learning/t1/" not in page.text


def test_the_photos_go_with_a_likeness_only_when_they_are_ticked(browser: TestClient, shelf: Shelf, book: Book) -> None:
    ready(shelf)
    for number, said in enumerate(({}, {"photos": "yes"})):
        kept = shelf.media.put(b"weights", suffix=".safetensors", owner=f"k{number}", name="likeness")
        book.save_likeness(a_likeness(f"k{number}", "anamadr", "juan", media_id=kept))
        photos = book.photos(*HERS)
        assert len(photos) == 10
        browser.post(f"{ANA}/likenesses/k{number}/delete", data=said)
        assert book.likenesses(*HERS) == []
    assert book.photos(*HERS) == []
    assert {browser.get(f"/media/{photo.media_id}").status_code for photo in photos} == {404}


def test_that_nobody_can_check_a_likeness_is_said_with_what_would_help(
    browser: TestClient, shelf: Shelf, book: Book
) -> None:
    kept = shelf.media.put(b"weights", suffix=".safetensors", owner="k1", name="likeness")
    likeness = a_likeness("k1", "anamadr", "juan", media_id=kept, source="imported")
    book.save_likeness(likeness)
    compare = f'action="{ANA}/likenesses/k1/compare"'
    page = browser.get(ANA)
    assert "no hay ninguna foto con la que comparar" in words_of(page)
    assert compare not in page.text
    ready(shelf)
    page = browser.get(ANA)
    assert "Nadie comprueba todavía" in words_of(page)
    assert compare in page.text
    assert browser.post("/patients/juan/elements/jovenalp/likenesses/k1/compare").status_code == 404
    book.save_likeness(likeness.model_copy(update={"judge": shelf.witness().judge.name, "prints": ((1.0,),)}))
    assert "Nadie comprueba" not in words_of(browser.get(ANA))
    thing = JUAN.elements[1].model_copy(update={"id": "reloj", "token": "relojzu", "kind": ElementKind.OBJECT})
    book.save_patient(JUAN.model_copy(update={"elements": (*JUAN.elements, thing)}))
    book.save_likeness(likeness.model_copy(update={"id": "k2", "element_id": "reloj"}))
    page = browser.get("/patients/juan/elements/reloj")
    assert "Nadie en esta casa puede comprobar" in words_of(page)
    assert "/compare" not in page.text


def test_several_are_learnt_in_one_run(settings: Settings, shelf: Shelf, book: Book) -> None:
    house = replace(shelf, painter=GreyPainter)
    begin = f"{ANA}/learning"
    with TestClient(create_app(settings, house), base_url=HOME) as browser:
        ready(house)
        assert 'name="together"' not in browser.get(ANA).text
        refused = browser.post(begin, data={"preset": "closest", "together": ["jovenalp"]})
        assert refused.status_code == 403
        assert book.trainings("juan") == []
        ready(house, "jovenalp")
        page = browser.get(ANA)
        assert re.findall(r'name="together" value="(\w+)"', page.text) == ["jovenalp"]
        browser.post(begin, data={"preset": "closest", "together": ["jovenalp", "anamadr"]})
        browser.post(f"{ANA}/learning", data={"preset": "closest", "together": ["a", "b", "c", "d"]})
    (training,) = book.trainings("juan")
    assert training.element_ids == ("anamadr", "jovenalp")
    assert training.settings.method is Method.DREAMBOOTH


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Shelf]]:
    """A house with a tiny painter and a learner that learns nothing, at once."""
    folder: Path = tmp_path_factory.mktemp("school")
    plain = scripted(folder)
    settings = plain.model_copy(
        update={"painter": "auto", "painter_path": save_tiny_painter(folder / "tiny"), "learner": "scripted"}
    )
    with opened(settings) as shelf, TestClient(create_app(settings, shelf), base_url=HOME) as browser:
        ready(shelf)
        yield browser, shelf


@pytest.mark.tiny
def test_an_element_is_learnt_by_plain_forms(school: tuple[TestClient, Shelf]) -> None:
    browser, shelf = school
    page = browser.get(ANA)
    for choice in ("Rápido", "Recomendado", "Máximo parecido", "Los primeros pasos dirán"):
        assert choice in words_of(page)
    wild = browser.post(f"{ANA}/learning", data={"preset": "quick", "own": "yes", "steps": "0"})
    assert wild.status_code == 422
    own = {"preset": "quick", "own": "yes", "steps": "20", "checkpoint_every": "10", "rank": "4"}
    page = browser.post(f"{ANA}/learning", data=own)
    book = shelf.records.settled()
    training = book.trainings("juan")[0]
    assert (training.preset, training.settings.rank, training.settings.steps) == (Preset.QUICK, 4, 20)
    assert training.state is TrainingState.PROPOSED, training.fault
    assert "Aprendido: elija" in words_of(page)
    page = browser.post(f"{ANA}/learning/{training.id}/accept", data={"step": "10"})
    assert page.status_code == 200, words_of(page)
    assert [one.step for one in book.likenesses("juan")] == [10]
    assert "LoRA, 10 pasos" in words_of(page)
    assert "Aprendido: elija" not in words_of(page)
    assert "Aprendido" in words_of(browser.get("/patients/juan/elements"))
