"""The use cases on stored articles, which the command line and the API share: ingest, read, remove, reindex, diagnose."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from qa.current_index import GENERATION, IndexGenerations
from qa.domain.article import Article, ArticleId, HeldArticle, Metadata, Passage
from qa.errors import ArticleNotFoundError
from qa.ingest.doctor import diagnose, every_article, repair
from qa.ingest.held import raw_article_of
from qa.ingest.index import Indexer
from qa.ingest.pipeline import Ingester, cleaned
from qa.ingest.readers.discovery import FoundFiles, find_files
from qa.ingest.readers.documents import read_documents
from qa.ingest.readers.raw_article import Extractors, RawArticle, ReadResult
from qa.ingest.readers.read import read_files
from qa.ingest.rebuild import Rebuild
from qa.ingest.report import IngestReport, IngestStoppedError, Progress, StartProgress
from qa.ports import AnswerStore, DocumentReader, JobStore, LanguageGuesser, Library, SelfChecking

Store = Callable[[Iterable[ReadResult], Progress], IngestReport]
"""Stores articles that were read."""
_PUT_SINCE = "a newer version was stored while it waited"
_REMOVED_SINCE = "the article was removed while it waited"


@dataclass(frozen=True, slots=True)
class ArticleService:
    """Reads and changes the stored articles, with library and vectors kept in step."""

    indexer: Indexer
    extractors: Extractors
    answers: AnswerStore
    """Answers that quote the articles."""
    guess_language: LanguageGuesser
    keys: SelfChecking
    """Looked through with the others."""
    jobs: JobStore
    """Batches of articles that wait to be stored: what is put or removed meanwhile is newer than they are."""
    generations: IndexGenerations
    """Where an index that is made anew comes from."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """Tells when embargoes end and articles expire."""
    turn: Callable[[], AbstractContextManager[None]] = nullcontext
    """Held while something is changed, by one process at a time; whoever holds it already may hold it again."""
    _releasing: Lock = field(default_factory=Lock)

    @property
    def library(self) -> Library:
        """The store that the articles are in."""
        return self.indexer.library

    def ingest(self, paths: Sequence[Path], *, started: StartProgress, limit: int) -> IngestReport:
        """Read and store all articles in the files and folders.

        `started` takes the size of all files in bytes; `limit` is the largest file in bytes.

        Raises:
            IngestStoppedError: the data folder could not be used any more; its report says how far it came.
        """
        return ingest_files(paths, self.extractors, self.store, started=started, limit=limit)

    def ingest_documents(self, reader: DocumentReader, paths: Sequence[Path], limit: int) -> IngestReport:
        """Read and store what another library's reader loads from the paths, or without any where there are none.

        `limit` is the largest document in bytes; raises as `ingest` does.
        """
        return self.store(read_documents(reader, paths, self.extractors, limit), lambda _: None)

    def store(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        """Store articles that were read; the same article again is a no-op, a changed one replaces its old version.

        What waits in a batch under the id of one of them is older, and waits no longer.

        Raises:
            IngestStoppedError: the data folder could not be used any more; its report says how far it came.
        """
        try:
            report = self.store_waiting(readings, progress)
        except IngestStoppedError as stopped:
            self._outdate(stopped.report)
            raise
        self._outdate(report)
        return report

    def store_waiting(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        """Store articles of a batch, or such as were held: what waits may be newer than they are; raises as `store` does."""
        return Ingester(self.indexer, self.guess_language, self._withdraw, self.clock, self.turn).ingest(
            readings, progress
        )

    def _outdate(self, report: IngestReport) -> None:
        known = (report.added, report.replaced, report.unchanged, report.withdrawn, report.held)
        self.jobs.withdraw([name for names in known for name in names], _PUT_SINCE)

    def put(self, article: RawArticle) -> IngestReport:
        """Store one article, as `store` does.

        Raises:
            StoreError, EmbeddingError: it could not be stored, or not be embedded yet.
        """
        try:
            return self.store([article], lambda _: None)
        except IngestStoppedError as stopped:
            raise stopped.cause from stopped

    def unstored(self, article: RawArticle) -> Article:
        """Return an article as it would be stored."""
        return cleaned(article)

    def get(self, article_id: str) -> Article:
        """Return the current version of an article.

        Raises:
            ArticleNotFoundError: there is none.
        """
        article = self.library.article(ArticleId(article_id))
        if article is None:
            raise ArticleNotFoundError(f"there is no article {article_id!r}; `qa articles list` shows those there are")
        return article

    def version(self, article_id: str, version: str) -> Article:
        """Return a version of an article, by its whole name; answers cite the version that they were made of.

        Raises:
            ArticleNotFoundError: there is none; an article that was taken out has no versions either.
        """
        found = self.library.version(self.get(article_id).id, version)
        if found is None:
            raise ArticleNotFoundError(
                f"article {article_id!r} has no version {version!r}; `qa articles history` shows those that it has"
            )
        return found

    def history(self, article_id: str) -> list[Article]:
        """Return all versions of an article, in the order in which they were first seen.

        Raises:
            ArticleNotFoundError: there is no such article.
        """
        return self.library.versions(self.get(article_id).id)

    def all(self) -> Iterator[Article]:
        """Yield all current articles in the order of their ids."""
        return every_article(self.library)

    def metadata(self, passages: Sequence[Passage]) -> dict[str, Metadata]:
        """Return what is known of the passages' articles, by article id."""
        ids = {passage.chunk.article_id for passage in passages}
        articles = (self.library.article(article_id) for article_id in ids)
        return {article.id: article.metadata for article in articles if article}

    def remove(self, article_ids: Sequence[str], *, erase: bool = False) -> None:
        """Remove articles with all their versions; kept answers that quote them say so and show nothing of them.

        With `erase` these answers are deleted as well, so that no word of the articles stays on the disk.

        Raises:
            ArticleNotFoundError: one is neither stored nor waits in a batch; then none is removed.
        """
        with self.turn():
            self._remove(article_ids, erase=erase)

    def _remove(self, article_ids: Sequence[str], *, erase: bool) -> None:
        # What is gone already may still have its vectors.
        self.indexer.finish()
        waiting = self.jobs.waiting(article_ids)
        stored = [name for name in article_ids if name not in waiting or self.library.knows(ArticleId(name))]
        known = [self._known(article_id) for article_id in stored]
        self.jobs.withdraw(article_ids, _REMOVED_SINCE)
        if erase:
            # First, since after a crash in between the same command can be given again only while the articles are there.
            self.answers.forget(known)
        self.indexer.remove(known)
        if erase:
            # Those that were finished in the meantime.
            self.answers.forget(known)

    def is_anything_due(self) -> bool:
        """Return whether `release_and_expire` would change anything."""
        return bool(self.library.due(self.clock()) or self.library.expired(self.clock()))

    def release_and_expire(self) -> tuple[ArticleId, ...]:
        """Let in what an embargo has kept out until now, and take out what has expired; return what was taken out.

        Where nothing is due it asks two indexes; whoever answers calls it before, or as time goes by.

        Raises:
            StoreError, EmbeddingError: what is due could not be stored; it stays held.
        """
        if not self.is_anything_due():
            return ()
        with self._releasing, self.turn():
            for held in self.library.due(self.clock()):
                self._release(held)
                # Last: after a crash in between it is stored once more, which is a no-op.
                self.library.drop_held([held.id])
            if expired := self.library.expired(self.clock()):
                self._withdraw(expired)
            return tuple(expired)

    def _release(self, held: HeldArticle) -> None:
        try:
            self.store_waiting([raw_article_of(held)], lambda _: None)
        except IngestStoppedError as stopped:
            raise stopped.cause from stopped

    def _withdraw(self, article_ids: Sequence[ArticleId]) -> None:
        """Take articles out of all that shows them; kept answers say that what they quoted was taken back."""
        self.indexer.withdraw(article_ids)

    def _known(self, article_id: str) -> ArticleId:
        """Return the id of what may be removed: an article, or one that is withdrawn or held, which `get` does not show."""
        known = ArticleId(article_id)
        return known if self.library.knows(known) else self.get(article_id).id

    def reindex(self, started: StartProgress) -> None:
        """Make full text, chunks and vectors anew while nothing else changes the library; `started` takes the number of articles.

        Broken off at any moment, it leaves the index that was there before.
        """
        rebuild = self.rebuild()
        try:
            # First, since no chunk can be replaced whose words full text does not find.
            self.library.mend()
            progress = started(rebuild.total)
            while done := rebuild.step():
                progress(done)
            rebuild.finish()
        except BaseException:
            rebuild.abandon()
            raise

    def rebuild(self) -> Rebuild:
        """Begin to chunk and embed every article anew, beside what is searched; raises as `IndexGenerations.next` does."""
        return Rebuild(self.indexer, self.generations)

    def is_index_replaced(self) -> bool:
        """Return whether another process has made the index anew that this one searches."""
        return (self.library.get_meta(GENERATION) or "") != self.indexer.current.generation.name

    def take_up_index(self) -> None:
        """Search with the index that another process has made, where one has; raises as `IndexGenerations.newer` does."""
        generation = self.generations.newer(self.indexer.current.generation.name)
        if generation is not None:
            self.indexer.current.swap(generation)

    def diagnose(self) -> list[str]:
        """Return what is damaged or does not agree, each with what mends it."""
        return diagnose(self.indexer, self._stores())

    def repair(self, started: StartProgress) -> None:
        """Mend what `diagnose` finds, as far as it follows from the rest; `started` takes the number of vectors to make."""
        repair(self.indexer, self._stores(), started)

    def _stores(self) -> tuple[SelfChecking, ...]:
        return self.library, self.answers, self.keys, self.jobs


def ingest_files(
    paths: Sequence[Path], extractors: Extractors, store: Store, *, started: StartProgress, limit: int
) -> IngestReport:
    """Read all articles in the files and folders, and have them stored; raises as `store` does.

    `started` takes the size of all files in bytes; `limit` is the largest file in bytes.
    """
    sources = find_files(paths)
    progress = started(sum(_size(path) for path in sources.files))
    try:
        report = store(read_files(sources.files, extractors, limit), progress)
    except IngestStoppedError as stopped:
        raise IngestStoppedError(_with_sources(stopped.report, sources), stopped.cause) from stopped.cause
    return _with_sources(report, sources)


def _with_sources(report: IngestReport, sources: FoundFiles) -> IngestReport:
    return replace(report, problems=(*sources.problems, *report.problems), notes=(*sources.notes, *report.notes))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Reading reports the file; the size only matters for the progress bar.
        return 0
