"""Make the answer to equal questions once while it is in the making: whoever asks meanwhile follows it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from qa.answer.responder import Event, Responder
from qa.api.admission_queue import Place
from qa.domain.answer import Inquiry
from qa.domain.article import Corpus


class _Making:
    """The events of one answer, from the first on, for all who follow it."""

    def __init__(self, events: AsyncGenerator[Event], place: Place) -> None:
        self.followers = 0
        self._events: list[Event] = []
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._make(events, place))
        self._task.add_done_callback(lambda _: self._changed.set())

    @property
    def ended(self) -> bool:
        """Whether no event comes any more."""
        return self._task.done()

    async def follow(self) -> AsyncGenerator[Event]:
        """Yield the events; raises what the making raised."""
        number = 0
        while True:
            for event in self._events[number:]:
                number += 1
                yield event
            if number < len(self._events):
                continue
            if self.ended:
                self._task.result()
                return
            await self._changed.wait()

    async def stop(self) -> None:
        """End the making, for nobody follows it any more."""
        self._task.cancel()
        await asyncio.wait({self._task})
        # Looked at, whatever it was: a failure that nobody waits for is none.
        _ = self._task.cancelled() or self._task.exception()

    async def _make(self, events: AsyncGenerator[Event], place: Place) -> None:
        async with place.turn(), aclosing(events):
            async for event in events:
                self._events.append(event)
                self._changed.set()
                self._changed = asyncio.Event()


@dataclass(eq=False)
class SharedEvents:
    """The answers in the making, by question; all calls come from one event loop."""

    responder: Responder
    _makings: dict[tuple[Inquiry, str], _Making] = field(default_factory=dict)

    async def events(self, inquiry: Inquiry, corpus: Corpus, place: Place) -> AsyncGenerator[Event]:
        """Yield the events of the answer, in the place's turn, or with an equal question on the same articles without waiting.

        The making ends when its last follower leaves. Raises as `Responder.events` does.
        """
        key = (inquiry, corpus.fingerprint)
        making = self._makings.get(key)
        if making is None or making.ended:
            making = self._makings[key] = _Making(self.responder.events(inquiry), place)
        making.followers += 1
        try:
            async with aclosing(making.follow()) as events:
                async for event in events:
                    yield event
        finally:
            making.followers -= 1
            if not making.followers:
                if self._makings.get(key) is making:
                    del self._makings[key]
                await making.stop()
