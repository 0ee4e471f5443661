"""Turns a request's headers into its caller, whom the gate lets in or not; and sites of keys into CORS headers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

from qa.access.gate import Caller, Deed, Shown
from qa.ports import KeyStore
from qa.serve.given import Opened

_Given = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, description="A key, from `qa keys create`; none is needed while there are none.")
    ),
]


def shown(request: HTTPConnection, token: str | None) -> Shown:
    """What the request shows of its sender; a browser lets no page set these headers but the key's own."""
    headers, url = request.headers, request.url
    return Shown(
        token=token,
        origin=headers.get("origin"),
        # Node's fetch sends Sec-Fetch-Mode as well, but only browsers say from which site.
        from_browser="origin" in headers or "sec-fetch-site" in headers,
        own=f"{url.scheme}://{url.netloc}",
        address=request.client.host if request.client else None,
    )


def _admitting(deed: Deed) -> Callable[..., Caller]:
    def admit(request: Request, services: Opened, given: _Given) -> Caller:
        return services.gate.admit(shown(request, given.credentials if given else None), deed)

    return admit


Asking = Annotated[Caller, Depends(_admitting("ask"))]
Telling = Annotated[Caller, Depends(_admitting("tell"))]
Looking = Annotated[Caller, Depends(_admitting("look"))]
Managing = Annotated[Caller, Depends(_admitting("manage"))]


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
