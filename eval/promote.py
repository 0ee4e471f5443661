"""Make a case, to be edited, of a reader's feedback on an answer."""

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from eval.cases import Case, Gold
from eval.errors import EvalError
from qa.api.schemas.answers import StatementBody
from qa.api.schemas.feedback import FeedbackBody

FILE = "feedback.jsonl"


def promoted(name: str, documents: Iterable[str]) -> Case:
    """The case to edit. Praise keeps what was quoted as gold; a complaint keeps it as a note, for a person to set right.

    Raises:
        EvalError: there is no such feedback.
    """
    feedback = next((body for body in map(_read, documents) if body is not None and body.id == name), None)
    if feedback is None:
        raise EvalError(f"there is no feedback {name!r}; POST /v1/feedback says the id when it keeps one")
    return _praised(feedback) if feedback.rating == "up" and feedback.answer.citations else _blamed(feedback)


def append(case: Case, path: Path) -> None:
    """Add the case to a file of cases."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(case.model_dump(mode="json"), ensure_ascii=False) + "\n")


def _praised(feedback: FeedbackBody) -> Case:
    answer = feedback.answer
    gold = tuple(Gold(article=citation.article_id, quote=citation.quote) for citation in answer.citations)
    praised = _praised_citations(feedback)
    return Case(
        id=feedback.id,
        question=_question(feedback),
        kind="reader",
        answerable=True,
        answers=tuple(statement.text for statement in _praised_statements(feedback)),
        gold=tuple(quote for quote, citation in zip(gold, answer.citations, strict=True) if citation.id in praised)
        or gold,
        note=f"praised by a reader: {feedback.comment}",
    )


def _praised_statements(feedback: FeedbackBody) -> list[StatementBody]:
    """The statement that is named, else all."""
    return [statement for statement in feedback.answer.statements if feedback.statement in {None, statement.id}]


def _praised_citations(feedback: FeedbackBody) -> set[str]:
    """The citation that is named, else all of the praised statements."""
    names = {name for statement in _praised_statements(feedback) for name in statement.citations}
    return {name for name in names if feedback.citation in {None, name}}


def _blamed(feedback: FeedbackBody) -> Case:
    """As if nothing answered: which of its fields are wrong only a person can tell."""
    said = feedback.answer.text if feedback.answer.statements else "nothing"
    part = feedback.citation or feedback.statement or "the answer"
    return Case(
        id=feedback.id,
        question=_question(feedback),
        kind="reader",
        answerable=False,
        note=f"edit: a reader rates {part} {feedback.rating} ({feedback.comment or 'no comment'}); it said: {said}",
    )


def _question(feedback: FeedbackBody) -> str:
    """A case has no turns before it: of a follow-up it takes the question that was asked of the articles."""
    return feedback.answer.standalone_question or feedback.answer.question


def _read(document: str) -> FeedbackBody | None:
    """None: kept by another version, whose form is not known."""
    try:
        return FeedbackBody.model_validate_json(document)
    except ValidationError:
        return None
