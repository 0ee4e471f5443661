"""Find passages without answering."""

from fastapi import APIRouter, Request

from qa.api.asking import Asking
from qa.api.deps import ManageAccess, ServicesDep, TasksDep
from qa.api.schemas.search import Search, SearchBody

router = APIRouter(tags=["answers"])


@router.post("/v1/search")
async def search(
    body: Search, request: Request, services: ServicesDep, tasks: TasksDep, caller: ManageAccess
) -> SearchBody:
    """Finds passages, best first, without answering."""
    return await Asking(services, tasks, caller, request).search(body.query, body.limit, body.stated())
