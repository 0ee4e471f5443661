"""Serve the chat's files to any page: its script, the script's source map, and the texts of a language."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from qa.api.widget_files import SCRIPT, SOURCE_MAP, load_files

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_HEADERS = {
    # Pages of other sites load them, and only they say where they come from.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
_READS = ["GET", "HEAD"]
_NOT_FOUND = 404

router = APIRouter(include_in_schema=False)


@router.api_route("/widget.js", methods=_READS)
def widget_script(request: Request, v: str = "") -> Response:
    """The chat, for any page; `v` is the version that the page was written for."""
    return _file(request, SCRIPT, "text/javascript", v)


@router.api_route("/widget.js.map", methods=_READS)
def widget_source_map(request: Request) -> Response:
    """The way back from the script to its source, for developers' tools."""
    return _file(request, SOURCE_MAP, "application/json", "")


@router.api_route("/widget/{language}.json", methods=_READS)
def widget_texts(request: Request, language: str, v: str = "") -> Response:
    """The chat's texts in a language; English comes with the script."""
    return _file(request, f"{language}.json", "application/json", v)


def _file(request: Request, name: str, media_type: str, version: str) -> Response:
    current = load_files().get(name)  # untrusted: a name is looked up, and never a path
    if current is None:
        raise HTTPException(_NOT_FOUND)
    gzipped = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{current.version}{"-gzip" if gzipped else ""}"'
    # A page that was written for another version gets this one, which must not be kept as that.
    headers = _HEADERS | {"ETag": tag, "Cache-Control": _FOR_EVER if version == current.version else _FOR_NOW}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(current.gzipped if gzipped else current.plain, media_type=media_type, headers=headers)
