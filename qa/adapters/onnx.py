"""Turns texts into unit vectors with a built ONNX model and its tokenizer, on the processor alone."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa.adapters.manifest import checked_manifest
from qa.lazy import lazy
from qa.ports import Vectors

if TYPE_CHECKING:
    import onnxruntime
else:
    onnxruntime = lazy("onnxruntime")

# `max_seq_length` in the published sentence_bert_config.json; [CLS] and [SEP] count.
_MOST_TOKENS = 256


class OnnxEmbedder:
    """An `Embedder` that runs each text alone, on one thread, and `threads` texts at a time.

    So a text's vector is the same to the bit in whatever company it is embedded (eight-bit states are scaled by the
    largest value of a batch), nothing is padded, memory does not grow with the number of texts, and an idle process has
    no spinning threads; splitting one text's matrices between threads, or batches, embed no more texts a second. All
    methods are safe from any thread; `threads` bounds one call of `embed_documents`.
    """

    def __init__(self, directory: Path, threads: int = 2) -> None:
        """Load the model at once, which takes a tenth of a second, so that a bad one stops the start and not the first question.

        Raises ModelMissingError where there is none and ModelFileError where it is not the one that was built.
        """
        manifest = checked_manifest(directory)
        self._name = f"{manifest.name}/{manifest.precision}/{manifest.files['model.onnx'][:8]}"
        self._threads = threads
        self._session = _session(directory / "model.onnx")
        self._tokenizer = _tokenizer(directory / "tokenizer.json")
        (self._opening, self._closing) = self._tokenizer.encode("").ids
        self._dimension: int = self._session.get_outputs()[0].shape[-1]

    @property
    def name(self) -> str:
        """Model, precision and the first digits of the built file's hash."""
        return self._name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text, in their order: shape (texts, dimension). What is past 256 tokens is not read."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for i, vector in enumerate(pool.map(self.embed_query, texts)):
                vectors[i] = vector
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector that `embed_documents` gives the same text; shape (dimension,)."""
        ids = np.array([self._token_ids(text)], np.int32)
        inputs = {"input_ids": ids, "token_type_ids": np.zeros_like(ids)}
        vector: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return vector

    def tokenize(self, text: str) -> list[str]:
        """The model's tokens of the whole text, without [CLS] and [SEP]."""
        return self._tokenizer.encode(_encodable(text), add_special_tokens=False).tokens

    def count_tokens(self, text: str) -> int:
        """How many tokens `tokenize` gives; with two more the model reads the text."""
        return len(self.tokenize(text))

    def _token_ids(self, text: str) -> list[int]:
        ids = self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids
        return [self._opening, *ids[: _MOST_TOKENS - 2], self._closing]


def _encodable(text: str) -> str:
    """The text with each lone surrogate, which no tokenizer takes, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    # Set once and for all here: the published file cuts at 128 tokens and pads to as many.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path) -> "onnxruntime.InferenceSession":
    # ONNX Runtime reports its use to its maker unless the environment says no before the library is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # noqa: TID251 it is written for a library, not read
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is fused as it should be; the runtime would fuse sums and LayerNormalization into what is slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
