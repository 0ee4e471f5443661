"""A released reader is taken up again near the weights that it was built from, so that training goes on where it ended."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from tests.training.tiny_bert import tiny_models, tiny_reader_weights
from training.onnx_graph import Array
from training.start import layers_of


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("released")) / "reader.onnx"


def assert_near(found: dict[str, Array], weights: dict[str, Array]) -> None:
    """Matrices are a step of seven bits away at most, and all else is as it was."""
    for name, value in found.items():
        assert value.dtype == np.float32
        assert value.shape == weights[name].shape
        step = np.abs(weights[name]).max(axis=-1, keepdims=True) / 63 if value.ndim == 2 else 0
        assert (np.abs(value - weights[name]) <= 0.5 * step + 1e-6).all(), name


def test_every_layer_comes_back_near_what_it_was_built_from(reader: Path) -> None:
    found, weights = layers_of(reader), tiny_reader_weights()
    assert set(found) == {name for name in weights if name.startswith(("encoder.layer.", "embeddings.LayerNorm."))}
    assert_near(found, weights)


def test_a_last_layer_whose_query_stands_alone_comes_back_too(reader: Path, tmp_path: Path) -> None:
    # So it is in readers whose last layer computes the first token alone.
    parted = parted_queries(reader, tmp_path / "parted.onnx", "layer1.attention")
    found = layers_of(parted)
    assert set(found) == set(layers_of(reader))
    assert_near(found, tiny_reader_weights())


def parted_queries(reader: Path, into: Path, layer: str) -> Path:
    """The reader with the query's matrix of one layer apart from that of key and value."""
    model = onnx.load(str(reader))
    kept = []
    for constant in model.graph.initializer:
        kind = constant.name.removeprefix(f"{layer}.inputs.")
        if kind in {"weight", "scale"}:
            query, key, value = np.split(numpy_helper.to_array(constant), 3, axis=-1)
            both = np.concatenate([key, value], axis=-1)
            kept.append(numpy_helper.from_array(np.ascontiguousarray(query), f"{layer}.query.{kind}"))
            kept.append(numpy_helper.from_array(both, f"{layer}.inputs.{kind}"))
        else:
            kept.append(constant)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    onnx.save(model, str(into))
    return into
