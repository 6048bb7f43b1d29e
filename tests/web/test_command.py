"""The `evoca` command, as an administrator uses it: real database and files, rules and sketch, no models."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.story import Step, StepReport, StepState
from assistant.telling import begin
from tests.assistant.test_illustrating import steps_of
from tests.rules.source import ROOT
from web.__main__ import app
from web.commands.speaking import settings_with
from web.commands.tell import TimedSteps, gather

RUNNER = CliRunner()
MEMORY = "De niño mi madre me llevó una mañana a su laboratorio. Ella llevaba una bata blanca."


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own; no models."""
    for name, value in {
        "DATA_FOLDER": tmp_path / "var",
        "MODELS_FOLDER": tmp_path / "models",
        "READER": "rules",
        "PAINTER": "sketch",
        "LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(f"EVOCA_{name}", str(value))
    yield tmp_path


def evoca(*words: str) -> Result:
    return RUNNER.invoke(app, list(words))


def told() -> dict[str, object]:
    done = evoca("tell", "--patient", "juan", "--text", MEMORY, "--json")
    assert done.exit_code == 0, done.output
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_typed_memory_is_told_without_a_browser() -> None:
    answer = told()
    assert answer["stage"] == "youth"
    assert set(answer["elements"]) == {"jovenalp", "anamadr"}  # type: ignore[call-overload]  # a list of tokens
    assert "laboratory" in str(answer["prompt"])
    assert answer["words"] == MEMORY


def test_the_tables_are_for_people() -> None:
    done = evoca("tell", "--patient", "juan", "--text", MEMORY)
    assert done.exit_code == 0, done.output
    assert "jovenalp" in done.output
    assert "/review/" in done.output


def test_brackets_are_only_words() -> None:
    done = evoca("tell", "--patient", "juan", "--text", "Fui [/b] a la playa [red] con mi madre.")
    assert done.exit_code == 0, done.output
    assert "[/b]" in done.output
    assert "[red]" in done.output
    done = evoca("tell", "--patient", "ju[/b]an", "--text", "a")
    assert (done.exit_code, "ju[/b]an" in done.stderr) == (2, True)


def test_a_fault_with_numbers_is_a_sentence(tmp_path: Path) -> None:
    steps = steps_of(tmp_path)
    memory = begin("ines", book=steps.book)
    report = StepReport(
        subject_id=memory.id,
        step=Step.HEARING,
        state=StepState.FAILED,
        fault="recording_too_long",
        fault_data={"hours": "4.05", "limit_hours": "3.0"},
    )
    steps.book.save_report(report)
    told = gather(memory.id, steps.book.patient("ines"), TimedSteps(steps), settings_with())
    assert "4.0" in told.faults[Step.HEARING] or "4.1" in told.faults[Step.HEARING]


def test_a_recording_or_words_but_not_both() -> None:
    recording = str(ROOT / "tests" / "audio" / "dev-14.flac")
    for words in (("--text", "a", recording), ()):
        done = evoca("tell", "--patient", "juan", *words)
        assert done.exit_code == 2


def test_an_unknown_patient_or_file_gets_a_sentence() -> None:
    done = evoca("tell", "--patient", "nobody", "--text", "a")
    assert (done.exit_code, "juan" in done.stderr) == (2, True)
    done = evoca("tell", "--patient", "juan", "nothing.wav")
    assert (done.exit_code, "nothing.wav" in done.stderr) == (2, True)


def test_a_voice_without_its_model_is_kept_and_says_what_is_missing() -> None:
    done = evoca("tell", "--patient", "juan", str(ROOT / "tests" / "audio" / "dev-14.flac"), "--json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["steps"]["hearing"] == "failed"
    assert "evoca models fetch whisper-base" in answer["faults"]["hearing"]


def test_the_doctor_names_what_is_missing_and_how_to_bring_it() -> None:
    done = evoca("doctor", "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert {trouble["name"] for trouble in report["troubles"]} == {"model_missing"}
    assert report["machine"]["cores"] >= 1
    spoken = evoca("doctor")
    assert "evoca models fetch whisper-base" in spoken.output.replace("\n", " ")


def test_models_are_listed_with_their_state() -> None:
    listed = json.loads(evoca("models", "list", "--json").stdout)
    states = {model["name"]: model["state"] for model in listed["models"]}
    assert states["whisper-base"] == "missing"
    assert states["storybook"] == "built_in"
    assert evoca("models", "fetch", "no-such-model").exit_code == 2


def test_a_book_is_exported_whole_and_labelled(house: Path) -> None:
    told()
    done = evoca("export", "--patient", "juan", str(house / "book"))
    assert done.exit_code == 0, done.output
    pages = json.loads((house / "book" / "book.json").read_text("utf-8"))
    assert len(pages) == 10
    page = (house / "book" / "index.html").read_text("utf-8")
    for found in pages:
        assert (house / "book" / "media" / found["picture"]).stat().st_size > 1000
        assert f'src="media/{found["picture"]}"' in page
    assert page.count("No es una foto.") == 10
    assert "/static/" not in page


def test_an_erased_patient_leaves_nothing(house: Path) -> None:
    answer = told()
    assert evoca("erase", "--patient", "juan", "--yes").exit_code == 0
    left = [file for file in (house / "var").rglob("*") if file.is_file()]
    assert left
    for file in left:
        content = file.read_bytes()
        assert b"laboratorio" not in content
        assert str(answer["recollection"]).encode() not in content
    assert evoca("export", "--patient", "juan", str(house / "book")).exit_code == 2


def test_only_this_machine_may_be_served() -> None:
    done = evoca("start", "--host", "0.0.0.0")  # noqa: S104 - it is refused
    assert done.exit_code == 2
    assert "127.0.0.1" in done.stderr
