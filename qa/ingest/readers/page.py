"""Make an article of a text or a page, whatever it was read from."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.domain.article import ArticleId, Metadata
from qa.errors import InputError
from qa.ingest.cleaning.front_matter import front_matter
from qa.ingest.cleaning.paragraphs import paragraphs
from qa.ingest.readers.metadata import check_suggested
from qa.ingest.readers.raw_article import Extract, Note, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_line
from qa.ingest.readers.tables import read_tables

_LONGEST_TITLE = 200
_NO_TITLE = re.compile(r"[.,;:—–-][\"'”’»)\]]*$")
"""How a sentence, a dateline or a label ends, and a headline does not."""
_HEAD = 4_000
"""Characters that are looked at for the title."""


class Place(NamedTuple):
    """Which article something is, where it comes from, and how messages name that."""

    id: ArticleId
    origin: str
    shown: str
    stated_id: bool = False


def text_article(place: Place, page: str, stated: Metadata) -> RawArticle:
    """Return the article of a plain text; where no title is stated, the first line may be it."""
    raw = read_tables(page)
    matter = front_matter(raw)
    headline = None if "title" in matter.fields() else _headline(raw[matter.end : matter.end + _HEAD])
    suggested = Metadata(title=headline, origins={"title": "first-line"} if headline else {})
    kept = page if raw != page else None
    return RawArticle(place.id, raw, stated.completed(suggested), place.origin, kept, place.stated_id)


def extracted(place: Place, page: str, extract: Extract, stated: Metadata) -> Iterator[ReadResult]:
    """Yield the article of a page, after a note of each field that it states in a wrong form.

    Raises:
        InputError: the page is broken or has no main text.
    """
    text, fields, origins = extract(page)
    if not text.strip():
        raise InputError("has no main text; give the article as .txt, or check that the page holds it without scripts")
    checked = check_suggested(fields, origins)
    for message in (*checked.faults, *checked.notes):
        yield Note(place.shown, f"left unknown: {message}")
    yield RawArticle(place.id, text, stated.completed(checked.metadata), place.origin, page, place.stated_id)


def _headline(raw: str) -> str | None:
    """Return the first line where it stands alone above text, is short and does not end as a sentence does."""
    head = paragraphs(raw)
    if not head[1:]:
        return None
    line = safe_line(head[0].text)
    return line if 0 < len(line) <= _LONGEST_TITLE and not _NO_TITLE.search(line) else None
