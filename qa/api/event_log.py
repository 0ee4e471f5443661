"""Keep the latest events of one answer, so that any number of readers can follow them and come back after a cut."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator

from qa.api.errors import EventNotFoundError, EventsForgottenError
from qa.api.schemas.events import LastEvent, StreamEvent
from qa.api.sse import ServerSentEvent
from qa.errors import StoreError
from qa.ports import EventRelay, RelayedEvent

_LOGGER = logging.getLogger(__name__)


class EventLog:
    """The events of an answer, numbered from 1; all calls come from one event loop."""

    def __init__(self, answer_id: str, capacity: int, relay: EventRelay | None = None) -> None:
        """`capacity` is the most characters of data that are kept; the newest event is kept whatever its size.

        `relay` gets the events a moment later, in their order.
        """
        self._relay = relay
        self._to_relay: deque[RelayedEvent] = deque()
        self._relaying: asyncio.Task[None] | None = None
        self._answer_id = answer_id
        self._capacity = capacity
        self._events: deque[ServerSentEvent] = deque()
        self._forgotten = 0
        self._size = 0
        self._closed = False
        self._changed = asyncio.Condition()

    @property
    def _latest(self) -> int:
        """The number of the newest event."""
        return self._forgotten + len(self._events)

    async def add(self, event: StreamEvent) -> None:
        """Append an event; the last of a stream closes the log."""
        data = event.model_dump_json()
        async with self._changed:
            self._events.append(ServerSentEvent(f"{self._answer_id}:{self._latest + 1}", event.event_name, data))
            self._size += len(data)
            while self._size > self._capacity and len(self._events) > 1:
                self._size -= len(self._events.popleft().data)
                self._forgotten += 1
            self._closed = isinstance(event, LastEvent)
            self._changed.notify_all()
            self._hand_on(RelayedEvent(self._answer_id, self._latest, event.event_name, data))

    async def handed_on(self) -> None:
        """Wait until the relay has all events."""
        if self._relaying is not None:
            await self._relaying

    async def follow(self, number: int, heartbeat: float | None) -> AsyncGenerator[ServerSentEvent | None]:
        """Yield the events after a number, then those to come, until the last; None after each `heartbeat` seconds without one.

        Raises:
            EventsForgottenError: some of them are not kept any more.
        """
        while True:
            for event in self._after(number):
                number += 1
                yield event
            if self.ends_at(number):
                return
            if not await self._grows(number, heartbeat):
                yield None

    def check(self, number: int) -> None:
        """Check that the events after a number can be followed.

        Raises:
            EventNotFoundError: there is no event with this number yet.
            EventsForgottenError: some of those after it are not kept any more.
        """
        if number > self._latest:
            raise EventNotFoundError(f"answer {self._answer_id!r} has no event {number}")
        self._after(number)

    def ends_at(self, number: int) -> bool:
        """Return whether no event comes after a number any more."""
        return self._closed and number >= self._latest

    def _hand_on(self, event: RelayedEvent) -> None:
        if self._relay is None:
            return
        self._to_relay.append(event)
        if self._relaying is None or self._relaying.done():
            self._relaying = asyncio.create_task(self._relay_all(self._relay))

    async def _relay_all(self, relay: EventRelay) -> None:
        try:
            while self._to_relay:
                await asyncio.to_thread(relay.add, self._to_relay.popleft())
        except StoreError as error:
            _LOGGER.warning("other processes cannot follow answer %s: %s", self._answer_id, error)
            self._relay = None

    def _after(self, number: int) -> list[ServerSentEvent]:
        if number < self._forgotten:
            raise EventsForgottenError(
                f"the first events of answer {self._answer_id!r} are not kept any more; ask again"
            )
        return list(self._events)[number - self._forgotten :]

    async def _grows(self, number: int, seconds: float | None) -> bool:
        """Wait for an event after a number; False where none has come after so many seconds."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                return await self._changed.wait_for(lambda: self._latest > number)
        except TimeoutError:
            return False
