"""What every eye promises of photos, and what the real one finds in real faces."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter, PngImagePlugin

from assistant import wording
from assistant.coaching import BLURRED
from assistant.comparing import SAME_PERSON, apart, like
from assistant.cropping import holds, side_of
from assistant.elements import Face
from assistant.errors import (
    EvocaError,
    ModelMissing,
    PhotoOfOtherKind,
    PhotoTooLarge,
    PhotoTooSmall,
    PhotoUnreadable,
)
from assistant.ports import PhotoEye
from assistant.story import Box
from pipelines.faces import DlibFaces, turn_of
from pipelines.photos import PillowEye, fingerprint, sharpness
from pipelines.scripted_faces import ScriptedFaces
from tests.pipelines.photo_making import PHOTOS, drawn, real, saved

REAL = PillowEye(DlibFaces())


@pytest.fixture(params=["dlib", "scripted"])
def eye(request: pytest.FixtureRequest) -> PhotoEye:
    return REAL if request.param == "dlib" else PillowEye(ScriptedFaces())


def pixels(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def is_red(image: Image.Image, x: float, y: float) -> bool:
    red, green, blue = np.asarray(image)[round(y * (image.height - 1)), round(x * (image.width - 1))].tolist()
    return bool(red > 180 and green < 80 and blue < 80)


def header_only(width: int, height: int) -> bytes:
    """A PNG that promises more pixels than any machine should make room for."""
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    idat = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", body) + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_phones_and_cameras_photos_are_taken(eye: PhotoEye, kind: str) -> None:
    seen = eye.look(saved(drawn(700, 560), kind), people=False)
    assert (seen.findings.width, seen.findings.height) == (700, 560)
    assert side_of(seen.crop, 700, 560) == 560
    assert is_red(pixels(seen.clean), 0.2, 0.2)
    assert max(pixels(seen.preview).size) == 640


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0.2, 0.2)), (3, (0.8, 0.8)), (6, (0.8, 0.2)), (8, (0.2, 0.8))]
)
def test_a_turned_camera_gives_an_upright_photo(eye: PhotoEye, orientation: int, corner: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = eye.look(saved(drawn(300, 200), exif=exif.tobytes()), people=False)
    assert (seen.findings.width > seen.findings.height) == (orientation in {1, 3})
    assert is_red(pixels(seen.clean), *corner)


def test_a_turned_heic_is_upright(eye: PhotoEye) -> None:
    seen = eye.look(real("turned.heic"), people=False)
    assert (seen.findings.width, seen.findings.height) == (96, 128)
    assert is_red(pixels(seen.clean), 0.8, 0.2)


def test_nothing_but_the_picture_is_kept(eye: PhotoEye) -> None:
    exif = Image.Exif()
    exif[0x010E] = "At grandmother's, Calle Mayor 3"
    exif.get_ifd(0x8825)[2] = (36.5, 0.0, 0.0)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "At grandmother's, Calle Mayor 3")
    jpeg = saved(drawn(), exif=exif.tobytes(), comment=b"At grandmother's, Calle Mayor 3", dpi=(300, 300))
    for data in (jpeg, saved(drawn(), "PNG", pnginfo=notes, exif=exif.tobytes())):
        assert b"grandmother" in data
        seen = eye.look(data, people=False)
        for copy in (seen.clean, seen.preview):
            assert b"grandmother" not in copy
            assert b"Exif" not in copy
            opened = Image.open(BytesIO(copy))
            assert (opened.format, dict(opened.getexif()), "comment" in opened.info) == ("JPEG", {}, False)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "RGBA", "LA"])
def test_other_ways_to_store_colours_are_understood(eye: PhotoEye, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    seen = eye.look(saved(drawn(mode="LA" if mode == "LA" else mode), kind), people=False)
    shown = pixels(seen.clean)
    assert np.asarray(shown)[300, 639].tolist() == [255, 255, 255]  # white stays white
    assert mode in {"L", "1", "LA"} or is_red(shown, 0.2, 0.2)


def test_sixteen_bits_are_scaled_not_cut(eye: PhotoEye) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (256, 1))
    shown = np.asarray(pixels(eye.look(saved(Image.fromarray(ramp), "PNG"), people=False).clean))
    assert abs(int(shown[128, 128, 0]) - 128) <= 3
    assert int(shown[128, 0, 0]) <= 3


def test_what_is_transparent_lies_on_white(eye: PhotoEye) -> None:
    seen = eye.look(saved(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG"), people=False)
    assert seen.findings.brightness > 0.99


def test_of_an_animation_the_first_picture_counts(eye: PhotoEye) -> None:
    frames = [Image.new("RGB", (80, 80), "black"), Image.new("RGB", (80, 80), "white")]
    moving = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert eye.look(moving, people=False).findings.brightness < 0.05


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", PhotoUnreadable),
        (b"Dear Carmen, this is no photo at all.", PhotoUnreadable),
        (saved(drawn())[:4000], PhotoUnreadable),
        (saved(drawn(), "PNG")[:2000], PhotoUnreadable),
        (saved(drawn(), "WEBP")[:900], PhotoUnreadable),
        (real("turned.heic")[:500], PhotoUnreadable),
        (saved(drawn(80, 80), "GIF", save_all=True, append_images=[drawn(80, 80, seed=1)]), PhotoOfOtherKind),
        (saved(drawn(80, 80), "BMP"), PhotoOfOtherKind),
        (saved(Image.new("RGB", (1, 1))), PhotoTooSmall),
        (header_only(30_000, 30_000), PhotoTooLarge),
        (header_only(11_000, 11_000), PhotoTooLarge),
        (header_only(9_000, 9_000), PhotoUnreadable),
    ],
    ids=[
        "nothing",
        "a text named .jpg",
        "half a JPEG",
        "half a PNG",
        "half a WebP",
        "half a HEIC",
        "an animated GIF",
        "a BMP",
        "1x1",
        "30,000x30,000",
        "just over the limit",
        "a broken promise",
    ],
)
def test_what_cannot_be_used_is_refused_in_words(eye: PhotoEye, data: bytes, fault: type[EvocaError]) -> None:
    with pytest.raises(fault) as refused:
        eye.look(data, people=True)
    assert type(refused.value) is fault
    for said in (wording.explain(refused.value, "es"), wording.explain(refused.value, "en")):
        assert len(said) > 30
        assert "{" not in said


def test_a_refusal_names_what_it_is_about(eye: PhotoEye) -> None:
    with pytest.raises(PhotoOfOtherKind) as gif:
        eye.look(saved(drawn(80, 80), "GIF"), people=False)
    assert "GIF" in wording.explain(gif.value, "es")
    with pytest.raises(PhotoTooSmall) as dot:
        eye.look(saved(Image.new("RGB", (1, 1))), people=False)
    assert "1 × 1" in wording.explain(dot.value, "en")


def test_the_asked_square_is_measured_and_stays_inside(eye: PhotoEye) -> None:
    dark = drawn(800, 600)
    dark.paste("black", (400, 0, 800, 600))
    seen = eye.look(saved(dark), people=False, crop=Box(left=0.6, top=0.2, width=0.3, height=0.4))
    assert seen.findings.brightness < 0.05
    assert round(seen.crop.width * 800) == round(seen.crop.height * 600) == 240
    wild = eye.look(saved(dark), people=False, crop=Box(left=0.9, top=0.9, width=1.0, height=1.0)).crop
    assert wild.left + wild.width <= 1.0 + 1e-9
    assert round(wild.width * 800) == round(wild.height * 600) == 600


def test_a_script_says_who_is_where() -> None:
    face = Face(box=Box(left=0.1, top=0.1, width=0.2, height=0.2), turn=3.0, print=(1.0, 2.0))
    data = saved(drawn(600, 400))
    scripted = PillowEye(ScriptedFaces({(600, 400): (face,)}))
    assert scripted.look(data, people=True).findings.faces == (face,)
    assert scripted.look(data, people=False).findings.faces == (face.model_copy(update={"print": ()}),)
    assert scripted.look(saved(drawn(400, 600)), people=True).findings.faces == ()


def test_one_person_is_one_and_another_is_another() -> None:
    found = {
        name: REAL.look(real(f"{name}.jpg"), people=True).findings
        for name in ("one-front", "one-aside", "one-standing", "another")
    }
    assert [len(findings.faces) for findings in found.values()] == [1, 1, 1, 1]
    front, aside, standing, another = (findings.faces[0] for findings in found.values())
    assert all(len(face.print) == 128 for face in (front, aside, standing, another))
    assert max(apart(front, aside), apart(front, standing), apart(aside, standing)) < SAME_PERSON
    assert min(apart(another, face) for face in (front, aside, standing)) > SAME_PERSON
    assert front.turn is not None
    assert aside.turn is not None
    assert abs(front.turn) < 8 < abs(aside.turn)
    assert front.box.height > standing.box.height * 1.5


def test_two_people_in_a_photo_give_a_square_of_one() -> None:
    left, right = pixels(real("one-front.jpg")), pixels(real("another.jpg")).resize((600, 928))
    both = Image.new("RGB", (left.width + 600, left.height), "grey")
    both.paste(left, (0, 0))
    both.paste(right.crop((0, 0, 600, left.height)), (left.width, 0))
    seen = REAL.look(saved(both, quality=92), people=True)
    assert len(seen.findings.faces) == 2
    assert [holds(seen.crop, face) for face in seen.findings.faces] == [True, False]
    without = REAL.look(saved(both, quality=92), people=False)
    assert [face.print for face in without.findings.faces] == [(), ()]


def test_a_soft_photo_measures_less_than_a_sharp_one() -> None:
    sharp = REAL.look(real("one-front.jpg"), people=True)
    soft = saved(pixels(real("one-front.jpg")).filter(ImageFilter.GaussianBlur(3)), quality=92)
    assert sharp.findings.sharpness > 3 * BLURRED
    assert REAL.look(soft, people=True, crop=sharp.crop).findings.sharpness < BLURRED
    assert sharpness(np.zeros((8, 8))) == 0.0


def test_fingerprints_tell_the_same_picture_from_another() -> None:
    one, again = pixels(real("one-front.jpg")), saved(pixels(real("one-front.jpg")).resize((400, 439)), quality=60)
    apart_by = [int(fingerprint(one), 16) ^ int(fingerprint(other), 16) for other in (pixels(again), drawn())]
    assert apart_by[0].bit_count() <= 2
    assert apart_by[1].bit_count() > 8


def test_clothes_are_compared_by_their_colours() -> None:
    worn = [REAL.look(real(f"{name}.jpg"), people=True).findings.colours for name in ("one-front", "one-standing")]
    assert all(abs(sum(spread) - 1) < 0.01 for spread in worn)
    front = pixels(real("one-front.jpg"))
    front.paste("green", (0, 380, front.width, front.height))
    changed = REAL.look(saved(front), people=True).findings.colours
    assert like(worn[0], changed) < 0.3
    assert REAL.look(saved(drawn()), people=True).findings.colours == ()


@pytest.mark.parametrize(("nose", "turn"), [(50.0, 0.0), (60.0, 22.0), (30.0, -36.0)])
def test_the_nose_tells_where_a_head_is_turned_however_it_is_tilted(nose: float, turn: float) -> None:
    straight = [(90.0, 10.0), (70.0, 10.0), (10.0, 10.0), (30.0, 10.0), (nose, 50.0)]
    assert turn_of(straight) == pytest.approx(turn * 80 / 80, abs=8)
    tilted = [((x - y) * 0.7071, (x + y) * 0.7071) for x, y in straight]
    assert turn_of(tilted) == pytest.approx(turn_of(straight), abs=0.01)


def test_models_that_are_not_there_are_missed_in_words() -> None:
    with pytest.raises(ModelMissing) as missing:
        PillowEye(DlibFaces(PHOTOS)).look(real("one-front.jpg"), people=True)
    assert "face-recognition-models" in wording.explain(missing.value, "en")
