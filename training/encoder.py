"""A PyTorch encoder with the heads of a reader, made of the published MiniLM weights, and its tensors by name."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.bert import HEADS, read_weights
from training.start import layers_of

_ATTENTION_HEADS = 12
_EPSILON = 1e-12  # `layer_norm_eps` of every published BERT


class Layer(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Self-attention and feed-forward, normalised after each, as in https://arxiv.org/abs/1810.04805; no dropout."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inputs = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.attended = nn.LayerNorm(width, eps=_EPSILON)
        self.wide = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        self.normalized = nn.LayerNorm(width, eps=_EPSILON)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States (batch, tokens, width) and an additive mask (batch, 1, 1, tokens) to states."""
        batch, tokens, width = states.shape
        shape = (batch, tokens, _ATTENTION_HEADS, width // _ATTENTION_HEADS)
        query, key, value = (part.view(shape).transpose(1, 2) for part in self.inputs(states).chunk(3, dim=-1))
        # Written out, and never in 32 bits: PyTorch's fused attention takes a third longer on a processor in bfloat16.
        scores = (query / math.sqrt(shape[-1])) @ key.transpose(-1, -2) + mask.to(query.dtype)
        mixed = (scores.softmax(-1, dtype=value.dtype) @ value).transpose(1, 2).reshape(batch, tokens, width)
        states = self.attended(states + self.output(mixed))
        narrow: Tensor = self.normalized(states + self.narrow(nn.functional.gelu(self.wide(states))))
        return narrow


class TokenEncoder(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """A BERT whose states linear heads read. The tables are frozen: small data would only spoil rare words."""

    def __init__(self, tables: Mapping[str, Tensor], layers: int) -> None:
        super().__init__()
        width = tables["word"].shape[1]
        self.tables = nn.ModuleDict({name: nn.Embedding.from_pretrained(table) for name, table in tables.items()})
        self.embedded = nn.LayerNorm(width, eps=_EPSILON)
        self.layers = nn.ModuleList(Layer(width) for _ in range(layers))
        self.heads = nn.Linear(width, len(HEADS))

    def forward(self, ids: Tensor, types: Tensor, there: Tensor) -> Tensor:
        """Token ids, types and whether a token is there, each (batch, tokens), to logits (batch, tokens, heads)."""
        places = torch.arange(ids.shape[1])
        states = self.embedded(
            self.tables["word"](ids) + self.tables["token_type"](types) + self.tables["position"](places)
        )
        mask = torch.where(there, 0.0, torch.finfo(torch.bfloat16).min)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        logits: Tensor = self.heads(states).float()
        return logits


def published(path: Path, layers: Sequence[int]) -> TokenEncoder:
    """The encoder of a safetensors file with some of its layers, and heads that say nothing yet."""
    weights = {name: torch.from_numpy(np.array(value)) for name, value in read_weights(path).items()}
    tables = {part: weights[f"embeddings.{part}_embeddings.weight"] for part in ("word", "token_type", "position")}
    encoder = TokenEncoder(tables, len(layers))
    encoder.load_state_dict(_state(weights, layers), strict=False)
    nn.init.normal_(encoder.heads.weight, std=0.02)
    nn.init.zeros_(encoder.heads.bias)
    return encoder


def resumed(path: Path, release: Path, layers: int) -> TokenEncoder:
    """The encoder of a released reader.onnx on the published tables, and heads that say nothing yet."""
    encoder = published(path, range(layers))
    tensors = {name: torch.from_numpy(value.copy()) for name, value in layers_of(release).items()}
    encoder.load_state_dict(_state(tensors, range(layers)), strict=False)
    return encoder


def named(encoder: TokenEncoder) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names of the transformers library, with heads as `heads.NAME.weight` and `.bias`."""
    tensors = {f"embeddings.{part}_embeddings.weight": table.weight for part, table in encoder.tables.items()}
    tensors |= {f"embeddings.LayerNorm.{kind}": getattr(encoder.embedded, kind) for kind in _KINDS}
    for i, layer in enumerate(encoder.layers):
        for kind in _KINDS:
            parts = getattr(layer.inputs, kind).chunk(3)
            tensors |= {
                f"encoder.layer.{i}.attention.self.{name}.{kind}": part for name, part in zip(_SELF, parts, strict=True)
            }
            tensors |= {
                f"encoder.layer.{i}.{theirs}.{kind}": getattr(getattr(layer, ours), kind)
                for ours, theirs in _NAMES.items()
            }
    for row, name in enumerate(HEADS):
        tensors |= {f"heads.{name}.{kind}": getattr(encoder.heads, kind)[row].reshape(-1) for kind in _KINDS}
    return {name: tensor.detach().float().numpy() for name, tensor in tensors.items()}


_KINDS = ("weight", "bias")
_SELF = ("query", "key", "value")
_NAMES = {
    "output": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "normalized": "output.LayerNorm",
}
"""Our names for a layer's parts, and the published ones."""


def _state(weights: Mapping[str, Tensor], layers: Sequence[int]) -> dict[str, Tensor]:
    state = {f"embedded.{kind}": weights[f"embeddings.LayerNorm.{kind}"] for kind in _KINDS}
    for i, source in enumerate(layers):
        prefix = f"encoder.layer.{source}"
        for kind in _KINDS:
            parts = [weights[f"{prefix}.attention.self.{name}.{kind}"] for name in _SELF]
            state[f"layers.{i}.inputs.{kind}"] = torch.cat(parts)
            state |= {
                f"layers.{i}.{ours}.{kind}": weights[f"{prefix}.{theirs}.{kind}"] for ours, theirs in _NAMES.items()
            }
    return state
