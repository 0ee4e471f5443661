"""Take batches of articles on, and tell what has come of them."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from qa.api.batches import LINES, read_batch
from qa.api.bodies import job_body
from qa.api.deps import JobsDep, ManageAccess, ServicesDep
from qa.api.errors import JobNotFoundError
from qa.api.schemas.jobs import JobBody
from qa.api.uploads import content_type_of

router = APIRouter(tags=["articles"])
batches = APIRouter(tags=["articles"])
"""Apart, since its bodies have a limit of their own."""
_ARTICLE = {"$ref": "#/components/schemas/BatchArticle"}
_BATCH: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "array", "items": _ARTICLE, "minItems": 1}},
            **{media_type: {"schema": {"type": "string"}} for media_type in LINES},
        },
    }
}
_KEY = r'^(?:[!#-~]{1,255}|"[!#-~]{1,255}")$'
"""A string of structured fields (RFC 8941), as the draft on the header wants it, or bare, as most send it."""


@batches.post("/v1/articles:batch", status_code=202, openapi_extra=_BATCH)
async def post_batch(
    request: Request,
    response: Response,
    jobs: JobsDep,
    _: ManageAccess,
    idempotency_key: Annotated[str | None, Header(pattern=_KEY)] = None,
) -> JobBody:
    """Takes articles on, which are stored one after the other; what is acknowledged is on the disk."""
    media_type, _charset = content_type_of(request)
    key = idempotency_key.strip('"') if idempotency_key else None
    batch = await asyncio.to_thread(read_batch, await request.body(), media_type, key)
    job = await jobs.add(batch)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job_body(job, jobs.problem)


@router.get("/v1/jobs/{job_id}")
def show_job(job_id: str, services: ServicesDep, jobs: JobsDep, _: ManageAccess) -> JobBody:
    """Shows how far a batch has come, and what has come of each of its articles."""
    job = services.jobs.find(job_id)
    if job is None:
        raise JobNotFoundError(f"there is no job {job_id!r}, or it is forgotten; a finished one is kept for a day")
    return job_body(job, jobs.problem)
