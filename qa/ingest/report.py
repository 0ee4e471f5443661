"""What an ingest did, and what it could not do."""

from dataclasses import dataclass, field

from qa.domain.article import ArticleId


@dataclass(frozen=True, slots=True)
class FileProblem:
    """An input that did not go in, where it is and what to do about it."""

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
    notes: tuple[str, ...] = field(default_factory=tuple[str, ...])
    chunks: int = 0
