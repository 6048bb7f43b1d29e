"""What every ear promises, and what the real one hears."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import (
    ModelDamaged,
    ModelMissing,
    NothingHeard,
    RecordingTooLong,
    RecordingUnreadable,
    StoppedOnRequest,
)
from assistant.ports import Ear
from assistant.story import Language, Transcript
from pipelines.hearing import WhisperEar
from pipelines.recording import pieces_of
from pipelines.scripted_ear import ScriptedEar
from tests.pipelines.sounds import noise, save, silence, tone

AUDIO = Path(__file__).parent.parent / "audio"
WHISPER = Path.home() / ".cache" / "evoca" / "models" / "hearing" / "whisper-base"


@pytest.fixture(scope="session")
def whisper() -> WhisperEar:
    ear = WhisperEar(WHISPER, cpu_threads=2)
    ear.warm_up()
    return ear


@pytest.fixture(params=["scripted", pytest.param("whisper", marks=pytest.mark.starter)])
def ear(request: pytest.FixtureRequest) -> Ear:
    if request.param == "whisper":
        found: Ear = request.getfixturevalue("whisper")
        return found
    return ScriptedEar({"dev-06": "Después de jubilarme adopté a Hachiko."}, otherwise="Salíamos a pasear.")


def hear(
    ear: Ear, path: Path, *, language: Language = "es", names: Sequence[str] = (), seen: list[int] | None = None
) -> Transcript:
    def progress(done: int, of: int) -> None:
        assert 0 <= done <= of
        if seen is not None:
            seen.append(done)

    return ear.hear(path, recollection_id="r1", language=language, names=names, progress=progress)


def test_a_transcript_is_whole(ear: Ear) -> None:
    seen: list[int] = []
    transcript = hear(ear, AUDIO / "dev-06.flac", seen=seen)
    assert transcript.source == "heard"
    assert transcript.suggestions == ()
    assert transcript.seconds == pytest.approx(19.285, abs=0.1)
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 19
    words = [transcript.text[word.span.start : word.span.end] for word in transcript.words]
    assert words[:2] == ["Después", "de"]
    assert [w.span.start for w in transcript.words] == sorted(w.span.start for w in transcript.words)
    assert all(w.start_s <= w.end_s <= transcript.seconds + 1 for w in transcript.words)


def test_silence_is_nothing_heard(ear: Ear, tmp_path: Path) -> None:
    with pytest.raises(NothingHeard):
        hear(ear, save(tmp_path / "quiet.wav", silence(3.0)))
    with pytest.raises(NothingHeard):
        hear(ear, save(tmp_path / "hiss.wav", noise(3.0, level=0.0003)))


def test_what_is_no_recording_is_unreadable(ear: Ear, tmp_path: Path) -> None:
    for name, data in (("empty.webm", b""), ("text.webm", b"no recording " * 99)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RecordingUnreadable):
            hear(ear, tmp_path / name)
    with pytest.raises(RecordingUnreadable):
        hear(ear, tmp_path / "nowhere.webm")


def test_a_stop_ends_the_hearing(ear: Ear) -> None:
    def stop(done: int, of: int) -> None:
        raise StoppedOnRequest()

    with pytest.raises(StoppedOnRequest):
        ear.hear(AUDIO / "dev-06.flac", recollection_id="r1", language="es", names=(), progress=stop)


def test_a_missing_model_names_itself_and_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as missing:
        hear(WhisperEar(tmp_path / "whisper-base"), save(tmp_path / "tone.wav", tone(1.0)))
    assert missing.value.data["model"] == "whisper-base"
    assert "whisper-base" in str(missing.value.data["how"])


def test_a_damaged_model_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "whisper-base"
    folder.mkdir()
    for name in ("config.json", "tokenizer.json", "model.bin"):
        (folder / name).write_bytes(b"{}")
    with pytest.raises(ModelDamaged):
        hear(WhisperEar(folder), save(tmp_path / "tone.wav", tone(1.0)))


def test_a_recording_of_too_many_hours_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    path = save(tmp_path / "long.wav", tone(20.0))
    with pytest.raises(RecordingTooLong) as refused:
        hear(WhisperEar(tmp_path / "nowhere", limit_hours=0.005), path)
    assert refused.value.data["hours"] == pytest.approx(20 / 3600, rel=0.01)


def test_a_script_knows_a_recording_by_its_bytes_too(tmp_path: Path) -> None:
    path = save(tmp_path / "a.wav", tone(1.0))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert hear(ScriptedEar({digest: "Hola, buenas tardes."}), path).text == "Hola, buenas tardes."


@pytest.mark.starter
def test_real_speech_is_heard_with_its_names(whisper: WhisperEar) -> None:
    text = hear(whisper, AUDIO / "dev-06.flac", names=["Hachiko"]).text
    assert "Hachiko" in text
    assert "bosque todas las tardes" in text


@pytest.mark.starter
def test_speech_cut_off_by_a_dying_browser_is_heard_as_far_as_it_goes(whisper: WhisperEar, tmp_path: Path) -> None:
    sound = next(pieces_of(AUDIO / "dev-01.flac", limit_hours=1.0)).samples
    path = save(tmp_path / "cut.webm", sound, codec="libopus", container="webm")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.5)])
    text = hear(whisper, path).text.lower()
    assert "laboratorio" in text
    assert "microscopio" not in text


@pytest.mark.starter
@pytest.mark.parametrize("name", ["room-noise-5s", "room-noise-30s"])
def test_room_noise_gives_no_word(whisper: WhisperEar, name: str) -> None:
    with pytest.raises(NothingHeard):
        hear(whisper, AUDIO / f"{name}.flac", names=["Hachiko", "Ana", "basílica"])


NOISES = {
    "hiss": noise(12.0, level=0.05),
    "hum": tone(12.0, hertz=50, level=0.1) + noise(12.0, level=0.005),
    "knocks": np.concatenate([np.concatenate([tone(0.05, hertz=110), silence(0.6)]) for _ in range(15)]),
}


@pytest.mark.starter
@pytest.mark.parametrize("kind", NOISES)
def test_other_noises_give_no_word(whisper: WhisperEar, tmp_path: Path, kind: str) -> None:
    with pytest.raises(NothingHeard):
        hear(whisper, save(tmp_path / "noise.wav", NOISES[kind]), names=["Hachiko", "Ana"])
