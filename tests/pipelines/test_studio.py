"""The painter with learnt elements: one with its adapter on, several in regions, and the plain painter as it was."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from assistant.composing import Blending, SettingsFor, SettingsPolicy
from assistant.elements import Method
from assistant.errors import (
    LikenessAltered,
    LikenessNotCombinable,
    LikenessOfAnotherPainter,
    LikenessRefused,
    StoppedOnRequest,
)
from assistant.ports import LikenessAtHand, Picture
from assistant.story import Box, ElementKind, Prompt, Region
from pipelines.injecting import inject, tuner_layers
from pipelines.likenesses import LearntLikeness, read_likeness, save_likeness, with_note
from pipelines.painting import DiffusersPainter
from pipelines.wardrobe import Wardrobe
from pipelines.weights import Hashes
from tests.pipelines.likeness_making import random_likeness
from tests.pipelines.pictures import layout, opened, prompt, unheard

pytestmark = pytest.mark.tiny
NOWHERE = layout("")
BOXES = {
    "anamadr": Box(left=0, top=0.1, width=0.5, height=0.8),
    "jovenalp": Box(left=0.5, top=0.1, width=0.5, height=0.8),
    "kiotwr": None,
}
KINDS = {"anamadr": ElementKind.PERSON, "jovenalp": ElementKind.SELF, "kiotwr": ElementKind.PLACE}


@pytest.fixture(scope="module")
def painter(tiny_weights: Path) -> DiffusersPainter:
    return DiffusersPainter(tiny_weights)


@pytest.fixture(scope="module")
def files(painter: DiffusersPainter, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, pipe = tmp_path_factory.mktemp("likenesses"), painter.own_pipeline()
    return {
        token: save_likeness(
            random_likeness(pipe, token, seed=seed, base_hash=painter.hash), folder / f"{token}.safetensors"
        )
        for seed, token in enumerate(BOXES)
    }


def at_hand(file: Path, base_hash: str, **changes: Any) -> LikenessAtHand:
    token = file.stem
    plain: dict[str, Any] = {
        "id": f"likeness-{token}",
        "element_id": token,
        "name": token.title(),
        "token": token,
        "class_word": "dog",
        "kind": KINDS.get(token, ElementKind.PERSON),
        "file": file,
        "sha256": Hashes().of_file(file),
        "base_hash": base_hash,
    }
    return LikenessAtHand(**(plain | changes))


def asking_for(tokens: Sequence[str], **changes: Any) -> Prompt:
    words = " and ".join(f"a {token} dog" for token in tokens) or "a dog"
    regions = tuple(
        Region(
            element_id=token,
            words=words.replace(token, "big"),
            alone=f"a {token} dog",
            negative="blurry",
            box=BOXES[token],
        )
        for token in tokens
    )
    asked = prompt(words).model_copy(update={"generic": "a dog", "regions": regions})
    return asked.model_copy(update=changes)


def paint(
    painter: DiffusersPainter, files: dict[str, Path], tokens: Sequence[str], seeds: Sequence[int] = (4,)
) -> list[Picture]:
    likenesses = [at_hand(files[token], painter.hash) for token in tokens]
    return painter.paint(asking_for(tokens), layout=NOWHERE, seeds=seeds, progress=unheard, likenesses=likenesses)


def test_learnt_elements_change_the_picture_and_leave_the_plain_painter_as_it_was(
    painter: DiffusersPainter, files: dict[str, Path]
) -> None:
    plain = paint(painter, files, [])[0].png
    casts = [["anamadr"], ["jovenalp"], ["kiotwr"], ["anamadr", "jovenalp"], ["anamadr", "kiotwr"], list(BOXES)]
    pictures = [paint(painter, files, cast)[0].png for cast in casts]
    assert len({plain, *pictures}) == len(casts) + 1
    assert paint(painter, files, [])[0].png == plain
    assert paint(painter, files, casts[-1])[0].png == pictures[-1]


def test_one_element_is_painted_by_the_plain_pipeline_with_its_adapter_on(
    painter: DiffusersPainter, files: dict[str, Path], tiny_weights: Path
) -> None:
    other = DiffusersPainter(tiny_weights)
    pipe = other._studio.wardrobe.pipe
    inject(pipe, read_likeness(files["anamadr"]), "ana")
    asked = asking_for(["anamadr"])
    painted = pipe(
        prompt=[asked.positive],
        negative_prompt=[asked.negative],
        width=32,
        height=32,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance,
        generator=[torch.Generator("cpu").manual_seed(4)],
    ).images[0]
    assert opened(paint(painter, files, ["anamadr"])[0].png).tobytes() == painted.tobytes()


def test_a_seed_gives_the_same_regions_alone_and_in_company(painter: DiffusersPainter, files: dict[str, Path]) -> None:
    both, alone = paint(painter, files, list(BOXES), (4, 5)), paint(painter, files, list(BOXES), (5,))
    one, other = opened(both[1].png).tobytes(), opened(alone[0].png).tobytes()
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 1
    assert both[0].png != both[1].png


def test_a_likeness_that_the_prompt_does_not_name_is_not_worn(
    painter: DiffusersPainter, files: dict[str, Path]
) -> None:
    likeness = at_hand(files["anamadr"], painter.hash)
    plain = painter.paint(prompt(), layout=NOWHERE, seeds=[4], progress=unheard)
    named = painter.paint(prompt(), layout=NOWHERE, seeds=[4], progress=unheard, likenesses=[likeness])
    assert plain[0].png == named[0].png


def test_stopping_in_the_middle_of_regions_leaves_the_plain_painter(
    painter: DiffusersPainter, files: dict[str, Path]
) -> None:
    plain = paint(painter, files, [])[0].png
    likenesses = [at_hand(files[token], painter.hash) for token in BOXES]
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int, /) -> None:
        told.append((done, of))
        if done == 2:
            raise StoppedOnRequest

    with pytest.raises(StoppedOnRequest):
        painter.paint(asking_for(list(BOXES)), layout=NOWHERE, seeds=[1], progress=stop, likenesses=likenesses)
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert paint(painter, files, [])[0].png == plain


def test_a_likeness_of_another_painter_is_refused_and_nothing_changes(
    painter: DiffusersPainter, files: dict[str, Path], tmp_path: Path
) -> None:
    plain = paint(painter, files, [])[0].png
    foreign = with_note(read_likeness(files["anamadr"]), base_hash="c" * 64)
    file = save_likeness(foreign, tmp_path / "anamadr.safetensors")
    with pytest.raises(LikenessOfAnotherPainter):
        paint(painter, {"anamadr": file}, ["anamadr"])
    assert paint(painter, files, [])[0].png == plain


def test_a_refusal_names_the_likeness_and_the_others_can_still_be_worn(
    painter: DiffusersPainter, files: dict[str, Path], tmp_path: Path
) -> None:
    plain = paint(painter, files, ["anamadr"])[0].png
    cut = tmp_path / "jovenalp.safetensors"
    cut.write_bytes(files["jovenalp"].read_bytes()[:-9])
    gone = at_hand(files["anamadr"], painter.hash).model_copy(update={"file": tmp_path / "no", "sha256": "f" * 64})
    for damaged in (at_hand(cut, painter.hash), gone):
        pair = [damaged, at_hand(files["kiotwr"], painter.hash)]
        with pytest.raises(LikenessRefused) as refused:
            painter.paint(
                asking_for(["jovenalp", "anamadr", "kiotwr"]),
                layout=NOWHERE,
                seeds=[4],
                progress=unheard,
                likenesses=pair,
            )
        assert refused.value.data["likeness"] == damaged.id
    assert paint(painter, files, ["anamadr"])[0].png == plain


# The wardrobe


def test_a_file_that_changed_since_it_was_kept_is_not_worn(
    painter: DiffusersPainter, files: dict[str, Path], tmp_path: Path
) -> None:
    """Whole, readable and of this painter, but not the bytes that were kept; it is compared when it is loaded."""
    plain = paint(painter, files, [])[0].png
    changed = save_likeness(with_note(read_likeness(files["anamadr"]), step=7), tmp_path / "anamadr.safetensors")
    given = at_hand(files["anamadr"], painter.hash).model_copy(update={"file": changed})
    painter._studio.wardrobe.empty()
    with pytest.raises(LikenessAltered) as refused:
        painter.paint(asking_for(["anamadr"]), layout=NOWHERE, seeds=[4], progress=unheard, likenesses=[given])
    assert refused.value.data == {"file": "anamadr.safetensors", "likeness": given.id}
    assert paint(painter, files, [])[0].png == plain
    wardrobe = painter._studio.wardrobe
    copy = tmp_path / "kiotwr.safetensors"
    copy.write_bytes(files["kiotwr"].read_bytes())
    kept = at_hand(copy, painter.hash)
    wardrobe.put_on([kept])
    copy.write_bytes(changed.read_bytes())
    assert wardrobe.put_on([kept]), "what is in already is not read again"


@pytest.fixture
def wardrobe(painter: DiffusersPainter) -> Wardrobe:
    return Wardrobe(painter.own_pipeline(), base_hash=lambda: painter.hash, painter="tiny", most=2)


def test_the_latest_likenesses_stay_in_and_the_oldest_goes_first(
    wardrobe: Wardrobe, painter: DiffusersPainter, files: dict[str, Path]
) -> None:
    ana, juan, kio = (at_hand(file, painter.hash) for file in files.values())
    before = {name: tensor.clone() for name, tensor in wardrobe.pipe.unet.state_dict().items()}
    names = {one.token: wardrobe.put_on([one])[0] for one in (ana, juan)}
    wardrobe.put_on([ana])
    wardrobe.put_on([kio])
    assert names["anamadr"] in wardrobe.inside
    assert names["jovenalp"] not in wardrobe.inside
    assert len(wardrobe.put_on([ana, juan, kio])) == 3, "a picture may hold more than stays"
    wardrobe.put_on([])
    assert len(wardrobe.inside) == 2
    wardrobe.empty()
    after = wardrobe.pipe.unet.state_dict()
    assert after.keys() == before.keys()
    assert all(bool((after[name] == before[name]).all()) for name in before)
    assert list(tuner_layers(wardrobe.pipe.unet)) == []


def test_a_newer_likeness_of_the_same_token_takes_the_olders_place(
    wardrobe: Wardrobe, painter: DiffusersPainter, files: dict[str, Path], tmp_path: Path
) -> None:
    newer = save_likeness(
        random_likeness(painter.own_pipeline(), "anamadr", seed=9, base_hash=painter.hash),
        tmp_path / "anamadr.safetensors",
    )
    old = wardrobe.put_on([at_hand(files["anamadr"], painter.hash)])
    new = wardrobe.put_on([at_hand(newer, painter.hash)])
    assert wardrobe.inside == new != old


def test_a_whole_likeness_stands_alone_and_goes_before_anything_else(
    wardrobe: Wardrobe, painter: DiffusersPainter, files: dict[str, Path], tmp_path: Path
) -> None:
    pipe = wardrobe.pipe
    lora = read_likeness(files["jovenalp"])
    changes = {"unet": {name: own.detach() * 0.1 for name, own in list(pipe.unet.named_parameters())[:3]}}
    whole = LearntLikeness(lora.note.model_copy(update={"kind": "full"}), tokens=lora.tokens, changes=changes)
    file = save_likeness(whole, tmp_path / "jovenalp.safetensors")
    before = {name: tensor.clone() for name, tensor in pipe.unet.state_dict().items()}
    juan = at_hand(file, painter.hash, method=Method.DREAMBOOTH)
    with pytest.raises(LikenessNotCombinable):
        wardrobe.put_on([juan, at_hand(files["anamadr"], painter.hash)])
    wardrobe.put_on([at_hand(files["anamadr"], painter.hash)])
    wardrobe.put_on([juan])
    assert len(wardrobe.inside) == 1
    assert not all(bool((tensor == before[name]).all()) for name, tensor in pipe.unet.state_dict().items())
    wardrobe.put_on([])
    assert wardrobe.inside == []
    assert all(bool((tensor == before[name]).all()) for name, tensor in pipe.unet.state_dict().items())


def test_one_who_stands_aside_of_where_the_photos_had_them_gets_a_region(
    painter: DiffusersPainter, files: dict[str, Path], tiny_weights: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_weights, tmp_path / "centred")
    settings = SettingsPolicy(
        width=64,
        height=64,
        by_subjects=(SettingsFor(up_to=9, steps=2, guidance=3.0),),
        blending=Blending(against="own", centred=True),
    )
    (tmp_path / "centred" / "settings.json").write_text(settings.model_dump_json(), encoding="utf-8")
    centred = DiffusersPainter(tmp_path / "centred")
    likeness = at_hand(files["anamadr"], painter.hash)

    def painted(by: DiffusersPainter, left: float) -> bytes:
        asked = asking_for(["anamadr"])
        box = Box(left=left, top=0.1, width=0.5, height=0.8)
        asked = asked.model_copy(update={"regions": (asked.regions[0].model_copy(update={"box": box}),)})
        return by.paint(asked, layout=NOWHERE, seeds=[4], progress=unheard, likenesses=[likeness])[0].png

    assert painted(centred, 0.25) == painted(painter, 0.25) == painted(painter, 0.0)
    assert painted(centred, 0.0) != painted(painter, 0.0)
