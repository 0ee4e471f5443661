"""Read a JSON Feed, version 1 or 1.1 (jsonfeed.org)."""

from collections.abc import Callable

from qa.errors import InputError
from qa.ingest.readers.items import Item, Items
from qa.ingest.readers.json_fields import Object, filled, members, string

Fragment = Callable[[str], str]
"""Return the text of a piece of HTML, each block a line."""


def is_json_feed(document: object) -> bool:
    """Return whether a document says that it is one."""
    return isinstance(document, dict) and "jsonfeed.org/version/" in str(document.get("version", ""))


def read_json_feed(document: object, fragment: Fragment) -> Items:
    """Return its items.

    Raises:
        InputError: it has no list of items.
    """
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        raise InputError("is a JSON Feed without 'items'; fetch it anew")
    key = next((link for name in ("feed_url", "home_page_url", "title") if (link := string(document.get(name)))), None)
    return Items(
        [_item(item, document, fragment) for item in items if isinstance(item, dict)], "feed", key or "json-feed"
    )


def _item(item: Object, feed: Object, fragment: Fragment) -> Item:
    html, plain, summary = (string(item.get(name)) for name in ("content_html", "content_text", "summary"))
    fields = {
        "title": item.get("title"),
        "url": item.get("url"),
        "published_at": item.get("date_published"),
        "updated_at": item.get("date_modified"),
        "language": item.get("language") or feed.get("language"),
        # Version 1 has one author.
        "authors": _names(item.get("authors")) or _names([item.get("author")]),
    }
    text = fragment(html) if html else plain or summary
    return Item(_name(item.get("id")), text, filled(fields), html or None, is_summary=not (html or plain))


def _names(authors: object) -> list[str]:
    return [name for author in members(authors) if (name := string(author.get("name")))]


def _name(value: object) -> str:
    # Feeds of version 1 have numbers here, and readers are told to take them as text.
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
