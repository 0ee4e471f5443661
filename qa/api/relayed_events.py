"""Follow an answer that another process makes, or made until it was ended."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from math import inf
from typing import Literal

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import CancelledEvent
from qa.api.schemas.problem import Problem
from qa.api.sse import ServerSentEvent
from qa.ports import AnswerStore, EventRelay, Relayed

_LOOK = 0.1
"""Seconds between two looks for new events."""
_COMPLETED, _FAILED, _CANCELLED = AnswerBody.event_name, Problem.event_name, CancelledEvent.event_name
_LAST = {_COMPLETED, _FAILED, _CANCELLED}
Status = Literal["in_progress", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class RelayedEvents:
    """The answers of other processes; an answer whose process was killed ends as it was kept, or else is cancelled."""

    relay: EventRelay
    answers: AnswerStore
    deadline: float
    """Seconds for which an answer is followed at most."""

    def status(self, answer_id: str) -> Status | None:
        """Return how far an answer has come that is not kept; None: it is unknown."""
        relayed = self.relay.after(answer_id, 0)
        if relayed is None:
            return None
        last = relayed.events[-1].name if relayed.events else ""
        if last == _FAILED:
            return "failed"
        return "in_progress" if relayed.alive and last not in _LAST else "cancelled"

    def ends_at(self, answer_id: str, number: int) -> bool:
        """Return whether no event comes after a number any more."""
        relayed = self.relay.after(answer_id, number - 1)
        return bool(relayed and relayed.events and relayed.events[0].name in _LAST)

    async def follow(
        self, answer_id: str, number: int, heartbeat: float = inf
    ) -> AsyncGenerator[ServerSentEvent | None]:
        """Yield the events after a number, until the last; None after each `heartbeat` seconds without one."""
        clock = asyncio.get_running_loop().time
        end = silent = clock()
        end += self.deadline
        while True:
            relayed = await asyncio.to_thread(self.relay.after, answer_id, number)
            for event in relayed.events if relayed is not None else ():
                number, silent = event.number, clock()
                yield ServerSentEvent(f"{answer_id}:{number}", event.name, event.data)
                if event.name in _LAST:
                    return
            if relayed is None or _is_over(relayed) or clock() > end:
                yield await asyncio.to_thread(self._ending, answer_id, number + 1)
                return
            if clock() - silent >= heartbeat:
                silent = clock()
                yield None
            await asyncio.sleep(_LOOK)

    async def wait(self, answer_id: str) -> None:
        """Wait until an answer has ended."""
        async for _ in self.follow(answer_id, 0):
            pass

    def _ending(self, answer_id: str, number: int) -> ServerSentEvent:
        """Return the last event of an answer whose process has gone before it could say it."""
        document = self.answers.find(answer_id)
        name, data = (_COMPLETED, document) if document else (_CANCELLED, CancelledEvent().model_dump_json())
        return ServerSentEvent(f"{answer_id}:{number}", name, data)


def _is_over(relayed: Relayed) -> bool:
    return not (relayed.events or relayed.alive)
