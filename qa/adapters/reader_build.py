"""Turns the trained weights of the reader into the directory that the package carries; set-up time only."""

import shutil
from importlib.metadata import version
from pathlib import Path

from qa.adapters.bert import HEADS, first_state, logits, model, read_weights
from qa.adapters.graph import Graph, Precision
from qa.adapters.manifest import Manifest, sha256_of, write_manifest
from qa.errors import ModelFileError

# One more whenever the same weights are built into another model.
_RECIPE = 1
_ATTENTION_HEADS = 12  # of every MiniLM


def build_reader(
    weights: Path, tokenizer: Path, into: Path, precision: Precision, attention_heads: int = _ATTENTION_HEADS
) -> None:
    """Make the directory `into` hold reader.onnx, tokenizer.json and manifest.json; the same files give the same model.

    `weights` is a safetensors file with the tensors that `qa.adapters.bert.Weights` names. Raises ModelFileError where it
    is not.
    """
    built = pair_model(weights, attention_heads, precision)
    into.mkdir(parents=True, exist_ok=True)
    (into / "reader.onnx").write_bytes(built)
    shutil.copyfile(tokenizer, into / "tokenizer.json")
    files = {name: sha256_of(into / name) for name in ("reader.onnx", "tokenizer.json")}
    tools = {name: version(name) for name in ("onnx", "numpy")}
    write_manifest(into, Manifest("dateline-reader", precision.name, _RECIPE, sha256_of(weights), files, tools))


def pair_model(weights_file: Path, attention_heads: int, precision: Precision) -> bytes:
    """An ONNX model from the token ids of pairs to their logits, shape (batch, 2), serialised."""
    weights = read_weights(weights_file)
    graph = Graph()
    try:
        output = logits(graph, weights, first_state(graph, weights, attention_heads, precision))
    except KeyError as exc:
        raise ModelFileError(f"{weights_file} lacks the float32 tensor {exc}") from exc
    return bytes(model(graph, output, len(HEADS)).SerializeToString(deterministic=True))
