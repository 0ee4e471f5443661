"""Say whether the process is up, and whether it can answer."""

from fastapi import APIRouter

from qa.api.deps import ServicesDep
from qa.api.schemas.health import Health, Readiness

router = APIRouter()


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", tags=["operations"])
async def healthz() -> Health:
    """Says that the process is up."""
    # On the loop itself: it waits for no thread that answers keep busy.
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", tags=["operations"])
def readyz(services: ServicesDep) -> Readiness:
    """Says that questions can be answered, and which models write and give second opinions; 503 while there are no articles."""
    responder = services.responder
    return Readiness(articles=services.answerer.ready(), model=responder.model, verifier=responder.verifier)
