"""Do what time brings while the server runs: end embargoes, take out what has expired, let the index follow, and poll feeds."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from math import inf

from qa.api.answer_tasks import AnswerTasks
from qa.api.change_queue import ChangeQueue
from qa.errors import DatelineError
from qa.services import Services

_LOGGER = logging.getLogger(__name__)
_SECONDS, _LONGEST = 1.0, 60.0
"""Between two looks, each of which asks two indexes where nothing is due; and at most, while they fail."""


@dataclass(frozen=True, slots=True)
class Housekeeper:
    """Changes the library as time goes by, one change at a time with those of requests."""

    services: Services
    tasks: AnswerTasks
    changes: ChangeQueue

    async def look(self) -> None:
        """Do what is due."""
        if await asyncio.to_thread(self.services.articles.is_anything_due):
            async with self.changes.held(inf):
                gone = await asyncio.to_thread(self.services.articles.release_and_expire)
            self.tasks.forget(gone)

    async def follow(self) -> None:
        """Finish the changes that the vectors could not follow, as while their server was away."""
        if await asyncio.to_thread(self.services.library.pending):
            async with self.changes.held(inf):
                await asyncio.to_thread(self.services.articles.indexer.finish)

    async def take_up(self) -> None:
        """Search with the index that another process has made meanwhile."""
        if await asyncio.to_thread(self.services.articles.is_index_replaced):
            # One that this process makes is in use when the change is over that puts it in place.
            async with self.changes.held(inf):
                await asyncio.to_thread(self.services.articles.take_up_index)

    async def poll(self) -> None:
        """Poll the feeds whose interval has passed, one after the other; only the storing keeps other changes waiting."""
        if not await asyncio.to_thread(self.services.peers.leads):
            return
        poller = self.services.poller
        for feed in await asyncio.to_thread(self.services.feeds.due):
            reading = await asyncio.to_thread(poller.fetch, feed)
            async with self.changes.held(inf):
                polled = await asyncio.to_thread(poller.take, feed, reading)
            self.tasks.forget(polled.report.withdrawn)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look and poll while the context lasts; a feed that is slow keeps no embargo from ending."""
        async with AsyncExitStack() as stack:
            for work in (self.look, self.follow, self.take_up, self.poll):
                stack.push_async_callback(_ended, asyncio.create_task(_again_and_again(work)))
            yield


async def _again_and_again(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work until cancelled; what fails is logged, and tried again, each time after twice as long."""
    pause = _SECONDS
    while True:
        try:
            await work()
            pause = _SECONDS
        except DatelineError as error:
            _LOGGER.warning("what is due could not be done: %s", error)
            pause = min(2 * pause, _LONGEST)
        except Exception:
            # A defect of ours in one must not end what the others wait for.
            _LOGGER.exception("what is due could not be done")
            pause = min(2 * pause, _LONGEST)
        await asyncio.sleep(pause)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
