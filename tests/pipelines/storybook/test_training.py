"""The latents hold a picture, and a run goes on where its checkpoint left it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from pipelines.storybook.export import export, weigh
from pipelines.storybook.latents import PatchAutoencoder, signal_to_noise
from pipelines.storybook.refine import drawn_batch
from pipelines.storybook.student import new_student, teach
from pipelines.storybook.tokenizer import TOKEN_LIMIT, learn_tokenizer
from pipelines.storybook.train import Plan, start, train
from tests.pipelines.storybook.chance import seeded


def test_latents_hold_a_drawn_picture() -> None:
    drawn = drawn_batch(seeded(1), 24)
    vae = PatchAutoencoder()
    vae.fit(drawn)
    with torch.no_grad():
        latents = vae.code(drawn)
        assert latents.shape == (24, 32, 16, 16)
        assert float(latents.square().mean()) == pytest.approx(1.0, abs=0.3)
        assert signal_to_noise(drawn, vae(drawn)) > 24


def test_the_tokenizer_spells_words_it_never_met() -> None:
    tokenizer = learn_tokenizer(captions=400)
    for words in ("Colmenar Viejo", "ñandú", "€ 漢字", ""):
        ids = tokenizer(words).input_ids
        assert tokenizer.decode(ids, skip_special_tokens=True).strip().replace(" ", "") == words.lower().replace(
            " ", ""
        )
    long = tokenizer("dog " * 200, truncation=True).input_ids
    assert len(long) == TOKEN_LIMIT
    assert long[-1] == tokenizer.eos_token_id


@pytest.mark.tiny
def test_a_run_begins_with_what_another_one_shipped(tmp_path: Path) -> None:
    plan = Plan(folder=tmp_path / "run", batch=2, until=2, captions=64, fitted=24, sheets=False, threads=1)
    export(train(plan), tmp_path / "shipped")
    begun = start(Plan(folder=tmp_path / "next", begin=tmp_path / "shipped"))
    assert begun.seen == 0
    first = start(plan)
    for name, value in first.averages.items():
        assert torch.allclose(value, begun.averages[name], atol=2e-3), name
    assert torch.equal(first.vae.compose.weight.half(), begun.vae.compose.weight.half())


@pytest.mark.tiny
def test_a_run_resumes_from_its_checkpoint_and_can_be_shipped(tmp_path: Path) -> None:
    plan = Plan(folder=tmp_path / "run", batch=2, until=6, captions=128, fitted=24, sheets=False, threads=1)
    first = train(plan)
    assert (first.seen, first.steps) == (6, 3)
    again = start(plan)
    assert (again.seen, again.steps) == (6, 3)
    for name, value in first.averages.items():
        assert torch.equal(value, again.averages[name]), name
    second = train(replace(plan, until=10))
    assert (second.seen, second.steps) == (10, 5)
    assert any(not torch.equal(value, second.averages[name]) for name, value in first.averages.items())
    student = new_student()
    teach(student, second.vae, minutes=5, device="cpu", seed=1, batch=2, steps_at_most=2)
    student.save_pretrained(tmp_path / "student")
    export(second, tmp_path / "shipped", student=tmp_path / "student")
    parameters, sizes = weigh(tmp_path / "shipped")
    assert parameters <= 18_000_000
    assert max(sizes) <= 15_000_000
    assert len(sizes) <= 8
    paint = (
        "from diffusers import StableDiffusionPipeline as P;"
        "p = P.from_pretrained('shipped', local_files_only=True);"
        "print(p('an old man and a dog', num_inference_steps=1).images[0].size)"
    )
    plain = subprocess.run([sys.executable, "-c", paint], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert plain.stdout.strip() == "(256, 256)", plain.stderr


def test_a_student_is_certain_of_its_code() -> None:
    student = new_student((8, 8, 8, 8, 16))
    with torch.no_grad():
        told = student.encode(torch.rand(1, 3, 64, 64)).latent_dist
    assert told.mean.shape == (1, 32, 4, 4)
    assert float(told.std.max()) < 1e-5
