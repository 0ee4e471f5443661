"""Let pages of the keys' sites read responses (CORS, WHATWG Fetch 3.2)."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from qa.ports import KeyStore


class KeyCorsMiddleware(CORSMiddleware):
    """CORS for the sites of the keys as they are at each request: a new or revoked key counts at once.

    A preflight carries no key, so it only shows that some key is for the site; the gate checks the key of the request itself.
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
        """Return whether a page of the site may read our answers."""
        return self._keys.allows(origin)
