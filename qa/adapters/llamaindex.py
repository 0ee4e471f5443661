"""Use LlamaIndex's objects behind our seams: its SentenceSplitter, and any of its embeddings and readers."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from inspect import signature
from pathlib import Path
from threading import Lock

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import BaseNode

from qa.adapters.dotted_name import Arguments, made, named_class, said_of
from qa.errors import EmbeddingError, InputError
from qa.ports import Document, Vectors

_DIGITS = 8
"""Hex digits of the digest in an embedding's name."""
_SHOWN = 100
"""Characters of a model's name; the digest has all of it."""
_PLUMBING = frozenset(
    "api_base api_key api_version base_url cache_folder callback_manager default_headers device embed_batch_size "
    "http_client max_retries num_workers rate_limiter request_timeout reuse_client show_progress_bar timeout".split()
)
"""Arguments that tell how a model is reached and not what its vectors are: no reindexing for another key."""


class LlamaIndexSplitter:
    """The `Splitter`: pieces of at most `size` tokens, cut at sentence ends where that is possible.

    They do not overlap, so that no word is embedded twice. The sentences are ours: LlamaIndex's own come from NLTK, whose
    loader refuses data files that an installer has hard-linked, as uv does.
    """

    def __init__(
        self, *, tokenize: Callable[[str], Sequence[object]], sentences: Callable[[str], list[str]], size: int
    ) -> None:
        self._splitter = SentenceSplitter(
            chunk_size=size,
            chunk_overlap=0,
            paragraph_separator="\n\n",
            tokenizer=lambda text: list(tokenize(text)),
            chunking_tokenizer_fn=sentences,
        )

    def __call__(self, text: str) -> list[str]:
        return self._splitter.split_text(text)


class LlamaIndexEmbedder:
    """The `Embedder`: any embedding of LlamaIndex, one call at a time, since few of them say that threads may share them.

    Its vectors are scaled to unit length. What it returns otherwise is refused before it reaches the index.
    """

    def __init__(self, name: str, arguments: Arguments) -> None:
        """Make the embedding that `name` (module:Class) stands for.

        Raises:
            InputError: there is none, or it cannot be made with these arguments.
        """
        self._named = name
        found = named_class(name, BaseEmbedding, "the embedding")  # type: ignore[type-abstract]  # it is only compared with
        self._embedding = made(found, arguments, f"the embedding {name!r}")
        self._name = _identity(self._embedding, arguments)
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The class and its model, with a digest of the model and of the arguments that its vectors depend on."""
        return self._name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in their order.

        Raises:
            EmbeddingError: the embedding fails, or gives what are no vectors.
        """
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        try:
            with self._lock:
                rows = self._embedding.get_text_embedding_batch(list(texts))
        except Exception as error:
            raise EmbeddingError(f"the embedding {self._named!r} failed ({said_of(error)})") from error
        return self._checked(rows, len(texts))

    def embed_query(self, text: str) -> Vectors:
        """Return one vector; raises as `embed_documents` does."""
        try:
            with self._lock:
                row = self._embedding.get_query_embedding(text)
        except Exception as error:
            # What the error says may repeat the question, which no log has.
            raise EmbeddingError(f"the embedding {self._named!r} failed ({type(error).__name__})") from error
        vector: Vectors = self._checked([row], 1)[0]
        return vector

    @cached_property
    def _dimension(self) -> int:
        return len(self.embed_query("news"))

    def _checked(self, rows: Sequence[Sequence[float]], count: int) -> Vectors:
        try:
            vectors = np.asarray(rows, np.float32)
        except ValueError as error:
            raise EmbeddingError(f"the embedding {self._named!r} gave rows of different lengths") from error
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if len(vectors) != count or not np.isfinite(vectors).all() or not lengths.all():
            raise EmbeddingError(
                f"the embedding {self._named!r} gave {len(vectors)} rows for {count} texts, "
                "or some of them are zero or not finite"
            )
        unit: Vectors = vectors / lengths
        return unit


def _identity(embedding: BaseEmbedding, arguments: Arguments) -> str:
    meant = {name: value for name, value in arguments.items() if name not in _PLUMBING}
    told = json.dumps([embedding.model_name, meant], sort_keys=True, default=str)
    digest = hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]
    kind = type(embedding)
    return f"{kind.__module__}.{kind.__qualname__}/{embedding.model_name[:_SHOWN]}/{digest}"


class LlamaIndexReader:
    """The `DocumentReader`: any reader of LlamaIndex."""

    def __init__(self, name: str, arguments: Arguments) -> None:
        """Make the reader that `name` (module:Class) stands for, with the arguments that its class takes.

        The others go to its `load_data`, behind the path.

        Raises:
            InputError: there is none, or it cannot be made with these arguments.
        """
        found = named_class(name, BaseReader, "the reader")
        taken = signature(found).parameters if isinstance(found, type) else {}
        own = {argument: value for argument, value in arguments.items() if argument in taken}
        self._name = name
        self._reader = made(found, own, f"the reader {name!r}")
        self._arguments = {argument: value for argument, value in arguments.items() if argument not in taken}

    @property
    def name(self) -> str:
        return self._name

    def load(self, path: Path | None) -> Iterator[Document]:
        """Yield what the reader's `load_data` gives of a path, or of its arguments alone.

        Raises:
            InputError: it fails, whatever for, or gives something else than documents.
        """
        places = () if path is None else (path,)
        try:
            for loaded in self._reader.load_data(*places, **self._arguments):
                yield self._document(loaded)
        except InputError:
            raise
        except Exception as error:
            raise InputError(f"{self._name} failed ({said_of(error)}); check what it was given") from error

    def _document(self, loaded: object) -> Document:
        if not isinstance(loaded, BaseNode):
            raise InputError(f"{self._name} gave {type(loaded).__name__!r} in place of a document")
        return Document(loaded.node_id, loaded.get_content(), loaded.metadata)
