"""Find passages without answering."""

from fastapi import APIRouter

from qa.api.bodies import search_body
from qa.api.deps import ManageAccess, RequestIdDep, ServicesDep
from qa.api.schemas.search import Search, SearchBody

router = APIRouter(tags=["answers"])


@router.post("/v1/search")
def search(body: Search, services: ServicesDep, request_id: RequestIdDep, _: ManageAccess) -> SearchBody:
    """Finds passages, best first, without answering."""
    passages = services.answerer.search(body.query, body.limit)
    return search_body(body.query, passages, services.articles.titles(passages), request_id)
