"""Which squares of a photo are learnt."""

import io
from pathlib import Path

import pytest
from PIL import Image

from assistant.elements import Lesson
from assistant.errors import PhotoUnreadable
from assistant.story import Box
from pipelines.training_crops import cropped, crops_of, opened
from tests.pipelines.lesson_making import quick_settings

CROP = Box(left=0.2, top=0.0, width=0.6, height=1.0)
FACE = Box(left=0.4, top=0.1, width=0.1, height=0.2)
LESSON = Lesson(photo_id="p", media_id="m", crop=CROP, caption="", face=FACE)


def test_a_photo_is_learnt_whole_close_at_random_and_mirrored() -> None:
    crops = crops_of(LESSON, quick_settings(random_crops=2), (1000, 600))
    assert len(crops) == 8
    assert [flip for _, flip in crops] == [False, True] * 4
    assert crops[0][0] == CROP
    close = crops[2][0]
    assert close.width * 1000 == pytest.approx(close.height * 600)
    assert close.width * 1000 == pytest.approx(2.2 * 120)
    assert close.left < FACE.left
    assert close.left + close.width > FACE.left + FACE.width
    for box, _ in crops[4:]:
        assert CROP.left <= box.left
        assert box.left + box.width <= CROP.left + CROP.width + 1e-9


def test_the_same_seed_gives_the_same_squares() -> None:
    settings = quick_settings(random_crops=3)
    assert crops_of(LESSON, settings, (100, 100)) == crops_of(LESSON, settings, (100, 100))
    assert crops_of(LESSON, settings, (100, 100)) != crops_of(
        LESSON, quick_settings(random_crops=3, seed=1), (100, 100)
    )


def test_only_the_photos_own_square_where_nothing_else_is_wanted() -> None:
    plain = quick_settings(random_crops=0, face_crops=False, flips=False)
    assert crops_of(LESSON, plain, (100, 100)) == [(CROP, False)]


def test_a_face_near_the_edge_keeps_its_square_inside() -> None:
    corner = LESSON.model_copy(update={"face": Box(left=0.9, top=0.0, width=0.1, height=0.2)})
    box = crops_of(corner, quick_settings(random_crops=0), (400, 300))[2][0]
    assert box.left + box.width <= 1.0
    assert box.top >= 0.0


def test_a_crop_is_cut_from_the_upright_photo(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    turned = Image.Exif()
    turned[0x0112] = 6
    picture.save(tmp_path / "p.jpg", exif=turned, quality=95)
    assert opened(tmp_path / "p.jpg").size == (20, 40)
    top = cropped(tmp_path / "p.jpg", Box(left=0, top=0, width=1, height=0.5))
    (tmp_path / "top.png").write_bytes(top)
    red, _, blue = opened(tmp_path / "top.png").getpixel((10, 10))  # type: ignore[misc]  # three bands
    assert blue > 200 > red


def test_the_smallest_square_is_a_pixel(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    Image.new("RGB", (64, 64), "red").save(file)
    for at in (0.0, 0.2, 0.99, 1.0):
        piece = cropped(file, Box(left=at, top=at, width=0.001, height=0.001))
        assert Image.open(io.BytesIO(piece)).size == (1, 1)


@pytest.mark.parametrize("data", [b"", b"text", b"\xff\xd8\xff\xe0 cut off"])
def test_what_is_no_photo_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.jpg").write_bytes(data)
    with pytest.raises(PhotoUnreadable):
        opened(tmp_path / "p.jpg")
