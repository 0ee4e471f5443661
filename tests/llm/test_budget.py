"""What a language model may cost is counted by the day, and what is over it is refused with the time to come back."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError
from qa.llm.budget import Budget

PROMPT = Prompt("x" * 150, "y" * 150, "digest")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with closing(SqliteLibrary(tmp_path / "library.db")) as opened:
        yield opened


def budget(library: SqliteLibrary, *, daily: int = 1_000, at_once: int = 2, now: datetime = NOON) -> Budget:
    return Budget(library, daily, at_once, lambda: now)


def spend(budget: Budget, usage: Usage | None = None, written: int = 0) -> None:
    with budget.call(PROMPT) as spending:
        spending.usage, spending.written = usage, written


def test_what_the_model_says_it_took_is_counted(library: SqliteLibrary) -> None:
    spend(budget(library), Usage(40, 2))

    assert budget(library).spent() == 42


def test_where_it_does_not_say_a_token_is_taken_for_three_characters(library: SqliteLibrary) -> None:
    spend(budget(library), written=30)

    assert budget(library).spent() == 110


def test_a_call_that_fails_is_counted_as_well(library: SqliteLibrary) -> None:
    with pytest.raises(LanguageModelError), budget(library).call(PROMPT):
        raise LanguageModelError("llm_cut", "cut")

    assert budget(library).spent() == 100


def test_a_spent_day_is_refused_until_midnight_and_the_next_day_begins_anew(library: SqliteLibrary) -> None:
    spend(budget(library), Usage(990, 20))

    with pytest.raises(LanguageModelError) as refused:
        spend(budget(library))

    assert (refused.value.reason, refused.value.retry_after) == ("budget_exhausted", 12 * 3600)
    tomorrow = budget(library, now=NOON + timedelta(days=1))
    spend(tomorrow, Usage(1, 1))
    assert tomorrow.spent() == 2


def test_without_a_limit_nothing_is_refused(library: SqliteLibrary) -> None:
    spend(budget(library), Usage(10**9, 0))

    spend(budget(library, daily=0))


def test_more_at_once_than_allowed_are_refused_until_one_has_ended(library: SqliteLibrary) -> None:
    limited = budget(library)
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(limited.call(PROMPT))
        with pytest.raises(LanguageModelError) as refused:
            spend(limited)
        assert refused.value.reason == "overloaded"

    spend(limited)
