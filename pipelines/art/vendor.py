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
TOKEN = re.compile(r"(?P<command>[A-Za-z])?[\s,]*(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")


def compact(body: str) -> str:
    """The SVG body with the numbers of its paths rounded to one decimal."""

    def rounded(data: re.Match[str]) -> str:
        # The flags of an arc may stand without a separator; such a path is left as it is.
        return data[0] if re.search("[Aa]", data[1]) else f' d="{TOKEN.sub(_shorter, data[1]).strip()}"'

    return PATH_DATA.sub(rounded, body)


def _shorter(token: re.Match[str]) -> str:
    """A number of a path to one decimal, parted from the one before it only where they would run together."""
    value = re.sub(r"^(-?)0\.", r"\1.", f"{float(token['number']):.1f}".removesuffix(".0"))
    value = "0" if value in {"-0", "-", ""} else value
    joined = token["command"] or value.startswith("-")
    return f"{token['command'] or ''}{'' if joined else ' '}{value}"


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
