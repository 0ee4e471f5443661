"""Answers are made apart from their readers: they wait a little for one who left, and forget what is too old."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing

import pytest

from bench.scripted.replies import Say, Silence
from qa.api.answer_tasks import AnswerTask, AnswerTasks, TaskLimits
from qa.api.bodies import new_identity
from qa.api.errors import EventsForgottenError
from qa.api.kept_answers import Keeper
from qa.api.problems import problem_of
from qa.api.schemas.answers import AnswerBody, UnfinishedBody
from qa.domain.answer import Inquiry
from qa.services import Services
from tests.writing import QUESTION, TRUE, Writing, writing


def tasks_of(services: Services, limits: TaskLimits) -> AnswerTasks:
    return AnswerTasks(
        services.responder,
        problem_of,
        services.gate.authorizer.disclose,
        Keeper(services.answers, services.library),
        limits,
    )


def start(services: Services, tasks: AnswerTasks) -> AnswerTask:
    return tasks.start(Inquiry(QUESTION), services.library.corpus(), new_identity("test"), tasks.queue.enter())


def driven(services: Services, coroutine: Coroutine[None, None, None]) -> None:
    """To its end, with the model's connections closed in the same loop."""

    async def drive() -> None:
        try:
            await coroutine
        finally:
            await services.responder.aclose()

    asyncio.run(drive())


def status(task: AnswerTask) -> str | None:
    return task.body.status if isinstance(task.body, UnfinishedBody) else None


async def names(task: AnswerTask, after: int = 0) -> list[str]:
    async with aclosing(task.follow(after)) as events:
        return [event.name async for event in events if event is not None]


def test_an_answer_that_nobody_reads_any_more_is_cancelled_after_a_while(seeded: Services) -> None:
    async def leave_and_come_back(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits(grace=0.05))
        task = start(written.services, tasks)
        async with aclosing(task.follow()) as events:
            await anext(events)
        await task.ended
        assert status(task) == "cancelled"
        assert (await names(task))[-1] == "cancelled"
        await tasks.close()

    with writing(seeded, Silence(TRUE)) as written:
        driven(written.services, leave_and_come_back(written))


def test_an_answer_that_nobody_ever_began_to_read_is_cancelled_after_a_while(seeded: Services) -> None:
    async def start_alone(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits(grace=0.05))
        task = start(written.services, tasks)
        await task.ended
        assert status(task) == "cancelled"
        await tasks.close()

    with writing(seeded, Silence(TRUE)) as written:
        driven(written.services, start_alone(written))


def test_a_reader_who_is_back_in_time_finds_it_going_on(seeded: Services) -> None:
    async def leave_and_come_back(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits(grace=30))
        task = start(written.services, tasks)
        async with aclosing(task.follow()) as events:
            await anext(events)
        assert (await names(task, 1))[-1] == "completed"
        assert task.answer is not None
        assert task.answer.mode == "generated"
        await tasks.close()

    with writing(seeded, Say(TRUE)) as written:
        driven(written.services, leave_and_come_back(written))


def test_several_readers_are_told_the_same(seeded: Services) -> None:
    async def read_twice() -> None:
        tasks = tasks_of(seeded, TaskLimits())
        task = start(seeded, tasks)
        first, second = await asyncio.gather(names(task), names(task))
        assert first == second == await names(task)
        await tasks.close()

    asyncio.run(read_twice())


def test_silence_is_broken_by_a_beat(seeded: Services) -> None:
    async def beat(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits())
        task = start(written.services, tasks)
        async with aclosing(task.follow(heartbeat=0.01)) as events:
            async for event in events:
                if event is None:
                    break
            else:
                raise AssertionError("no beat")
        await tasks.close()

    with writing(seeded, Silence()) as written:
        driven(written.services, beat(written))


def test_the_oldest_answers_and_events_are_forgotten(seeded: Services) -> None:
    async def forget() -> None:
        tasks = tasks_of(seeded, TaskLimits(kept=2, size=10))
        started = [start(seeded, tasks) for _ in range(3)]
        for task in started:
            await task.ended
        assert [tasks.get(task.identity.id) is not None for task in started] == [False, True, True]
        with pytest.raises(EventsForgottenError):
            await names(started[-1], 1)
        # The last event holds the whole answer and is kept whatever its size.
        assert isinstance(started[-1].answer, AnswerBody)
        await tasks.close()

    asyncio.run(forget())


def test_closing_cancels_what_is_forgotten_already(seeded: Services) -> None:
    async def close(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits(kept=1))
        forgotten, _ = start(written.services, tasks), start(written.services, tasks)
        await tasks.close()
        assert status(forgotten) == "cancelled"

    with writing(seeded, Silence()) as written:
        driven(written.services, close(written))


def test_a_defect_ends_the_stream_with_a_problem(seeded: Services) -> None:
    async def fail() -> None:
        tasks = AnswerTasks(
            seeded.responder, problem_of, seeded.gate.authorizer.disclose, Keeper(seeded.answers, seeded.library)
        )
        task = tasks.start(Inquiry(""), seeded.library.corpus(), new_identity("test"), tasks.queue.enter())
        assert (await names(task))[-1] == "failed"
        assert (status(task), task.answer) == ("failed", None)
        await tasks.close()

    asyncio.run(fail())


def test_closing_cancels_what_is_still_being_made(seeded: Services) -> None:
    async def close(written: Writing) -> None:
        tasks = tasks_of(written.services, TaskLimits())
        task = start(written.services, tasks)
        await tasks.close()
        assert status(task) == "cancelled"

    with writing(seeded, Silence()) as written:
        driven(written.services, close(written))
