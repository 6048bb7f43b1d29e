"""The painter's own vocabulary: whole words that captions use, letters for everything else."""

import random

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTokenizer

from pipelines.storybook.captions import caption, dislikes
from pipelines.storybook.scenes import think_up

WORDS = 1900
"""Entries of the vocabulary: every word of the captions, and the 512 byte symbols that spell any other."""

TOKEN_LIMIT = 77
"""Tokens of a prompt with its two end marks, as in Stable Diffusion 1.5; longer prompts are cut."""

START, END = "<|startoftext|>", "<|endoftext|>"
CLIP_WORDS = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def learn_tokenizer(seed: int = 0, captions: int = 20_000) -> CLIPTokenizer:
    """A CLIPTokenizer whose byte-pair vocabulary is learnt from captions; it encodes any text."""
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token=END))
    learner.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CLIP_WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=WORDS,
        special_tokens=[START, END],
        initial_alphabet=letters,
        end_of_word_suffix="</w>",
        min_frequency=40,
    )
    chance = random.Random(seed)
    said = (caption(think_up(chance), chance) if index % 20 else dislikes(chance) for index in range(captions))
    learner.train_from_iterator(said, trainer)
    return _as_clip(learner, letters)


def _as_clip(learner: Tokenizer, letters: list[str]) -> CLIPTokenizer:
    import json

    learnt = json.loads(learner.to_str())["model"]
    symbols = [*letters, *(letter + "</w>" for letter in letters)]
    merged = [("".join(pair), tuple(pair)) for pair in learnt["merges"]]
    vocabulary: dict[str, int] = {}
    for word in [START, END, *symbols, *(word for word, _ in merged)]:
        vocabulary.setdefault(word, len(vocabulary))
    return CLIPTokenizer(vocab=vocabulary, merges=[pair for _, pair in merged], model_max_length=TOKEN_LIMIT)
