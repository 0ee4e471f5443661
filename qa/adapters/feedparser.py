"""Read RSS and Atom with feedparser, of every version and with the usual mistakes.

Its dates are not used: it takes a time without a zone for one of Greenwich. What a feed states goes on as it is written.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import feedparser

from qa.errors import InputError

# Untrusted: it ends at the first character that is no digit, and nothing is tried twice.
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<decimal>\d{1,8}));")
_MARKUP = {"text/html", "application/xhtml+xml"}
_SURROGATES = (0xD800, 0xDFFF)
_Dict = Mapping[str, Any]


def read(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a feed says of itself, and of each of its entries; what is not stated is absent.

    Raises:
        InputError: it is no feed.
    """
    # Untrusted: made safe here. A stream is never taken for an address or a path, and the caller has refused whatever declares
    # entities; markup becomes text elsewhere, so that nothing needs to be sanitised or resolved here.
    parsed = feedparser.parse(
        BytesIO(_REFERENCE.sub(_readable, text).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed["entries"]:
        raise InputError("is no RSS or Atom that can be read; fetch it anew, or look at its address in a browser")
    feed, version = parsed["feed"], str(parsed.get("version", ""))
    about = {"key": _own_address(feed), "language": feed.get("language")}
    return about, [_entry(entry, version) for entry in parsed["entries"]]


def _readable(reference: re.Match[str]) -> str:
    """Return a character reference as it is, and a mark for one to half of a surrogate pair, on which feedparser fails."""
    number = int(reference["hex"], 16) if reference["hex"] else int(reference["decimal"])
    return "\ufffd" if _SURROGATES[0] <= number <= _SURROGATES[1] else reference.group()


def _own_address(feed: _Dict) -> str | None:
    links = [link for link in feed.get("links", []) if link.get("rel") == "self"]
    return next((link.get("href") for link in links if link.get("href")), None) or feed.get("link") or feed.get("title")


def _entry(entry: _Dict, version: str) -> dict[str, Any]:
    content = _content(entry.get("content", []))
    summary = entry.get("summary_detail") or {}
    # In Atom a source is a feed that the entry was copied from; in RSS it is who published the article.
    source = {} if version.startswith("atom") else entry.get("source") or {}
    facts = {
        "name": entry.get("id"),
        "title": entry.get("title"),
        "url": _link(entry),
        "authors": [author["name"] for author in entry.get("authors", []) if author.get("name")],
        "publisher": source.get("title") or entry.get("publisher"),
        "language": content.get("language") or summary.get("language"),
        "content": content.get("value"),
        "content_is_html": content.get("type") in _MARKUP,
        "summary": summary.get("value"),
        "summary_is_html": summary.get("type") in _MARKUP,
        **_dates(entry, version),
    }
    return {name: value for name, value in facts.items() if value}


def _link(entry: _Dict) -> str | None:
    """Return the address; feedparser takes a guid for one where there is no other, whatever it looks like."""
    link = entry.get("link")
    return None if link == entry.get("id") and "://" not in str(link) else link


def _content(contents: Sequence[_Dict]) -> _Dict:
    """Return the content in markup, else the first."""
    filled = [content for content in contents if content.get("value")]
    return next((each for each in filled if each.get("type") in _MARKUP), next(iter(filled), {}))


def _dates(entry: _Dict, version: str) -> dict[str, str | None]:
    # Asked by `in`, since feedparser answers "updated" with another date where there is none.
    published, updated = (entry[name] if name in entry else None for name in ("published", "updated"))  # noqa: SIM401 see above
    if published is None and version.startswith(("rss10", "rss090")):
        # RSS 1.0 has one date, that of Dublin Core.
        published = updated
    return {"published_at": published, "updated_at": updated}
