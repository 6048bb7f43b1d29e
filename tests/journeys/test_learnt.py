"""Ten photos of a dog become a likeness, and the next memory that names him is painted with it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from assistant.elements import TrainingState
from pipelines.storybook.characters import Character, photos, twelve
from tests.journeys.conftest import House, free_port, run_working_house
from web.settings import Settings

pytestmark = [pytest.mark.journey, pytest.mark.starter, pytest.mark.timeout(1800)]
ELEMENTS = "/patients/juan/elements"
PATIENCE_MS = 900_000
MEMORY = "De viejo paseaba por el bosque con Trasto, el perro, y nevaba."


@pytest.fixture(scope="module")
def working_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with a worker, the painter that ships, and rules in place of the models that hear and read."""
    yield from run_working_house(
        Settings(
            data_folder=tmp_path_factory.mktemp("learning"),
            port=free_port(),
            ear="scripted",
            reader="rules",
            eye="no_faces",
        )
    )


@pytest.fixture(scope="module")
def dog_photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ten drawn photos of a dog that the painter has never seen, as large as a telephone's small ones."""
    folder = tmp_path_factory.mktemp("trasto")
    files = []
    for number, drawn in enumerate(photos(a_dog())):
        files.append(folder / f"trasto-{number}.jpg")
        drawn.resize((768, 768), Image.Resampling.BICUBIC).save(files[-1], quality=92)
    return files


def a_dog() -> Character:
    return next(one for one in twelve() if one.class_word == "dog")


@pytest.fixture
def page(chromium: Browser, working_house: House) -> Iterator[Page]:
    context = chromium.new_context(base_url=working_house.address, locale="es-ES")
    yield context.new_page()
    context.close()


def test_from_ten_photos_to_a_page_with_the_dog(page: Page, working_house: House, dog_photos: list[Path]) -> None:
    add_the_dog(page)
    page.get_by_label("De este aparato").set_input_files(dog_photos)
    expect(page.get_by_text("Ya se han mirado todas las fotos.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".album > li")).to_have_count(10)
    expect(page.locator(".wish.met").first).to_be_visible()
    dog = working_house.book.patient("juan").elements[-1]

    learn_quickly(page)
    (training,) = working_house.book.trainings("juan", dog.id)
    assert training.state is TrainingState.ACCEPTED
    assert all(point.scores and point.grid_id for point in training.checkpoints)
    (likeness,) = working_house.book.likenesses("juan", dog.id)

    told = tell(page)
    page.goto(f"/review/{told}")
    expect(page.locator(f"[data-element={dog.token}]")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Parar este trabajo")).to_have_count(0, timeout=PATIENCE_MS)
    painted = [render for render in working_house.book.renders(told) if render.kind == "painting"]
    assert painted
    for recipe in [render.recipe for render in painted]:
        assert likeness.id in recipe.likeness_ids
        assert dog.token in recipe.prompt.positive
    page.locator(f"#render-{painted[0].id}").get_by_role("button", name="Aprobar").click()
    page.get_by_role("link", name="Ver la página en el libro").click()
    expect(page.locator("article[data-chapter=old_age]")).to_contain_text("Trasto")


def add_the_dog(page: Page) -> None:
    """Begin with a new animal of Juan's."""
    page.goto(ELEMENTS)
    page.get_by_role("link", name="Añadir a alguien o algo").click()
    page.get_by_label("Un animal", exact=True).check()
    page.get_by_label("Nombre", exact=False).first.fill("Trasto")
    page.get_by_label("En las imágenes es").select_option("dog")
    page.get_by_role("button", name="Guardar y añadir fotos").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trasto")


def learn_quickly(page: Page) -> None:
    """Choose the quick preset, watch it go on, and keep what is proposed."""
    learn = page.locator("#learn")
    page.reload()
    learn.get_by_label("Rápido").check()
    learn.get_by_role("button", name="Empezar a aprender").click()
    bar = learn.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=PATIENCE_MS)
    expect(learn.get_by_role("status")).to_contain_text("Aprendiendo", timeout=PATIENCE_MS)
    expect(learn.get_by_text(re.compile("Faltan unos"))).to_be_visible(timeout=PATIENCE_MS)
    expect(learn.locator(".point.proposed")).to_be_visible(timeout=PATIENCE_MS)
    learn.locator(".point.proposed").get_by_role("button", name="Quedarse con este").click()
    expect(learn.get_by_role("link", name="Sacar una copia")).to_be_visible()


def tell(page: Page) -> str:
    """Tell a memory that names the dog; returns its id."""
    page.goto("/tell/juan/written")
    page.get_by_role("textbox").fill(MEMORY)
    page.get_by_role("button", name="He terminado").click()
    expect(page).to_have_url(re.compile(r"/tell/juan/[0-9a-f]{32}$"))
    return page.url.rsplit("/", 1)[-1]
