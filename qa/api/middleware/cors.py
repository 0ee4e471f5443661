"""Let pages of the keys' sites read responses (CORS, WHATWG Fetch 3.2)."""

import asyncio
import logging

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import StoreError
from qa.ports import KeyStore

_LOGGER = logging.getLogger(__name__)
_SENT = (
    *("Accept", "Authorization", "Content-Type", "Last-Event-ID", "Prefer"),
    # What openai-node and the Vercel AI SDK add on a page as well; nobody reads them here.
    *("OpenAI-Organization", "OpenAI-Project", "User-Agent"),
    *(
        f"X-Stainless-{name}"
        for name in "Arch Helper-Method Lang OS Package-Version Retry-Count Runtime Timeout".split()
    ),
    *("X-Stainless-Custom-Poll-Interval", "X-Stainless-Poll-Helper", "X-Stainless-Runtime-Version"),
    *("Mcp-Method", "Mcp-Name", "Mcp-Protocol-Version", "Mcp-Session-Id"),
)


class KeyCorsMiddleware:
    """CORS for the sites of the keys as they are at each request: a new or revoked key counts at once.

    A preflight carries no key, so it only shows that some key is for the site; the gate checks the key of the request itself.
    """

    def __init__(self, app: ASGIApp, keys: KeyStore) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The framework asks on the event loop, and more than once; looked up here, no disk holds up the others.
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        allowed = origin is not None and await asyncio.to_thread(self._allows, origin)
        judged = CORSMiddleware(
            self._app,
            allow_origins=[origin] if origin is not None and allowed else [],
            allow_methods=["GET", "POST"],
            allow_headers=_SENT,
            expose_headers=["Retry-After", "X-Request-Id", "X-Should-Retry"],
        )
        await judged(scope, receive, send)

    def _allows(self, origin: str) -> bool:
        """Untrusted: `*` is what the framework would take for every site, and no site is called so."""
        try:
            return origin != "*" and self._keys.allows(origin)
        except StoreError as error:
            _LOGGER.warning("whether pages of a site may read answers cannot be looked up: %s", error)
            return False
