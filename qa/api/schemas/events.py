"""The data of a stream's events: what of an answer is known already when each is sent."""

from datetime import datetime
from typing import Literal

from qa.api.schemas.answers import CitationBody, SourceBody, StatementBody, Wire


class CreatedEvent(Wire):
    """The first event of a stream."""

    id: str
    object: Literal["answer"] = "answer"
    created_at: datetime
    status: Literal["in_progress"] = "in_progress"
    question: str


class StatusEvent(Wire):
    """What is being done now."""

    stage: Literal["reading", "retrieving", "writing"]
    standalone_question: str | None = None


class ConsultedArticle(Wire):
    """An article whose passages are read for the answer; null is unknown."""

    article_id: str
    title: str | None
    publisher: str | None
    url: str | None
    published_at: datetime | None


class SourcesEvent(Wire):
    """What is read for the answer; the sources that it cites come with its statements."""

    articles: list[ConsultedArticle]


class StatementEvent(Wire):
    """A statement that is final, with the citations and sources that no statement before it had."""

    statement: StatementBody
    citations: list[CitationBody]
    sources: list[SourceBody]


class CancelledEvent(Wire):
    """The answer was given up because nobody waited for it."""

    status: Literal["cancelled"] = "cancelled"
