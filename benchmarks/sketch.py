"""What the sketch can show of labelled memories: the share of the layouts' words with a drawing, and those without.

`python -m benchmarks.sketch --gold FILE --profiles FILE [--sheet sheet.png] [--json]`. The memories are understood by
the rules alone. A word without a drawing is left out of the sketch; a place without a backdrop is a plain sheet.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.composing import compose
from assistant.layout import lay_out
from assistant.story import DetailKind, Layout, Patient, Prompt, Transcript
from assistant.understanding import scene_of
from benchmarks.gold import GOLD_FOLDER, load_memories, load_profiles
from benchmarks.patients import patient_of
from benchmarks.report import device, print_json, print_table
from pipelines.art.people import knows_person
from pipelines.art.scenery import NOWHERE, place_of
from pipelines.labelling import label_picture
from pipelines.sheets import contact_sheet
from pipelines.sketching import SketchPainter

ACROSS = 4


class SketchFigures(BaseModel):
    """Counts over all layouts. `nobody` are people words that only give a grown person without traits."""

    model_config = ConfigDict(frozen=True)

    n: int
    words: int
    drawn: int
    left_out: dict[str, int]
    places: int
    nowhere: dict[str, int]
    nobody: dict[str, int]
    seconds_median: float


def composed(gold: Path, profiles: Path) -> list[tuple[str, Patient, Prompt, Layout]]:
    """Every memory that starts a picture: its id, the patient, the prompt, the layout."""
    people = load_profiles(profiles)
    found = []
    for memory in load_memories(gold):
        patient = patient_of(memory.profile, people[memory.profile])
        told = Transcript(recollection_id=memory.id, language=memory.lang, text=memory.text, source="typed")
        scene = scene_of(told, patient=patient)
        if scene.may_paint_unasked:
            found.append((memory.id, patient, compose(scene, patient=patient), lay_out(scene, patient=patient)))
    return found


def measure(pictures: Sequence[tuple[str, Patient, Prompt, Layout]]) -> tuple[SketchFigures, list[bytes]]:
    """Draw every layout once (seed 1) and count what it shows."""
    painter = SketchPainter()
    words = 0
    left_out, nowhere, nobody = Counter[str](), Counter[str](), Counter[str]()
    drawn, seconds = list[bytes](), list[float]()
    for _, _, prompt, layout in pictures:
        start = time.perf_counter()
        drawn.append(painter.paint(prompt, layout=layout, seeds=[1], progress=_unwatched)[0].png)
        seconds.append(time.perf_counter() - start)
        words += len(layout.standing)
        left_out.update(painter.left_out(layout))
        nowhere.update([layout.background] if layout.background and place_of(layout.background) is NOWHERE else [])
        nobody.update(one.who for one in layout.standing if one.kind is DetailKind.PEOPLE and not knows_person(one.who))
    figures = SketchFigures(
        n=len(pictures),
        words=words,
        drawn=words - left_out.total(),
        left_out=dict(left_out.most_common()),
        places=sum(bool(layout.background) for _, _, _, layout in pictures),
        nowhere=dict(nowhere.most_common()),
        nobody=dict(nobody.most_common()),
        seconds_median=round(sorted(seconds)[len(seconds) // 2], 3) if seconds else 0.0,
    )
    return figures, drawn


def _unwatched(_done: int, _of: int, /) -> None:
    """Nobody waits for these."""


def save_sheet(pictures: Sequence[tuple[str, Patient, Prompt, Layout]], drawn: Sequence[bytes], file: Path) -> None:
    """The sketches in a grid, each with its prompt below."""
    cells: list[bytes | None] = [
        label_picture(png, f"{name}: {prompt.positive}")
        for (name, _, prompt, _), png in zip(pictures, drawn, strict=True)
    ]
    cells += [None] * (-len(cells) % ACROSS)
    rows = [cells[at : at + ACROSS] for at in range(0, len(cells), ACROSS)]
    file.write_bytes(contact_sheet(rows, [""] * len(rows), [""] * ACROSS))


def main() -> None:
    """Print the figures of the files that the command line names."""
    parser = argparse.ArgumentParser(description="What the sketch can show of labelled memories.")
    parser.add_argument("--gold", type=Path, default=GOLD_FOLDER / "dev.jsonl")
    parser.add_argument("--profiles", type=Path, default=GOLD_FOLDER / "profiles.json")
    parser.add_argument("--sheet", type=Path, help="Write all sketches into this PNG.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")
    asked = parser.parse_args()
    pictures = composed(asked.gold, asked.profiles)
    figures, drawn = measure(pictures)
    if asked.sheet:
        save_sheet(pictures, drawn, asked.sheet)
    if asked.json:
        print_json({**figures.model_dump(), "device": device()})
        return
    print_table(
        "What the sketch shows",
        [
            ("layouts", figures.n, "", None),
            ("words with a drawing, share", figures.drawn / max(1, figures.words), "", None),
            ("seconds a sketch (median)", figures.seconds_median, "< 1", figures.seconds_median < 1),
            ("words left out", ", ".join(figures.left_out) or None, "", None),
            ("places without a backdrop", ", ".join(figures.nowhere) or None, "", None),
            ("people without traits", ", ".join(figures.nobody) or None, "", None),
        ],
    )


if __name__ == "__main__":
    main()
