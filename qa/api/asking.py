"""Take a question on, whatever wire format it came in: its place in the queue, its count, and the making of its answer."""

import asyncio
from dataclasses import dataclass

from fastapi import Request

from qa.access.caller import Caller
from qa.api.answer_tasks import AnswerTask, AnswerTasks
from qa.api.bodies import new_identity
from qa.api.errors import AnswerCancelledError
from qa.api.problems import request_id_of
from qa.api.schemas.answers import AnswerBody
from qa.domain.answer import Inquiry, Turn
from qa.domain.article import Corpus
from qa.services import Services

HEARTBEAT = 10.0
"""Seconds of silence after which a stream shows that it lives: proxies close what is silent for 30 to 60."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as a client sent it."""

    text: str
    history: tuple[Turn, ...] = ()
    extractive: bool = False
    """Whether the asker wants no language model to write."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with a question, and what answers it."""

    services: Services
    tasks: AnswerTasks
    caller: Caller
    request: Request

    async def begin(self, question: Question) -> AnswerTask:
        """Return the answer in the making.

        Raises:
            OverloadedError, QuestionError, EmptyLibraryError: it cannot be answered, or not in time.
        """
        # Before anything is looked up: what cannot be served in time costs next to nothing.
        place = self.tasks.queue.enter()
        try:
            inquiry, corpus = await asyncio.to_thread(self._admitted, question)
            return self.tasks.start(inquiry, corpus, new_identity(request_id_of(self.request.scope)), place)
        except BaseException:
            place.leave()
            raise

    async def whole(self, task: AnswerTask) -> AnswerBody:
        """Return the finished answer; a client that leaves before has it cancelled at once, since it does not know its id."""
        left = asyncio.create_task(self._left())
        try:
            with task.reading():
                await asyncio.wait({task.ended, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
            left.cancel()
        if task.error is not None:
            raise task.error
        if task.answer is None:
            raise AnswerCancelledError("the answer was cancelled, or the server stops; ask again")
        return task.answer

    def _admitted(self, question: Question) -> tuple[Inquiry, Corpus]:
        """Return the question, counted, and the articles that it is asked of."""
        text = self.services.answerer.admitted(question.text)
        degraded = self.services.gate.limiter.count_question(self.caller)
        inquiry = Inquiry(text, degraded, question.history, extractive=question.extractive)
        return inquiry, self.services.library.corpus()

    async def _left(self) -> None:
        while (await self.request.receive())["type"] != "http.disconnect":
            pass
