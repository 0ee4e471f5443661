"""The results of reading: articles that are not cleaned yet, notes, and problems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.domain.article import ArticleId, FieldOrigin, Metadata
from qa.ingest.readers.metadata import Fields
from qa.ingest.report import FileProblem


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its file or request holds it; `raw` is decoded and otherwise untouched, but that tables are read."""

    id: ArticleId
    raw: str
    metadata: Metadata
    origin: str
    """The file's absolute path, with `#line` for a row of JSON Lines."""
    page: str | None = None
    """The page as it was, where `raw` was extracted from it: HTML, Markdown, CSV, or a text with tables."""
    stated_id: bool = False
    """Whether the input itself says which article it is; the name of a file does not, for another folder may have it too."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that its owner may want to know; its articles are stored."""

    path: str
    message: str
    line: int | None = None


def note_line(note: Note) -> str:
    """Return a note as a line of a report."""
    place = note.path if note.line is None else f"{note.path}:{note.line}"
    return f"{place}: {note.message}"


ReadResult = RawArticle | Note | FileProblem
Extract = Callable[[str], tuple[str, Fields, Mapping[str, FieldOrigin]]]
"""Return a page's main text ("" where there is none), the fields that it states of itself, and where each of them stands.

Raises InputError where the page is broken."""

ReadFeed = Callable[[str], tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
"""Return what a feed says of itself and of each entry. Raises InputError where it is no feed."""


@dataclass(frozen=True, slots=True)
class Extractors:
    """How to extract the text of the formats that are not text themselves."""

    html: Extract
    markdown: Extract
    fragment: Callable[[str], str]
    """Return the text of a piece of HTML, each block a line; nothing of it is left out but what is not read."""
    syndication: ReadFeed
