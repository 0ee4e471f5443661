"""Embed texts and score pairs of texts with the ONNX models of the package, on the processor alone."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.adapters.manifest import EMBEDDER, READER, TOKENIZER, checked_manifest, read_manifest
from qa.adapters.tokens import Encoded, Pair, Tokens
from qa.domain.answer import Claim, Quote
from qa.lazy import lazy
from qa.ports import Vectors

if TYPE_CHECKING:
    import onnxruntime
else:
    onnxruntime = lazy("onnxruntime")

_LOGGER = logging.getLogger(__name__)

# `max_seq_length` in the published sentence_bert_config.json; [CLS] and [SEP] count.
_MOST_TOKENS = 256
_EVIDENCE, _SUPPORT = 0, 1
"""Columns of the logits; training gives them in this order."""
_EMBEDDER_FILE, _READER_FILE = f"{EMBEDDER}.onnx", f"{READER}.onnx"


class OnnxEmbedder:
    """An `Embedder` that runs each text alone, on one thread, and `threads` texts at a time.

    So a text's vector is the same to the bit in whatever company it is embedded (eight-bit states are scaled by the
    largest value of a batch), nothing is padded, memory does not grow with the number of texts, and an idle process has
    no spinning threads; splitting one text's matrices between threads, or batches, embed no more texts a second. All
    methods are safe from any thread; `threads` bounds one call of `embed_documents`.
    """

    def __init__(self, weights: Path, threads: int = 2) -> None:
        """Load the model at once, which takes a tenth of a second, so that a bad one stops the start and not a question.

        Raises:
            ModelMissingError: it is not in the folder of weights.
            ModelFileError: it is not the one that was built.
        """
        self._name = checked_manifest(weights, EMBEDDER).identity(_EMBEDDER_FILE)
        self._threads = threads
        self._session = _session(weights / _EMBEDDER_FILE)
        self._tokens = Tokens(weights / TOKENIZER)
        self._dimension: int = self._session.get_outputs()[0].shape[-1]

    @property
    def name(self) -> str:
        """Model, precision and the first digits of the built file's hash."""
        return self._name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in their order: shape (texts, dimension). What is past 256 tokens is not read."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for i, vector in enumerate(pool.map(self.embed_query, texts)):
                vectors[i] = vector
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the vector that `embed_documents` gives the same text; shape (dimension,)."""
        ids = np.array([self._token_ids(text)], np.int32)
        inputs = {"input_ids": ids, "token_type_ids": np.zeros_like(ids)}
        vector: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return vector

    def tokenize(self, text: str) -> list[str]:
        """Return the model's tokens of the whole text, without [CLS] and [SEP]; with those two the model reads the text."""
        return self._tokens.texts(text)

    def is_one_token(self, word: str) -> bool:
        """Return whether the vocabulary has the word whole, as it has some 20,000 of the most usual ones of English."""
        return len(self._tokens.ids(word)) == 1

    def _token_ids(self, text: str) -> list[int]:
        return [self._tokens.opening, *self._tokens.ids(text)[: _MOST_TOKENS - 2], self._tokens.closing]


@dataclass(frozen=True, slots=True)
class _PairModel:
    """A loaded cross-encoder."""

    session: "onnxruntime.InferenceSession"
    tokens: Tokens

    def logits(self, encoded: Encoded) -> NDArray[np.float32]:
        """Return the two logits of a pair, shape (2,)."""
        inputs = {
            "input_ids": np.array([encoded.ids], np.int32),
            "token_type_ids": np.array([encoded.types], np.int32),
        }
        row: NDArray[np.float32] = self.session.run(None, inputs)[0][0]
        return row


class CrossEncoder:
    """Reads pairs of texts; `OnnxEvidence` and `OnnxSupport` say what each logit means.

    Nothing is loaded before the first pair, and then once, whichever thread comes first. Each pair is read alone, unpadded,
    on one thread, for the reasons given at `OnnxEmbedder`: its logits are the same to the bit in whatever company. All
    methods are safe from any thread; `threads` bounds one call. Every method raises ModelMissingError where the model is
    not in the folder of weights and ModelFileError where it is not the one that was built.
    """

    def __init__(self, weights: Path, threads: int = 2) -> None:
        self._weights = weights
        self._threads = threads
        self._lock = Lock()
        self._model: _PairModel | None = None

    @cached_property
    def name(self) -> str:
        """Model, precision and the first digits of the built file's hash; only the manifest is read for it."""
        return read_manifest(self._weights, READER).identity(_READER_FILE)

    def check(self) -> None:
        """Check that the model is there and unchanged, so that a bad installation stops the start and not a question."""
        checked_manifest(self._weights, READER)

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return one row of logits for each pair, in their order: shape (pairs, 2). What `Tokens.pair` cuts off is not read."""
        rows = np.empty((len(pairs), 2), np.float32)
        if not pairs:
            return rows
        model = self._loaded()
        encoded = [model.tokens.pair(pair) for pair in pairs]
        # The longest first, so that no thread starts on it when the others have nothing left to do.
        order = sorted(range(len(pairs)), key=lambda i: -len(encoded[i].ids))
        with ThreadPoolExecutor(self._threads) as pool:
            for i, row in zip(order, pool.map(model.logits, [encoded[i] for i in order]), strict=True):
                rows[i] = row
        return rows

    def _loaded(self) -> _PairModel:
        with self._lock:
            if self._model is None:
                self.check()
                path = self._weights / _READER_FILE
                _LOGGER.info("loading %s", path)
                self._model = _PairModel(_session(path), Tokens(self._weights / TOKENIZER))
            return self._model


@dataclass(frozen=True, slots=True)
class OnnxEvidence:
    """An `EvidenceModel`; its calibration is folded into the weights of the head."""

    encoder: CrossEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def score(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        """Return the probability of each quote, 0..1, that it answers the question; the encoder's errors pass through."""
        pairs = [Pair(question, quote.text, quote.title) for quote in quotes]
        return _probabilities(self.encoder.logits(pairs)[:, _EVIDENCE])


@dataclass(frozen=True, slots=True)
class OnnxSupport:
    """A `SupportModel`; the quotes of a claim are read as one text, without titles."""

    encoder: CrossEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def score(self, claims: Sequence[Claim]) -> list[float]:
        """Return the probability of each claim, 0..1, that it follows from its quotes; the encoder's errors pass through."""
        pairs = [Pair(claim.statement, " ".join(claim.quotes)) for claim in claims]
        return _probabilities(self.encoder.logits(pairs)[:, _SUPPORT])


def _probabilities(logits: NDArray[np.float32]) -> list[float]:
    """Apply the logistic function, 1 / (1 + e^-x), in a form that cannot overflow."""
    return [float(value) for value in (1 + np.tanh(logits.astype(np.float64) / 2)) / 2]


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
