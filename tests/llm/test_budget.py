"""What a language model may cost is counted by the day, and what is over it is refused with the time to come back."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters.sqlite_keys import SqliteKeys
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError, StoreBusyError
from qa.llm.budget import BudgetedModel, DailyTokens
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
    return BudgetedModel(model, DailyTokens(quotas, daily, lambda: now), at_once, 200)


def write(model: LanguageModel) -> list[str | Usage]:
    async def pieces() -> list[str | Usage]:
        return [piece async for piece in model.write(PROMPT)]

    return asyncio.run(pieces())


def test_what_the_model_says_it_took_is_counted(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel(["x" * 30], Usage(40, 2))))

    assert budgeted(quotas).tokens.spent() == 42


def test_where_it_does_not_say_a_token_is_taken_for_three_characters(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel(["x" * 10, "y" * 20])))

    assert budgeted(quotas).tokens.spent() == 110


def test_a_text_that_breaks_off_is_counted_as_well(quotas: SqliteKeys) -> None:
    with pytest.raises(LanguageModelError):
        write(budgeted(quotas, FakeLanguageModel(["x" * 30, LanguageModelError("llm_cut", "cut")])))

    assert budgeted(quotas).tokens.spent() == 110


def test_a_text_whose_reader_leaves_ends_at_its_source_and_is_counted(quotas: SqliteKeys) -> None:
    source = FakeLanguageModel(["x" * 30, "y" * 3_000])

    async def leave() -> None:
        async with aclosing(budgeted(quotas, source).write(PROMPT)) as pieces:
            await anext(pieces)

    asyncio.run(leave())
    assert (source.left, budgeted(quotas).tokens.spent()) == (1, 110)


def test_a_spent_day_is_refused_until_midnight_and_the_next_day_begins_anew(quotas: SqliteKeys) -> None:
    write(budgeted(quotas, FakeLanguageModel([], Usage(990, 20))))

    with pytest.raises(LanguageModelError) as refused:
        write(budgeted(quotas))

    assert (refused.value.reason, refused.value.retry_after) == ("budget_exhausted", 12 * 3600)
    tomorrow = budgeted(quotas, FakeLanguageModel([], Usage(1, 1)), now=NOON + timedelta(days=1))
    write(tomorrow)
    assert tomorrow.tokens.spent() == 2


@pytest.mark.parametrize("daily", [100, 150, 1_000])
def test_however_many_ask_at_once_the_day_is_passed_by_one_text_at_most(quotas: SqliteKeys, daily: int) -> None:
    one = Usage(60, 240)  # as many as were promised to it
    tokens = DailyTokens(quotas, daily, lambda: NOON)
    models = [BudgetedModel(FakeLanguageModel(["x"], one), tokens, 60, 200) for _ in range(2)]  # it writes, it judges

    async def ask(model: LanguageModel) -> None:
        with suppress(LanguageModelError):
            async for _ in model.write(PROMPT):
                await asyncio.sleep(0)

    async def crowd() -> None:
        await asyncio.gather(*(ask(models[number % 2]) for number in range(60)))

    for _ in range(5):
        asyncio.run(crowd())
    assert daily <= tokens.spent() < daily + 300


def test_what_may_yet_be_spent_by_others_is_refused_for_now_and_not_for_the_day(quotas: SqliteKeys) -> None:
    limited = budgeted(quotas, FakeLanguageModel(["x" * 30, "y"]), daily=250)

    async def two() -> None:
        async with aclosing(limited.write(PROMPT)) as first:
            await anext(first)
            with pytest.raises(LanguageModelError) as refused:
                await anext(limited.write(PROMPT))
            assert (refused.value.reason, refused.value.retry_after) == ("overloaded", 1.0)

    asyncio.run(two())
    assert write(limited) == ["x" * 30, "y"]


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
    model = BudgetedModel(FakeLanguageModel(["x"], Usage(1, 2)), DailyTokens(Held(), 1_000), 2, 200)

    assert write(model) == ["x", Usage(1, 2)]
    assert "3 tokens of the language model are not counted" in caplog.text


class Unreadable(MemoryQuotas):
    """Cannot even be read."""

    def used(self, subject: str, day: date) -> int:
        raise StoreBusyError("held")


def test_where_the_count_cannot_be_read_no_model_is_asked_for_now() -> None:
    source = FakeLanguageModel(["x"])

    with pytest.raises(LanguageModelError) as refused:
        write(BudgetedModel(source, DailyTokens(Unreadable(), 1_000), 2, 200))

    assert (refused.value.reason, refused.value.retry_after, source.asked) == ("overloaded", 1.0, [])
