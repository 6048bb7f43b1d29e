"""Teaches the text encoder to understand captions before it meets pictures: cheap, and it saves the painter time.

From the end mark's state (which has read the whole caption) small heads must tell the place, the weather, the style
and, for each of the three slots, who or what stands there, in which clothes and doing what.
"""

import random
from typing import get_args

import torch
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from pipelines.storybook.captions import caption
from pipelines.storybook.cast import (
    ACTIVITIES,
    ANIMALS,
    COLOURS,
    PEOPLE,
    PLACES,
    STYLES,
    THINGS,
    WEATHERS,
    Mood,
    Outfit,
    Person,
    Scene,
)  # fmt: skip
from pipelines.storybook.scenes import think_up

KINDS = ("", *PEOPLE, *ANIMALS, *THINGS)
OUTFITS: tuple[Outfit, ...] = get_args(Outfit)
MOODS: tuple[Mood, ...] = get_args(Mood)
QUESTIONS = (len(PLACES), len(WEATHERS), len(STYLES)) + 3 * (
    len(KINDS), len(COLOURS), len(OUTFITS), len(ACTIVITIES), len(MOODS), 2, 2,
)  # fmt: skip
NAMES = ("place", "weather", "style") + 3 * ("who", "colour", "outfit", "activity", "mood", "glasses", "hat")
UNASKED = -100


def answers(scene: Scene) -> list[int]:
    """The right answer to each of QUESTIONS; UNASKED where it makes no sense."""
    told = [PLACES.index(scene.place), WEATHERS.index(scene.weather), STYLES.index(scene.style)]
    for slot in range(3):
        subject = scene.subjects[slot] if slot < len(scene.subjects) else None
        match subject:
            case None:
                told += [0] + [UNASKED] * 6
            case Person():
                told += [
                    KINDS.index(subject.who), COLOURS.index(subject.colour), OUTFITS.index(subject.outfit),
                    ACTIVITIES.index(subject.activity), MOODS.index(subject.mood), int(subject.glasses),
                    int(subject.hat),
                ]  # fmt: skip
            case other:
                told += [KINDS.index(other.name)] + [UNASKED] * 6
    return told


class Examiner(nn.Module):
    """One linear head per question."""

    def __init__(self, width: int) -> None:
        """Read states of `width` channels."""
        super().__init__()
        self.heads = nn.Linear(width, sum(QUESTIONS))

    def forward(self, states: Tensor, right: Tensor) -> Tensor:
        """Mean cross entropy of states (batch, width) against answers (batch, questions)."""
        losses = [
            nn.functional.cross_entropy(guess, right[:, index], ignore_index=UNASKED)
            for index, guess in enumerate(self.heads(states).split(QUESTIONS, dim=1))
        ]
        return torch.stack(losses).nan_to_num().mean()


def teach_words(
    text_encoder: CLIPTextModel, tokenizer: CLIPTokenizer, *, captions: int, device: str, seed: int = 1, batch: int = 64
) -> float:
    """Train the text encoder on `captions` captions; returns the last smoothed loss (nats per question)."""
    chance = random.Random(seed)
    examiner = Examiner(text_encoder.config.hidden_size).to(device)
    learnt = [*text_encoder.parameters(), *examiner.parameters()]
    steps = max(1, captions // batch)
    optimiser = torch.optim.AdamW(learnt, lr=1.5e-3, betas=(0.9, 0.98), weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.5e-3, total_steps=steps + 1, pct_start=0.1)
    smoothed = 0.0
    for step in range(steps):
        scenes = [think_up(chance) for _ in range(batch)]
        words = tokenizer(
            [caption(scene, chance) for scene in scenes], padding=True, truncation=True, return_tensors="pt"
        )
        states = text_encoder(words.input_ids.to(device)).last_hidden_state
        right = torch.tensor([answers(scene) for scene in scenes], device=device)
        loss = examiner(states[:, -1], right) + 0.5 * examiner(
            states[torch.arange(batch), _ends(words.input_ids, tokenizer)], right
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        pace.step()
        smoothed = loss.item() if step == 0 else 0.95 * smoothed + 0.05 * loss.item()
        if step % 50 == 0:
            print(f"words {step * batch}: loss {smoothed:.3f}", flush=True)
    shares = examined(examiner, text_encoder, tokenizer, chance)
    print("understood: " + ", ".join(f"{name} {share:.2f}" for name, share in shares.items()), flush=True)
    return smoothed


@torch.no_grad()
def examined(
    examiner: Examiner, text_encoder: CLIPTextModel, tokenizer: CLIPTokenizer, chance: random.Random, count: int = 512
) -> dict[str, float]:
    """Share of right answers by name, over new captions, kept-back pairs among them."""
    scenes = [think_up(chance, kept_back=number % 2 == 0) for number in range(count)]
    words = tokenizer(
        [caption(scene, chance) for scene in scenes], padding=True, truncation=True, return_tensors="pt"
    ).input_ids.to(text_encoder.device)
    told = examiner.heads(text_encoder(words).last_hidden_state[:, -1]).cpu().split(QUESTIONS, dim=1)
    wanted = torch.tensor([answers(scene) for scene in scenes]).T
    right, asked = dict.fromkeys(NAMES, 0), dict.fromkeys(NAMES, 0)
    for name, guess, want in zip(NAMES, told, wanted, strict=True):
        right[name] += int((guess.argmax(1) == want)[want != UNASKED].sum())
        asked[name] += int((want != UNASKED).sum())
    return {name: right[name] / max(1, asked[name]) for name in right}


def _ends(ids: Tensor, tokenizer: CLIPTokenizer) -> Tensor:
    is_end: Tensor = ids == tokenizer.eos_token_id
    return is_end.int().argmax(dim=1)
