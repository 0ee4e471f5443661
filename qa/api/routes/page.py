"""Serve our own page at `/`: with its key where it has one, or with the reason why it is closed."""

from html import escape
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from qa.access.caller import RequestIdentity
from qa.api.article_pages import Front, front_page
from qa.api.deps import ServicesDep, WidgetOptions, WidgetOptionsDep
from qa.api.identity import identity_of
from qa.domain.article import Selection

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {"page.css": "text/css", "page.js": "text/javascript", "favicon.svg": "image/svg+xml"}
_FORBIDDEN = 403
_NO_CACHE = {"Cache-Control": "no-cache"}
_OWN = {"Cache-Control": "private, no-cache"}
"""What is on a page depends on who asks."""
_SERVER = "https://this-server"
"""What stands in the file for this server's address."""
_LATEST = 6
"""Articles on the front page."""


def static_text(name: str) -> str:
    """Return one of the files that browsers load."""
    return (files("qa.api") / "static" / name).read_text(encoding="utf-8")


def _file(name: str) -> Response:
    return Response(static_text(name), media_type=_MEDIA_TYPES[name], headers=_NO_CACHE)


def html_page(html: str, status: int = 200) -> Response:
    """Return a page, which is asked for again each time: it changes with the articles."""
    return HTMLResponse(html, status, headers=_OWN)


def reader_of(request: Request, options: WidgetOptions) -> RequestIdentity:
    """Return who reads a page: it shows its key to everybody, so that whoever opens it may do what that key may."""
    return identity_of(request, options.page_key or None)


def closed(request: Request) -> Response:
    """Return the page that tells its owner how to open it."""
    # Untrusted: the name by which the request calls this server.
    server = identity_of(request, None).own_origin or _SERVER
    return html_page(static_text("closed.html").replace(_SERVER, escape(server)), _FORBIDDEN)


@router.api_route("/", methods=["GET", "HEAD"])
def index(request: Request, services: ServicesDep, options: WidgetOptionsDep) -> Response:
    """Serve the page to ask and read on."""
    authorizer, reader = services.gate.authorizer, reader_of(request, options)
    if not options.page_key and not authorizer.is_open_to(reader):
        return closed(request)
    reads, manages = (authorizer.allows(reader, action) for action in ("read", "manage"))
    library = services.library
    front = Front(
        page_key=options.page_key,
        holdings=library.holdings() if reads else None,
        examples=library.examples() if reads else (),
        latest=library.listing(Selection(), skip=0, limit=_LATEST).articles if manages else (),
        is_open=manages,
        server=reader.own_origin or _SERVER,
    )
    return html_page(front_page(front))


@router.api_route("/page.css", methods=["GET", "HEAD"])
def style() -> Response:
    """Serve the pages' style."""
    return _file("page.css")


@router.api_route("/page.js", methods=["GET", "HEAD"])
def script() -> Response:
    """Serve the page's script."""
    return _file("page.js")


@router.api_route("/favicon.svg", methods=["GET", "HEAD"])
def icon() -> Response:
    """Serve the pages' icon."""
    return _file("favicon.svg")
