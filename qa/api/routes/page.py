"""Turns the few files of the page into responses at `/`, with the key that it shows, or with the reason why it is closed."""

from html import escape
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qa.api.access import shown
from qa.api.deps import FrontDep, ServicesDep

page = APIRouter(include_in_schema=False)

_TYPES = {
    "index.html": "text/html",
    "closed.html": "text/html",
    "page.css": "text/css",
    "favicon.svg": "image/svg+xml",
}
_FORBIDDEN = 403
_CHAT, _OURS = "<qa-chat></qa-chat>", "https://this-server"


def _text(name: str) -> str:
    return (files("qa.api") / "static" / name).read_text(encoding="utf-8")


def _sent(name: str, text: str, status: int = 200) -> Response:
    return Response(text, status, media_type=_TYPES[name], headers={"Cache-Control": "no-cache"})


@page.api_route("/", methods=["GET", "HEAD"])
def index(request: Request, services: ServicesDep, front: FrontDep) -> Response:
    """The page to ask and read on."""
    seen = shown(request, None)
    if not front.page_key and not services.gate.open_to(seen):
        # Untrusted: the name that the server was asked by.
        return _sent("closed.html", _text("closed.html").replace(_OURS, escape(seen.own or _OURS)), _FORBIDDEN)
    chat = f'<qa-chat key="{escape(front.page_key)}"></qa-chat>' if front.page_key else _CHAT
    return _sent("index.html", _text("index.html").replace(_CHAT, chat))


@page.api_route("/page.css", methods=["GET", "HEAD"])
def style() -> Response:
    """Its style."""
    return _sent("page.css", _text("page.css"))


@page.api_route("/favicon.svg", methods=["GET", "HEAD"])
def icon() -> Response:
    """Its icon."""
    return _sent("favicon.svg", _text("favicon.svg"))
