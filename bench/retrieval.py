"""How well each way of searching ranks the articles that are relevant to a collection's topics, and the passages that answer."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from bench import corpora, libraries
from bench.corpora import Collection, Query
from bench.paths import BenchPaths
from eval.metrics.ranking import distinct, hit, ndcg, recall
from qa.answer.retrieval import CANDIDATES, query_terms
from qa.domain.article import Chunk, ChunkId
from qa.services import Services

Name = TypeVar("Name", bound=Hashable)

DEPTH, DEEP = 10, 20
"""Articles that are judged."""
PASSAGES = (5, 10, 20)
"""Passages among which the words of a right answer are looked for."""
Rankings = Mapping[str, Sequence[Chunk]]
"""Passages, best first, by the way of searching."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the queries, 0..1; articles are ranked by their best passage."""

    hit_at_1: float
    hit_at_10: float
    recall_at_10: float
    recall_at_20: float
    ndcg: float
    """At 10."""
    answered: tuple[float, ...]
    """For each of `PASSAGES`: a right answer's words stand in one of so many; empty where no query names its answers."""


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
    answered = "".join(f"  in {depth:2} passages" for depth in PASSAGES)
    print(f"{'':24}hit@1  hit@10  recall@10  recall@20  nDCG@10{answered}")
    for way in by_query[0]:
        quality = judged(collection.queries, [ranking[way] for ranking in by_query])
        shares = "".join(f"  {share:14.3f}" for share in quality.answered)
        print(
            f"{way:24}{quality.hit_at_1:.3f}  {quality.hit_at_10:.3f}   {quality.recall_at_10:.3f}      "
            f"{quality.recall_at_20:.3f}      {quality.ndcg:.3f}{shares}"
        )


def judged(queries: Sequence[Query], rankings: Sequence[Sequence[Chunk]]) -> Quality:
    """The quality of one ranking a query."""
    articles = [distinct([chunk.article_id for chunk in ranking], DEEP) for ranking in rankings]
    pairs = [(ranking, query.relevant) for query, ranking in zip(queries, articles, strict=True)]
    return Quality(
        hit_at_1=fmean(hit(ranking, relevant, 1) for ranking, relevant in pairs),
        hit_at_10=fmean(hit(ranking, relevant, DEPTH) for ranking, relevant in pairs),
        recall_at_10=fmean(recall(ranking, relevant, DEPTH) for ranking, relevant in pairs),
        recall_at_20=fmean(recall(ranking, relevant, DEEP) for ranking, relevant in pairs),
        ndcg=fmean(ndcg(ranking, relevant, DEPTH) for ranking, relevant in pairs),
        answered=_answered(queries, rankings),
    )


def _answered(queries: Sequence[Query], rankings: Sequence[Sequence[Chunk]]) -> tuple[float, ...]:
    pairs = [(query, ranking) for query, ranking in zip(queries, rankings, strict=True) if query.answers]
    if not pairs:
        return ()
    firsts = [_first_answering(query, ranking) for query, ranking in pairs]
    return tuple(fmean(first is not None and first < depth for first in firsts) for depth in PASSAGES)


def _first_answering(query: Query, ranking: Sequence[Chunk]) -> int | None:
    """The place, from 0, of the first passage that holds a right answer's words."""
    return next((place for place, chunk in enumerate(ranking) if query.answered_in(chunk.text)), None)


def rankings(services: Services, question: str) -> Rankings:
    """The passages as Dateline ranks them, as either side alone does, and as reciprocal rank fusion of the same lists does."""
    adapters = services.adapters
    words = by_score(dict(services.library.search(query_terms(question), CANDIDATES)))
    meaning = by_score(dict(adapters.index.search(adapters.embedder.embed_query(question), CANDIDATES)))
    chunks = services.library.chunks([*words, *meaning])
    names: dict[str, Sequence[ChunkId]] = {
        "RRF, k=60": reciprocal_rank_fusion([words, meaning]),
        "full text alone": words,
        "vectors alone": meaning,
    }
    return {
        "Dateline (min-max)": [passage.chunk for passage in services.answerer.search(question, CANDIDATES)],
        **{way: [chunks[name] for name in ranking] for way, ranking in names.items()},
    }


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
