"""Name sites as browsers name them, so that a request's origin can be compared with those of a key."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import idna

from qa.errors import InputError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+")


def exact_origin(text: str) -> str:
    """Return a site as browsers name it (RFC 6454, 6.2): scheme and host in lower case, without the scheme's own port.

    Raises:
        InputError: it is no site.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if not host or port == 0 or not _is_site(parts):
        raise InputError(f"{text!r} is no site: write its scheme, host and port, as in https://news.example")
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _host(name: str) -> str:
    """Return a host as browsers write it; empty where it cannot be one.

    Raises:
        ValueError: a label cannot be written in ASCII.
    """
    if ":" in name or name.rpartition(".")[2].isdecimal():
        address = ip_address(name)
        return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 the protocol's
    # As browsers do (UTS 46, not transitional); Python's own codec makes another domain of "straße".
    lower = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    return lower if _HOST.fullmatch(lower) else ""


def _is_site(parts: SplitResult) -> bool:
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    return parts.scheme in _DEFAULT_PORTS and not extra
