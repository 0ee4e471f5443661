"""Write an ONNX graph node by node, its matrices in float32 or in bytes.

Fused nodes are those of https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

Array = NDArray[np.float32]

FUSED = "com.microsoft"
"""The domain of the nodes that only ONNX Runtime has."""

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
    """How the graph multiplies by a matrix (shape (in, out)) and looks up the rows of a table; `name` goes into manifests."""

    name: str
    multiply: Product
    look_up: Product


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
    return graph.add(f"{FUSED}:DynamicQuantizeMatMul", inputs, name)


def look_up_in_int8(graph: Graph, name: str, rows: str, table: Array) -> str:
    """Rows of a table kept as bytes, with one scale for each row."""
    values, scales = _quantized(table, axis=1, largest=_EIGHT_BITS)
    quantized = graph.add("Gather", [graph.constant(f"{name}.table", values), rows], f"{name}.bytes")
    scale = graph.add("Gather", [graph.constant(f"{name}.scale", scales), rows], f"{name}.scale_of_row")
    real = graph.add("Cast", [quantized], f"{name}.real", {"to": TensorProto.FLOAT})
    return graph.add("Mul", [real, scale], name)


def _quantized(values: Array, *, axis: int, largest: int) -> tuple[NDArray[np.int8], Array]:
    peaks = np.abs(values).max(axis=axis, keepdims=True)
    scales = np.where(peaks > 0, peaks / largest, 1).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


FLOAT32 = Precision("float32", multiply_exactly, look_up_exactly)
INT8 = Precision("int8", multiply_in_int8, look_up_in_int8)
