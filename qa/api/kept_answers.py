"""Keep answers on disk as they went over the wire, and find them again, each as it stands by the articles of now."""

import logging
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from qa.api.answer_tasks import AnswerTasks
from qa.api.errors import AnswerNotFoundError, CursorError
from qa.api.relayed_events import RelayedEvents
from qa.api.schemas.answers import AffectedBody, AffectedCitationBody, AffectedPage, AnswerBody, UnfinishedBody
from qa.api.standing import Reviewer, quoted_in
from qa.domain.answer import KeptAnswer
from qa.domain.scope import instant, moment_of
from qa.errors import StoreError
from qa.ports import AnswerStore, ArticleStore
from qa.services import Services

_LOGGER = logging.getLogger(__name__)
_MOST_LOOKED_AT = 500
"""Answers that are looked at for one page."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps each answer when it is whole."""

    store: AnswerStore
    library: ArticleStore

    def __call__(self, answer: AnswerBody) -> None:
        """Keep an answer; where the store cannot, the answer still goes to its reader, and the log says so."""
        try:
            self.store.add(_kept(answer))
            # An article may have been erased while it was quoted: whoever erased it has looked through what was kept by then.
            reviewed = Reviewer(self.library).review(answer)
            if reviewed.standing == "withdrawn":
                self.store.add(_kept(reviewed))
        except StoreError as error:
            _LOGGER.warning("answer %s is not kept on disk: %s", answer.id, error)


def _kept(answer: AnswerBody) -> KeptAnswer:
    articles = tuple(source.article_id for source in answer.sources)
    return KeptAnswer(answer.id, answer.created_at, articles, answer.model_dump_json())


def find_answer(answer_id: str, tasks: AnswerTasks, services: Services) -> AnswerBody | UnfinishedBody:
    """Return one of the answers that are kept, as it stands now, or how far it has come.

    Raises:
        AnswerNotFoundError: there is none with this id, or it is not kept any more.
    """
    body = _found(answer_id, tasks, services)
    return Reviewer(services.library).review(body) if isinstance(body, AnswerBody) else body


def relayed_events(tasks: AnswerTasks, services: Services) -> RelayedEvents | None:
    """Return what other processes make; None where there are none."""
    relay = services.adapters.relay
    return None if relay is None else RelayedEvents(relay, services.answers, tasks.limits.deadline)


def _found(answer_id: str, tasks: AnswerTasks, services: Services) -> AnswerBody | UnfinishedBody:
    task = tasks.get(answer_id)
    if task is not None:
        return task.body
    document = services.answers.find(answer_id)
    elsewhere = relayed_events(tasks, services)
    status = elsewhere.status(answer_id) if elsewhere and document is None else None
    if status is not None:
        return UnfinishedBody(id=answer_id, status=status)
    if document is None:
        raise AnswerNotFoundError(f"there is no answer {answer_id!r}, or it is not kept any more; ask again")
    try:
        return AnswerBody.model_validate_json(document)
    except ValidationError as error:
        raise AnswerNotFoundError(
            f"answer {answer_id!r} was kept by another release, which this one cannot read; ask again"
        ) from error


def affected_by(article_id: str, services: Services, limit: int, cursor: str | None) -> AffectedPage:
    """Return the kept answers whose quotes of an article do not stand any more, the latest first.

    Raises:
        CursorError: no page gave the cursor.
    """
    # One more than is looked at, to know whether there is a next page.
    kept = services.answers.citing(article_id, _read_cursor(cursor), _MOST_LOOKED_AT + 1)
    reviewer, data, unreadable, last = Reviewer(services.library), list[AffectedBody](), 0, None
    for answer in kept[:_MOST_LOOKED_AT]:
        if len(data) == limit:
            break
        last = answer
        try:
            data += _affected(reviewer.review(AnswerBody.model_validate_json(answer.document)), article_id)
        except ValidationError:
            unreadable += 1
    more = last is not None and last is not kept[-1]
    return AffectedPage(data=data, unreadable=unreadable, next_cursor=_cursor(last) if more and last else None)


def _affected(answer: AnswerBody, article_id: str) -> list[AffectedBody]:
    """Return the answer as a list shows it, or nothing where its quotes of the article stand."""
    citations = [
        AffectedCitationBody(id=each.id, standing=each.standing)
        for each in quoted_in(answer)
        if each.article_id == article_id and each.standing in {"changed", "withdrawn"}
    ]
    if not citations:
        return []
    body = AffectedBody(
        id=answer.id,
        created_at=answer.created_at,
        question=answer.question,
        standing=answer.standing,
        citations=citations,
    )
    return [body]


def _cursor(answer: KeptAnswer) -> str:
    return urlsafe_b64encode(f"{instant(answer.created_at)} {answer.id}".encode()).decode()


def _read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Untrusted: a cursor is a time and an id that are only ever compared."""
    if not cursor:
        return None
    try:
        moment, _, name = b64decode(cursor.encode(), altchars=b"-_", validate=True).decode().partition(" ")
        return moment_of(int(moment)), name
    except (ValueError, OverflowError) as error:
        raise CursorError("the cursor is not one that this server gave; start again without it") from error
