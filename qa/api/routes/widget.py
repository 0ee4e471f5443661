"""Turns the widget's files into the one script that a page loads: their imports and exports go, one function holds the rest."""

import gzip
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256, sha384
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qa.access.credentials import exact_origin
from qa.errors import InputError

ORDER = (
    "dom",
    "api",
    "texts",
    "style",
    "stream",
    "store",
    "feedback",
    "cards",
    "reader",
    "turn",
    "launcher",
    "element",
)
"""A file may import from those before it and from no other."""
# In a wheel the files stand beside this one; in the repository at its top.
FOLDERS = (Path(__file__).parents[1] / "widget_files", Path(__file__).parents[3] / "widget")
_IMPORT = re.compile(r"^import [^\n]*;\n+", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async |class |const |function)\b)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_HEADERS = {
    # Pages of other sites load it, and only they say where it comes from.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}

widget = APIRouter(include_in_schema=False)


class Script(NamedTuple):
    """The script as it is sent."""

    plain: bytes
    packed: bytes
    version: str
    """Of the address that may be kept for ever."""
    integrity: str
    """For the attribute of that name (W3C Subresource Integrity, 3.2)."""


def joined(sources: dict[str, str]) -> str:
    """One classic script of modules in this order; what it declares stays within.

    Raises:
        ValueError: an import or export is written in a way that is not taken out.
    """
    parts = []
    for name, source in sources.items():
        part = _EXPORT.sub("", _IMPORT.sub("", source))
        if left := _LEFT.search(part):
            raise ValueError(f"widget/{name}.js: write this on one line, with the declaration: {left[0]}")
        parts.append(f"// ---- {name}.js\n{part.strip()}\n")
    return '(() => {\n"use strict";\n\n' + "\n".join(parts) + "})();\n"


def source_files() -> dict[str, str]:
    """The widget's files by name, in their order."""
    folder = next(it for it in FOLDERS if it.is_dir())
    return {name: (folder / f"{name}.js").read_text(encoding="utf-8") for name in ORDER}


@cache
def script() -> Script:
    """The script; read once, since it changes with the program."""
    plain = joined(source_files()).encode()
    integrity = f"sha384-{b64encode(sha384(plain).digest()).decode()}"
    return Script(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16], integrity)


def snippet(server: str, key: str) -> str:
    """The line that puts the chat on a page: this very script, kept for ever, and no other in its place.

    Raises:
        InputError: the server's address or the key cannot be one.
    """
    if not key.startswith("pk_"):
        raise InputError("a page shows a publishable key (pk_…), from `qa keys create --origin …`; never a secret one")
    parts = urlsplit(server)
    folder = exact_origin(f"{parts.scheme}://{parts.netloc}") + parts.path.rstrip("/")
    return (
        f'<script src="{escape(folder)}/widget.js?v={script().version}" integrity="{script().integrity}" crossorigin="anonymous" '
        f'data-key="{escape(key)}" async></script>'
    )


@widget.api_route("/widget.js", methods=["GET", "HEAD"])
def widget_script(request: Request, v: str = "") -> Response:
    """The chat, for any page; `v` is the version that the page was written for."""
    sent, packed = script(), "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{sent.version}{"-gzip" if packed else ""}"'
    # A page that was written for another version gets this one, which must not be kept as that.
    kept = _FOR_EVER if v == sent.version else _FOR_NOW
    headers = _HEADERS | {"ETag": tag, "Cache-Control": kept}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(sent.packed if packed else sent.plain, media_type="text/javascript", headers=headers)
