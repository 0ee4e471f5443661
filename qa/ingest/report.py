"""The results of an ingest, its problems, and the callbacks that report its progress."""

from collections.abc import Callable
from dataclasses import dataclass

from qa.domain.article import ArticleId
from qa.errors import DatelineError, EmbeddingError, ServerError, StoreError

Progress = Callable[[int], None]
"""Called with how much has been done since the last call, in the unit of the work that is reported on."""
StartProgress = Callable[[int], Progress]
"""Called with how much there is to do, before it is begun."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """An input that could not be stored, where it is and what to do about it."""

    path: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, by article id."""

    added: tuple[ArticleId, ...] = ()
    replaced: tuple[ArticleId, ...] = ()
    unchanged: tuple[ArticleId, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[str, ...] = ()
    chunks: int = 0
    withdrawn: tuple[ArticleId, ...] = ()
    """Taken out of every answer, since their publisher withholds or has canceled them, or they have expired."""
    held: tuple[ArticleId, ...] = ()
    """Kept until their embargo ends."""

    def joined(self, after: "IngestReport") -> "IngestReport":
        """Return what this one and the next did."""
        return IngestReport(
            self.added + after.added,
            self.replaced + after.replaced,
            self.unchanged + after.unchanged,
            self.problems + after.problems,
            self.notes + after.notes,
            self.chunks + after.chunks,
            self.withdrawn + after.withdrawn,
            self.held + after.held,
        )


class IngestStoppedError(DatelineError):
    """The data folder, its server or the embedding failed; what the report names as added or replaced stays stored."""

    def __init__(self, report: IngestReport, cause: StoreError | EmbeddingError | ServerError) -> None:
        stored = len(report.added) + len(report.replaced)
        super().__init__(f"stopped after {stored} new articles, which are stored: {cause}")
        self.report = report
        self.cause = cause
