"""Feeds become articles, field by field: RSS, Atom, JSON Feed and news sitemaps, as their specifications have them."""

# ruff: noqa: E501 - a document stands on a line, as in a table

import json
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from qa.domain.article import ArticleId
from qa.ingest.readers.items import NO_TEXT
from qa.ingest.readers.news_formats import read_items
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.report import FileProblem
from tests.ingest.readers.driving import EXTRACTORS, only_problem, read_path

Cases = Mapping[str, tuple[str | bytes, Mapping[str, object]]]
LIMIT = 50_000_000
LONG = "The harbour wall of Port Alder cost 14 million crowns."


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes, name: str = "feed.xml") -> list[ReadResult]:
    return read_path(written(folder, name, content), LIMIT)


def articles(results: list[ReadResult]) -> list[RawArticle]:
    return [result for result in results if isinstance(result, RawArticle)]


def notes(results: list[ReadResult]) -> list[str]:
    return [result.message for result in results if isinstance(result, Note)]


def facts(article: RawArticle) -> dict[str, object]:
    """Return what is known of an article, and its text."""
    metadata = article.metadata
    stated = {
        name: getattr(metadata, name) for name in ("title", "publisher", "authors", "url", "published_at", "language")
    }
    return {name: value for name, value in {**stated, "text": article.raw}.items() if value}


def rss(item: str, channel: str = "<link>https://alder.example/</link>", version: str = "2.0") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <rss version="{version}" xmlns:content="http://purl.org/rss/1.0/modules/content/"
             xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>Alder Herald - World</title>{channel}<item><guid isPermaLink="false">a1</guid>{item}</item></channel></rss>"""


def atom(entry: str, feed: str = "") -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Alder Herald</title>
        <id>tag:alder.example,2026:feed</id><updated>2026-03-02T12:00:00Z</updated>{feed}
        <entry><id>tag:alder.example,2026:1</id><updated>2026-03-02T12:00:00Z</updated>{entry}</entry></feed>"""


def json_feed(item: Mapping[str, object], **feed: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Alder Herald", "items": [item], **feed})


NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RSS: Cases = {
    "a full text in markup": (
        rss(f"<title>Wall</title><content:encoded><![CDATA[<p>{LONG}</p><p>It is <b>nine</b> metres high.</p>]]></content:encoded>"),
        {"title": "Wall", "text": f"{LONG}\n\nIt is nine metres high."},
    ),
    "scripts are not read, and what stands behind them is": (
        rss(f"<description><![CDATA[{LONG}<script>alert(1)</script><br/>More<style>p {{}}</style> follows.]]></description>"),
        {"text": f"{LONG}\n\nMore follows."},
    ),
    "a summary in plain text": (rss(f"<description>{LONG}</description>"), {"text": LONG}),
    "the full text goes before the summary": (
        rss(f"<description>Short.</description><content:encoded>{LONG}</content:encoded>"), {"text": LONG},
    ),
    "a date in Greenwich": (
        rss(f"<pubDate>Mon, 02 Mar 2026 09:30:00 GMT</pubDate><description>{LONG}</description>"),
        {"published_at": NINE, "text": LONG},
    ),
    "a date with an offset": (
        rss(f"<pubDate>Mon, 02 Mar 2026 10:30:00 +0100</pubDate><description>{LONG}</description>"),
        {"published_at": NINE.astimezone(timezone(timedelta(hours=1))), "text": LONG},
    ),
    "an author by Dublin Core": (
        rss(f"<dc:creator>Ann Lee</dc:creator><description>{LONG}</description>"), {"authors": ("Ann Lee",), "text": LONG},
    ),
    "who published it is its source, and never the name of the feed": (
        rss(f'<source url="https://wire.example/rss">Northern Wire</source><description>{LONG}</description>'),
        {"publisher": "Northern Wire", "text": LONG},
    ),
    "an address and a language": (
        rss(
            f"<link>https://alder.example/wall</link><description>{LONG}</description>",
            "<link>https://alder.example/</link><language>en-gb</language>",
        ),
        {"url": "https://alder.example/wall", "language": "en-gb", "text": LONG},
    ),
    "RSS 0.91 with its DOCTYPE, which is not fetched": (
        rss(f"<title>Wall &amp; quay</title><description>{LONG}</description>", version="0.91").replace(
            "<rss", '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd"><rss', 1
        ),
        {"title": "Wall & quay", "text": LONG},
    ),
    "RSS 1.0, whose one date is Dublin Core's": (
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://alder.example/"><title>Alder</title></channel>
            <item rdf:about="https://alder.example/wall"><title>Wall</title><link>https://alder.example/wall</link>
            <dc:date>2026-03-02T09:30:00Z</dc:date><description>{LONG}</description></item></rdf:RDF>""",
        {"title": "Wall", "url": "https://alder.example/wall", "published_at": NINE, "text": LONG},
    ),
    "entities of HTML that XML does not know": (
        rss("<title>Caf&eacute;</title><description>The caf&eacute; of Port Alder closes &ndash; at last.</description>"),
        {"title": "Café", "text": "The café of Port Alder closes – at last."},
    ),
    "Windows-1252 that says so": (
        rss("<description>The café closes – at last.</description>").replace("UTF-8", "windows-1252").encode("cp1252"),
        {"text": "The café closes – at last."},
    ),
    "UTF-16 with a mark": (rss(f"<description>{LONG}</description>").replace("UTF-8", "UTF-16").encode("utf-16"), {"text": LONG}),
    "an address that is an attack": (
        rss(f"<link>javascript:alert(1)</link><description>{LONG}</description>"), {"text": LONG},
    ),
}  # fmt: skip
ATOM: Cases = {
    "plain text": (atom(f'<title>Wall</title><content type="text">{LONG}</content>'), {"title": "Wall", "text": LONG}),
    "markup as text": (
        atom(f'<title type="html">Wall &amp;amp; &lt;b&gt;quay&lt;/b&gt;</title><content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content>'),
        {"title": "Wall & quay", "text": LONG},
    ),
    "markup as XHTML": (
        atom(
            '<title>Wall</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"<p>{LONG}</p><p>Nine metres.</p></div></content>"
        ),
        {"title": "Wall", "text": f"{LONG}\n\nNine metres."},
    ),
    "a summary alone": (atom(f"<title>Wall</title><summary>{LONG}</summary>"), {"title": "Wall", "text": LONG}),
    "published is when it was published, and updated is not": (
        atom(f"<published>2026-03-02T09:30:00Z</published><content>{LONG}</content>"), {"published_at": NINE, "text": LONG},
    ),
    "updated alone leaves open when it was published": (atom(f"<content>{LONG}</content>"), {"text": LONG}),
    "two authors": (
        atom(f"<author><name>Ann Lee</name></author><author><name>Bob Roe</name></author><content>{LONG}</content>"),
        {"authors": ("Ann Lee", "Bob Roe"), "text": LONG},
    ),
    "the address for readers among the links": (
        atom(
            f'<link rel="edit" href="https://alder.example/edit/1"/><link href="https://alder.example/wall"/><content>{LONG}</content>'
        ),
        {"url": "https://alder.example/wall", "text": LONG},
    ),
    "a source is a feed that it was copied from, and no publisher": (
        atom(f"<source><id>tag:x.example,2026:f</id><title>Another feed</title></source><content>{LONG}</content>"),
        {"text": LONG},
    ),
    "a language": (
        atom(f'<content xml:lang="en-IE">{LONG}</content>'), {"language": "en-IE", "text": LONG},
    ),
    "a table": (
        atom(
            '<content type="html">&lt;table&gt;&lt;tr&gt;&lt;th&gt;Town&lt;/th&gt;&lt;th&gt;Votes&lt;/th&gt;&lt;/tr&gt;'
            "&lt;tr&gt;&lt;td&gt;Alder&lt;/td&gt;&lt;td&gt;412&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</content>"
        ),
        {"text": "Alder: Votes 412."},
    ),
}  # fmt: skip
JSON_FEED: Cases = {
    "markup": (json_feed({"id": "1", "content_html": f"<p>{LONG}</p><p>Nine.</p>"}), {"text": f"{LONG}\n\nNine."}),
    "text": (json_feed({"id": "1", "content_text": LONG}), {"text": LONG}),
    "a summary": (json_feed({"id": "1", "summary": LONG}), {"text": LONG}),
    "markup goes before text": (json_feed({"id": "1", "content_html": LONG, "content_text": "Short."}), {"text": LONG}),
    "a title and an address": (
        json_feed({"id": "1", "title": "Wall", "url": "https://alder.example/wall", "content_text": LONG}),
        {"title": "Wall", "url": "https://alder.example/wall", "text": LONG},
    ),
    "dates": (
        json_feed({"id": "1", "date_published": "2026-03-02T09:30:00Z", "date_modified": "2026-03-03T00:00:00Z", "content_text": LONG}),
        {"published_at": NINE, "text": LONG},
    ),
    "authors of 1.1": (
        json_feed({"id": "1", "authors": [{"name": "Ann Lee"}, {"url": "https://bob.example"}], "content_text": LONG}),
        {"authors": ("Ann Lee",), "text": LONG},
    ),
    "an author of 1.0": (
        json_feed({"id": "1", "author": {"name": "Ann Lee"}, "content_text": LONG}, version="https://jsonfeed.org/version/1"),
        {"authors": ("Ann Lee",), "text": LONG},
    ),
    "the language of the feed": (json_feed({"id": "1", "content_text": LONG}, language="en"), {"language": "en", "text": LONG}),
    "the language of the item": (
        json_feed({"id": "1", "language": "en-GB", "content_text": LONG}, language="de"), {"language": "en-GB", "text": LONG},
    ),
    "a number for an id": (json_feed({"id": 7, "content_text": LONG}), {"text": LONG}),
    "fields of the wrong kind": (
        json_feed({"id": [1], "title": None, "authors": "Ann Lee", "content_html": 7, "content_text": LONG}), {"text": LONG},
    ),
}  # fmt: skip
ALL = {
    **{f"RSS: {name}": ("feed.rss", *case) for name, case in RSS.items()},
    **{f"Atom: {name}": ("feed.atom", *case) for name, case in ATOM.items()},
    **{f"JSON Feed: {name}": ("feed.json", *case) for name, case in JSON_FEED.items()},
}


@pytest.mark.parametrize("name", ALL)
def test_a_feed_is_read_field_by_field(name: str, tmp_path: Path) -> None:
    file, content, expected = ALL[name]

    [article] = articles(read(tmp_path, content, file))

    assert facts(article) == expected


@pytest.mark.parametrize(
    "stated",
    [
        "Mon, 32 Mar 2026 09:30:00 GMT", "yesterday", "today",
        "0", "1772443800", "2026-03-02T09:30:00", "2026-02-30", "Mon, 02 Mar 1126 09:30:00 GMT", "03/02/2026", "Mon, 02 Mar",
        "Mon, 02 Mar 9999999999 09:30:00 GMT", "Mon, 02 Mar 2026 999999999909:30:00 +0200", "Mon, 02 Mar 2026 09:30:00 +99999999999999",
    ],
)  # fmt: skip
def test_a_bad_date_is_unknown_with_a_note_and_never_today(stated: str, tmp_path: Path) -> None:
    results = read(tmp_path, rss(f"<pubDate>{stated}</pubDate><description>{LONG}</description>"))

    [article] = articles(results)
    assert article.metadata.published_at is None
    assert [note for note in notes(results) if "left unknown: 'published_at'" in note]


@pytest.mark.parametrize("time", ["09:30:00 +2500", "25:30:00 GMT", "09:30:00 CEST", "09:30:00", ""])
def test_of_a_time_that_cannot_be_or_lies_in_no_known_zone_the_printed_day_is_left(time: str, tmp_path: Path) -> None:
    [article] = articles(
        read(tmp_path, rss(f"<pubDate>Mon, 02 Mar 2026 {time}</pubDate><description>{LONG}</description>"))
    )

    assert article.metadata.published_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_news_sitemap_has_addresses_and_dates_and_says_that_it_has_no_text(tmp_path: Path) -> None:
    sitemap = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://alder.example/wall</loc>
        <lastmod>2026-03-03T10:00:00Z</lastmod><news:news><news:publication><news:name>Alder Herald</news:name>
        <news:language>en</news:language></news:publication><news:publication_date>2026-03-02</news:publication_date>
        <news:title>Wall done</news:title></news:news></url><url><loc> https://alder.example/quay </loc></url><url/></urlset>"""

    items = read_items(sitemap.encode(), EXTRACTORS).items

    assert [dict(item.fields) for item in items] == [
        {
            "url": "https://alder.example/wall", "title": "Wall done", "publisher": "Alder Herald", "language": "en",
            "published_at": "2026-03-02", "updated_at": "2026-03-03T10:00:00Z",
        },
        {"url": "https://alder.example/quay"},
    ]  # fmt: skip
    assert only_problem(written(tmp_path, "sitemap.xml", sitemap)).message == NO_TEXT
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
    assert "lists other sitemaps" in only_problem(written(tmp_path, "index.xml", index)).message


def test_an_item_keeps_its_id_whatever_its_text_and_another_feed_never_takes_its_place(tmp_path: Path) -> None:
    channels = ("<link>https://alder.example/</link>", "<link>https://birch.example/</link>")

    def identity(text: str, channel: str = channels[0], name: str = "feed.xml") -> ArticleId:
        [article] = articles(read(tmp_path, rss(f"<description>{text}</description>", channel), name))
        return article.id

    assert identity("One text.") == identity("Another text.", name="later.xml")
    assert identity("One text.") != identity("One text.", channels[1])


def test_items_without_a_guid_are_told_apart_by_address_title_or_text(tmp_path: Path) -> None:
    item = "<item><title>{}</title><link>{}</link><description>{}</description></item>"
    entries = [("A", "https://a.example/1", "x"), ("B", "", "x"), ("C", "", "x"), ("", "", "y"), ("", "", "z")]
    feed = "<rss version='2.0'><channel>" + "".join(item.format(*entry) for entry in entries) + "</channel></rss>"

    assert len({article.id for article in articles(read(tmp_path, feed))}) == 5


def test_of_items_with_one_guid_the_first_counts(tmp_path: Path) -> None:
    feed = rss(
        "<description>Newer.</description></item><item><guid isPermaLink='false'>a1</guid><description>Older.</description>"
    )

    results = read(tmp_path, feed)

    assert [article.raw for article in articles(results)] == ["Newer."]
    assert "1 of 2 items have the name of another one and are left out" in notes(results)


def test_what_a_feed_leaves_out_is_told_once_for_all_its_items(tmp_path: Path) -> None:
    results = read(
        tmp_path, rss("<description>Short.</description></item><item><guid>b</guid></item><item><guid>c</guid>")
    )

    assert notes(results) == ["1 of 3 items hold a summary only", "2 of 3 items hold no text and are left out"]


def test_metadata_beside_a_feed_says_what_its_items_do_not(tmp_path: Path) -> None:
    path = written(
        tmp_path, "feed.xml", rss(f"<source url='x'>Northern Wire</source><description>{LONG}</description>")
    )
    [stated] = articles(read_path(path, LIMIT))

    assert (stated.metadata.publisher, stated.metadata.origins["publisher"]) == ("Northern Wire", "feed")


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
HOSTILE: Mapping[str, str | bytes] = {
    "entities that grow to a thousand gigabytes": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]><rss>&l12;</rss>',
    "one entity, often": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]><rss>{"&a;" * 10_000}</rss>',
    "a file of this machine": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    "an entity behind an instruction": '<?a <rss ?><!DOCTYPE rss [<!ENTITY x "y">]><rss>&x;</rss>',
    "an entity in UTF-16": '<!DOCTYPE rss [<!ENTITY x "y">]><rss>&x;</rss>'.encode("utf-16"),
    "an entity in UTF-7": b'<?xml version="1.0" encoding="utf-7"?><!DOCTYPE rss [<!ENTITY x "y">]><rss>&x;</rss>',
    "a parameter entity": '<!DOCTYPE newsItem [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><newsItem/>',
    "elements without end": "<newsItem>" + "<a>" * 1_000_000,
    "lists without end": "[" * 1_000_000,
    "a number without end": '{"uri": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_that_grows_as_it_is_read_is_refused_with_flat_memory(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, "feed.json" if HOSTILE[name][:1] in {"[", "{"} else "feed.xml", HOSTILE[name])
    only_problem(path, 5_000_000)
    tracemalloc.start()
    problem = only_problem(path, 5_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert problem.message
    assert peak < 30_000_000


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.xml", "<svg xmlns='http://www.w3.org/2000/svg'/>", "no RSS, Atom, news sitemap or NewsML-G2"),
        ("a.xml", "no markup", "is no XML"),
        ("a.xml", "<newsItem><a></newsItem>", "is broken XML"),
        ("a.json", '{"name": "left-pad"}', "no JSON Feed, ninjs or AP Media API document"),
        ("a.json", '{"name": ', "is not JSON"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1.1"}', "without 'items'"),
        ("a.json", "[]", "no JSON Feed, ninjs or AP Media API document"),
        ("a.xml", b"\x00\x01", "is not text"),
        (
            "a.xml",
            "<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>",
            "holds links and dates and no text",
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(
    file: str, content: str | bytes, message: str, tmp_path: Path
) -> None:
    assert message in only_problem(written(tmp_path, file, content), LIMIT).message


def test_a_feed_that_is_too_large_is_refused(tmp_path: Path) -> None:
    assert "is larger than" in only_problem(written(tmp_path, "a.xml", b" " * 20_000_001), LIMIT).message


def test_a_text_that_cannot_be_stored_is_named_and_the_others_come(tmp_path: Path) -> None:
    items = [{"id": "1", "content_text": "Half \ud83d a pair."}, {"id": "2", "content_text": LONG}]

    results = read(tmp_path, json_feed(items[0]).replace('"items": [', f'"items": [{json.dumps(items[1])}, '), "a.json")

    assert [article.raw for article in articles(results)] == [LONG]
    assert [result.message for result in results if isinstance(result, FileProblem)] == [
        "1: 'text' holds NUL or half of a surrogate pair, which no text has; mend the escape"
    ]


def test_a_reference_to_half_a_character_costs_that_character_and_nothing_else(tmp_path: Path) -> None:
    guid = '<guid isPermaLink="false">&#xD800;&#55296;</guid>'
    [article] = articles(read(tmp_path, rss(f"{guid}<title>Wall &#x26; quay</title><description>{LONG}</description>")))

    assert (article.metadata.title, article.raw) == ("Wall & quay", LONG)


def test_a_guid_that_is_no_address_is_none_and_needs_no_note(tmp_path: Path) -> None:
    results = read(
        tmp_path,
        f"<rss version='2.0'><channel><item><guid>118</guid><description>{LONG}</description></item></channel></rss>",
    )
    linked = f"<item><guid>https://alder.example/wall</guid><description>{LONG}</description></item>"
    [article] = articles(read(tmp_path, f"<rss version='2.0'><channel>{linked}</channel></rss>"))

    assert notes(results) == ["1 of 1 items hold a summary only"]
    assert article.metadata.url == "https://alder.example/wall"
