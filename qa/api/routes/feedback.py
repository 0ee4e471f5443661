"""Keep what readers say of answers, each with the answer as it was."""

import asyncio
import json
from datetime import UTC, datetime
from hashlib import sha256

from fastapi import APIRouter

from qa.api.deps import FeedbackAccess, ServicesDep, TasksDep
from qa.api.errors import AlreadyRatedError, AnswerNotFoundError, FeedbackError
from qa.api.kept_answers import find_answer
from qa.api.schemas.answers import AnswerBody, UnfinishedBody
from qa.api.schemas.feedback import FeedbackAsk, FeedbackBody, FeedbackReceipt

router = APIRouter(tags=["answers"])


@router.post("/v1/feedback", status_code=201)
async def give_feedback(
    body: FeedbackAsk, services: ServicesDep, tasks: TasksDep, _: FeedbackAccess
) -> FeedbackReceipt:
    """Keeps what a reader says of one of the latest answers, with the answer as it was; once of each answer and part."""
    answer = await asyncio.to_thread(find_answer, body.answer_id, tasks, services)
    if isinstance(answer, UnfinishedBody):
        raise AnswerNotFoundError(f"answer {body.answer_id!r} is not finished")
    _check_parts(body, answer)
    document = FeedbackBody(
        id=_name(body),
        created_at=datetime.now(UTC),
        rating=body.rating,
        statement=body.statement,
        citation=body.citation,
        comment=body.comment,
        answer=answer,
    )
    if not await asyncio.to_thread(services.feedback.add, document.id, document.model_dump_json()):
        raise AlreadyRatedError(f"an opinion on it is kept as {document.id!r}; the first one counts")
    return FeedbackReceipt(id=document.id, answer_id=answer.id)


def _name(body: FeedbackAsk) -> str:
    """Return the id of all opinions on one answer or one part of it, of which one is kept."""
    about = json.dumps([body.answer_id, body.statement, body.citation])
    return f"fb_{sha256(about.encode()).hexdigest()[:32]}"


def _check_parts(body: FeedbackAsk, answer: AnswerBody) -> None:
    """Raise `FeedbackError` where the answer has no such statement or citation."""
    if body.statement is not None and body.statement not in {statement.id for statement in answer.statements}:
        raise FeedbackError(f"answer {answer.id!r} has no statement {body.statement!r}")
    if body.citation is not None and body.citation not in {citation.id for citation in answer.citations}:
        raise FeedbackError(f"answer {answer.id!r} has no citation {body.citation!r}")
