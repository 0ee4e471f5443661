"""What ingest and search cost as a library grows: real vectors first, then noisy copies of them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from bench import corpora, server
from bench.large import Scattered
from bench.paths import ROOT, BenchPaths
from eval.metrics.summary import percentile
from qa.current_index import CurrentIndex
from qa.domain.article import ArticleId
from qa.domain.scope import EVERYTHING, Scope
from qa.ingest.readers.raw_article import RawArticle
from qa.lazy import lazy
from qa.ports import Embedder, Vectors
from qa.services import Services
from qa.wiring import open_services

if TYPE_CHECKING:
    from training import plots
else:
    # It needs the dependency group `training`, which is not there everywhere.
    plots = lazy("training.plots")

_ARTICLES = 50
"""Ingested between two looks at how many chunks there are."""
_ANCHORS = 256
_ASKED, _NEAREST = 100, 10
_START = datetime(2000, 1, 1, tzinfo=UTC)
_TENTH = 0.1
_DRAWS = ("matplotlib", "torch")
"""What `training.plots` needs."""
PICTURE = ROOT / "docs" / "growth.svg"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How far a library grows, in chunks."""

    most: int = 100_000
    step: int = 10_000
    real: int = 20_000
    """Those whose vectors are their own."""


@dataclass(slots=True)
class Timed:
    """An `Embedder` that tells how long it worked, and for how many texts."""

    embedder: Embedder
    seconds: float = 0.0
    texts: int = 0

    @property
    def name(self) -> str:
        return self.embedder.name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        started = perf_counter()
        vectors = self.embedder.embed_documents(texts)
        self.seconds += perf_counter() - started
        self.texts += len(texts)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        return self.embedder.embed_query(text)


@dataclass(frozen=True, slots=True)
class Point:
    """A library of one size, and what the last step took."""

    chunks: int
    embedding: float
    """Milliseconds a chunk."""
    storing: float
    """All else of ingest, in milliseconds a chunk."""
    searches: dict[str, tuple[float, float]] = field(default_factory=dict)
    """The median and the 99th percentile, in milliseconds, by the scope."""
    memory: float = 0.0
    """MB of this process."""
    disk: float = 0.0
    """kB a chunk."""


def growth(paths: BenchPaths) -> None:
    """Print a row a step, and draw them; an hour of two processors, a third of it for real vectors."""
    points = measure(paths, Sizes())
    if any(find_spec(name) is None for name in _DRAWS):
        print("skipped: the picture; install the dependency group `training` to draw it")
        return
    series = {name: [point.searches[name] for point in points] for name in points[0].searches}
    plots.growth(
        [plots.Grown(it.chunks, it.embedding, it.storing, it.memory, it.disk) for it in points], series, PICTURE
    )


def measure(paths: BenchPaths, sizes: Sizes) -> list[Point]:
    """Grow a library and print what each step costs."""
    print("chunks   embedding  all else  of bare  search p50/p99 ms: none, 10 %     memory    disk a chunk")
    points: list[Point] = []
    with TemporaryDirectory(prefix="dateline-bench-") as folder, open_services(paths.settings(Path(folder))) as opened:
        for point in _grown(opened, paths, sizes, Path(folder)):
            points.append(point)
            _print(point, points[0].embedding)
    return points


def _grown(services: Services, paths: BenchPaths, sizes: Sizes, folder: Path) -> Iterator[Point]:
    articles, real = _articles(paths), services.adapters.embedder
    timed = Timed(real)
    questions = corpora.sample([query.text for query in corpora.news(paths.data).queries], _ASKED)
    for target in range(sizes.step, sizes.most + 1, sizes.step):
        if target > sizes.real and not isinstance(timed.embedder, Scattered):
            timed = Timed(_scattered(services))
        if (before := len(services.library.chunk_ids())) >= target:
            continue
        timed.seconds, timed.texts, started = 0.0, 0, perf_counter()
        whole = services.articles.indexer
        indexer = replace(whole, current=CurrentIndex(replace(whole.current.generation, embedder=timed)))
        growing = replace(services, articles=replace(services.articles, indexer=indexer))
        while len(services.library.chunk_ids()) < target:
            growing.articles.store(list(islice(articles, _ARTICLES)), lambda _: None)
        taken, chunks = perf_counter() - started, len(services.library.chunk_ids())
        held = server.memory(os.getpid())
        yield Point(
            chunks,
            1000 * timed.seconds / max(1, timed.texts),
            1000 * (taken - timed.seconds) / (chunks - before),
            _searches(services, questions),
            held.now if held else 0.0,
            sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1000 / chunks,
        )


def _articles(paths: BenchPaths) -> Iterator[RawArticle]:
    """News without an end: each a day after the one before, and once there is no more, again under other names."""
    day = count()
    for edition in count():
        for article in (*corpora.news(paths.data).articles, *corpora.more_news(paths.data)):
            name = ArticleId(f"{article.id}-{edition}") if edition else article.id
            published = _START + timedelta(hours=next(day))
            yield replace(article, id=name, metadata=replace(article.metadata, published_at=published))


def _scattered(services: Services) -> Scattered:
    names = sorted(services.library.chunk_ids())[:_ANCHORS]
    texts = [chunk.text for chunk in services.library.chunks(names).values()]
    embedder = services.adapters.embedder
    return Scattered(embedder, embedder.embed_documents(texts))


def _searches(services: Services, questions: Sequence[str]) -> dict[str, tuple[float, float]]:
    latest = services.library.holdings().latest or _START
    tenth = Scope(since=latest - _TENTH * (latest - _START))
    return {
        name: _times(services.within(scope), questions) for name, scope in (("no scope", EVERYTHING), ("10 %", tenth))
    }


def _times(services: Services, questions: Sequence[str]) -> tuple[float, float]:
    taken = []
    for question in [*questions[: _ASKED // 5], *questions]:
        started = perf_counter()
        services.answerer.search(question, _NEAREST)
        taken.append(1000 * (perf_counter() - started))
    # The first warm up, and let the vectors be read into memory.
    asked = taken[_ASKED // 5 :]
    return percentile(asked, 50), percentile(asked, 99)


def _print(point: Point, bare: float) -> None:
    searches = ", ".join(f"{p50:.0f}/{p99:.0f}" for p50, p99 in point.searches.values())
    share = bare / (bare + point.storing)
    print(
        f"{point.chunks:7,}{point.embedding:9.1f} ms{point.storing:7.1f} ms{share:9.2f}  {searches:34}"
        f"{point.memory:7.0f} MB{point.disk:9.1f} kB",
        flush=True,
    )
