"""Make items of an RSS or Atom feed, as the wiring's reader tells what stands in it."""

from collections.abc import Mapping
from typing import Any

from qa.ingest.readers.items import Item, Items
from qa.ingest.readers.json_fields import filled
from qa.ingest.readers.raw_article import Extractors

_Entry = Mapping[str, Any]


def read_syndication(text: str, extractors: Extractors) -> Items:
    """Return the items of a feed; raises InputError where it is none."""
    feed, entries = extractors.syndication(text)
    return Items([_item(entry, feed, extractors) for entry in entries], "feed", feed.get("key") or "feed")


def _item(entry: _Entry, feed: _Entry, extractors: Extractors) -> Item:
    kind = "content" if entry.get("content") else "summary"
    body, title = entry.get(kind, ""), entry.get("title", "")
    is_markup = bool(entry.get(f"{kind}_is_html")) and _is_markup(body)
    fields = {
        name: entry.get(name) for name in ("url", "publisher", "authors", "published_at", "updated_at", "language")
    }
    fields["title"] = extractors.fragment(title) if _is_markup(title) else title
    return Item(
        entry.get("name", ""),
        extractors.fragment(body) if is_markup else body,
        filled({"language": feed.get("language"), **filled(fields)}),
        body if is_markup else None,
        is_summary=kind == "summary",
    )


def _is_markup(text: str) -> bool:
    return "<" in text or "&" in text
