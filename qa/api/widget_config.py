"""What the owner of this server has set for its readers: the chat's texts, and the key of the page at `/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WidgetOptions:
    """The owner's choices for the chat, on our own page and on any other."""

    page_key: str = ""
    """The publishable key that the page at `/` shows; empty: it has none."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts of the chat, by their names in docs/widget.md, which go before its own."""
