"""What was trained is written so that the product reads it back, its heads scaled to calibrated log odds."""

from pathlib import Path

import numpy as np
import pytest

from qa.adapters.onnx import OnnxEncoder
from tests.training.tiny_bert import HEADS, tiny_files, tiny_reader_weights, token_logits
from training.bert import read_weights
from training.export import calibrated, export, write_tensors
from training.onnx_graph import INT8
from training.regression import Line

_IDS = np.array([[2, 4, 5, 7, 3], [2, 8, 6, 1, 3]], np.int32)
_TYPES = np.array([[0, 0, 1, 1, 1], [0, 0, 0, 1, 1]], np.int32)


def test_tensors_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    tensors = tiny_reader_weights()
    tensors["turned"] = np.arange(6, dtype=np.float32).reshape(2, 3).T  # as torch keeps some: not in one stretch
    write_tensors(tensors, tmp_path / "model.safetensors")
    stored = read_weights(tmp_path / "model.safetensors")
    assert set(stored) == set(tensors)
    for name, value in tensors.items():
        assert stored[name].dtype == np.float32
        assert np.array_equal(stored[name], value)


def test_the_logits_of_a_calibrated_head_lie_on_its_line_and_others_stay() -> None:
    tensors = tiny_reader_weights()
    before = token_logits(tensors, _IDS, _TYPES, HEADS)
    changed = calibrated(tensors, {"support": Line(slope=0.5, intercept=-2.0)})
    after = token_logits(changed, _IDS, _TYPES, HEADS)
    assert after[..., 4] == pytest.approx(0.5 * before[..., 4] - 2.0, abs=1e-5)
    assert after[..., :4].tolist() == before[..., :4].tolist()


def test_calibration_leaves_what_was_trained_untouched() -> None:
    tensors = tiny_reader_weights()
    changed = calibrated(tensors, {head: Line(2.0, 1.0) for head in ("sentence", "support")})
    assert all(np.array_equal(value, tiny_reader_weights()[name]) for name, value in tensors.items())
    assert {name for name in tensors if changed[name] is not tensors[name]} == {
        f"heads.{head}.{kind}" for head in ("sentence", "support") for kind in ("weight", "bias")
    }
    assert all(value.dtype == np.float32 for value in changed.values())


def test_the_exported_folder_is_one_that_the_product_accepts(tmp_path: Path) -> None:
    tokenizer = tiny_files(tmp_path / "files") / "tokenizer.json"
    export(tiny_reader_weights(), tokenizer, tmp_path / "weights", INT8)
    assert {path.name for path in (tmp_path / "weights").iterdir()} == {
        "reader.onnx",
        "reader.json",
        "tokenizer.json",
    }
    OnnxEncoder(tmp_path / "weights").check()
