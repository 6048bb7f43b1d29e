"""*Importar un parecido* and what can be done with a likeness that is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient
from safetensors.torch import save

from assistant.consenting import give_consent
from assistant.importing import MOST_MB
from assistant.ports import Book
from pipelines.likenesses import LearntLikeness, save_likeness
from pipelines.painting import DiffusersPainter
from tests.making import a_likeness
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.test_likeness_imports import each, kohya
from tests.pipelines.tiny_painter import save_tiny_painter
from tests.web.conftest import HOME, opened, scripted
from tests.web.test_elements import Page, words_of
from web.app import create_app
from web.wiring import Shelf

pytestmark = pytest.mark.tiny
ANA = "/patients/juan/elements/anamadr"
HERS = ("juan", "anamadr")
SAID = {"token": "ohwx", "made_here": "yes"}


class Studio:
    """A house with a tiny painter and somebody who agreed."""

    def __init__(self, browser: TestClient, shelf: Shelf, folder: Path) -> None:
        self.browser, self.shelf, self.folder = browser, shelf, folder
        painter = shelf.painter()
        assert isinstance(painter, DiffusersPainter)
        self.hash, self.pipe = painter.hash, painter.own_pipeline()

    @property
    def book(self) -> Book:
        return self.shelf.records.settled()

    def learnt(self, base_hash: str = "") -> LearntLikeness:
        return random_likeness(self.pipe, "anamadr", base_hash=base_hash or self.hash)

    def kohya(self) -> bytes:
        return bytes(save(each(self.learnt(), kohya)))

    def send(self, data: bytes, *, name: str = "ana.safetensors", **said: str) -> Page:
        return self.browser.post(f"{ANA}/likenesses/upload", data=said, files={"likeness": (name, data)})

    def files(self) -> set[Path]:
        kept = self.shelf.media.path(self.shelf.media.put(b"x", suffix=".txt", owner="probe", name="x")).parents[1]
        return set(kept.rglob("*.safetensors"))


@pytest.fixture(scope="module")
def opened_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    folder: Path = tmp_path_factory.mktemp("studio")
    plain = scripted(folder)
    settings = plain.model_copy(update={"painter": "auto", "painter_path": save_tiny_painter(folder / "tiny")})
    with opened(settings) as shelf, TestClient(create_app(settings, shelf), base_url=HOME) as browser:
        give_consent(*HERS, person="Ana", given_by="Juan", purpose="", book=shelf.records.settled())
        yield Studio(browser, shelf, folder)


@pytest.fixture
def studio(opened_studio: Studio) -> Iterator[Studio]:
    """The same house, and nothing learnt in it."""
    yield opened_studio
    for likeness in opened_studio.book.likenesses("juan"):
        opened_studio.browser.post(f"{ANA}/likenesses/{likeness.id}/delete")
    assert opened_studio.files() == set()


def test_the_form_asks_what_the_file_may_not_say(studio: Studio) -> None:
    page = studio.browser.get(ANA)
    said = words_of(page)
    assert "Importar un parecido" in said
    assert "Se hizo con el pintor de esta casa (tiny)" in said
    assert "nadie puede comprobarlo" in said
    assert f"Como mucho, {MOST_MB} MB" in said
    assert "evoca convert" in said
    for field in ("import-file", "import-token"):
        assert f'<label for="{field}">' in page.text


def test_a_file_of_another_program_is_kept_listed_taken_out_and_deleted(studio: Studio) -> None:
    page = studio.send(studio.kohya(), **SAID)
    assert page.url.path == ANA
    made = studio.book.likenesses(*HERS)[0]
    assert "LoRA de un archivo, palabra «ohwx»" in words_of(page)
    assert "nadie ha podido comprobarlo" in words_of(page)
    file = studio.browser.get(f"{ANA}/likenesses/{made.id}/file")
    assert 'filename="ohwx.safetensors"' in file.headers["content-disposition"]
    studio.browser.post(f"{ANA}/likenesses/{made.id}/delete")
    assert studio.book.likenesses(*HERS) == []
    again = studio.send(file.content)
    assert again.status_code == 422
    assert "no dice con qué pintor se hizo" in words_of(again)
    assert studio.send(file.content, made_here="yes").status_code == 200
    assert [one.token for one in studio.book.likenesses(*HERS)] == ["ohwx"]


def test_a_file_of_ours_needs_no_words(studio: Studio) -> None:
    page = studio.send(save_likeness(studio.learnt(), studio.folder / "own.safetensors").read_bytes())
    assert page.status_code == 200
    assert "palabra «anamadr»" in words_of(page)
    assert "nadie ha podido comprobarlo" not in words_of(page)


def test_an_older_likeness_can_be_preferred(studio: Studio) -> None:
    kept = studio.shelf.media.put(b"weights", suffix=".safetensors", owner="k1", name="likeness")
    studio.book.save_likeness(a_likeness("k1", "anamadr", "juan", media_id=kept, base_hash=studio.hash))
    page = studio.send(studio.kohya(), **SAID)
    uses = re.findall(rf'action="{ANA}/likenesses/(\w+)/use"', page.text)
    assert uses == ["k1"]
    page = studio.browser.post(f"{ANA}/likenesses/k1/use")
    assert studio.book.likenesses(*HERS)[0].id == "k1"
    assert words_of(page).count("El pintor usa este") == 1
    assert studio.browser.post("/patients/juan/elements/jovenalp/likenesses/k1/use").status_code == 404


def refused_files(studio: Studio) -> dict[str, tuple[bytes, str]]:
    whole = studio.kohya()
    tensors = each(studio.learnt(), kohya)
    up = next(name for name in tensors if "to_q.lora_up" in name)
    torch.save({"a": torch.ones(1)}, studio.folder / "pickle")
    other = save_likeness(studio.learnt("f" * 64), studio.folder / "other.safetensors").read_bytes()
    return {
        "wrong keys": (save(tensors | {"lora_unet_x.hada_w1_a": torch.ones(2, 2)}), "algo que este pintor no conoce"),
        "wrong rank": (save(tensors | {up: torch.ones(3, 3)}), "tiene otro tamaño"),
        "a pickle": ((studio.folder / "pickle").read_bytes(), "podría esconder un programa"),
        "cut off": (whole[: len(whole) // 2], "puede estar cortado"),
        "empty": (b"", "puede estar cortado"),
        "another painter": (other, "se aprendió con otro pintor"),
        "a painter": (save({"model.diffusion_model.out.2.weight": torch.ones(2)}), "es un pintor entero"),
    }


@pytest.mark.parametrize(
    "what", ["wrong keys", "wrong rank", "a pickle", "cut off", "empty", "another painter", "a painter"]
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_not_kept(studio: Studio, what: str) -> None:
    data, said = refused_files(studio)[what]
    page = studio.send(data, **SAID)
    assert page.status_code == 422
    assert said in words_of(page)
    assert 'value="ohwx"' in page.text
    assert re.search(r'name="made_here" value="yes" checked', page.text)
    assert studio.book.likenesses("juan") == []
    assert studio.files() == set()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"made_here": "yes"}, "Falta la palabra clave"),
        ({"token": "dos palabras", "made_here": "yes"}, "Falta la palabra clave"),
        ({"token": "ohwx"}, "no dice con qué pintor se hizo"),
        ({"token": "jovenalp", "made_here": "yes"}, "«jovenalp» ya se usa"),
    ],
)
def test_what_is_not_said_is_asked_for(studio: Studio, said: dict[str, str], answer: str) -> None:
    page = studio.send(studio.kohya(), **said)
    assert page.status_code == 422
    assert answer in words_of(page)
    assert studio.book.likenesses("juan") == []


def test_a_name_that_leads_elsewhere_is_only_a_name(studio: Studio) -> None:
    for name in ("../../../x.safetensors", ".hidden", "c:\\x y.safetensors", "ñ" * 200):
        assert studio.send(b"nothing", name=name, **SAID).status_code == 422


def test_an_import_without_a_file_is_refused(studio: Studio) -> None:
    assert studio.browser.post(f"{ANA}/likenesses/upload", data=SAID).status_code == 422


def test_nothing_is_imported_without_consent(studio: Studio) -> None:
    young = "/patients/juan/elements/jovenalp"
    page = studio.browser.get(young)
    assert "No se importa nada hasta que" in words_of(page)
    assert f'action="{young}/likenesses/upload' not in page.text
    sent: Any = studio.browser.post(
        f"{young}/likenesses/upload", data=SAID, files={"likeness": ("x.safetensors", studio.kohya())}
    )
    assert sent.status_code == 403
    assert studio.book.likenesses("juan") == []


def test_a_house_with_a_sketch_alone_says_so(browser: TestClient) -> None:
    assert "Ningún pintor de esta máquina puede usar un parecido" in words_of(browser.get(ANA))
    sent = browser.post(f"{ANA}/likenesses/upload", data=SAID, files={"likeness": ("x.safetensors", b"x")})
    assert sent.status_code == 503
