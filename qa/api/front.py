"""Holds what this server's owner says to readers: the words of the chat, and the key of the page at `/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Front:
    """What readers see first."""

    page_key: str = ""
    """The publishable key that the page at `/` shows; empty: it has none."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts of the chat, by their names in docs/widget.md, that go before its own."""
