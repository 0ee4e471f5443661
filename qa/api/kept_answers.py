"""Keep answers on disk as they went over the wire, and find them again: among the latest in memory, then on disk."""

import logging
from dataclasses import dataclass

from pydantic import ValidationError

from qa.api.answer_tasks import AnswerTasks
from qa.api.errors import AnswerNotFoundError
from qa.api.schemas.answers import AnswerBody, UnfinishedBody
from qa.domain.answer import KeptAnswer
from qa.errors import StoreError
from qa.ports import AnswerStore

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps each answer when it is whole."""

    store: AnswerStore

    def __call__(self, answer: AnswerBody) -> None:
        """Keep an answer; where the store cannot, the answer still goes to its reader, and the log says so."""
        articles = tuple(source.article_id for source in answer.sources)
        try:
            self.store.add(KeptAnswer(answer.id, answer.created_at, articles, answer.model_dump_json()))
        except StoreError as error:
            _LOGGER.warning("answer %s is not kept on disk: %s", answer.id, error)


def find_answer(answer_id: str, tasks: AnswerTasks, store: AnswerStore) -> AnswerBody | UnfinishedBody:
    """Return one of the answers that are kept, or how far it has come.

    Raises:
        AnswerNotFoundError: there is none with this id, or it is not kept any more.
    """
    task = tasks.get(answer_id)
    if task is not None:
        return task.body
    document = store.find(answer_id)
    if document is None:
        raise AnswerNotFoundError(f"there is no answer {answer_id!r}, or it is not kept any more; ask again")
    try:
        return AnswerBody.model_validate_json(document)
    except ValidationError as error:
        raise AnswerNotFoundError(
            f"answer {answer_id!r} was kept by another release, which this one cannot read; ask again"
        ) from error
