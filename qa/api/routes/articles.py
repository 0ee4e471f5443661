"""List articles, show them so that quotes can be read in their place, and change the library."""

import asyncio
from base64 import b64decode, urlsafe_b64encode
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from qa.api.asking import Asking
from qa.api.bodies import article_summary
from qa.api.deps import ChangeDep, ManageAccess, ReadAccess, ServicesDep, TasksDep
from qa.api.errors import CursorError
from qa.api.schemas.articles import ArticleBody, ArticlePage, ArticlePut, ArticleSummary, Change, StoredBody
from qa.api.uploads import UPLOAD, upload_of
from qa.domain.article import ArticleId
from qa.ingest.readers.from_request import SentPage, raw_article, read_page
from qa.ingest.readers.raw_article import RawArticle
from qa.ingest.report import IngestReport
from qa.services import Services

router = APIRouter(tags=["articles"])


@router.get("/v1/articles")
def list_articles(
    services: ServicesDep, _: ManageAccess, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None
) -> ArticlePage:
    """Lists articles in the order of their ids."""
    # One more than is shown, to know whether there is a next page.
    stored = services.library.articles(after=_article_at(cursor) if cursor else None, limit=limit + 1)
    data = [article_summary(article, services.answerer.assembler.also_in(article)) for article in stored[:limit]]
    return ArticlePage(data=data, next_cursor=_cursor_at(stored[limit - 1].id) if len(stored) > limit else None)


def _asking(request: Request, services: ServicesDep, tasks: TasksDep, caller: ReadAccess) -> Asking:
    return Asking(services, tasks, caller, request)


@router.get("/v1/articles/{article_id:path}")
def show_article(
    article_id: str,
    asking: Annotated[Asking, Depends(_asking)],
    version: Annotated[
        str | None, Query(description="A version as citations have it; without it the current one.")
    ] = None,
) -> ArticleBody:
    """Shows an article with its clean and raw text, so that a quote can be read in its place."""
    return asking.article(article_id, version)


async def _upload(request: Request, _: ChangeDep) -> ArticlePut | SentPage:
    return await upload_of(request)


@router.put(
    "/v1/articles/{article_id:path}",
    responses={201: {"model": StoredBody, "description": "It is new."}},
    openapi_extra=UPLOAD,
)
async def put_article(
    article_id: str,
    upload: Annotated[ArticlePut | SentPage, Depends(_upload)],
    services: ServicesDep,
    tasks: TasksDep,
    change: ChangeDep,
) -> JSONResponse:
    """Stores an article under its id, and answers from it at once; the same again changes nothing."""
    # Untrusted: an article may be as long as the limit of the body, and reading it keeps a processor, not the loop.
    raw, notes = await asyncio.to_thread(_read, article_id, upload, services)
    async with change.turn():
        report = await asyncio.to_thread(services.articles.put, raw)
        summary = await asyncio.to_thread(_summary, services, raw)
    tasks.forget(report.withdrawn)
    stored = StoredBody(**summary.model_dump(), change=_change(report), notes=list(notes))
    return JSONResponse(stored.model_dump(mode="json"), status_code=201 if report.added else 200)


@router.delete("/v1/articles/{article_id:path}", status_code=204)
async def remove_article(
    article_id: str,
    services: ServicesDep,
    tasks: TasksDep,
    change: ChangeDep,
    erase: Annotated[bool, Query(description="Whether the kept answers that quote it are deleted as well.")] = False,
) -> None:
    """Takes an article out with all its versions, full text and vectors alike; kept answers show nothing of it any more."""
    async with change.turn():
        await asyncio.to_thread(partial(services.articles.remove, [article_id], erase=erase))
    tasks.forget([article_id])


def _read(article_id: str, upload: ArticlePut | SentPage, services: Services) -> tuple[RawArticle, tuple[str, ...]]:
    if isinstance(upload, SentPage):
        return read_page(article_id, upload, services.articles.extractors)
    return raw_article(article_id, upload.model_dump())


def _change(report: IngestReport) -> Change:
    if report.added or report.replaced:
        return "added" if report.added else "replaced"
    if report.withdrawn or report.held:
        return "withdrawn" if report.withdrawn else "held"
    return "unchanged"


def _summary(services: Services, raw: RawArticle) -> ArticleSummary:
    """Return what is stored under the id; where that is shown to nobody, what was sent."""
    article = services.library.article(raw.id)
    if article is None:
        return article_summary(services.articles.unstored(raw), ())
    return article_summary(article, services.answerer.assembler.also_in(article))


def _cursor_at(article_id: ArticleId) -> str:
    return urlsafe_b64encode(article_id.encode()).decode()


def _article_at(cursor: str) -> ArticleId:
    """Untrusted: a cursor is only ever compared with ids, never used as a path or a query."""
    try:
        return ArticleId(b64decode(cursor.encode(), altchars=b"-_", validate=True).decode())
    except ValueError as error:
        raise CursorError("the cursor is not one that this server gave; start again without it") from error
