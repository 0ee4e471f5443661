"""Turns HTTP requests into calls of the Answerer and the library."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from qa.domain import ArticleId
from qa.errors import CursorError, DatelineError
from qa.serve.answers import answers
from qa.serve.bodies import article_body, article_summary, search_body
from qa.serve.envelope import Envelope
from qa.serve.given import Opened, RequestId
from qa.serve.page import page
from qa.serve.problems import on_crash, on_dateline_error, on_http_error, on_validation_error, problem_of
from qa.serve.runs import Runs
from qa.serve.schemas import (
    ArticleBody,
    ArticlePage,
    Problem,
    Search,
    SearchBody,
)
from qa.serve.widget import widget
from qa.wiring import Services


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The library, the vectors and the model are there and belong together."""

    status: Literal["ready"] = "ready"
    articles: int


def create_app(services: Services, *, max_body: int, origins: Sequence[str] = ()) -> ASGIApp:
    """The service as an ASGI app; its caller opens the services and closes them when it has stopped.

    `origins`: other sites whose pages may ask, each exactly as a browser names it; without any no other site's page may.
    """
    app = FastAPI(
        title="Dateline",
        summary="Answers over news articles, every sentence standing on a checked quote.",
        version="0.1.0",
        lifespan=_lifespan(services),
        # The framework's pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        max_body_size=max_body,
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
    app.include_router(answers)
    app.include_router(_api)
    app.include_router(page)
    app.include_router(widget)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Accept", "Authorization", "Content-Type", "Last-Event-ID"],
        expose_headers=["Retry-After", "X-Request-Id"],
    )
    return Envelope(app, max_body)


def _lifespan(services: Services) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, object]]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        runs = Runs(services.responder, problem_of)
        yield {"services": services, "runs": runs}
        await runs.close()
        await services.responder.aclose()

    return lifespan


_api = APIRouter()


@_api.post("/v1/search", tags=["answers"])
def search(body: Search, services: Opened, request_id: RequestId) -> SearchBody:
    """Finds passages, best first, without answering."""
    passages = services.answerer.search(body.query, body.limit)
    return search_body(body.query, passages, services.titles(passages), request_id)


@_api.get("/v1/articles", tags=["articles"])
def list_articles(
    services: Opened, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None
) -> ArticlePage:
    """Lists articles in the order of their ids."""
    found = services.library.articles(after=_article_at(cursor) if cursor else None, limit=limit + 1)
    data = [article_summary(article, services.answerer.also_in(article)) for article in found[:limit]]
    more = len(found) > limit
    return ArticlePage(data=data, next_cursor=_cursor_at(found[limit - 1].id) if more else None)


@_api.get("/v1/articles/{article_id:path}", tags=["articles"])
def show_article(article_id: str, services: Opened) -> ArticleBody:
    """Shows an article with its clean and raw text, so that a quote can be read in its place."""
    article = services.article(article_id)
    return article_body(article, services.answerer.also_in(article))


@_api.head("/healthz", include_in_schema=False)
@_api.get("/healthz", tags=["operations"])
def healthz() -> Health:
    """Says that the process is up."""
    return Health()


@_api.head("/readyz", include_in_schema=False)
@_api.get("/readyz", tags=["operations"])
def readyz(services: Opened) -> Readiness:
    """Says that questions can be answered; 503 while there are no articles."""
    return Readiness(articles=services.answerer.ready())


def _cursor_at(article_id: ArticleId) -> str:
    return urlsafe_b64encode(article_id.encode()).decode()


def _article_at(cursor: str) -> ArticleId:
    """Untrusted: a cursor is only ever compared with ids, never used as a path or a query."""
    try:
        return ArticleId(b64decode(cursor.encode(), altchars=b"-_", validate=True).decode())
    except ValueError as error:
        raise CursorError("the cursor is not one that this server gave; start again without it") from error
