"""Read files into articles that are not cleaned yet, each by the reader of its format."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.cleaning.paragraphs import paragraphs
from qa.ingest.readers.decoding import decode_page, decode_text
from qa.ingest.readers.ids import file_id, origin_of
from qa.ingest.readers.jsonl import read_articles
from qa.ingest.readers.metadata import check_metadata
from qa.ingest.readers.opening import MAX_BYTES, read_bytes
from qa.ingest.readers.raw_article import Extract, Extractors, Note, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_line, safe_path
from qa.ingest.readers.sidecar import Sidecar, merge_metadata, read_sidecar
from qa.ingest.report import FileProblem

_LONGEST_TITLE = 200
_NO_TITLE = re.compile(r"[.,;:—–-][\"'”’»)\]]*$")
"""How a sentence, a dateline or a label ends, and a headline does not."""
_HEAD = 4_000
"""Characters that are looked at for the title."""
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
            raw = decode_text(read_bytes(path, limit))
            metadata = merge_metadata(stated, Metadata(title=_headline(raw)))
            yield RawArticle(file_id(path), raw, metadata, origin_of(path))
        elif suffix == ".md":
            yield from _extracted(path, decode_text(read_bytes(path, limit)), extractors.markdown, stated)
        else:
            yield from _extracted(path, decode_page(read_bytes(path, limit)), extractors.html, stated)
    except InputError as error:
        yield FileProblem(safe_path(path), str(error))


def _extracted(path: Path, page: str, extract: Extract, stated: Metadata) -> Iterator[ReadResult]:
    text, fields = extract(page)
    if not text.strip():
        raise InputError("has no main text; give the article as .txt, or check that the page holds it without scripts")
    checked = check_metadata(fields)
    for message in (*checked.faults, *checked.notes):
        yield Note(safe_path(path), f"left unknown: {message}")
    yield RawArticle(file_id(path), text, merge_metadata(stated, checked.metadata), origin_of(path), page)


def _headline(raw: str) -> str | None:
    """Return the first line where it stands alone above text, is short and does not end as a sentence does."""
    head = paragraphs(raw[:_HEAD])
    if not head[1:]:
        return None
    line = safe_line(head[0].text)
    return line if 0 < len(line) <= _LONGEST_TITLE and not _NO_TITLE.search(line) else None
