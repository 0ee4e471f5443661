"""Build the one script that a page loads from the widget's files: imports, exports and comments go, one function has the rest."""

import gzip
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256, sha384
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from qa.access.origins import exact_origin
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
FOLDERS = (Path(__file__).parent / "widget_files", Path(__file__).parents[2] / "widget")
_IMPORT = re.compile(r"^import [^\n]*;\n+", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async |class |const |function)\b)", re.MULTILINE)
# Whole lines only, and the same within a text of several lines: no such line may begin like a comment.
_COMMENT = re.compile(r"^ *(?:// [^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_LEFTOVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class WidgetScript(NamedTuple):
    """The script as it is sent."""

    plain: bytes
    gzipped: bytes
    version: str
    """Of the address that may be kept for ever."""
    integrity: str
    """For the attribute of that name (W3C Subresource Integrity, 3.2)."""


def bundle(sources: dict[str, str]) -> str:
    """Join modules, in this order, into one classic script that declares nothing outside itself.

    Raises:
        ValueError: an import or export is written in a way that is not taken out.
    """
    parts = []
    for name, source in sources.items():
        part = _EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", source)))
        if leftover := _LEFTOVER.search(part):
            raise ValueError(f"widget/{name}.js: write this on one line, with the declaration: {leftover[0]}")
        parts.append(f"{part.strip()}\n")
    return '(() => {\n"use strict";\n\n' + "\n".join(parts) + "})();\n"


def source_files() -> dict[str, str]:
    """Return the widget's files by name, in their order."""
    folder = next(folder for folder in FOLDERS if folder.is_dir())
    return {name: (folder / f"{name}.js").read_text(encoding="utf-8") for name in ORDER}


@cache
def load_script() -> WidgetScript:
    """Return the script; built once, since it changes only with the program."""
    plain = bundle(source_files()).encode()
    integrity = f"sha384-{b64encode(sha384(plain).digest()).decode()}"
    return WidgetScript(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16], integrity)


def snippet(server: str, key: str) -> str:
    """Return the line that puts the chat on a page: this very script, kept for ever, and no other in its place.

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
    current = load_script()
    base = exact_origin(f"{address.scheme}://{address.netloc}") + address.path.rstrip("/")
    return (
        f'<script src="{escape(base)}/widget.js?v={current.version}" integrity="{current.integrity}" crossorigin="anonymous" '
        f'data-key="{escape(key)}" async></script>'
    )
