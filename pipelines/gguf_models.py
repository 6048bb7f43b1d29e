"""A transformers model over a GGUF file: its linear layers multiply by the file's own quantised blocks.

The file is mapped, not read, so opening takes a second or two and the pages are shared with the system's cache. What
the kernels cannot multiply (a type other than Q4_K and Q6_K) is unpacked to float32 once.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFReader, dequantize
from numpy.typing import NDArray
from pydantic import BaseModel
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from assistant.errors import ModelDamaged, ModelMissing
from pipelines.attention import GROUPED
from pipelines.disk import disk_watched
from pipelines.kernels import ROWS_TOGETHER, multiply

_QUICK = (GGMLQuantizationType.Q4_K, GGMLQuantizationType.Q6_K)
_LAYER_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


class QuantisedLinear(nn.Module):
    """A linear layer over quantised blocks (out, bytes of a row): float32 in, float32 out, shapes as `nn.Linear`."""

    def __init__(self, blocks: NDArray[np.uint8], bias: Tensor | None) -> None:
        super().__init__()
        self.blocks = blocks
        self.register_buffer("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) to (…, out)."""
        out = torch.from_numpy(multiply(x.reshape(-1, x.shape[-1]).numpy(), self.blocks))
        if isinstance(self.bias, Tensor):
            out += self.bias
        return out.view(*x.shape[:-1], -1)

    def rows(self, x: Tensor, wanted: NDArray[np.int64]) -> Tensor:
        """Only these outputs of one row `x` (in,): (wanted,). What `forward` gives for them, bit for bit."""
        spare = -len(wanted) % ROWS_TOGETHER
        some = self.blocks[np.concatenate([wanted, np.repeat(wanted[-1:], spare)])]
        out = torch.from_numpy(multiply(x.reshape(1, -1).numpy(), some))[0, : len(wanted)]
        return out if not isinstance(self.bias, Tensor) else out + self.bias[torch.from_numpy(wanted)]


class QuantisedEmbedding(nn.Module):
    """A table of quantised rows; a row is unpacked when its token comes."""

    def __init__(self, blocks: NDArray[np.uint8], kind: GGMLQuantizationType) -> None:
        super().__init__()
        self.blocks, self.kind = blocks, kind

    def forward(self, tokens: Tensor) -> Tensor:
        """(…) token ids to (…, hidden) float32."""
        rows = dequantize(self.blocks[tokens.reshape(-1).numpy()], self.kind)
        return torch.from_numpy(rows).view(*tokens.shape, -1)


class _Tensor(BaseModel):
    """Where one tensor lies in the file: bytes from `offset`, `shape` in rows of bytes (or of float32)."""

    kind: int
    shape: tuple[int, ...]
    offset: int

    def of(self, file: Path) -> NDArray[Any]:
        plain = np.float32 if self.kind == GGMLQuantizationType.F32 else np.uint8
        return np.memmap(file, dtype=plain, mode="r", offset=self.offset, shape=self.shape)

    def dense(self, file: Path) -> Tensor:
        weights = dequantize(self.of(file), GGMLQuantizationType(self.kind))
        return torch.from_numpy(np.array(weights, dtype=np.float32))


class _Index(BaseModel):
    """The tensors of one GGUF file by their names in it. Reading the file's own header takes ten seconds."""

    bytes: int
    tensors: dict[str, _Tensor]


def prepare(file: Path) -> None:
    """Write `config.json`, the tokenizer and an index of the tensors beside a GGUF file, where they are not yet there.

    Takes half a minute, once. Raises ModelMissing, ModelDamaged, DiskFull.
    """
    index = file.with_suffix(".index.json")
    if not file.is_file():
        raise ModelMissing(model=file.name, how="evoca models fetch")
    if index.is_file() and _Index.model_validate_json(index.read_bytes()).bytes == file.stat().st_size:
        return
    try:
        tensors = {
            t.name: _Tensor(kind=int(t.tensor_type), shape=t.data.shape, offset=int(t.data_offset))
            for t in GGUFReader(file).tensors
        }
        config = AutoConfig.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True)
    except (ValueError, KeyError, IndexError, AttributeError, UnicodeDecodeError) as trouble:
        raise ModelDamaged(model=file.stem, file=file.name) from trouble
    with disk_watched():
        config.save_pretrained(file.parent)
        tokenizer.save_pretrained(file.parent)
        index.write_text(_Index(bytes=file.stat().st_size, tensors=tensors).model_dump_json(), encoding="utf-8")


def _module_name(tensor: str) -> tuple[str, str]:
    """`blk.3.attn_q.bias` -> (`model.layers.3.self_attn.q_proj`, `bias`). Raises KeyError for what we do not know."""
    stem, part = tensor.rsplit(".", 1)
    if not stem.startswith("blk."):
        return _NAMES[stem], part
    _, layer, name = stem.split(".")
    return f"model.layers.{layer}.{_LAYER_NAMES[name]}", part


def _linear(file: Path, weight: _Tensor, bias: _Tensor | None) -> nn.Module:
    offset = None if bias is None else bias.dense(file)
    if weight.kind in _QUICK and weight.shape[0] % ROWS_TOGETHER == 0:
        return QuantisedLinear(weight.of(file), offset)
    dense = weight.dense(file)
    layer = nn.Linear(dense.shape[1], dense.shape[0], bias=offset is not None)
    layer.weight = nn.Parameter(dense, requires_grad=False)
    if offset is not None:
        layer.bias = nn.Parameter(offset, requires_grad=False)
    return layer


def _fill(model: Any, file: Path, tensors: dict[str, dict[str, _Tensor]]) -> None:
    for name, parts in tensors.items():
        weight = parts["weight"]
        if name == "model.embed_tokens":
            model.set_submodule(name, QuantisedEmbedding(weight.of(file), GGMLQuantizationType(weight.kind)))
        elif name.endswith("norm"):
            model.get_submodule(name).weight = nn.Parameter(weight.dense(file), requires_grad=False)
        else:
            model.set_submodule(name, _linear(file, weight, parts.get("bias")))
    if "lm_head" not in tensors:  # tied: the same rows the other way round
        model.set_submodule("lm_head", _linear(file, tensors["model.embed_tokens"]["weight"], None))


def open_gguf(file: Path) -> Any:
    """The model in `file` (architecture qwen2, or another whose rows are not permuted), ready to read on the CPU.

    Raises ModelMissing, ModelDamaged (not a GGUF file, truncated, or tensors missing), DiskFull.
    """
    prepare(file)
    index = _Index.model_validate_json(file.with_suffix(".index.json").read_bytes())
    config = AutoConfig.from_pretrained(file.parent, local_files_only=True)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation=GROUPED)
    tensors: dict[str, dict[str, _Tensor]] = {}
    try:
        for whole, tensor in index.tensors.items():
            name, part = _module_name(whole)
            tensors.setdefault(name, {})[part] = tensor
        _fill(model, file, tensors)
    except (ValueError, KeyError, AttributeError) as trouble:
        raise ModelDamaged(model=file.stem, file=file.name) from trouble
    model.model.rotary_emb = type(model.model.rotary_emb)(config)
    if any(p.is_meta for p in (*model.parameters(), *model.buffers())):
        raise ModelDamaged(model=file.stem, file=file.name)
    return model.eval()
