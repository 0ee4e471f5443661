"""Turns the services into one ASGI app: routes, what stands around them, and how errors are told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from qa.api.access import KeyCors, ManageAccess
from qa.api.answer_tasks import AnswerTasks
from qa.api.bodies import search_body
from qa.api.deps import RequestId, ServicesDep
from qa.api.front import Front
from qa.api.middleware.envelope import Envelope, Sizes
from qa.api.problems import on_crash, on_dateline_error, on_http_error, on_validation_error, problem_of
from qa.api.routes.answers import answers
from qa.api.routes.articles import articles
from qa.api.routes.page import page
from qa.api.routes.widget import widget
from qa.api.routes.widget_config import config
from qa.api.schemas.answers import Problem, Search, SearchBody
from qa.errors import DatelineError
from qa.services import Services

_FRONT, _SIZES = Front(), Sizes()


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The library, the vectors and the model are there and belong together."""

    status: Literal["ready"] = "ready"
    articles: int


def make_tasks(services: Services) -> AnswerTasks:
    """The answers in the making, for whoever has to end them before the app does."""
    return AnswerTasks(services.responder, problem_of, services.gate.show)


def create_app(
    services: Services, *, runs: AnswerTasks | None = None, sizes: Sizes = _SIZES, front: Front = _FRONT
) -> ASGIApp:
    """The service as an ASGI app; its caller opens the services and closes them when it has stopped."""
    app = FastAPI(
        title="Dateline",
        summary="Answers over news articles, every sentence standing on a checked quote.",
        version="0.1.0",
        lifespan=_lifespan(services, runs or make_tasks(services), front),
        # The framework's pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        max_body_size=sizes.body,
        # Its telemetry would record questions; nothing leaves this machine unasked.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        exception_handlers={
            DatelineError: on_dateline_error,
            RequestValidationError: on_validation_error,
            HTTPException: on_http_error,
            Exception: on_crash,
        },
        responses={"default": {"model": Problem, "content": {"application/problem+json": {}}}},
    )
    for router in (answers, _api, config, page, widget):
        app.include_router(router)
    app.include_router(articles, max_body_size=sizes.article)
    # Outside the framework's own layers, so that a page can read what these refuse.
    return Envelope(KeyCors(app, services.gate.keys), sizes)


def _lifespan(
    services: Services, runs: AnswerTasks, front: Front
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, object]]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        # One change of the library at a time: near-duplicates are sought among what is stored.
        yield {"services": services, "runs": runs, "front": front, "changing": asyncio.Lock()}
        await runs.close()
        await services.responder.aclose()

    return lifespan


_api = APIRouter()


@_api.post("/v1/search", tags=["answers"])
def search(body: Search, services: ServicesDep, request_id: RequestId, _: ManageAccess) -> SearchBody:
    """Finds passages, best first, without answering."""
    passages = services.answerer.search(body.query, body.limit)
    return search_body(body.query, passages, services.articles.titles(passages), request_id)


@_api.head("/healthz", include_in_schema=False)
@_api.get("/healthz", tags=["operations"])
def healthz() -> Health:
    """Says that the process is up."""
    return Health()


@_api.head("/readyz", include_in_schema=False)
@_api.get("/readyz", tags=["operations"])
def readyz(services: ServicesDep) -> Readiness:
    """Says that questions can be answered; 503 while there are no articles."""
    return Readiness(articles=services.answerer.ready())
