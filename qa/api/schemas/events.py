"""The events of a stream: each schema is the data of one kind of event, whose name it knows.

A sentence that is not shown, the whole answer and the problem that ended it are events as well.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from qa.api.schemas.answers import AnswerBody, CitationBody, CorrectionBody, RejectionBody, SourceBody, StatementBody
from qa.api.schemas.problem import Problem
from qa.api.schemas.wire import Wire


class CreatedEvent(Wire):
    """The first event of a stream."""

    event_name: ClassVar = "created"
    id: str
    object: Literal["answer"] = "answer"
    created_at: datetime
    status: Literal["in_progress"] = "in_progress"
    question: str


class StatusEvent(Wire):
    """What is being done now."""

    event_name: ClassVar = "status"
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
    """What is read for the answer, and how the question was read; the sources that it cites come with its statements."""

    event_name: ClassVar = "sources"
    articles: list[ConsultedArticle]
    corrections: list[CorrectionBody] = Field([])


class StatementEvent(Wire):
    """A statement that is final, with the citations and sources that no statement before it had."""

    event_name: ClassVar = "statement"
    statement: StatementBody
    citations: list[CitationBody]
    sources: list[SourceBody]


class CancelledEvent(Wire):
    """The answer was given up because nobody waited for it."""

    event_name: ClassVar = "cancelled"
    status: Literal["cancelled"] = "cancelled"


LastEvent = AnswerBody | Problem | CancelledEvent
"""Each stream ends with exactly one of these; without it, the stream was cut."""
StreamEvent = CreatedEvent | StatusEvent | SourcesEvent | StatementEvent | RejectionBody | LastEvent
