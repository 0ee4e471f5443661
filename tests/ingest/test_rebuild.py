"""An index that is made anew beside the one that is searched: nothing of it is seen before it is whole, and no change is lost."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qa.adapters.sqlite_library import SqliteLibrary
from qa.current_index import CurrentIndex, IndexGeneration
from qa.domain.article import ArticleId, ChunkId
from qa.errors import StoreFullError
from qa.ingest.doctor import diagnose
from qa.ingest.index import EMBEDDER, BandedArticle, Indexer
from qa.ingest.rebuild import Rebuild
from qa.ports import Embedder, Splitter, Vectors
from tests.fakes import FailingIndex, HashingEmbedder, MemoryGenerations, MemoryIndex, paragraph_splitter
from tests.strategies import article

TEXT = "Some 2,500 troops are in the country.\n\nTalks on their withdrawal began on Saturday."


def whole(text: str) -> list[str]:
    """One piece, as a larger chunk size gives."""
    return [text]


@dataclass(frozen=True, slots=True)
class OtherEmbedder:
    """Vectors of another dimension."""

    name: str = "other"
    inner: HashingEmbedder = field(default_factory=HashingEmbedder)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return -self.inner.embed_documents(texts)

    def embed_query(self, text: str) -> Vectors:
        return -self.inner.embed_query(text)


@pytest.fixture
def library() -> Iterator[SqliteLibrary]:
    with closing(SqliteLibrary(Path(":memory:"))) as opened:
        yield opened


def indexer_of(library: SqliteLibrary, index: MemoryIndex | None = None) -> Indexer:
    generation = IndexGeneration(paragraph_splitter, HashingEmbedder(), index or MemoryIndex())
    return Indexer(library, CurrentIndex(generation))


def put(indexer: Indexer, name: str, text: str) -> None:
    indexer.put([BandedArticle(article(text, identity=name), ())])


def rebuilt(indexer: Indexer, embedder: Embedder, split: Splitter = paragraph_splitter) -> None:
    rebuild = Rebuild(indexer, MemoryGenerations(split, embedder))
    while rebuild.step():
        pass
    rebuild.finish()


def test_what_was_lost_or_foreign_is_put_right(library: SqliteLibrary) -> None:
    index = MemoryIndex()
    indexer = indexer_of(library, index)
    put(indexer, "a", TEXT)
    index.delete(sorted(index.ids())[:1])
    index.stored[ChunkId("of another library")] = HashingEmbedder().embed_query("x")

    rebuilt(indexer, HashingEmbedder())

    assert diagnose(indexer, []) == []


def test_until_it_is_whole_the_old_index_and_the_old_chunks_answer(library: SqliteLibrary) -> None:
    indexer = indexer_of(library)
    for name in "abc":
        put(indexer, name, TEXT)
    before = library.chunk_ids()
    generations = MemoryGenerations(whole, OtherEmbedder())

    rebuild = Rebuild(indexer, generations)
    while rebuild.step(1):
        assert (library.chunk_ids(), indexer.index.ids(), indexer.embedder.name) == (before, before, "hashing")
    rebuild.finish()

    assert len(library.chunk_ids()) == 3
    assert (indexer.embedder.name, library.get_meta(EMBEDDER)) == ("other", "other")
    assert generations.retained == ["1"]
    assert diagnose(indexer, []) == []


def test_an_index_that_cannot_be_made_leaves_the_old_one(library: SqliteLibrary) -> None:
    indexer = indexer_of(library)
    for name in "abc":
        put(indexer, name, TEXT)
    generations = MemoryGenerations(whole, OtherEmbedder(), lambda: FailingIndex(writes=1))
    rebuild = Rebuild(indexer, generations)
    rebuild.step(1)

    with pytest.raises(StoreFullError):
        rebuild.step(1)
    rebuild.abandon()

    assert generations.retained == [""]
    assert (indexer.embedder.name, diagnose(indexer, [])) == ("hashing", [])


def test_a_change_whose_vectors_could_not_follow_is_made_good_by_it(library: SqliteLibrary) -> None:
    indexer = indexer_of(library, FailingIndex(writes=0))
    with pytest.raises(StoreFullError):
        put(indexer, "a", TEXT)

    rebuilt(indexer, HashingEmbedder())

    assert (library.pending(), diagnose(indexer, [])) == ([], [])


def test_who_searches_keeps_the_old_index_until_he_is_done() -> None:
    current = CurrentIndex(IndexGeneration(whole, HashingEmbedder(), MemoryIndex(), "old"))
    swapped = Event()

    def swap() -> None:
        current.swap(IndexGeneration(whole, OtherEmbedder(), MemoryIndex(), "new"))
        swapped.set()

    with current.leased() as generation:
        thread = Thread(target=swap)
        thread.start()
        with current.leased() as after:
            while after.name == "old":
                with current.leased() as after:
                    pass
        assert (generation.name, swapped.is_set()) == ("old", False)
    thread.join()

    assert swapped.is_set()


NAMES, TEXTS = "abc", [TEXT, "One.", "One.\n\nTwo.", ""]


class ChangesMeanwhile(RuleBasedStateMachine):
    """Whatever changes at whichever moment of a reindex, old and new agree with the library, and the new one has it all."""

    def __init__(self) -> None:
        super().__init__()
        self.library = SqliteLibrary(Path(":memory:"))
        self.indexer = indexer_of(self.library)
        self.rebuild: Rebuild | None = None
        self.texts: dict[str, str] = {}

    def teardown(self) -> None:
        self.library.close()

    @initialize(texts=st.lists(st.sampled_from(TEXTS), max_size=3))
    def fill(self, texts: list[str]) -> None:
        for name, text in zip(NAMES, texts, strict=False):
            self.put(name, text)

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def put(self, name: str, text: str) -> None:
        put(self.indexer, name, text)
        self.texts[name] = text

    @rule(name=st.sampled_from(NAMES), erase=st.booleans())
    def remove(self, name: str, *, erase: bool) -> None:
        (self.indexer.remove if erase else self.indexer.withdraw)([ArticleId(name)])
        self.texts.pop(name, None)

    @precondition(lambda self: self.rebuild is None)
    @rule(split=st.sampled_from([whole, paragraph_splitter]), other=st.booleans())
    def begin(self, split: Splitter, *, other: bool) -> None:
        self.rebuild = Rebuild(self.indexer, MemoryGenerations(split, OtherEmbedder() if other else HashingEmbedder()))

    @precondition(lambda self: self.rebuild is not None)
    @rule(catch_up=st.booleans())
    def step(self, *, catch_up: bool) -> None:
        assert self.rebuild
        if catch_up:
            self.rebuild.catch_up()
        else:
            self.rebuild.step(1)

    @precondition(lambda self: self.rebuild is not None)
    @rule(abandon=st.booleans())
    def end(self, *, abandon: bool) -> None:
        assert self.rebuild
        while not abandon and self.rebuild.step(1):
            pass
        (self.rebuild.abandon if abandon else self.rebuild.finish)()
        self.rebuild = None

    @invariant()
    def all_agree(self) -> None:
        assert self.indexer.index.ids() == self.library.chunk_ids()
        assert {stored.id: stored.raw for stored in self.library.articles(limit=9)} == self.texts
        assert diagnose(self.indexer, []) == []


TestChangesMeanwhile = ChangesMeanwhile.TestCase
TestChangesMeanwhile.settings = settings(max_examples=30, stateful_step_count=15)
