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
from pipelines.catalog import WHISPER_BASE
from pipelines.choosing import models_folder
from pipelines.hearing import WhisperEar, _invented, _not_in_the_sound, _Said, _Segment, _with_a_length
from pipelines.recording import pieces_of
from pipelines.scripted_ear import ScriptedEar
from pipelines.starter import folder_of
from tests.pipelines.sounds import noise, save, silence, tone

AUDIO = Path(__file__).parent.parent / "audio"


@pytest.fixture(scope="session")
def whisper() -> WhisperEar:
    ear = WhisperEar(folder_of(WHISPER_BASE, models_folder()), cpu_threads=2)
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


def test_words_that_take_no_time_are_a_circle_not_speech() -> None:
    words = [_Said(" No", 0.0, 0.3, 0.9), _Said(" sé", 0.3, 0.6, 0.9)]
    circle = [_Said(word, 0.6, 0.6, 0.95) for word in (" la", " segunda", " vez", " la", " segunda", " vez")]
    assert _with_a_length([*words, *circle]) == words
    flawed = [words[0], _Said(" lo", 0.3, 0.3, 0.9), words[1]]
    assert _with_a_length(flawed) == flawed


@pytest.mark.parametrize(
    ("texts", "sure", "no_speech", "log_probability", "invented"),
    [
        ([" Subtítulos", " realizados", " por", " la", " comunidad", " de", " Amara.org"], 0.9, 0.1, -0.1, True),
        ([" Thanks", " for", " watching!"], 0.9, 0.1, -0.1, True),
        ([" Gracias."], 0.3, 0.1, -0.5, True),
        ([" Gracias."], 0.9, 0.1, -0.2, False),
        ([" Íbamos", " al", " río."], 0.9, 0.7, -0.2, False),
        ([" Íbamos", " al", " río."], 0.5, 0.7, -1.2, True),
        ([" Oh!"], 0.12, 0.2, -1.3, True),
        ([" ¡¡¡¡!"], 0.96, 0.3, -0.1, True),
        ([" No", " sé."], 0.26, 0.01, -0.6, False),
        ([" Hachiko,", " Juan."], 0.4, 0.1, -0.5, True),
        ([" Hachiko,", " Juan."], 0.8, 0.1, -0.2, False),
    ],
)
def test_what_nobody_said_is_left_out(
    texts: list[str], sure: float, no_speech: float, log_probability: float, invented: bool
) -> None:
    words = [_Said(text, n * 0.4, n * 0.4 + 0.3, sure) for n, text in enumerate(texts)]
    assert _invented(_Segment(words, no_speech, log_probability), ["Hachiko", "Juan"]) is invented


def test_a_hinted_name_against_the_sound_is_doubted() -> None:
    words = [_Said(" and", 0.0, 0.2, 0.98), _Said(" Arthur", 0.2, 0.6, 0.01), _Said(" would", 0.6, 0.8, 0.7)]
    assert _not_in_the_sound("Arthur", words)
    assert not _not_in_the_sound("Arthur", [words[0], words[1]._replace(probability=0.2)])
    assert not _not_in_the_sound("Gladys", words)
    pier = [_Said(" Cromer", 0.0, 0.2, 0.01), _Said(" Pier", 0.2, 0.4, 0.8)]
    assert not _not_in_the_sound("Cromer Pier", pier)
