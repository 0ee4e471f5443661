"""The questions and twins about an invented town, as `bench/town` has them, and which statements answer them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bench.answers import Ask
from bench.paths import ROOT
from qa.domain.answer import Statement
from qa.domain.article import ArticleId, Span
from qa.errors import DatelineError
from qa.services import Services

TOWN = ROOT / "bench" / "town"


class TownError(DatelineError):
    """A quote of the town's questions does not stand in its article."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Words of an article that answer, and the fewest of them that do."""

    article: ArticleId
    quote: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what answers it; nothing where no article does."""

    text: str
    kind: str
    gold: tuple[Gold, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A question that is answered, and one that differs in one thing and is not."""

    question: Question
    twin: Question
    changed: str


def questions() -> list[Question]:
    """The hundred questions."""
    return [_question(row["question"], row["kind"], row["gold"]) for row in _rows("questions.yaml")]


def pairs() -> list[Pair]:
    """The sixty pairs."""
    return [
        Pair(_question(row["question"], "twin", [row["gold"]]), Question(row["twin"], "twin"), row["changed"])
        for row in _rows("twins.yaml")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((TOWN / name).read_text(encoding="utf-8"))
    return rows


def _question(text: str, kind: str, gold: Sequence[Mapping[str, str]]) -> Question:
    golds = (Gold(ArticleId(each["article"]), each["quote"], each["answer"]) for each in gold)
    return Question(text, kind, tuple(golds))


@dataclass(frozen=True, slots=True)
class Result:
    """What was said to a question, and which of the statements quote what answers it."""

    question: Question
    statements: Sequence[Statement]
    right: Sequence[bool]

    @property
    def answered(self) -> bool:
        return bool(self.statements)

    def right_within(self, k: int) -> bool:
        """Whether one of the first `k` statements is right."""
        return any(self.right[:k])


@dataclass(frozen=True, slots=True)
class Marker:
    """Asks, and marks the statements; the services hold the town's articles."""

    services: Services

    def ask(self, ask: Ask, question: Question) -> Result:
        """What is said; right is a statement one of whose quotes overlaps a quote that answers.

        Raises:
            TownError: such a quote does not stand in its article.
        """
        statements = ask(question.text)
        places = [(gold.article, self._place(gold)) for gold in question.gold]
        return Result(question, statements, [_overlaps(statement, places) for statement in statements])

    def _place(self, gold: Gold) -> Span:
        start = self.services.articles.get(gold.article).clean.find(gold.quote)
        if start < 0:
            raise TownError(f"the article {gold.article} does not hold {gold.quote!r}")
        return Span(start, start + len(gold.quote))


def _overlaps(statement: Statement, places: Sequence[tuple[ArticleId, Span]]) -> bool:
    return any(
        citation.article_id == article and citation.span.overlaps(span)
        for citation in statement.citations
        for article, span in places
    )
