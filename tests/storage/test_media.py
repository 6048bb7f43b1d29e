"""Voice and pictures: whole or not at all, and never outside their folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DiskFull, NotFound
from assistant.ports import Media
from storage.media import MediaFolder, whole_file
from storage.media_memory import MediaMemory

ROOT = Path(__file__).parents[2]


def test_chunks_join_in_order_however_they_came(media: Media) -> None:
    for index, piece in ((2, b"cc"), (0, b"??"), (10, b"k"), (1, b"b"), (0, b"aaa")):
        media.keep_chunk("r1", index, piece)
    joined = media.join_chunks("r1")
    assert joined is not None
    assert media.path(joined).read_bytes() == b"aaabcck"
    media.keep_chunk("r1", 11, b"!")
    assert media.join_chunks("r1") == joined
    assert media.path(joined).read_bytes() == b"aaabcck!"


def test_no_chunks_no_recording(media: Media) -> None:
    assert media.join_chunks("r1") is None
    media.keep_chunk("r1", 0, b"x")
    media.forget_chunks("r1")
    media.forget_chunks("r1")
    assert media.join_chunks("r1") is None


def test_the_same_name_again_replaces(media: Media) -> None:
    first = media.put(b"one", suffix=".png", owner="r1", name="p1")
    assert media.put(b"two", suffix=".png", owner="r1", name="p1") == first
    assert media.path(first).read_bytes() == b"two"
    assert media.put(b"one", suffix=".png") != media.put(b"one", suffix=".png")


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    media = MediaFolder(tmp_path)
    kept = media.put(b"old" * 1000, suffix=".png", owner="r1", name="p1")
    with media.path(kept).open("rb") as reader:
        media.put(b"new", suffix=".png", owner="r1", name="p1")
        assert reader.read() == b"old" * 1000
    with pytest.raises(ZeroDivisionError), whole_file(media.path(kept)) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert media.path(kept).read_bytes() == b"new"
    assert [path.name for path in media.path(kept).parent.iterdir()] == ["p1.png"]


def test_what_was_deleted_is_gone(media: Media) -> None:
    kept = media.put(b"one", suffix=".png")
    media.delete(kept)
    media.delete(kept)
    with pytest.raises(NotFound):
        media.path(kept)


def test_forgetting_an_owner_takes_all_and_nothing_else(media: Media) -> None:
    mine = [media.put(b"x", suffix=".png", owner="r1"), media.put(b"y", suffix=".webm", owner="r1", name="voice")]
    neighbour = media.put(b"z", suffix=".png", owner="r12")
    media.keep_chunk("r1", 0, b"c")
    media.keep_chunk("r12", 0, b"c")
    media.forget("r1")
    media.forget("r1")
    for name in mine:
        with pytest.raises(NotFound):
            media.path(name)
    assert media.join_chunks("r1") is None
    assert media.path(neighbour).read_bytes() == b"z"
    assert media.join_chunks("r12") is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../etc/passwd",
        "a/b--c.png",
        "..--x.png",
        "a--b.png/..",
        "a--../b.png",
        "/etc--x.txt",
        "a\0--b.png",
    ],
)
def test_no_name_leads_out_of_the_folder(media: Media, name: str) -> None:
    with pytest.raises(NotFound):
        media.path(name)
    if "--" not in name:
        with pytest.raises(NotFound):
            media.keep_chunk(name, 0, b"x")
        with pytest.raises(NotFound):
            media.put(b"x", suffix=".png", owner=name or "../x")


@given(owner=st.text(max_size=12), name=st.text(max_size=12), suffix=st.text(max_size=6))
def test_any_text_is_kept_inside_or_refused(
    tmp_path_factory: pytest.TempPathFactory, owner: str, name: str, suffix: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "inside"
    media = MediaFolder(root)
    try:
        kept = media.put(b"x", suffix=suffix, owner=owner, name=name)
    except NotFound:
        return
    assert media.path(kept).resolve().is_relative_to(root.resolve())


def test_a_disk_without_room_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    """The kernel itself refuses: the process may write no file larger than 100 kB."""
    program = f"""
import resource, sys
from pathlib import Path
from assistant.errors import DiskFull
from storage.media import MediaFolder, whole_file
media = MediaFolder(Path({str(tmp_path)!r}))
media.keep_chunk("r1", 0, b"a" * 50_000)
media.keep_chunk("r1", 1, b"b" * 60_000)
kept = media.put(b"old", suffix=".png", owner="r1", name="p")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for attempt in (
    lambda: media.keep_chunk("r1", 1, b"c" * 200_000),
    lambda: media.put(b"d" * 200_000, suffix=".png", owner="r1", name="p"),
    lambda: media.join_chunks("r1"),
):
    try:
        attempt()
    except DiskFull as full:
        assert full.data["needed_mb"] > 0
        print("full")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["full"] * 3
    media = MediaFolder(tmp_path)
    assert media.path("r1--p.png").read_bytes() == b"old"
    joined = media.join_chunks("r1")
    assert joined is not None
    assert media.path(joined).read_bytes() == b"a" * 50_000 + b"b" * 60_000
    assert [
        file for file in tmp_path.rglob("*") if file.is_file() and file.suffix not in {".part", ".png", ".webm"}
    ] == []


def test_memory_without_room_says_so(tmp_path: Path) -> None:
    media = MediaMemory(tmp_path, room=10)
    media.keep_chunk("r1", 0, b"12345")
    with pytest.raises(DiskFull):
        media.put(b"123456", suffix=".png")
    assert media.join_chunks("r1") is not None
