"""After a no, and after a deletion, no file holds anything of what was learnt or of what it was learnt from."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from assistant.consenting import give_consent
from assistant.elements import LearningSettings, TrainingState
from assistant.ports import Book
from assistant.reporting import Halt
from assistant.reviewing import approve
from assistant.school import School
from assistant.story import RenderState
from tests.fakes import png_of
from tests.making import a_likeness, a_photo, a_recollection, a_render, a_scene, a_training, a_transcript
from web.settings import Settings
from web.wiring import Shelf, learner

ANA = "/patients/juan/elements/anamadr"
HERS = ("juan", "anamadr")
MARK = b"-of-Ana-"


class Traces(NamedTuple):
    """Files that show Ana, by what they are, and a picture that was made with her likeness."""

    photos: tuple[Path, ...]
    learnt: dict[str, Path]
    picture: Path


def marked(shelf: Shelf, data: str, suffix: str, owner: str, name: str) -> str:
    return shelf.media.put(data.encode() + MARK, suffix=suffix, owner=owner, name=name)


@pytest.fixture
def traces(settings: Settings, shelf: Shelf, book: Book) -> Traces:
    """Ten photos with their previews, a training that stopped half-way, its likeness and an imported one."""
    give_consent(*HERS, person="Ana", given_by="Juan", purpose="", book=book)
    media = shelf.media
    photos = []
    for number in range(10):
        kept = marked(shelf, f"photo {number}", ".jpg", f"f{number}", "copy")
        small = marked(shelf, f"small {number}", ".jpg", f"f{number}", "small")
        found = a_photo().findings.model_copy(update={"fingerprint": f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"})
        book.save_photo(a_photo(f"f{number}", "anamadr", "juan", media_id=kept, preview_id=small, findings=found))
        photos += [media.path(kept), media.path(small)]
    learnt = half_learnt(settings, shelf, book)
    for name in ("t1-10-0", "brought"):
        kept = marked(shelf, f"weights {name}", ".safetensors", name, "likeness")
        training = "t1" if name == "t1-10-0" else None
        book.save_likeness(a_likeness(name, "anamadr", "juan", training_id=training, media_id=kept))
        learnt[name] = media.path(kept)
    told = a_recollection("r1", "juan")
    book.save_recollection(told)
    book.save_transcript(a_transcript())
    book.save_scene(a_scene())
    picture = media.put(png_of(1), suffix=".png", owner="r1", name="p1")
    render = a_render("p1", media_id=picture)
    worn = render.recipe.model_copy(update={"likeness_ids": ("t1-10-0",)})
    book.save_render(render.model_copy(update={"recipe": worn}))
    approve("p1", by="therapist", book=book)
    return Traces(tuple(photos), learnt, media.path(picture))


def half_learnt(settings: Settings, shelf: Shelf, book: Book) -> dict[str, Path]:
    """A training after its first chunk: a checkpoint, a grid, a curve, and what the learner keeps for the next one."""
    asked = a_training(
        "t1", "anamadr", "juan", checkpoints=(), settings=LearningSettings(steps=20, checkpoint_every=10)
    )
    book.save_training(asked)
    teacher = learner(settings.model_copy(update={"learner": "scripted"}), None)
    assert teacher is not None
    book.save_training(asked.model_copy(update={"base_hash": teacher.hash}))
    assert School(book=book, media=shelf.media, learner=teacher).take("t1", lambda: Halt.NO)
    (point,) = book.training("t1").checkpoints
    grid = marked(shelf, "grid", ".png", "t1", "grid-000010")
    curve = marked(shelf, "curve", ".png", "t1", "curve")
    change = {"checkpoints": (point.model_copy(update={"grid_id": grid}),), "curve_id": curve}
    book.save_training(book.training("t1").model_copy(update={**change, "state": TrainingState.CANCELLED}))
    checkpoint = shelf.media.path(point.media_id)
    work = checkpoint.parent / "work"
    (work / "lessons-1.safetensors").write_bytes(b"latents" + MARK)
    kept = {"checkpoint": checkpoint, "grid": shelf.media.path(grid), "curve": shelf.media.path(curve)}
    return kept | {f"work {file.name}": file for file in work.iterdir()}


def left_of_her(settings: Settings) -> set[Path]:
    """Files anywhere among the data, the database's own apart, that show her or were made from what does."""
    every = [file for file in settings.data_folder.rglob("*") if file.is_file() and ".sqlite" not in file.name]
    return {file for file in every if MARK in file.read_bytes() or "t1" in file.relative_to(settings.data_folder).parts}


def revoke(browser: TestClient) -> None:
    browser.post(f"{ANA}/consent", data={"person": "Ana", "given_by": "Juan", "answer": "no"})


def take_photos_back(browser: TestClient) -> None:
    browser.post("/patients/juan/photos-consent")


def delete_element(browser: TestClient) -> None:
    browser.post(f"{ANA}/delete")


def remove_every_photo(browser: TestClient) -> None:
    for number in range(10):
        browser.post(f"{ANA}/photos/f{number}/remove")


def delete_both_likenesses(browser: TestClient) -> None:
    for name in ("brought", "t1-10-0"):
        browser.post(f"{ANA}/likenesses/{name}/delete", data={"photos": "yes"})


@pytest.mark.parametrize("erase", [revoke, take_photos_back, delete_element, delete_both_likenesses])
def test_no_file_is_left_of_somebody(
    settings: Settings, browser: TestClient, book: Book, traces: Traces, erase: Callable[[TestClient], None]
) -> None:
    kept = {*traces.photos, *traces.learnt.values()}
    assert left_of_her(settings) == kept
    assert len(kept) == 20 + 6 + 2, "photos, previews, checkpoint, grid, curve, three of the learner's, two likenesses"
    erase(browser)
    assert left_of_her(settings) == set()
    assert not any(file.exists() for file in kept)
    assert not any(file.parent.exists() for file in kept), "nor an empty folder with its name"
    assert (book.photos("juan"), book.trainings("juan"), book.likenesses("juan")) == ([], [], [])


@pytest.mark.parametrize("erase", [revoke, take_photos_back, delete_element, delete_both_likenesses])
def test_its_pictures_leave_the_book_and_cannot_come_back(
    browser: TestClient, book: Book, traces: Traces, erase: Callable[[TestClient], None]
) -> None:
    shown = f"/media/{traces.picture.parent.name}--{traces.picture.name}"
    assert shown in browser.get("/book/juan/print").text
    erase(browser)
    assert book.render("p1").state is RenderState.HIDDEN
    page = browser.get("/book/juan/print")
    assert page.status_code == 200
    assert shown not in page.text
    assert browser.post("/renders/p1/restore").status_code in {403, 404}
    assert shown not in browser.get("/book/juan/print").text


def test_deleting_a_likeness_alone_leaves_the_photos(settings: Settings, browser: TestClient, traces: Traces) -> None:
    browser.post(f"{ANA}/likenesses/t1-10-0/delete")
    assert left_of_her(settings) == {*traces.photos, traces.learnt["brought"]}


@pytest.mark.parametrize(
    "erase", [revoke, take_photos_back, delete_element, delete_both_likenesses, remove_every_photo]
)
def test_nothing_that_was_measured_lingers_in_the_files_of_the_database(
    settings: Settings, browser: TestClient, book: Book, traces: Traces, erase: Callable[[TestClient], None]
) -> None:
    """What tells a face apart is kept in rows: they are gone from the file, and from the log of what was written."""
    for photo in book.photos(*HERS):
        book.save_photo(photo.model_copy(update={"caption": "the numbers of a face"}))
    assert traces.photos
    assert holding(settings, b"the numbers of a face")
    erase(browser)
    assert holding(settings, b"the numbers of a face") == []


def holding(settings: Settings, words: bytes) -> list[str]:
    """Files of the database that hold these words."""
    return [file.name for file in settings.data_folder.glob("*.sqlite*") if words in file.read_bytes()]
