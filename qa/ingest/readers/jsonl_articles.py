"""Turns the rows of a JSON Lines file into articles that are not cleaned yet."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.domain.article import ArticleId
from qa.errors import InputError
from qa.ingest.readers.files import LIMIT
from qa.ingest.readers.ids import article_id, origin_of, printable
from qa.ingest.readers.jsonl import rows
from qa.ingest.readers.metadata import FIELDS, Fields, safe_line, stated
from qa.ingest.readers.raw_article import Note, RawArticle, Reading
from qa.ingest.report import FileProblem

_KNOWN = FIELDS | {"id", "text"}
_MOST_NAMED = 10
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def read_rows(path: Path, limit: int = LIMIT) -> Iterator[Reading]:
    """One article a row `{"id", "title", "text", "url", "publisher", "authors", "published_at", "language"}`.

    Only the text is required. Without an id, one is made from the URL, else from the text. A row that is not JSON or
    states a field of the wrong form is a FileProblem with its line; the others come. Unknown fields are named once.

    Raises:
        InputError: the file cannot be opened or read, or has no rows.
    """
    name, origin = printable(str(path)), origin_of(path)
    unknown: set[str] = set()
    number = 0
    for number, row in rows(path, limit):
        try:
            read = _article(row, f"{origin}#{number}")
        except InputError as error:
            yield FileProblem(name, str(error), number)
            continue
        yield from (Note(name, message, number) for message in read.notes)
        yield read.article
        unknown |= read.unknown
    if not number:
        raise InputError("is empty or holds nothing but white space; remove it or fill it")
    if unknown:
        listed = ", ".join(repr(safe_line(key)[:40]) for key in sorted(unknown)[:_MOST_NAMED])
        yield Note(name, f"ignored fields that articles do not have: {listed}")


@dataclass(frozen=True, slots=True)
class _Read:
    article: RawArticle
    notes: tuple[str, ...]
    unknown: frozenset[str]


def _article(row: Fields | InputError, origin: str) -> _Read:
    if isinstance(row, InputError):
        raise row
    text = checked_text(row)
    checked = stated(row)
    if checked.faults:
        raise InputError("; ".join(checked.faults))
    metadata = checked.metadata
    article = RawArticle(_identity(row.get("id"), metadata.url, text), text, metadata, origin, stated_id=True)
    return _Read(article, checked.notes, frozenset(row) - _KNOWN)


def checked_text(row: Fields) -> str:
    """The text of a row.

    Raises:
        InputError: there is none, or it holds what no text has.
    """
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("'text' is missing, empty or no text; every article needs its text there")
    if "\x00" in text or _HALF_PAIR.search(text):
        raise InputError("'text' holds NUL or half of a surrogate pair, which no text has; mend the escape")
    return text


def _identity(stated_id: object, url: str | None, text: str) -> ArticleId:
    if isinstance(stated_id, bool) or not isinstance(stated_id, (str, int, type(None))):
        raise InputError(f"'id' must be text or a whole number, not {stated_id!r:.40}")
    if stated_id is not None and stated_id != "":
        return article_id(str(stated_id))
    if url:
        return article_id(url.split("://", 1)[1])
    return article_id(f"text-{hashlib.sha256(text.encode()).hexdigest()[:16]}")
