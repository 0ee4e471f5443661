"""Take up a shipped eight-bit reader again: its matrices as numbers, under the names of the transformers library."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Array = NDArray[np.float32]


def layers_of(reader: Path) -> dict[str, Array]:
    """The tensors of the layers of a reader.onnx, with the norm of the tables but without tables and heads.

    Eight bits cost less than the first steps of training change, so nothing else need be kept to go on from a release.
    """
    constants = {
        constant.name: numpy_helper.to_array(constant) for constant in onnx.load(str(reader)).graph.initializer
    }
    kept = ("encoder.layer.", "embeddings.LayerNorm.")
    found = {name: value for name, value in constants.items() if name.startswith(kept)}
    for number in range(sum(name.endswith(".wide.weight") for name in constants)):
        found |= _matrices(constants, number)
    return found


def _matrices(constants: Mapping[str, Array], number: int) -> dict[str, Array]:
    ours, theirs = f"layer{number}", f"encoder.layer.{number}"
    bias = np.split(constants[f"{ours}.attention.bias"], 3)
    inputs = np.split(_inputs(constants, f"{ours}.attention"), 3, axis=1)
    named = zip(("query", "key", "value"), inputs, bias, strict=True)
    found = {
        f"{theirs}.attention.self.{name}.{kind}": value
        for name, matrix, offset in named
        for kind, value in (("weight", matrix.T), ("bias", offset))
    }
    found[f"{theirs}.attention.output.dense.weight"] = _real(constants, f"{ours}.attention.output.dense").T
    found[f"{theirs}.intermediate.dense.weight"] = _real(constants, f"{ours}.wide").T
    found[f"{theirs}.output.dense.weight"] = _real(constants, f"{ours}.output.dense").T
    return found


def _inputs(constants: Mapping[str, Array], name: str) -> Array:
    """Query, key and value beside each other; of the last layer the query stands alone."""
    together = _real(constants, f"{name}.inputs")
    if f"{name}.query.weight" not in constants:
        return together
    return np.concatenate([_real(constants, f"{name}.query"), together], axis=1)


def _real(constants: Mapping[str, Array], name: str) -> Array:
    """A matrix (in, out) with each column times its scale."""
    return (constants[f"{name}.weight"] * constants[f"{name}.scale"]).astype(np.float32)
