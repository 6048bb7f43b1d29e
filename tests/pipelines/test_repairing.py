"""Looking a picture over: who is repainted, where, how often, and what the therapist hears."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from assistant.composing import Blending
from assistant.elements import Print
from assistant.ports import LikenessAtHand
from assistant.story import Box, ElementKind, Region
from pipelines.painting import DiffusersPainter
from pipelines.repairing import Repairs, checkable, crop_around, repaint_latents, repair, soft_mask
from pipelines.scripted import ScriptedJudge
from pipelines.wardrobe import Worn
from tests.pipelines.pictures import layout, opened, unheard
from tests.pipelines.test_studio import asking_for, at_hand, files, painter

pytestmark = pytest.mark.tiny
__all__ = ["files", "painter"]
LEFT, RIGHT = Box(left=0.1, top=0.2, width=0.3, height=0.6), Box(left=0.6, top=0.2, width=0.3, height=0.6)
GREY = Image.new("RGB", (64, 64), (90, 90, 90))


class ToldJudge(ScriptedJudge):
    """A judge whose sureness of each element was told beforehand, verdict by verdict; the last one holds on."""

    name = "told"

    def __init__(self, sure: dict[str, list[float]], *, blind: Sequence[str] = ()) -> None:
        super().__init__()
        self._verdicts, self._blind = sure, frozenset(blind)
        self.asked: list[tuple[str, Box | None]] = []

    def blind_to(self, kind: ElementKind) -> frozenset[str]:
        del kind
        return self._blind

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:
        del picture, kind
        who = "ana" if prints[0][0] == 1.0 else "rosa"
        self.asked.append((who, box))
        verdicts = self._verdicts[f"{who} at {'left' if box == LEFT else 'right'}"]
        return verdicts.pop(0) if len(verdicts) > 1 else verdicts[0]


def worn(name: str, box: Box | None, number: float, **changes: Any) -> Worn:
    likeness = LikenessAtHand(
        id=name,
        element_id=name,
        name=name.title(),
        token=f"{name}tok",
        class_word="woman",
        kind=ElementKind.PERSON,
        file=Path("x"),
        sha256="0",
        base_hash="0",
        judge="told",
        prints=((number,),),
    )
    region = Region(element_id=name, words=f"all with {name}", alone=f"{name} alone", negative="", box=box)
    return Worn(likeness.model_copy(update=changes), region, name)


ANA, ROSA = worn("ana", LEFT, 1.0), worn("rosa", RIGHT, 2.0)
CERTAIN = {"ana at left": [0.9], "ana at right": [0.1], "rosa at right": [0.9], "rosa at left": [0.1]}
EVERYWHERE = Blending()


class Brush:
    """Repaints everything white, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int]] = []

    def __call__(self, picture: Image.Image, mask: Image.Image, one: Worn, words: str, seed: int) -> Image.Image:
        assert picture.size == mask.size
        self.asked.append((one.adapter, words, seed))
        return Image.new("RGB", (32, 32), (255, 255, 255))


def looked_over(
    judge: ToldJudge, *wearing: Worn, tries: int = 2, blending: Blending = EVERYWHERE
) -> tuple[Image.Image, list[Any], Brush, list[int]]:
    brush, over = Brush(), list[int]()
    picture, doubts = repair(
        GREY,
        wearing,
        seed=5,
        judge=judge,
        repaint=brush,
        to_png=lambda image: image.tobytes(),
        repairs=Repairs(tries=tries, padding=0.05, blur=0.02),
        blending=blending,
        tried=over.append,
    )
    return picture, [(doubt.key, dict(doubt.data)) for doubt in doubts], brush, over


def test_a_centred_painter_repaints_in_the_middle_and_the_repaint_lands_where_it_belongs() -> None:
    verdicts = CERTAIN | {"ana at left": [0.1, 0.9]}
    picture, doubts, brush, _ = looked_over(ToldJudge(verdicts), ANA, ROSA, blending=Blending(centred=True))
    assert (picture.getpixel((16, 32)), doubts) == ((255, 255, 255), [])
    assert all(picture.getpixel((x, 32)) == (90, 90, 90) for x in range(32, 64))
    assert [(adapter, words) for adapter, words, _ in brush.asked] == [("ana", "ana alone")]


def test_who_is_like_themselves_is_left_alone() -> None:
    picture, doubts, brush, over = looked_over(ToldJudge(CERTAIN), ANA, ROSA)
    assert picture.tobytes() == GREY.tobytes()
    assert (doubts, brush.asked) == ([], [])
    assert over == [1, 2, 3, 4]


def test_who_is_unlike_is_repainted_there_alone_and_nothing_else_changes() -> None:
    judge = ToldJudge(CERTAIN | {"ana at left": [0.2, 0.8]})
    picture, doubts, brush, _ = looked_over(judge, ANA, ROSA)
    assert [asked[0] for asked in brush.asked] == ["ana"]
    assert brush.asked[0][1] == "ana alone"
    assert doubts == []
    mask = soft_mask(LEFT, GREY.size, blur=0.02)
    for x in range(64):
        for y in range(64):
            pixel, weight = picture.getpixel((x, y)), mask.getpixel((x, y))
            assert (pixel == (90, 90, 90)) == (weight == 0) or weight == 1, (x, y)
    assert picture.getpixel((16, 32)) == (255, 255, 255)


def test_who_looks_more_like_another_is_not_themselves() -> None:
    judge = ToldJudge(CERTAIN | {"ana at left": [0.7], "rosa at left": [0.8, 0.1]})
    _, doubts, brush, _ = looked_over(judge, ANA, ROSA)
    assert [asked[0] for asked in brush.asked] == ["ana"]
    assert doubts == []


def test_after_a_few_tries_the_therapist_is_told() -> None:
    judge = ToldJudge(CERTAIN | {"ana at left": [0.2, 0.1, 0.05]})
    picture, doubts, brush, over = looked_over(judge, ANA, ROSA)
    assert doubts == [("came_out_unlike", {"name": "Ana", "tries": "2"})]
    assert len({seed for _, _, seed in brush.asked}) == 2
    assert picture.tobytes() == GREY.tobytes(), "what the judge is less sure of is thrown away"
    assert over == [1, 2, 3, 4]


def test_a_better_try_stays_though_it_is_not_good_enough() -> None:
    judge = ToldJudge(CERTAIN | {"ana at left": [0.1, 0.4, 0.2]})
    picture, doubts, _, _ = looked_over(judge, ANA)
    assert doubts
    assert picture.getpixel((16, 32)) == (255, 255, 255)


def test_only_those_are_looked_for_whom_the_judge_can_tell() -> None:
    judge = ToldJudge(CERTAIN)
    place, printless = worn("ana", None, 1.0), worn("ana", LEFT, 1.0, prints=())
    others = worn("ana", LEFT, 1.0, judge="another")
    assert checkable([ANA, place, printless, others], judge) == [ANA]
    assert checkable([ANA], ToldJudge(CERTAIN, blind=["identity"])) == []
    assert checkable([ANA], None) == []


def test_a_crop_is_a_square_in_the_picture() -> None:
    crop = crop_around(Box(left=0.8, top=0.0, width=0.2, height=0.25), (200, 100), padding=0.25)
    assert crop.corners == (140, 0, 200, 60)
    assert not crop.nearly_all
    assert crop_around(Box(left=0, top=0, width=1, height=1), (64, 64), padding=0.5).corners == (0, 0, 64, 64)
    assert crop_around(Box(left=0.3, top=0.1, width=0.3, height=0.8), (64, 64), padding=0.25).nearly_all


# With a real pipeline


@pytest.mark.parametrize("sampler", ["dpm++ 2m", "ddim", "euler"])
def test_a_repaint_keeps_what_is_outside_of_its_mask(tiny_weights: Path, sampler: Any) -> None:
    pipe = DiffusersPainter(tiny_weights, sampler=sampler)._pipe
    generator = torch.Generator().manual_seed(1)
    picture = torch.rand(1, 3, 32, 32, generator=generator) * 2 - 1
    words, away = torch.randn(1, 6, 8, generator=generator), torch.zeros(1, 6, 8)
    half = torch.zeros(1, 1, 32, 32)
    half[..., 16:] = 1.0
    went: list[int] = []

    def painted(mask: torch.Tensor, **changes: Any) -> torch.Tensor:
        asked: dict[str, Any] = {
            "steps": 6,
            "strength": 0.5,
            "guidance": 5.0,
            "seed": 3,
            "words": words,
            "away": away,
        } | changes
        with torch.inference_mode():
            return repaint_latents(pipe, picture, mask, went=lambda: went.append(1), **asked)

    with torch.inference_mode():
        own = pipe.vae.decode(pipe.vae.encode(picture).latent_dist.mode(), return_dict=False)[0]
    assert (painted(torch.zeros(1, 1, 32, 32)) - own).abs().max() < 1e-4
    assert len(went) == 3
    some = painted(half)
    assert (some - own)[..., 24:].abs().max() > 1e-2
    assert not torch.equal(painted(half, seed=4), some)
    assert not torch.equal(painted(half, words=words * 2), some)
    assert (painted(half, strength=1.0) - own).abs().max() > 1e-2
    assert bool(torch.isfinite(some).all())


class Unsure(ToldJudge):
    """A judge to whom nobody ever looks like themselves."""

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:
        del kind, prints
        self.asked.append((str(len(picture)), box))
        return 0.1


def test_the_painter_looks_over_repaints_tells_and_counts_its_steps(
    painter: DiffusersPainter,
    files: dict[str, Path],
    tiny_weights: Path,
) -> None:
    checked = DiffusersPainter(tiny_weights, judge=Unsure({}), repairs=Repairs(tries=2, strength=0.5))
    likenesses = [
        at_hand(files[token], painter.hash, judge="told", prints=((1.0,),)) for token in ("anamadr", "jovenalp")
    ]
    told: list[tuple[int, int]] = []
    asked = asking_for(["anamadr", "jovenalp"])
    pictures = checked.paint(
        asked,
        layout=layout(""),
        seeds=[4, 5],
        progress=lambda done, of: told.append((done, of)),
        likenesses=likenesses,
    )
    assert [[doubt.data["name"] for doubt in picture.doubts] for picture in pictures] == [["Anamadr", "Jovenalp"]] * 2
    steps = 3 + 2 * 2 * 2 * 2
    assert told[1:] == sorted(told[1:])
    assert told[-1] == (steps, steps)
    plain = [picture.png for picture in painter.paint(asking_for([]), layout=layout(""), seeds=[4], progress=unheard)]
    after = checked.paint(asking_for([]), layout=layout(""), seeds=[4], progress=unheard)
    assert [picture.png for picture in after] == plain
    assert opened(pictures[0].png).size == (32, 32)
