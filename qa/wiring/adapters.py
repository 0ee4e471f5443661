"""Open the adapters that the settings name, and close them again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.adapters.onnx import OnnxEmbedder, OnnxEncoder, OnnxReader, OnnxSupport
from qa.adapters.prometheus import PrometheusMetrics
from qa.adapters.py3langid import Langid
from qa.adapters.sql_library import SqlLibrary
from qa.adapters.sqlite_database import set_aside
from qa.current_index import GENERATION, IndexGeneration
from qa.domain.article import FieldOrigin
from qa.ingest.index import EMBEDDER, check_embedder
from qa.ingest.readers.metadata import Fields
from qa.ingest.readers.raw_article import Extractors
from qa.lazy import lazy
from qa.ports import (
    DocumentReader,
    Embedder,
    FeedStore,
    Fetcher,
    LanguageModel,
    Splitter,
    Tracer,
    VectorIndex,
)
from qa.services import Adapters, SentenceModels, Services
from qa.settings import ModelSettings, Settings, TraceSettings
from qa.telemetry import NoTracer, Telemetry
from qa.text import sentences
from qa.wiring.stores import KEYS, Stores, open_keys, open_library, open_stores
from qa.wiring.vectors import OpenIndex

if TYPE_CHECKING:
    from qa.adapters import feedparser, fetcher, llamaindex, markdown, openai, opentelemetry, trafilatura
else:
    # Only ingest needs these four, and the first who embeds with one of its models; they take seconds and a hundred
    # megabytes to load, which a server does without.
    llamaindex = lazy("qa.adapters.llamaindex")
    markdown, trafilatura = lazy("qa.adapters.markdown"), lazy("qa.adapters.trafilatura")
    feedparser, fetcher = lazy("qa.adapters.feedparser"), lazy("qa.adapters.fetcher")
    # Only a written answer needs it; the library behind it takes a second to load.
    openai = lazy("qa.adapters.openai")
    # Only traces need it, which are off until a collector is named.
    opentelemetry = lazy("qa.adapters.opentelemetry")

_PLACE = "vectors"
"""The key under which a library keeps the server that has its vectors; none, or empty: they are with the articles."""
_Reread = Callable[[], Settings]
WEIGHTS = Path(__file__).parents[1] / "weights"
"""The small models that come with the package."""


@contextmanager
def open_adapters(
    settings: Settings, *, same_embedder: bool = True, reread: _Reread | None = None
) -> Iterator[Adapters]:
    """Open the real adapters on the settings' stores; a data folder no other process may use meanwhile.

    An index that is made anew follows the settings that `reread` returns by then, without it these.

    Raises:
        ModelMissingError, ModelFileError: weights are missing or damaged.
        StoreDamagedError, StoreVersionError: a file of the folder cannot be opened by this version.
        IndexMismatchError: `same_embedder` is set, and another embedder made the vectors.
        SettingsError, InputError: the language model's address or key cannot be, or not the embedding that is named.
    """
    with ExitStack() as stack:
        # What may be damaged comes first: it is said before the model is loaded, which takes longer than all else.
        stores = stack.enter_context(open_stores(settings))
        embedders = _embedders(settings, stores.library if same_embedder else None)
        generations = stack.enter_context(closing(_Generations(stores, embedders.own, reread or (lambda: settings))))
        yield _adapters(settings, stores, embedders, generations, stack)


def _adapters(
    settings: Settings, stores: Stores, embedders: "_Embedders", generations: "_Generations", stack: ExitStack
) -> Adapters:
    return Adapters(
        embedder=embedders.embedder,
        split=_LazySplitter(embedders.own, settings.chunk_tokens),
        is_usual=embedders.own.is_one_token,
        guess_language=Langid(),
        extractors=page_extractors(),
        library=stores.library,
        index=generations.open_current(embedders.embedder),
        generations=generations,
        keys=stores.keys,
        quotas=stores.keys,
        disclosures=stores.keys,
        rates=stores.rates,
        feedback=stores.feedback,
        peers=stores.peers,
        relay=stores.relay,
        answers=stores.answers,
        jobs=stores.jobs,
        feeds=stores.library.feeds,
        together=stores.together,
        sentence_models=_sentence_models(settings),
        language_model=language_model(settings.llm),
        verifier_model=verifier_model(settings),
        telemetry=_telemetry(settings, stores.library, stack),
    )


class _Embedders(NamedTuple):
    own: OnnxEmbedder
    """Whoever embeds, chunks are measured in its tokens, and its vocabulary has the usual words."""
    embedder: Embedder


def _embedders(settings: Settings, library: SqlLibrary | None) -> _Embedders:
    """Return our own, which measures chunks and the one that embeds, which must be the library's if that is given."""
    own = OnnxEmbedder(WEIGHTS, settings.threads)
    embedder = named_embedder(settings) if settings.embedding else own
    if library is not None:
        check_embedder(library, embedder)
    return _Embedders(own, embedder)


def _telemetry(settings: Settings, library: SqlLibrary, stack: ExitStack) -> Telemetry:
    return Telemetry(PrometheusMetrics(library, library.feeds), stack.enter_context(_tracer(settings.traces)))


class _Generations:
    """The `IndexGenerations` of the stores; closing it closes those that are open."""

    def __init__(self, stores: Stores, own: OnnxEmbedder, reread: _Reread) -> None:
        self._library, self._places, self._own, self._reread = stores.library, stores.vectors, own, reread
        self._open: dict[str, OpenIndex] = {}

    def open_current(self, embedder: Embedder) -> VectorIndex:
        """Open the one that is searched, by whichever embedder it was made, and delete what a reindex has left half made."""
        name = self._library.get_meta(GENERATION) or ""
        self._places.clean(name)
        index = self._opened(name, self._library.get_meta(EMBEDDER) or embedder.name)
        if (self._library.get_meta(_PLACE) or "") != self._places.address:
            # What was left here has missed changes that no id tells, as another date of an article, which scopes go by.
            index.clear()
            self._library.set_meta(_PLACE, self._places.address)
        return index

    def next(self) -> IndexGeneration:
        generation = self._generation(str(int(self._library.get_meta(GENERATION) or 0) + 1))
        # One that was broken off may have left vectors of texts that have changed since.
        generation.index.clear()
        return generation

    def newer(self, name: str) -> IndexGeneration | None:
        current = self._library.get_meta(GENERATION) or ""
        if current == name:
            return None
        generation = self._generation(current)
        check_embedder(self._library, generation.embedder)
        return generation

    def _generation(self, name: str) -> IndexGeneration:
        """Open a generation as the settings now say."""
        settings = self._reread()
        embedder = named_embedder(settings) if settings.embedding else self._own
        split = _LazySplitter(self._own, settings.chunk_tokens)
        return IndexGeneration(split, embedder, self._opened(name, embedder.name), name, settings.index_digest)

    def retain(self, name: str) -> None:
        for other in self._open.keys() - {name}:
            self._open.pop(other).close()
        self._places.retain(name, self._library.get_meta(EMBEDDER) or "")

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def _opened(self, name: str, embedder: str) -> OpenIndex:
        self._open[name] = self._places.open(name, embedder)
        return self._open[name]


def make_fetcher(settings: Settings) -> Fetcher | None:
    """Return what fetches feeds over the network, None where the settings do not let it."""
    if not settings.feeds.fetch:
        return None
    limits = fetcher.FetchLimits(settings.feeds.max_bytes, settings.feeds.timeout)
    return fetcher.HttpFetcher(limits)


@contextmanager
def _tracer(traces: TraceSettings) -> Iterator[Tracer]:
    if not traces.endpoint:
        yield NoTracer()
        return
    sending = opentelemetry.exporting(traces.endpoint)
    tracer = opentelemetry.OpenTelemetryTracer(sending, traces.service, content=traces.content)
    with closing(tracer):
        yield tracer


@contextmanager
def metrics_exposed(settings: Settings, services: Services) -> Iterator[None]:
    """Serve the metrics on a port of their own while the context lasts, where the settings name one.

    Raises:
        ServerError: the port cannot be listened on.
    """
    metrics = services.telemetry.metrics
    if not settings.metrics.port or not isinstance(metrics, PrometheusMetrics):
        yield
        return
    with metrics.exposed(settings.metrics.host, settings.metrics.port):
        yield


@contextmanager
def open_feed_store(settings: Settings) -> Iterator[FeedStore]:
    """Open the feeds, which stand with the articles; those are not looked at."""
    with open_library(settings) as library:
        yield library.feeds


def put_keys_aside(settings: Settings) -> Path:
    """Give the file of the keys, which is damaged, another name, and make a new one without keys; return that name.

    Raises:
        StoreDeniedError, StoreFullError: that cannot be done.
    """
    aside = set_aside(settings.data / KEYS)
    with open_keys(settings):
        return aside


def named_embedder(settings: Settings) -> Embedder:
    """Return the embedding that the settings name.

    Raises:
        InputError: there is none of that name, or it cannot be made.
    """
    embedder: Embedder = llamaindex.LlamaIndexEmbedder(settings.embedding, settings.embedding_arguments)
    return embedder


def named_reader(name: str, arguments: Mapping[str, object]) -> DocumentReader:
    """Return the reader of LlamaIndex that the operator names; raises as `named_embedder` does."""
    reader: DocumentReader = llamaindex.LlamaIndexReader(name, arguments)
    return reader


def language_model(llm: ModelSettings) -> LanguageModel | None:
    """Return the model that the settings name, None where they name none; `aclose` ends its connections.

    Raises:
        SettingsError: its address or key cannot be.
    """
    if not llm.model:
        return None
    limits = openai.Timeouts(llm.connect_timeout, llm.first_token_timeout, llm.idle_timeout, llm.total_timeout)
    key = llm.api_key.get_secret_value()
    return openai.OpenAIModel(openai.Connection(llm.base_url, llm.model, key, limits, llm.max_tokens, llm.temperature))


def verifier_model(settings: Settings) -> LanguageModel | None:
    """Return the model that gives second opinions, None where there is none; raises as `language_model` does."""
    chosen, writer = settings.verifier, settings.llm
    if not writer.model or chosen.model == "none":
        return None
    same_server = chosen.base_url in {"", writer.base_url}
    own_key = chosen.api_key.get_secret_value()
    return language_model(
        writer.model_copy(
            update={
                "model": chosen.model or writer.model,
                "base_url": chosen.base_url or writer.base_url,
                # A key goes to no other server than the one that it was set for.
                "api_key": chosen.api_key if own_key or not same_server else writer.api_key,
                "first_token_timeout": chosen.timeout,
                "idle_timeout": chosen.timeout,
                "total_timeout": chosen.timeout,
                "temperature": 0.0,
            }
        )
    )


def _sentence_models(settings: Settings) -> SentenceModels | None:
    if settings.models == "none":
        return None
    encoder = OnnxEncoder(WEIGHTS, settings.threads)
    encoder.check()
    return SentenceModels(OnnxReader(encoder), OnnxSupport(encoder))


class _LazySplitter:
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


def page_extractors() -> Extractors:
    """Return what extracts the text of pages, which needs no data folder."""
    return Extractors(_extract_html, _extract_markdown, _read_fragment, _read_syndication)


# Functions of our own, since to name those of a lazy module would load it.
def _extract_html(page: str) -> tuple[str, Fields, Mapping[str, FieldOrigin]]:
    return trafilatura.extract(page)


def _read_fragment(markup: str) -> str:
    return trafilatura.fragment(markup)


def _read_syndication(text: str) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    return feedparser.read(text)


def _extract_markdown(page: str) -> tuple[str, Fields, Mapping[str, FieldOrigin]]:
    return markdown.extract(page)
