"""The use cases on stored articles, which the command line and the API share: ingest, read, remove, reindex, diagnose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.domain.article import Article, ArticleId, Metadata, Passage
from qa.errors import ArticleNotFoundError
from qa.ingest.doctor import diagnose, every_article, repair
from qa.ingest.index import Indexer
from qa.ingest.pipeline import Ingester
from qa.ingest.readers.discovery import FoundFiles, find_files
from qa.ingest.readers.documents import read_documents
from qa.ingest.readers.raw_article import Extractors, RawArticle, ReadResult
from qa.ingest.readers.read import read_files
from qa.ingest.report import IngestReport, IngestStoppedError, Progress, StartProgress
from qa.ports import AnswerStore, DocumentReader, LanguageGuesser, Library, SelfChecking


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
        sources = find_files(paths)
        progress = started(sum(_size(path) for path in sources.files))
        try:
            report = self.store(read_files(sources.files, self.extractors, limit), progress)
        except IngestStoppedError as stopped:
            raise IngestStoppedError(_with_sources(stopped.report, sources), stopped.cause) from stopped.cause
        return _with_sources(report, sources)

    def ingest_documents(self, reader: DocumentReader, paths: Sequence[Path], limit: int) -> IngestReport:
        """Read and store what another library's reader loads from the paths, or without any where there are none.

        `limit` is the largest document in bytes; raises as `ingest` does.
        """
        return self.store(read_documents(reader, paths, self.extractors, limit), lambda _: None)

    def store(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        """Store articles that were read; the same article again is a no-op, a changed one replaces its old version.

        Raises:
            IngestStoppedError: the data folder could not be used any more; its report says how far it came.
        """
        return Ingester(self.indexer, self.guess_language).ingest(readings, progress)

    def put(self, article: RawArticle) -> IngestReport:
        """Store one article, as `store` does.

        Raises:
            StoreError, EmbeddingError: it could not be stored, or not be embedded yet.
        """
        try:
            return self.store([article], lambda _: None)
        except IngestStoppedError as stopped:
            raise stopped.cause from stopped

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
            ArticleNotFoundError: one is not there; then none is removed.
        """
        # What is gone already may still have its vectors.
        self.indexer.finish()
        known = [self.get(article_id).id for article_id in article_ids]
        if erase:
            # First, since after a crash in between the same command can be given again only while the articles are there.
            self.answers.forget(known)
        self.indexer.remove(known)
        if erase:
            # Those that were finished in the meantime.
            self.answers.forget(known)

    def reindex(self, started: StartProgress) -> None:
        """Chunk and embed every article anew; `started` takes the number of articles."""
        self.indexer.rebuild(started(self.library.corpus().articles))

    def diagnose(self) -> list[str]:
        """Return what is damaged or does not agree, each with what mends it."""
        return diagnose(self.indexer, self._stores())

    def repair(self, started: StartProgress) -> None:
        """Mend what `diagnose` finds, as far as it follows from the rest; `started` takes the number of vectors to make."""
        repair(self.indexer, self._stores(), started)

    def _stores(self) -> tuple[SelfChecking, ...]:
        return self.library, self.answers, self.keys


def _with_sources(report: IngestReport, sources: FoundFiles) -> IngestReport:
    return replace(report, problems=(*sources.problems, *report.problems), notes=(*sources.notes, *report.notes))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Reading reports the file; the size only matters for the progress bar.
        return 0
