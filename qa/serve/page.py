"""Turns the few files of the plain page into responses at `/`."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

page = APIRouter(include_in_schema=False)

_TYPES = {
    "index.html": "text/html",
    "page.css": "text/css",
    "favicon.svg": "image/svg+xml",
}


def _file(name: str) -> Response:
    text = (files("qa.serve") / "static" / name).read_text(encoding="utf-8")
    return Response(text, media_type=_TYPES[name], headers={"Cache-Control": "no-cache"})


@page.api_route("/", methods=["GET", "HEAD"])
def index() -> Response:
    """The page to ask and read on."""
    return _file("index.html")


@page.api_route("/page.css", methods=["GET", "HEAD"])
def style() -> Response:
    """Its style."""
    return _file("page.css")


@page.api_route("/favicon.svg", methods=["GET", "HEAD"])
def icon() -> Response:
    """Its icon."""
    return _file("favicon.svg")
