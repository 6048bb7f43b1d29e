from pathlib import Path

from benchmarks.gold import GOLD_FOLDER
from benchmarks.sketch import composed, measure, save_sheet
from tests.pipelines.pictures import opened


def test_the_labelled_memories_are_drawn_and_counted(tmp_path: Path) -> None:
    pictures = composed(GOLD_FOLDER / "dev.jsonl", GOLD_FOLDER / "profiles.json")[:5]
    figures, drawn = measure(pictures)
    assert figures.n == len(drawn) == 5
    assert 0 < figures.drawn <= figures.words == figures.drawn + sum(figures.left_out.values())
    assert figures.seconds_median > 0
    save_sheet(pictures, drawn, tmp_path / "sheet.png")
    assert opened((tmp_path / "sheet.png").read_bytes()).width > 1000
