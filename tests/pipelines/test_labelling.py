import io

import pytest
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from pipelines.labelling import LEAST_WIDTH, DigitalSource, digital_source, font, label_picture, mark, wrapped
from tests.pipelines.pictures import opened

SENTENCE = "Imagen creada con inteligencia artificial a partir de su relato. No es una foto."


def picture(width: int = 600, height: int = 400, *, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_label_stands_below_and_the_picture_is_whole(kind: str) -> None:
    labelled = label_picture(picture(kind=kind), SENTENCE)
    with Image.open(io.BytesIO(labelled)) as image:
        assert image.format == kind
        assert image.width == 600
        assert 400 + 40 < image.height < 400 + 140
        red, green, blue = image.convert("RGB").getpixel((300, 380))  # type: ignore[misc] # three numbers in RGB
    assert abs(red - 0x33) + abs(green - 0x66) + abs(blue - 0x99) < 12


def test_the_sentence_can_be_read() -> None:
    strip = opened(label_picture(picture(), SENTENCE)).crop((0, 404, 600, 440)).convert("L")
    dark = sum(strip.histogram()[:90])
    paper = sum(strip.histogram()[225:])
    assert dark > 400
    assert paper > 0.6 * strip.width * strip.height


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("source", list(DigitalSource))
def test_the_mark_is_read_back(kind: str, source: DigitalSource) -> None:
    assert digital_source(label_picture(picture(kind=kind), SENTENCE, source=source)) is source


def test_the_mark_is_iptcs_own_address() -> None:
    address = b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    labelled = label_picture(picture(), SENTENCE)
    assert address in labelled
    assert b"XML:com.adobe.xmp" in labelled
    assert SENTENCE.encode() in labelled


def test_without_a_mark_a_model_made_it_and_a_mark_is_kept() -> None:
    assert digital_source(picture()) is None
    assert digital_source(label_picture(picture(), SENTENCE)) is DigitalSource.TRAINED_MODEL
    drawn = mark(picture(), DigitalSource.DRAWN_BY_RULE)
    assert digital_source(label_picture(drawn, SENTENCE)) is DigitalSource.DRAWN_BY_RULE
    assert opened(drawn).tobytes() == opened(picture()).tobytes()


def test_small_pictures_grow_until_the_label_can_be_read() -> None:
    assert opened(label_picture(picture(256, 256), SENTENCE)).width == LEAST_WIDTH
    assert opened(label_picture(picture(200, 100), SENTENCE)).width == 600


def test_a_longer_sentence_takes_more_lines_and_stays_inside() -> None:
    longer = " ".join([SENTENCE] * 3)
    assert opened(label_picture(picture(), longer)).height > opened(label_picture(picture(), SENTENCE)).height
    assert max(font(20).getlength(line) for line in wrapped(longer, font(20), 300)) <= 300
    assert " ".join(wrapped(longer, font(20), 300)) == longer


def test_other_metadata_is_dropped() -> None:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", "the garden of her mother")
    Image.new("RGB", (600, 300)).save(out, "PNG", pnginfo=info)
    assert b"garden" not in label_picture(out.getvalue(), SENTENCE)


def test_signs_of_xml_do_no_harm() -> None:
    labelled = label_picture(picture(), 'a <b> & "c"')
    assert digital_source(labelled) is DigitalSource.TRAINED_MODEL
    assert b"a &lt;b&gt; &amp;" in labelled


def test_the_label_has_every_letter_of_spanish() -> None:
    boxes = {font(20).getmask(letter).getbbox() and bytes(font(20).getmask(letter)) for letter in "áéíóúüñÁÉÍÓÚÑ¿¡«»"}
    assert len(boxes) == 17
    assert bytes(font(20).getmask("\ufffe")) not in boxes


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(UnidentifiedImageError):
        label_picture(b"no picture", SENTENCE)
