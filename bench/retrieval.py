"""How well each way of searching ranks the articles that are relevant to a collection's topics."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from bench import corpora, libraries
from bench.corpora import Collection, Query
from bench.paths import BenchPaths
from eval.metrics.ranking import distinct, hit, ndcg
from qa.answer.retrieval import CANDIDATES, query_terms
from qa.domain.article import ArticleId, ChunkId
from qa.services import Services

Name = TypeVar("Name", bound=Hashable)

DEPTH = 10
Rankings = Mapping[str, Sequence[ArticleId]]
"""Articles, best first, by the way of searching."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the queries, 0..1."""

    hit_at_1: float
    hit_at_10: float
    ndcg: float


def news(paths: BenchPaths) -> None:
    """Print how well the news collection is searched; the target is hit@10 .93 and nDCG@10 .66."""
    _measure(paths, corpora.news(paths.data))


def time_magazine(paths: BenchPaths) -> None:
    """Print how well Time magazine is searched; the target is nDCG@10 .70."""
    _measure(paths, corpora.time_magazine(paths.data))


def _measure(paths: BenchPaths, collection: Collection) -> None:
    with libraries.cached(paths, collection) as services:
        by_query = [rankings(services, query.text) for query in collection.queries]
        chunks = len(services.library.chunk_ids())
    print(f"{len(collection.articles):,} articles, {chunks:,} chunks, {len(collection.queries)} queries")
    print(f"{'':24}hit@1  hit@10  nDCG@10")
    for way in by_query[0]:
        quality = judged(collection.queries, [ranking[way] for ranking in by_query])
        print(f"{way:24}{quality.hit_at_1:.3f}  {quality.hit_at_10:.3f}   {quality.ndcg:.3f}")


def judged(queries: Sequence[Query], rankings: Sequence[Sequence[ArticleId]]) -> Quality:
    """The quality of one ranking a query."""
    pairs = list(zip(queries, rankings, strict=True))
    return Quality(
        hit_at_1=fmean(hit(ranking, query.relevant, 1) for query, ranking in pairs),
        hit_at_10=fmean(hit(ranking, query.relevant, DEPTH) for query, ranking in pairs),
        ndcg=fmean(ndcg(ranking, query.relevant, DEPTH) for query, ranking in pairs),
    )


def rankings(services: Services, question: str) -> Rankings:
    """The articles as Dateline ranks them, as either side alone does, and as reciprocal rank fusion of the same lists does."""
    retriever = services.answerer.retriever
    words = by_score(dict(services.library.search(query_terms(question), CANDIDATES)))
    meaning = by_score(dict(services.adapters.index.search(retriever.embedder.embed_query(question), CANDIDATES)))
    article_of = _articles(services, [*words, *meaning])
    return {
        "Dateline (min-max)": distinct(
            [passage.chunk.article_id for passage in services.answerer.search(question, CANDIDATES)], DEPTH
        ),
        "RRF, k=60": article_of(reciprocal_rank_fusion([words, meaning])),
        "full text alone": article_of(words),
        "vectors alone": article_of(meaning),
    }


def _articles(services: Services, names: Sequence[ChunkId]) -> Callable[[Sequence[ChunkId]], list[ArticleId]]:
    chunks = services.library.chunks(names)
    return lambda ranking: distinct([chunks[name].article_id for name in ranking], DEPTH)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Name]], k: int = 60) -> list[Name]:
    """All names by the sum of 1 / (k + rank), best first, ranks from 1 (Cormack, Clarke and Büttcher 2009, whose k is 60)."""
    scores: dict[Name, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (k + rank)
    return by_score(scores)


def by_score(scores: Mapping[Name, float]) -> list[Name]:
    """The names, highest score first."""
    return sorted(scores, key=lambda name: -scores[name])
