"""A tiny random language model of the starter's architecture with its own tokenizer, as a folder and as a GGUF."""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from pipelines import reading_prompt

HIDDEN, INNER, LAYERS, HEADS, KV_HEADS = 256, 512, 2, 4, 2
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
Q4, Q6, F32 = gguf.GGMLQuantizationType.Q4_K, gguf.GGMLQuantizationType.Q6_K, gguf.GGMLQuantizationType.F32


def tiny_tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level pairs learnt from the examples: every text has tokens, and common words are short."""
    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, show_progress=False)
    words = [message["content"] for language in ("es", "en") for message in reading_prompt.fixed(language)]
    bare.train_from_iterator(words, trainer)
    bare.add_special_tokens([AddedToken(mark, special=True) for mark in ("<|im_start|>", "<|im_end|>")])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bare, eos_token="<|im_end|>", pad_token="<|im_end|>")
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def tiny_config(vocabulary: int) -> Qwen2Config:
    """Two layers; room for tokens that loading may add, and an even vocabulary for the kernels."""
    return Qwen2Config(
        vocab_size=(vocabulary + 17) // 8 * 8,
        hidden_size=HIDDEN,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=KV_HEADS,
        max_position_embeddings=8192,
        tie_word_embeddings=False,
        initializer_range=0.2,
    )


def save_tiny_reader(folder: Path, *, seed: int = 0) -> Path:
    """Save model and tokenizer as a transformers folder."""
    tokenizer = tiny_tokenizer()
    torch.manual_seed(seed)
    config = tiny_config(len(tokenizer))
    config.eos_token_id = config.pad_token_id = tokenizer.eos_token_id
    Qwen2ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def random_blocks(rows: int, width: int, kind: gguf.GGMLQuantizationType, seed: int) -> np.ndarray[Any, Any]:
    """(rows, bytes of a row): random blocks whose weights are about as large as a real model's."""
    size = {Q4: 144, Q6: 210}[kind]
    noise = np.random.default_rng(seed)
    blocks = noise.integers(0, 256, (rows, width // 256, size), dtype=np.uint8)
    halves = noise.uniform(1e-4, 4e-4, (rows, width // 256, 2)).astype(np.float16)
    if kind == Q4:
        blocks[..., :4] = (halves * np.float16(2)).view(np.uint8)
    else:
        blocks[..., 208:] = (halves[..., :1] / np.float16(8)).view(np.uint8)
    return blocks.reshape(rows, -1)


def save_tiny_gguf(file: Path, *, seed: int = 0) -> Path:
    """Save a random model of the starter's kinds of blocks as a GGUF file."""
    tokenizer = tiny_tokenizer()
    config = tiny_config(len(tokenizer))
    writer = gguf.GGUFWriter(file, "qwen2")
    _describe(writer, config, tokenizer)
    shapes = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN // 2, HIDDEN), "v": (HIDDEN // 2, HIDDEN), "output": (HIDDEN, HIDDEN)}
    for layer in range(LAYERS):
        at = f"blk.{layer}"
        for name, (rows, width) in shapes.items():
            seed = _add(writer, f"{at}.attn_{name}.weight", (rows, width), Q6 if name == "v" else Q4, seed)
            if name != "output":
                writer.add_tensor(f"{at}.attn_{name}.bias", np.full(rows, 0.01, np.float32))
        for name, rows, width in (("gate", INNER, HIDDEN), ("up", INNER, HIDDEN), ("down", HIDDEN, INNER)):
            seed = _add(writer, f"{at}.ffn_{name}.weight", (rows, width), Q6 if name == "down" else Q4, seed)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{at}.{name}.weight", np.ones(HIDDEN, np.float32))
    seed = _add(writer, "token_embd.weight", (config.vocab_size, HIDDEN), Q4, seed)
    _add(writer, "output.weight", (config.vocab_size, HIDDEN), Q6, seed)
    writer.add_tensor("output_norm.weight", np.ones(HIDDEN, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _add(writer: Any, name: str, shape: tuple[int, int], kind: gguf.GGMLQuantizationType, seed: int) -> int:
    writer.add_tensor(name, random_blocks(*shape, kind, seed), raw_dtype=kind)
    return seed + 1


def _describe(writer: Any, config: Any, tokenizer: PreTrainedTokenizerFast) -> None:
    writer.add_block_count(LAYERS)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10000.0)
    state = tokenizer.backend_tokenizer.model
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])
    tokens = [token for token, _ in vocabulary] + [f"<|spare{n}|>" for n in range(config.vocab_size - len(vocabulary))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token.startswith("<|") else 1 for token in tokens])
    writer.add_token_merges(_merges(state))
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.eos_token_id)
    writer.add_bos_token_id(tokenizer.eos_token_id)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def _merges(state: Any) -> list[str]:
    import json

    return [" ".join(pair) for pair in json.loads(state.__getstate__())["merges"]]
