"""Build the ASGI app: the routes, the layers around them, and how errors are described."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.answer_tasks import AnswerTasks, TaskLimits
from qa.api.change_queue import ChangeQueue
from qa.api.deps import AppState, WidgetOptions
from qa.api.examples import Examples
from qa.api.housekeeping import Housekeeper
from qa.api.ingest_jobs import IngestJobs
from qa.api.kept_answers import Keeper
from qa.api.links import Permalinks
from qa.api.mcp import errors as mcp_errors
from qa.api.mcp import routes as mcp
from qa.api.middleware.body_limit import BodyLimitMiddleware, BodyLimits
from qa.api.middleware.cors import KeyCorsMiddleware
from qa.api.middleware.overload import OverloadMiddleware
from qa.api.middleware.pacing import PacingMiddleware
from qa.api.middleware.request_id import RequestIdMiddleware
from qa.api.middleware.request_log import RequestLogMiddleware
from qa.api.middleware.rewording import RewordingMiddleware, Words
from qa.api.middleware.security_headers import SecurityHeadersMiddleware
from qa.api.middleware.trace_context import TraceContextMiddleware
from qa.api.openai import errors as openai_errors
from qa.api.openai import routes as openai
from qa.api.problems import on_crash, on_dateline_error, on_http_error, on_leaving, on_validation_error, problem_of
from qa.api.reindexing import Reindexing
from qa.api.routes import (
    answer_page,
    answers,
    article_pages,
    articles,
    checks,
    description,
    feedback,
    feeds,
    health,
    jobs,
    metrics,
    page,
    reindex,
    search,
    timelines,
    widget,
    widget_files,
)
from qa.api.schemas.problem import Problem
from qa.errors import DatelineError
from qa.services import Services

_BODY_LIMITS, _WIDGET_OPTIONS = BodyLimits(), WidgetOptions()
_LOAD_LIMITS, _TASK_LIMITS = LoadLimits(), TaskLimits()
_WORDS: Mapping[str, Words] = {
    **dict.fromkeys(openai_errors.PATHS, openai_errors.worded),
    mcp_errors.PATH: mcp_errors.worded,
}
"""How problems are worded where their clients read no problem documents."""


def make_tasks(services: Services, load: LoadLimits = _LOAD_LIMITS, limits: TaskLimits = _TASK_LIMITS) -> AnswerTasks:
    """Return the holder of the answers being made, for a caller that has to end them before the app does."""
    keeper, queue = Keeper(services.answers, services.library), AdmissionQueue(load, services.telemetry)
    disclose, peers, relay = services.gate.authorizer.disclose, services.peers, services.adapters.relay
    return AnswerTasks(services.responder, problem_of, disclose, keeper, limits, queue, peers, relay)


_ROUTES = (
    answers,
    jobs,
    openai,
    mcp,
    checks,
    feedback,
    feeds,
    search,
    timelines,
    health,
    reindex,
    metrics,
    description,
    widget,
    widget_files,
    page,
    article_pages,
)

_HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    DatelineError: on_dateline_error,
    RequestValidationError: on_validation_error,
    HTTPException: on_http_error,
    ClientDisconnect: on_leaving,
    Exception: on_crash,
}


def create_app(
    services: Services,
    *,
    tasks: AnswerTasks | None = None,
    limits: BodyLimits = _BODY_LIMITS,
    widget_options: WidgetOptions = _WIDGET_OPTIONS,
    answer_pages: bool = False,
) -> ASGIApp:
    """Return the service as an ASGI app; its caller opens the services, and closes them when it has stopped.

    `answer_pages` shows each kept answer at `/a/ID` to whoever has that address.
    """
    tasks = tasks or make_tasks(services)
    changes = ChangeQueue(tasks.queue.limits, tasks.limits.deadline, services.telemetry, services.peers)
    permalinks = Permalinks(services.public_url, answer_pages)
    app = FastAPI(
        title="Dateline",
        summary="Answers over news articles, every sentence standing on a checked quote.",
        version="0.1.0",
        lifespan=_lifespan(services, tasks, changes, widget_options, permalinks),
        # The framework's pages load scripts from elsewhere; the description is served by a route of ours.
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        max_body_size=limits.body,
        # Its telemetry would record questions; nothing leaves this machine unasked.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        exception_handlers=_HANDLERS,
        responses={"default": {"model": Problem, "content": {"application/problem+json": {}}}},
    )
    for routes in _ROUTES:
        app.include_router(routes.router)
    if answer_pages:
        app.include_router(answer_page.router)
    app.include_router(jobs.batches, max_body_size=limits.batch)
    app.include_router(articles.router, max_body_size=limits.article)
    return _surrounded(OverloadMiddleware(app, tasks.queue, changes.queue), services, limits)


def _surrounded(app: ASGIApp, services: Services, limits: BodyLimits) -> ASGIApp:
    """Put the layers around the framework and its own layers, innermost first: what those refuse passes through ours as well."""
    app = KeyCorsMiddleware(app, services.gate.authorizer.keys)
    app = BodyLimitMiddleware(app, limits)
    app = RewordingMiddleware(app, _WORDS)
    app = SecurityHeadersMiddleware(app)
    app = RequestLogMiddleware(app, services.telemetry.metrics)
    app = TraceContextMiddleware(app, services.telemetry.tracer)
    app = RequestIdMiddleware(app)
    return PacingMiddleware(app)


def _lifespan(
    services: Services,
    tasks: AnswerTasks,
    changes: ChangeQueue,
    widget_options: WidgetOptions,
    permalinks: Permalinks,
) -> Callable[[FastAPI], AbstractAsyncContextManager[AppState]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[AppState]:
        # Each is closed whatever the one before it, or the server, ended with.
        async with AsyncExitStack() as stack:
            stack.push_async_callback(services.checker.aclose)
            stack.push_async_callback(services.responder.aclose)
            stack.push_async_callback(tasks.close)
            loop = asyncio.get_running_loop()

            def hear(subject: str, text: str) -> None:
                loop.call_soon_threadsafe(tasks.heard, subject, text)

            stack.enter_context(services.peers.listening(hear))
            if widget_options.examples:
                task = asyncio.create_task(Examples(services, tasks.queue).run(), name="examples")
                stack.push_async_callback(_cancelled, task)
            await stack.enter_async_context(Housekeeper(services, tasks, changes).running())
            ingesting = IngestJobs(services, tasks, changes)
            await stack.enter_async_context(ingesting.running())
            reindexing = Reindexing(services, tasks.queue, changes)
            await stack.enter_async_context(reindexing.running())
            yield AppState(
                services=services,
                tasks=tasks,
                widget_options=widget_options,
                permalinks=permalinks,
                jobs=ingesting,
                changes=changes,
                reindexing=reindexing,
            )

    return lifespan


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
