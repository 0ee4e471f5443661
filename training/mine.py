"""Mine the sentences that the product itself would read for a question: the negatives that are hard for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.adapters.llamaindex import LlamaIndexSplitter
from qa.adapters.sqlite_library import SqliteLibrary
from qa.adapters.tokens import Tokens
from qa.answer.answerer import PASSAGES
from qa.answer.calibration import CHEAP, RULES_CASCADE
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.context import quote_span
from qa.answer.evidence.ranker import Ranker, ShortlistedSentence
from qa.answer.evidence.similarity import SimilarityModel
from qa.answer.question.parse import read_question
from qa.answer.retrieval import Retriever
from qa.domain.article import ArticleId, Chunk, ChunkId, Metadata, Passage
from qa.ingest.index import Indexer
from qa.ingest.pipeline import Ingester
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import Library, Vectors
from qa.settings import Settings
from qa.text import sentences
from qa.wiring import open_services

_CHUNK_TOKENS = 256


@dataclass(frozen=True, slots=True)
class MinedSentence:
    """A sentence that the product would read."""

    article: ArticleId
    title: str
    quote: str
    """The sentence, with its introduction where it needs one."""
    sentence: str
    coverage: float
    """Share of the question's IDF mass in it, 0..1."""


@dataclass(frozen=True, slots=True)
class Miner:
    """A library of articles and the product's retriever and ranker over it."""

    library: Library
    retriever: Retriever
    ranker: Ranker

    def candidates(self, question: str, most: int) -> list[MinedSentence]:
        """The sentences that its cheap features put first, best first, mismatches among them."""
        return [
            _mined_sentence(measured)
            for measured in self.shortlist(question, self.retriever.retrieve(question, PASSAGES))[:most]
        ]

    def shortlist(self, question: str, passages: Sequence[Passage]) -> list[ShortlistedSentence]:
        """All sentences of the passages by the cheap features, best first, mismatches among them."""
        names = {passage.chunk.article_id for passage in passages}
        articles = {name: article for name in names if (article := self.library.article(name))}
        sentences = self.ranker.shortlist(read_question(question), passages, articles)
        return sorted(sentences, key=lambda measured: -CHEAP.probability(measured.features))

    def chunks(self, article: ArticleId) -> list[Chunk]:
        """All chunks of an article."""
        return [
            chunk
            for chunk in self.library.chunks(sorted(self.library.chunk_ids())).values()
            if chunk.article_id == article
        ]


def _mined_sentence(measured: ShortlistedSentence) -> MinedSentence:
    section = measured.context.section
    quote = quote_span(measured.context).of(section.article.clean)
    title = section.article.metadata.title or ""
    return MinedSentence(section.article.id, title, quote, measured.context.sentence.text, measured.features.coverage)


@contextmanager
def hybrid(articles: Sequence[RawArticle], folder: Path) -> Iterator[Miner]:
    """A miner that searches as the product does, with vectors; the folder keeps them for next time."""
    with open_services(Settings(data=folder, models="none")) as services:
        services.articles.store(articles, lambda _: None)
        yield Miner(services.library, services.answerer.retriever, services.answerer.ranker)


@contextmanager
def lexical(articles: Iterable[RawArticle], tokens: Tokens) -> Iterator[Miner]:
    """A miner by full text alone: to embed seven thousand articles would take half an hour of the two that training has."""
    split = LlamaIndexSplitter(tokenize=tokens.texts, sentences=sentences.pieces, size=_CHUNK_TOKENS)
    with closing(SqliteLibrary(Path(":memory:"))) as library:
        Ingester(Indexer(library, _NoVectors(), _NoVectors(), split)).ingest(articles, lambda _: None)
        ranker = Ranker(library, {"similarity": SimilarityModel(_NoVectors())}, SentenceCache(), RULES_CASCADE)
        yield Miner(library, Retriever(library, _NoVectors(), _NoVectors()), ranker)


class _NoVectors:
    """An `Embedder` and `VectorIndex` that find nothing by meaning."""

    name = "none"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)

    def embed_query(self, text: str) -> Vectors:  # noqa: ARG002 the seam's signature
        return np.zeros(1, np.float32)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Keep nothing."""

    def search(self, vector: Vectors, k: int) -> list[tuple[ChunkId, float]]:  # noqa: ARG002 the seam's signature
        return []

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        """Has nothing to forget."""

    def ids(self) -> set[ChunkId]:
        return set()

    def close(self) -> None:
        """Holds nothing open."""


def raw_article(name: str, text: str, title: str) -> RawArticle:
    """An article of a data set, to be ingested."""
    return RawArticle(article_id(name), text, Metadata(title=title or None), f"training#{name}", stated_id=True)


def paragraphs(articles: Mapping[str, tuple[ArticleId, str]]) -> list[RawArticle]:
    """Texts with their ids and titles as articles, to be ingested."""
    return [
        RawArticle(name, text, Metadata(title=title), f"training#{name}", stated_id=True)
        for text, (name, title) in articles.items()
    ]
