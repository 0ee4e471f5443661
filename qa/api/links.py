"""Make links that open an article's page at the quoted words."""

from urllib.parse import quote as escape
from urllib.parse import urldefrag

_WORDS_AT_AN_END = 5


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


def permalink(public_url: str, article_id: str) -> str | None:
    """Return where an article is read on this server; None where the server does not know its own address."""
    return f"{public_url.rstrip('/')}{article_address(article_id)}" if public_url else None


def article_address(article_id: str) -> str:
    """Return the path of an article's page."""
    return f"/articles/{escape(article_id, safe='')}"


def _escaped(words: list[str]) -> str:
    # "-" and "," have a meaning of their own in a directive; `quote` leaves "-" alone.
    return escape(" ".join(words), safe="").replace("-", "%2D")
