"""Jobs wait in their order, are taken a part at a time, and are forgotten a while after they are done."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_stores import postgres_jobs
from qa.adapters.sqlite_jobs import SqliteJobs
from qa.domain.job import Batch, JobLimits, Outcome, Refusal, WaitingArticle
from qa.errors import JobKeyReusedError, JobsFullError, StoreDamagedError
from qa.ports import JobStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> list[datetime]:
    """Its last is now."""
    return [NOON]


@pytest.fixture(params=["file", "postgres"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path, clock: list[datetime]) -> Iterator[JobStore]:
    limits = JobLimits(unfinished=3, finished=2, age=timedelta(hours=1))
    if request.param == "postgres":
        with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
            yield postgres_jobs(pool, limits, lambda: clock[-1])
        return
    with closing(SqliteJobs(tmp_path / "jobs.db", limits, lambda: clock[-1])) as opened:
        yield opened


def batch(*names: str, key: str | None = None, digest: str = "") -> Batch:
    articles = tuple(WaitingArticle(number, name, "x" * 10) for number, name in enumerate(names, start=1))
    return Batch(articles, (), key, digest)


def work(jobs: JobStore, characters: int = 10_000) -> list[str]:
    """Store the next part; the ids of its articles."""
    part = jobs.next(characters)
    assert part is not None
    jobs.settle(part, Outcome(tuple(("added", it.article_id) for it in part.articles), chunks=len(part.articles)))
    return [it.article_id for it in part.articles]


def test_jobs_are_worked_on_in_their_order_a_part_at_a_time(jobs: JobStore) -> None:
    first, _ = jobs.add(batch("a", "b", "c")), jobs.add(batch("d"))

    assert [work(jobs, 11), work(jobs, 1), work(jobs, 1), jobs.next(1)] == [["a", "b"], ["c"], ["d"], None]
    told = jobs.find(first.id)
    assert told is not None
    assert (told.total, told.waiting, told.begun, told.finished_at) == (3, 0, True, NOON)
    assert (told.outcome.changes, told.outcome.chunks) == ((("added", "a"), ("added", "b"), ("added", "c")), 3)


def test_a_job_of_which_nothing_can_be_stored_is_done_at_once(jobs: JobStore) -> None:
    job = jobs.add(Batch((), (Refusal(1, None, "is no article"),)))

    assert (job.finished_at, job.waiting, job.outcome.refused) == (NOON, 0, (Refusal(1, None, "is no article"),))
    assert jobs.next(1) is None


def test_what_is_withdrawn_waits_no_longer_in_any_job(jobs: JobStore) -> None:
    first, second = jobs.add(batch("a", "b")), jobs.add(batch("a"))

    assert jobs.waiting(["a", "c"]) == {"a"}
    assert jobs.withdraw(["a", "c"], "gone") == {"a"}
    told = [jobs.find(first.id), jobs.find(second.id)]
    assert [(job.waiting, job.begun, job.finished_at) for job in told if job] == [(1, False, None), (0, False, NOON)]
    assert [job.outcome.refused for job in told if job] == [(Refusal(1, "a", "gone"),)] * 2


def test_finished_jobs_are_forgotten_by_age_and_number_and_waiting_ones_never(
    jobs: JobStore, clock: list[datetime]
) -> None:
    done = [jobs.add(batch("a", key=str(number))) for number in range(3)]
    for _ in done:
        work(jobs)
    waiting = jobs.add(batch("b"))
    assert [jobs.find(job.id) is not None for job in done] == [False, True, True]

    clock.append(NOON + timedelta(hours=2))
    again = jobs.add(batch("a", key="2", digest="another"))
    assert [jobs.find(job.id) is not None for job in (*done, waiting, again)] == [False, False, False, True, True]


def test_a_key_stands_for_one_batch_also_while_no_other_is_taken(jobs: JobStore) -> None:
    first = jobs.add(batch("a", key="k", digest="1"))
    for _ in range(2):
        jobs.add(batch("b"))

    assert jobs.add(batch("a", key="k", digest="1")).id == first.id
    with pytest.raises(JobKeyReusedError, match="another body"):
        jobs.add(batch("a", key="k", digest="2"))
    with pytest.raises(JobsFullError):
        jobs.add(batch("c"))


def test_what_two_have_stored_is_told_once(jobs: JobStore) -> None:
    job = jobs.add(batch("a", "b"))
    part = jobs.next(1_000)
    assert part is not None
    for change in ("added", "unchanged"):
        jobs.settle(part, Outcome(tuple((change, it.article_id) for it in part.articles), chunks=2))

    told = jobs.find(job.id)
    assert told is not None
    assert told.outcome == Outcome((("added", "a"), ("added", "b")), chunks=2)


def test_a_store_that_is_whole_has_no_faults(jobs: JobStore) -> None:
    jobs.mend()
    assert jobs.faults() == []


def test_a_damaged_file_is_said_and_may_be_deleted(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 500)
    with pytest.raises(StoreDamagedError, match=r"`rm .*send them again"):
        SqliteJobs(tmp_path / "broken.db")
