"""Say whether the process is up, whether it can answer, and whether its data folder is whole."""

import asyncio

from fastapi import APIRouter, Request

from qa.api.deps import ChangesDep, ManageAccess, ServicesDep
from qa.api.patience import patience_of
from qa.api.schemas.health import DiagnosisBody, Health, LibraryFreshness, Readiness
from qa.errors import VectorsBehindError
from qa.ports import Library

router = APIRouter()


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", tags=["operations"])
async def healthz() -> Health:
    """Says that the process is up."""
    # On the loop itself: it waits for no thread that answers keep busy.
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", tags=["operations"])
def readyz(services: ServicesDep, changes: ChangesDep) -> Readiness:
    """Says that questions can be answered, and which models write and give second opinions.

    503 while there are no articles, and while what is stored cannot be found by meaning.
    """
    responder = services.responder
    if behind := _behind(services.library, changes.lock):
        raise VectorsBehindError(
            f"{behind} changes of the library are found by words and not by meaning, for their vectors could not be written; "
            "the log says why, and the next change or start writes them"
        )
    articles = services.answerer.ready()
    corpus = services.corpus()
    return Readiness(
        articles=articles,
        freshness=LibraryFreshness(
            newest_article_at=services.library.holdings().latest,
            library_updated_at=corpus.updated_at,
            stale_feeds=list(corpus.stale_feeds),
        ),
        model=responder.model,
        verifier=responder.verifier,
        silent_feeds=list(corpus.stale_feeds),
    )


@router.get("/v1/diagnosis", tags=["operations"])
async def diagnose(request: Request, services: ServicesDep, changes: ChangesDep, _: ManageAccess) -> DiagnosisBody:
    """Proves that the files are whole and agree; changes of the library wait for as long as it takes."""
    async with changes.held(changes.end(patience_of(request.headers))):
        return DiagnosisBody(findings=await asyncio.to_thread(services.articles.diagnose))


def _behind(library: Library, changing: asyncio.Lock) -> int:
    """Return how many changes have ended with their entry left in the journal."""
    before = {entry.id for entry in library.pending()}
    if not before or changing.locked():
        return 0
    # Nothing was being changed just now, so that what was there before and still is has failed.
    return len(before.intersection(entry.id for entry in library.pending()))
