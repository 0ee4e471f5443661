"""The body that configures the chat."""

from datetime import datetime
from typing import Literal

from qa.api.schemas.wire import Wire


class ExampleBody(Wire):
    """A question to begin with; it was asked before it is offered."""

    question: str
    is_answered: bool
    """False: the articles refuse it, which shows what that looks like."""


class HoldingsBody(Wire):
    """What there is to ask, as far as the articles tell."""

    articles: int
    outlets: int
    first_published_at: datetime | None
    last_published_at: datetime | None
    line: str
    """The same in English: "5 articles · 2 outlets · January to September 2024"."""


class WidgetConfig(Wire):
    """What a chat needs to know of its server."""

    object: Literal["widget_config"] = "widget_config"
    max_question: int
    """Characters."""
    texts: dict[str, str]
    """By their names in docs/widget.md; they go before the chat's own, and after those of the page."""
    corpus: HoldingsBody
    examples: list[ExampleBody]
    """Empty where there are none yet."""
