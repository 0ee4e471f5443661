"""Do what time brings while the server runs: end embargoes, and take out what has expired."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from qa.api.answer_tasks import AnswerTasks
from qa.errors import DatelineError
from qa.services import Services

_LOGGER = logging.getLogger(__name__)
_SECONDS = 1.0
"""Between two looks, each of which asks two indexes where nothing is due."""


@dataclass(frozen=True, slots=True)
class Housekeeper:
    """Changes the library as time goes by, one change at a time with those of requests."""

    services: Services
    tasks: AnswerTasks
    library_lock: asyncio.Lock

    async def look(self) -> None:
        """Do what is due."""
        if await asyncio.to_thread(self.services.articles.is_anything_due):
            async with self.library_lock:
                gone = await asyncio.to_thread(self.services.articles.release_and_expire)
            self.tasks.forget(gone)

    async def run(self) -> None:
        """Look again and again, until cancelled; what fails is logged, and tried again with the next look."""
        while True:
            try:
                await self.look()
            except DatelineError as error:
                _LOGGER.warning("what is due could not be done: %s", error)
            await asyncio.sleep(_SECONDS)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look while the context lasts."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
