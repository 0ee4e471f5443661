"""Tell the chat how this server's owner has configured it."""

from fastapi import APIRouter
from fastapi.responses import Response

from qa.api.deps import ReadAccess, ServicesDep, WidgetOptionsDep
from qa.api.schemas.widget import WidgetConfig

router = APIRouter()


@router.get("/v1/widget-config", tags=["widget"])
def widget_config(services: ServicesDep, options: WidgetOptionsDep, response: Response, _: ReadAccess) -> WidgetConfig:
    """Tells a chat the longest question, and the texts that this server's owner has set."""
    # Every page view asks; what is a few minutes old will do.
    response.headers["Cache-Control"] = "private, max-age=300"
    return WidgetConfig(max_question=services.answerer.longest, texts=dict(options.texts))
