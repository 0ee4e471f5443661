"""Follow an answer in the making, by the events that OpenAI's clients have words for."""

import json
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing

from qa.api.answer_tasks import AnswerTask
from qa.api.asking import HEARTBEAT
from qa.api.errors import AnswerCancelledError
from qa.api.problems import problem_of
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import CancelledEvent, CreatedEvent, StatementEvent
from qa.api.schemas.problem import Problem
from qa.api.sse import ServerSentEvent
from qa.errors import DatelineError

ToldEvent = CreatedEvent | StatementEvent | AnswerBody | Problem
"""The first is a CreatedEvent, the last an AnswerBody or a Problem."""
_READ: Mapping[str, type[ToldEvent | CancelledEvent]] = {
    "created": CreatedEvent,
    "statement": StatementEvent,
    "completed": AnswerBody,
    "failed": Problem,
    "cancelled": CancelledEvent,
}


async def told(
    task: AnswerTask, words: Callable[[ToldEvent], Iterable[ServerSentEvent]], *, heartbeat: float = HEARTBEAT
) -> AsyncGenerator[ServerSentEvent | None]:
    """Yield an answer's events in other words; None after each `heartbeat` seconds of silence.

    A client that leaves has the answer cancelled at once: it cannot come back to it.
    """
    try:
        async with aclosing(task.follow(0, heartbeat=heartbeat)) as events:
            async for event in events:
                if event is None:
                    yield None
                elif event.name in _READ:
                    for worded in words(_read(event, task)):
                        yield worded
    except DatelineError as error:
        # It reads so slowly that events were forgotten; the status has been sent, so this is the last event.
        for worded in words(problem_of(error, task.identity.request_id)):
            yield worded
    finally:
        task.cancel()


def event_of(data: Mapping[str, object], name: str = "") -> ServerSentEvent:
    """Return an event of these clients; few of them look at its name."""
    return ServerSentEvent("", name, json.dumps(data))


def _read(event: ServerSentEvent, task: AnswerTask) -> ToldEvent:
    read = _READ[event.name].model_validate_json(event.data)
    if isinstance(read, CancelledEvent):
        error = AnswerCancelledError("the answer was cancelled, or the server stops; ask again")
        return problem_of(error, task.identity.request_id)
    return read
