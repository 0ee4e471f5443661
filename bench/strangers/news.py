"""How the news quiz of 2022 fares, over its news collection and over that collection without what answers the question."""

from collections.abc import Collection, Mapping, Sequence
from statistics import median

from bench import corpora, libraries
from bench.answers import FIRST, shown
from bench.corpora import Query
from bench.paths import BenchPaths
from bench.strangers.reading import PRODUCT
from bench.strangers.table import print_heading, print_miss, print_row
from bench.strangers.ways import RULES, answerers, asking, ways
from bench.strangers.without import without
from eval.metrics.text import ENOUGH, says, tokens
from qa.answer.answerer import Answerer
from qa.domain.answer import Statement
from qa.domain.article import ArticleId
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from qa.text.sentences import sentences

Said = Mapping[str, Sequence[Statement]]
"""What each way says."""


def news(paths: BenchPaths) -> None:
    """Print how often an answer's words are said, and how often the product refuses where no article has them."""
    collection = corpora.news(paths.data)
    words = Words(collection.articles)
    answering = [words.holding(query.answers) | query.relevant for query in collection.queries]
    with libraries.cached(paths, collection) as services:
        all_ways = answerers(paths, services)
        asks = ways(services, all_ways)
        said: list[Said] = [{way: ask(query.text) for way, ask in asks.items()} for query in shown(collection.queries)]
        left = [
            _left_out(services, all_ways, query, articles)
            for query, articles in shown(list(zip(collection.queries, answering, strict=True)))
        ]
    _print_right(collection.queries, said)
    count = median(map(len, answering))
    print(
        f"\nwithout the known articles and all that have an answer's words (of {len(collection.articles)}, median {count:.0f})"
    )
    print_heading(left[0])
    _print_refused(left)
    if paths.verbose:
        _print_misses(collection.queries, said, left)


class Words:
    """Articles by their words, to be looked through for many answers."""

    def __init__(self, articles: Sequence[RawArticle]) -> None:
        texts = {article.id: f"{article.metadata.title or ''}\n{article.raw}" for article in articles}
        self._texts = {name: _joined(tokens(text)) for name, text in texts.items()}
        self._sentences = {
            name: [frozenset(tokens(span.of(text))) for span in sentences(text)] for name, text in texts.items()
        }

    def holding(self, answers: Collection[str]) -> frozenset[ArticleId]:
        """Articles where the words of an answer stand side by side, or a sentence has enough of them in any order."""
        wanted = [words for answer in answers if (words := tokens(answer))]
        return frozenset(name for name in self._texts if any(self._holds(name, words) for words in wanted))

    def _holds(self, name: ArticleId, words: Sequence[str]) -> bool:
        distinct = set(words)
        return _joined(words) in self._texts[name] or any(
            len(distinct & sentence) >= ENOUGH * len(distinct) for sentence in self._sentences[name]
        )


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _left_out(
    services: Services, all_ways: Mapping[str, Answerer], query: Query, articles: Collection[ArticleId]
) -> Said:
    """What those ways that can refuse say where the articles are not there."""
    return {way: asking(without(all_ways[way], services.library, articles))(query.text) for way in (RULES, PRODUCT)}


def _print_right(queries: Sequence[Query], said: Sequence[Said]) -> None:
    print_heading(said[0])
    for name, k in (("first statement", 1), (f"first {FIRST}", FIRST)):
        for rule, is_so in (("contains", _contains), ("says", _says)):
            marks = [
                [is_so(query, each[way][:k]) for query, each in zip(queries, said, strict=True)] for way in said[0]
            ]
            print_row(f"{name} {rule}", marks)
    _print_refused(said)


def _print_refused(said: Sequence[Said]) -> None:
    print_row("refused", [[not each[way] for each in said] for way in said[0]])


def _contains(query: Query, statements: Sequence[Statement]) -> bool:
    return any(query.answered_in(statement.text) for statement in statements)


def _says(query: Query, statements: Sequence[Statement]) -> bool:
    return any(says(statement.text, query.answers) for statement in statements)


def _print_misses(queries: Sequence[Query], said: Sequence[Said], left: Sequence[Said]) -> None:
    for query, each, rest in zip(queries, said, left, strict=True):
        if not _contains(query, each[PRODUCT][:FIRST]):
            print_miss("missed", query.text, query.answers, each[PRODUCT][:FIRST])
        if rest[PRODUCT]:
            print_miss("answered from what is left", query.text, query.answers, rest[PRODUCT][:1])
