"""Turns a collection's topics into how well each way of searching ranks the articles that are relevant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench import corpora, libraries
from bench.corpora import Collection, Query
from bench.metrics import by_score, distinct, hit, ndcg, reciprocal_rank_fusion
from bench.places import BenchPaths
from qa.answer.retrieval import CANDIDATES, query_terms
from qa.domain.article import ArticleId, ChunkId
from qa.services import Services

DEPTH = 10
Rankings = Mapping[str, Sequence[ArticleId]]
"""Articles, best first, by the way of searching."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the queries, 0..1."""

    first: float
    """Share with a relevant article at first place."""
    found: float
    """Share with one among the first ten."""
    ndcg: float


def news(places: BenchPaths) -> None:
    """Prints how well the news collection is searched; the target is hit@10 .93 and nDCG@10 .66."""
    _measure(places, corpora.news(places.data))


def time_magazine(places: BenchPaths) -> None:
    """Prints how well Time magazine is searched; the target is nDCG@10 .70."""
    _measure(places, corpora.time_magazine(places.data))


def _measure(places: BenchPaths, collection: Collection) -> None:
    with libraries.cached(places, collection) as services:
        found = [rankings(services, query.text) for query in collection.queries]
        chunks = len(services.library.chunk_ids())
    print(f"{len(collection.articles):,} articles, {chunks:,} chunks, {len(collection.queries)} queries")
    print(f"{'':24}hit@1  hit@10  nDCG@10")
    for way in found[0]:
        quality = judged(collection.queries, [each[way] for each in found])
        print(f"{way:24}{quality.first:.3f}  {quality.found:.3f}   {quality.ndcg:.3f}")


def judged(queries: Sequence[Query], rankings: Sequence[Sequence[ArticleId]]) -> Quality:
    """The quality of one ranking a query."""
    pairs = list(zip(queries, rankings, strict=True))
    return Quality(
        first=fmean(hit(ranking, query.relevant, 1) for query, ranking in pairs),
        found=fmean(hit(ranking, query.relevant, DEPTH) for query, ranking in pairs),
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
            [it.chunk.article_id for it in services.answerer.search(question, CANDIDATES)], DEPTH
        ),
        "RRF, k=60": article_of(reciprocal_rank_fusion([words, meaning])),
        "full text alone": article_of(words),
        "vectors alone": article_of(meaning),
    }


def _articles(services: Services, names: Sequence[ChunkId]) -> Callable[[Sequence[ChunkId]], list[ArticleId]]:
    chunks = services.library.chunks(names)
    return lambda ranking: distinct([chunks[name].article_id for name in ranking], DEPTH)
