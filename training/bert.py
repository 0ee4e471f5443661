"""Build the ONNX model of a BERT from its weights (safetensors), without PyTorch.

The encoder and what is made of its hidden states are apart: `encoder`, and then `sentence_vector` or `logits`.
There is no mask: the texts of a batch have the same number of tokens, which makes attention a sixth faster.
ONNX Runtime's SkipLayerNormalization is not among the nodes, since on a processor it takes three times as long as the sums
and the LayerNormalization of which it is made.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from qa.errors import ModelFileError
from training.onnx_graph import FUSED, Array, Graph, Precision, look_up_exactly

Weights = Mapping[str, Array]
"""Tensors by the names that the transformers library gives them in a bare BertModel ("embeddings. …", "encoder. …").

A reader has besides "heads.<head>.weight", shape (width,), and "heads.<head>.bias", shape (1,), for each of HEADS.
"""

INPUTS = ("input_ids", "token_type_ids")

HEADS = ("sentence", "start", "end", "passage", "support")
"""The heads of a reader: the columns of its logits, in this order, which `qa.adapters.onnx` reads.

"sentence" says at the [SEP] behind a sentence whether it answers, "start" and "end" at each token whether the short answer
begins or ends there, "passage" at [CLS] whether the window answers at all, and "support" at [CLS] whether a claim follows.
"""

_OPSET = 17
_IR_VERSION = 8
_EPSILON = 1e-12  # `layer_norm_eps` of every published BERT


def read_weights(path: Path) -> Weights:
    """The float32 tensors of a safetensors file (https://huggingface.co/docs/safetensors#format), mapped into memory.

    Raises ModelFileError where the file is not of that format.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(size, path.stat().st_size)))
        body = np.memmap(path, np.uint8, "r", offset=8 + size)
        return {name: _tensor(body, entry) for name, entry in header.items() if entry.get("dtype") == "F32"}
    except (ValueError, KeyError, AttributeError) as exc:
        raise ModelFileError(f"{path} is not a safetensors file") from exc


def _tensor(body: NDArray[np.uint8], entry: Mapping[str, Any]) -> Array:
    start, end = entry["data_offsets"]
    return body[start:end].view("<f4").reshape(entry["shape"])


def encoder(graph: Graph, weights: Weights, heads: int, precision: Precision) -> str:
    """Add embeddings and layers, as in https://arxiv.org/abs/1810.04805, up to the hidden states (batch, tokens, width).

    The inputs are those that `model` declares.
    """
    parts = _Encoder(graph, weights, heads, precision)
    states = parts.embeddings()
    for i in range(_layers(weights)):
        states = parts.feed_forward(i, parts.attention(i, states))
    return states


def _layers(weights: Weights) -> int:
    return 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))


@dataclass(frozen=True, slots=True)
class _Encoder:
    """Each method adds one part to the graph and returns the name of its hidden states."""

    graph: Graph
    weights: Weights
    heads: int
    precision: Precision

    def embeddings(self) -> str:
        tables = {
            part: self.weights[f"embeddings.{part}_embeddings.weight"] for part in ("word", "token_type", "position")
        }
        words = self.precision.look_up(self.graph, "words", "input_ids", tables["word"])
        types = look_up_exactly(self.graph, "types", "token_type_ids", tables["token_type"])
        start = self.graph.constant("first", np.array([0], np.int64))
        end = self.graph.add("Shape", ["input_ids"], "length", {"start": 1})
        table = self.graph.constant("positions.table", tables["position"])
        positions = self.graph.add("Slice", [table, start, end, start], "positions")
        places = self.graph.add("Add", [types, positions], "places")
        return self._normalized("embeddings", [words, places], "embeddings")

    def attention(self, i: int, states: str) -> str:
        name, source = f"layer{i}.attention", f"encoder.layer.{i}.attention"
        bias = self._input_biases(name, source)
        inputs = self._inputs(name, states, source, ("query", "key", "value"))
        return self._attended(name, [*inputs, bias], states, source)

    def _input_biases(self, name: str, source: str) -> str:
        biases = [self.weights[f"{source}.self.{part}.bias"] for part in ("query", "key", "value")]
        return self.graph.constant(f"{name}.bias", np.concatenate(biases))

    def _inputs(self, name: str, states: str, source: str, parts: Sequence[str]) -> Sequence[str]:
        """The states multiplied by the matrices of all parts at once, without their biases."""
        matrix = np.concatenate([self.weights[f"{source}.self.{part}.weight"].T for part in parts], axis=1)
        together = self.precision.multiply(self.graph, f"{name}.inputs", states, matrix)
        return self.graph.split(together, [f"{name}.{part}" for part in parts], matrix.shape[1])

    def _attended(self, name: str, inputs: Sequence[str], residual: str, source: str) -> str:
        mixed = self.graph.add(f"{FUSED}:MultiHeadAttention", inputs, name, {"num_heads": self.heads})
        return self._added(f"{name}.output", mixed, residual, f"{source}.output")

    def feed_forward(self, i: int, states: str) -> str:
        name, source = f"layer{i}", f"encoder.layer.{i}"
        wide = self._multiplied(f"{name}.wide", states, f"{source}.intermediate.dense")
        bias = self._constant(f"{source}.intermediate.dense.bias")
        active = self.graph.add(f"{FUSED}:BiasGelu", [wide, bias], f"{name}.active")
        return self._added(f"{name}.output", active, states, f"{source}.output")

    def _added(self, name: str, states: str, residual: str, source: str) -> str:
        """The dense layer at `source` applied to the states, added to the residual and normalised."""
        narrow = self._multiplied(f"{name}.dense", states, f"{source}.dense")
        biased = self.graph.add("Add", [narrow, self._constant(f"{source}.dense.bias")], f"{name}.biased")
        return self._normalized(name, [biased, residual], source)

    def _normalized(self, name: str, summands: Sequence[str], source: str) -> str:
        total = self.graph.add("Add", summands, f"{name}.sum")
        scale = [self._constant(f"{source}.LayerNorm.{part}") for part in ("weight", "bias")]
        return self.graph.add("LayerNormalization", [total, *scale], name, {"epsilon": _EPSILON})

    def _multiplied(self, name: str, states: str, source: str) -> str:
        return self.precision.multiply(self.graph, name, states, self.weights[f"{source}.weight"].T)

    def _constant(self, source: str) -> str:
        return self.graph.constant(source, self.weights[source])


def sentence_vector(graph: Graph, states: str) -> str:
    """Add the mean of the hidden states over the tokens, scaled to unit length: shape (batch, width)."""
    mean = graph.add("ReduceMean", [states], "mean", {"axes": [1], "keepdims": 0})
    return graph.add("LpNormalization", [mean], "vector", {"axis": -1, "p": 2})


def logits(graph: Graph, weights: Weights, states: str) -> str:
    """Add one logit w·h + b for each of HEADS, from each token's state: shape (batch, tokens, heads), float32 throughout."""
    matrix = np.stack([weights[f"heads.{head}.weight"] for head in HEADS], axis=1)
    bias = np.concatenate([weights[f"heads.{head}.bias"] for head in HEADS])
    products = graph.add("MatMul", [states, graph.constant("heads.weight", matrix)], "heads.products")
    return graph.add("Add", [products, graph.constant("heads.bias", bias)], "logits")


def model(graph: Graph, output: str, shape: Sequence[str | int]) -> ModelProto:
    """The whole model: the int32 INPUTS, each (batch, tokens), and one float32 output of the given shape.

    The same graph always gives the same bytes.
    """
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"]) for name in INPUTS]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
    whole = helper.make_graph(graph.nodes, "bert", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=_IR_VERSION)
