"""While a server holds the folder, what is ingested, listed, shown, removed and diagnosed is so through it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qa import Dateline
from qa.access.credentials import KeySpec, make_key
from qa.adapters.lock import owned
from qa.client import LocalServer
from qa.domain.article import Article, ArticleId, Metadata
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.report import FileProblem, IngestStoppedError
from qa.served_articles import ServedArticles
from qa.services import Services
from qa.settings import Settings
from qa.wiring import page_extractors
from tests.api.test_articles import MARKDOWN, PAGE, TEXT
from tests.api.test_jobs import FailingArticles, with_jobs
from tests.conftest import Write
from tests.driving import in_memory
from tests.serving import served
from tests.terminal import Run

ROWS = '{"id": "row", "text": "The tram to Sund runs again.", "published_at": "2026-05-03T10:00:00.5+02:00", "colour": 1}\n7\n'
TABLE = "| Town | Homes |\n|---|---|\n| Lask | 340 |\n"


@pytest.fixture
def holding(options: Settings) -> Iterator[Services]:
    """The services of a server that holds the folder of `options`."""
    with in_memory() as services, held(services, options):
        yield services


@contextmanager
def held(services: Services, options: Settings) -> Iterator[LocalServer]:
    token = services.gate.authorizer.token
    with served(services) as server:
        url = f"http://127.0.0.1:{server.port}"
        with owned(options.data, url, token):
            yield LocalServer(url, token)


@pytest.fixture
def articles(write: Write) -> Path:
    """Articles in every format, two of one name and text among them, with a bad row and a broken page."""
    folder = write("bridge.html", PAGE).parent
    write("ferry.md", MARKDOWN.replace("bridge", "ferry"))
    write("tunnel.txt", TEXT.replace("bridge", "tunnel"))
    write("homes.csv", "town,homes\nLask,340\nSund,12\n")
    write("rows.jsonl", ROWS)
    write("table.txt", f"Homes\n\nThe council counted them.\n\n{TABLE}")
    write("broken.html", "<html><body><script>x()</script></body></html>")
    write("sources.jsonl", '{"file": "tunnel.txt", "publisher": "Northport Post", "title": "The tunnel"}\n')
    other = folder / "other"
    other.mkdir()
    (other / "tunnel.txt").write_text(TEXT.replace("bridge", "tunnel"), encoding="utf-8")
    return folder


def stored(services: Services) -> list[Article]:
    return [replace(article, first_seen_at=None) for article in services.articles.all()]


def test_what_is_ingested_beside_a_server_is_what_an_ingest_of_ones_own_stores(
    holding: Services, options: Settings, articles: Path
) -> None:
    with in_memory() as alone, Dateline(options) as beside:
        own = replace(alone.articles, extractors=page_extractors())
        expected = own.ingest([articles], started=lambda _: lambda _: None, limit=options.max_file)
        report = beside.ingest(articles)
        again = beside.ingest(articles)

        assert report == expected
        assert len(report.added) == 7
        assert len(report.problems) == 2
        assert stored(holding) == stored(alone)
    assert (sorted(again.unchanged), again.added, again.replaced) == (sorted(report.added), (), ())


def test_commands_on_articles_work_beside_a_server(
    holding: Services, options: Settings, articles: Path, qa: Run
) -> None:
    (code, out, err), told = qa("ingest", str(articles)), qa("ingest", "--json", str(articles / "ferry.md"))
    listed = json.loads(qa("articles", "list", "--json")[1])
    shown = qa("articles", "show", "ferry")
    sound, refused = qa("doctor", "--json"), qa("doctor", "--repair")
    removed, unknown = qa("articles", "remove", "tunnel", "row"), qa("articles", "remove", "ferry", "none")

    assert (code, out.split(";")[0]) == (1, "7 added, 0 replaced, 0 unchanged, 2 refused")
    assert "no main text" in err
    assert json.loads(told[1])["unchanged"] == ["ferry"]
    assert [it["article_id"] for it in listed] == sorted(it["article_id"] for it in listed)
    assert len(listed) == 7
    assert (shown[0], "Lask ferry reopens" in shown[1]) == (0, True)
    assert (sound[0], json.loads(sound[1])["findings"]) == (0, [])
    assert (removed[0], removed[1]) == (0, "2 removed\n")
    assert (unknown[0], "no article 'none'" in unknown[2]) == (2, True)
    assert [article.id for article in holding.articles.all() if article.id in {"tunnel", "row", "ferry"}] == []
    assert (refused[0], "it serves http://127" in refused[2]) == (1, True)


def test_what_a_server_finds_damaged_is_said_beside_it(holding: Services, qa: Run, articles: Path) -> None:
    qa("ingest", str(articles))
    holding.articles.indexer.index.clear()
    code, out, _ = qa("doctor")

    assert (code, "have no vector" in out) == (1, True)


def test_all_pages_of_the_list_are_read(holding: Services, qa: Run) -> None:
    holding.articles.store([article(f"a{number}", f"Ferry {number} left.") for number in range(101)], lambda _: None)

    assert len(json.loads(qa("articles", "list", "--json")[1])) == 101


def test_notes_and_problems_of_reading_are_in_the_report_and_what_is_too_long_is_refused(options: Settings) -> None:
    advances: list[int] = []
    read = [article(f"a{number}", f"Ferry {number}. " * 9_000) for number in range(4)]
    told: list[ReadResult] = [
        Note("a.txt", "left out", 3),
        FileProblem("b.txt", "is empty"),
        article("big", "x" * 200_000),
    ]
    with in_memory() as services, held(services, options) as server:
        report = ServedArticles(server, page_extractors(), 199_000).store([*told, *read], advances.append)

    assert report.notes == ("a.txt:3: left out",)
    assert [(problem.path, problem.message.split(";")[0]) for problem in report.problems] == [
        ("b.txt", "is empty"),
        ("big.txt", "takes more than the 199,000 bytes that are sent to a server"),
    ]
    assert list(report.added) == [f"a{number}" for number in range(4)]
    assert sum(advances) == sum(len(it.raw) for it in read)


def test_what_the_server_cannot_store_just_now_is_said_and_kept(options: Settings) -> None:
    with in_memory() as services, held(with_jobs(services, services.jobs, FailingArticles), options) as server:
        with pytest.raises(IngestStoppedError, match="What was sent is kept"):
            store_through(server)
        assert services.jobs.waiting(["a"]) == {"a"}
        with pytest.raises(IngestStoppedError, match="does not answer"):
            store_through(LocalServer("http://127.0.0.1:9", ""))
        services.gate.authorizer.keys.add(make_key(KeySpec("secret"))[0])
        with pytest.raises(IngestStoppedError, match="key"):
            store_through(LocalServer(server.url, "x"))


def store_through(server: LocalServer) -> None:
    ServedArticles(server, page_extractors(), 10_000).store([article("a", "The ferry left.")], lambda _: None)


def article(name: str, text: str) -> RawArticle:
    return RawArticle(ArticleId(name), text, Metadata(), f"{name}.txt")
