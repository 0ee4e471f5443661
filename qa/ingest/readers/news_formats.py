"""Read XML and JSON documents safely, and each by the reader of its format: feeds, sitemaps, and agencies' articles."""

import json
from collections.abc import Iterator

from qa.errors import InputError
from qa.ingest.readers.agency_json import is_agency_json, read_agency_json
from qa.ingest.readers.decoding import decode_text, decode_xml
from qa.ingest.readers.items import Items, Source, raw_articles
from qa.ingest.readers.json_feed import is_json_feed, read_json_feed
from qa.ingest.readers.news_sitemap import read_sitemap
from qa.ingest.readers.newsml import read_newsml
from qa.ingest.readers.raw_article import Extractors, ReadResult
from qa.ingest.readers.syndication import read_syndication
from qa.ingest.readers.xml_trees import parse_xml, root_name

MAX_DOCUMENT = 20_000_000
"""Bytes of a document that is read as a whole."""
_SYNDICATED = {"rss", "RDF", "feed", "channel"}
_NEWSML = {"newsItem", "newsMessage", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"}


def read_document(content: bytes, place: Source, extractors: Extractors) -> Iterator[ReadResult]:
    """Yield the articles of a document, in whichever of the formats it is.

    Raises:
        InputError: it is in none of them, is damaged or grows as it is read, or holds no text.
    """
    yield from raw_articles(read_items(content, extractors), place)


def read_items(content: bytes, extractors: Extractors) -> Items:
    """Return the items of a document; raises as `read_document` does, but where there are only links."""
    if len(content) > MAX_DOCUMENT:
        raise InputError(f"is larger than {MAX_DOCUMENT:,} bytes, which is the most for a feed; split it")
    return (
        _of_json(content, extractors)
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
        else _of_xml(content, extractors)
    )


def _of_json(content: bytes, extractors: Extractors) -> Items:
    document = _json(content)
    if is_json_feed(document):
        return read_json_feed(document, extractors.fragment)
    if is_agency_json(document):
        return read_agency_json(document, extractors.fragment)
    raise InputError(
        "is JSON, but no JSON Feed, ninjs or AP Media API document; give articles of your own as JSON Lines (.jsonl)"
    )


def _json(content: bytes) -> object:
    # Untrusted: made safe here. Nesting without end raises, and so does a number of a million digits.
    try:
        return json.loads(decode_text(content))
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg} at line {error.lineno}; mend it or fetch it anew") from error
    except (ValueError, RecursionError) as error:
        raise InputError("is not JSON that can be read: nested too deep, or a number of too many digits") from error


def _of_xml(content: bytes, extractors: Extractors) -> Items:
    text = decode_xml(content)
    root = root_name(text)
    if root in _SYNDICATED:
        return read_syndication(text, extractors)
    if root in {"urlset", "sitemapindex"}:
        return read_sitemap(parse_xml(text))
    if root in _NEWSML:
        return read_newsml(parse_xml(text), extractors.fragment)
    raise InputError(
        f"is XML of the kind {root[:40]!r}, but no RSS, Atom, news sitemap or NewsML-G2; give articles as .html, .txt or .jsonl"
    )
