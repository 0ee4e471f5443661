"""Answers are kept within limits of count and age, in the file and in the fake alike."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_stores import postgres_answers
from qa.adapters.sqlite_answers import SqliteAnswers
from qa.domain.answer import KeptAnswer, KeptLimits
from qa.ports import AnswerStore
from tests.fakes import MemoryAnswers

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Opener = Callable[[int, int], AnswerStore]
"""Opens a store with a limit of count and of days; a file is the same one each time."""


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "postgres", "fake"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Opener]:
    with ExitStack() as stack:

        def open_store(count: int, days: int) -> AnswerStore:
            limits = KeptLimits(count, timedelta(days=days))
            if request.param == "fake":
                return MemoryAnswers(limits, clock)
            if request.param == "postgres":
                pool = stack.enter_context(closing(PostgresPool(request.getfixturevalue("database_url"))))
                return postgres_answers(pool, limits, clock)
            return stack.enter_context(closing(SqliteAnswers(tmp_path / "answers.db", limits, clock)))

        yield open_store


def kept(name: str, minutes: int = 0, articles: tuple[str, ...] = ("a",)) -> KeptAnswer:
    return KeptAnswer(name, NOON + timedelta(minutes=minutes), articles, f'{{"é": "{name}"}}')


def test_an_answer_is_found_by_its_id_as_it_was(opened: Opener) -> None:
    store = opened(10, 0)
    store.add(kept("one"))

    assert store.find("one") == '{"é": "one"}'
    assert store.find("two") is None


def test_only_the_latest_are_kept(opened: Opener) -> None:
    store = opened(2, 0)
    for minutes, name in enumerate(("one", "two", "three")):
        store.add(kept(name, minutes))

    assert [store.find(name) is not None for name in ("one", "two", "three")] == [False, True, True]


def test_an_old_answer_is_gone_though_none_came_after_it(opened: Opener, clock: Clock) -> None:
    store = opened(10, 30)
    store.add(kept("one"))
    clock.now = NOON + timedelta(days=29)
    assert store.find("one") is not None

    clock.now = NOON + timedelta(days=31)
    assert store.find("one") is None


def test_without_a_limit_of_age_none_is_too_old(opened: Opener, clock: Clock) -> None:
    store = opened(10, 0)
    store.add(kept("one"))
    clock.now = NOON + timedelta(days=30_000)

    assert store.find("one") is not None


def test_a_limit_of_none_keeps_none(opened: Opener) -> None:
    store = opened(0, 30)
    store.add(kept("one"))

    assert store.find("one") is None


def test_what_quotes_an_article_goes_with_it(opened: Opener) -> None:
    store = opened(10, 0)
    store.add(kept("one", articles=("a", "city/b")))
    store.add(kept("two", articles=("c",)))
    store.add(kept("three", articles=()))

    store.forget(["city/b", "unknown"])

    assert [store.find(name) is not None for name in ("one", "two", "three")] == [False, True, True]


def test_what_names_an_article_is_listed_from_the_latest_on(opened: Opener, clock: Clock) -> None:
    store = opened(10, 30)
    for minutes, name in enumerate(("one", "two", "three", "four")):
        store.add(kept(name, minutes // 2, articles=("c",) if name == "two" else ("a", "city/b")))

    listed = store.citing("city/b", None, 2)
    assert [each.id for each in listed] == ["three", "four"]
    assert listed[0] == kept(listed[0].id, 1, articles=("a", "city/b"))
    (last,) = store.citing("city/b", (listed[1].created_at, listed[1].id), 2)
    assert last.id == "one"
    assert store.citing("city/b", (last.created_at, last.id), 2) == store.citing("b", None, 2) == []
    clock.now = NOON + timedelta(days=31)
    assert store.citing("city/b", None, 2) == []


@pytest.mark.parametrize("opened", ["file", "postgres"], indirect=True)
def test_a_file_opened_again_has_what_it_had_within_its_new_limits(opened: Opener, clock: Clock) -> None:
    store = opened(10, 0)
    for minutes, name in enumerate(("one", "two")):
        store.add(kept(name, minutes))

    assert opened(10, 0).find("one") is not None
    opened(1, 0)
    assert [store.find(name) is not None for name in ("one", "two")] == [False, True]
    clock.now = NOON + timedelta(days=2)
    opened(1, 1)
    assert store.find("two") is None
