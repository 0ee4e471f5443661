"""Store batches of articles while the server answers; what a stop or a kill interrupts, the next start takes up."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf

from qa.api.answer_tasks import AnswerTasks
from qa.api.background import BackgroundTurns
from qa.api.change_queue import ChangeQueue
from qa.domain.job import Batch, Job, JobPart, Outcome, Refusal, WaitingArticle
from qa.errors import ArticleError, EmbeddingError, StoreError
from qa.ingest.readers.from_request import batch_article
from qa.ingest.readers.raw_article import Note, ReadResult
from qa.ingest.report import FileProblem, IngestReport, IngestStoppedError
from qa.peers import ALONE
from qa.services import Services

_LOGGER = logging.getLogger(__name__)
_PART, _QUIET_PART = 40_000, 150_000
"""Characters that are stored in one go, for which whatever else changes the library waits: fewer while questions come."""
_RETRY = 15.0
"""Seconds after which it is tried again, where the data folder or the embedding could not be used."""
_LOOK_AFTER_OTHERS = 5.0
"""Seconds between two looks at what other processes have taken on."""
_UNFORESEEN = "an error that Dateline did not expect; the server's log has it"
_HELD_UP = "the data folder or the embedding cannot be used just now, and it is tried again; the server's log says why"


class IngestJobs:
    """Works on one job at a time, a part of it at once, under the lock that each change of the library holds."""

    def __init__(self, services: Services, tasks: AnswerTasks, changes: ChangeQueue, retry: float = _RETRY) -> None:
        self._store = services.jobs
        self._articles = services.articles
        self._tasks = tasks
        self._turns = BackgroundTurns(tasks.queue)
        self._changes = changes
        self._retry = retry
        self._alone = services.peers is ALONE
        self._news = asyncio.Event()
        self.problem: str | None = None
        """What keeps all jobs from going on just now."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the context lasts; at its end the part that is being stored is finished first."""
        work = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._turns.closing = True
            self._news.set()
            await work

    async def add(self, batch: Batch) -> Job:
        """Take a batch on, which is on the disk then; raises as `JobStore.add` does."""
        job = await asyncio.to_thread(self._store.add, batch)
        self._news.set()
        return job

    async def _work(self) -> None:
        while not self._turns.closing:
            self._news.clear()
            size = _QUIET_PART if await self._turns.quiet() else _PART
            try:
                async with self._changes.held(inf):
                    outcome = await asyncio.to_thread(self._store_part, size)
                self._tasks.forget(
                    [name for change, name in outcome.changes if change == "withdrawn"] if outcome else ()
                )
                self.problem = None
            except (StoreError, EmbeddingError) as error:
                _LOGGER.warning("batches of articles are held up: %s", error)
                await self._hold_up()
            except Exception:
                # Whatever it is, what was taken on is still on the disk, and this must not be the end of all jobs.
                _LOGGER.exception("batches of articles are held up")
                await self._hold_up()
            else:
                if outcome is None:
                    # Another process may have gone before it was through with what it took on.
                    await self._wait(None if self._alone else _LOOK_AFTER_OTHERS)

    async def _hold_up(self) -> None:
        self.problem = _HELD_UP
        await self._wait(self._retry)

    async def _wait(self, seconds: float | None) -> None:
        if self._turns.closing:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    def _store_part(self, characters: int) -> Outcome | None:
        """Store the next part, and return what has come of it; None: there is none.

        The articles first and then what has come of them: a crash in between stores them again, which changes nothing.

        Raises:
            StoreError, EmbeddingError: the part could not be stored, and waits.
        """
        part = self._store.next(characters)
        if part is None:
            return None
        outcome = self._stored(part)
        self._store.settle(part, outcome)
        return outcome

    def _stored(self, part: JobPart) -> Outcome:
        """Store a part; where a defect of ours ends that, its articles one by one, and refuse the one that meets it."""
        try:
            return self._outcome(part)
        except (StoreError, EmbeddingError):
            raise
        except Exception:
            _LOGGER.exception("of %s, %d articles cannot be stored", part.job_id, len(part.articles))
        if len(part.articles) == 1:
            (article,) = part.articles
            return Outcome(refused=(Refusal(article.number, article.article_id, _UNFORESEEN),))
        return _joined([self._stored(JobPart(part.job_id, (article,))) for article in part.articles])

    def _outcome(self, part: JobPart) -> Outcome:
        try:
            report = self._articles.store_waiting(_readings(part.articles), lambda _: None)
        except IngestStoppedError as stopped:
            raise stopped.cause from stopped
        return _outcome_of(report)


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        tuple(change for outcome in outcomes for change in outcome.changes),
        tuple(refusal for outcome in outcomes for refusal in outcome.refused),
        tuple(note for outcome in outcomes for note in outcome.notes),
        sum(outcome.chunks for outcome in outcomes),
    )


def _readings(articles: tuple[WaitingArticle, ...]) -> list[ReadResult]:
    readings: list[ReadResult] = []
    for waiting in articles:
        try:
            raw, notes = batch_article(waiting.article_id, json.loads(waiting.document))
        except ArticleError as error:
            readings.append(FileProblem(waiting.article_id, str(error), waiting.number))
        else:
            readings += [raw, *(Note(waiting.article_id, note) for note in notes)]
    return readings


def _outcome_of(report: IngestReport) -> Outcome:
    changes = [
        *(("added", name) for name in report.added),
        *(("replaced", name) for name in report.replaced),
        *(("unchanged", name) for name in report.unchanged),
        *(("withdrawn", name) for name in report.withdrawn),
        *(("held", name) for name in report.held),
    ]
    refused = tuple(Refusal(problem.line or 0, problem.path, problem.message) for problem in report.problems)
    return Outcome(tuple(changes), refused, report.notes, report.chunks)  # type: ignore[arg-type]  # the words above
