"""Make answers apart from those who read them, so that a reader whose connection was cut can come back."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from math import inf
from typing import Literal

from qa.answer.responder import Event, Responder
from qa.api.admission_queue import AdmissionQueue, LoadLimits, Place
from qa.api.bodies import AnswerIdentity
from qa.api.errors import AnswerTimeoutError
from qa.api.event_encoder import EventEncoder
from qa.api.event_log import EventLog
from qa.api.schemas.answers import AnswerBody, UnfinishedBody
from qa.api.schemas.events import CancelledEvent, CreatedEvent, StatementEvent, StreamEvent
from qa.api.schemas.problem import Problem
from qa.api.shared_events import SharedEvents
from qa.api.sse import ServerSentEvent
from qa.domain.answer import Abstained, Answered, Inquiry, Statement
from qa.domain.article import Corpus
from qa.errors import StoreError
from qa.peers import ALONE
from qa.ports import EventRelay, Peers

_LOGGER = logging.getLogger(__name__)
_CANCEL, _FORGET = "cancel", "forget"
"""What processes tell each other: an answer's id, an article's id."""
ToProblem = Callable[[BaseException, str], Problem]
"""Describe an error, under a request's id, as a problem."""
Keep = Callable[[AnswerBody], None]
"""Keep an answer, with the articles that it shows, before anybody sees that it is there."""
Disclose = Callable[[Iterable[str]], None]
"""Record the ids of the articles that an answer shows, before anybody sees it."""


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """How long answers are kept, and how many."""

    grace: float = 10.0
    """Seconds for which an answer goes on after its last reader left."""
    kept: int = 256
    """Answers, the latest."""
    size: int = 2 * 1024 * 1024
    """Characters of one answer's events; older ones are forgotten."""
    deadline: float = 120.0
    """Seconds within which an answer must be there, its waiting included."""


class AnswerTask:
    """One answer in the making; it begins at once and is never made by two tasks."""

    def __init__(
        self,
        identity: AnswerIdentity,
        events: AsyncGenerator[StreamEvent],
        limits: TaskLimits,
        to_problem: ToProblem,
        relay: EventRelay | None = None,
    ) -> None:
        """It is cancelled where nobody has begun to read it in the time that one who left may take to come back."""
        self.identity = identity
        self.log = EventLog(identity.id, limits.size, relay)
        self.answer: AnswerBody | None = None
        self.error: BaseException | None = None
        self._unfinished: Literal["in_progress", "failed", "cancelled"] = "in_progress"
        self._limits = limits
        self._readers = 0
        self._making = asyncio.create_task(self._make(events))
        self.ended = asyncio.create_task(self._end(to_problem))
        """Done when the last event is in the log."""
        self._expect_reader()

    @property
    def body(self) -> AnswerBody | UnfinishedBody:
        """The answer, or how far it has come."""
        return self.answer or UnfinishedBody(id=self.identity.id, status=self._unfinished)

    async def follow(
        self, number: int = 0, *, heartbeat: float | None = None
    ) -> AsyncGenerator[ServerSentEvent | None]:
        """Follow the log; the making is cancelled some time after its last reader left.

        Raises:
            EventsForgottenError: some of the events after the number are not kept any more.
        """
        with self.reading():
            async with aclosing(self.log.follow(number, heartbeat)) as events:
                async for event in events:
                    yield event

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Count as a reader while the context lasts."""
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            self._expect_reader()

    def cancel(self) -> None:
        """Stop the making; an answer that has ended stays as it is."""
        self._making.cancel()

    def _expect_reader(self) -> None:
        if not self._readers:
            # A model that writes on for nobody costs money.
            asyncio.get_running_loop().call_later(self._limits.grace, self._cancel_unread)

    def _cancel_unread(self) -> None:
        if not self._readers:
            self.cancel()

    async def _make(self, events: AsyncGenerator[StreamEvent]) -> None:
        try:
            async with asyncio.timeout(self._limits.deadline) as deadline, aclosing(events):
                async for event in events:
                    await self.log.add(event)
                    # Not before: one cancelled while the log was waited for has no answer, as its events say.
                    if isinstance(event, AnswerBody):
                        self.answer = event
        except TimeoutError as error:
            if not deadline.expired():
                raise
            message = f"the answer was not there within {self._limits.deadline:g} s; ask again, or something simpler"
            raise AnswerTimeoutError(message) from error

    async def _end(self, to_problem: ToProblem) -> None:
        """Wait for the making, and add the last event where it failed or was cancelled."""
        await asyncio.wait({self._making})
        if self._making.cancelled():
            self._unfinished = "cancelled"
            await self.log.add(CancelledEvent())
        elif error := self._making.exception():
            self.error, self._unfinished = error, "failed"
            await self.log.add(to_problem(error, self.identity.request_id))
        await self.log.handed_on()


@dataclass(eq=False)
class AnswerTasks:
    """The latest answers by id; all calls come from one event loop."""

    responder: Responder
    to_problem: ToProblem
    disclose: Disclose
    keep: Keep
    limits: TaskLimits = field(default_factory=TaskLimits)
    queue: AdmissionQueue = field(default_factory=lambda: AdmissionQueue(LoadLimits()))
    """For all work that keeps a processor busy, not for answers alone."""
    peers: Peers = ALONE
    relay: EventRelay | None = None
    _kept: OrderedDict[str, AnswerTask] = field(default_factory=OrderedDict)
    _running: set[AnswerTask] = field(default_factory=set)
    """Those that are still being made, whether kept or not: the loop itself holds its tasks weakly."""
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._shared = SharedEvents(self.responder)

    def start(
        self, inquiry: Inquiry, corpus: Corpus, identity: AnswerIdentity, place: Place, patience: float = inf
    ) -> AnswerTask:
        """Begin an answer, which leaves its place when it ends; the question has been admitted.

        `patience` is the seconds after which the client will not need it any more.
        """
        limits = replace(self.limits, deadline=min(self.limits.deadline, patience))
        task = AnswerTask(identity, self._events(inquiry, corpus, identity, place), limits, self.to_problem, self.relay)
        self._running.add(task)

        def end(_: asyncio.Task[None]) -> None:
            self._running.discard(task)
            place.leave()

        task.ended.add_done_callback(end)
        self._kept[identity.id] = task
        while len(self._kept) > self.limits.kept:
            self._kept.popitem(last=False)
        return task

    def announce(self, answer_id: str) -> None:
        """Say to the other processes that this one makes an answer, before its client knows of it; without the event loop."""
        if self.relay is not None:
            try:
                self.relay.begin(answer_id)
            except StoreError as error:
                _LOGGER.warning("other processes cannot follow answer %s: %s", answer_id, error)

    def heard(self, subject: str, text: str) -> None:
        """Do what another process asks for."""
        if subject == _CANCEL and (task := self.get(text)):
            task.cancel()
        if subject == _FORGET:
            self._forget({text})

    def cancel_elsewhere(self, answer_id: str) -> None:
        """Have the process that makes an answer cancel it; without the event loop."""
        self.peers.tell(_CANCEL, answer_id)

    def get(self, answer_id: str) -> AnswerTask | None:
        """Return the answer with this id; None where it is unknown or not kept any more."""
        return self._kept.get(answer_id)

    def forget(self, article_ids: Collection[str]) -> None:
        """Keep no finished answer any longer that names or quotes one of these articles, neither here nor in other processes."""
        gone = set(article_ids)
        if gone and (self.relay is not None or self.peers is not ALONE):
            telling = asyncio.create_task(asyncio.to_thread(self._tell_to_forget, gone, self._forget(gone)))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)
        else:
            self._forget(gone)

    def _tell_to_forget(self, article_ids: Collection[str], answer_ids: Iterable[str]) -> None:
        try:
            if self.relay is not None:
                for answer_id in answer_ids:
                    self.relay.forget(answer_id)
            for article_id in article_ids:
                self.peers.tell(_FORGET, article_id)
        except StoreError as error:
            _LOGGER.warning("other processes may show answers for a while that quote withdrawn articles: %s", error)

    def _forget(self, gone: Collection[str]) -> list[str]:
        """Forget answers of this process; return their ids."""
        forgotten = []
        for answer_id, task in list(self._kept.items()):
            if task.answer and set(gone) & {source.article_id for source in task.answer.sources}:
                del self._kept[answer_id]
                forgotten.append(answer_id)
        return forgotten

    async def close(self) -> None:
        """Cancel what is still being made, and wait until it has ended."""
        for task in self._running:
            task.cancel()
        while self._running:
            await asyncio.wait({task.ended for task in self._running})
        if self._telling:
            await asyncio.wait(self._telling)

    async def _events(
        self, inquiry: Inquiry, corpus: Corpus, identity: AnswerIdentity, place: Place
    ) -> AsyncGenerator[StreamEvent]:
        yield CreatedEvent(id=identity.id, created_at=identity.created_at, question=inquiry.text)
        encoder = EventEncoder(self.responder.answerer.within(inquiry.scope).assembler, corpus, identity)
        async with aclosing(self._shared.events(inquiry, corpus, place)) as events:
            async for event in events:
                shows = isinstance(event, Statement | Answered | Abstained)
                yield await asyncio.to_thread(self._disclosed, encoder, event) if shows else encoder.encode(event)

    def _disclosed(self, encoder: EventEncoder, event: Event) -> StreamEvent:
        """Encode what shows articles: their titles are looked up, and that they are shown is written down."""
        encoded = encoder.encode(event)
        if isinstance(encoded, StatementEvent | AnswerBody):
            self.disclose(source.article_id for source in encoded.sources)
        if isinstance(encoded, AnswerBody):
            self.keep(encoded)
        return encoded
