"""Turns what a reader says of an answer into what is kept of it: with the answer as it was."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field

from qa.api.schemas.answers import AnswerBody, Wire
from qa.errors import FeedbackError


class FeedbackAsk(Wire):
    """The body of POST /v1/feedback: on a whole answer, a statement of it, or one of its quotes."""

    answer_id: str
    rating: Literal["up", "down"]
    statement: Annotated[str | None, Field(description="The id of a statement, as in `st_1`.")] = None
    citation: Annotated[str | None, Field(description="The id of a citation, as in `cit_1`.")] = None
    comment: Annotated[str, Field(max_length=2_000)] = ""


class FeedbackBody(Wire):
    """What was said of an answer, with the answer as it was."""

    id: str
    object: Literal["feedback"] = "feedback"
    created_at: datetime
    rating: Literal["up", "down"]
    statement: str | None
    citation: str | None
    comment: str
    answer: AnswerBody


class FeedbackReceipt(Wire):
    """It is kept."""

    id: str
    object: Literal["feedback"] = "feedback"
    answer_id: str


def feedback_body(asked: FeedbackAsk, answer: AnswerBody) -> FeedbackBody:
    """What is kept of feedback.

    Raises:
        FeedbackError: the answer has no such statement or citation.
    """
    if asked.statement is not None and asked.statement not in {it.id for it in answer.statements}:
        raise FeedbackError(f"answer {answer.id!r} has no statement {asked.statement!r}")
    if asked.citation is not None and asked.citation not in {it.id for it in answer.citations}:
        raise FeedbackError(f"answer {answer.id!r} has no citation {asked.citation!r}")
    return FeedbackBody(
        id=f"fb_{uuid4().hex}",
        created_at=datetime.now(UTC),
        rating=asked.rating,
        statement=asked.statement,
        citation=asked.citation,
        comment=asked.comment,
        answer=answer,
    )
