"""Ingest into a library that a server on this machine holds: files are read here, and what was read is sent to it."""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from qa import client
from qa.api.schemas.jobs import JobBody
from qa.client import LocalServer, RefusedError
from qa.domain.article import ArticleId
from qa.errors import ServerError
from qa.ingest.article_service import ingest_files
from qa.ingest.readers.documents import read_documents
from qa.ingest.readers.from_request import sent_article
from qa.ingest.readers.ids import distinct_id
from qa.ingest.readers.raw_article import Extractors, Note, RawArticle, ReadResult, note_line
from qa.ingest.report import FileProblem, IngestReport, IngestStoppedError, Progress, StartProgress
from qa.ports import DocumentReader

_BYTES = 200_000
"""Of the articles that are sent at once; a single one may be longer, as far as the server takes it."""
_AHEAD = 2
"""Batches that may be with the server: the next is there when one is done, and others find room for theirs."""
_TRIES = 240
"""Times that a batch is sent while the server takes no more, for two minutes."""
_SOONEST, _LATEST = 0.05, 0.5
"""Seconds between two looks how far a batch has come, which double from the one to the other."""


@dataclass(frozen=True, slots=True)
class ServedArticles:
    """Ingests as `ArticleService` does, through the server."""

    server: LocalServer
    extractors: Extractors
    most: int
    """Bytes that the server takes at once."""

    def ingest(self, paths: Sequence[Path], *, started: StartProgress, limit: int) -> IngestReport:
        """Read all articles in the files and folders here, and have the server store them.

        Raises:
            IngestStoppedError: the server, or its data folder, could not be used any more; its report says how far it came.
        """
        return ingest_files(paths, self.extractors, self.store, started=started, limit=limit)

    def ingest_documents(self, reader: DocumentReader, paths: Sequence[Path], limit: int) -> IngestReport:
        """Have the server store what another library's reader loads here; raises as `ingest` does."""
        return self.store(read_documents(reader, paths, self.extractors, limit), lambda _: None)

    def store(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        """Have the server store articles that were read; raises as `ingest` does."""
        return _Run(self.server, self.most, progress).stored(readings)


@dataclass(slots=True)
class _Sent:
    """A batch that the server has taken on."""

    job: JobBody
    articles: list[RawArticle]
    reported: int = 0
    """Characters of it that were reported as done."""


@dataclass(slots=True)
class _Run:
    """One ingest, and what has come of it so far."""

    server: LocalServer
    most: int
    progress: Progress
    report: IngestReport = field(default_factory=IngestReport)
    origins: dict[ArticleId, str] = field(default_factory=dict)
    """Where each id of this run came from: the server sees one batch at a time, and what is stored."""
    with_server: deque[_Sent] = field(default_factory=deque)

    def stored(self, readings: Iterable[ReadResult]) -> IngestReport:
        try:
            for batch in _batches(self._articles(readings)):
                self._send(batch)
            while self.with_server:
                self._await(self.with_server.popleft())
        except ServerError as error:
            raise IngestStoppedError(self.report, error) from error
        return self.report

    def _articles(self, readings: Iterable[ReadResult]) -> Iterator[RawArticle]:
        for reading in readings:
            if isinstance(reading, FileProblem):
                self._add(IngestReport(problems=(reading,)))
            elif isinstance(reading, Note):
                self._add(IngestReport(notes=(note_line(reading),)))
            else:
                yield self._identified(reading)

    def _identified(self, article: RawArticle) -> RawArticle:
        """Tell two files of one name apart, as an ingest into a folder of our own does."""
        if not article.stated_id and self.origins.get(article.id, article.origin) != article.origin:
            article = RawArticle(
                distinct_id(article.id, article.origin), article.raw, article.metadata, article.origin, article.page
            )
        self.origins[article.id] = article.origin
        return article

    def _send(self, articles: list[RawArticle]) -> None:
        if len(self.with_server) >= _AHEAD:
            self._await(self.with_server.popleft())
        lines = "\n".join(json.dumps(sent_article(article)) for article in articles)
        if len(lines) > self.most:
            # The server would cut the connection, whose other end cannot tell why.
            reason = (
                f"takes more than the {self.most:,} bytes that are sent to a server; split it, or raise QA_MAX_BATCH"
            )
            self._add(IngestReport(problems=tuple(FileProblem(it.origin, reason) for it in articles)))
            return
        try:
            self.with_server.append(_Sent(self._taken(lines), articles))
        except RefusedError as error:
            raise ServerError(str(error)) from error

    def _taken(self, lines: str) -> JobBody:
        """Send a batch, again where others have sent as many as may wait."""
        for _ in range(_TRIES):
            try:
                return client.store(self.server, lines)
            except RefusedError as error:
                if error.code != "jobs_full":
                    raise
                sleep(_LATEST)
        raise ServerError("the server has more batches waiting than it takes; give the command again later")

    def _await(self, sent: _Sent) -> None:
        """Wait until a batch is done, and add what has come of it."""
        pause = _SOONEST
        while sent.job.state != "done":
            if sent.job.problem:
                raise ServerError(f"{sent.job.problem}. What was sent is kept, and stored then")
            sleep(pause)
            pause = min(2 * pause, _LATEST)
            sent.job = client.job(self.server, sent.job.id)
            self._tell(sent)
        self._tell(sent)
        job = sent.job
        self._add(
            IngestReport(
                added=tuple(map(ArticleId, job.added)),
                replaced=tuple(map(ArticleId, job.replaced)),
                unchanged=tuple(map(ArticleId, job.unchanged)),
                problems=tuple(FileProblem(sent.articles[it.number - 1].origin, it.reason) for it in job.refused),
                notes=tuple(job.notes),
                chunks=job.chunks,
                withdrawn=tuple(map(ArticleId, job.withdrawn)),
                held=tuple(map(ArticleId, job.held)),
            )
        )

    def _tell(self, sent: _Sent) -> None:
        """Report characters, of which the articles of a batch are taken to have equally many."""
        done = sum(len(article.raw) for article in sent.articles) * sent.job.done // sent.job.total
        self.progress(done - sent.reported)
        sent.reported = done

    def _add(self, part: IngestReport) -> None:
        self.report = self.report.joined(part)


def reindex_served(server: LocalServer, settings: str, started: StartProgress) -> None:
    """Have the server make its index anew by settings with this digest; `started` takes the number of articles.

    Raises:
        InputError: the server would index by other settings.
        ServerError: it could not, and goes on with the index that it had.
    """
    body = client.begin_reindex(server, settings)
    progress, reported, pause = started(body.total), 0, _SOONEST
    while body.state == "running":
        progress(body.done - reported)
        reported = body.done
        sleep(pause)
        pause = min(2 * pause, _LATEST)
        body = client.reindexing(server)
    if body.state != "done":
        reason = body.problem or "the server was started anew meanwhile; the index that was there before is in use"
        raise ServerError(f"{reason}; give the command again")


def _batches(articles: Iterable[RawArticle]) -> Iterator[list[RawArticle]]:
    """Collect articles up to about `_BYTES`: escapes may make more of a text, and one that is longer comes alone."""
    batch: list[RawArticle] = []
    size = 0
    for article in articles:
        length = len(article.raw) + len(article.page or "")
        if batch and size + length > _BYTES:
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += length
    if batch:
        yield batch
