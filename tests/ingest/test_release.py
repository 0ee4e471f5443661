"""An article is seen as long as its publisher lets it be: not before its embargo ends, and not once it is withdrawn."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.domain.article import ArticleId, Selection
from qa.ingest.readers.from_request import raw_article
from qa.ingest.report import IngestReport
from qa.services import Services
from tests.conftest import Write
from tests.driving import in_memory, ingest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD = "The Lask bridge in Northport stays closed, the council said on Monday."
STORY = "The repair of the Lask bridge in Northport cost 4 million quillons, the treasurer said on Monday."


@dataclass(slots=True)
class Clock:
    """Tells the time that a test sets."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(clock: Clock) -> Iterator[Services]:
    """Services on fakes, whose articles come and go by that clock."""
    with in_memory() as services:
        yield replace(services, articles=replace(services.articles, clock=clock))


def put(services: Services, name: str = "bridge", **fields: object) -> IngestReport:
    article, _ = raw_article(name, {"text": STORY, **fields})
    return services.articles.put(article)


def seen(services: Services) -> dict[str, object]:
    """Everything that tells of articles: search, words, counts, lists and names."""
    library = services.library
    return {
        "search": [
            hit.chunk.text for hit in services.answerer.search("What did the repair of the Lask bridge cost?", 10)
        ],
        "words": library.words("quil"),
        "frequencies": library.frequencies(["quillons"]),
        "holdings": library.holdings(),
        "listing": library.listing(Selection(), skip=0, limit=10),
        "articles": library.articles(limit=10),
        "corpus": library.corpus(),
        "near": library.near_duplicates([], 5),
        "chunks": library.chunk_ids(),
        "vectors": services.adapters.index.ids(),
    }


def test_an_embargoed_article_is_nowhere_before_its_time_and_found_after_it(timed: Services, clock: Clock) -> None:
    put(timed, "other", text=OLD)
    before = seen(timed)

    report = put(
        timed, embargoed_until="2026-03-02T13:00:00+00:00", expires_at="2026-03-09T00:00:00Z", authors=["Ann Lee"]
    )
    clock.now += timedelta(minutes=59)

    assert (report.held, report.added) == (("bridge",), ())
    assert timed.articles.release_and_expire() == ()
    assert seen(timed) == before

    clock.now += timedelta(minutes=1)
    timed.articles.release_and_expire()

    stored = timed.articles.get("bridge")
    assert "4 million quillons" in str(seen(timed)["search"])
    assert (stored.metadata.authors, stored.metadata.expires_at) == (("Ann Lee",), datetime(2026, 3, 9, tzinfo=UTC))
    assert not timed.articles.is_anything_due()
    assert timed.articles.diagnose() == []


def test_the_article_that_was_there_stays_until_the_embargo_of_its_new_version_ends(
    timed: Services, clock: Clock
) -> None:
    put(timed, text=OLD)
    put(timed, embargoed_until="2026-03-02T13:00:00Z")

    assert timed.articles.get("bridge").raw == OLD

    clock.now += timedelta(hours=1)
    timed.articles.release_and_expire()
    assert timed.articles.get("bridge").raw == STORY


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_a_publisher_takes_back_is_gone_at_once_and_needs_no_text(timed: Services, status: str) -> None:
    put(timed, "other", text=OLD)
    before = seen(timed)
    put(timed)

    report = put(timed, text="", status=status)

    assert report.withdrawn == ("bridge",)
    assert seen(timed) == before
    assert put(timed, text="", status=status).unchanged == ("bridge",)
    assert put(timed, status="usable").added == ("bridge",)
    assert timed.articles.diagnose() == []


def test_an_expired_article_is_gone_from_then_on_and_does_not_come_back(timed: Services, clock: Clock) -> None:
    put(timed, "other", text=OLD)
    before = seen(timed)
    put(timed, expires_at="2026-03-02T14:00:00+01:00")
    assert "quillons" in str(seen(timed)["search"])

    clock.now += timedelta(hours=1)

    assert timed.articles.release_and_expire() == ("bridge",)
    assert seen(timed) == before
    assert put(timed, expires_at="2026-03-02T14:00:00+01:00").unchanged == ("bridge",)


def test_the_last_word_of_one_ingest_counts(timed: Services, write: Write) -> None:
    later = {"embargoed_until": "2026-03-02T13:00:00Z"}
    gone, back = {"status": "canceled", "text": ""}, {"status": "usable"}
    rows = [
        *({"id": "canceled", "text": STORY, **each} for each in ({}, gone)),
        *({"id": "returned", "text": STORY, **each} for each in ({}, gone, back)),
        *({"id": "unheld", "text": STORY, **each} for each in (later, {})),
        *({"id": "never", "text": STORY, **each} for each in (later, gone)),
        *({"id": "both", "text": text, **each} for text, each in ((OLD, {}), (STORY, later))),
    ]
    path = write("rows.jsonl", "\n".join(json.dumps(row) for row in rows))

    report = ingest(timed, path)

    assert report.problems == ()
    assert [article.id for article in timed.articles.all()] == ["both", "returned", "unheld"]
    assert timed.articles.get("both").raw == OLD
    assert [held.id for held in timed.library.due(NOON + timedelta(days=1))] == ["both"]


def test_the_same_embargoed_article_again_changes_nothing(timed: Services) -> None:
    put(timed, embargoed_until="2026-03-02T13:00:00Z")

    assert put(timed, embargoed_until="2026-03-02T13:00:00Z").unchanged == ("bridge",)


def test_what_is_held_or_withdrawn_can_be_removed_for_good(timed: Services, clock: Clock) -> None:
    put(timed, "held", embargoed_until="2026-03-02T13:00:00Z")
    put(timed, "canceled")
    put(timed, "canceled", status="canceled")

    timed.articles.remove(["held", "canceled"])

    clock.now += timedelta(days=1)
    timed.articles.release_and_expire()
    assert [timed.library.knows(name) for name in ("held", "canceled")] == [False, False]  # type: ignore[arg-type]


def test_a_status_or_an_embargo_that_cannot_be_read_lets_nothing_in(timed: Services, write: Write) -> None:
    rows = [{"id": "a", "text": STORY, "status": "spiked"}, {"id": "b", "text": STORY, "embargoed_until": "noon"}]

    report = ingest(timed, write("rows.jsonl", "\n".join(json.dumps(row) for row in rows)))

    assert [problem.message.partition(",")[0] for problem in report.problems] == [
        "'status' must be one of usable",
        "'embargoed_until' is not an ISO 8601 date such as 2024-01-26T09:30:00Z: 'noon'",
    ]
    assert list(timed.articles.all()) == []


def test_an_older_version_of_an_agencys_article_changes_nothing_and_revives_nothing(
    timed: Services, write: Write
) -> None:
    def version(n: int, **fields: object) -> Path:
        item = {
            "uri": "urn:alder:1",
            "version": n,
            "versioncreated": f"2026-03-0{n}T10:00:00Z",
            "body_text": f"{STORY} {n}.",
        }
        return write(f"v{n}.json", json.dumps({**item, **fields}))

    first, second, canceled = version(1), version(2), version(3, pubstatus="canceled")

    # In one run and in the wrong order, then one by one.
    assert [ingest(timed, second, first).added, timed.articles.get("urn:alder:1").raw] == [
        ("urn:alder:1",),
        f"{STORY} 2.",
    ]
    assert ingest(timed, first).notes == (
        "urn:alder:1: is older than what its agency has said of it since, and changes nothing",
    )
    assert timed.articles.get("urn:alder:1").raw == f"{STORY} 2."

    assert ingest(timed, canceled).withdrawn == ("urn:alder:1",)
    assert ingest(timed, second, first).unchanged == ("urn:alder:1", "urn:alder:1")
    assert list(timed.articles.all()) == []

    assert ingest(timed, version(4)).added == ("urn:alder:1",)

    assert ingest(timed, version(5, embargoed="2026-04-01T00:00:00Z")).held == ("urn:alder:1",)
    assert ingest(timed, version(4, headline="Anew")).unchanged == ("urn:alder:1",)
    assert timed.library.held(ArticleId("urn:alder:1")) is not None


@pytest.mark.parametrize(
    "line",
    [{"embargoed_until": "noon"}, {"status": "spiked"}, {"status": ["canceled"]}, {"status": "withheld", "titel": "x"}],
)
def test_a_slip_beside_a_file_lets_out_nothing_that_was_to_be_kept_back(
    line: dict[str, object], timed: Services, write: Write
) -> None:
    path = write("bridge.txt", STORY)
    write("sources.jsonl", json.dumps({"file": "bridge.txt", **line}))

    report = ingest(timed, path)

    assert (len(report.problems), list(timed.articles.all())) == (1, [])
    write("sources.jsonl", json.dumps({"file": "bridge.txt"}))
    assert ingest(timed, path).added == ("bridge",)
