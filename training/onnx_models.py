"""Build the ONNX models of qa/weights: the embedder of published weights, the reader of trained ones."""

import shutil
from importlib.metadata import version
from pathlib import Path

from qa.adapters.manifest import EMBEDDER, READER, TOKENIZER, Manifest, sha256_of, write_manifest
from qa.errors import ModelFileError
from training.bert import HEADS, encoder, logits, model, read_weights, sentence_vector
from training.onnx_graph import INT8, Graph, Precision

_ATTENTION_HEADS = 12  # of every MiniLM


def build_embedder(weights: Path, tokenizer: Path, into: Path, attention_heads: int = _ATTENTION_HEADS) -> Manifest:
    """Make the folder `into` hold embedder.onnx, embedder.json and tokenizer.json, and return the record.

    `weights` is the published safetensors file; the same files give the same bytes.
    """
    built = sentence_model(weights, attention_heads, INT8)
    files = _write(EMBEDDER, built, tokenizer, into)
    manifest = Manifest("all-MiniLM-L6-v2", INT8.name, sha256_of(weights), files, _tools())
    write_manifest(into, EMBEDDER, manifest)
    return manifest


def build_reader(
    weights: Path, tokenizer: Path, into: Path, precision: Precision, attention_heads: int = _ATTENTION_HEADS
) -> Manifest:
    """Make the folder `into` hold reader.onnx, reader.json and tokenizer.json, and return the record.

    `weights` is a safetensors file with the tensors that `training.bert.Weights` names; the same files give the same
    bytes.

    Raises:
        ModelFileError: it is of another format, or lacks a tensor.
    """
    built = reader_model(weights, attention_heads, precision)
    files = _write(READER, built, tokenizer, into)
    manifest = Manifest("dateline-reader", precision.name, sha256_of(weights), files, _tools())
    write_manifest(into, READER, manifest)
    return manifest


def sentence_model(weights_file: Path, attention_heads: int, precision: Precision) -> bytes:
    """An ONNX model from token ids to unit sentence vectors, serialised."""
    weights = read_weights(weights_file)
    graph = Graph()
    vector = sentence_vector(graph, encoder(graph, weights, attention_heads, precision))
    width = weights["embeddings.LayerNorm.bias"].size
    return bytes(model(graph, vector, ["batch", width]).SerializeToString(deterministic=True))


def reader_model(weights_file: Path, attention_heads: int, precision: Precision) -> bytes:
    """An ONNX model from token ids to the logits of each token, shape (batch, tokens, heads), serialised."""
    weights = read_weights(weights_file)
    graph = Graph()
    try:
        output = logits(graph, weights, encoder(graph, weights, attention_heads, precision))
    except KeyError as exc:
        raise ModelFileError(f"{weights_file} lacks the float32 tensor {exc}") from exc
    return bytes(model(graph, output, ["batch", "tokens", len(HEADS)]).SerializeToString(deterministic=True))


def _write(name: str, built: bytes, tokenizer: Path, into: Path) -> dict[str, str]:
    """Write a model and its tokenizer; return the SHA-256 of each file by name."""
    into.mkdir(parents=True, exist_ok=True)
    file = f"{name}.onnx"
    (into / file).write_bytes(built)
    # Both models of qa/weights read with the same tokenizer.
    shutil.copyfile(tokenizer, into / TOKENIZER)
    return {path: sha256_of(into / path) for path in (file, TOKENIZER)}


def _tools() -> dict[str, str]:
    return {name: version(name) for name in ("onnx", "numpy")}
