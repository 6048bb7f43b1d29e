"""How a training fits itself into a machine, and that it says so in words."""

from typing import Literal

import pytest

from assistant.elements import LearningSettings, Preset
from assistant.presets import settings_for
from assistant.story import ElementKind
from assistant.wording import say
from pipelines.machine import MemoryPlan
from pipelines.training import Card, Thrift, thrift_for

pytestmark = pytest.mark.tiny
ON_CARD = MemoryPlan(device="cuda", dtype="float16")


@pytest.mark.parametrize(
    ("card", "size", "eight_bit", "wanted"),
    [
        (Card(4.0, bf16=False), "large", True, Thrift("cuda", "fp16", True, True, "learning_on_small_card_bytes")),
        (Card(8.0, bf16=True), "large", False, Thrift("cuda", "bf16", True, False, "learning_on_small_card")),
        (Card(24.0, bf16=True), "large", True, Thrift("cuda", "bf16", False, False, "learning_on_card")),
        (Card(4.0, bf16=False), "small", True, Thrift("cuda", "fp16", False, False, "learning_on_card")),
        (None, "large", True, Thrift()),
    ],
)
def test_a_small_card_saves_wherever_it_can_and_a_large_one_does_not(
    card: Card | None, size: Literal["small", "large"], eight_bit: bool, wanted: Thrift
) -> None:
    assert thrift_for(ON_CARD, size, card=card, eight_bit=eight_bit) == wanted
    for language in ("es", "en"):
        assert say(wanted.remark, language).endswith(".")


@pytest.mark.parametrize(("device", "remark"), [("cpu", "learning_on_processor"), ("mps", "learning_on_card")])
def test_other_devices_learn_in_full_precision(device: Literal["cpu", "mps"], remark: str) -> None:
    plan = MemoryPlan(device=device)
    found = thrift_for(plan, "large", card=Card(4.0, bf16=True), eight_bit=True)
    assert found == Thrift(device=device, remark=remark)


def test_on_a_small_card_the_steps_see_one_picture_at_a_time_and_learn_as_much() -> None:
    tight, roomy = (
        settings_for(Preset.RECOMMENDED, kind=ElementKind.PERSON, size="large", device=device)
        for device in ("small card", "card")
    )
    assert tight.batch == 1
    assert seen(tight) == seen(roomy)


def seen(settings: LearningSettings) -> int:
    return settings.steps * settings.batch * settings.accumulate
