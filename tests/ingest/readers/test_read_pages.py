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
        ("", f"<p>Published 26 January 2024</p>{STORY}", None),
        ('<meta name="date" content="2024-01-26"><meta property="article:modified_time" content="2024-01-27">', STORY, None),
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


@pytest.mark.parametrize("matter", ["", "---\nauthors:\n---\n\n", "---\ntitle: ~\n---\n\n", "---\n- a\n---\n\n"])
def test_the_first_heading_is_the_title_where_front_matter_has_none(tmp_path: Path, matter: str) -> None:
    path = tmp_path / "bridge.md"
    path.write_text(f"{matter}# A bridge closes\n\nText.", encoding="utf-8")
    assert only_article(path).metadata == Metadata(title="A bridge closes")


@pytest.mark.parametrize(
    "text", ["---\ntitle: a: b\n---\nText.", "---\n\t: [\n---\nText.", "![only](a.jpg)", "---\ntitle: a\n---\n"]
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
