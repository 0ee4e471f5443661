"""HTML and Markdown pages give their main text and what they state of themselves, and never a guess."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from qa.domain.article import Metadata
from qa.ingest.readers.raw_article import Note, RawArticle
from qa.ingest.report import FileProblem
from tests.ingest.readers.driving import EXTRACTORS, only_article, only_problem, read_path

PARAGRAPHS = (
    "The ministry of transport will close the northern bridge for three weeks, a spokeswoman said on Monday.",
    "Drivers were asked to use the tunnel, which opened on 14 March 2019 and carries about 40,000 vehicles a day.",
    "Work is due to begin on the first of March, and the city has set aside two million euros for it.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(
    head: str = "", body: str = f"<article><h1>A bridge closes</h1>{STORY}</article>", lang: str = ' lang="en"'
) -> str:
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
    footer = "<footer>© 2024 Example Times. Posted 3 January 2021.</footer>"
    return f"<!DOCTYPE html><html{lang}><head>{head}</head><body>{menu}{body}{footer}</body></html>"


def metadata(folder: Path, html: str) -> Metadata:
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    return next(result for result in read_path(path) if isinstance(result, RawArticle)).metadata


def test_the_main_text_is_raw_and_the_page_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "bridge.html"
    path.write_text(page("<title>A bridge closes - Example Times</title>"), encoding="utf-8")
    article = only_article(path)
    lines = article.raw.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert "World" not in article.raw
    assert article.page == path.read_text(encoding="utf-8")
    assert article.metadata == Metadata(title="A bridge closes", language="en")


@pytest.mark.parametrize(
    "head",
    [
        """<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-01-26T09:30:00Z",
           "dateModified": "2024-01-27T10:00:00Z"}</script>""",
        """<meta property="article:published_time" content="2024-01-26T09:30:00Z">
           <meta property="article:modified_time" content="2024-01-27T10:00:00Z">""",
    ],
)
def test_a_page_that_was_changed_says_when_and_where_that_stands(tmp_path: Path, head: str) -> None:
    told = metadata(tmp_path, page(head))

    assert told.published_at == datetime(2024, 1, 26, 9, 30, tzinfo=UTC)
    assert told.updated_at == datetime(2024, 1, 27, 10, tzinfo=UTC)
    assert told.origins["updated_at"] in {"json-ld", "meta"}


def test_what_a_page_declares_as_json_ld_is_its_metadata(tmp_path: Path) -> None:
    declared = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
      {"@type": "WebSite", "name": "no"},
      {"@type": ["NewsArticle"], "headline": "A bridge closes", "datePublished": "2024-01-26T09:30:00+01:00",
       "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Bob Roe"}],
       "publisher": {"name": "Example Times"}, "mainEntityOfPage": {"@id": "https://example.com/a"}}]}</script>"""
    assert metadata(tmp_path, page(declared)) == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee", "Bob Roe"),
        url="https://example.com/a",
        published_at=datetime(2024, 1, 26, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        language="en",
    )


def test_what_a_page_declares_as_open_graph_is_its_metadata(tmp_path: Path) -> None:
    head = """<meta property="og:title" content="A bridge closes"><meta property="og:site_name" content="Example Times">
      <meta property="article:published_time" content="2024-01-26T09:30:00Z"><meta name="author" content="Ann Lee">
      <link rel="canonical" href="https://example.com/a"><script type="application/ld+json">{broken</script>"""
    assert metadata(tmp_path, page(head, lang=' lang="en_GB"')) == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee",),
        url="https://example.com/a",
        published_at=datetime(2024, 1, 26, 9, 30, tzinfo=UTC),
        language="en-GB",
    )


@pytest.mark.parametrize(
    ("head", "body", "moment"),
    [
        ("", STORY, None),
        ('<meta property="article:modified_time" content="2024-01-27"><meta name="lastmod" content="2024-01-27">', STORY, None),
        ('<meta name="DATE" content="2024-01-26"><meta property="article:modified_time" content="2024-01-27">', STORY,
         datetime(2024, 1, 26, tzinfo=UTC)),
        ('<meta name="pubdate" content="Fri, 26 Jan 2024 09:30:00 GMT">', STORY, datetime(2024, 1, 26, 9, 30, tzinfo=UTC)),
        ('<meta name="dc.date" content="26 January 2024">', STORY, datetime(2024, 1, 26, tzinfo=UTC)),
        ("", f'<time datetime="2024-01-26">Friday</time>{STORY}', datetime(2024, 1, 26, tzinfo=UTC)),
        ("", f'<time datetime="2024-01-26">a</time><time datetime="2024-01-27">b</time>{STORY}', None),
        ("", f'<time itemprop="datePublished" datetime="2024-01-26T10:00Z">a</time><time datetime="2023-01-27">b</time>{STORY}',
         datetime(2024, 1, 26, 10, tzinfo=UTC)),
        ('<meta property="article:published_time" content="2024-01-26T09:30:00">',
         f'<time datetime="2024-01-26T08:30:00Z">a</time>{STORY}', datetime(2024, 1, 26, 8, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_date_is_the_one_that_is_called_the_publications_or_none(
    tmp_path: Path, head: str, body: str, moment: datetime | None
) -> None:
    assert metadata(tmp_path, page(head, f"<article>{body}</article>")).published_at == moment


YOAST = """<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "A bridge closes",
  "author": {"@id": "#ann"}, "publisher": {"@id": "#times"}, "datePublished": "2024-01-26"},
  {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
  {"@type": "Organization", "@id": "#times", "name": "Example Times"}]}</script>"""


@pytest.mark.parametrize(
    "declared",
    [
        YOAST,
        YOAST.replace('{"@graph": [', "[").replace("]}</script>", "]</script>"),
        YOAST.replace('{"@graph": [', '{"@type": "WebPage", "mainEntity": [').replace(
            '"Article"', '["Article", "Thing"]'
        ),
    ],
)
def test_names_that_json_ld_tells_elsewhere_are_found_by_their_ids(tmp_path: Path, declared: str) -> None:
    known = metadata(tmp_path, page(declared))
    assert (known.authors, known.publisher) == (("Ann Lee",), "Example Times")
    assert known.origins == {
        "title": "json-ld", "authors": "json-ld", "publisher": "json-ld", "published_at": "json-ld", "language": "markup",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ('<meta name="byl" content="By Ann Lee">', "", "meta"),
        ('<meta name="DC.creator" content="Ann Lee">', "", "meta"),
        ("", '<a rel="author" href="/ann">Ann Lee</a>', "markup"),
        ("", '<span itemprop="author"><b itemprop="name">Ann Lee</b></span>', "markup"),
    ],
)
def test_authors_are_found_where_pages_declare_them(tmp_path: Path, head: str, body: str, origin: str) -> None:
    known = metadata(tmp_path, page(head, f"<article><h1>A bridge closes</h1>{body}{STORY}</article>"))
    assert (known.authors, known.origins["authors"]) == (("Ann Lee",), origin)


def test_a_byline_that_the_extraction_leaves_out_opens_the_text(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    byline = '<span class="byline">By <a>Ann Lee</a></span> <time class="date">Published 26 January 2024</time>'
    body = f'<article><h1>A bridge closes</h1><div class="article-meta">{byline}</div>{STORY}</article>'
    path.write_text(page(body=body), encoding="utf-8")
    lines = only_article(path).raw.split("\n")
    assert {"By Ann Lee", "Published 26 January 2024"} <= set(lines)
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">' + '[{"@type": "Article"},' * 2_000 + "{}" + "]" * 2_000 + "</script>",
        '<script type="application/ld+json">[' + '{"@type": "Thing", "@graph": [1]},' * 50_000 + "{}]</script>",
        '<script type="application/ld+json">{"@type": "Article", "author": ['
        + '{"@id": "#a"},' * 50_000
        + '"x"]}</script>',
        '<meta name="author" content="Ann Lee">' * 20_000,
        "<table>" * 2_000,
        f"<table><tr>{'<td rowspan=65534 colspan=1000>a' * 100}</tr>{'<tr>' * 5_000}</table>",
        '<p class="byline">By Ann Lee</p>' * 5_000,
    ],
)
@pytest.mark.no_cover  # many times the same
def test_no_number_of_declarations_makes_reading_run_away(tmp_path: Path, head: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(head, f"<article>{head}{STORY}</article>"), encoding="utf-8")
    assert all(isinstance(result, RawArticle | Note | FileProblem) for result in read_path(path, limit=20_000_000))


def test_a_time_without_a_zone_is_left_unknown_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page('<meta property="article:published_time" content="2024-01-26T09:30:00">'), encoding="utf-8")
    note, article = read_path(path)
    assert isinstance(note, Note)
    assert "time zone" in note.message
    assert isinstance(article, RawArticle)
    assert article.metadata.published_at is None


def test_an_address_that_is_an_attack_is_left_out_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page('<link rel="canonical" href="javascript:alert(1)">'), encoding="utf-8")
    note, article = read_path(path)
    assert isinstance(note, Note)
    assert isinstance(article, RawArticle)
    assert article.metadata.url is None


@pytest.mark.parametrize(
    "data",
    [
        page('<meta charset="windows-1252">').replace("ministry", "ministère").encode("cp1252"),
        page('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
        .replace("ministry", "ministère")
        .encode("cp1252"),
        page('<meta charset="utf-8">').replace("ministry", "ministère").encode(),
        page().replace("ministry", "ministère").encode(),
        page().replace("ministry", "ministère").encode("utf-8-sig"),
        page().replace("ministry", "ministère").encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-8"?>' + page()).replace("ministry", "ministère").encode(),
    ],
)
def test_a_page_is_decoded_as_its_mark_or_its_meta_element_says(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(data)
    assert "The ministère of transport" in only_article(path).raw


@pytest.mark.parametrize(
    "data",
    [
        page('<meta charset="utf-8">').replace("ministry", "ministère").encode("cp1252"),
        page('<meta charset="klingon">').encode(),
        page('<meta charset="rot13">').encode(),
        page('<meta charset="unicode_escape">').encode(),
        b"<html><body></body></html>",
        b"<html><body><script>load()</script></body></html>",
        b"<!-- nothing -->",
        b"<",
        b"\x89PNG\r\n\x00",
        "<p>a\x00b</p>".encode("utf-16"),
    ],
)
def test_a_page_without_readable_main_text_is_a_problem(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    assert isinstance(only_problem(path), FileProblem)


MARKDOWN = """---
title: "A bridge closes"
date: 2024-01-26
author: Ann Lee
canonical: https://example.com/a
outlet: Example Times
draft: false
---

# A bridge closes

The ministry of *transport* will
close the [northern bridge](https://example.com/b) &amp; the **tunnel**.

![A bridge](bridge.jpg)

## What is next

- Work begins in `March`
- The city pays

> It is needed, she said.

<div>not this</div>
"""


def test_markdown_gives_its_plain_text_and_its_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "bridge.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    article = only_article(path)
    assert article.raw == (
        '---\ntitle: "A bridge closes"\ndate: 2024-01-26\nauthor: Ann Lee\ncanonical: https://example.com/a\n'
        "outlet: Example Times\ndraft: false\n---\n\n"
        "A bridge closes\n\nThe ministry of transport will close the northern bridge & the tunnel.\n\n"
        "What is next\n\nWork begins in March\n\nThe city pays\n\nIt is needed, she said."
    )
    assert article.page == MARKDOWN
    assert article.metadata == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee",),
        url="https://example.com/a",
        published_at=datetime(2024, 1, 26, tzinfo=UTC),
    )


def test_a_colon_in_a_title_without_quotes_is_read_as_people_mean_it(tmp_path: Path) -> None:
    path = tmp_path / "smelter.md"
    path.write_text('---\ntitle: Poison: mayor says "no": now\nauthor: Ann Lee\n---\nText.', encoding="utf-8")

    assert only_article(path).metadata == Metadata(title='Poison: mayor says "no": now', authors=("Ann Lee",))


def test_front_matter_of_feeds_and_site_generators_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bridge.md"
    matter = (
        "dc:creator:\n  - {name: Ann Lee, mail: a}\n  - Bob Roe\npubDate: Fri, 26 Jan 2024 09:30:00 GMT\n"
        "link: https://example.com/a\nsource: Example Times"
    )
    path.write_text(f"---\n{matter}\n---\n# A bridge closes\n\nText.", encoding="utf-8")
    known = only_article(path).metadata
    assert known == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee", "Bob Roe"),
        url="https://example.com/a",
        published_at=datetime(2024, 1, 26, 9, 30, tzinfo=UTC),
    )
    assert (known.origins["title"], known.origins["authors"]) == ("heading", "front-matter")


@pytest.mark.parametrize("matter", ["", "---\nauthors:\n---\n\n", "---\ntitle: ~\n---\n\n", "---\n- a\n---\n\n"])
def test_the_first_heading_is_the_title_where_front_matter_has_none(tmp_path: Path, matter: str) -> None:
    path = tmp_path / "bridge.md"
    path.write_text(f"{matter}# A bridge closes\n\nText.", encoding="utf-8")
    assert only_article(path).metadata == Metadata(title="A bridge closes")


@pytest.mark.parametrize(
    "text", ["---\ntitle: [a: b\n---\nText.", "---\n\t: [\n---\nText.", "![only](a.jpg)", "---\ntitle: a\n---\n"]
)
def test_broken_front_matter_and_markdown_without_text_are_problems(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bridge.md"
    path.write_text(text, encoding="utf-8")
    assert isinstance(only_problem(path), FileProblem)


def test_fields_of_the_wrong_form_in_front_matter_are_left_unknown_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "bridge.md"
    path.write_text("---\ntitle: [a, b]\ndate: soon\n---\nText.", encoding="utf-8")
    *notes, article = read_path(path)
    assert [type(note) for note in notes] == [Note, Note]
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata()


def test_extractors_are_what_read_is_given() -> None:
    assert EXTRACTORS.html("")[0] == ""


def test_front_matter_that_grows_as_it_is_read_is_not_followed(tmp_path: Path) -> None:
    """Twelve lines name a list of 9^12 authors."""
    levels = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12))
    text = f"---\ntitle: Bridge\na0: &a0 [{', '.join('x' * 9)}]\n{levels}authors: *a11\n---\nThe bridge in Northport opened.\n"

    path = tmp_path / "bridge.md"
    path.write_text(text, encoding="utf-8")

    note, article = read_path(path)

    assert isinstance(article, RawArticle)
    assert (article.metadata.title, article.metadata.authors) == ("Bridge", ())
    assert isinstance(note, Note)
    assert "'authors' must be a list" in note.message


def test_front_matter_without_end_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "bridge.md"
    path.write_text("---\n" + "a: b\n" * 5_000 + "---\nThe bridge in Northport opened.\n", encoding="utf-8")

    assert "more than 20,000 characters" in only_problem(path, limit=100_000).message


@pytest.mark.parametrize(
    "content",
    [
        f"<html><body><article>{'<div>' * 50_000}<p>The ministry said so.</p>",
        "<!DOCTYPE x [<!ENTITY a0 'x'>"
        + "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9))
        + "]><html><body><p>&a9;</p></body></html>",
    ],
    ids=["nested", "entities"],
)
def test_a_page_that_grows_as_it_is_read_is_a_problem(tmp_path: Path, content: str) -> None:
    (tmp_path / "page.html").write_text(content, encoding="utf-8")

    assert "no main text" in only_problem(tmp_path / "page.html", limit=1_000_000).message


def test_data_that_a_page_nests_without_end_is_no_metadata(tmp_path: Path) -> None:
    declared = f'<script type="application/ld+json">{"[" * 50_000}</script>'
    (tmp_path / "page.html").write_text(page(declared), encoding="utf-8")

    assert [type(result) for result in read_path(tmp_path / "page.html", limit=1_000_000)] == [RawArticle]


@pytest.mark.parametrize(
    ("stated", "correction"),
    [
        ('"The wall cost 14 million, not 40."', "The wall cost 14 million, not 40."),
        ('{"@type": "CorrectionComment", "text": "Not 40.", "datePublished": "2026-03-03"}', "Not 40."),
        ('["First.", {"text": "Second."}]', "First. Second."),
        ('"https://example.com/corrections"', None),
        ("7", None),
    ],
)
def test_what_a_page_says_was_corrected_is_kept(stated: str, correction: str | None, tmp_path: Path) -> None:
    declared = f'{{"@type": "NewsArticle", "headline": "Wall", "correction": {stated}}}'
    head = f'<script type="application/ld+json">{declared}</script>'
    page = f"<html><head>{head}</head><body><article>{STORY}</article></body></html>"
    path = tmp_path / "wall.html"
    path.write_text(page, encoding="utf-8")

    assert only_article(path).metadata.correction == correction
