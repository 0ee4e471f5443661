"""Read files into articles that are not cleaned yet, each by the reader of its format."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.cleaning.front_matter import front_matter
from qa.ingest.cleaning.paragraphs import paragraphs
from qa.ingest.readers.decoding import decode_page, decode_text
from qa.ingest.readers.documents import MAX_DOCUMENT, read_document
from qa.ingest.readers.ids import file_id, origin_of
from qa.ingest.readers.items import Place
from qa.ingest.readers.jsonl import read_articles
from qa.ingest.readers.metadata import check_suggested
from qa.ingest.readers.opening import MAX_BYTES, read_bytes
from qa.ingest.readers.raw_article import Extract, Extractors, Note, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_line, safe_path
from qa.ingest.readers.sidecar import Sidecar, read_sidecar
from qa.ingest.readers.tables import DELIMITED, read_delimited, read_tables
from qa.ingest.report import FileProblem

_LONGEST_TITLE = 200
_NO_TITLE = re.compile(r"[.,;:—–-][\"'”’»)\]]*$")
"""How a sentence, a dateline or a label ends, and a headline does not."""
_HEAD = 4_000
"""Characters that are looked at for the title."""
DOCUMENTS = (".xml", ".rss", ".atom", ".json")
"""Suffixes of feeds and of agencies' documents."""
_UNKNOWN = Metadata()


def read_files(files: Iterable[Path], extractors: Extractors, limit: int = MAX_BYTES) -> Iterator[ReadResult]:
    """Read the articles of `files` in order, with what the `sources.jsonl` beside each states.

    What cannot be read is a FileProblem that names file and line; the others still come. Only one article is in
    memory at a time. `limit` is the largest file, or line of JSON Lines, in bytes. Nothing is fetched.
    """
    sidecars: dict[Path, Sidecar] = {}
    for path in files:
        if path.parent not in sidecars:
            sidecars[path.parent] = read_sidecar(path.parent)
            yield from sidecars[path.parent].problems
        stated = sidecars[path.parent].metadata.get(path.name, _UNKNOWN)
        yield from read_file(path, extractors, stated=stated, limit=limit)


def read_file(
    path: Path, extractors: Extractors, *, stated: Metadata = _UNKNOWN, limit: int = MAX_BYTES
) -> Iterator[ReadResult]:
    """Read the articles of one file: one, or those of its rows. What is `stated` wins over what the file suggests."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".jsonl":
            yield from read_articles(path, limit)
        elif suffix == ".txt":
            yield _text_article(path, decode_text(read_bytes(path, limit)), stated)
        elif suffix in DELIMITED:
            page = decode_text(read_bytes(path, limit))
            yield RawArticle(file_id(path), read_delimited(page), stated, origin_of(path), page)
        elif suffix in DOCUMENTS:
            place = Place(safe_path(path), origin_of(path), stated)
            yield from read_document(read_bytes(path, min(limit, MAX_DOCUMENT)), place, extractors)
        elif suffix == ".md":
            yield from _extracted(path, decode_text(read_bytes(path, limit)), extractors.markdown, stated)
        else:
            yield from _extracted(path, decode_page(read_bytes(path, limit)), extractors.html, stated)
    except InputError as error:
        yield FileProblem(safe_path(path), str(error))


def _extracted(path: Path, page: str, extract: Extract, stated: Metadata) -> Iterator[ReadResult]:
    text, fields, origins = extract(page)
    if not text.strip():
        raise InputError("has no main text; give the article as .txt, or check that the page holds it without scripts")
    checked = check_suggested(fields, origins)
    for message in (*checked.faults, *checked.notes):
        yield Note(safe_path(path), f"left unknown: {message}")
    yield RawArticle(file_id(path), text, stated.completed(checked.metadata), origin_of(path), page)


def _text_article(path: Path, page: str, stated: Metadata) -> RawArticle:
    raw = read_tables(page)
    matter = front_matter(raw)
    headline = None if "title" in matter.fields() else _headline(raw[matter.end : matter.end + _HEAD])
    suggested = Metadata(title=headline, origins={"title": "first-line"} if headline else {})
    return RawArticle(file_id(path), raw, stated.completed(suggested), origin_of(path), page if raw != page else None)


def _headline(raw: str) -> str | None:
    """Return the first line where it stands alone above text, is short and does not end as a sentence does."""
    head = paragraphs(raw)
    if not head[1:]:
        return None
    line = safe_line(head[0].text)
    return line if 0 < len(line) <= _LONGEST_TITLE and not _NO_TITLE.search(line) else None
