"""Read from a request's headers and connection who sends it, for the gate to judge."""

import re

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from qa.access.caller import RequestIdentity
from qa.access.origins import exact_origin
from qa.errors import InputError

_BROWSER = re.compile(r"Mozilla/\d")
_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def identity_of(request: HTTPConnection, token: str | None) -> RequestIdentity:
    """Return what the request says of its sender; browsers let no page set these headers except the one with the key."""
    headers = request.headers
    return RequestIdentity(
        token=token,
        origin=headers.get("origin"),
        from_browser=_is_browser(headers),
        own_origin=_own_origin(request.url.scheme, headers.get("host", "")),
        address=request.client.host if request.client else None,
        forwarded=any(name in headers for name in _FORWARDING),
    )


def _own_origin(scheme: str, host: str) -> str:
    """Empty where the host is no name: the framework would put the socket's own address in its place."""
    try:
        return exact_origin(f"{scheme}://{host}")
    except InputError:
        return ""


def _is_browser(headers: Headers) -> bool:
    """Return whether a browser sent it; Node sends Sec-Fetch-Mode as well, and without HTTPS browsers send only their name."""
    if "origin" in headers or "sec-fetch-site" in headers:
        return True
    return _BROWSER.match(headers.get("user-agent", "")) is not None
