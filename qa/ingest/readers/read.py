"""Turns files into articles that are not cleaned yet."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.cleaning.paragraphs import paragraphs
from qa.ingest.readers.files import LIMIT, read_page, read_text
from qa.ingest.readers.ids import file_id, origin_of, printable
from qa.ingest.readers.jsonl_articles import read_rows
from qa.ingest.readers.metadata import safe_line, stated
from qa.ingest.readers.raw_article import Extract, Extractors, Note, RawArticle, Reading
from qa.ingest.readers.sidecar import Sources, merged, sources
from qa.ingest.report import FileProblem

_LONGEST_TITLE = 200
_NO_TITLE = re.compile(r"[.,;:—–-][\"'”’»)\]]*$")
"""How a sentence, a dateline or a label ends, and a headline does not."""
_HEAD = 4_000
"""Characters that are looked at for the title."""


def read_all(files: Iterable[Path], extractors: Extractors, limit: int = LIMIT) -> Iterator[Reading]:
    """The articles of `files` (see `qa.ingest.readers.files.find`) in order, with what the `sources.jsonl` beside each says.

    What cannot be read is a FileProblem that names file and line; the others still come. Only one article is in
    memory at a time. `limit` is the largest file, or line of JSON Lines, in bytes. Nothing is fetched.
    """
    folders: dict[Path, Sources] = {}
    for path in files:
        if path.parent not in folders:
            folders[path.parent] = sources(path.parent)
            yield from folders[path.parent].problems
        yield from read(path, extractors, known=folders[path.parent].known.get(path.name), limit=limit)


def read(path: Path, extractors: Extractors, *, known: Metadata | None = None, limit: int = LIMIT) -> Iterator[Reading]:
    """The articles of one file: one, or those of its rows. What is `known` of it wins over what the file suggests."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".jsonl":
            yield from read_rows(path, limit)
        elif suffix == ".txt":
            raw = read_text(path, limit)
            metadata = merged(known, Metadata(title=_headline(raw)))
            yield RawArticle(file_id(path), raw, metadata, origin_of(path))
        else:
            markdown = suffix == ".md"
            page = read_text(path, limit) if markdown else read_page(path, limit)
            yield from _extracted(path, page, extractors.markdown if markdown else extractors.html, known)
    except InputError as error:
        yield FileProblem(printable(str(path)), str(error))


def _extracted(path: Path, page: str, extract: Extract, known: Metadata | None) -> Iterator[Reading]:
    text, fields = extract(page)
    if not text.strip():
        raise InputError("has no main text; give the article as .txt, or check that the page holds it without scripts")
    checked = stated(fields)
    for message in (*checked.faults, *checked.notes):
        yield Note(printable(str(path)), f"left unknown: {message}")
    yield RawArticle(file_id(path), text, merged(known, checked.metadata), origin_of(path), page)


def _headline(raw: str) -> str | None:
    """The first line where it stands alone above text, is short and does not end as a sentence does."""
    head = paragraphs(raw[:_HEAD])
    if not head[1:]:
        return None
    line = safe_line(head[0].text)
    return line if 0 < len(line) <= _LONGEST_TITLE and not _NO_TITLE.search(line) else None
