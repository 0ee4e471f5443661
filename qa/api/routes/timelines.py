"""Tell what happened on a topic, in its order: as JSON, and as a page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qa.api.article_pages import timeline_page
from qa.api.asking import Asking
from qa.api.deps import ManageAccess, ServicesDep, TasksDep, WidgetOptionsDep
from qa.api.routes.page import closed, html_page, reader_of
from qa.api.schemas.timelines import TimelineAsk, TimelineBody
from qa.errors import AccessError, InputError

router = APIRouter(tags=["answers"])

_BAD = 400
_LONGEST = 200
"""Characters of a topic that are read from an address."""
_ENTRIES = 30


@router.post("/v1/timelines")
async def tell(
    body: TimelineAsk, request: Request, services: ServicesDep, tasks: TasksDep, caller: ManageAccess
) -> TimelineBody:
    """Tells what happened on a topic in verbatim sentences, the earliest first."""
    return await Asking(services, tasks, caller, request).timeline(body.topic, body.limit, body.stated())


@router.api_route("/timeline", methods=["GET", "HEAD"], include_in_schema=False)
async def show(request: Request, services: ServicesDep, tasks: TasksDep, options: WidgetOptionsDep) -> Response:
    """Serve the page of a topic."""
    try:
        caller = services.gate.admit(reader_of(request, options), "manage")
    except AccessError:
        return closed(request)
    # Untrusted: what the address says; the page shows it as text.
    topic = request.query_params.get("topic", "")[:_LONGEST].strip()
    if not topic:
        return html_page(timeline_page("", None))
    try:
        told = await Asking(services, tasks, caller, request).timeline(topic, _ENTRIES)
    except InputError as error:
        return html_page(timeline_page(topic, None, str(error)), _BAD)
    return html_page(timeline_page(topic, told))
