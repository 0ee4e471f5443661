"""Find passages without answering."""

import asyncio

from fastapi import APIRouter

from qa.api.bodies import search_body
from qa.api.deps import ManageAccess, RequestIdDep, ServicesDep, TasksDep
from qa.api.schemas.search import Search, SearchBody
from qa.services import Services

router = APIRouter(tags=["answers"])


@router.post("/v1/search")
async def search(
    body: Search, services: ServicesDep, tasks: TasksDep, request_id: RequestIdDep, _: ManageAccess
) -> SearchBody:
    """Finds passages, best first, without answering."""
    async with tasks.queue.turn():
        return await asyncio.to_thread(_found, body, services, request_id)


def _found(body: Search, services: Services, request_id: str) -> SearchBody:
    passages = services.answerer.search(body.query, body.limit)
    return search_body(body.query, passages, services.articles.titles(passages), request_id)
