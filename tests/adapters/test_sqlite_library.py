"""The SQLite library keeps articles, versions, full text and journal in step."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.chroma import ChromaIndex
from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.article import Article, ArticleId, ChunkedArticle, Metadata
from qa.errors import StoreDamagedError
from qa.ingest.chunk import chunk
from tests.fakes import paragraph_splitter
from tests.strategies import article

TROOPS = "Some 2,500 troops are in the country.\n\nTalks on their withdrawal began on Saturday."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with closing(SqliteLibrary(tmp_path / "library.db")) as opened:
        yield opened


def chunked(it: Article, bands: tuple[str, ...] = ()) -> ChunkedArticle:
    return ChunkedArticle(it, chunk(it, paragraph_splitter), bands)


def test_an_article_comes_back_whole(library: SqliteLibrary) -> None:
    metadata = Metadata(
        "Talks begin",
        "The Herald",
        ("Ann Lee", "Bo Yi"),
        "https://example.org/a",
        datetime(2024, 1, 27, tzinfo=UTC),
        "en",
    )
    stored = replace(article("Talks begin\n\n" + TROOPS, "Talks begin"), metadata=metadata, page="<p>x</p>", group="g")

    library.put([chunked(stored)])

    assert library.article(stored.id) == stored
    assert library.group("g") == [stored.id]


def test_full_text_finds_chunks_by_any_word_best_first(library: SqliteLibrary) -> None:
    stored = article(TROOPS)
    library.put([chunked(stored)])

    found = library.search(["withdrawing", "talk"], 5)

    assert [library.chunks([name])[name].text for name, _ in found] == ["Talks on their withdrawal began on Saturday."]
    assert library.search(["troops", "talks"], 1)[0][1] > 0


@given(st.text(max_size=30))
def test_no_question_is_ever_read_as_query_syntax(words: str) -> None:
    with closing(SqliteLibrary(Path(":memory:"))) as library:
        library.put([chunked(article(TROOPS))])

        assert isinstance(library.search([words], 5), list)
        assert set(library.frequencies([words]).counts) == {words}


@pytest.mark.parametrize("query", ['"', "NEAR(", "troops AND", "title:x", "*", "-troops", "\x00", ""])
def test_query_operators_are_words(library: SqliteLibrary, query: str) -> None:
    library.put([chunked(article(TROOPS))])

    assert all(score > 0 for _, score in library.search([query, "talks"], 5))


def test_a_changed_article_replaces_its_chunks_and_keeps_the_old_text(library: SqliteLibrary, tmp_path: Path) -> None:
    library.put([chunked(article(TROOPS))])
    changed = article("Some 900 troops are in the country.")

    entry = library.put([chunked(changed)])

    assert library.article(changed.id) == changed
    assert library.search(["talks"], 5) == []
    assert len(entry.delete) == 2
    assert library.chunk_ids() == set(entry.upsert)
    with closing(SqliteLibrary(tmp_path / "library.db")) as again:
        versions = again._rows("SELECT current FROM articles ORDER BY current")
        assert [row["current"] for row in versions] == [0, 1]


def test_an_old_text_may_come_back(library: SqliteLibrary) -> None:
    first, second = article(TROOPS), article("Something else entirely.")
    for it in (first, second, first):
        library.put([chunked(it)])

    assert library.article(first.id) == first
    assert len(library.chunk_ids()) == 2


def test_removed_articles_are_gone_from_search_and_listing(library: SqliteLibrary) -> None:
    stored = article(TROOPS)
    library.put([chunked(stored)])

    entry = library.remove([stored.id])

    assert library.article(stored.id) is None
    assert library.articles(limit=5) == []
    assert library.search(["troops"], 5) == []
    assert len(entry.delete) == 2


def test_the_journal_holds_each_change_until_it_is_settled(library: SqliteLibrary) -> None:
    first = library.put([chunked(article(TROOPS))])
    second = library.remove([article(TROOPS).id])

    assert library.pending() == [first, second]
    library.settle(first)
    assert library.pending() == [second]


def test_a_failing_change_leaves_nothing_behind(library: SqliteLibrary) -> None:
    stored = chunked(article(TROOPS))
    twice = replace(stored, chunks=(*stored.chunks, stored.chunks[0]))

    with pytest.raises(Exception, match="UNIQUE"):
        library.put([twice])

    assert library.article(stored.article.id) is None
    assert library.pending() == []
    assert library.search(["troops"], 5) == []


def test_the_fingerprint_changes_with_any_article_and_back_again(library: SqliteLibrary) -> None:
    empty = library.corpus()
    library.put([chunked(article(TROOPS))])
    one = library.corpus()
    library.put([chunked(article("Another text.", identity="b"))])
    two = library.corpus()
    library.remove([ArticleId("b")])

    assert (empty.articles, one.articles, two.articles) == (0, 1, 2)
    assert len({empty.fingerprint, one.fingerprint, two.fingerprint}) == 3
    assert library.corpus() == one


def test_articles_are_listed_in_pages_by_id(library: SqliteLibrary) -> None:
    for name in ("c", "a", "b"):
        library.put([chunked(article(f"Text {name}.", identity=name))])

    first = library.articles(limit=2)

    assert [it.id for it in first] == ["a", "b"]
    assert [it.id for it in library.articles(after=first[-1].id, limit=2)] == ["c"]


def test_near_duplicates_are_found_by_any_shared_band(library: SqliteLibrary) -> None:
    library.put([chunked(article(TROOPS, identity="a"), ("01:x", "02:y"))])
    library.put([chunked(article("Another text.", identity="b"), ("03:z",))])

    assert [it.id for it in library.near_duplicates(["02:y", "09:q"])] == ["a"]


def test_facts_about_the_data_are_remembered(library: SqliteLibrary) -> None:
    library.remember("embedder", "one")
    library.remember("embedder", "two")

    assert library.settings() == {"embedder": "two"}


def test_a_damaged_library_is_named_with_what_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="put back a copy"):
        SqliteLibrary(path)


def test_a_damaged_index_is_named_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="qa reindex"):
        ChromaIndex(tmp_path, "test")
