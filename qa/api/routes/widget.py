"""Tell the chat how this server's owner has configured it."""

from fastapi import APIRouter
from fastapi.responses import Response

from qa.api.deps import ReadAccess, ServicesDep, WidgetOptionsDep
from qa.api.schemas.widget import ExampleBody, HoldingsBody, WidgetConfig
from qa.api.wording import corpus_line

router = APIRouter()


@router.get("/v1/widget-config", tags=["widget"])
def widget_config(services: ServicesDep, options: WidgetOptionsDep, response: Response, _: ReadAccess) -> WidgetConfig:
    """Tells a chat the longest question, the texts that this server's owner has set, what there is to ask, and examples."""
    # Every page view asks; what is a few minutes old will do.
    response.headers["Cache-Control"] = "private, max-age=300"
    holdings = services.library.holdings()
    return WidgetConfig(
        max_question=services.answerer.longest,
        texts=dict(options.texts),
        corpus=HoldingsBody(
            articles=holdings.articles,
            outlets=len(holdings.outlets),
            first_published_at=holdings.earliest,
            last_published_at=holdings.latest,
            line=corpus_line(holdings),
        ),
        examples=[
            ExampleBody(question=it.question, is_answered=bool(it.article_ids)) for it in services.library.examples()
        ],
    )
