"""Answers are made apart from their readers: they wait a little for one who left, and forget what is too old."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing

import pytest

from bench.scripted.replies import Say, Silence
from qa.api.answer_tasks import AnswerTask, AnswerTasks, TaskLimits
from qa.api.bodies import named
from qa.api.problems import problem_of
from qa.api.schemas.answers import AnswerBody
from qa.domain.answer import Inquiry
from qa.errors import EventsForgottenError
from qa.services import Services
from tests.writing import QUESTION, TRUE, Writing, writing


def runs_of(services: Services, limits: TaskLimits) -> AnswerTasks:
    return AnswerTasks(services.responder, problem_of, services.gate.show, limits)


def start(services: Services, runs: AnswerTasks) -> AnswerTask:
    return runs.start(Inquiry(QUESTION), services.library.corpus(), named("test"))


def driven(services: Services, coroutine: Coroutine[None, None, None]) -> None:
    """To its end, with the model's connections closed in the same loop."""

    async def run() -> None:
        try:
            await coroutine
        finally:
            await services.responder.aclose()

    asyncio.run(run())


async def names(run: AnswerTask, after: int = 0) -> list[str]:
    async with aclosing(run.follow(after)) as events:
        return [event.name async for event in events if event is not None]


def test_an_answer_that_nobody_reads_any_more_is_cancelled_after_a_while(seeded: Services) -> None:
    async def leave_and_come_back(it: Writing) -> None:
        runs = runs_of(it.services, TaskLimits(grace=0.05))
        run = start(it.services, runs)
        async with aclosing(run.follow()) as events:
            await anext(events)
        await run.ended()
        assert run.status == "cancelled"
        assert (await names(run))[-1] == "cancelled"
        await runs.close()

    with writing(seeded, Silence(TRUE)) as it:
        driven(it.services, leave_and_come_back(it))


def test_a_reader_who_is_back_in_time_finds_it_going_on(seeded: Services) -> None:
    async def leave_and_come_back(it: Writing) -> None:
        runs = runs_of(it.services, TaskLimits(grace=30))
        run = start(it.services, runs)
        async with aclosing(run.follow()) as events:
            await anext(events)
        assert (await names(run, 1))[-1] == "completed"
        assert run.answer is not None
        assert run.answer.mode == "generated"
        await runs.close()

    with writing(seeded, Say(TRUE)) as it:
        driven(it.services, leave_and_come_back(it))


def test_several_readers_are_told_the_same(seeded: Services) -> None:
    async def read_twice() -> None:
        runs = runs_of(seeded, TaskLimits())
        run = start(seeded, runs)
        first, second = await asyncio.gather(names(run), names(run))
        assert first == second == await names(run)
        await runs.close()

    asyncio.run(read_twice())


def test_silence_is_broken_by_a_beat(seeded: Services) -> None:
    async def beat(it: Writing) -> None:
        runs = runs_of(it.services, TaskLimits())
        run = start(it.services, runs)
        async with aclosing(run.follow(beat=0.01)) as events:
            async for event in events:
                if event is None:
                    break
            else:
                raise AssertionError("no beat")
        await runs.close()

    with writing(seeded, Silence()) as it:
        driven(it.services, beat(it))


def test_the_oldest_answers_and_events_are_forgotten(seeded: Services) -> None:
    async def forget() -> None:
        runs = runs_of(seeded, TaskLimits(kept=2, size=10))
        found = [start(seeded, runs) for _ in range(3)]
        for run in found:
            await run.ended()
        assert [runs.get(run.name.id) is not None for run in found] == [False, True, True]
        with pytest.raises(EventsForgottenError):
            await names(found[-1], 1)
        # The last event holds the whole answer and is kept whatever its size.
        assert isinstance(found[-1].answer, AnswerBody)
        await runs.close()

    asyncio.run(forget())


def test_closing_cancels_what_is_forgotten_already(seeded: Services) -> None:
    async def close(it: Writing) -> None:
        runs = runs_of(it.services, TaskLimits(kept=1))
        forgotten, _ = start(it.services, runs), start(it.services, runs)
        await runs.close()
        assert forgotten.status == "cancelled"

    with writing(seeded, Silence()) as it:
        driven(it.services, close(it))


def test_a_defect_ends_the_stream_with_a_problem(seeded: Services) -> None:
    async def fail() -> None:
        runs = AnswerTasks(seeded.responder, problem_of, seeded.gate.show)
        run = runs.start(Inquiry(""), seeded.library.corpus(), named("test"))
        assert (await names(run))[-1] == "failed"
        assert (run.status, run.answer) == ("failed", None)
        await runs.close()

    asyncio.run(fail())


def test_closing_cancels_what_is_still_being_made(seeded: Services) -> None:
    async def close(it: Writing) -> None:
        runs = runs_of(it.services, TaskLimits())
        run = start(it.services, runs)
        await runs.close()
        assert run.status == "cancelled"

    with writing(seeded, Silence()) as it:
        driven(it.services, close(it))
