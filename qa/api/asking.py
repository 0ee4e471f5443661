"""Take on what is asked, whatever wire format it came in: its place in the queue, its count, and the making of its answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from fastapi import Request

from qa.access.caller import Caller
from qa.answer.question.stated_scope import read_scope
from qa.api.admission_queue import Place
from qa.api.answer_tasks import AnswerTask, AnswerTasks
from qa.api.bodies import new_identity
from qa.api.checking import checked
from qa.api.errors import AnswerCancelledError
from qa.api.patience import patience_of
from qa.api.problems import request_id_of
from qa.api.reading import read_article
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.articles import ArticleBody
from qa.api.schemas.checks import CheckBody, CheckedSentenceBody
from qa.api.schemas.search import SearchBody
from qa.api.schemas.timelines import TimelineBody
from qa.api.searching import searched
from qa.api.timelines import told_in_order
from qa.domain.answer import Inquiry, Turn
from qa.domain.article import Corpus
from qa.domain.scope import ALL, Scope, StatedScope
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
    scope: StatedScope = ALL
    """Which articles may be looked at."""


@dataclass(frozen=True, slots=True)
class Checking:
    """A check in the making."""

    place: Place
    bodies: AsyncGenerator[CheckedSentenceBody | CheckBody]
    patience: float
    """Seconds that the client waits for its turn."""

    async def sentences(self) -> AsyncGenerator[CheckedSentenceBody | CheckBody]:
        """Wait for the turn, and yield each sentence, last the whole; raises as `checked` does."""
        try:
            async with self.place.turn(self.patience), aclosing(self.bodies):
                async for body in self.bodies:
                    yield body
        finally:
            self.place.leave()

    async def whole(self) -> CheckBody:
        """Return all sentences; raises as `checked` does."""
        async with aclosing(self.sentences()) as bodies:
            async for body in bodies:
                last = body
        return cast("CheckBody", last)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that asks, and what answers it."""

    services: Services
    tasks: AnswerTasks
    caller: Caller
    request: Request

    @property
    def patience(self) -> float:
        """Seconds that the client waits, as far as it says."""
        return patience_of(self.request.headers)

    async def begin(self, question: Question) -> AnswerTask:
        """Return the answer in the making.

        Raises:
            OverloadedError, QuestionError, EmptyLibraryError: it cannot be answered, or not in time.
        """
        # Before anything is looked up: what cannot be served in time costs next to nothing.
        place = self.tasks.queue.enter(self.patience)
        try:
            identity = new_identity(request_id_of(self.request.scope))
            inquiry, corpus = await asyncio.to_thread(self._admitted, question, identity.id)
            return self.tasks.start(inquiry, corpus, identity, place, self.patience)
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

    async def search(self, query: str, limit: int, scope: StatedScope = ALL) -> SearchBody:
        """Return the best passages; raises as `begin` does."""
        within = read_scope(scope, datetime.now(UTC))
        async with self.tasks.queue.turn(self.patience):
            return await asyncio.to_thread(self._found, query, limit, within)

    async def timeline(self, topic: str, limit: int, scope: StatedScope = ALL) -> TimelineBody:
        """Return what happened on a topic; raises as `begin` does."""
        services = self.services.within(read_scope(scope, datetime.now(UTC)))
        async with self.tasks.queue.turn(self.patience):
            request_id = request_id_of(self.request.scope)
            return await asyncio.to_thread(told_in_order, services, topic, limit, request_id)

    async def check(self, text: str, scope: StatedScope = ALL) -> "Checking":
        """Return the check of a text, which has its place in the queue until its sentences are taken or it is left.

        Raises:
            OverloadedError, QuestionError, EmptyLibraryError: it cannot be checked, or not in time.
        """
        # Untrusted: the text is compared and quoted back to its sender, and goes to a model only between marks.
        services = self.services.within(read_scope(scope, datetime.now(UTC)))
        await asyncio.to_thread(services.answerer.ready)
        await asyncio.to_thread(services.checker.admitted, text)
        limit = await asyncio.to_thread(self.services.gate.limiter.count_question, self.caller)
        place = self.tasks.queue.enter(self.patience)
        return Checking(place, checked(services, text, request_id_of(self.request.scope), limit), self.patience)

    def article(self, article_id: str, version: str | None = None) -> ArticleBody:
        """Return an article; version None: the current one.

        Raises:
            ScopeError: the caller may read only what an answer has shown, and none has shown this.
            ArticleNotFoundError: there is none with this id, or it has no such version.
        """
        # A version's name is the digest of its text: it can be read by whoever was shown a quote of it, and not be guessed.
        self.services.gate.authorizer.check_read(self.caller, article_id)
        return read_article(self.services, article_id, version)

    def _found(self, query: str, limit: int, scope: Scope) -> SearchBody:
        return searched(self.services.within(scope), query, limit, request_id_of(self.request.scope))

    def _admitted(self, question: Question, answer_id: str) -> tuple[Inquiry, Corpus]:
        """Return the question, counted, and the articles that it is asked of."""
        scope = read_scope(question.scope, datetime.now(UTC))
        text = self.services.answerer.admitted(question.text)
        degraded = self.services.gate.limiter.count_question(self.caller)
        inquiry = Inquiry(text, degraded, question.history, extractive=question.extractive, scope=scope)
        corpus = self.services.corpus()
        self.tasks.announce(answer_id)
        return inquiry, corpus

    async def _left(self) -> None:
        while (await self.request.receive())["type"] != "http.disconnect":
            pass
