"""Turns a request's headers into its caller, whom the gate lets in or not; and sites of keys into CORS headers."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

from qa.access.credentials import exact_origin
from qa.access.gate import Caller, Deed, Shown
from qa.api.deps import ServicesDep
from qa.errors import InputError
from qa.ports import KeyStore

_BROWSER = re.compile(r"Mozilla/\d")
_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_Given = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, description="A key, from `qa keys create`; none is needed while there are none.")
    ),
]


def shown(request: HTTPConnection, token: str | None) -> Shown:
    """What the request shows of its sender; a browser lets no page set these headers but the key's own."""
    headers = request.headers
    return Shown(
        token=token,
        origin=headers.get("origin"),
        from_browser=_is_browser(headers),
        own=_own(request.url.scheme, headers.get("host", "")),
        address=request.client.host if request.client else None,
        forwarded=any(name in headers for name in _FORWARDING),
    )


def _own(scheme: str, host: str) -> str:
    """Empty where the name is none: the framework would put the socket's own address in its place."""
    try:
        return exact_origin(f"{scheme}://{host}")
    except InputError:
        return ""


def _is_browser(headers: Headers) -> bool:
    """Whether a browser sent it; Node says Sec-Fetch-Mode as well, and without HTTPS browsers say no more than who they are."""
    known = "origin" in headers or "sec-fetch-site" in headers
    return known or _BROWSER.match(headers.get("user-agent", "")) is not None


def _admitting(deed: Deed) -> Callable[..., Caller]:
    def admit(request: Request, services: ServicesDep, given: _Given) -> Caller:
        return services.gate.admit(shown(request, given.credentials if given else None), deed)

    return admit


AskAccess = Annotated[Caller, Depends(_admitting("ask"))]
FeedbackAccess = Annotated[Caller, Depends(_admitting("tell"))]
ReadAccess = Annotated[Caller, Depends(_admitting("look"))]
ManageAccess = Annotated[Caller, Depends(_admitting("manage"))]


class KeyCors(CORSMiddleware):
    """CORS for the sites of the keys, as they are at each request: a key made or revoked counts at once.

    A preflight shows no key, so that this says only that some key is for the site; whether it is the one that is shown says
    the gate.
    """

    def __init__(self, app: ASGIApp, keys: KeyStore) -> None:
        super().__init__(
            app,
            allow_methods=["GET", "POST"],
            allow_headers=["Accept", "Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After", "X-Request-Id"],
        )
        self._keys = keys

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether a page of the site may read our answers."""
        return self._keys.allows(origin)
