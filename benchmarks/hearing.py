"""How well recordings are heard: words, names, silence, speed.

`python -m benchmarks.hearing --audio DIR --gold FILE --profiles FILE [--json] [--model FOLDER]`

A recording is named after its gold id. `*noise*` recordings must give no words; others without a gold line only count
for speed. Words are compared without case, accents, marks and with numbers as digits. A name counts as heard when it
stands in the transcript as it is spelt or is suggested there; as false when the memory names that element nowhere.
The real-time factor is seconds of hearing over seconds of sound of all recordings with speech; loading is left out.
"""

import argparse
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel

from assistant.errors import NothingHeard
from assistant.folding import fold
from assistant.naming import core_of, hints, names_of, suggest
from assistant.ports import Ear
from assistant.story import Element, ElementKind, Language, Patient, Transcript
from benchmarks.gold import GoldMemory, load_memories, load_profiles
from benchmarks.patients import patient_of
from benchmarks.report import print_json, print_table
from pipelines.choosing import model_or_starter, models_folder
from pipelines.hearing import WhisperEar

_SUFFIXES: Final = frozenset({".flac", ".wav", ".webm", ".ogg", ".opus", ".mp3", ".m4a"})
_UNITS: Final = {
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
}
_TENS: Final = {
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "en": "thirty forty fifty sixty seventy eighty ninety",
}


class Item(BaseModel):
    """One recording: what was heard in it and how it was scored. `rtf` = seconds of hearing by seconds of sound."""

    id: str
    text: str
    seconds: float
    rtf: float
    wer: float | None = None
    names: int = 0
    missed: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()


class Errors(NamedTuple):
    """Wrong, missing and added words, and the words that were said."""

    wrong: int
    said: int


def plain_words(text: str, language: Language) -> list[str]:
    """Folded words, numbers up to 99 as digits."""
    units = {word: str(number) for number, word in enumerate(_UNITS[language].split())}
    units |= {word: str(number) for number, word in zip(range(30, 100, 10), _TENS[language].split(), strict=True)}
    return [units.get(word, word) for word in re.findall(r"[\w']+", fold(text))]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> Errors:
    """The least number of replaced, missing and added words (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, start=1):
        above, row = row, [at]
        for index, other in enumerate(heard, start=1):
            row.append(min(above[index - 1] + (word != other), above[index] + 1, row[index - 1] + 1))
    return Errors(row[-1], len(said))


def _stands(alias: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(alias))}(?!\w)", fold(text)) is not None


def _named(elements: Iterable[Element], text: str, language: Language) -> dict[str, str]:
    """The elements whose names stand in the text: id -> name."""
    found = {}
    for element in elements:
        for alias in names_of(element, language):
            if element.kind is not ElementKind.SELF and _stands(core_of(alias), text):
                found[element.id] = alias
    return found


def score(memory: GoldMemory, transcript: Transcript, patient: Patient, *, took_s: float) -> Item:
    """Compare what was heard with what was said."""
    said = _named(patient.elements, memory.text, memory.lang)
    meant = {e.id for e in patient.elements for a in e.aliases if _stands(core_of(a), memory.text)}
    spelt = _named(patient.elements, transcript.text, memory.lang)
    suggested = {s.element_id: transcript.text[s.span.start : s.span.end] for s in transcript.suggestions}
    errors = word_errors(plain_words(memory.text, memory.lang), plain_words(transcript.text, memory.lang))
    return Item(
        id=memory.id,
        text=transcript.text,
        seconds=took_s,
        rtf=took_s / transcript.seconds if transcript.seconds else 0.0,
        wer=errors.wrong / max(1, errors.said),
        names=len(said),
        missed=tuple(name for key, name in said.items() if key not in spelt and key not in suggested),
        false=tuple(words for key, words in {**spelt, **suggested}.items() if key not in meant),
        suggested=tuple(f"{words} -> {key}" for key, words in suggested.items()),
    )


def hear_all(
    audio: Path, memories: Mapping[str, GoldMemory], patients: Mapping[str, Patient], *, ear: Ear
) -> Iterator[Item]:
    """One item per recording of the folder, in the order of their names."""
    for recording in sorted(path for path in audio.iterdir() if path.suffix in _SUFFIXES):
        memory = memories.get(recording.stem)
        patient = patients[memory.profile] if memory else next(iter(patients.values()))
        language: Language = memory.lang if memory else "en" if "en-" in recording.stem else "es"
        started = time.perf_counter()
        try:
            transcript = ear.hear(
                recording,
                recollection_id=recording.stem,
                language=language,
                names=hints(patient),
                progress=lambda _done, _of: None,
            )
        except NothingHeard:
            transcript = Transcript(recollection_id=recording.stem, language=language, text="", source="heard")
        found = suggest(transcript.text, words=transcript.words, patient=patient, language=language)
        transcript = transcript.model_copy(update={"suggestions": found})
        took = time.perf_counter() - started
        if memory:
            yield score(memory, transcript, patient, took_s=took)
        else:
            rtf = took / transcript.seconds if transcript.seconds else 0.0
            yield Item(id=recording.stem, text=transcript.text, seconds=took, rtf=rtf)


def figures(items: Sequence[Item], memories: Mapping[str, GoldMemory]) -> dict[str, object]:
    """The keys of the benchmark; `wer` and `name_recall` are None where no recording has a gold line or a name."""
    scored = [item for item in items if item.wer is not None]
    said = {item.id: len(plain_words(memories[item.id].text, memories[item.id].lang)) for item in scored}
    names = sum(item.names for item in scored)
    spoken = [item for item in items if "noise" not in item.id and item.rtf]
    sound = sum(item.seconds / item.rtf for item in spoken)
    return {
        "wer": sum((item.wer or 0) * said[item.id] for item in scored) / sum(said.values()) if said else None,
        "name_recall": 1 - sum(len(item.missed) for item in scored) / names if names else None,
        "false_aliases": sum(len(item.false) for item in scored),
        "noise_words": sum(len(item.text.split()) for item in items if "noise" in item.id),
        "rtf": sum(item.seconds for item in spoken) / sound if sound else None,
        "n": len(items),
        "items": {item.id: item.model_dump(exclude={"id"}) for item in items},
    }


def main() -> int:
    """Hear a folder and print the figures; returns the exit status (0: every aim is reached)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--profiles", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="a folder of a faster-whisper model")
    parser.add_argument("--threads", type=int, default=0, help="processor threads; 0: the library chooses")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    memories = {memory.id: memory for memory in load_memories(asked.gold)}
    patients = {key: patient_of(key, profile) for key, profile in load_profiles(asked.profiles).items()}
    folder = asked.model or model_or_starter("hearing", models_folder())
    ear = WhisperEar(folder, cpu_threads=asked.threads)
    ear.warm_up()
    items = list(hear_all(asked.audio, memories, patients, ear=ear))
    found = figures(items, memories)
    if asked.json:
        print_json(found)
        return 0
    recall, rtf = found["name_recall"], found["rtf"]
    print_table(
        "Hearing",
        [
            ("word error rate", _figure(found["wer"]), "", None),
            ("names of elements heard", _figure(recall), ">= 0.95", isinstance(recall, float) and recall >= 0.95),
            ("false names", _figure(found["false_aliases"]), "0", found["false_aliases"] == 0),
            ("words on noise", _figure(found["noise_words"]), "0", found["noise_words"] == 0),
            ("real-time factor", _figure(rtf), "<= 0.25", isinstance(rtf, float) and rtf <= 0.25),
            ("recordings", len(items), "", None),
        ],
    )
    for item in items:
        if item.missed or item.false or item.suggested:
            print(f"{item.id}: missed {item.missed}, false {item.false}, suggested {item.suggested}")
    return 0


def _figure(value: object) -> float | int | None:
    return value if isinstance(value, float | int) else None


if __name__ == "__main__":
    raise SystemExit(main())
