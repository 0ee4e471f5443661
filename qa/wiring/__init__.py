"""Turns settings into the services, ready to use, and closes them again: the only place that knows every adapter."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from qa.access.gate import Gate
from qa.adapters import minilm
from qa.adapters.chroma import ChromaIndex
from qa.adapters.feedback import FeedbackFile
from qa.adapters.lock import owned, owner_of
from qa.adapters.onnx import OnnxEmbedder
from qa.adapters.sqlite_library import SqliteLibrary
from qa.answer.answerer import Answerer
from qa.answer.responder import Responder
from qa.domain.article import Article, ArticleId, Passage
from qa.errors import ArticleNotFoundError, IndexMismatchError, LibraryBusyError
from qa.errors import SettingsError as SettingsError
from qa.ingest.doctor import diagnose, every_article
from qa.ingest.index import EMBEDDER, Indexer
from qa.ingest.pipeline import Ingester, Progress
from qa.ingest.readers.files import find
from qa.ingest.readers.raw_article import Extractors, RawArticle
from qa.ingest.readers.read import read_all
from qa.ingest.report import IngestReport
from qa.lazy import lazy
from qa.ports import Embedder, FeedbackStore, Library, Splitter, VectorIndex
from qa.ports import EvidenceModel as EvidenceModel
from qa.settings import Settings
from qa.text import sentences
from qa.wiring.answering import make_responder
from qa.wiring.gate import AccessStores, make_gate
from qa.wiring.gate import open_keys as open_keys
from qa.wiring.gate import trusted_proxies as trusted_proxies

if TYPE_CHECKING:
    from qa.adapters import llamaindex, markdown, trafilatura
else:
    # Only ingest needs them, and they take seconds and a hundred megabytes to load: a server does without.
    llamaindex = lazy("qa.adapters.llamaindex")
    markdown, trafilatura = lazy("qa.adapters.markdown"), lazy("qa.adapters.trafilatura")

Started = Callable[[int], Progress]
"""Told how much there is to do; returns who is told how much more of it is done."""


@dataclass(frozen=True, slots=True, repr=False)
class Services:
    """Everything that the ways in may call."""

    library: Library
    index: VectorIndex
    responder: Responder
    store: Indexer
    ingester: Ingester
    feedback: FeedbackStore
    gate: Gate

    @property
    def answerer(self) -> Answerer:
        """Who answers in verbatim sentences."""
        return self.responder.answerer

    def ingest(self, paths: Sequence[Path], *, started: Started, limit: int) -> IngestReport:
        """Reads and stores all articles in the files and folders; `started` is told how much there is to do."""
        found = find(paths)
        progress = started(sum(_size(path) for path in found.files))
        extractors = Extractors(html=trafilatura.extract, markdown=markdown.extract)
        report = self.ingester.ingest(read_all(found.files, extractors, limit), progress)
        return replace(report, problems=(*found.problems, *report.problems), notes=(*found.notes, *report.notes))

    def put(self, article: RawArticle) -> IngestReport:
        """Stores one article; the same again is a no-op, a changed one replaces its old version."""
        return self.ingester.ingest([article], lambda _: None)

    def reindex(self, started: Started) -> None:
        """Chunks and embeds every article anew."""
        self.store.rebuild(started(self.library.corpus().articles))

    def article(self, article_id: str) -> Article:
        """The current version of an article.

        Raises:
            ArticleNotFoundError: there is none.
        """
        article = self.library.article(ArticleId(article_id))
        if article is None:
            raise ArticleNotFoundError(f"there is no article {article_id!r}; `qa articles list` shows those there are")
        return article

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of their ids."""
        return every_article(self.library)

    def titles(self, passages: Sequence[Passage]) -> dict[str, str | None]:
        """The titles of the passages' articles, by id."""
        found = [self.library.article(name) for name in {passage.chunk.article_id for passage in passages}]
        return {article.id: article.metadata.title for article in found if article}

    def remove(self, article_ids: Sequence[str]) -> None:
        """Takes articles out; raises `ArticleNotFoundError` before it removes any, if one is not there."""
        self.store.remove([self.article(article_id).id for article_id in article_ids])

    def diagnose(self) -> list[str]:
        """What does not agree between library and vectors."""
        return diagnose(self.library, self.index)


@contextmanager
def open_services(settings: Settings, *, url: str | None = None, check_embedder: bool = True) -> Iterator[Services]:
    """The services on the settings' data folder, which no other process may use meanwhile.

    What a crash interrupted is finished first. `url` is where this process serves, if it does.

    Raises:
        LibraryBusyError: another process uses the folder.
        ModelMissingError: the weights have not been fetched.
        IndexMismatchError: the vectors were made by another embedder, and `check_embedder` is set.
    """
    # For the command line on the same folder: whoever may read that needs no other key.
    token = token_urlsafe()
    with ExitStack() as stack:
        stack.enter_context(owned(settings.data, url, token))
        embedder = OnnxEmbedder(settings.model_dir / minilm.MINILM.name, settings.threads)
        library = stack.enter_context(closing(SqliteLibrary(settings.data / "library.db")))
        if check_embedder:
            _check_embedder(library, embedder)
        index = stack.enter_context(closing(ChromaIndex(settings.data / "chroma", embedder.name)))
        keys = stack.enter_context(closing(open_keys(settings)))
        gate = make_gate(settings, AccessStores(keys, keys, keys), token)
        services = _services(settings, library, index, embedder, gate)
        services.store.recover()
        yield services


def _services(settings: Settings, library: Library, index: VectorIndex, embedder: OnnxEmbedder, gate: Gate) -> Services:
    store = Indexer(library, index, embedder, _Splitter(embedder, settings.chunk_tokens))
    responder = make_responder(settings, library, index, embedder)
    feedback = FeedbackFile(settings.data / "feedback.jsonl")
    return Services(library, index, responder, store, Ingester(store), feedback, gate)


class _Splitter:
    """LlamaIndex's splitter, built with the first text: a process that only answers never loads it."""

    def __init__(self, embedder: OnnxEmbedder, size: int) -> None:
        self._embedder = embedder
        self._size = size

    @cached_property
    def _split(self) -> Splitter:
        splitter: Splitter = llamaindex.LlamaIndexSplitter(
            tokenize=self._embedder.tokenize, sentences=sentences.pieces, size=self._size
        )
        return splitter

    def __call__(self, text: str) -> list[str]:
        return self._split(text)


def _check_embedder(library: Library, embedder: Embedder) -> None:
    made_by = library.settings().get(EMBEDDER)
    if made_by is None:
        library.remember(EMBEDDER, embedder.name)
    elif made_by != embedder.name:
        raise IndexMismatchError(
            f"the vectors were made by {made_by!r} and the model is now {embedder.name!r}; run `qa reindex` once"
        )


def fetch_models(settings: Settings) -> Path:
    """The embedding model's folder, fetched and built unless it is there already."""
    return minilm.fetch(settings.model_dir)


def server_of(settings: Settings) -> tuple[str, str]:
    """Where the process that uses the data folder serves, and what it takes for a key from this machine.

    Raises:
        LibraryBusyError: it does not serve.
    """
    owner = owner_of(settings.data)
    if owner is None or owner.url is None:
        raise LibraryBusyError(f"another process is using {str(settings.data)!r}; wait until it has finished")
    return owner.url, owner.token


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Reading reports it; here it only matters for the progress bar.
        return 0
