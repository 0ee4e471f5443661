"""Make the index anew while the server answers from the old one, and put it in its place in one step."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf
from typing import Literal

from qa.api.admission_queue import AdmissionQueue
from qa.api.background import BackgroundTurns
from qa.api.change_queue import ChangeQueue
from qa.api.errors import ReindexSettingsError
from qa.api.problems import problem_of
from qa.errors import InputError
from qa.ingest.rebuild import BATCH, Rebuild
from qa.services import Services

_LOGGER = logging.getLogger(__name__)
_FEW = 8
"""Articles that are embedded together while questions are answered."""
_STOPPED = "the server was stopped before it was whole; the index that was there before is in use"
_DIFFER = (
    "the server would index by other settings than yours (embedding, embedding_arguments, chunk_tokens): write them into "
    "the qa.toml that it reads, or stop it and give the command again"
)


@dataclass(frozen=True, slots=True)
class ReindexStatus:
    """How far the last reindex of this process has come."""

    embedder: str
    state: Literal["none", "running", "done", "failed"] = "none"
    total: int = 0
    """Articles; those that come meanwhile are indexed as well, and not counted."""
    done: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    problem: str | None = None
    settings: str = ""
    """A digest of the settings that it is made by."""


class Reindexing:
    """Makes one index at a time; changes of the library wait for its last step alone."""

    def __init__(self, services: Services, queue: AdmissionQueue, changes: ChangeQueue) -> None:
        self._articles = services.articles
        self._turns = BackgroundTurns(queue)
        self._changes = changes
        self._beginning = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.status = ReindexStatus(services.articles.indexer.embedder.name)

    async def begin(self, settings: str | None) -> ReindexStatus:
        """Begin, unless one is being made already, and return how far it has come; `settings`: those that it must be made by.

        Raises:
            ReindexSettingsError: it would be made by others, or the settings cannot be read.
            StoreError: it cannot be begun.
        """
        async with self._beginning:
            if self.status.state == "running":
                if settings not in {None, self.status.settings}:
                    raise ReindexSettingsError(_DIFFER)
                return self.status
            try:
                rebuild = await asyncio.to_thread(self._articles.rebuild)
            except InputError as error:
                raise ReindexSettingsError(str(error)) from error
            generation = rebuild.generation
            if settings not in {None, generation.made_by}:
                await asyncio.to_thread(rebuild.abandon)
                raise ReindexSettingsError(_DIFFER)
            self.status = ReindexStatus(
                generation.embedder.name, "running", rebuild.total, 0, datetime.now(UTC), settings=generation.made_by
            )
            self._task = asyncio.create_task(self._run(rebuild), name="reindex")
            return self.status

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let one be made while the context lasts; at its end what is half made is deleted."""
        try:
            yield
        finally:
            self._turns.closing = True
            if self._task is not None:
                await self._task

    async def _run(self, rebuild: Rebuild) -> None:
        try:
            problem = None if await self._made(rebuild) else _STOPPED
        except Exception as error:  # noqa: BLE001 whatever it is, the old index goes on, and the problem is logged and told
            problem = problem_of(error, "reindex").detail
        if problem:
            await asyncio.to_thread(rebuild.abandon)
        self.status = replace(
            self.status, state="failed" if problem else "done", finished_at=datetime.now(UTC), problem=problem
        )

    async def _made(self, rebuild: Rebuild) -> bool:
        """Make it, and return whether it is whole and in use; it is not where the server stops."""
        while done := await asyncio.to_thread(rebuild.step, BATCH if await self._turns.quiet() else _FEW):
            self.status = replace(self.status, done=self.status.done + done)
            if self._turns.closing:
                return False
        while await asyncio.to_thread(rebuild.catch_up) > BATCH:
            await self._turns.quiet()
        async with self._changes.held(inf):
            await asyncio.to_thread(rebuild.finish)
        return True
