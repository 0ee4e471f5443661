"""Read public data sets and our own cases as articles to ingest and questions to ask."""

import csv
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from eval.case_files import load
from eval.cases import Case
from eval.metrics.text import contains
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.raw_article import RawArticle

Item = TypeVar("Item")

MORE = "more/"
"""How the ids of the articles begin that are only there to make a library large."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question or topic, the articles that are relevant to it, and the words of a right answer where they are known."""

    text: str
    relevant: frozenset[ArticleId]
    answers: tuple[str, ...] = ()
    answerable: bool = True
    group: str = ""
    """What must not be split when some questions are held out."""

    def answered_in(self, text: str) -> bool:
        """Whether the text holds the words of a right answer."""
        return contains(text, self.answers)


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles and what is asked of them."""

    name: str
    articles: tuple[RawArticle, ...]
    queries: tuple[Query, ...]


def news(data: Path) -> Collection:
    """News quiz questions of 2022 on full news articles, one of which is known to answer each."""
    return _beir("news", data / "news")


def time_magazine(data: Path) -> Collection:
    """Topics on articles of Time magazine, 1963: a classic set with complete judgements."""
    return _beir("time", data / "ir" / "time_magazine_1963")


def squad(data: Path) -> Collection:
    """SQuAD 2 questions (https://arxiv.org/abs/1806.03822); each paragraph is an article under its page's title."""
    rows = list(_rows(data / "squad" / "squad2_dev_part.jsonl.gz"))
    names: dict[str, ArticleId] = {}
    for row in rows:
        names.setdefault(row["context"], article_id(f"{row['title']}-{len(names):04d}"))
    titles = {row["context"]: str(row["title"]).replace("_", " ") for row in rows}
    queries = [
        Query(
            row["question"],
            frozenset({names[row["context"]]}),
            tuple(row["answers"]),
            not row["is_impossible"],
            row["title"],
        )
        for row in rows
    ]
    articles = [_article("squad", name, text, titles[text]) for text, name in names.items()]
    return Collection("squad", tuple(articles), tuple(queries))


def yes_no(data: Path, size: int) -> Collection:
    """Searches of people that want a yes or no, each with the Wikipedia paragraph that it was answered from.

    BoolQ (Clark et al. 2019, https://arxiv.org/abs/1905.10044); a paragraph is an article, without the title, which is not known.
    """
    rows = sample(list(_rows(data / "questions" / "boolq_part.jsonl.gz")), size)
    named = [(article_id(f"boolq {row['id']}"), row) for row in rows]
    articles = tuple(_article("boolq", name, row["passage"], "") for name, row in named)
    queries = tuple(Query(row["question"], frozenset({name}), tuple(row["answer"])) for name, row in named)
    return Collection("boolq", articles, queries)


def more_news(data: Path) -> Iterator[RawArticle]:
    """Further news articles, in the order of their file; they only make a library large."""
    for row in _rows(data / "news_train" / "articles.jsonl.gz"):
        if str(row["text"]).strip():
            yield _article("news_train", article_id(f"{MORE}{row['id']}"), row["text"], row["title"])


def cases(path: Path) -> list[Case]:
    """Our own questions on the seed articles."""
    return [placed.case for placed in load([path]).cases]


def sample(queries: Sequence[Item], size: int) -> list[Item]:
    """At most `size` of them, always the same ones in the same order."""
    chosen = list(queries)
    random.Random(0).shuffle(chosen)  # noqa: S311 - a sample that anyone can draw again, not a secret
    return chosen[:size]


def _beir(name: str, folder: Path) -> Collection:
    """A folder as BEIR lays it out (https://github.com/beir-cellar/beir); only queries with a relevant document count."""
    rows = list(_rows(folder / "corpus.jsonl.gz"))
    articles = [_article(name, article_id(row["_id"]), row["text"], row["title"]) for row in rows]
    relevant: dict[str, set[ArticleId]] = {}
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant.setdefault(row["query-id"], set()).add(article_id(row["corpus-id"]))
    queries = [
        Query(row["text"], frozenset(relevant[row["_id"]]), tuple(row.get("metadata", {}).get("answers", ())))
        for row in _rows(folder / "queries.jsonl")
        if row["_id"] in relevant
    ]
    return Collection(name, tuple(articles), tuple(queries))


def _article(collection: str, name: ArticleId, text: str, title: str) -> RawArticle:
    return RawArticle(name, text, Metadata(title=title or None), f"{collection}#{name}", stated_id=True)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, gzipped or plain."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
