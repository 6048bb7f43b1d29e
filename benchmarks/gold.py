"""The labelled memories and the invented patients that the benchmarks are scored against.

`python -m benchmarks.gold --gold FILE --profiles FILE` prints what contradicts itself in a file and exits with 1,
or says that there is nothing. The format is told in `benchmarks/gold/README.md`.
"""

import argparse
import json
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

GOLD_FOLDER: Final = Path(__file__).parent / "gold"

GoldStage = Literal["youth", "adulthood", "old_age", "unknown"]
GoldValence = Literal["positive", "neutral", "negative"]
EntityKind = Literal["people", "animals", "places", "objects"]


class GoldFileError(ValueError):
    """A gold file cannot be read: `path` and `line` (from 1; 0 = the whole file) say where."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        self.path, self.line, self.why = path, line, why
        super().__init__(f"{path.name}, line {line}: {why}" if line else f"{path.name}: {why}")


class _Gold(BaseModel):
    # Unknown keys pass: a set made elsewhere may carry its own notes. Tests hold our files to the known keys.
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldElement(_Gold):
    """Something trained for a patient. `stage` None: a place or thing that has no age."""

    token: str
    kind: Literal["self", "person", "animal", "place", "object"]
    class_word: str
    stage: Literal["youth", "adulthood", "old_age"] | None = None
    relation: str | None = None
    aliases: tuple[str, ...] = ()
    deceased: bool | None = None
    """None: not known."""


class GoldProfile(_Gold):
    """An invented patient. `address` is the form of address: `usted`, `tú` or `first name`."""

    name: str
    language: Literal["es", "en"]
    address: str = "usted"
    born: int | None = None
    """Year of birth."""
    home: str = ""
    country: str = ""
    occupation: str = ""
    elements: tuple[GoldElement, ...] = ()

    def tokens(self) -> frozenset[str]:
        """The rare words of all the patient's elements."""
        return frozenset(element.token for element in self.elements)


class GoldMemory(_Gold):
    """One memory with its labels.

    `tokens_any` None: no picture is made and the elements are not scored; otherwise each member is one accepted
    set. An empty `stage_any` in the file means that only `stage` is right: ask `accepted_stages`.
    """

    id: str
    profile: str
    lang: Literal["es", "en"]
    text: str = Field(min_length=1)
    stage: GoldStage
    stage_any: tuple[GoldStage, ...] = ()
    tokens_any: tuple[frozenset[str], ...] | None = None
    entities: dict[EntityKind, tuple[str, ...]] = Field(default_factory=dict)
    not_shown: tuple[str, ...] = ()
    valence: GoldValence = "neutral"
    distress: bool = False
    must_not: tuple[str, ...] = ()
    note: str = ""

    def accepted_stages(self) -> tuple[GoldStage, ...]:
        """Every stage that counts as right."""
        return self.stage_any or (self.stage,)


def _first_reason(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def load_memories(path: Path | str) -> tuple[GoldMemory, ...]:
    """The memories of a JSON-lines file, in its order; empty lines are skipped.

    Raises GoldFileError where a line is no such memory or an id comes twice, OSError where the file cannot be opened.
    """
    source = Path(path)
    memories: dict[str, GoldMemory] = {}
    for number, line in enumerate(source.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            memory = GoldMemory.model_validate_json(line)
        except ValidationError as error:
            raise GoldFileError(source, number, _first_reason(error)) from error
        if memory.id in memories:
            raise GoldFileError(source, number, f"the id {memory.id} comes twice")
        memories[memory.id] = memory
    return tuple(memories.values())


def load_profiles(path: Path | str) -> dict[str, GoldProfile]:
    """The patients of a JSON file by their short name. Raises GoldFileError, or OSError where it cannot be opened."""
    source = Path(path)
    try:
        return TypeAdapter(dict[str, GoldProfile]).validate_json(source.read_text(encoding="utf-8-sig"))
    except ValidationError as error:
        raise GoldFileError(source, 0, _first_reason(error)) from error


def faults(memory: GoldMemory, profile: GoldProfile | None) -> tuple[str, ...]:
    """What contradicts itself in the labels of one memory, in words; empty where all is well."""
    if profile is None:
        return (f"there is no profile {memory.profile}",)
    said = [(entity, kind) for kind, entities in memory.entities.items() for entity in entities]
    found = [f"{entity!r} ({kind}) is not in the text" for entity, kind in said if entity not in memory.text]
    found += [f"{thing!r} (not_shown) is not in the text" for thing in memory.not_shown if thing not in memory.text]
    if memory.stage_any and memory.stage not in memory.stage_any:
        found.append(f"the stage {memory.stage} is not among stage_any")
    if memory.distress and memory.tokens_any is not None:
        found.append("distress starts no picture: tokens_any must be null")
    if memory.distress and memory.valence != "negative":
        found.append("distress is negative")
    for token in sorted(frozenset().union(*(memory.tokens_any or ())) - profile.tokens()):
        found.append(f"{profile.name} has no element {token}")
    return tuple(found)


def main() -> int:
    """Check one file; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="a JSON-lines file of labelled memories")
    parser.add_argument("--profiles", type=Path, default=GOLD_FOLDER / "profiles.json")
    asked = parser.parse_args()
    profiles = load_profiles(asked.profiles)
    memories = load_memories(asked.gold)
    found = {memory.id: faults(memory, profiles.get(memory.profile)) for memory in memories}
    wrong = {name: reasons for name, reasons in found.items() if reasons}
    print(json.dumps({"n": len(memories), "faults": wrong}, ensure_ascii=False, indent=1))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
