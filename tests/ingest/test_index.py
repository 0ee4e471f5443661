"""The vectors follow the library, and what a crash interrupts is finished at the next start."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from qa.adapters.sqlite_library import SqliteLibrary
from qa.current_index import CurrentIndex, IndexGeneration
from qa.domain.article import ArticleId, ChunkedArticle, ChunkId, Metadata
from qa.domain.scope import UNFILED, Scope
from qa.errors import StoreFullError
from qa.ingest.chunk import chunk
from qa.ingest.doctor import diagnose, repair
from qa.ingest.index import BandedArticle, Indexer
from tests.fakes import (
    DisconnectedIndex,
    FailingIndex,
    ForgetfulIndex,
    HashingEmbedder,
    MemoryIndex,
    paragraph_splitter,
)
from tests.strategies import article

TEXT = "Some 2,500 troops are in the country.\n\nTalks on their withdrawal began on Saturday."


@pytest.fixture
def library() -> Iterator[SqliteLibrary]:
    with closing(SqliteLibrary(Path(":memory:"))) as opened:
        yield opened


def indexer(library: SqliteLibrary, index: MemoryIndex) -> Indexer:
    return Indexer(library, CurrentIndex(IndexGeneration(paragraph_splitter, HashingEmbedder(), index)))


def test_a_changed_article_leaves_no_stale_chunk_in_text_or_vectors(library: SqliteLibrary) -> None:
    index = MemoryIndex()
    indexer(library, index).put([BandedArticle(article(TEXT), ())])

    indexer(library, index).put([BandedArticle(article("Something else."), ())])

    assert index.ids() == library.chunk_ids()
    assert len(index.ids()) == 1
    assert diagnose(indexer(library, index), []) == []


def test_a_crash_between_library_and_vectors_is_seen_and_then_finished(library: SqliteLibrary) -> None:
    index = FailingIndex(writes=1)
    indexer(library, index).put([BandedArticle(article(TEXT), ())])
    with pytest.raises(StoreFullError, match="disk is full"):
        indexer(library, index).put([BandedArticle(article("Something else."), ())])

    assert diagnose(indexer(library, index), []) == [
        "1 changes are unfinished; the next start finishes them",
        "1 chunks have no vector; the next start makes them, or `qa doctor --repair`",
        "2 vectors belong to no chunk; the next start removes them, or `qa doctor --repair`",
    ]
    mended = MemoryIndex(index.stored)
    assert indexer(library, mended).recover() == 1
    assert diagnose(indexer(library, mended), []) == []


def test_an_unfinished_change_that_a_later_one_undid_leaves_nothing(library: SqliteLibrary) -> None:
    with pytest.raises(StoreFullError, match="disk is full"):
        indexer(library, FailingIndex()).put([BandedArticle(article(TEXT), ())])
    library.remove([article(TEXT).id])
    index = MemoryIndex()

    indexer(library, index).recover()

    assert index.ids() == set()
    assert library.pending() == []


def test_a_start_makes_the_vectors_that_were_lost_and_says_so(
    library: SqliteLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    index = MemoryIndex()
    indexer(library, index).put([BandedArticle(article(TEXT), ())])
    emptied = MemoryIndex({ChunkId("of another library"): HashingEmbedder().embed_query("x")})

    indexer(library, emptied).recover()

    assert emptied.ids() == index.ids()
    assert diagnose(indexer(library, emptied), []) == []
    assert "2 chunks have lost their vectors" in caplog.text


def test_vectors_of_an_earlier_release_are_filed_at_the_first_start(library: SqliteLibrary) -> None:
    told = replace(article(TEXT), metadata=Metadata(publisher="Post"))
    index = MemoryIndex()
    indexer(library, index).put([BandedArticle(told, ())])
    # Vectors without a word of their chunks, as they were made before there were scopes.
    index.filed = dict.fromkeys(index.filed, UNFILED)
    query = HashingEmbedder().embed_query("troops")
    assert index.search(query, 5, Scope(outlets=("post",))) == []

    indexer(library, index).recover()

    assert len(index.search(query, 5, Scope(outlets=("post",)))) == 2


def test_an_interrupted_write_that_took_earlier_vectors_along_is_made_good(library: SqliteLibrary) -> None:
    index = ForgetfulIndex()
    indexer(library, index).put([BandedArticle(article(TEXT, identity="a"), ())])
    library.put(
        [ChunkedArticle(article("New.", identity="b"), chunk(article("New.", identity="b"), paragraph_splitter))]
    )
    index.forgotten |= index.ids()

    indexer(library, index).recover()

    assert set(index.vectors(sorted(library.chunk_ids()))) == library.chunk_ids()


def test_a_vector_that_no_search_finds_is_found_out_and_made_anew(library: SqliteLibrary) -> None:
    index = DisconnectedIndex()
    indexer(library, index).put([BandedArticle(article(TEXT), ())])
    index.unreachable |= set(sorted(index.ids())[:1])

    (finding,) = diagnose(indexer(library, index), [])
    repair(indexer(library, index), [], lambda _: lambda _: None)

    assert finding == "1 of 2 vectors that were looked at are found by no search; `qa doctor --repair` makes all anew"
    assert diagnose(indexer(library, index), []) == []


def test_a_text_that_many_articles_tell_is_no_fault_of_the_index(library: SqliteLibrary) -> None:
    index = MemoryIndex()
    many = [BandedArticle(article("The same news.", identity=f"a{n}"), ()) for n in range(30)]
    indexer(library, index).put(many)

    assert diagnose(indexer(library, index), []) == []


NAMES, TEXTS = "abc", [TEXT, "One.", "One.\n\nTwo.", ""]
ARTICLES = {(name, text): BandedArticle(article(text, identity=name), ()) for name in NAMES for text in TEXTS}


class LibraryAndVectors(RuleBasedStateMachine):
    """Any history of puts, removals, full disks and restarts ends in agreement after a restart."""

    def __init__(self) -> None:
        super().__init__()
        self.library = SqliteLibrary(Path(":memory:"))
        self.index = FailingIndex(writes=1_000)
        self.texts: dict[str, str] = {}

    def teardown(self) -> None:
        self.library.close()

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS), fails=st.booleans())
    def put(self, name: str, text: str, *, fails: bool) -> None:
        self.index.writes = 0 if fails else 1_000
        try:
            indexer(self.library, self.index).put([ARTICLES[name, text]])
        except StoreFullError:
            assert fails
        self.texts[name] = text

    @rule(name=st.sampled_from(NAMES))
    def remove(self, name: str) -> None:
        indexer(self.library, self.index).remove([ArticleId(name)])
        self.texts.pop(name, None)

    @invariant()
    def a_restart_makes_them_agree(self) -> None:
        self.index.writes = 1_000
        indexer(self.library, self.index).recover()
        assert self.index.ids() == self.library.chunk_ids()
        assert {stored.id: stored.raw for stored in self.library.articles(limit=9)} == self.texts
        assert diagnose(indexer(self.library, self.index), []) == []


TestLibraryAndVectors = LibraryAndVectors.TestCase
