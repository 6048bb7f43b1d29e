from pathlib import Path

import pytest

from assistant import wording
from assistant.story import Language
from pipelines.machine import (
    GraphicsCard,
    Machine,
    MemoryPlan,
    ModelFact,
    inspect_machine,
    memory_plan,
    plan,
)

SD15_GIB = 2.6
STORYBOOK_GIB = 0.03
XL_GIB = 6.6


def machine(card_gib: float | None = None, *, device: str = "cuda", ram: float = 16.0) -> Machine:
    card = None
    if card_gib is not None:
        card = GraphicsCard.model_validate({"name": "Card", "gib": card_gib, "free_gib": card_gib, "device": device})
    return Machine(
        processor="Some Processor",
        cores=4,
        ram_gib=ram,
        ram_free_gib=ram / 2,
        disk_free_gib=100,
        system="Linux",
        card=card,
    )


def model(role: str, gib: float, needs: float) -> ModelFact:
    return ModelFact.model_validate({"role": role, "name": f"a {role} model", "gib": gib, "needs_gib": needs})


def test_this_machine_can_be_looked_at(tmp_path: Path) -> None:
    found = inspect_machine(tmp_path / "not" / "yet" / "there")
    assert found.cores >= 1
    assert found.ram_gib > found.ram_free_gib > 0
    assert found.disk_free_gib > 0
    assert found.processor


def test_without_a_card_the_processor_paints_in_full_precision() -> None:
    assert memory_plan(machine(), SD15_GIB) == MemoryPlan(device="cpu", dtype="float32", threads=4)


def test_a_small_painter_leaves_cores_to_the_others() -> None:
    assert memory_plan(machine(), STORYBOOK_GIB) == MemoryPlan(threads=2, channels_last=True)


@pytest.mark.parametrize("card", [3.0, 4.0])
def test_a_small_card_paints_in_halves(card: float) -> None:
    chosen = memory_plan(machine(card), SD15_GIB)
    assert (chosen.device, chosen.dtype) == ("cuda", "float16")
    assert chosen.attention_slicing
    assert chosen.cpu_offload


@pytest.mark.parametrize(("card", "painter"), [(8.0, SD15_GIB), (24.0, SD15_GIB), (3.0, STORYBOOK_GIB)])
def test_with_room_the_painter_stays_on_the_card(card: float, painter: float) -> None:
    chosen = memory_plan(machine(card), painter)
    assert (chosen.device, chosen.dtype) == ("cuda", "float16")
    assert not chosen.attention_slicing
    assert not chosen.cpu_offload


def test_a_painter_that_nearly_fills_the_card_works_in_halves() -> None:
    assert memory_plan(machine(8.0), XL_GIB).cpu_offload
    assert not memory_plan(machine(12.0), XL_GIB).cpu_offload


def test_a_card_too_small_for_any_part_is_left_alone() -> None:
    assert memory_plan(machine(1.0), SD15_GIB).device == "cpu"
    assert memory_plan(machine(1.0), STORYBOOK_GIB).device == "cuda"


def test_an_apple_processor_slices_where_memory_is_shared_and_short() -> None:
    assert memory_plan(machine(16, device="mps"), SD15_GIB).attention_slicing
    assert not memory_plan(machine(64, device="mps", ram=64), SD15_GIB).attention_slicing


@pytest.mark.parametrize(
    ("card", "painter", "idle", "key"),
    [
        (None, SD15_GIB, "", "machine_no_card"),
        (None, SD15_GIB, "GTX 1050", "machine_card_idle"),
        (1.0, SD15_GIB, "", "machine_card_too_small"),
        (3.0, SD15_GIB, "", "machine_card_small"),
        (3.0, STORYBOOK_GIB, "", "machine_card"),
        (12.0, SD15_GIB, "", "machine_card"),
    ],
)
def test_the_reason_is_told(card: float | None, painter: float, idle: str, key: str) -> None:
    told = plan(machine(card), [model("painting", painter, 3)], idle=idle)
    assert key in {remark.key for remark in told.remarks}
    assert len({remark.key for remark in told.remarks} & {"machine_no_card", "machine_card", "machine_card_small"}) <= 1


def test_a_role_without_a_model_is_told() -> None:
    keys = {remark.key for remark in plan(machine(), [model("hearing", 0.1, 0.5)]).remarks}
    assert {"machine_hearing", "machine_without_reading", "machine_without_painting"} <= keys


def test_memory_that_will_not_do_is_told_before_it_happens() -> None:
    models = [model("reading", 3, 6), model("painting", SD15_GIB, 6)]
    assert "machine_memory_short" in {remark.key for remark in plan(machine(ram=8), models).remarks}
    assert "machine_memory_short" not in {remark.key for remark in plan(machine(ram=16), models).remarks}
    assert "machine_memory_short" not in {remark.key for remark in plan(machine(8.0, ram=8), models).remarks}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("card", [None, 1.0, 3.0, 12.0])
@pytest.mark.parametrize("idle", ["", "GTX 1050"])
def test_every_remark_has_its_sentence(language: Language, card: float | None, idle: str) -> None:
    models = [model("painting", SD15_GIB, 40), model("reading", 2, 3)]
    for found in (models, []):
        for remark in plan(machine(card), found, idle=idle).remarks:
            said = wording.say(remark.key, language, address=None, **remark.data)
            assert said.endswith(".")
            assert "{" not in said
