"""Recordings open in pieces whatever they are made of; what is none says so."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import RecordingTooLong, RecordingUnreadable
from pipelines.recording import PIECE_S, RATE, loudness_db, pieces_of, seconds_of
from tests.pipelines.sounds import noise, save, silence, tone


def whole(path: Path, *, limit_hours: float = 3.0) -> np.ndarray:
    return np.concatenate([piece.samples for piece in pieces_of(path, limit_hours=limit_hours)])


@pytest.mark.parametrize(
    ("codec", "container", "suffix"),
    [
        ("libopus", "webm", ".webm"),
        ("libopus", "ogg", ".ogg"),
        ("aac", "mp4", ".m4a"),
        ("libmp3lame", "mp3", ".mp3"),
        ("flac", "flac", ".flac"),
        ("pcm_s16le", "wav", ".wav"),
        ("libopus", "webm", ".wav"),
        ("aac", "mp4", ".webm"),
    ],
)
def test_every_common_container_opens_whatever_its_suffix_says(
    tmp_path: Path, codec: str, container: str, suffix: str
) -> None:
    path = save(tmp_path / f"memory{suffix}", tone(2.0), codec=codec, container=container)
    samples = whole(path)
    assert abs(len(samples) / RATE - 2.0) < 0.15
    assert abs(seconds_of(path) - 2.0) < 0.15
    assert loudness_db(samples) == pytest.approx(20 * np.log10(0.3 / np.sqrt(2)), abs=1.5)


def test_a_recording_cut_off_by_a_dying_browser_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    path = save(tmp_path / "memory.webm", noise(10.0, level=0.2), codec="libopus", container="webm")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.6)])
    assert 4.0 < len(whole(path)) / RATE < 8.0
    assert 4.0 < seconds_of(path) < 8.0


@pytest.mark.parametrize(("codec", "container"), [("libopus", "webm"), ("aac", "mp4"), ("libmp3lame", "mp3")])
def test_a_broken_stretch_loses_only_itself(tmp_path: Path, codec: str, container: str) -> None:
    path = save(tmp_path / "memory", noise(10.0, level=0.2), codec=codec, container=container)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = np.random.default_rng(0).integers(0, 256, 600, dtype=np.uint8).tobytes()
    path.write_bytes(bytes(data))
    assert len(whole(path)) / RATE > 9.0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 4096,
        b"This is a letter and no recording at all. " * 50,
        bytes(np.random.default_rng(1).integers(0, 256, 20_000, dtype=np.uint8)),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
        b"\x1aE\xdf\xa3" + b"\x00" * 300,
    ],
    ids=["empty", "zeros", "text", "random", "picture", "webm head only"],
)
def test_what_is_no_recording_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "memory.webm"
    path.write_bytes(data)
    with pytest.raises(RecordingUnreadable):
        seconds_of(path)
    with pytest.raises(RecordingUnreadable):
        whole(path)


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    save(tmp_path / "secret.wav", tone(2.0))
    (tmp_path / "memory.webm").write_text("ffconcat version 1.0\nfile secret.wav\n")
    (tmp_path / "memory.m3u8").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.wav\n#EXT-X-ENDLIST\n")
    for name in ("memory.webm", "memory.m3u8"):
        with pytest.raises(RecordingUnreadable):
            whole(tmp_path / name)


def test_a_recording_over_the_limit_is_refused_before_it_fills_anything(tmp_path: Path) -> None:
    path = save(tmp_path / "memory.wav", silence(80.0))
    with pytest.raises(RecordingTooLong) as refused:
        whole(path, limit_hours=0.02)
    assert refused.value.data["limit_hours"] == 0.02


def test_hours_of_sound_come_in_pieces_that_lose_nothing(tmp_path: Path) -> None:
    spoken = np.concatenate([np.concatenate([tone(9.0, hertz=200 + 10 * n), silence(1.0)]) for n in range(40)])
    path = save(tmp_path / "memory.flac", spoken, codec="flac", container="flac")
    pieces = list(pieces_of(path, limit_hours=3.0))
    assert len(pieces) == 2
    assert max(len(piece.samples) for piece in pieces) <= (PIECE_S + 1) * RATE
    joined = np.concatenate([piece.samples for piece in pieces])
    assert len(joined) == len(spoken)
    assert np.abs(joined - spoken).max() < 1e-3
    starts = [round(piece.start_s * RATE) for piece in pieces]
    assert starts == [0, len(pieces[0].samples)]
    assert all(np.abs(piece.samples[:1600]).max() < 1e-3 for piece in pieces[1:]), "cut within a word"


def test_loudness_of_silence_and_of_a_soft_voice() -> None:
    assert loudness_db(silence(2.0)) <= -110
    assert loudness_db(np.zeros(0, np.float32)) == -120
    assert -50 < loudness_db(tone(2.0, level=0.01)) < -40
