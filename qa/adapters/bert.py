"""Turns the published weights of a BERT model (safetensors) into an ONNX model, without PyTorch.

The encoder and what is made of its hidden states are apart: `encoder` first, then a head such as `sentence_vector`.
There is no mask: the texts of a batch have the same number of tokens, which makes attention a sixth faster. Fused nodes
are those of https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md; its SkipLayerNormalization is not
among them, since on a processor it takes three times as long as the sums and the LayerNormalization of which it is made.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from qa.errors import ModelFileError

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
"""Tensors by the names that the transformers library gives them in a bare BertModel ("embeddings. …", "encoder. …")."""

INPUTS = ("input_ids", "token_type_ids")

_FUSED = "com.microsoft"
_OPSET = 17
_IR_VERSION = 8
_EPSILON = 1e-12  # `layer_norm_eps` of every published BERT
# Eight-bit sums of products saturate on processors without VNNI unless one side keeps to seven bits:
# https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html#when-and-why-do-i-need-to-try-u8u8
_SEVEN_BITS = 63
_EIGHT_BITS = 127


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph under construction; `add` and `constant` return the name of what they add."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self,
        operation: str,
        inputs: Sequence[str],
        output: str,
        attributes: Mapping[str, float | list[int]] | None = None,
    ) -> str:
        """Append a node; the ones of ONNX Runtime are written "com.microsoft:Name"."""
        domain, _, kind = operation.rpartition(":")
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **(attributes or {})))
        return output

    def split(self, states: str, outputs: Sequence[str], width: int) -> Sequence[str]:
        """Append a node that cuts the last axis, `width` wide, into equal parts."""
        sizes = self.constant(f"{states}.sizes", np.full(len(outputs), width // len(outputs), np.int64))
        self.nodes.append(helper.make_node("Split", [states, sizes], outputs, name=f"{states}.split", axis=-1))
        return outputs


Product = Callable[[Graph, str, str, Array], str]
"""Adds something under a name, made of an input's name and a matrix, to the graph."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How the graph multiplies by a matrix (shape (in, out)) and looks up the rows of a table."""

    multiply: Product
    look_up: Product


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


def multiply_exactly(graph: Graph, name: str, states: str, matrix: Array) -> str:
    """Multiply in float32."""
    return graph.add("MatMul", [states, graph.constant(f"{name}.weight", matrix)], name)


def look_up_exactly(graph: Graph, name: str, rows: str, table: Array) -> str:
    """Rows of a table in float32."""
    return graph.add("Gather", [graph.constant(f"{name}.table", table), rows], name)


def multiply_in_int8(graph: Graph, name: str, states: str, matrix: Array) -> str:
    """Multiply bytes, with one scale for each column of the matrix and one for the states as they come."""
    values, scales = _quantized(matrix, axis=0, largest=_SEVEN_BITS)
    inputs = [states, graph.constant(f"{name}.weight", values), graph.constant(f"{name}.scale", scales.ravel())]
    return graph.add(f"{_FUSED}:DynamicQuantizeMatMul", inputs, name)


def look_up_in_int8(graph: Graph, name: str, rows: str, table: Array) -> str:
    """Rows of a table kept as bytes, with one scale for each row."""
    values, scales = _quantized(table, axis=1, largest=_EIGHT_BITS)
    found = graph.add("Gather", [graph.constant(f"{name}.table", values), rows], f"{name}.bytes")
    scale = graph.add("Gather", [graph.constant(f"{name}.scale", scales), rows], f"{name}.scale_of_row")
    real = graph.add("Cast", [found], f"{name}.real", {"to": TensorProto.FLOAT})
    return graph.add("Mul", [real, scale], name)


def _quantized(values: Array, *, axis: int, largest: int) -> tuple[NDArray[np.int8], Array]:
    peaks = np.abs(values).max(axis=axis, keepdims=True)
    scales = np.where(peaks > 0, peaks / largest, 1).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


FLOAT32 = Precision(multiply_exactly, look_up_exactly)
INT8 = Precision(multiply_in_int8, look_up_in_int8)


def encoder(graph: Graph, weights: Weights, heads: int, precision: Precision) -> str:
    """Add embeddings and layers, as in https://arxiv.org/abs/1810.04805, up to the hidden states (batch, tokens, width).

    The inputs are those that `model` declares.
    """
    parts = _Encoder(graph, weights, heads, precision)
    states = parts.embeddings()
    for i in range(1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))):
        states = parts.feed_forward(i, parts.attention(i, states))
    return states


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
        names = [f"{source}.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([self.weights[f"{part}.weight"].T for part in names], axis=1)
        bias = self.graph.constant(f"{name}.bias", np.concatenate([self.weights[f"{part}.bias"] for part in names]))
        together = self.precision.multiply(self.graph, f"{name}.inputs", states, matrix)
        inputs = self.graph.split(together, [f"{name}.query", f"{name}.key", f"{name}.value"], matrix.shape[1])
        attributes = {"num_heads": self.heads}
        mixed = self.graph.add(f"{_FUSED}:MultiHeadAttention", [*inputs, bias], name, attributes)
        return self._added(f"{name}.output", mixed, states, f"{source}.output")

    def feed_forward(self, i: int, states: str) -> str:
        name, source = f"layer{i}", f"encoder.layer.{i}"
        wide = self._multiplied(f"{name}.wide", states, f"{source}.intermediate.dense")
        bias = self._constant(f"{source}.intermediate.dense.bias")
        active = self.graph.add(f"{_FUSED}:BiasGelu", [wide, bias], f"{name}.active")
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


def model(graph: Graph, output: str, width: int) -> ModelProto:
    """The whole model: the int32 INPUTS, each (batch, tokens), and one float32 output, (batch, width).

    The same graph always gives the same bytes.
    """
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"]) for name in INPUTS]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", width])]
    whole = helper.make_graph(graph.nodes, "bert", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=_IR_VERSION)
