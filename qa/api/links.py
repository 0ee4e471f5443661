"""Make links that open an article's page at the quoted words."""

from dataclasses import dataclass
from urllib.parse import quote as escape
from urllib.parse import urldefrag

_WORDS_AT_AN_END = 5


@dataclass(frozen=True, slots=True)
class Permalinks:
    """Where readers find on this server what has no address of its own."""

    public_url: str = ""
    """Where they reach the server; empty: unknown, and there are no links."""
    answer_pages: bool = False
    """Whether each answer has a page, which needs no key; an article's shows it to who may read it."""

    def quote(self, answer_id: str, citation_id: str) -> str | None:
        """Return the address of a quote on the page of its answer; None where there are none."""
        return self._address(f"a/{answer_id}#{citation_id}") if self.answer_pages else None

    def article(self, article_id: str) -> str | None:
        """Return the address of an article; None where the server does not know its own."""
        return self._address(article_address(article_id).lstrip("/"))

    def _address(self, path: str) -> str | None:
        return f"{self.public_url.rstrip('/')}/{path}" if self.public_url else None


def deep_link(url: str | None, quote: str) -> str | None:
    """Return the URL with a text fragment (WICG "URL Fragment Text Directives"); None where the article has no address.

    A long quote is named by its first and last words, so that the page may differ from it in white space between them.
    """
    if url is None:
        return None
    words = quote.split()
    if len(words) <= 2 * _WORDS_AT_AN_END:
        directive = _escaped(words)
    else:
        directive = f"{_escaped(words[:_WORDS_AT_AN_END])},{_escaped(words[-_WORDS_AT_AN_END:])}"
    return f"{urldefrag(url).url}#:~:text={directive}"


def article_address(article_id: str) -> str:
    """Return the path of an article's page."""
    return f"/articles/{escape(article_id, safe='')}"


def _escaped(words: list[str]) -> str:
    # "-" and "," have a meaning of their own in a directive; `quote` leaves "-" alone.
    return escape(" ".join(words), safe="").replace("-", "%2D")
