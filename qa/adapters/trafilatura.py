"""Extract the main text of an HTML page with trafilatura, and the fields that the page states in its metadata.

trafilatura and htmldate guess where a page is silent (a date from any figure in it, a name from its address), so their
metadata is not used: only what the page declares for machines counts, and a date only where it is called the
publication's.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from trafilatura import extract as main_text
from trafilatura import load_html

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
_CERTAIN_MOMENT = re.compile(r"\d{4}-?\d\d-?\d\d|.*(?:Z|[+-]\d\d(?::?\d\d)?)", re.IGNORECASE)

_Node = Any  # an lxml element; the library ships no types
_Declared = Mapping[str, object]


def extract(page: str) -> tuple[str, dict[str, object]]:
    """Return the main text, "" where there is none, and the stated fields by the names in `qa.ingest.readers.metadata.FIELDS`.

    Paragraphs and headings of the text are lines. Comments and tables are left out: the cells of a table are no
    sentences that could be quoted. Nothing is fetched. A field that the page does not state is absent.
    """
    tree: _Node = load_html(page, max_size=len(page.encode()))
    if tree is None:
        return "", {}
    text: str | None = main_text(tree, include_comments=False, include_tables=False, output_format="txt")
    statements = _Statements(tree)
    fields = {
        "title": statements.title(),
        "publisher": statements.publisher(),
        "authors": statements.authors(),
        "url": statements.url(),
        "published_at": statements.published_at(),
        "language": statements.language(),
    }
    return text or "", {name: value for name, value in fields.items() if value}


class _Statements:
    """What a page states of itself: in JSON-LD first, then in meta elements, then in its markup."""

    def __init__(self, tree: _Node) -> None:
        self._tree = tree
        self._declared: _Declared = next(_declared_articles(tree), {})

    def title(self) -> str:
        return _text(self._declared.get("headline")) or _meta(self._tree, "og:title") or self._heading()

    def _heading(self) -> str:
        headings = _texts_of(self._tree, "h1")
        if len(headings) == 1:
            return headings[0]
        return next(iter(_texts_of(self._tree, "title")), "")

    def publisher(self) -> str | None:
        return next(iter(_names(self._declared.get("publisher"))), None) or _meta(self._tree, "og:site_name")

    def authors(self) -> list[str]:
        return _names(self._declared.get("author")) or _names(_meta(self._tree, "author"))

    def url(self) -> str | None:
        """The first address that is absolute, else the first."""
        page = self._declared.get("mainEntityOfPage")
        stated = [
            *self._tree.xpath("//link[@rel='canonical']/@href"),
            _meta(self._tree, "og:url"),
            _text(self._declared.get("url")),
            _text(page.get("@id") if isinstance(page, dict) else page),
        ]
        return _best(stated, lambda address: "://" in address)

    def published_at(self) -> str | None:
        """The first date that says its zone or is a bare day, else the first."""
        stated = [
            _text(self._declared.get("datePublished")),
            _meta(self._tree, "article:published_time"),
            _meta(self._tree, "datePublished"),
            *self._tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"),
            *self._only_moment(),
        ]
        return _best(stated, lambda moment: _CERTAIN_MOMENT.fullmatch(moment) is not None)

    def _only_moment(self) -> set[str]:
        """The moment in the one body of the page, where it has one body and names one moment in it."""
        bodies = self._tree.xpath("//article") or self._tree.xpath("//main")
        if len(bodies) != 1:
            return set()
        moments = {str(moment) for moment in bodies[0].xpath(".//time/@datetime")}
        return moments if len(moments) == 1 else set()

    def language(self) -> str:
        stated = self._tree.get("lang") or _text(self._declared.get("inLanguage")) or ""
        return str(stated).strip().replace("_", "-")


def _best(stated: Sequence[object], is_certain: Callable[[str], bool]) -> str | None:
    """Return the first certain value, else the first; None where nothing is stated."""
    values = [str(value).strip() for value in stated if value]
    return next(filter(is_certain, values), values[0] if values else None)


def _texts_of(tree: _Node, tag: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.iter(tag)]


def _meta(tree: _Node, name: str) -> str | None:
    for key in ("property", "name", "itemprop"):
        for content in tree.xpath(f"//meta[@{key}=$name]/@content", name=name):
            if content.strip():
                return str(content).strip()
    return None


def _declared_articles(tree: _Node) -> Iterator[_Declared]:
    """Yield the objects of the page's JSON-LD that are articles by the types of schema.org."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            queue = [json.loads(str(script), strict=False)]
        except (ValueError, RecursionError):  # not ours to mend: such a page declares nothing
            continue
        while queue:
            value = queue.pop(0)
            if isinstance(value, list):
                queue += value
            elif isinstance(value, dict):
                kinds = value.get("@type")
                if any(_ARTICLE_TYPES.fullmatch(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield value
                queue += [value["@graph"]] if "@graph" in value else []


def _names(value: object) -> list[str]:
    each = value if isinstance(value, list) else [value]
    names = [_text(name.get("name") if isinstance(name, dict) else name) for name in each]
    return [name for name in names if name and "://" not in name]


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None
