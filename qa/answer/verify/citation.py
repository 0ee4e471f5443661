"""Make a citation of a span of an article, or tell why it must not be shown.

This is the only place that builds a `Citation`: nothing reaches a reader that did not pass here.
"""

import unicodedata
from dataclasses import dataclass

from qa.domain.answer import Citation, CitationFault, Statement, Support
from qa.domain.article import Article, Span

CHECKS = ("quote_verbatim", "raw_agrees", "outside_removed")


@dataclass(frozen=True, slots=True)
class Failure:
    """A span that cannot be cited: the first of `CHECKS` that failed."""

    reason: CitationFault


def cite(article: Article, span: Span) -> Citation | Failure:
    """The citation of `article.clean[span]`.

    Of a citation it holds that the quote is that text to the letter, that the raw text at the mapped span reads the same
    words, and that this raw span touches no region that cleaning took out.
    """
    quote = span.of(article.clean)
    if not quote or quote != quote.strip():
        return Failure("quote_verbatim")
    try:
        raw_span = article.raw_span(span)
    except ValueError:
        return Failure("raw_agrees")
    if _bare(raw_span.of(article.raw)) != _bare(quote):
        return Failure("raw_agrees")
    if any(region.span.overlaps(raw_span) for region in article.removed()):
        return Failure("outside_removed")
    return Citation(article.id, article.version, span, raw_span, quote)


def verbatim(citations: tuple[Citation, ...]) -> Statement:
    """The statement that says what its first quote says, to the letter."""
    return Statement(citations[0].quote, citations, Support("verbatim", dict.fromkeys(CHECKS, True)))


def _bare(text: str) -> str:
    """The text without white space and invisible format characters, which cleaning may drop from inside a line."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
