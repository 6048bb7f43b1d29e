"""Learning on a tiny network: it learns, goes on after any interruption exactly as it would have, and stops at NaN."""

from pathlib import Path
from typing import Any

import pytest
import torch

from assistant.elements import Method, Training
from assistant.errors import (
    DiskFull,
    LearningDiverged,
    LikenessOfAnotherPainter,
    PhotoUnreadable,
    StoppedOnRequest,
    TokenTaken,
)
from assistant.ports import Learnt
from pipelines.injecting import eject, inject
from pipelines.likenesses import read_likeness
from pipelines.painting import DiffusersPainter
from pipelines.training import DiffusersLearner
from pipelines.training_crops import opened
from pipelines.training_data import Album, pixels
from pipelines.training_steps import Noising, batch_of, loss_of
from tests.pipelines.lesson_making import WHOLE, a_lesson_plan, a_set, photos, quick_settings
from tests.pipelines.tiny_painter import save_tiny_painter

pytestmark = pytest.mark.tiny


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A painter that predicts noise, and one that predicts v down to pure noise."""
    made = tmp_path_factory.mktemp("painters")
    return {
        "epsilon": save_tiny_painter(made / "epsilon"),
        "v_prediction": save_tiny_painter(made / "v", prediction="v_prediction", zero_snr=True, ddim=True),
    }


@pytest.fixture
def painter(folders: dict[str, Path]) -> DiffusersPainter:
    return DiffusersPainter(folders["v_prediction"])


@pytest.fixture(params=["epsilon", "v_prediction"])
def either(request: pytest.FixtureRequest, folders: dict[str, Path]) -> DiffusersPainter:
    return DiffusersPainter(folders[request.param])


def silent(_done: int, _of: int) -> None:
    """Hear nothing."""


def learnt(painter: DiffusersPainter, folder: Path, training: Training, *untils: int, **sets: Any) -> Learnt:
    """A training in chunks that end at these steps, each by a learner of its own."""
    chosen = sets.get("sets") or [a_set()]
    for until in untils:
        learner = DiffusersLearner(painter, folder=folder / "learning")
        done = learner.learn(training, chosen, photo=photos(folder / "photos"), until=until, progress=silent)
    return done


def weights(file: Path) -> dict[str, torch.Tensor]:
    return read_likeness(file).tensors()


@pytest.mark.parametrize("method", list(Method))
def test_an_interrupted_training_ends_as_one_that_was_not(
    painter: DiffusersPainter, tmp_path: Path, method: Method
) -> None:
    training = a_lesson_plan(painter.hash, settings=quick_settings(method=method, learning_rate=1e-3))
    whole = learnt(painter, tmp_path / "whole", training, 10)
    parts = learnt(painter, tmp_path / "parts", training, 3, 5, 10)
    assert weights(whole.file).keys() == weights(parts.file).keys()
    for name, tensor in weights(whole.file).items():
        assert torch.equal(tensor, weights(parts.file)[name]), name
    assert whole.sha256 == parts.sha256
    assert any("lora" in name for name in weights(whole.file)) == (method is Method.LORA)
    assert sum(bool(tensor.any()) for tensor in weights(whole.file).values()) > 20


def test_a_chunk_that_is_begun_again_is_not_done_again(painter: DiffusersPainter, tmp_path: Path) -> None:
    training = a_lesson_plan(painter.hash)
    first = learnt(painter, tmp_path, training, 5)
    again = learnt(painter, tmp_path, training, 5)
    assert (again.sha256, again.step) == (first.sha256, 5)


def test_a_chunk_that_was_killed_in_the_middle_leaves_the_last_one(painter: DiffusersPainter, tmp_path: Path) -> None:
    training = a_lesson_plan(painter.hash)
    whole = learnt(painter, tmp_path / "whole", training, 5, 10)
    first = learnt(painter, tmp_path / "parts", training, 5)
    kept = first.file.read_bytes()

    def stop(done: int, _of: int) -> None:
        if done == 7:
            raise StoppedOnRequest()

    learner = DiffusersLearner(painter, folder=tmp_path / "parts" / "learning")
    with pytest.raises(StoppedOnRequest):
        learner.learn(training, [a_set()], photo=photos(tmp_path / "photos"), until=10, progress=stop)
    assert first.file.read_bytes() == kept
    assert learnt(painter, tmp_path / "parts", training, 10).sha256 == whole.sha256


def error(painter: DiffusersPainter, likeness: Path, caption: str) -> float:
    """How far the denoiser is from what it should answer of the photos."""
    pipe: Any = painter.own_pipeline()
    inject(pipe, read_likeness(likeness, base_hash=painter.hash), "x")
    noising = Noising(pipe.scheduler)
    picture = pixels(opened(photos(likeness.parent / "look")("0")), WHOLE, False, 32).unsqueeze(0)
    with torch.no_grad():
        latent = pipe.vae.encode(picture).latent_dist.mode() * pipe.vae.config.scaling_factor
        latents = latent.repeat(40, 1, 1, 1)
        noise = torch.randn(latents.shape, generator=torch.Generator().manual_seed(3))
        times = torch.linspace(0, 999, 40).long()
        ids = pipe.tokenizer([caption], padding="max_length", return_tensors="pt").input_ids
        states = pipe.text_encoder(ids)[0].repeat(40, 1, 1)
        answer = pipe.unet(noising.noised(latents, noise, times), times, encoder_hidden_states=states).sample
        eject(pipe, "x")
    return float((answer - noising.target(latents, noise, times)).square().mean())


@pytest.mark.parametrize("layers", ["attention", "all"])
def test_it_learns(either: DiffusersPainter, tmp_path: Path, layers: str) -> None:
    settings = quick_settings(steps=40, layers=layers, rank=4, prior=0.0)
    training = a_lesson_plan(either.hash, settings=settings)
    early = learnt(either, tmp_path / "early", training, 1)
    late = learnt(either, tmp_path / "late", training, 40)
    assert error(either, late.file, "a kiotwr dog") < 0.98 * error(either, early.file, "a kiotwr dog")


def test_two_elements_are_learnt_together(painter: DiffusersPainter, tmp_path: Path) -> None:
    sets = [a_set(), a_set("anamadr", class_word="girl", photo_hashes=("f" * 64,), depiction_ids=("c1",))]
    training = a_lesson_plan(painter.hash, element_ids=("e-kiotwr", "e-anamadr"))
    note = read_likeness(learnt(painter, tmp_path, training, 3, sets=sets).file).note
    assert note.tokens == ("kiotwr", "anamadr")
    assert note.element_ids == ("e-kiotwr", "e-anamadr")
    assert (note.photo_hashes, note.depiction_ids, note.step) == (("f" * 64,), ("c1",), 3)
    kept = sorted(path.name for path in (tmp_path / "learning" / "classes").iterdir())
    assert len(kept) == 2


def test_the_painter_is_not_changed_by_what_is_learnt_on_it(painter: DiffusersPainter, tmp_path: Path) -> None:
    before = painter.own_pipeline().unet.state_dict()
    learnt(painter, tmp_path, a_lesson_plan(painter.hash), 2)
    after = DiffusersPainter(painter._weights).own_pipeline().unet.state_dict()
    assert all(torch.equal(after[name], before[name]) for name in before)


def test_class_pictures_are_painted_once(painter: DiffusersPainter, tmp_path: Path) -> None:
    training = a_lesson_plan(painter.hash)
    learnt(painter, tmp_path, training, 1)
    kept = next((tmp_path / "learning" / "classes").iterdir())
    stamp = kept.stat().st_mtime_ns
    learnt(painter, tmp_path, training.model_copy(update={"id": "t2"}), 1)
    assert kept.stat().st_mtime_ns == stamp


def test_a_loss_that_is_no_number_stops_it_and_the_last_good_point_stands(
    painter: DiffusersPainter, tmp_path: Path
) -> None:
    settings = quick_settings(learning_rate=1e-3)
    training = a_lesson_plan(painter.hash, settings=settings)
    good = learnt(painter, tmp_path, training, 5).file.read_bytes()
    wild = training.model_copy(update={"settings": settings.model_copy(update={"learning_rate": 1e30})})
    with pytest.raises(LearningDiverged) as stopped:
        learnt(painter, tmp_path, wild, 10)
    assert 5 <= int(stopped.value.data["step"]) <= 10
    assert (tmp_path / "learning" / "t1" / "work" / "likeness.safetensors").read_bytes() == good


@pytest.mark.parametrize("name", ["likeness.new", "state.new"])
def test_a_full_disk_keeps_the_last_good_point(painter: DiffusersPainter, tmp_path: Path, name: str) -> None:
    training = a_lesson_plan(painter.hash)
    whole = learnt(painter, tmp_path / "whole", training, 5, 10)
    learnt(painter, tmp_path / "parts", training, 5)
    (tmp_path / "parts" / "learning" / "t1" / "work" / name).symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        learnt(painter, tmp_path / "parts", training, 10)
    assert learnt(painter, tmp_path / "parts", training, 10).sha256 == whole.sha256


def test_a_painter_that_has_changed_is_refused(painter: DiffusersPainter, tmp_path: Path) -> None:
    with pytest.raises(LikenessOfAnotherPainter):
        learnt(painter, tmp_path, a_lesson_plan("c" * 64), 1)


def test_a_token_that_the_painter_knows_is_refused(painter: DiffusersPainter, tmp_path: Path) -> None:
    with pytest.raises(TokenTaken):
        learnt(painter, tmp_path, a_lesson_plan(painter.hash), 1, sets=[a_set("b")])


def test_a_photo_that_is_none_is_refused(painter: DiffusersPainter, tmp_path: Path) -> None:
    find = photos(tmp_path / "photos")
    find("1").write_text("not a picture")
    learner = DiffusersLearner(painter, folder=tmp_path / "learning")
    with pytest.raises(PhotoUnreadable):
        learner.learn(a_lesson_plan(painter.hash), [a_set()], photo=find, until=1, progress=silent)


def test_forgetting_leaves_nothing_of_the_training(painter: DiffusersPainter, tmp_path: Path) -> None:
    learnt(painter, tmp_path, a_lesson_plan(painter.hash), 1)
    learner = DiffusersLearner(painter, folder=tmp_path / "learning")
    learner.forget("t1")
    learner.forget("t1")
    assert [path.parent.name for path in (tmp_path / "learning").rglob("*") if path.is_file()] == ["classes"]


def album(number: int, words: str) -> Album:
    return Album(torch.arange(float(number)).view(-1, 1, 1, 1), tuple(f"{words}{at}" for at in range(number)))


def test_every_crop_comes_as_often_as_any_other_and_elements_take_turns() -> None:
    seen: list[str] = []
    for step in range(9):
        batch = batch_of([album(3, "a"), album(6, "b")], [album(2, "p")], size=4, seed=5, step=step, levels=1000)
        assert batch.prior == 2
        assert [words[0] for words in batch.captions] == ["a", "b", "a", "b", "p", "p"]
        assert int(batch.times.min()) >= 0
        assert int(batch.times.max()) <= 999
        seen += batch.captions
    assert {seen.count(f"a{at}") for at in range(3)} == {6}
    assert {seen.count(f"b{at}") for at in range(6)} == {3}


def test_v_and_epsilon_targets_lead_back_to_the_picture(either: DiffusersPainter) -> None:
    noising = Noising(either.own_pipeline().scheduler)
    latents, noise = torch.randn(4, 4, 8, 8), torch.randn(4, 4, 8, 8)
    times = torch.tensor([10, 300, 700, 999])
    noised, target = noising.noised(latents, noise, times), noising.target(latents, noise, times)
    kept = noising.kept[times].view(-1, 1, 1, 1)
    if noising.kind == "epsilon":
        back = (noised - (1 - kept).sqrt() * target) / kept.sqrt()
    else:
        back = kept.sqrt() * noised - (1 - kept).sqrt() * target
        assert float(noising.kept[-1]) == 0.0
    torch.testing.assert_close(back.float(), latents, rtol=2e-2, atol=2e-3)


def test_min_snr_weights_bound_the_easy_levels(either: DiffusersPainter) -> None:
    noising = Noising(either.own_pipeline().scheduler)
    times = torch.tensor([0, 500, 999])
    weights = noising.weights(times, 5.0)
    assert weights[0] < 0.05
    ratio = noising.kept[500] / (1 - noising.kept[500])
    expected = min(float(ratio), 5.0) / (float(ratio) if noising.kind == "epsilon" else float(ratio) + 1)
    assert float(weights[1]) == pytest.approx(expected, rel=1e-3)
    assert torch.equal(noising.weights(times, 0.0), torch.ones(3))


def test_prior_pictures_count_apart() -> None:
    class Plain(Noising):
        def __init__(self) -> None:
            self.kind, self.levels, self.kept = "epsilon", 10, torch.full((10,), 0.5).double()

    batch = batch_of([album(2, "a")], [album(2, "p")], size=2, seed=0, step=0, levels=10)
    wrong = batch.noise.clone()
    wrong[2:] += 2.0
    assert float(loss_of(wrong, batch, Plain(), min_snr=0, prior=0.5)) == pytest.approx(2.0)
    assert float(loss_of(wrong, batch, Plain(), min_snr=0, prior=0.0)) == 0.0
