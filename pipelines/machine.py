"""What this machine is, and what that means for the models: facts for `evoca doctor`, decisions for the painters.

Nothing here imports a model library before it is asked, and nothing goes out to a network.
"""

import functools
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import psutil  # type: ignore[import-untyped]  # its types are a package of their own
from pydantic import Field

from assistant.story import Value

GIB: Final = 1024**3
SMALL_CARD_GIB: Final = 4.5
"""Up to this much graphics memory the painter works in halves: Stable Diffusion 1.5 in fp16 peaks near 3 GiB whole."""
TIGHT_CARD_GIB: Final = 2.0
"""Below this a card cannot hold even one part of SD 1.5 with its work beside it: the processor paints."""
ROOM_TO_WORK: Final = 1.5
"""A card that holds less than so many times the weights works in halves: Stable Diffusion XL (6.6 GiB) on 8 GiB."""
LARGE_PAINTER_GIB: Final = 1.0
"""A painter whose weights are smaller needs no care even on a small card."""

Dtype = Literal["float16", "float32"]


class GraphicsCard(Value):
    """A graphics card: its name, and its memory in GiB (whole, and free now)."""

    name: str
    gib: float
    free_gib: float
    device: Literal["cuda", "mps"] = "cuda"


class Machine(Value):
    """Facts of this machine. Memory and disk are GiB; `cores` are the ones that this process may use."""

    processor: str
    cores: int
    ram_gib: float
    ram_free_gib: float
    disk_free_gib: float
    system: str
    card: GraphicsCard | None = None


class MemoryPlan(Value):
    """How a painter fits into this machine. `threads` 0 leaves the library's own choice."""

    device: Literal["cpu", "cuda", "mps"] = "cpu"
    dtype: Dtype = "float32"
    attention_slicing: bool = False
    cpu_offload: bool = False
    channels_last: bool = False
    threads: int = 0


class Remark(Value):
    """A finding: `key` names a sentence of the catalogue, `data` fills its places."""

    key: str
    data: Mapping[str, str] = Field(default_factory=dict)


class ModelFact(Value):
    """A model that was found for a role, its size and the memory that it needs while it works, in GiB."""

    role: Literal["hearing", "reading", "painting"]
    name: str
    gib: float
    needs_gib: float


class Advice(Value):
    """What will be used and why, in the order in which a person would tell it."""

    painting: MemoryPlan
    remarks: tuple[Remark, ...]


def inspect_machine(data_folder: Path) -> Machine:
    """Look at this machine. `data_folder` (or its nearest existing parent) says which disk matters."""
    memory = psutil.virtual_memory()
    folder = data_folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return Machine(
        processor=_processor(),
        cores=_cores(),
        ram_gib=round(memory.total / GIB, 1),
        ram_free_gib=round(memory.available / GIB, 1),
        disk_free_gib=round(shutil.disk_usage(folder).free / GIB, 1),
        system=f"{platform.system()} {platform.release()}",
        card=_card(),
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for row in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if row.startswith("model name"):
                return row.partition(":")[2].strip()
    return platform.processor() or platform.machine()


@functools.cache
def _card() -> GraphicsCard | None:
    """The first graphics card that torch can use. A card that only the driver knows is of no use to the painters."""
    import torch

    if torch.cuda.is_available():
        free, whole = torch.cuda.mem_get_info(0)
        name = torch.cuda.get_device_name(0)
        return GraphicsCard(name=name, gib=round(whole / GIB, 1), free_gib=round(free / GIB, 1))
    if torch.backends.mps.is_available():
        whole = psutil.virtual_memory().total / GIB
        return GraphicsCard(name="Apple GPU", gib=round(whole, 1), free_gib=round(whole / 2, 1), device="mps")
    return None


def idle_card() -> str:
    """The name of a graphics card that the driver knows while torch cannot use it; empty where there is none."""
    if _card() is not None or shutil.which("nvidia-smi") is None:
        return ""
    asked = subprocess.run(
        ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return asked.stdout.strip().splitlines()[0] if asked.returncode == 0 and asked.stdout.strip() else ""


def memory_plan(machine: Machine, painter_gib: float) -> MemoryPlan:
    """How a painter with weights of this size (GiB, as stored) fits: on the card, in parts, or on the processor."""
    card = machine.card
    if card is None or (card.gib < TIGHT_CARD_GIB and painter_gib >= LARGE_PAINTER_GIB):
        return _processor_plan(machine, painter_gib)
    if card.device == "mps":
        return MemoryPlan(device="mps", dtype="float16", attention_slicing=machine.ram_gib < 32)
    tight = painter_gib >= LARGE_PAINTER_GIB and card.gib < max(SMALL_CARD_GIB, painter_gib * ROOM_TO_WORK)
    return MemoryPlan(
        device="cuda", dtype="float16", attention_slicing=tight, cpu_offload=tight, channels_last=not tight, threads=0
    )


def _processor_plan(machine: Machine, painter_gib: float) -> MemoryPlan:
    """A small painter's steps are so short that waiting for other threads costs more than they bring.

    Measured on 2 busy cores, 8 steps at 256 pixels: 0.4 s with one thread, 3.3 s with two; channels last saves a tenth.
    """
    if painter_gib >= LARGE_PAINTER_GIB:
        return MemoryPlan(device="cpu", dtype="float32", threads=machine.cores)
    return MemoryPlan(device="cpu", dtype="float32", threads=max(1, machine.cores // 2), channels_last=True)


def plan(machine: Machine, models: Sequence[ModelFact], *, idle: str = "") -> Advice:
    """What will be used for each role and why. `idle` is the name of a card that torch cannot use."""
    painters = [model for model in models if model.role == "painting"]
    painting = memory_plan(machine, max((model.gib for model in painters), default=0.0))
    remarks = [
        Remark(key="machine_processor", data={"processor": machine.processor, "cores": str(machine.cores)}),
        Remark(key="machine_memory", data={"ram": f"{machine.ram_gib:.1f}", "free": f"{machine.ram_free_gib:.1f}"}),
        Remark(key="machine_disk", data={"free": f"{machine.disk_free_gib:.1f}"}),
        *_about_the_card(machine, painting, idle),
    ]
    remarks += _about_roles(models)
    needed = sum(model.needs_gib for model in models if not (painting.device == "cuda" and model.role == "painting"))
    if needed > machine.ram_gib:
        data = {"needed": f"{needed:.1f}", "ram": f"{machine.ram_gib:.1f}"}
        remarks.append(Remark(key="machine_memory_short", data=data))
    return Advice(painting=painting, remarks=tuple(remarks))


def _about_the_card(machine: Machine, painting: MemoryPlan, idle: str) -> list[Remark]:
    if machine.card is None:
        return [Remark(key="machine_card_idle", data={"card": idle})] if idle else [Remark(key="machine_no_card")]
    data = {"card": machine.card.name, "memory": f"{machine.card.gib:.1f}"}
    if painting.device == "cpu":
        return [Remark(key="machine_card_too_small", data=data)]
    if painting.cpu_offload:
        return [Remark(key="machine_card_small", data=data)]
    return [Remark(key="machine_card", data=data)]


def _about_roles(models: Sequence[ModelFact]) -> list[Remark]:
    remarks = []
    for role in ("hearing", "reading", "painting"):
        found = [model for model in models if model.role == role]
        if not found:
            remarks.append(Remark(key=f"machine_without_{role}"))
        remarks += [
            Remark(key=f"machine_{role}", data={"model": model.name, "size": f"{model.gib:.2f}"}) for model in found
        ]
    return remarks
