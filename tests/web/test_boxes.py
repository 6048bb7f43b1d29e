"""A therapist moves the boxes: what is kept, what is refused, and what the next picture is painted by."""

import re

import pytest
from fastapi.testclient import TestClient

from assistant.ports import Book
from assistant.story import Doubt, Layout, Scene

MEMORY = "De joven iba con mi madre a la playa y llevábamos un paraguas."


@pytest.fixture
def told(browser: TestClient) -> str:
    browser.post("/tell/juan/t1/finish", data={"typed": MEMORY})
    return "t1"


def scene_of(book: Book, told: str) -> Scene:
    scene = book.scene(told)
    assert scene is not None
    return scene


def numbers(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="(?:number|hidden)" name="(\w+)"[^>]*value="([^"]+)"', page):
        if name == "back":
            continue
        found.setdefault(name, []).append(value)
    return found


def test_the_page_has_a_box_and_four_numbers_for_each(browser: TestClient, told: str) -> None:
    assert f'href="/review/{told}/boxes"' in browser.get(f"/review/{told}").text
    page = browser.get(f"/review/{told}/boxes").text
    assert len(re.findall(r"data-box=", page)) == len(numbers(page)["left"]) == 3
    assert numbers(page).keys() == {"key", "left", "top", "width", "height"}


def test_moved_boxes_are_a_revision_and_the_next_picture_follows_them(
    browser: TestClient, book: Book, told: str
) -> None:
    sent = numbers(browser.get(f"/review/{told}/boxes").text)
    sent["left"][0], sent["top"][0] = "66", "40"
    sent["left"][1] = "3"
    answer = browser.post(f"/review/{told}/boxes", data=sent)
    assert answer.url.path == f"/review/{told}"
    scene = scene_of(book, told)
    assert (scene.revision, scene.changed_by) == (2, "therapist")
    browser.post(f"/review/{told}/draw")
    recipe = book.renders(told)[0].recipe
    first, second = recipe.layout.standing[:2]
    assert {round(first.box.left, 2), round(second.box.left, 2)} == {0.66, 0.03}
    woman = recipe.prompt.positive.index("woman")
    assert woman < recipe.prompt.positive.index("young man"), "named from left to right"
    assert numbers(browser.get(f"/review/{told}/boxes").text)["left"] == ["3", "66", sent["left"][2]]


def test_boxes_that_are_where_they_were_change_nothing(browser: TestClient, book: Book, told: str) -> None:
    browser.post(f"/review/{told}/boxes", data=numbers(browser.get(f"/review/{told}/boxes").text))
    assert scene_of(book, told).revision == 1


def test_boxes_are_moved_into_the_picture(browser: TestClient, book: Book, told: str) -> None:
    sent = numbers(browser.get(f"/review/{told}/boxes").text)
    sent |= {"left": ["100"] * 3, "top": ["100"] * 3, "width": ["0"] * 3, "height": ["90"] * 3}
    browser.post(f"/review/{told}/boxes", data=sent)
    layout = scene_of(book, told).layout
    assert isinstance(layout, Layout)
    for standing in layout.standing:
        assert standing.box.left + standing.box.width <= 1
        assert standing.box.top + standing.box.height <= 1
        assert standing.box.width == 0.05


def test_a_page_that_was_opened_before_another_change_still_moves_the_right_ones(
    browser: TestClient, book: Book, told: str
) -> None:
    early = numbers(browser.get(f"/review/{told}/boxes").text)
    swapped = early | {"left": list(reversed(early["left"]))}
    browser.post(f"/review/{told}/boxes", data=swapped)
    browser.post(f"/review/{told}/boxes", data=early | {"left": ["10", "40", "70"]})
    layout = scene_of(book, told).layout
    assert layout is not None
    assert {f"{s.element_id or ''}:{s.who}": round(s.box.left, 2) for s in layout.standing} == dict(
        zip(early["key"], [0.1, 0.4, 0.7], strict=True)
    )


def test_the_program_places_everybody_again(browser: TestClient, book: Book, told: str) -> None:
    sent = numbers(browser.get(f"/review/{told}/boxes").text)
    sent["left"][0] = "66"
    browser.post(f"/review/{told}/boxes", data=sent)
    assert f'action="/review/{told}/boxes/reset"' in browser.get(f"/review/{told}/boxes").text
    browser.post(f"/review/{told}/boxes/reset")
    assert scene_of(book, told).layout is None
    assert "/boxes/reset" not in browser.get(f"/review/{told}/boxes").text


@pytest.mark.parametrize(
    "changes",
    [
        {"left": ["1", "2"]},
        {"left": ["-1", "2", "3"]},
        {"left": ["101", "2", "3"]},
        {"left": ["x", "2", "3"]},
        {"key": ["a"], "left": ["1"], "top": ["1"], "width": ["9"], "height": ["9"]},
        {"key": ["a", "b", "c"]},
    ],
)
def test_what_is_no_set_of_boxes_is_refused(
    browser: TestClient, book: Book, told: str, changes: dict[str, list[str]]
) -> None:
    sent = numbers(browser.get(f"/review/{told}/boxes").text) | changes
    assert browser.post(f"/review/{told}/boxes", data=sent).status_code in {400, 404, 422}
    assert scene_of(book, told).revision == 1


def test_a_memory_that_is_not_there_is_not_found(browser: TestClient) -> None:
    assert browser.get("/review/nobody/boxes").status_code == 404
    assert browser.post("/review/nobody/boxes").status_code == 404


def test_what_is_doubted_of_a_picture_stands_beside_it(browser: TestClient, book: Book, told: str) -> None:
    render = book.renders(told)[0]
    doubt = Doubt(key="came_out_unlike", data={"name": "Carmen", "tries": "2"})
    book.save_render(render.model_copy(update={"doubts": (doubt,)}))
    assert "Carmen no se parece a Carmen en esta imagen, después de 2 intentos." in browser.get(f"/review/{told}").text
