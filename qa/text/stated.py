"""The names under which front matter, feed entries and heads of mails state facts about an article."""

from collections.abc import Mapping

FIELD_BY_KEY: Mapping[str, str] = {
    "title": "title",
    "headline": "title",
    "subject": "title",
    "author": "authors",
    "authors": "authors",
    "byline": "authors",
    "by": "authors",
    "creator": "authors",
    "dc:creator": "authors",
    "date": "published_at",
    "dc:date": "published_at",
    "published": "published_at",
    "published_at": "published_at",
    "publishdate": "published_at",
    "datepublished": "published_at",
    "pubdate": "published_at",
    "lastmod": "updated_at",
    "modified": "updated_at",
    "updated": "updated_at",
    "updated_at": "updated_at",
    "datemodified": "updated_at",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "canonical_url": "url",
    "publisher": "publisher",
    "outlet": "publisher",
    "newspaper": "publisher",
    "source": "publisher",
    "lang": "language",
    "language": "language",
}
"""The field that a key states, by the key in lower case, as site generators, feeds and archives write it."""
