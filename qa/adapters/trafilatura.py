"""Turns an HTML page into its main text, by trafilatura, and what the page states of itself in its metadata.

trafilatura and htmldate guess where a page is silent (a date from any figure in it, a name from its address), so their
metadata is not used: only what the page declares for machines counts, and a date only where it is called the
publication's.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from trafilatura import extract as main_text
from trafilatura import load_html

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
_CERTAIN_MOMENT = re.compile(r"\d{4}-?\d\d-?\d\d|.*(?:Z|[+-]\d\d(?::?\d\d)?)", re.IGNORECASE)

_Node = Any  # an lxml element; the library ships no types
_Declared = Mapping[str, object]


def extract(page: str) -> tuple[str, dict[str, object]]:
    """The main text, "" where there is none, and the stated fields by the names in `qa.ingest.readers.metadata.FIELDS`.

    Paragraphs and headings of the text are lines. Comments and tables are left out: the cells of a table are no
    sentences that could be quoted. Nothing is fetched. A field that the page does not state is absent.
    """
    tree: _Node = load_html(page, max_size=len(page.encode()))
    if tree is None:
        return "", {}
    text: str | None = main_text(tree, include_comments=False, include_tables=False, output_format="txt")
    return text or "", {name: value for name, value in _stated(tree).items() if value}


def _stated(tree: _Node) -> dict[str, object]:
    declared = next(_declared_articles(tree), {})
    headings = [" ".join(node.text_content().split()) for node in tree.iter("h1")]
    titles = [" ".join(node.text_content().split()) for node in tree.iter("title")]
    return {
        "title": _text(declared.get("headline"))
        or _meta(tree, "og:title")
        or (headings if len(headings) == 1 else titles or [""])[0],
        "publisher": next(iter(_names(declared.get("publisher"))), None) or _meta(tree, "og:site_name"),
        "authors": _names(declared.get("author"))
        or [name for name in [_meta(tree, "author")] if name and "://" not in name],
        "url": _address(tree, declared),
        "published_at": _published(tree, declared),
        "language": (tree.get("lang") or _text(declared.get("inLanguage")) or "").strip().replace("_", "-"),
    }


def _published(tree: _Node, declared: _Declared) -> str | None:
    """The first date that says its zone or is a bare day, else the first."""
    stated = [
        _text(declared.get("datePublished")),
        _meta(tree, "article:published_time"),
        _meta(tree, "datePublished"),
        *tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"),
    ]
    bodies = tree.xpath("//article") or tree.xpath("//main")
    if len(bodies) == 1:
        moments = {str(moment) for moment in bodies[0].xpath(".//time/@datetime")}
        stated += moments if len(moments) == 1 else []
    dates = [str(date).strip() for date in stated if date]
    return next((date for date in dates if _CERTAIN_MOMENT.fullmatch(date)), dates[0] if dates else None)


def _address(tree: _Node, declared: _Declared) -> str | None:
    page = declared.get("mainEntityOfPage")
    stated = [
        *tree.xpath("//link[@rel='canonical']/@href"),
        _meta(tree, "og:url"),
        _text(declared.get("url")),
        _text(page.get("@id") if isinstance(page, dict) else page),
    ]
    addresses = [str(address).strip() for address in stated if address]
    return next((address for address in addresses if "://" in address), addresses[0] if addresses else None)


def _meta(tree: _Node, name: str) -> str | None:
    for key in ("property", "name", "itemprop"):
        for content in tree.xpath(f"//meta[@{key}=$name]/@content", name=name):
            if content.strip():
                return str(content).strip()
    return None


def _declared_articles(tree: _Node) -> Iterator[_Declared]:
    """Objects of the page's JSON-LD that are articles by the types of schema.org."""
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
