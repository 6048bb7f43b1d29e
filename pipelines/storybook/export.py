"""Turns a training run into the folder that ships: running averages, half precision, plain diffusers files.

python -m pipelines.storybook.export --run RUN --to pipelines/storybook/weights
"""

import argparse
import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors import safe_open

from pipelines.storybook.dialect import dialect
from pipelines.storybook.figures import HEIGHT
from pipelines.storybook.networks import assemble, ship
from pipelines.storybook.places import SIDE
from pipelines.storybook.scenes import FOOT, SLOTS
from pipelines.storybook.train import Painter, Plan, start

SETTINGS = {
    "width": SIDE,
    "height": SIDE,
    "by_subjects": [{"up_to": 1, "steps": 20, "guidance": 3.0}, {"up_to": 99, "steps": 24, "guidance": 3.5}],
    "several": {"up_to": 99, "steps": 28, "guidance": 3.5},
    "slots": [
        [
            {"left": left / SIDE, "top": (FOOT - HEIGHT) / SIDE, "width": 96 / SIDE, "height": (HEIGHT + 8) / SIDE}
            for left in SLOTS[number]
        ]
        for number in sorted(SLOTS)
        if number
    ],
    # Colours are settled in its first steps. An element is learnt in the middle, where photos have it, and only there.
    "blending": {"composed": 0.1, "ruling": 0.25, "at_first": 0.5, "against": "own", "centred": True},
}
"""How the app samples with this painter, with far lower guidance than large painters need, and where subjects stand."""

LARGEST_FILE = 15_000_000
LARGEST_SUM = 36_000_000
MOST_PARAMETERS = 18_000_000
"""What a shipped painter may weigh: bytes of one file, bytes of all weights, parameters."""


def export(painter: Painter, folder: Path, *, student: Path | None = None) -> None:
    """Save the painter's running averages as a diffusers folder. Raises ValueError where it grew too large.

    `student` is the folder of an `AutoencoderKL` that speaks the painter's latents; it takes the patch code's place.
    """
    text, unet = painter.averaged()
    vae = AutoencoderKL.from_pretrained(student, local_files_only=True) if student else painter.vae
    pipe = assemble(vae=vae, text_encoder=text, tokenizer=painter.tokenizer, unet=unet)
    ship(pipe.to("cpu"), folder)
    write_settings(folder)
    parameters, sizes = weigh(folder)
    if parameters > MOST_PARAMETERS or sum(sizes) > LARGEST_SUM or max(sizes) > LARGEST_FILE:
        raise ValueError(f"{parameters} parameters in {sum(sizes)} bytes, the largest file {max(sizes)} bytes")


def write_settings(folder: Path) -> None:
    """Tell the app beside the weights how to sample with them and which words they understand."""
    settings = {**SETTINGS, "dialect": dialect().model_dump(mode="json")}
    (folder / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def weigh(folder: Path) -> tuple[int, list[int]]:
    """Parameters in all weights of a diffusers folder, and the bytes of each weights file."""
    parameters, sizes = 0, []
    for file in sorted(folder.rglob("*.safetensors")):
        sizes.append(file.stat().st_size)
        with safe_open(str(file), "pt") as opened:
            for name in opened.keys():  # noqa: SIM118 - safe_open is no mapping
                parameters += int(torch.Size(opened.get_slice(name).get_shape()).numel())
    return parameters, sizes


def main() -> None:
    """Export the run that the command line names."""
    parser = argparse.ArgumentParser(description="Make the folder of weights that ships, from a training run.")
    parser.add_argument("--run", type=Path, help="without it only the settings are written anew, the dialect in them")
    parser.add_argument("--to", type=Path, required=True)
    asked = parser.parse_args()
    if asked.run is None:
        write_settings(asked.to)
        return
    painter = start(Plan(folder=asked.run))
    student = asked.run / "student"
    export(painter, asked.to, student=student if (student / "config.json").exists() else None)
    parameters, sizes = weigh(asked.to)
    print(f"{painter.seen} pictures seen, {parameters / 1e6:.1f} M parameters, {sum(sizes) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
