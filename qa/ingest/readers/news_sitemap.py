"""Read a news sitemap: the addresses of articles, with titles and dates and no text."""

from xml.etree.ElementTree import Element

from qa.errors import InputError
from qa.ingest.readers.items import Item, Items
from qa.ingest.readers.json_fields import filled
from qa.ingest.readers.xml_trees import local_name, text_of


def read_sitemap(root: Element) -> Items:
    """Return an item without text for each address; that one is missing tells nothing, since a sitemap holds two days.

    Raises:
        InputError: it lists other sitemaps.
    """
    if local_name(root) == "sitemapindex":
        raise InputError("lists other sitemaps and no articles; give one of those")
    items = [_item(entry) for entry in root.iterfind("{*}url") if text_of(entry, "{*}loc")]
    return Items(items, "feed", items[0].name.split("/")[2] if items and "://" in items[0].name else None)


def _item(entry: Element) -> Item:
    fields = {
        "url": text_of(entry, "{*}loc"),
        "title": text_of(entry, "{*}news/{*}title"),
        "publisher": text_of(entry, "{*}news/{*}publication/{*}name"),
        "language": text_of(entry, "{*}news/{*}publication/{*}language"),
        "published_at": text_of(entry, "{*}news/{*}publication_date"),
        "updated_at": text_of(entry, "{*}lastmod"),
    }
    return Item(fields["url"], "", filled(fields))
