"""Embed texts, and read questions and claims beside texts, with the ONNX models of the package, on the processor alone."""

import logging
import os
import re
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
from qa.adapters.tokens import Encoded, EncodedWindow, Pair, Tokens
from qa.domain.answer import Claim, SentenceReading, Window, WindowReading
from qa.domain.article import Span
from qa.lazy import lazy
from qa.ports import Vectors
from qa.text.words import WORD

if TYPE_CHECKING:
    import onnxruntime
else:
    onnxruntime = lazy("onnxruntime")

_LOGGER = logging.getLogger(__name__)

Logits = NDArray[np.float32]

# `max_seq_length` in the published sentence_bert_config.json; [CLS] and [SEP] count.
_MOST_TOKENS = 256
_SENTENCE, _START, _END, _PASSAGE, _SUPPORT = range(5)
"""Columns of the logits; training gives them in this order."""
_LONGEST_ANSWER = 24
"""Tokens of a short answer; of SQuAD's answers one in a hundred has more."""
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
class _TokenModel:
    """A loaded encoder."""

    session: "onnxruntime.InferenceSession"
    tokens: Tokens

    def logits(self, encoded: Encoded | EncodedWindow) -> Logits:
        """Return the logits of each token, shape (tokens, 5)."""
        inputs = {
            "input_ids": np.array([encoded.ids], np.int32),
            "token_type_ids": np.array([encoded.types], np.int32),
        }
        rows: Logits = self.session.run(None, inputs)[0][0]
        return rows


class OnnxEncoder:
    """Reads texts together; `OnnxReader` and `OnnxSupport` say what each logit means.

    Nothing is loaded before the first text, and then once, whichever thread comes first. Each input is read alone, unpadded,
    on one thread, for the reasons given at `OnnxEmbedder`: its logits are the same to the bit in whatever company. All
    methods are safe from any thread; `threads` bounds one call. Every method raises ModelMissingError where the model is
    not in the folder of weights and ModelFileError where it is not the one that was built.
    """

    def __init__(self, weights: Path, threads: int = 2) -> None:
        self._weights = weights
        self._threads = threads
        self._lock = Lock()
        self._model: _TokenModel | None = None

    @cached_property
    def name(self) -> str:
        """Model, precision and the first digits of the built file's hash; only the manifest is read for it."""
        return read_manifest(self._weights, READER).identity(_READER_FILE)

    def check(self) -> None:
        """Check that the model is there and unchanged, so that a bad installation stops the start and not a question."""
        checked_manifest(self._weights, READER)

    @property
    def tokens(self) -> Tokens:
        """Return what turns texts into this model's tokens."""
        return self._loaded().tokens

    def logits(self, inputs: Sequence[Encoded | EncodedWindow]) -> list[Logits]:
        """Return the logits of each input's tokens, in their order: shape (tokens, 5) each."""
        if not inputs:
            return []
        model = self._loaded()
        rows: list[Logits] = [np.empty(0, np.float32)] * len(inputs)
        # The longest first, so that no thread starts on it when the others have nothing left to do.
        order = sorted(range(len(inputs)), key=lambda i: -len(inputs[i].ids))
        with ThreadPoolExecutor(self._threads) as pool:
            for i, row in zip(order, pool.map(model.logits, [inputs[i] for i in order]), strict=True):
                rows[i] = row
        return rows

    def _loaded(self) -> _TokenModel:
        with self._lock:
            if self._model is None:
                self.check()
                path = self._weights / _READER_FILE
                _LOGGER.info("loading %s", path)
                self._model = _TokenModel(_session(path), Tokens(self._weights / TOKENIZER))
            return self._model


@dataclass(frozen=True, slots=True)
class OnnxReader:
    """A `Reader`; what it says of sentences and windows are log odds."""

    encoder: OnnxEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Return a reading for each window, which `Tokens.window` cuts to what is read.

        The errors of the encoder and of `Tokens.window` pass through.
        """
        if not windows:
            return []
        tokens = self.encoder.tokens
        encoded = [tokens.window(question, window.title, window.sentences) for window in windows]
        return [
            _reading(window, inputs, logits)
            for window, inputs, logits in zip(windows, encoded, self.encoder.logits(encoded), strict=True)
        ]


def _reading(window: Window, encoded: EncodedWindow, logits: Logits) -> WindowReading:
    """Read the heads' logits (tokens, 5) sentence by sentence."""
    text = np.array([end > start for start, end in encoded.spans])
    started, ended = (_log_probabilities(logits[:, head], text) for head in (_START, _END))
    sentences, first = [], 0
    for sentence, end in zip(window.sentences, encoded.ends, strict=True):
        places = [place for place in range(first, end) if text[place]]
        first = end + 1
        span, marked = _short_answer(
            sentence, [encoded.spans[place] for place in places], started[places], ended[places]
        )
        sentences.append(SentenceReading(float(logits[end, _SENTENCE]), span, marked))
    return WindowReading(float(logits[0, _PASSAGE]), tuple(sentences))


def _log_probabilities(logits: Logits, among: NDArray[np.bool_]) -> Logits:
    """The logarithm of the softmax over the tokens `among`, shape (tokens,)."""
    kept = np.where(among, logits, -np.inf)
    peak = kept.max(initial=-np.inf, where=among)
    return kept - (peak + np.log(np.exp(kept - peak).sum())) if among.any() else kept


def _short_answer(
    sentence: str, spans: Sequence[tuple[int, int]], started: Logits, ended: Logits
) -> tuple[Span, float]:
    """The likeliest stretch of a sentence's tokens, widened to whole words, and its log probability.

    For each token, `spans` has its code points, `started` and `ended` the log probability that the answer starts or ends there.
    """
    if not spans:
        return Span(0, 0), -np.inf
    sums = started[:, None] + ended[None, :]
    allowed = np.triu(np.ones_like(sums, bool)) & ~np.triu(np.ones_like(sums, bool), _LONGEST_ANSWER)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, len(spans))
    # Rounding takes the probability of the only token over 1.
    return _whole_words(sentence, Span(spans[first][0], spans[last][1])), min(0.0, float(sums[first, last]))


_UNBROKEN = re.compile(rf"(?:{WORD.pattern})++")
"""Words without anything between them: "2.5m" is two."""


def _whole_words(sentence: str, span: Span) -> Span:
    """The span with all of the words that it cuts."""
    words = [Span(*match.span()) for match in _UNBROKEN.finditer(sentence)]
    touched = [span, *(word for word in words if word.overlaps(span))]
    return Span(min(part.start for part in touched), max(part.end for part in touched))


@dataclass(frozen=True, slots=True)
class OnnxSupport:
    """A `SupportModel`; the quotes of a claim are read as one text, without titles."""

    encoder: OnnxEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def score(self, claims: Sequence[Claim]) -> list[float]:
        """Return the probability of each claim, 0..1, that it follows from its quotes; the encoder's errors pass through."""
        if not claims:
            return []
        tokens = self.encoder.tokens
        encoded = [tokens.pair(Pair(claim.statement, " ".join(claim.quotes))) for claim in claims]
        return _probabilities(np.array([logits[0, _SUPPORT] for logits in self.encoder.logits(encoded)]))


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
