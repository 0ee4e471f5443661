"""Show the metrics to whoever may manage: on this port they are not for everybody, as they are on one of their own."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from qa.api.deps import ManageAccess, ServicesDep

router = APIRouter(tags=["operations"])

_FORMATS = {
    "text/plain": {"schema": {"type": "string"}},
    "application/openmetrics-text": {"schema": {"type": "string"}},
}


@router.get("/metrics", response_class=Response, responses={200: {"content": _FORMATS}})
def metrics(services: ServicesDep, _: ManageAccess, accept: Annotated[str, Header()] = "") -> Response:
    """Shows what Prometheus reads, as text or as OpenMetrics."""
    report = services.telemetry.metrics.report(accept)
    return Response(report.body, headers={"Content-Type": report.media_type, "Cache-Control": "no-store"})
