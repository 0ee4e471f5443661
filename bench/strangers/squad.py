"""Whether the product answers what SQuAD's held-aside pages answer, and refuses what they do not."""

from collections.abc import Callable, Mapping, Sequence

from bench import corpora, libraries
from bench.answers import FIRST, Ask, shown
from bench.corpora import Query
from bench.paths import BenchPaths
from bench.strangers.table import print_heading, print_row
from bench.strangers.ways import answerers, ways
from qa.domain.answer import Statement
from training.sources import SQUAD_PARTS

Said = Sequence[tuple[Query, Mapping[str, Sequence[Statement]]]]
"""Each query with what every way says."""


def squad(paths: BenchPaths) -> None:
    """Print what is answered, rightly or not, and what is refused, end to end over all paragraphs of SQuAD."""
    collection = corpora.squad(paths.data)
    held = [query for query in collection.queries if SQUAD_PARTS[query.group] == "test"]
    with libraries.cached(paths, collection) as services:
        asks = ways(services, answerers(paths, services))
        possible = _said(asks, [query for query in held if query.answerable], paths.limit)
        impossible = _said(asks, [query for query in held if not query.answerable], paths.limit)
    print(f"{len(collection.articles)} paragraphs, each an article; right: an answer's words from the own paragraph")
    print_heading(asks)
    _print("possible: right first", possible, lambda query, said: _right(query, said[:1]))
    _print(f"… in the first {FIRST}", possible, lambda query, said: _right(query, said[:FIRST]))
    _print("… answered", possible, lambda _, said: bool(said))
    _print("impossible: refused", impossible, lambda _, said: not said)


def _said(asks: Mapping[str, Ask], queries: Sequence[Query], most: int) -> Said:
    """What each way says to a sample of the queries."""
    return [
        (query, {way: ask(query.text) for way, ask in asks.items()}) for query in shown(corpora.sample(queries, most))
    ]


def _print(name: str, said: Said, is_so: Callable[[Query, Sequence[Statement]], bool]) -> None:
    print_row(name, [[is_so(query, by_way[way]) for query, by_way in said] for way in said[0][1]])


def _right(query: Query, statements: Sequence[Statement]) -> bool:
    return any(
        query.answered_in(statement.text) and citation.article_id in query.relevant
        for statement in statements
        for citation in statement.citations
    )
