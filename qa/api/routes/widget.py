"""Serve the chat: its script for any page, and how this server's owner has configured it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qa.api.deps import ReadAccess, ServicesDep, WidgetOptionsDep
from qa.api.schemas.widget import ExampleBody, HoldingsBody, WidgetConfig
from qa.api.widget_script import load_script
from qa.api.wording import corpus_line

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_HEADERS = {
    # Pages of other sites load it, and only they say where it comes from.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}

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


@router.api_route("/widget.js", methods=["GET", "HEAD"], include_in_schema=False)
def widget_script(request: Request, v: str = "") -> Response:
    """The chat, for any page; `v` is the version that the page was written for."""
    current, gzipped = load_script(), "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{current.version}{"-gzip" if gzipped else ""}"'
    # A page that was written for another version gets this one, which must not be kept as that.
    cache_control = _FOR_EVER if v == current.version else _FOR_NOW
    headers = _HEADERS | {"ETag": tag, "Cache-Control": cache_control}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(current.gzipped if gzipped else current.plain, media_type="text/javascript", headers=headers)
