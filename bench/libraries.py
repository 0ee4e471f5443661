"""Libraries of articles, ingested as the product does it; large ones are kept for next time."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.corpora import Collection
from bench.paths import BenchPaths
from qa.adapters.manifest import EMBEDDER, read_manifest
from qa.adapters.onnx import OnnxEncoder, OnnxReader, OnnxSupport
from qa.answer.answerer import Answerer
from qa.cli.terminal import progress_bar
from qa.ingest.readers.raw_article import RawArticle
from qa.services import SentenceModels, Services
from qa.wiring import open_services
from qa.wiring.adapters import WEIGHTS
from qa.wiring.answering import make_responder


@contextmanager
def seeds(paths: BenchPaths) -> Iterator[Services]:
    """The shipped articles, freshly ingested into a folder that goes again."""
    with TemporaryDirectory(prefix="dateline-bench-") as folder, open_services(paths.settings(Path(folder))) as opened:
        ingest_files(opened, paths, paths.seeds)
        yield opened


@contextmanager
def cached(paths: BenchPaths, collection: Collection) -> Iterator[Services]:
    """The collection's articles, from the cache where they have been ingested with this model before.

    Ingesting again is a no-op for what is there, and brings up to date what is cleaned differently by now. After a change
    of chunking the cache must be deleted.
    """
    folder = cache_folder(paths, collection.name, collection.articles)
    with open_services(paths.settings(folder)) as opened:
        ingest(opened, collection.articles, f"Ingesting {collection.name}")
        yield opened


MODELS, RULES = "with models", "rules alone"


def both(paths: BenchPaths, services: Services) -> dict[str, Answerer]:
    """The answerer as it comes, with the models of `paths.weights`, and with `QA_MODELS=none`, over the same library."""
    settings, adapters = paths.settings(paths.cache), services.adapters
    return {
        MODELS: make_responder(settings, replace(adapters, sentence_models=sentence_models(paths))).answerer,
        RULES: make_responder(settings, replace(adapters, sentence_models=None)).answerer,
    }


def sentence_models(paths: BenchPaths) -> SentenceModels:
    """The models that read and judge sentences, of the folder that is measured."""
    encoder = OnnxEncoder(paths.weights)
    return SentenceModels(OnnxReader(encoder), OnnxSupport(encoder))


def ingest(services: Services, articles: Sequence[RawArticle], title: str) -> None:
    """Ingest articles and show progress in characters."""
    with progress_bar(title) as started:
        services.articles.store(articles, started(sum(len(article.raw) for article in articles)))


def ingest_files(services: Services, paths: BenchPaths, *files: Path) -> int:
    """Ingest files and folders as `qa ingest` does, without showing progress; return how many chunks that made."""
    limit = paths.settings(paths.cache).max_file
    return services.articles.ingest(files, started=lambda _: _unseen, limit=limit).chunks


def cache_folder(paths: BenchPaths, name: str, articles: Sequence[RawArticle]) -> Path:
    """A folder for these articles, as this model embeds them; another model or another text means another folder."""
    model = read_manifest(WEIGHTS, EMBEDDER)
    digest = hashlib.sha256(model.identity(f"{EMBEDDER}.onnx").encode())
    for article in articles:
        digest.update(f"{article.id}\n{article.metadata.title}\n{article.raw}\n".encode())
    return paths.cache / f"{name}-{model.name}-{digest.hexdigest()[:12]}"


def _unseen(_: int) -> None:
    """Progress that nobody watches."""
