"""Serve our own page at `/`: with its key where it has one, or with the reason why it is closed."""

from html import escape
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qa.api.deps import ServicesDep, WidgetOptionsDep
from qa.api.identity import identity_of

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {
    "index.html": "text/html",
    "closed.html": "text/html",
    "page.css": "text/css",
    "favicon.svg": "image/svg+xml",
}
_FORBIDDEN = 403
_CHAT, _SERVER = "<qa-chat></qa-chat>", "https://this-server"
"""What stands in the files for the chat and for this server's address."""


def static_text(name: str) -> str:
    """Return one of the files that browsers load."""
    return (files("qa.api") / "static" / name).read_text(encoding="utf-8")


def _response(name: str, text: str, status: int = 200) -> Response:
    return Response(text, status, media_type=_MEDIA_TYPES[name], headers={"Cache-Control": "no-cache"})


@router.api_route("/", methods=["GET", "HEAD"])
def index(request: Request, services: ServicesDep, options: WidgetOptionsDep) -> Response:
    """Serve the page to ask and read on."""
    identity = identity_of(request, None)
    if not options.page_key and not services.gate.authorizer.is_open_to(identity):
        # Untrusted: the name by which the request calls this server.
        text = static_text("closed.html").replace(_SERVER, escape(identity.own_origin or _SERVER))
        return _response("closed.html", text, _FORBIDDEN)
    chat = f'<qa-chat key="{escape(options.page_key)}"></qa-chat>' if options.page_key else _CHAT
    return _response("index.html", static_text("index.html").replace(_CHAT, chat))


@router.api_route("/page.css", methods=["GET", "HEAD"])
def style() -> Response:
    """Serve the page's style."""
    return _response("page.css", static_text("page.css"))


@router.api_route("/favicon.svg", methods=["GET", "HEAD"])
def icon() -> Response:
    """Serve the page's icon."""
    return _response("favicon.svg", static_text("favicon.svg"))
