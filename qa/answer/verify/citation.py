"""Make a citation of a span of an article, or tell why it must not be shown.

This is the only place that builds a `Citation`, and a `ShortAnswer` within one: nothing reaches a reader that did not pass
here.
"""

import unicodedata
from dataclasses import dataclass, replace

from qa.domain.answer import Citation, CitationFault, ShortAnswer, Statement, Support
from qa.domain.article import Article, Span
from qa.text.words import WORD

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


def verbatim(citations: tuple[Citation, ...], short_answer: Span | None = None) -> Statement:
    """The statement that says what its first quote says, to the letter; its short answer is marked as `marked` does."""
    statement = Statement(citations[0].quote, citations, Support("quotation", dict.fromkeys(CHECKS, True)))
    return marked(statement, short_answer)


def marked(statement: Statement, short_answer: Span | None) -> Statement:
    """The statement with its short answer, which stands at a span of the clean text of the article that it quotes first.

    It has none where there is no span, where the statement says anything but that quote to the letter, or where the span
    does not lie in that quote from the beginning of a word to the end of one ("500" is no part of "2,500"): so a short answer
    is always whole words of a quote, and they stand in what is shown.
    """
    first = statement.citations[0]
    if short_answer is None or statement.text != first.quote or not first.span.contains(short_answer):
        return replace(statement, short_answer=None)
    within = Span(short_answer.start - first.span.start, short_answer.end - first.span.start)
    words = within.of(first.quote)
    if within.start >= within.end or words != words.strip() or _cuts_a_word(first.quote, within):
        return replace(statement, short_answer=None)
    return replace(statement, short_answer=ShortAnswer(words, short_answer))


def _cuts_a_word(text: str, span: Span) -> bool:
    words = (match.span() for match in WORD.finditer(text))
    return any(start < edge < end for start, end in words for edge in (span.start, span.end))


def _bare(text: str) -> str:
    """The text without white space and invisible format characters, which cleaning may drop from inside a line."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
