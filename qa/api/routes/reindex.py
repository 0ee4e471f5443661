"""Make the index anew, and tell how far that has come."""

from dataclasses import asdict

from fastapi import APIRouter

from qa.api.deps import ManageAccess, ReindexingDep
from qa.api.reindexing import ReindexStatus
from qa.api.schemas.reindex import ReindexAsk, ReindexBody

router = APIRouter(tags=["operations"])


@router.post("/v1/reindex", status_code=202)
async def begin(reindexing: ReindexingDep, _: ManageAccess, body: ReindexAsk | None = None) -> ReindexBody:
    """Chunks and embeds all articles anew, as the settings now say; until that is whole the old index answers."""
    return _body(await reindexing.begin(body.settings if body else None))


@router.get("/v1/reindex")
async def show(reindexing: ReindexingDep, _: ManageAccess) -> ReindexBody:
    """Shows how far it has come."""
    return _body(reindexing.status)


def _body(status: ReindexStatus) -> ReindexBody:
    return ReindexBody(**{name: value for name, value in asdict(status).items() if name != "settings"})
