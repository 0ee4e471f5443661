"""Read from a request's headers and connection who sends it, for the gate to judge."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from qa.access.caller import RequestIdentity
from qa.access.origins import exact_origin
from qa.errors import InputError

KEY_ID = "key_id"
"""Where a request's ASGI state has the id of the key that admitted it."""
_BROWSER = re.compile(r"Mozilla/\d")
_FORWARDING = re.compile(
    # Each product has names of its own: the words in them tell, of a forwarding or of an address beside the connection's.
    r".*forward.*|via|cdn-loop|(?:cf|fastly|fly)-.*|x-(?:amz|appengine|arr|azure|envoy|original|rewrite|vercel)-.*|x-host|"
    r"(?:.*-)?(?:ip|addr|address)(?:-.*)?|.*(?:client|real|remote|true)-?(?:ip|addr|host|port|user)"
)
"""Headers that only a proxy sets; none of them makes a request ours, whatever it says."""


def identity_of(request: HTTPConnection, token: str | None) -> RequestIdentity:
    """Return what the request says of its sender; browsers let no page set these headers except the one with the key."""
    headers = request.headers
    return RequestIdentity(
        token=token,
        origin=headers.get("origin"),
        from_browser=_is_browser(headers),
        own_origin=_own_origin(request.url.scheme, headers.getlist("host")),
        address=request.client.host if request.client else None,
        # Every header, since no list of proxies is whole: a name that looks like theirs costs a local caller one refusal.
        forwarded=any(_FORWARDING.fullmatch(name) for name in headers),
    )


def _own_origin(scheme: str, hosts: Sequence[str]) -> str:
    """Empty where the host is no name: the framework would put the socket's own address in its place.

    Empty as well where there are two: a proxy may have judged one of them, and we the other (RFC 9112, 3.2).
    """
    if len(hosts) != 1:
        return ""
    (host,) = hosts
    try:
        return exact_origin(f"{scheme}://{host}")
    except InputError:
        return ""


def _is_browser(headers: Headers) -> bool:
    """Return whether a browser sent it; Node sends Sec-Fetch-Mode as well, and without HTTPS browsers send only their name."""
    if "origin" in headers or "sec-fetch-site" in headers:
        return True
    return _BROWSER.match(headers.get("user-agent", "")) is not None
