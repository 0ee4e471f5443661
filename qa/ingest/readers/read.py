"""Read files into articles that are not cleaned yet, each by the reader of its format."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.readers.decoding import decode_page, decode_text
from qa.ingest.readers.ids import file_id, origin_of
from qa.ingest.readers.items import Source
from qa.ingest.readers.jsonl import read_articles
from qa.ingest.readers.news_formats import MAX_DOCUMENT, read_document
from qa.ingest.readers.opening import MAX_BYTES, read_bytes
from qa.ingest.readers.page import Place, extracted, text_article
from qa.ingest.readers.raw_article import Extractors, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_path
from qa.ingest.readers.sidecar import Sidecar, read_sidecar
from qa.ingest.readers.tables import DELIMITED, read_delimited
from qa.ingest.report import FileProblem

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
            yield text_article(_place(path), decode_text(read_bytes(path, limit)), stated)
        elif suffix in DELIMITED:
            page = decode_text(read_bytes(path, limit))
            yield RawArticle(file_id(path), read_delimited(page), stated, origin_of(path), page)
        elif suffix in DOCUMENTS:
            source = Source(safe_path(path), origin_of(path), stated)
            yield from read_document(read_bytes(path, min(limit, MAX_DOCUMENT)), source, extractors)
        elif suffix == ".md":
            yield from extracted(_place(path), decode_text(read_bytes(path, limit)), extractors.markdown, stated)
        else:
            yield from extracted(_place(path), decode_page(read_bytes(path, limit)), extractors.html, stated)
    except InputError as error:
        yield FileProblem(safe_path(path), str(error))


def _place(path: Path) -> Place:
    return Place(file_id(path), origin_of(path), safe_path(path))
