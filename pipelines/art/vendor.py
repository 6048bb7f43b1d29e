"""Copy the drawings that `words.txt` names from an unpacked Noto Emoji package into `noto.json`.

`npm pack @iconify-json/noto` and unpack it, then `python -m pipelines.art.vendor PACKAGE_FOLDER`. Coordinates are
rounded to a tenth of a unit on the 128-unit board: the eye sees no difference and the file is a sixth smaller.
"""

import json
import re
import sys
from pathlib import Path

from pipelines.art.icons import ART, WORDS_FILE, read_entries
from pipelines.art.scenery import props_named

PATH_DATA = re.compile(r' d="([^"]*)"')
NUMBER = re.compile(r"-?\d*\.\d+")


def compact(body: str) -> str:
    """The SVG body with the numbers of its paths rounded to one decimal."""

    def rounded(number: re.Match[str]) -> str:
        value = f"{float(number[0]):.1f}".removesuffix(".0")
        value = "0" if value in {"-0", ""} else value
        # Neighbouring numbers may have shared their sign or point as the separator.
        return value if value.startswith("-") else f" {value}"

    return PATH_DATA.sub(lambda found: f' d="{NUMBER.sub(rounded, found[1])}"', body)


def vendor(package: Path) -> dict[str, str]:
    """Name -> SVG body of every wanted drawing. Raises KeyError when the package lacks one."""
    drawings = json.loads((package / "icons.json").read_text(encoding="utf-8"))["icons"]
    own = {path.stem for path in ART.glob("own/*.svg")}
    wanted = {entry.drawing for entry in read_entries(WORDS_FILE)} | props_named()
    return {name: compact(drawings[name]["body"]) for name in sorted(wanted - own)}


if __name__ == "__main__":
    chosen = vendor(Path(sys.argv[1]))
    text = json.dumps(chosen, indent=0, ensure_ascii=False)
    (ART / "noto.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(chosen)} drawings, {len(text) / 1e6:.2f} MB")
