"""The body that configures the chat."""

from typing import Literal

from qa.api.schemas.wire import Wire


class WidgetConfig(Wire):
    """What a chat needs to know of its server."""

    object: Literal["widget_config"] = "widget_config"
    max_question: int
    """Characters."""
    texts: dict[str, str]
    """By their names in docs/widget.md; they go before the chat's own, and after those of the page."""
