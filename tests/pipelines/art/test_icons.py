import re
from collections import Counter

import pytest
import resvg_py

from pipelines.art.icons import ART, SIZES, WORDS_FILE, drawings, look_up, read_entries, singulars, svg_body, words_of
from pipelines.art.scenery import props_named


@pytest.mark.parametrize(
    ("phrase", "drawing"),
    [
        ("dog", "dog"),
        ("two old wicker baskets", "basket"),
        ("basket of eggs", "basket"),
        ("wooden rocking chair", "chair"),
        ("glass of milk", "glass-of-milk"),
        ("potato omelette", "omelette"),
        ("bottle of olive oil", "oil"),
        ("children's bicycle", "bicycle"),
        ("geese", "goose"),
        ("loaves of bread", "bread"),
        ("knives", "kitchen-knife"),
        ("a red car with a dent", "automobile"),
        ("light from the window", "window"),
        ("four buses", "bus"),
        ("CHESS", "chess-table"),
    ],
)
def test_the_head_of_the_phrase_decides(phrase: str, drawing: str) -> None:
    found = look_up(phrase)
    assert found is not None
    assert found.drawing == drawing


@pytest.mark.parametrize("phrase", ["", "freedom", "the", "xyzzy of xyzzy", "😀"])
def test_what_has_no_drawing_gets_none(phrase: str) -> None:
    assert look_up(phrase) is None


@pytest.mark.parametrize(("phrase", "many"), [("duck", False), ("ducks", True), ("sheep", True), ("children", False)])
def test_plurals_are_many(phrase: str, many: bool) -> None:
    found = look_up(phrase)
    assert (found is not None and found.many) is many


@pytest.mark.parametrize(
    ("many", "one"),
    [("boxes", "box"), ("berries", "berry"), ("glasses", "glass"), ("grandchildren", "grandchild"), ("wolves", "wolf")],
)
def test_singulars(many: str, one: str) -> None:
    assert one in singulars(many)
    assert singulars(many)[0] == many


def test_accents_and_articles_do_not_matter() -> None:
    assert words_of("The Café's old Crème") == ["cafe's", "old", "creme"]


def test_every_drawing_that_is_named_is_here() -> None:
    wanted = {entry.drawing for entry in read_entries(WORDS_FILE)} | props_named()
    assert wanted <= set(drawings())
    assert len(wanted) > 400


def test_no_noun_stands_for_two_drawings() -> None:
    nouns = Counter(noun for entry in read_entries(WORDS_FILE) for noun in entry.nouns)
    assert [noun for noun, times in nouns.items() if times > 1] == []


def test_every_drawing_can_be_drawn() -> None:
    for name in drawings():
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 128 128">'
        )
        png = resvg_py.svg_to_bytes(
            svg_string=f"{svg}{svg_body(name, prefix='a')}</svg>", width=12, skip_system_fonts=True
        )
        assert len(bytes(png)) > 90, name


def test_neighbours_do_not_share_inner_names() -> None:
    with_ids = [name for name, body in drawings().items() if 'id="' in body]
    assert with_ids
    for name in with_ids:
        ids = re.findall(r'id="([^"]+)"', svg_body(name, prefix="left"))
        assert all(inner.startswith("left") for inner in ids)
        used = re.findall(r"#(?!(?:[0-9a-fA-F]{3}){1,2}\b)([\w-]+)", svg_body(name, prefix="left"))
        assert set(used) <= set(ids), name


def test_the_art_travels_light_and_names_its_licence() -> None:
    assert (ART / "noto.json").stat().st_size < 1_500_000
    licence = (ART / "LICENSE.txt").read_text("utf-8")
    assert "Noto Emoji" in licence
    assert "Apache License" in licence


@pytest.mark.parametrize("line", ["dog: dog", "dog enormous: dog", "dog small odd: dog"])
def test_a_line_without_a_known_size_is_refused(line: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("words") / "words.txt"
    file.write_text(f"# remark\n\n{line}\n")
    with pytest.raises(ValueError, match="no known size"):
        read_entries(file)


def test_a_line_may_go_on_below(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("words") / "words.txt"
    file.write_text("dog small: dog,\n    hound\nmoon hung: moon\n")
    dog, moon = read_entries(file)
    assert dog.nouns == ("dog", "hound")
    assert (moon.hung, moon.size in SIZES) == (True, True)
