"""How many chunks a second Dateline ingests, beside the bare embedder and beside LlamaIndex."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bench import corpora, libraries, llamaindex
from bench.paths import BenchPaths
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import Embedder
from qa.wiring import open_services

_ARTICLES = 40
_ROUNDS = 5
_DATELINE, _BARE, _LLAMAINDEX = "Dateline", "bare embedder", "LlamaIndex"


@dataclass(frozen=True, slots=True)
class Effort:
    """What one pass over the chunks took, in seconds; processors are counted each, so that other processes do not count."""

    passed: float
    worked: float


@dataclass(frozen=True, slots=True)
class Race:
    """The efforts of each way, one a round, on the same chunks."""

    chunks: int
    efforts: Mapping[str, Sequence[Effort]]


def throughput(paths: BenchPaths) -> None:
    """Print chunks a second; the target is .95 of the bare embedder's."""
    articles = corpora.sample(corpora.news(paths.data).articles, _ARTICLES)
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        race = _race(paths, _written(articles, Path(folder) / "articles.jsonl"))
    print(f"{_ARTICLES} news articles, {race.chunks} chunks; {_ROUNDS} rounds in which each has its turn; medians")
    print(f"{'':16}chunks/s  of the bare embedder in the same round  processor ms a chunk")
    for name, efforts in race.efforts.items():
        shares = [bare.passed / effort.passed for effort, bare in zip(efforts, race.efforts[_BARE], strict=True)]
        rate = race.chunks / median(effort.passed for effort in efforts)
        work = 1000 * median(effort.worked for effort in efforts) / race.chunks
        print(f"{name:16}{rate:8.1f}{median(shares):15.3f} ({min(shares):.3f} to {max(shares):.3f}){work:20.1f}")
    if _LLAMAINDEX not in race.efforts:
        print("skipped: LlamaIndex with Chroma; install the dependency group `bench` to measure it")


def _race(paths: BenchPaths, file: Path) -> Race:
    # What is loaded once is loaded by a first time that does not count.
    _ingest(paths, file)
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, file)
        chunks = [chunk.text for chunk in services.library.chunks(sorted(services.library.chunk_ids())).values()]
        embedder = services.adapters.embedder
        ways: dict[str, Callable[[], Effort]] = {
            _DATELINE: lambda: _ingest(paths, file),
            _BARE: lambda: _effort(lambda: embedder.embed_documents(chunks)),
        }
        if llamaindex.available():
            ways[_LLAMAINDEX] = lambda: _index(chunks, embedder)
        rounds = [{name: way() for name, way in ways.items()} for _ in range(_ROUNDS)]
    return Race(len(chunks), {name: [each[name] for each in rounds] for name in ways})


def _ingest(paths: BenchPaths, file: Path) -> Effort:
    """A new library reads, cleans, chunks, embeds and stores the file's articles."""
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        return _effort(lambda: libraries.ingest_files(services, paths, file))


def _index(chunks: Sequence[str], embedder: Embedder) -> Effort:
    """LlamaIndex embeds and stores the chunks."""
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        return _effort(lambda: llamaindex.index(chunks, embedder, Path(folder)))


def _effort(work: Callable[[], object]) -> Effort:
    started, before = perf_counter(), process_time()
    work()
    return Effort(perf_counter() - started, process_time() - before)


def _written(articles: Sequence[RawArticle], file: Path) -> Path:
    rows = ({"id": article.id, "text": article.raw, "title": article.metadata.title} for article in articles)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file
