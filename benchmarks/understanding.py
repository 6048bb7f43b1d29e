"""How well memories are understood, scored against labelled ones. The format is told in `benchmarks/gold/README.md`.

python -m benchmarks.understanding --gold FILE --profiles FILE [--reader rules|starter|FOLDER] [--json] [--verbose]
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.composing import compose, styles
from assistant.errors import ModelTrouble
from assistant.ports import Reader
from assistant.story import Patient, Presence, Reading, Scene, Transcript
from assistant.understanding import scene_of
from benchmarks.gold import GOLD_FOLDER, GoldMemory, GoldProfile, load_memories, load_profiles
from benchmarks.patients import patient_of
from benchmarks.tracing import forbidden, plain, untraceable

LONGEST_EVIDENCE: Final = 6
"""Words: a detail with longer evidence finds nothing."""


@dataclass(frozen=True)
class SaidDetail:
    """A detail as the benchmark prints it."""

    kind: str
    text: str
    evidence: str
    presence: str


@dataclass(frozen=True)
class Item:
    """What came out for one memory, and what was wrong with it. `prompt` is empty where no picture starts."""

    id: str
    stage: str
    elements: list[str]
    prompt: str
    details: list[SaidDetail]
    valence: str
    distress: bool
    picture: bool
    seconds: float
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)


def _details(scene: Scene, text: str) -> list[SaidDetail]:
    return [SaidDetail(d.kind, d.text, text[d.said_in[0].start : d.said_in[0].end], d.presence) for d in scene.details]


def match_entities(memory: GoldMemory, details: Sequence[SaidDetail]) -> tuple[list[str], list[str]]:
    """The entities that no detail found, and the present details that found no entity; one detail finds one entity."""
    free = [d for d in details if d.presence == Presence.PRESENT]
    usable = [d for d in free if len(d.evidence.split()) <= LONGEST_EVIDENCE]
    missed = []
    entities = [(kind, entity) for kind, said in memory.entities.items() for entity in said]
    for kind, entity in sorted(entities, key=lambda pair: -len(pair[1])):
        hits = [d for d in usable if d.kind == kind and plain(entity) in plain(d.evidence)]
        if hits:
            best = min(hits, key=lambda d: len(d.evidence))
            usable.remove(best)
            free.remove(best)
        else:
            missed.append(f"{kind}: {entity}")
    return missed, [f"{d.kind}: {d.evidence}" for d in free]


def judge(memory: GoldMemory, profile: GoldProfile, read: Callable[[Patient], Reading | None]) -> Item:
    """Understand one memory and compose its prompt where a picture may start unasked."""
    patient = patient_of(memory.profile, profile)
    transcript = Transcript(recollection_id=memory.id, language=memory.lang, text=memory.text, source="typed")
    start = time.perf_counter()
    scene = scene_of(transcript, patient=patient, reading=read(patient))
    prompt = compose(scene, patient=patient) if scene.may_paint_unasked else None
    seconds = time.perf_counter() - start
    details = _details(scene, memory.text)
    missed, extra = match_entities(memory, details)
    words = prompt.positive if prompt else ""
    style = styles()[prompt.style].words if prompt else ""
    invented = [*forbidden(words, memory), *untraceable(words, memory, profile, style)] if prompt else []
    return Item(
        id=memory.id,
        stage=scene.stage.stage or "unknown",
        elements=sorted(use.element_id for use in scene.elements),
        prompt=words,
        details=details,
        valence=scene.valence,
        distress=scene.distress,
        picture=prompt is not None,
        seconds=round(seconds, 4),
        missed=missed,
        extra=extra,
        invented=invented,
    )


def _share(hits: int, of: int) -> float:
    return round(hits / of, 4) if of else 1.0


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * ((share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


Counts = dict[str, tuple[int, int]]


def score(memories: Sequence[GoldMemory], profiles: dict[str, GoldProfile], items: Sequence[Item]) -> Counts:
    """Hits and totals by key, scored as the gold README says."""
    pairs = list(zip(memories, items, strict=True))
    pictured = [(m, i) for m, i in pairs if m.tokens_any is not None]
    entities = sum(len(said) for m in memories for said in m.entities.values())
    missed = sum(len(i.missed) for i in items)
    present = sum(1 for i in items for d in i.details if d.presence == Presence.PRESENT)
    negative = [(m, i) for m, i in pairs if m.valence == "negative"]
    distress = [(m, i) for m, i in pairs if m.distress]
    calm = [(m, i) for m, i in pairs if m.valence != "negative" and not m.distress]
    return {
        "stage_accuracy": (sum(i.stage in m.accepted_stages() for m, i in pairs), len(pairs)),
        "token_exact": (sum(set(i.elements) in m.tokens_any for m, i in pictured if m.tokens_any), len(pictured)),
        "self_token": (sum(_right_self(m, profiles[m.profile], i) for m, i in pictured), len(pictured)),
        "entity_recall": (entities - missed, entities),
        "entity_precision": (present - sum(len(i.extra) for i in items), present),
        "negative_recall": (sum(i.valence == "negative" and not i.picture for _, i in negative), len(negative)),
        "distress_recall": (sum(i.distress and not i.picture for _, i in distress), len(distress)),
        "false_alarms": (sum(i.valence == "negative" or i.distress for _, i in calm), len(calm)),
    }


def _right_self(memory: GoldMemory, profile: GoldProfile, item: Item) -> bool:
    selves = {e.token for e in profile.elements if e.kind == "self"}
    return any(set(item.elements) & selves == accepted & selves for accepted in memory.tokens_any or ())


def reader_named(name: str | None) -> Reader | None:
    """The reader to measure: `rules` has none; by default the starter reader where it is installed."""
    if name == "rules":
        return None
    try:
        from pipelines.reading import reader_at

        return reader_at(name or "starter")
    except (ImportError, ModelTrouble):
        if name is not None:
            raise
        return None


def _reading(reader: Reader | None, memory: GoldMemory) -> Callable[[Patient], Reading | None]:
    def read(patient: Patient) -> Reading | None:
        if reader is None:
            return None
        try:
            return reader.read(memory.text, patient=patient, language=memory.lang)
        except ModelTrouble:
            return None

    return read


def _print_table(counts: Counts, summary: dict[str, object], console: Console) -> None:
    table = Table("measure", "value", "hits", "95 % interval")
    for key, (hits, of) in counts.items():
        low, high = interval(hits, of)
        table.add_row(key, f"{_share(hits, of) if of else 0:.3f}", f"{hits}/{of}", f"{low:.2f}-{high:.2f}")
    for key in ("invented", "seconds_median", "n", "reader"):
        table.add_row(key, str(summary[key]), "", "")
    console.print(table)


def _print_misses(memories: Sequence[GoldMemory], items: Sequence[Item], console: Console) -> None:
    for memory, item in zip(memories, items, strict=True):
        wrong = []
        if item.stage not in memory.accepted_stages():
            wrong.append(f"stage {item.stage}, right {memory.accepted_stages()}")
        if memory.tokens_any is not None and set(item.elements) not in memory.tokens_any:
            wrong.append(f"elements {item.elements}, right {[sorted(t) for t in memory.tokens_any]}")
        if (item.valence == "negative") != (memory.valence == "negative") or item.distress != memory.distress:
            wrong.append(f"{item.valence} distress={item.distress}, right {memory.valence} {memory.distress}")
        for name in ("missed", "extra", "invented"):
            wrong += [f"{name} {getattr(item, name)}"] if getattr(item, name) else []
        if wrong:
            console.print(f"[bold]{item.id}[/] {memory.text}", highlight=False)
            console.print(f"    {item.prompt}", style="dim", highlight=False)
            for line in wrong:
                console.print(f"    {line}", highlight=False, markup=False)


def main() -> int:
    """Score one file; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD_FOLDER / "dev.jsonl")
    parser.add_argument("--profiles", type=Path, default=GOLD_FOLDER / "profiles.json")
    parser.add_argument("--reader", help="rules, starter, or a model folder; default: starter where installed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--verbose", action="store_true", help="list what was wrong")
    asked = parser.parse_args()
    memories, profiles = load_memories(asked.gold), load_profiles(asked.profiles)
    reader = reader_named(asked.reader)
    console = Console(stderr=asked.json)
    items = [
        judge(memory, profiles[memory.profile], _reading(reader, memory))
        for memory in track(memories, description="understanding", console=Console(stderr=True), transient=True)
    ]
    counts = score(memories, profiles, items)
    summary: dict[str, object] = {key: _share(hits, of) if of else 0.0 for key, (hits, of) in counts.items()}
    for key in ("stage_accuracy", "negative_recall", "distress_recall"):
        summary[key] = _share(*counts[key])
    summary["invented"] = sum(bool(item.invented) for item in items)
    summary["seconds_median"] = round(statistics.median(item.seconds for item in items), 4) if items else 0.0
    summary |= {"n": len(items), "reader": reader.name if reader else "rules"}
    if asked.json:
        print(json.dumps(summary | {"items": [asdict(item) for item in items]}, ensure_ascii=False))
        return 0
    _print_table(counts, summary, console)
    if asked.verbose:
        _print_misses(memories, items, console)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
