"""The library keeps articles, full text and journal in step, in a file and in memory alike."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.postgres_library import open_postgres_library
from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.answer import Example
from qa.domain.article import Article, ArticleId, ChunkedArticle, HeldArticle, Holdings, Listing, Metadata, Selection
from qa.domain.scope import Scope
from qa.ingest.chunk import chunk
from qa.ports import Library
from tests.fakes import paragraph_splitter
from tests.strategies import article

TROOPS = "Some 2,500 troops are in the country.\n\nTalks on their withdrawal began on Saturday."


@pytest.fixture(params=["file", "memory", "postgres"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    if request.param == "postgres":
        yield open_postgres_library(request.getfixturevalue("pool"))
        return
    path = tmp_path / "library.db" if request.param == "file" else Path(":memory:")
    with closing(SqliteLibrary(path)) as opened:
        yield opened


def chunked(stored: Article, bands: tuple[str, ...] = ()) -> ChunkedArticle:
    return ChunkedArticle(stored, chunk(stored, paragraph_splitter), bands)


def test_an_article_comes_back_whole(library: Library) -> None:
    metadata = Metadata(
        "Talks begin",
        "The Herald",
        ("Ann Lee", "Bo Yi"),
        "https://example.org/a",
        datetime(2024, 1, 27, tzinfo=UTC),
        "en",
        expires_at=datetime(2026, 1, 27, tzinfo=UTC),
        correction="An earlier version misstated the day.",
    )
    stored = replace(article("Talks begin\n\n" + TROOPS, "Talks begin"), metadata=metadata, page="<p>x</p>", group="g")

    library.put([chunked(stored)])

    assert library.article(stored.id) == stored
    assert library.group("g") == [stored.id]


def test_full_text_finds_chunks_by_any_word_best_first(library: Library) -> None:
    stored = article(TROOPS)
    library.put([chunked(stored)])

    hits = library.search(["withdrawing", "talk"], 5)

    assert [library.chunks([name])[name].text for name, _ in hits] == ["Talks on their withdrawal began on Saturday."]
    assert library.search(["troops", "talks"], 1)[0][1] > 0


OPENING = (
    "The harbour of Northport was closed on Monday after a crane had fallen on two of the ferries that lay there. " * 3
)


def test_a_later_chunk_is_found_by_what_its_article_opens_with(library: Library) -> None:
    library.put([chunked(article(f"{OPENING}\n\nNobody was hurt.")), chunked(article("Nobody saw it.", identity="b"))])

    best, *_ = library.search(["harbour", "nobody"], 5)
    hurt = library.search(["hurt"], 1)[0]

    assert library.chunks([best[0]])[best[0]].article_id == article("").id
    assert hurt[0] in dict(library.search(["harbour"], 5))


def test_what_an_article_opens_with_counts_less_than_what_a_chunk_says(library: Library) -> None:
    library.put([chunked(article(f"{OPENING}\n\nNobody was hurt.")), chunked(article("A ferry sank.", identity="b"))])

    found = [library.chunks([name])[name].text for name, _ in library.search(["ferry"], 5)]

    assert found == ["A ferry sank.", OPENING.strip(), "Nobody was hurt."]


def test_a_chunk_holds_what_it_says_and_not_what_its_article_opens_with(library: Library) -> None:
    library.put([chunked(article(f"{OPENING}\n\nNobody was hurt."))])

    assert library.frequencies(["harbour", "hurt"]).counts == {"harbour": 1, "hurt": 1}


@given(st.text(max_size=30))
def test_no_question_is_ever_read_as_query_syntax(words: str) -> None:
    with closing(SqliteLibrary(Path(":memory:"))) as library:
        library.put([chunked(article(TROOPS))])

        assert isinstance(library.search([words], 5), list)
        assert set(library.frequencies([words]).counts) == {words}


@pytest.mark.parametrize("query", ['"', "NEAR(", "troops AND", "title:x", "*", "-troops", "\x00", ""])
def test_query_operators_are_words(library: Library, query: str) -> None:
    library.put([chunked(article(TROOPS))])

    assert all(score > 0 for _, score in library.search([query, "talks"], 5))


def test_a_changed_article_replaces_its_chunks(library: Library) -> None:
    library.put([chunked(article(TROOPS))])
    changed = article("Some 900 troops are in the country.")

    entry = library.put([chunked(changed)])

    assert library.article(changed.id) == changed
    assert library.search(["talks"], 5) == []
    assert len(entry.delete) == 2
    assert library.chunk_ids() == set(entry.upsert)


def test_an_old_text_may_come_back(library: Library) -> None:
    first, second = article(TROOPS), article("Something else entirely.")
    for stored in (first, second, first):
        library.put([chunked(stored)])

    assert library.article(first.id) == first
    assert len(library.chunk_ids()) == 2


def test_removed_articles_are_gone_from_search_and_listing(library: Library) -> None:
    stored = article(TROOPS)
    library.put([chunked(stored)])

    entry = library.remove([stored.id])

    assert library.article(stored.id) is None
    assert library.articles(limit=5) == []
    assert library.search(["troops"], 5) == []
    assert len(entry.delete) == 2


def test_the_journal_holds_each_change_until_it_is_settled(library: Library) -> None:
    first = library.put([chunked(article(TROOPS))])
    second = library.remove([article(TROOPS).id])

    assert library.pending() == [first, second]
    library.settle(first)
    assert library.pending() == [second]


def test_a_failing_change_leaves_nothing_behind(library: Library) -> None:
    stored = chunked(article(TROOPS))
    twice = replace(stored, chunks=(*stored.chunks, stored.chunks[0]))

    with pytest.raises(Exception, match=r"(?i)unique"):
        library.put([twice])

    assert library.article(stored.article.id) is None
    assert library.pending() == []
    assert library.search(["troops"], 5) == []


def test_the_fingerprint_changes_with_any_article_and_back_again(library: Library) -> None:
    empty = library.corpus()
    library.put([chunked(article(TROOPS))])
    one = library.corpus()
    library.put([chunked(article("Another text.", identity="b"))])
    two = library.corpus()
    library.remove([ArticleId("b")])

    assert (empty.articles, one.articles, two.articles) == (0, 1, 2)
    assert len({empty.fingerprint, one.fingerprint, two.fingerprint}) == 3
    assert library.corpus() == one


def test_articles_are_listed_in_pages_by_id(library: Library) -> None:
    for name in ("c", "a", "b"):
        library.put([chunked(article(f"Text {name}.", identity=name))])

    first = library.articles(limit=2)

    assert [listed.id for listed in first] == ["a", "b"]
    assert [listed.id for listed in library.articles(after=first[-1].id, limit=2)] == ["c"]


def published(name: str, text: str, outlet: str | None, day: str | None) -> ChunkedArticle:
    facts = Metadata(name.title(), outlet, published_at=datetime.fromisoformat(day) if day else None)
    return chunked(replace(article(text, identity=name), metadata=facts))


NEWS = (
    published("bridge", "The bridge is closed.", "Tarn Herald", "2026-03-03T01:00:00+02:00"),
    published("dam", "The dam reopened.", "Tarn Herald", "2026-03-02T23:30:00+00:00"),
    published("ferry", "The ferry sails.\n\nThe bridge stays shut.", "Vell Wire", "2025-12-31T00:00:00+00:00"),
    published("note", "A note without a day.", None, None),
)


def test_holdings_count_what_is_known_of_the_current_articles(library: Library) -> None:
    assert library.holdings() == Holdings(0, {}, 0, None, None)
    library.put(NEWS)

    assert library.holdings() == Holdings(
        articles=4,
        outlets={"Tarn Herald": 2, "Vell Wire": 1},
        dated=3,
        earliest=datetime(2025, 12, 31, tzinfo=UTC),
        latest=datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
    )
    library.remove([ArticleId("dam"), ArticleId("ferry")])
    library.put([published("note", "A note that changed.", "Vell Wire", None)])
    assert (library.holdings().articles, library.holdings().outlets) == (2, {"Tarn Herald": 1, "Vell Wire": 1})


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), ["dam", "bridge", "ferry", "note"]),
        (Selection(outlet="Vell Wire"), ["ferry"]),
        (Selection(since=date(2026, 3, 3)), ["bridge"]),
        (Selection(until=date(2026, 3, 2)), ["dam", "ferry"]),
        (Selection(words=("bridge",)), ["bridge", "ferry"]),
        (Selection(words=("SAILS", "bridges")), ["ferry"]),
        (Selection(words=("bridge",), outlet="Vell Wire", since=date(2026, 1, 1)), []),
        (Selection(words=('"OR dam NEAR(',)), []),
        (Selection(words=("\0", "note")), []),
    ],
)
def test_articles_are_selected_by_words_outlet_and_stated_day_and_listed_newest_first(
    library: Library, selection: Selection, names: list[str]
) -> None:
    library.put(NEWS)

    listing = library.listing(selection, skip=0, limit=9)

    assert ([it.id for it in listing.articles], listing.total) == (names, len(names))


def test_a_listing_has_one_page_and_the_number_of_all(library: Library) -> None:
    library.put(NEWS)

    page = library.listing(Selection(), skip=1, limit=2)

    assert page == Listing((NEWS[0].article, NEWS[2].article), 4)
    assert library.listing(Selection(), skip=9, limit=2) == Listing((), 4)


def test_examples_are_kept_until_their_article_goes_or_changes(library: Library) -> None:
    library.put(NEWS)
    bridge, both = (
        Example("Is the bridge closed?", (NEWS[0].article.id,)),
        Example("Who?", (NEWS[1].article.id, NEWS[2].article.id)),
    )
    dam, refused = Example("When did the dam reopen?", (NEWS[1].article.id,)), Example("Who won?", ())
    assert (library.examples(), library.examples_made_of()) == ([], None)
    made_of = library.corpus().fingerprint

    assert library.keep_examples([bridge, both, dam, refused], made_of, "by rule 1")
    assert (library.examples(), library.examples_made_of()) == ([bridge, both, dam, refused], "by rule 1")
    library.put([published("ferry", "The ferry sails no more.", None, None)])
    assert library.examples() == [bridge, dam, refused]
    library.remove([NEWS[1].article.id])
    assert library.examples() == [bridge]


def test_examples_of_other_articles_than_there_are_now_are_not_kept(library: Library) -> None:
    library.put(NEWS)
    before = library.corpus().fingerprint
    library.remove([NEWS[0].article.id])

    assert not library.keep_examples([Example("Is the bridge closed?", (NEWS[0].article.id,))], before, "")
    assert (library.examples(), library.examples_made_of()) == ([], None)


def test_near_duplicates_are_those_that_share_the_most_bands(library: Library) -> None:
    library.put([chunked(article(TROOPS, identity="a"), ("01:x", "02:y"))])
    library.put([chunked(article(f"Text {name}.", identity=name), ("01:x", "02:y", "03:z")) for name in "cb"])
    library.put([chunked(article("Another text.", identity="d"), ("04:z",))])

    assert [near.id for near in library.near_duplicates(["01:x", "03:z", "09:q"], 9)] == ["b", "c", "a"]
    assert [near.id for near in library.near_duplicates(["01:x", "03:z", "09:q"], 2)] == ["b", "c"]
    assert library.near_duplicates(["09:q"], 9) == []


def test_facts_about_the_data_are_remembered(library: Library) -> None:
    library.set_meta("embedder", "one")
    library.set_meta("embedder", "two")

    assert (library.get_meta("embedder"), library.get_meta("another")) == ("two", None)


def test_words_are_listed_by_their_beginning_as_they_are_written(library: Library) -> None:
    library.put([chunked(article("Troops train. The train left.\n\nTroops, 2 TANKS and Tréport."))])

    assert library.words("t") == {"tanks": 1, "the": 1, "train": 1, "treport": 1, "troops": 2}
    assert library.words("tr") == {"train": 1, "treport": 1, "troops": 2}
    assert library.words("x") == {}


def test_the_words_of_removed_and_replaced_texts_are_forgotten(library: Library) -> None:
    library.put([chunked(article("An anchor.", identity="a")), chunked(article("A buoy.", identity="b"))])
    library.put([chunked(article("A boat.", identity="b"))])
    library.remove([ArticleId("a")])

    assert (library.words("a"), library.words("b")) == ({"a": 1}, {"boat": 1})


def test_what_is_held_is_due_when_its_time_has_come_and_found_by_nothing_else(library: Library) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    nothing = (library.corpus(), library.holdings(), library.articles(limit=5))
    for name, hours in (("b", 1), ("a", 1), ("c", 2)):
        library.hold(HeldArticle(ArticleId(name), noon + timedelta(hours=hours), "old"))
    library.hold(HeldArticle(ArticleId("a"), noon + timedelta(hours=1), "new"))

    assert library.due(noon) == []
    assert [(held.id, held.document) for held in library.due(noon + timedelta(hours=1))] == [("a", "new"), ("b", "old")]
    assert (library.corpus(), library.holdings(), library.articles(limit=5)) == nothing

    library.drop_held([ArticleId("a"), ArticleId("unknown")])
    assert [library.knows(ArticleId(name)) for name in "abd"] == [False, True, False]
    assert library.held(ArticleId("a")) is None


def test_a_withdrawn_article_is_found_by_nothing_and_known_until_it_is_removed(library: Library) -> None:
    empty = library.corpus()
    stored = article(TROOPS)
    stored = replace(stored, metadata=Metadata(expires_at=datetime(2026, 3, 2, 12, tzinfo=UTC)))
    library.put([chunked(stored, ("band",))])

    assert library.expired(datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))) == []
    assert library.expired(datetime(2026, 3, 2, 13, tzinfo=timezone(timedelta(hours=1)))) == [stored.id]

    examples = [Example("How many troops are there?", (stored.id,)), Example("Who is Zarkov?", ())]
    assert library.keep_examples(examples, library.corpus().fingerprint, "made of it")

    entry = library.withdraw([stored.id])

    assert library.examples() == []
    assert (len(entry.upsert), len(entry.delete)) == (0, 2)
    assert (library.corpus(), library.search(["troops"], 5), library.near_duplicates(["band"], 5)) == (empty, [], [])
    assert (library.knows(stored.id), library.expired(datetime(2027, 1, 1, tzinfo=UTC))) == (True, [])
    library.remove([stored.id])
    assert not library.knows(stored.id)


DAY = datetime(2024, 1, 26, tzinfo=UTC)


def told(
    identity: str, text: str, published: datetime | None = None, outlet: str | None = None, seen: datetime | None = None
) -> ChunkedArticle:
    metadata = Metadata(publisher=outlet, published_at=published)
    return chunked(replace(article(text, identity=identity), metadata=metadata, first_seen_at=seen))


def found(library: Library, scope: Scope) -> set[str]:
    """The articles that a search for ferries finds."""
    hits = library.search(["ferry"], 50, scope)
    return {chunk.article_id for chunk in library.chunks([name for name, _ in hits]).values()}


def test_a_search_of_words_finds_what_lies_in_its_scope_and_counts_the_rest_by_why(library: Library) -> None:
    library.put(
        [
            told("old", "A ferry sank.", DAY, "The Herald", DAY + timedelta(days=9)),
            told("new", "A ferry burnt.", DAY + timedelta(hours=30), "Post", DAY + timedelta(days=2)),
            told("undated", "A ferry left.", None, "the  HERALD", DAY),
        ]
    )

    assert found(library, Scope()) == {"old", "new", "undated"}
    assert found(library, Scope(as_of=DAY + timedelta(days=1))) == {"old"}
    assert found(library, Scope(since=DAY + timedelta(days=1))) == {"new"}
    assert found(library, Scope(as_of=DAY + timedelta(days=2), clock="known")) == {"new", "undated"}
    assert found(library, Scope(outlets=("the herald",))) == {"old", "undated"}
    assert library.excluded(Scope()) == {}
    assert library.excluded(Scope(as_of=DAY + timedelta(days=1))) == {"later": 1, "undated": 1}
    assert library.excluded(Scope(since=DAY + timedelta(days=1), outlets=("post",))) == {"outlet": 2}


def test_the_best_of_a_scope_are_found_however_many_better_ones_lie_outside(library: Library) -> None:
    library.put([told(f"later-{n}", "Ferry, ferry, ferry.", DAY + timedelta(days=5)) for n in range(60)])
    library.put([told("old", "On that day there was hardly anything to be said of the ferry.", DAY)])

    ((best, _),) = library.search(["ferry"], 5, Scope(as_of=DAY + timedelta(days=1)))

    assert library.chunks([best])[best].article_id == "old"
    assert len(library.search(["ferry"], 5, Scope(as_of=DAY + timedelta(days=9)))) == 5


def test_a_word_is_held_by_the_scope_whose_chunks_have_it_as_it_is_written(library: Library) -> None:
    library.put([told("old", "The café reforms.", DAY), told("new", "A reform of Zarkov.", DAY + timedelta(days=5))])

    assert [library.holds(word, Scope(as_of=DAY + timedelta(days=1))) for word in ("cafe", "reform", "zarkov")] == [
        True,
        False,
        False,
    ]
    assert library.holds("zarkov", Scope(since=DAY + timedelta(days=2)))


def test_a_version_keeps_the_time_at_which_it_was_first_seen(library: Library) -> None:
    library.put([told("a", "A ferry sank.", seen=DAY)])
    library.put([told("a", "A ferry burnt.", seen=DAY + timedelta(days=1))])
    library.put([told("a", "A ferry burnt.", DAY, "Post", seen=DAY + timedelta(days=7))])

    stored = library.article(ArticleId("a"))

    assert stored is not None
    assert (stored.first_seen_at, stored.metadata.publisher) == (DAY + timedelta(days=1), "Post")
    assert found(library, Scope(as_of=DAY + timedelta(days=1), clock="known")) == {"a"}
    assert found(library, Scope(as_of=DAY, clock="known")) == set()


def test_the_corpus_tells_when_its_latest_version_was_first_seen(library: Library) -> None:
    assert library.corpus().updated_at is None
    library.put([told("a", "A ferry sank.", seen=DAY), told("b", "A ferry burnt.", seen=DAY + timedelta(days=1))])

    assert library.corpus().updated_at == DAY + timedelta(days=1)


def test_a_text_that_its_outlet_changed_counts_from_the_change_on(library: Library) -> None:
    changed = told("a", "A ferry sank.", DAY)
    metadata = replace(changed.article.metadata, updated_at=DAY + timedelta(days=3, hours=5))
    library.put([chunked(replace(changed.article, metadata=metadata))])

    stored = library.article(ArticleId("a"))

    assert stored is not None
    assert stored.metadata.updated_at == DAY + timedelta(days=3, hours=5)
    assert found(library, Scope(as_of=DAY + timedelta(days=3))) == set()
    assert found(library, Scope(as_of=DAY + timedelta(days=3, hours=5))) == {"a"}


def test_versions_come_in_the_order_in_which_they_were_first_seen(library: Library) -> None:
    first, second = told("a", "One text.", seen=DAY), told("a", "Another text.", seen=DAY + timedelta(days=1))
    # The first comes back, and is the current one again.
    for version in (first, second, first):
        library.put([version])
    name, names = first.article.id, [first.article.version, second.article.version]

    assert [each.version for each in library.versions(name)] == names
    assert [each and each.clean for each in (library.version(name, it) for it in [*names, "x"])] == [
        "One text.",
        "Another text.",
        None,
    ]
    library.remove([name])
    assert (library.versions(name), library.version(name, names[0])) == ([], None)
