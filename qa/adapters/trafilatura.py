"""Extract the main text of an HTML page with trafilatura, and the fields that the page states in its metadata.

trafilatura and htmldate guess where a page is silent (a date from any figure in it, a name from its address), so their
metadata is not used: only what the page declares for machines counts, and a date only where it is called the
publication's.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree, html
from trafilatura import extract as main_text
from trafilatura import load_html

from qa.domain.article import FieldOrigin
from qa.text.rows import row_sentences

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
_CERTAIN_MOMENT = re.compile(r"\d{4}-?\d\d-?\d\d|.*(?:Z|[+-]\d\d(?::?\d\d)?)", re.IGNORECASE)

_NESTED = ("@graph", "mainEntity")
"""Where an object of JSON-LD holds the article that the page is about; lists of others, which it links to, are not read."""
_PUBLISHED = (
    *("article:published_time", "datePublished", "og:published_time", "article.published", "date", "dc.date.issued"),
    *("dcterms.issued", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish_date", "publish-date"),
    *("parsely-pub-date", "sailthru.date", "citation_publication_date"),
)
_UPDATED = ("article:modified_time", "dateModified", "og:updated_time", "dcterms.modified", "last-modified")
_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "byline",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
)
_PUBLISHER = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "application-name")
_MARKUP: FieldOrigin = "markup"
_META: FieldOrigin = "meta"
_MOMENTS_MARKED = "//time[@itemprop='datePublished' or @pubdate]/@datetime"
_AUTHORS_MARKED = "//*[@itemprop='author']/descendant-or-self::*[@itemprop='name'][1] | //a[@rel='author']"
_CREDITS_MARKED = (
    "//*[self::p or self::div or self::span or self::address or self::time or self::small or self::h4]"
    "[not(ancestor::aside or ancestor::nav or ancestor::footer)][contains(@class, 'byline') or contains(@class, 'author')"
    " or contains(@class, 'publish') or contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'meta')]"
)
_MOST_MARKED, _LONGEST_CREDIT = 20, 200
_CREDIT = re.compile(
    r"(?:by|(?:first |originally )?(?:published|posted)|(?:written|reported) by)\b:? \S", re.IGNORECASE
)
_ADDRESS = re.compile(r"[/@]")
_BY = re.compile(r"\s*by:? ", re.IGNORECASE)
_LAID_OUT = ".//table | .//form | .//ul[count(li) > 3] | ancestor::table | .//td[count(p) > 1] | .//h1"
"""What a table has, or stands in, that lays out a page."""
_LONGEST_CELL, _WIDEST = 300, 40
"""Characters of a cell and columns of a table; a longer cell is a text that the page lays out."""

_Node = Any  # an lxml element; the library ships no types
_Declared = Mapping[str, object]


def extract(page: str) -> tuple[str, dict[str, object], dict[str, FieldOrigin]]:
    """Return the main text, "" where there is none, the stated fields by their names in `Metadata`, and where each stands.

    Paragraphs, headings and rows of tables are lines of the text. A byline or a "Published …" of the page that the extraction
    has left out opens it. Comments are left out, and tables that only lay out the page. Nothing is fetched. A field that the
    page does not state is absent.
    """
    tree: _Node = load_html(page, max_size=len(page.encode()))
    if tree is None:
        return "", {}, {}
    statements = _Statements(tree)
    stated = {
        "title": statements.title(),
        "publisher": statements.publisher(),
        "authors": statements.authors(),
        "url": statements.url(),
        "published_at": statements.published_at(),
        "updated_at": statements.updated_at(),
        "language": statements.language(),
        "correction": statements.correction(),
    }
    printed = _printed_credits(tree)
    _read_tables(tree)
    text: str = main_text(tree, include_comments=False, include_tables=False, output_format="txt") or ""
    lines = set(text.split("\n"))
    missing = [credit for credit in printed if credit not in lines] if text else []
    known = {name: field for name, field in stated.items() if field is not None}
    return (
        "\n".join([*missing, text]),
        {name: field.value for name, field in known.items()},
        {name: field.origin for name, field in known.items()},
    )


_BLOCKS = frozenset(
    (
        "address article aside block blockquote body body.content br dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 "
        "h5 h6 header hl1 hl2 hr li main nav ol p pre section table tr ul"
    ).split()
)
"""Elements that begin and end a line, those of NITF among them."""
_UNREAD = frozenset("script style template noscript iframe object svg title".split())
_MOST_TEXT = 5_000_000


def fragment(markup: str) -> str:
    """Return the text of a piece of HTML, each block a line; scripts and the like are left out, and nothing else."""
    tree: _Node = html.document_fromstring(
        f"<html><body>{markup[:_MOST_TEXT]}</body></html>".encode("utf-8", "replace"),
        parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
    )
    _read_tables(tree)
    lines, line, unread = list[str](), list[str](), 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        unread += (node.tag in _UNREAD) * (1 if event == "start" else -1)
        if node.tag in _BLOCKS:
            lines.append(" ".join("".join(line).split()))
            line.clear()
        text = node.text if event == "start" else node.tail
        if text and not unread:
            line.append(text)
    lines.append(" ".join("".join(line).split()))
    return "\n\n".join(filter(None, lines))


class _Stated(NamedTuple):
    """A value and where it stands."""

    value: str | list[str]
    origin: FieldOrigin


def _first(*stated: tuple[str | list[str] | None, FieldOrigin]) -> _Stated | None:
    return next((_Stated(value, origin) for value, origin in stated if value), None)


class _Statements:
    """What a page states of itself: in JSON-LD first, then in meta elements, then in its markup."""

    def __init__(self, tree: _Node) -> None:
        self._tree = tree
        self._data = _LinkedData(tree)
        self._declared: _Declared = next(self._data.articles(), {})

    def title(self) -> _Stated | None:
        return _first(
            (_text(self._declared.get("headline")) or _text(self._declared.get("name")), "json-ld"),
            (_meta(self._tree, "og:title"), "meta"),
            (self._heading(), "heading"),
        )

    def _heading(self) -> str:
        headings = _texts_of(self._tree, "h1")
        if len(headings) == 1:
            return headings[0]
        return next(iter(_texts_of(self._tree, "title")), "")

    def publisher(self) -> _Stated | None:
        declared = self._data.names(self._declared.get("publisher"))
        return _first((next(iter(declared), None), "json-ld"), (_meta(self._tree, *_PUBLISHER), "meta"))

    def authors(self) -> _Stated | None:
        marked = self._tree.xpath(_AUTHORS_MARKED)
        return _first(
            (
                self._data.names(self._declared.get("author")) or self._data.names(self._declared.get("creator")),
                "json-ld",
            ),
            (_name_list(_metas(self._tree, *_AUTHOR)), "meta"),
            (_name_list(" ".join(node.text_content().split()) for node in islice(marked, _MOST_MARKED)), "markup"),
        )

    def correction(self) -> _Stated | None:
        """What was corrected: a text, or one with its date; an address alone says nothing to readers."""
        stated = self._declared.get("correction")
        comments = stated if isinstance(stated, list) else [stated]
        texts = [_text(each.get("text")) if isinstance(each, dict) else _text(each) for each in comments]
        told = " ".join(text for text in texts if text and not text.startswith(("http://", "https://")))
        return _first((told, "json-ld"))

    def url(self) -> _Stated | None:
        """The first address that is absolute, else the first."""
        page = self._declared.get("mainEntityOfPage")
        return _best(
            [
                *((href, _MARKUP) for href in self._tree.xpath("//link[@rel='canonical']/@href")),
                (_meta(self._tree, "og:url"), "meta"),
                (_text(self._declared.get("url")), "json-ld"),
                (_text(page.get("@id") if isinstance(page, dict) else page), "json-ld"),
            ],
            lambda address: "://" in address,
        )

    def published_at(self) -> _Stated | None:
        """The first date that says its zone or is a bare day, else the first."""
        return _best(
            [
                (_text(self._declared.get("datePublished")), "json-ld"),
                *((moment, _META) for moment in _metas(self._tree, *_PUBLISHED)),
                *((moment, _MARKUP) for moment in self._tree.xpath(_MOMENTS_MARKED)),
                *((moment, _MARKUP) for moment in self._only_moment()),
            ],
            lambda moment: _CERTAIN_MOMENT.fullmatch(moment) is not None,
        )

    def updated_at(self) -> _Stated | None:
        """The first date that says its zone or is a bare day, else the first."""
        return _best(
            [
                (_text(self._declared.get("dateModified")), "json-ld"),
                *((moment, _META) for moment in _metas(self._tree, *_UPDATED)),
                *((moment, _MARKUP) for moment in self._tree.xpath("//time[@itemprop='dateModified']/@datetime")),
            ],
            lambda moment: _CERTAIN_MOMENT.fullmatch(moment) is not None,
        )

    def _only_moment(self) -> set[str]:
        """The moment in the one body of the page, where it has one body and names one moment in it."""
        bodies = self._tree.xpath("//article") or self._tree.xpath("//main")
        if len(bodies) != 1:
            return set()
        moments = {str(moment) for moment in bodies[0].xpath(".//time/@datetime")}
        return moments if len(moments) == 1 else set()

    def language(self) -> _Stated | None:
        tag = _first((self._tree.get("lang"), "markup"), (_text(self._declared.get("inLanguage")), "json-ld"))
        return tag and _Stated(str(tag.value).strip().replace("_", "-"), tag.origin)


def _best(stated: Sequence[tuple[object, FieldOrigin]], is_certain: Callable[[str], bool]) -> _Stated | None:
    """Return the first certain value, else the first; None where nothing is stated."""
    values = [_Stated(str(value).strip(), origin) for value, origin in stated if value]
    certain = (each for each in values if is_certain(str(each.value)))
    return next(certain, values[0] if values else None)


def _texts_of(tree: _Node, tag: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.iter(tag)]


def _meta(tree: _Node, *names: str) -> str | None:
    return next(iter(_metas(tree, *names)), None)


def _metas(tree: _Node, *names: str) -> list[str]:
    """Return what meta elements of these names hold, by the order of the names, which count in any case."""
    stated: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        content = " ".join(str(node.get("content") or "").split())
        for key in {str(node.get(attribute) or "").lower() for attribute in ("property", "name", "itemprop")}:
            if content:
                stated.setdefault(key, []).append(content)
    return [content for name in names for content in stated.get(name.lower(), ())]


class _LinkedData:
    """The JSON-LD of a page: its objects in the order in which they stand, and those that have an id by it."""

    def __init__(self, tree: _Node) -> None:
        self._objects = list(_objects(tree))
        self._by_id: dict[str, _Declared] = {}
        for declared in self._objects:
            if isinstance(name := declared.get("@id"), str) and "name" in declared:
                self._by_id.setdefault(name, declared)

    def articles(self) -> Iterator[_Declared]:
        """Yield the objects that are articles by the types of schema.org."""
        for declared in self._objects:
            kinds = declared.get("@type")
            if any(_ARTICLE_TYPES.fullmatch(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield declared

    def names(self, value: object) -> list[str]:
        """Return the names of a person or an organisation, or of a list of them, also where they are told by their ids."""
        return _name_list(self._name(each) for each in (value if isinstance(value, list) else [value]))

    def _name(self, value: object) -> str | None:
        if not isinstance(value, dict):
            return _text(value)
        own = _text(value.get("name"))
        return own or _text(self._by_id.get(str(value.get("@id")), {}).get("name"))


def _objects(tree: _Node) -> Iterator[_Declared]:
    # Untrusted: made safe here. Each value is looked at once, however they are nested.
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            queue: deque[object] = deque([json.loads(str(script), strict=False)])
        except (ValueError, RecursionError):  # not ours to mend: such a page declares nothing
            continue
        while queue:
            value = queue.popleft()
            if isinstance(value, list):
                queue.extend(value)
            elif isinstance(value, dict):
                yield value
                queue.extend(value[key] for key in _NESTED if key in value)


def _name_list(names: Iterable[str | None]) -> list[str]:
    """Return the names without the "By" before them, each once; an address or a handle is none."""
    plain = (_BY.sub("", name, count=1).strip() for name in names if name)
    return list(dict.fromkeys(name for name in plain if name and not _ADDRESS.search(name)))


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _printed_credits(tree: _Node) -> list[str]:
    """Return the first lines by which the page says who wrote it and when it was published, as they are printed."""
    nodes = islice(tree.xpath(_CREDITS_MARKED), _MOST_MARKED)
    lines = dict.fromkeys(" ".join(node.text_content().split()) for node in nodes)
    printed = [line for line in lines if _CREDIT.match(line) and len(line) <= _LONGEST_CREDIT]
    # The smallest part of the page that holds one: around it may stand a whole head.
    return [line for line in printed if not any(other in line for other in printed if other != line)]


def _read_tables(tree: _Node) -> None:
    """Put in the place of each table of data its rows, each a paragraph."""
    for table in list(tree.iter("table")):
        parent = table.getparent()
        rows = None if parent is None else _rows(table)
        if not rows:
            continue
        first = [cell.tag for cell in table.xpath("(.//tr)[1]/*")]
        has_header = True if "th" in first[1:] else False if "th" in first else None
        for line in row_sentences(
            [*([caption] for caption in _texts_of(table, "caption")), *rows], has_header=has_header
        ):
            paragraph = table.makeelement("p")
            paragraph.text = line
            table.addprevious(paragraph)
        paragraph = table.makeelement("span")
        paragraph.tail, table.tail = table.tail, None
        table.addprevious(paragraph)
        parent.remove(table)


def _rows(table: _Node) -> list[list[str]]:
    """Return the cells of a table of data; of one that lays out the page nothing.

    A cell that spans columns stands in each of them, one that spans rows in each of these, as far as a header is found there.
    """
    if table.get("role") in {"presentation", "none"} or table.xpath(_LAID_OUT):
        return []
    carried: dict[int, tuple[str, int]] = {}
    rows = [_cells(row, carried) for row in table.iter("tr")]
    texts = [cell for row in rows for cell in row]
    is_data = sum(len(row) > 1 for row in rows) > 1 and all(len(text) <= _LONGEST_CELL for text in texts)
    return rows if is_data else []


def _cells(row: _Node, carried: dict[int, tuple[str, int]]) -> list[str]:
    """Return the texts of a row's cells; `carried` has those of earlier rows that reach into it, and for how many rows."""
    cells: list[str] = []
    own = deque(row.xpath("./td|./th"))
    while own or len(cells) in carried:
        place = len(cells)
        if place in carried:
            text, left = carried.pop(place)
            cells.append(text)
            if left > 1:
                carried[place] = (text, left - 1)
            continue
        cell = own.popleft()
        text = " ".join(cell.text_content().split())
        for _ in range(_span(cell, "colspan") if place < _WIDEST else 1):
            if len(cells) < _WIDEST and (below := _span(cell, "rowspan")) > 1:
                carried[len(cells)] = (text, below - 1)
            cells.append(text)
    return cells


def _span(cell: _Node, name: str) -> int:
    digits = str(cell.get(name) or "1").strip()
    return max(1, min(int(digits), _WIDEST)) if digits.isdecimal() and len(digits) <= 4 else 1  # noqa: PLR2004
