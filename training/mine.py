"""Ask the product itself for the sentences that it would read for a question: what it is fitted and measured on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qa.answer.answerer import PASSAGES
from qa.answer.evidence.ranker import Candidate, Ranker
from qa.answer.question.parse import read_question
from qa.answer.retrieval import Retriever
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import Library, Reader
from qa.settings import Settings
from qa.wiring import open_services

_DEEP = 60
"""Passages that are retrieved where some articles are left out."""


@dataclass(frozen=True, slots=True)
class Miner:
    """A library of articles and the product's retriever and ranker over it."""

    library: Library
    retriever: Retriever
    ranker: Ranker

    def candidates(self, question: str, without: Collection[ArticleId] = ()) -> list[Candidate]:
        """The sentences that the product reads for a question, best first, as if some articles were not there."""
        retrieved = self.retriever.retrieve(question, _DEEP if without else PASSAGES)
        passages = [passage for passage in retrieved if passage.chunk.article_id not in without][:PASSAGES]
        names = {passage.chunk.article_id for passage in passages}
        articles = {name: article for name in names if (article := self.library.article(name))}
        return self.ranker.rank(read_question(question), passages, articles)


@contextmanager
def library_of(articles: Sequence[RawArticle], folder: Path, reader: Reader) -> Iterator[Miner]:
    """The product over some articles, with a reader of its own; the folder keeps the library for next time."""
    with open_services(Settings(data=folder)) as services:
        services.articles.store(articles, lambda _: None)
        answerer = services.answerer
        yield Miner(services.library, answerer.retriever, replace(answerer.ranker, reader=reader))


def raw_article(name: str, text: str, title: str) -> RawArticle:
    """An article of a data set, to be ingested."""
    return RawArticle(article_id(name), text, Metadata(title=title or None), f"training#{name}", stated_id=True)


def paragraphs(articles: Mapping[str, tuple[ArticleId, str]]) -> list[RawArticle]:
    """Texts with their ids and titles as articles, to be ingested."""
    return [
        RawArticle(name, text, Metadata(title=title), f"training#{name}", stated_id=True)
        for text, (name, title) in articles.items()
    ]
