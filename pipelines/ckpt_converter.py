"""Old `.ckpt` files made into safetensors, by a process of its own that can reach neither network nor other programs.

    python -m pipelines.ckpt_converter IN.ckpt OUT.safetensors

A `.ckpt` is a pickle: it is read with `weights_only=True`, and of what is read only tensors pass whose names, shapes
and number types are those of a Stable Diffusion 1 checkpoint.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from assistant.errors import DiskFull, LikenessForeign, LikenessMisshapen, LikenessPickled, LikenessRefused

PREFIXES: Final = ("model.diffusion_model.", "first_stage_model.", "cond_stage_model.")
LEFT_OUT: Final = ("model_ema.", "betas", "alphas_", "sqrt_", "log_one_minus_", "posterior_", "logvar")
"""What a checkpoint of the time holds beside its networks, and nobody needs."""
ANCHORS: Final[Mapping[str, tuple[int, ...]]] = {
    "model.diffusion_model.input_blocks.0.0.weight": (320, 4, 3, 3),
    "model.diffusion_model.out.2.weight": (4, 320, 3, 3),
    "cond_stage_model.transformer.text_model.embeddings.position_embedding.weight": (77, 768),
}
"""Shapes that tell Stable Diffusion 1 from everything else."""
MOST_NUMBERS: Final = 200_000_000
SECONDS: Final = 1800
_REFUSALS: Final = {
    "pickled": LikenessPickled,
    "foreign": LikenessForeign,
    "misshapen": LikenessMisshapen,
    "full": DiskFull,
}


def convert_ckpt(source: Path, target: Path) -> Path:
    """Convert in a process without network; `target` is there whole or not at all.

    Raises LikenessPickled when it holds more than tensors, LikenessForeign, LikenessMisshapen, DiskFull,
    LikenessRefused.
    """
    command = [sys.executable, "-m", "pipelines.ckpt_converter", str(source.absolute()), str(target.absolute())]
    quiet = {"PATH": os.defpath, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    root = Path(__file__).resolve().parents[1]
    try:
        done = subprocess.run(
            command, cwd=root, env=quiet, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as why:
        raise LikenessRefused(file=source.name) from why
    if done.returncode == 0 and target.exists():
        return target
    try:
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise LikenessRefused(file=source.name) from None
    raise _REFUSALS.get(told["kind"], LikenessRefused)(file=source.name, key=told["key"])


def chosen(loaded: Any) -> dict[str, Any]:
    """The tensors of a checkpoint that pass, by name. Raises LikenessForeign, LikenessMisshapen."""
    import torch

    tensors = loaded.get("state_dict", loaded) if isinstance(loaded, dict) else None
    if not isinstance(tensors, dict):
        raise LikenessForeign(key="state_dict")
    kept: dict[str, Any] = {}
    for name, tensor in tensors.items():
        if not isinstance(name, str) or not isinstance(tensor, torch.Tensor):
            raise LikenessForeign(key=str(name)[:80])
        if name.startswith(LEFT_OUT):
            continue
        if not name.startswith(PREFIXES):
            raise LikenessForeign(key=name[:80])
        if not _is_plain(name, tensor):
            raise LikenessMisshapen(key=name[:80])
        kept[name] = tensor.contiguous()
    for name, shape in ANCHORS.items():
        if name not in kept:
            raise LikenessForeign(key=name)
        if tuple(kept[name].shape) != shape:
            raise LikenessMisshapen(key=name)
    return kept


def _is_plain(name: str, tensor: Any) -> bool:
    import torch

    whole = tensor.dtype is torch.int64 and name.endswith("position_ids")
    known = whole or tensor.dtype in {torch.float16, torch.bfloat16, torch.float32}
    return known and tensor.layout is torch.strided and tensor.ndim <= 4 and tensor.numel() <= MOST_NUMBERS


def _lock_in(event: str, details: tuple[Any, ...]) -> None:
    """An audit hook that ends the process when what it read reaches for the network or for other programs."""
    del details
    if event.startswith(
        ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen")
    ):
        os._exit(3)


def _refuse(kind: str, key: str) -> int:
    print(json.dumps({"kind": kind, "key": key}))
    return 1


def main(source: Path, target: Path) -> int:
    """Convert a file in this process; the process's exit status."""
    import pickle

    import torch

    from pipelines.weights import write_tensors

    sys.addaudithook(_lock_in)
    try:
        kept = chosen(torch.load(source, map_location="cpu", weights_only=True, mmap=False))
        write_tensors(target, kept, metadata={"format": "pt"})
    except (pickle.UnpicklingError, EOFError):
        return _refuse("pickled", source.name)
    except DiskFull:
        return _refuse("full", "")
    except LikenessForeign as why:
        return _refuse("foreign", str(why.data["key"]))
    except LikenessMisshapen as why:
        return _refuse("misshapen", str(why.data["key"]))
    except (OSError, RuntimeError, ValueError):
        return _refuse("damaged", source.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
