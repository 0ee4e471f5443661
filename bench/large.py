"""Make a library of 20,000 chunks of news, most of its vectors made up."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from bench import corpora, libraries
from bench.paths import BenchPaths
from qa.current_index import CurrentIndex
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import Embedder, Vectors
from qa.services import Services
from qa.wiring import open_services

CHUNKS = 20_000
_ANCHORS = 256
"""Real vectors around which the made-up ones lie."""
_NOISE = 0.5
"""Length of the noise that is added to a unit vector; the cosine to it is then about .9."""
_ARTICLES = 100
"""Ingested between two looks at how many chunks there are."""


def large(paths: BenchPaths) -> Path:
    """The data folder, from the cache where it has been made before.

    Its articles are the seeds, the news collection with its own vectors, and further news with the vectors of `Scattered`.
    Texts and full text are real throughout: only the nearest neighbours of the further articles mean nothing.
    """
    collection = corpora.news(paths.data)
    folder = libraries.cache_folder(paths, "large", collection.articles)
    if folder.exists():
        return folder
    with libraries.cached(paths, collection):
        source = libraries.cache_folder(paths, collection.name, collection.articles)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished)
    with open_services(paths.settings(unfinished)) as services:
        libraries.ingest_files(services, paths, paths.seeds)
        _fill(services, corpora.more_news(paths.data))
    unfinished.rename(folder)
    return folder


@dataclass(frozen=True, slots=True)
class Scattered:
    """An `Embedder` in no time: a text's vector is one of the anchors and noise, both drawn from the text's hash."""

    real: Embedder
    anchors: Vectors

    @property
    def name(self) -> str:
        """The real embedder's: the vectors stand among its own."""
        return self.real.name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        random = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little"))
        anchor = self.anchors[random.integers(len(self.anchors))]
        noise = random.standard_normal(anchor.size)
        moved = anchor + _NOISE * noise / np.linalg.norm(noise)
        vector: Vectors = (moved / np.linalg.norm(moved)).astype(np.float32)
        return vector


def _fill(services: Services, articles: Iterator[RawArticle]) -> None:
    names = sorted(services.library.chunk_ids())[:_ANCHORS]
    texts = [chunk.text for chunk in services.library.chunks(names).values()]
    embedder = Scattered(services.adapters.embedder, services.adapters.embedder.embed_documents(texts))
    indexer = services.articles.indexer
    indexer = replace(indexer, current=CurrentIndex(replace(indexer.current.generation, embedder=embedder)))
    filling = replace(services, articles=replace(services.articles, indexer=indexer))
    while (chunks := len(services.library.chunk_ids())) < CHUNKS and (batch := list(islice(articles, _ARTICLES))):
        libraries.ingest(filling, batch, f"Filling up to {CHUNKS:,} chunks from {chunks:,}")
