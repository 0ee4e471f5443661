"""Read the documents of another library's reader into articles that are not cleaned yet."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID

from qa.errors import InputError
from qa.ingest.readers.article_fields import checked_text
from qa.ingest.readers.ids import article_id, file_id, origin_of, text_id
from qa.ingest.readers.metadata import Fields, check_suggested, is_web_address
from qa.ingest.readers.page import Place, extracted, text_article
from qa.ingest.readers.raw_article import Extractors, Note, ReadResult
from qa.ingest.readers.safe_text import safe_line, safe_path
from qa.ingest.report import FileProblem
from qa.ports import Document, DocumentReader

_NAMES: Mapping[str, Sequence[str]] = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "outlet", "site_name", "sitename"),
    "authors": ("authors", "author", "creator", "byline"),
    "url": ("url", "link", "source_url", "page_url"),
    "published_at": (
        "published_at", "published", "publish_date", "published_date", "publication_date", "date_published", "pub_date",
        "pubdate", "date",
    ),
    "updated_at": ("updated_at", "updated", "modified", "date_modified", "last_modified", "lastmod"),
    "language": ("language", "lang"),
}  # fmt: skip
"""Under which names, in any case, readers state the fields of an article; the first that says something holds."""
_IDS = ("id", "article_id", "doc_id", "document_id", "page_id")
"""Under which names their metadata state which document it is."""
_HTML = re.compile(r"\s{0,100}<(?:!doctype html|html[\s>])", re.IGNORECASE)
_LONGEST_KEY = 2_000


def read_documents(
    reader: DocumentReader, paths: Sequence[Path], extractors: Extractors, limit: int
) -> Iterator[ReadResult]:
    """Read what the reader loads from each path, or without one where there are none.

    A document is an article: a page of HTML is extracted as its file would be, and anything else is text. What cannot be
    read is a FileProblem; the others still come. `limit` is the largest document in bytes.
    """
    identities = _Identities()
    places: Sequence[Path | None] = paths or [None]
    for path in places:
        shown = safe_path(path) if path else reader.name
        try:
            _check_there(path)
            yield from _loaded(reader, path, identities, extractors, limit)
        except InputError as error:
            yield FileProblem(shown, str(error))


def _loaded(
    reader: DocumentReader, path: Path | None, identities: "_Identities", extractors: Extractors, limit: int
) -> Iterator[ReadResult]:
    number = 0
    for number, document in enumerate(reader.load(path), start=1):
        place = identities.place(document, path, reader.name)
        try:
            _check(document.text, limit)
            yield from _article(document, place, extractors)
        except InputError as error:
            yield FileProblem(place.shown, f"document {number} {error}")
    if not number:
        raise InputError(f"{reader.name} found no documents here; check what it was given")


def _check_there(path: Path | None) -> None:
    if path and not os.path.lexists(path):
        raise InputError("is not there; check the name")


def _check(text: str, limit: int) -> None:
    # Untrusted: made safe here, as the files and the rows of a reader of our own are.
    if not text.strip():
        raise InputError("has no text; if it is a picture, read the words in it first")
    if len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit:
        raise InputError(f"is larger than {limit:,} bytes; split it")
    checked_text(text)


def _article(document: Document, place: Place, extractors: Extractors) -> Iterator[ReadResult]:
    checked = check_suggested(_fields(document), "reader")
    for message in (*checked.faults, *checked.notes):
        yield Note(place.shown, f"left unknown: {message}")
    if _HTML.match(document.text):
        yield from extracted(place, document.text, extractors.html, checked.metadata)
    else:
        yield text_article(place, document.text, checked.metadata)


def _fields(document: Document) -> Fields:
    stated = _lowered(document)
    fields = {name: _first(stated, names) for name, names in _NAMES.items()}
    return {
        **fields,
        "url": _address(document, stated) or fields["url"],
        "published_at": _moment(fields["published_at"]),
        "updated_at": _moment(fields["updated_at"]),
    }


def _lowered(document: Document) -> Fields:
    return {str(name).lower(): value for name, value in document.metadata.items()}


def _first(stated: Fields, names: Iterable[str]) -> object:
    return next((stated[name] for name in names if stated.get(name)), None)


def _address(document: Document, stated: Fields) -> str | None:
    """Return the first web address among what may be one; "source" is as often the name of a file."""
    candidates = [*(stated.get(name) for name in (*_NAMES["url"], "source")), document.id]
    return next((it for it in candidates if isinstance(it, str) and is_web_address(it)), None)


def _moment(value: object) -> object:
    """Return a date of Python's in ISO 8601; a midnight without a zone is a bare date, which knows no time."""
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


@dataclass(slots=True)
class _Identities:
    """Tells which article each document is, so that the same one again is the same article.

    A document is known by the id that its reader states, else by its address, else by its file, else by its text. Several
    under one name, as the sections of a file, are numbered in their order.
    """

    _texts: dict[str, dict[bytes, int]] = field(default_factory=dict)
    """By name, the digests of the texts that had it, each with its number."""

    def place(self, document: Document, path: Path | None, reader: str) -> Place:
        """Return the place of a document that was loaded from `path`."""
        named = _named(document, path, reader)
        digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()
        texts = self._texts.setdefault(named.origin, {})
        number = texts.setdefault(digest, len(texts) + 1)
        if number == 1:
            return named
        return named._replace(id=article_id(f"{named.id}/{number}"), origin=f"{named.origin}#{number}")


def _named(document: Document, path: Path | None, reader: str) -> Place:
    stated = _lowered(document)
    name, address = _stated_id(document, stated), _address(document, stated)
    file = _file(stated, path)
    if address and name in {None, address}:
        return Place(article_id(address.split("://", 1)[1]), address, safe_line(address), stated_id=True)
    if name:
        shown = safe_line(name)
        return Place(article_id(name), f"{safe_line(reader)}:{shown}", shown, stated_id=True)
    if file:
        page = _first(stated, ["page_label"])
        identity, origin = file_id(file), origin_of(file)
        if isinstance(page, (str, int)):
            identity, origin = article_id(f"{identity}/{page}"), f"{origin}#{safe_line(str(page))}"
        return Place(identity, origin, safe_path(file))
    identity = text_id(document.text)
    return Place(identity, f"{safe_line(reader)}:{identity}", safe_line(reader), stated_id=True)


def _stated_id(document: Document, stated: Fields) -> str | None:
    """Return the id that the reader gave; LlamaIndex makes a random UUID where it gave none, which is another each time."""
    if not _is_uuid(document.id):
        return document.id[:_LONGEST_KEY] or None
    named = [str(value) for name in _IDS if isinstance(value := stated.get(name), (str, int)) and value != ""]
    return named[0][:_LONGEST_KEY] if named else None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _file(stated: Fields, path: Path | None) -> Path | None:
    named = _first(stated, ["file_path"])
    return Path(named) if isinstance(named, str) else path
