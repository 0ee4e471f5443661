"""State of passages and quotes what metadata of other libraries can hold: texts, numbers and nothing."""

from collections.abc import Mapping

from qa.api.schemas.answers import AnswerBody, CitationBody
from qa.api.schemas.search import PassageBody

Facts = dict[str, str | int | float | None]


def passage_facts(passage: PassageBody) -> Facts:
    """Return which version of which article a passage is of, and where it stands in the clean text."""
    return {
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.span.start,
        "end": passage.span.end,
        "title": passage.title,
        "lexical": passage.lexical,
        "semantic": passage.semantic,
    }


def quote_facts(citation: CitationBody, answer: AnswerBody) -> Facts:
    """Return where a quote stands, in the clean text and in the raw one, and what is known of its article."""
    source = next(source for source in answer.sources if source.number == citation.source)
    return {
        "number": citation.number,
        "article_id": citation.article_id,
        "version": citation.version,
        "start": citation.span.start,
        "end": citation.span.end,
        "raw_start": citation.raw_span.start,
        "raw_end": citation.raw_span.end,
        "title": source.title,
        "publisher": source.publisher,
        "authors": ", ".join(source.authors) or None,
        "published_at": source.published_at.isoformat() if source.published_at else None,
        "url": source.url,
        "deep_link": citation.deep_link,
    }


def with_quotes(answer: AnswerBody) -> str:
    """Return the answer's text, or why there is none, with each quote below it beside its number and its article."""
    lines = [_quote_line(quote_facts(citation, answer), citation.quote) for citation in answer.citations]
    return "\n".join([answer.text, *([""] if lines else []), *lines])


def _quote_line(facts: Mapping[str, object], quote: str) -> str:
    named = [str(facts[name]) for name in ("title", "publisher", "published_at", "url") if facts[name]]
    place = f"{facts['article_id']} {facts['start']}-{facts['end']}"
    return f"[{facts['number']}] “{quote}” ({', '.join([*named, place])})"
