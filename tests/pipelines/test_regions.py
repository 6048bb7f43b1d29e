"""A row for each learnt element in one UNet call, and masks that make one picture of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from assistant.composing import Blending
from assistant.story import Box
from pipelines.injecting import eject_all, inject, tuner_layers, wear
from pipelines.likenesses import Adapter, LearntLikeness
from pipelines.regions import PLAIN, Part, adapters_per_row, regions_at_work, soft_masks
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.tiny_painter import save_tiny_painter

pytestmark = pytest.mark.tiny
LEFT, RIGHT = Box(left=0, top=0, width=0.5, height=1), Box(left=0.5, top=0, width=0.5, height=1)
ALWAYS = Blending(at_first=1.0, feather=0.1, margin=0.0)
TIME = torch.tensor(500)


def gentle(likeness: LearntLikeness) -> LearntLikeness:
    """The same with a tenth of the change, so that numbers stay near 1."""
    adapters = {
        part: {name: Adapter(adapter.down * 0.3, adapter.up * 0.3) for name, adapter in of_part.items()}
        for part, of_part in likeness.adapters.items()
    }
    return replace(likeness, adapters=adapters)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from diffusers import StableDiffusionPipeline

    extras: dict[str, Any] = {"safety_checker": None, "feature_extractor": None}
    folder = save_tiny_painter(tmp_path_factory.mktemp("painter"))
    made = StableDiffusionPipeline.from_pretrained(folder, use_safetensors=True, local_files_only=True, **extras)
    made.set_progress_bar_config(disable=True)
    return made


@pytest.fixture
def pipe(loaded: Any) -> Iterator[Any]:
    inject(loaded, gentle(random_likeness(loaded, "anamadr", seed=1)), "ana")
    inject(loaded, gentle(random_likeness(loaded, "jovenalp", seed=2)), "juan")
    wear(loaded, [])
    with torch.no_grad():
        yield loaded
    eject_all(loaded)


def states(seed: int) -> torch.Tensor:
    return torch.randn(1, 6, 8, generator=torch.Generator().manual_seed(seed))


def latents(number: int = 1) -> torch.Tensor:
    return torch.randn(number, 4, 16, 16, generator=torch.Generator().manual_seed(9))


def said(pipe: Any, latent: torch.Tensor, words: torch.Tensor, adapter: str = PLAIN) -> torch.Tensor:
    wear(pipe, [] if adapter == PLAIN else [adapter])
    told: torch.Tensor = pipe.unet(latent, TIME, words.expand(len(latent), -1, -1)).sample
    wear(pipe, [])
    return told


# Rows


def test_each_row_is_as_exact_as_alone_on_attention_and_convolutions(pipe: Any) -> None:
    kinds = {type(layer.base_layer) for _, layer in tuner_layers(pipe.unet)}
    assert kinds == {torch.nn.Linear, torch.nn.Conv2d}
    rows = ["juan", PLAIN, "ana", "juan"]
    with adapters_per_row(pipe.unet, rows):
        together = pipe.unet(latents().repeat(4, 1, 1, 1), TIME, states(1).repeat(4, 1, 1)).sample
    for row, name in zip(together, rows, strict=True):
        assert (row - said(pipe, latents(), states(1), name)[0]).abs().max() < 1e-5
    assert (together[0] - together[2]).abs().max() > 1e-2
    assert torch.equal(together[0], together[3])


# Masks


def test_masks_are_whole_inside_soft_at_the_edge_and_nothing_outside() -> None:
    box = Box(left=0.25, top=0.25, width=0.5, height=0.75)
    (mask,) = soft_masks([box], 40, 40, feather=0.1, margin=0.0)
    assert mask[20, 20] == 1
    assert mask[39, 20] == 1, "at the picture's edge there is nothing to be soft against"
    assert mask[2, 20] == mask[20, 2] == 0
    edge = mask[20, 6:14]
    assert torch.equal(edge, edge.sort().values)
    assert 0 < edge[3] < 1
    (wider,) = soft_masks([box], 40, 40, feather=0.1, margin=0.1)
    assert (wider >= mask).all()
    assert wider.sum() > mask.sum()


def test_masks_share_the_picture_and_the_smaller_stands_in_front() -> None:
    big, small = Box(left=0, top=0, width=1, height=1), Box(left=0.6, top=0.6, width=0.3, height=0.3)
    for boxes in ([big, small], [small, big]):
        masks = soft_masks(boxes, 32, 32, feather=0.1, margin=0.02)
        front = masks[boxes.index(small)]
        assert masks.sum(0).max() <= 1 + 1e-6
        assert front[24, 24] == 1
        assert masks[boxes.index(big)][24, 24] == 0


def test_a_box_as_thin_as_nothing_is_nowhere_but_hurts_nobody() -> None:
    masks = soft_masks([Box(left=0.5, top=0.5, width=0, height=0)], 16, 16, feather=0.0, margin=0.0)
    assert masks.sum() == 0
    assert bool(torch.isfinite(masks).all())


def test_regions_weigh_little_while_the_picture_is_composed_then_more_and_more() -> None:
    blending = Blending(composed=0.2, ruling=0.6, at_first=0.1, at_last=0.9)
    strengths = [blending.strength(share / 20) for share in range(20)]
    assert strengths == sorted(strengths)
    assert strengths[0] == strengths[3] == 0.1
    assert strengths[-1] == strengths[12] == 0.9
    assert 0.1 < strengths[8] < 0.9


# Regions


def guided(away: torch.Tensor, towards: torch.Tensor, guidance: float) -> torch.Tensor:
    return away + guidance * (towards - away)


def test_each_region_is_what_its_own_adapter_says_of_it(pipe: Any) -> None:
    pipe.scheduler.set_timesteps(10)
    away, parts = states(0), [Part(words=states(1), away=states(0))]
    parts += [Part(words=states(2), away=away, adapter="ana", guidance=3.0, box=LEFT)]
    parts += [Part(words=states(3), away=away, adapter="juan", guidance=5.0, box=RIGHT)]
    with regions_at_work(pipe.unet, pipe.scheduler, parts, ALWAYS):
        blended = pipe.unet(latents(2), TIME, encoder_hidden_states=states(1).repeat(2, 1, 1), return_dict=False)[0]
    plain = said(pipe, latents(2), away)
    left = guided(plain, said(pipe, latents(2), states(2), "ana"), 3.0)
    right = guided(plain, said(pipe, latents(2), states(3), "juan"), 5.0)
    assert blended.shape == (2, 4, 16, 16)
    assert (blended - left)[..., :7].abs().max() < 1e-4
    assert (blended - right)[..., 9:].abs().max() < 1e-4
    assert (left - right).abs().max() > 1e-2


def test_a_row_may_be_guided_away_from_its_own_adapter(pipe: Any) -> None:
    pipe.scheduler.set_timesteps(10)
    whole = Box(left=0, top=0, width=1, height=1)
    own = Part(words=states(2), away=states(4), adapter="ana", away_adapter="ana", guidance=3.0, box=whole)
    with regions_at_work(pipe.unet, pipe.scheduler, [Part(words=states(1), away=states(0)), own], ALWAYS):
        blended = pipe.unet(latents(), TIME, encoder_hidden_states=states(1), return_dict=False)[0]
    wanted = guided(said(pipe, latents(), states(4), "ana"), said(pipe, latents(), states(2), "ana"), 3.0)
    assert (blended - wanted).abs().max() < 1e-4


def test_a_moved_row_sees_its_box_in_the_middle_and_answers_where_it_stands(pipe: Any) -> None:
    pipe.scheduler.set_timesteps(10)
    left = Box(left=0.0, top=0, width=0.5, height=1)
    moved = Part(words=states(2), away=states(4), adapter="ana", away_adapter="ana", guidance=3.0, box=left, moved=0.25)
    with regions_at_work(pipe.unet, pipe.scheduler, [Part(words=states(1), away=states(0)), moved], ALWAYS):
        blended = pipe.unet(latents(2), TIME, encoder_hidden_states=states(1).repeat(2, 1, 1), return_dict=False)[0]
    seen = latents(2).roll(4, dims=-1)
    wanted = guided(said(pipe, seen, states(4), "ana"), said(pipe, seen, states(2), "ana"), 3.0).roll(-4, dims=-1)
    assert (blended - wanted)[..., :7].abs().max() < 1e-4
    unmoved = guided(said(pipe, latents(2), states(4), "ana"), said(pipe, latents(2), states(2), "ana"), 3.0)
    assert (wanted - unmoved)[..., :7].abs().max() > 1e-3


def test_one_call_of_the_network_a_step_with_a_row_for_each(pipe: Any) -> None:
    seen: list[int] = []
    watch = pipe.unet.conv_in.register_forward_hook(lambda _layer, args, _out: seen.append(len(args[0])))
    away = states(0)
    parts = [Part(words=states(1), away=away)]
    parts += [Part(words=states(2), away=away, adapter="ana", box=LEFT)]
    parts += [Part(words=states(3), away=away, adapter="juan", box=RIGHT)]
    with regions_at_work(pipe.unet, pipe.scheduler, parts, Blending()):
        pipe(prompt_embeds=states(1).repeat(2, 1, 1), guidance_scale=1.0, num_inference_steps=3, width=32, height=32)
    watch.remove()
    assert seen == [2 * 4] * 3


@pytest.mark.parametrize("sampler", ["DDIMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler"])
def test_regions_that_all_ask_the_same_paint_what_the_plain_pipeline_paints(pipe: Any, sampler: str) -> None:
    import diffusers

    before = pipe.scheduler
    pipe.scheduler = getattr(diffusers, sampler).from_config(before.config)
    words, away = states(1), states(0)
    asked = {"num_inference_steps": 5, "width": 32, "height": 32, "output_type": "pt", "latents": latents()}
    plain = pipe(prompt_embeds=words, negative_prompt_embeds=away, guidance_scale=4.0, **asked).images
    parts = [Part(words=words, away=away, guidance=4.0, box=box) for box in (None, LEFT, RIGHT)]
    with regions_at_work(pipe.unet, pipe.scheduler, parts, Blending()):
        regional = pipe(prompt_embeds=words, guidance_scale=1.0, **asked).images
    pipe.scheduler = before
    assert (plain - regional).abs().max() < 1e-3


def test_the_network_is_its_own_again_after_work_and_after_a_fault(pipe: Any) -> None:
    parts = [Part(words=states(1), away=states(0)), Part(words=states(2), away=states(0), adapter="ana", box=LEFT)]
    before = said(pipe, latents(), states(5))
    with pytest.raises(ZeroDivisionError), regions_at_work(pipe.unet, pipe.scheduler, parts, ALWAYS):
        raise ZeroDivisionError
    assert torch.equal(said(pipe, latents(), states(5)), before)


@pytest.mark.parametrize("boxes", [[], [LEFT], [None, None], [LEFT, None]])
def test_exactly_one_part_lies_behind_and_comes_first(pipe: Any, boxes: list[Box | None]) -> None:
    parts = [Part(words=states(1), away=states(0), box=box) for box in boxes]
    with pytest.raises(ValueError, match="behind"), regions_at_work(pipe.unet, pipe.scheduler, parts, ALWAYS):
        pass


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_paints_too(tmp_path: Path, dtype: torch.dtype) -> None:
    from diffusers import StableDiffusionPipeline

    folder = save_tiny_painter(tmp_path / "painter")
    extras: dict[str, Any] = {"safety_checker": None, "feature_extractor": None}
    half = StableDiffusionPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True, **extras)
    inject(half, gentle(random_likeness(half, "anamadr", seed=1)), "ana")
    half.set_progress_bar_config(disable=True)
    parts = [Part(words=states(1), away=states(0)), Part(words=states(2), away=states(0), adapter="ana", box=LEFT)]
    with torch.no_grad(), regions_at_work(half.unet, half.scheduler, parts, Blending()):
        painted = half(
            prompt_embeds=states(1).to(dtype),
            guidance_scale=1.0,
            num_inference_steps=2,
            width=32,
            height=32,
            output_type="pt",
        )
    assert bool(torch.isfinite(painted.images).all())
