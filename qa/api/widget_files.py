"""Give the chat's files as they are sent, and the line that puts the chat on a page; `widget/build.mjs` makes the files."""

import gzip
from base64 import b64encode
from functools import cache
from hashlib import sha256, sha384
from html import escape
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

from qa.access.origins import exact_origin
from qa.errors import InputError

SCRIPT, SOURCE_MAP = "widget.js", "widget.js.map"


class WidgetFile(NamedTuple):
    """A file as it is sent."""

    plain: bytes
    gzipped: bytes
    version: str
    """Of the address that may be kept for ever; the build counts the same way."""
    integrity: str
    """For the attribute of that name (W3C Subresource Integrity, 3.2)."""


@cache
def load_files() -> dict[str, WidgetFile]:
    """Return the built files by name; read once, since they change only with the program."""
    built = files("qa.api").joinpath("static", "widget").iterdir()
    return {each.name: _widget_file(each.read_bytes()) for each in built}


def _widget_file(plain: bytes) -> WidgetFile:
    integrity = f"sha384-{b64encode(sha384(plain).digest()).decode()}"
    return WidgetFile(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16], integrity)


def snippet(server: str, key: str, title: str = "") -> str:
    """Return the line that puts the chat on a page: this very script, kept for ever, and no other in its place.

    With a `title` the button has it from the start; without one it asks the server when it is first opened.

    Raises:
        InputError: the server's address or the key cannot be one.
    """
    if not key.startswith("pk_"):
        raise InputError("a page shows a publishable key (pk_…), from `qa keys create --origin …`; never a secret one")
    try:
        address = urlsplit(server)
    except ValueError as error:
        raise InputError(
            f"{server!r} is no address of a server ({error}); write it as in https://qa.example"
        ) from error
    current = load_files()[SCRIPT]
    base = exact_origin(f"{address.scheme}://{address.netloc}") + address.path.rstrip("/")
    named = f'data-text-title="{escape(title)}" ' if title else ""
    return (
        f'<script src="{escape(base)}/widget.js?v={current.version}" integrity="{current.integrity}" crossorigin="anonymous" '
        f'data-key="{escape(key)}" {named}async></script>'
    )
