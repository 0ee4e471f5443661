"""Make ids that can stand in a URL and a command, from the names and the origins of articles."""

import hashlib
import os
import re
from pathlib import Path

from qa.domain.article import ArticleId
from qa.ingest.readers.safe_text import safe_path

_LONGEST = 128
_DIGEST = 10
"""Hex digits, 40 bits; to collide, two names must share the readable part as well."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._:/-]+")
_DOTS = re.compile(r"(?<![^/])\.+(?![^/])")
"""A path segment of dots alone, which clients and proxies fold away."""


def article_id(name: str) -> ArticleId:
    """Return `name` where it is fit to be an id; else a fit form of it that ends in a digest of the whole name.

    An id has 1 to 128 of the characters `A-Z a-z 0-9 . _ : / -`, starts with a letter, a digit or an underscore, and
    has no empty or dots-only path segment. Two names never get one id but by a collision of their digests.
    """
    slug = _DOTS.sub("-", _UNSAFE.sub("-", name))
    slug = re.sub(r"/{2,}", "/", slug).lstrip("-./:").rstrip("/")
    if slug == name and 0 < len(slug) <= _LONGEST:
        return ArticleId(slug)
    return _tagged(slug or "article", name)


def distinct_id(identity: ArticleId, origin: str) -> ArticleId:
    """Return `identity` with a digest of the origin: for an id that an article from elsewhere already has."""
    return _tagged(identity, origin)


def file_id(path: Path) -> ArticleId:
    """Return the id of a file's article: the file's name without folder and suffix."""
    return article_id(safe_path(path.stem))


def text_id(text: str) -> ArticleId:
    """Return the id of an article of which nothing but its text is known."""
    return article_id(f"text-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}")


def origin_of(path: Path) -> str:
    """Return the file's absolute path, the same from whichever folder it was named."""
    return safe_path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, absolute() keeps ".."


def _tagged(slug: str, name: str) -> ArticleId:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return ArticleId(f"{slug[: _LONGEST - _DIGEST - 1].rstrip('-./:')}-{digest}")
