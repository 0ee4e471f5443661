"""The graph computes what BERT computes: compared with a forward pass in plain numpy."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from qa.errors import ModelFileError
from tests.training.tiny_bert import (
    HEADS,
    sentence_vectors,
    tiny_files,
    tiny_models,
    tiny_reader_weights,
    tiny_weights,
    token_logits,
    write_weights,
)
from training.bert import read_weights
from training.onnx_graph import FLOAT32, INT8, Array, Precision
from training.onnx_models import build_reader, reader_model, sentence_model

IDS = np.array([[2, 4, 5, 7, 3], [2, 8, 6, 1, 3]], np.int32)
TYPES = np.array([[0, 0, 1, 1, 1], [0, 0, 0, 1, 1]], np.int32)


def vectors(directory: Path, precision: Precision, weights: dict[str, Array]) -> Array:
    write_weights(directory / "model.safetensors", weights)
    session = onnxruntime.InferenceSession(sentence_model(directory / "model.safetensors", HEADS, precision))
    rows: Array = session.run(None, {"input_ids": IDS, "token_type_ids": np.zeros_like(IDS)})[0]
    return rows


def test_the_float32_graph_gives_the_vectors_of_the_plain_forward_pass(tmp_path: Path) -> None:
    expected = sentence_vectors(tiny_weights(), IDS, HEADS)
    assert np.abs(vectors(tmp_path, FLOAT32, tiny_weights()) - expected).max() < 1e-5


def test_the_int8_graph_stays_near_the_float32_one(tmp_path: Path) -> None:
    exact, rounded = (vectors(tmp_path, precision, tiny_weights()) for precision in (FLOAT32, INT8))
    assert (exact * rounded).sum(axis=1).min() > 0.98


def test_a_column_of_zeros_quantizes_to_zeros(tmp_path: Path) -> None:
    weights = tiny_weights()
    weights["encoder.layer.0.output.dense.weight"][0] = 0
    exact, rounded = (vectors(tmp_path, precision, weights) for precision in (FLOAT32, INT8))
    assert (exact * rounded).sum(axis=1).min() > 0.98


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    write_weights(tmp_path / "model.safetensors", tiny_weights())
    first, second = (sentence_model(tmp_path / "model.safetensors", HEADS, INT8) for _ in range(2))
    assert first == second


def logits(directory: Path, precision: Precision, weights: dict[str, Array]) -> Array:
    write_weights(directory / "reader.safetensors", weights)
    session = onnxruntime.InferenceSession(reader_model(directory / "reader.safetensors", HEADS, precision))
    rows: Array = session.run(["logits"], {"input_ids": IDS, "token_type_ids": TYPES})[0]
    return rows


@pytest.mark.parametrize("layers", [1, 2])
def test_the_float32_reader_gives_the_logits_of_the_plain_forward_pass(tmp_path: Path, layers: int) -> None:
    weights = {name: value for name, value in tiny_reader_weights().items() if f".layer.{layers}." not in name}
    rows = logits(tmp_path, FLOAT32, weights)
    assert rows.dtype == np.float32
    assert rows.shape == (*IDS.shape, 5)
    assert np.abs(rows - token_logits(weights, IDS, TYPES, HEADS)).max() < 1e-4


def test_the_int8_reader_stays_near_the_float32_one(tmp_path: Path) -> None:
    exact, rounded = (logits(tmp_path, precision, tiny_reader_weights()) for precision in (FLOAT32, INT8))
    assert np.abs(exact - rounded).max() < 0.1 * np.abs(exact).max()


def test_the_same_weights_give_the_same_models(tmp_path: Path) -> None:
    one, other = (tiny_models(tmp_path / name) for name in ("one", "other"))
    built = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in (one, other)]
    assert set(built[0]) == {"embedder.onnx", "embedder.json", "reader.onnx", "reader.json", "tokenizer.json"}
    assert built[0] == built[1]


def test_weights_without_heads_make_no_reader(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    with pytest.raises(ModelFileError, match=r"heads\.sentence\.weight"):
        build_reader(files / "model.safetensors", files / "tokenizer.json", tmp_path / "reader", INT8, HEADS)
    assert not (tmp_path / "reader").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"\xff" * 64,
        (2).to_bytes(8, "little") + b"{]",
        (2).to_bytes(8, "little") + b"[]" + bytes(8),
        (21).to_bytes(8, "little") + b'{"a":{"dtype":"F32"}}' + bytes(8),
    ],
)
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelFileError):
        read_weights(tmp_path / "model.safetensors")
