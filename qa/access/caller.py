"""What a request says of its sender, who that is, and what senders may do."""

from dataclasses import dataclass
from typing import Literal

from qa.domain.access import Key

Action = Literal["ask", "feedback", "read", "manage"]
"""To ask; to give feedback on an answer, which is kept; to read what an answer names; everything else."""


@dataclass(frozen=True, slots=True)
class RequestIdentity:
    """What a request says of its sender; all of it is untrusted, and only what a browser lets no page forge counts."""

    token: str | None
    """The key."""
    origin: str | None
    """The site of the page that asks; only browsers send it, and they always do for another site than ours."""
    from_browser: bool
    own_origin: str
    """Our own site, as the request names it; empty where it names none, or badly."""
    address: str | None
    """The other end of the connection, or the address that a trusted proxy speaks for."""
    forwarded: bool = False
    """Whether a proxy says that it passes the request on: then it is not from this machine, whatever its address."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request; without a key it is somebody on this machine, while there are no keys, or our own command line."""

    key: Key | None
    subscriber: str
    """Whom its address stands for."""

    @property
    def is_public(self) -> bool:
        """Whether the key stands in pages for all to see."""
        return self.key is not None and self.key.kind == "publishable"
