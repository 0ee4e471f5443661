"""Turns feedback on an answer into a gold question to edit: what was asked, and what was quoted for it."""

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from eval.cases import Case, Gold
from eval.errors import EvalError
from qa.api.schemas.feedback import FeedbackBody

FILE = "feedback.jsonl"


def promoted(name: str, documents: Iterable[str]) -> Case:
    """The case to edit. Praise keeps what was quoted as gold; a complaint keeps it as a note, for a person to set right.

    Raises:
        EvalError: there is no such feedback.
    """
    found = next((it for it in map(_read, documents) if it is not None and it.id == name), None)
    if found is None:
        raise EvalError(f"there is no feedback {name!r}; POST /v1/feedback says the id when it keeps one")
    return _praised(found) if found.rating == "up" and found.answer.citations else _blamed(found)


def append(case: Case, path: Path) -> None:
    """Adds the case to a file of cases."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(case.model_dump(mode="json"), ensure_ascii=False) + "\n")


def _praised(it: FeedbackBody) -> Case:
    chosen = [s for s in it.answer.statements if it.statement in {None, s.id}]
    wanted = {name for statement in chosen for name in statement.citations if it.citation in {None, name}}
    gold = tuple(Gold(article=c.article_id, quote=c.quote) for c in it.answer.citations if c.id in wanted)
    return Case(
        id=it.id,
        question=_asked(it),
        kind="reader",
        answerable=True,
        answers=tuple(statement.text for statement in chosen),
        gold=gold or tuple(Gold(article=c.article_id, quote=c.quote) for c in it.answer.citations),
        note=f"praised by a reader: {it.comment}",
    )


def _blamed(it: FeedbackBody) -> Case:
    """As if nothing answered: which of its fields are wrong only a person can tell."""
    said = it.answer.text if it.answer.statements else "nothing"
    part = it.citation or it.statement or "the answer"
    return Case(
        id=it.id,
        question=_asked(it),
        kind="reader",
        answerable=False,
        note=f"edit: a reader rates {part} {it.rating} ({it.comment or 'no comment'}); it said: {said}",
    )


def _asked(it: FeedbackBody) -> str:
    """A case has no turns before it: of a follow-up it takes the question that was asked of the articles."""
    return it.answer.standalone_question or it.answer.question


def _read(document: str) -> FeedbackBody | None:
    """None: kept by another version, whose form is not known."""
    try:
        return FeedbackBody.model_validate_json(document)
    except ValidationError:
        return None
