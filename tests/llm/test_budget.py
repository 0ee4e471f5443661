"""What a language model may cost is counted by the day, and what is over it is refused with the time to come back."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters.sqlite_keys import SqliteKeys
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError, StoreBusyError
from qa.llm.budget import BudgetedModel
from qa.ports import LanguageModel
from tests.fakes import FakeLanguageModel, MemoryQuotas

PROMPT = Prompt("x" * 150, "y" * 150, "digest")
SILENT = FakeLanguageModel([])
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def quotas(tmp_path: Path) -> Iterator[SqliteKeys]:
    with closing(SqliteKeys(tmp_path / "keys.db")) as opened:
        yield opened


def budgeted(
    quotas: SqliteKeys, model: LanguageModel = SILENT, *, daily: int = 1_000, at_once: int = 2, now: datetime = NOON
) -> BudgetedModel:
    return BudgetedModel(model, quotas, daily, at_once, lambda: now)


def write(model: LanguageModel) -> list[str | Usage]:
    async def pieces() -> list[str | Usage]:
        return [piece async for piece in model.write(PROMPT)]

    return asyncio.run(pieces())


def test_what_the_model_says_it_took_is_counted(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel(["x" * 30], Usage(40, 2))))

    assert budgeted(quotas).spent() == 42


def test_where_it_does_not_say_a_token_is_taken_for_three_characters(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel(["x" * 10, "y" * 20])))

    assert budgeted(quotas).spent() == 110


def test_a_text_that_breaks_off_is_counted_as_well(quotas: SqliteKeys) -> None:
    with pytest.raises(LanguageModelError):
        write(budgeted(quotas, FakeLanguageModel(["x" * 30, LanguageModelError("llm_cut", "cut")])))

    assert budgeted(quotas).spent() == 110


def test_a_text_whose_reader_leaves_ends_at_its_source_and_is_counted(quotas: SqliteKeys) -> None:
    source = FakeLanguageModel(["x" * 30, "y" * 3_000])

    async def leave() -> None:
        async with aclosing(budgeted(quotas, source).write(PROMPT)) as pieces:
            await anext(pieces)

    asyncio.run(leave())
    assert (source.left, budgeted(quotas).spent()) == (1, 110)


def test_a_spent_day_is_refused_until_midnight_and_the_next_day_begins_anew(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel([], Usage(990, 20))))

    with pytest.raises(LanguageModelError) as refused:
        write(budgeted(quotas))

    assert (refused.value.reason, refused.value.retry_after) == ("budget_exhausted", 12 * 3600)
    tomorrow = budgeted(quotas, FakeLanguageModel([], Usage(1, 1)), now=NOON + timedelta(days=1))
    write(tomorrow)
    assert tomorrow.spent() == 2


def test_what_is_refused_reaches_no_model(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel([], Usage(990, 20))))
    source = FakeLanguageModel(["x"])

    with pytest.raises(LanguageModelError):
        write(budgeted(quotas, source))

    assert source.asked == []


def test_without_a_limit_nothing_is_refused(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel([], Usage(10**9, 0))))

    write(budgeted(quotas, daily=0))


def test_more_at_once_than_allowed_are_refused_until_one_has_ended(quotas: SqliteKeys) -> None:
    limited = budgeted(quotas, FakeLanguageModel(["x", "y"]))

    async def three() -> None:
        async with aclosing(limited.write(PROMPT)) as first, aclosing(limited.write(PROMPT)) as second:
            await anext(first)
            await anext(second)
            with pytest.raises(LanguageModelError) as refused:
                await anext(limited.write(PROMPT))
            assert refused.value.reason == "overloaded"

    asyncio.run(three())
    assert write(limited) == ["x", "y"]


class Held(MemoryQuotas):
    """Held by another process for longer than anybody waits."""

    def increment(self, subject: str, day: date, amount: int = 1) -> int:
        raise StoreBusyError("held")


def test_a_text_stands_though_its_tokens_cannot_be_counted_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = BudgetedModel(FakeLanguageModel(["x"], Usage(1, 2)), Held(), 1_000, 2)

    assert write(model) == ["x", Usage(1, 2)]
    assert "3 tokens of the language model are not counted" in caplog.text


class Unreadable(MemoryQuotas):
    """Cannot even be read."""

    def used(self, subject: str, day: date) -> int:
        raise StoreBusyError("held")


def test_where_the_count_cannot_be_read_no_model_is_asked_for_now() -> None:
    source = FakeLanguageModel(["x"])

    with pytest.raises(LanguageModelError) as refused:
        write(BudgetedModel(source, Unreadable(), 1_000, 2))

    assert (refused.value.reason, refused.value.retry_after, source.asked) == ("overloaded", 1.0, [])
