"""Rules that every template keeps, checked on the sources and on the pages they make."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import HOME, opened, scripted
from web.app import create_app
from web.rendering import STATIC, TEMPLATES

SOURCES = sorted(TEMPLATES.glob("*.html"))
FORBIDDEN = re.compile(
    r"\b(prompt|token|modelo|model|steps|pasos|cfg|guidance|guía|seed|semilla|error|404|500|render|upload|chunk)\b",
    re.IGNORECASE,
)
MEMORY = "De joven iba con mi madre a la playa."


class Page(HTMLParser):
    """Collects what the rules ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given, tuple(name for name, _ in self.stack)))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag not in {"meta", "link", "img", "input", "br", "hr", "use", "rect"}:
            self.stack.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at][0] == tag:
                del self.stack[at:]
                return

    def handle_data(self, data: str) -> None:
        inside = {name for name, _ in self.stack}
        if data.strip() and not inside & {"script", "style"}:
            self.texts.append(data.strip())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An application with a page in the book, an alert, a picture and a telling that waits. Tests only look at it."""
    settings = scripted(tmp_path_factory.mktemp("filled"))
    with opened(settings) as shelf, TestClient(create_app(settings, shelf), base_url=HOME) as browser:
        browser.post("/tell/juan/t1/finish", data={"typed": MEMORY})
        browser.post(f"/renders/{shelf.records.settled().renders('t1')[0].id}/approve")
        browser.post("/tell/juan/t2/finish", data={"typed": MEMORY})
        browser.post("/tell/juan/help")
        browser.post("/picture", data={"picture_id": "p1", "description": "Un perro", "painter": "sketch"})
        yield browser


PATIENT_PAGES = (
    "/tell/juan",
    "/tell/juan/written",
    "/tell/juan/t1",
    "/tell/juan/rest",
    "/tell/juan/help",
    "/tell/juan/nice",
    "/tell/juan/silence",
    "/book/juan",
    "/book/juan/pages/page-t1",
    "/book/juan/pages/page-t1/alike",
    "/book/juan/pages/page-t1/alike?said=yes",
    "/tell/rose",
    "/tell/rose/written",
    "/book/rose",
    "/tell/juan/nothing",
)
DESK_PAGES = (
    "/",
    "/review",
    "/review/t1",
    "/review/t2",
    "/picture",
    "/picture/p1",
    "/patients/juan",
    "/patients/juan/elements",
    "/patients/juan/elements/new",
    "/patients/juan/elements/anamadr",
    "/patients/juan/elements/anamadr/edit",
    "/help",
    "/book/juan/print",
    "/nowhere",
)


def test_the_lint_sees_the_templates() -> None:
    assert len(SOURCES) >= 18


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_script_or_style_stands_in_a_template(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\son\w+\s*=", source), "inline handler"
    assert not re.search(r"\sstyle\s*=", source), "inline style"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "inline script"
    assert not re.search(r"https?://(?!www\.w3\.org)", source), "address outside this machine"


@pytest.mark.parametrize("path", PATIENT_PAGES + DESK_PAGES)
def test_every_page_keeps_the_rules(filled: TestClient, path: str) -> None:
    page = Page(filled.get(path).text)
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    for tag, attributes, around in page.tags:
        if tag == "img":
            assert "alt" in attributes, "a picture without words"
        if "hx-post" in attributes:
            assert tag == "form", "hx-post away from a form"
            assert attributes["action"] == attributes["hx-post"]
            assert attributes["method"] == "post"
        if tag == "button":
            assert "form" in around or attributes.get("type") == "button", (
                "a button that does nothing without JavaScript"
            )
        if tag in {"input", "select", "textarea"} and attributes.get("type") != "hidden":
            named = attributes.get("id") in {a.get("for") for t, a, _ in page.tags if t == "label"}
            assert named or "label" in around, f"a field without a label: {attributes}"
    assert [tag for tag, _, _ in page.tags].count("h1") == 1


@pytest.mark.parametrize("path", PATIENT_PAGES)
def test_no_jargon_reaches_a_patient(filled: TestClient, path: str) -> None:
    words = " ".join(Page(filled.get(path).text).texts)
    assert len(words) > 60
    assert not FORBIDDEN.search(words), FORBIDDEN.search(words)


@pytest.mark.parametrize("path", PATIENT_PAGES)
def test_help_home_and_the_place_are_always_there(filled: TestClient, path: str) -> None:
    page = Page(filled.get(path).text)
    words = " ".join(page.texts)
    if "rose" in path:
        assert all(part in words for part in ("Home", "Stop", "I need help", "You are in:"))
    else:
        assert all(part in words for part in ("Inicio", "Parar", "Necesito ayuda", "Está en:"))
    assert any(tag == "form" and attributes.get("action", "").endswith("/help") for tag, attributes, _ in page.tags)  # type: ignore[union-attr] # action is text


@pytest.mark.parametrize("path", [*PATIENT_PAGES, "/tell/juan/t2"])
def test_a_patient_has_at_most_three_things_to_do(filled: TestClient, path: str) -> None:
    page = filled.get(path).text
    main = page[page.index("<main") : page.index("</main>")]
    shown = re.sub(r'<div id="listening".*', "", main, flags=re.DOTALL) if 'id="listening"' in main else main
    shown = re.sub(r'<div class="page-tools".*?</div>', "", shown, flags=re.DOTALL)
    shown = re.sub(r"<noscript>.*?</noscript>", "", shown, flags=re.DOTALL)
    assert len(re.findall(r'class="button', shown)) <= 3


@pytest.mark.parametrize("path", DESK_PAGES)
def test_the_desk_is_complete_in_english(filled: TestClient, path: str) -> None:
    html = filled.get(path, headers={"cookie": "evoca_language=en"}).text
    assert '<html lang="en"' in html
    spanish = {"Inicio", "Por revisar", "Ayuda", "Guardar", "Aprobar", "Hecho", "Perfil", "Juventud", "dicho"}
    assert not spanish & set(Page(html).texts) - {"Juventud"}


def test_every_icon_that_is_used_is_in_the_sprite_and_none_is_idle() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    places = [*SOURCES, *TEMPLATES.parent.rglob("*.py"), *(STATIC / "js").glob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in places)
    quoted = set(re.findall(r"\"([a-z][\w-]*)\"", text))
    asked = set(re.findall(r"icon\(\"([\w-]+)\"", text))
    assert asked <= drawn
    assert drawn - quoted == set()


def test_what_a_stylesheet_names_is_there() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address).resolve().is_file(), address


def test_nothing_moves() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        assert not re.search(r"\b(animation|transition|@keyframes)\b", sheet.read_text(encoding="utf-8")), sheet.name
