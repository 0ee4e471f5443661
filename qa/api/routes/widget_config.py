"""Turns what this server's owner says of the chat into what every chat of this server is told."""

from typing import Literal

from fastapi import APIRouter, Response

from qa.api.access import ReadAccess
from qa.api.deps import FrontDep, ServicesDep
from qa.api.schemas.answers import Wire

config = APIRouter()


class WidgetConfig(Wire):
    """What a chat needs to know of its server."""

    object: Literal["widget_config"] = "widget_config"
    max_question: int
    """Characters."""
    texts: dict[str, str]
    """By their names in docs/widget.md; they go before the chat's own, and after those of the page."""


@config.get("/v1/widget-config", tags=["widget"])
def widget_config(services: ServicesDep, front: FrontDep, response: Response, _: ReadAccess) -> WidgetConfig:
    """Tells a chat the longest question, and the texts that this server's owner has set."""
    # Every page view asks; what is a few minutes old will do.
    response.headers["Cache-Control"] = "private, max-age=300"
    return WidgetConfig(max_question=services.answerer.longest, texts=dict(front.texts))
