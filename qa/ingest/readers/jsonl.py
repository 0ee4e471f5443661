"""Read JSON Lines, one line at a time, whatever the size of the file: objects, and the articles that they state."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.domain.article import ArticleId
from qa.errors import InputError
from qa.ingest.readers.article_fields import ARTICLE_FIELDS, check_article
from qa.ingest.readers.decoding import decode_text
from qa.ingest.readers.ids import article_id, origin_of, text_id
from qa.ingest.readers.metadata import Fields
from qa.ingest.readers.opening import MAX_BYTES, open_regular
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_line, safe_path
from qa.ingest.readers.tables import read_tables
from qa.ingest.report import FileProblem

_MAX_NAMED = 10
"""Unknown fields that a note names."""
_MAX_SHOWN = 40
"""Characters of an untrusted value that a message shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank: its number, from 1, and its object, or why it has none."""

    number: int
    content: Fields | InputError

    def fields(self) -> Fields:
        """Return the line's object.

        Raises:
            InputError: the line is too long, not JSON, or another value than an object.
        """
        if isinstance(self.content, InputError):
            raise self.content
        return self.content


def read_articles(path: Path, limit: int) -> Iterator[ReadResult]:
    """Read one article a row `{"id", "title", "text", "url", "publisher", "authors", "published_at", "updated_at", "language"}`.

    Only the text is required. Without an id, one is made from the URL, else from the text. A row that is not JSON or
    states a field of the wrong form is a FileProblem with its line; the others come. Unknown fields are named once.

    Raises:
        InputError: the file cannot be opened or read, or has no rows.
    """
    name, origin = safe_path(path), origin_of(path)
    unknown: set[str] = set()
    row: Row | None = None
    for row in rows(path, limit):
        try:
            fields = row.fields()
            article, notes = _article(fields, f"{origin}#{row.number}")
        except InputError as error:
            yield FileProblem(name, str(error), row.number)
            continue
        yield from (Note(name, note, row.number) for note in notes)
        yield article
        unknown |= fields.keys() - ARTICLE_FIELDS
    if row is None:
        raise InputError("is empty or holds nothing but white space; remove it or fill it")
    if unknown:
        listed = ", ".join(repr(safe_line(key)[:_MAX_SHOWN]) for key in sorted(unknown)[:_MAX_NAMED])
        yield Note(name, f"ignored fields that articles do not have: {listed}")


def rows(path: Path, limit: int = MAX_BYTES) -> Iterator[Row]:
    """Read the objects of the file in order; blank lines count but give nothing. Only one line is in memory at a time.

    A line of more than `limit` bytes gives an error in its place, and so does one that is not a JSON object.

    Raises:
        InputError: the file cannot be opened or read.
    """
    try:
        with open_regular(path) as file:
            yield from rows_in(file, limit)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; try again") from error


def rows_in(file: BinaryIO, limit: int = MAX_BYTES) -> Iterator[Row]:
    """Read the objects of a file that is open, as `rows` does."""
    for number, line in enumerate(_lines(file, limit), start=1):
        if line is None:
            yield Row(number, InputError(f"is longer than {limit:,} bytes; split it"))
        elif line.strip():
            yield Row(number, _object(line))


def row_of(number: int, value: object) -> Row:
    """Return the row of a value that JSON gave."""
    return Row(number, _checked_object(value))


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Read the lines of the file; None in the place of one that is too long."""
    while line := file.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(limit + 1)
        yield None


def _object(line: bytes) -> Fields | InputError:
    try:
        value = json.loads(decode_text(line))
    except InputError as error:
        return error
    except json.JSONDecodeError as error:
        return InputError(f"is not JSON: {error.msg} at column {error.colno}; mend the line")
    except (ValueError, RecursionError):
        return InputError("is not JSON that can be read: nested too deep, or a number of too many digits")
    return _checked_object(value)


def _checked_object(value: object) -> Fields | InputError:
    if not isinstance(value, dict):
        return InputError(f'must be an object such as {{"text": "…"}}, not {safe_line(str(value))[:_MAX_SHOWN]!r}')
    return value


def _article(fields: Fields, origin: str) -> tuple[RawArticle, tuple[str, ...]]:
    """Return the article, and what of its fields was left out on purpose."""
    checked = check_article(fields, "json-lines")
    identity = _stated_id(fields.get("id")) or _derived_id(checked.metadata.url, checked.text)
    text = read_tables(checked.text)
    page = checked.text if text != checked.text else None
    return RawArticle(identity, text, checked.metadata, origin, page, stated_id=True), checked.notes


def _stated_id(value: object) -> ArticleId | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError(f"'id' must be text or a whole number, not {value!r:.40}")
    return article_id(str(value))


def _derived_id(url: str | None, text: str) -> ArticleId:
    return article_id(url.split("://", 1)[1]) if url else text_id(text)
