"""Turns questions into answers that are made apart from whoever reads them, so that a reader who was cut off can come back."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from qa.answer.responder import Event, Responder
from qa.api.bodies import Named
from qa.api.event_encoder import LAST, EventEncoder, WireEvent, created
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import CancelledEvent, StatementEvent
from qa.api.sse import Sent
from qa.domain.answer import Inquiry
from qa.domain.article import Corpus
from qa.errors import EventNotFoundError, EventsForgottenError

Status = Literal["in_progress", "completed", "failed", "cancelled"]
ToProblem = Callable[[BaseException, str], BaseModel]
"""An error and the request's id, as a problem document."""
Show = Callable[[Iterable[str]], None]
"""Told the ids of the articles that an answer shows, before anybody sees it."""


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """How long answers are kept, and how many."""

    grace: float = 10.0
    """Seconds that an answer goes on after its last reader left."""
    kept: int = 256
    """Answers, the latest."""
    size: int = 2 * 1024 * 1024
    """Characters of one answer's events; what is older is forgotten."""


@dataclass(eq=False)
class AnswerTask:
    """One answer in the making, and its events so far."""

    name: Named
    limits: TaskLimits
    to_problem: ToProblem
    show: Show
    task: "asyncio.Task[None] | None" = None
    answer: AnswerBody | None = None
    error: BaseException | None = None
    status: Status = "in_progress"
    _events: deque[Sent] = field(default_factory=deque)
    _first: int = 1
    """Number of the oldest event that is kept."""
    _size: int = 0
    _readers: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def _next(self) -> int:
        return self._first + len(self._events)

    async def make(self, responder: Responder, inquiry: Inquiry, corpus: Corpus) -> None:
        """Makes the answer to its last event."""
        await self._add(created(self.name, inquiry.text))
        teller = EventEncoder(responder.answerer, corpus, self.name)
        async with aclosing(responder.events(inquiry)) as events:
            async for event in events:
                told = await asyncio.to_thread(self._told, teller, event)
                if isinstance(told.data, AnswerBody):
                    self.answer, self.status = told.data, "completed"
                await self._add(told)

    def _told(self, teller: EventEncoder, event: Event) -> WireEvent:
        told = teller.tell(event)
        if isinstance(told.data, StatementEvent | AnswerBody):
            self.show(it.article_id for it in told.data.sources)
        return told

    async def end(self) -> None:
        """Waits for the making, and adds the last event where it failed or was cancelled."""
        if self.task is None:
            raise TypeError("the answer is not being made yet")
        await asyncio.wait({self.task})
        if self.task.cancelled():
            self.status = "cancelled"
            await self._add(WireEvent("cancelled", CancelledEvent()))
        elif error := self.task.exception():
            self.error, self.status = error, "failed"
            await self._add(WireEvent("failed", self.to_problem(error, self.name.request_id)))

    async def follow(self, after: int = 0, *, beat: float | None = None) -> AsyncGenerator[Sent | None]:
        """The events after a number, then those to come, until the last; None after each `beat` seconds without one.

        Raises:
            EventsForgottenError: some of them are not kept any more.
        """
        self._readers += 1
        try:
            while True:
                for event in self._since(after):
                    after += 1
                    yield event
                if self.over_after(after):
                    return
                if not await self._more(after, beat):
                    yield None
        finally:
            self._readers -= 1
            if not self._readers:
                self._leave_soon()

    async def ended(self) -> None:
        """Waits until the last event is there."""
        async with self._news:
            await self._news.wait_for(lambda: self._over)

    def cancel(self) -> None:
        """Stops the making; one that has ended stays as it is."""
        if self.task is not None:
            self.task.cancel()

    def check(self, after: int) -> None:
        """Raises `EventNotFoundError` where there is no such event yet, `EventsForgottenError` where those after it are gone."""
        if after >= self._next:
            raise EventNotFoundError(f"answer {self.name.id!r} has no event {after}")
        self._since(after)

    def over_after(self, number: int) -> bool:
        """Whether nothing comes after an event."""
        return self._over and number + 1 >= self._next

    @property
    def _over(self) -> bool:
        return bool(self._events) and self._events[-1].name in LAST

    async def _more(self, after: int, beat: float | None) -> bool:
        """Waits for an event after a number; False: none has come for `beat` seconds."""
        try:
            async with asyncio.timeout(beat), self._news:
                return await self._news.wait_for(lambda: self._next > after + 1)
        except TimeoutError:
            return False

    def _since(self, after: int) -> list[Sent]:
        if after + 1 < self._first:
            raise EventsForgottenError(f"the first events of answer {self.name.id!r} are not kept any more; ask again")
        return list(self._events)[after + 1 - self._first :]

    async def _add(self, event: WireEvent) -> None:
        async with self._news:
            data = event.data.model_dump_json()
            self._events.append(Sent(f"{self.name.id}:{self._next}", event.name, data))
            self._size += len(data)
            while self._size > self.limits.size and len(self._events) > 1:
                self._size -= len(self._events.popleft().data)
                self._first += 1
            self._news.notify_all()

    def _leave_soon(self) -> None:
        """Nobody reads: what a model would go on writing is paid for by nobody's reading."""
        asyncio.get_running_loop().call_later(self.limits.grace, self._cancel_unread)

    def _cancel_unread(self) -> None:
        if not self._readers:
            self.cancel()


@dataclass(eq=False)
class AnswerTasks:
    """The latest answers by id; all calls come from one event loop."""

    responder: Responder
    to_problem: ToProblem
    show: Show
    limits: TaskLimits = field(default_factory=TaskLimits)
    _runs: OrderedDict[str, AnswerTask] = field(default_factory=OrderedDict)
    _ends: dict["asyncio.Task[None]", AnswerTask] = field(default_factory=dict)
    """What is still being made, forgotten or not, by the task that waits for its end."""

    def start(self, inquiry: Inquiry, corpus: Corpus, name: Named) -> AnswerTask:
        """Begins an answer; the question has been admitted."""
        run = AnswerTask(name, self.limits, self.to_problem, self.show)
        run.task = asyncio.create_task(run.make(self.responder, inquiry, corpus))
        end = asyncio.create_task(run.end())
        # The loop holds tasks weakly: whoever starts one keeps it.
        self._ends[end] = run
        end.add_done_callback(self._ends.pop)
        self._runs[name.id] = run
        while len(self._runs) > self.limits.kept:
            self._runs.popitem(last=False)
        return run

    def get(self, answer_id: str) -> AnswerTask | None:
        """The answer with this id, None where it is not known or not kept any more."""
        return self._runs.get(answer_id)

    async def close(self) -> None:
        """Cancels what is still being made, and waits until it has ended."""
        for run in self._ends.values():
            run.cancel()
        while self._ends:
            await asyncio.wait(set(self._ends))
