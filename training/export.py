"""Export trained tensors as the reader in qa/weights: an eight-bit model whose heads give calibrated log odds."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from training.onnx_graph import Precision
from training.onnx_models import build_reader
from training.regression import Line

Tensors = Mapping[str, NDArray[np.float32]]


def calibrated(tensors: Tensors, lines: Mapping[str, Line]) -> dict[str, NDArray[np.float32]]:
    """The tensors with each head's logit turned into `slope * logit + intercept` (Platt 1999): the head's own numbers scale."""
    changed = dict(tensors)
    for head, line in lines.items():
        weight, bias = (tensors[f"heads.{head}.{kind}"] for kind in ("weight", "bias"))
        changed[f"heads.{head}.weight"] = (weight * line.slope).astype(np.float32)
        changed[f"heads.{head}.bias"] = (bias * line.slope + line.intercept).astype(np.float32)
    return changed


def export(tensors: Tensors, tokenizer: Path, into: Path, precision: Precision) -> None:
    """Write reader.onnx, reader.json and tokenizer.json into the folder `into`."""
    with TemporaryDirectory(prefix="dateline-training-") as folder:
        weights = Path(folder) / "model.safetensors"
        write_tensors(tensors, weights)
        build_reader(weights, tokenizer, into, precision)


def write_tensors(tensors: Tensors, path: Path) -> None:
    """A safetensors file (https://huggingface.co/docs/safetensors#format): the header's length, the header, the numbers."""
    header, end = {}, 0
    for name in sorted(tensors):
        start, end = end, end + tensors[name].nbytes
        header[name] = {"dtype": "F32", "shape": tensors[name].shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in sorted(tensors):
            file.write(np.ascontiguousarray(tensors[name], "<f4").tobytes())
