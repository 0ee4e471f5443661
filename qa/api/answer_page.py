"""Turn a kept answer into a page to read and print, with a notice where an article that it cites has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from qa.api.schemas.answers import AnswerBody, CitationBody, SourceBody
from qa.domain.article import ArticleId
from qa.ports import ArticleStore

# Untrusted: questions, quotes and titles are escaped, every one of them, by the template engine.
_PAGES = Environment(
    loader=PackageLoader("qa.api", "static"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_CHANGED = "An article that this answer cites has changed since."


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as the page shows it."""

    citation: CitationBody
    title: str
    publisher: str
    published: str
    link: str | None
    change: str | None
    """What has become of the article since; None: it is as it was."""


def page_of(answer: AnswerBody, library: ArticleStore) -> str:
    """Return the page's HTML."""
    quotes = list(_quotes(answer, library))
    return _PAGES.get_template("answer.html").render(
        answer=answer,
        understood=_understood(answer),
        quotes=quotes,
        notices=[_CHANGED] if any(quote.change for quote in quotes) else [],
        day=_day,
    )


def _quotes(answer: AnswerBody, library: ArticleStore) -> Iterator[Quote]:
    sources = {source.number: source for source in answer.sources}
    for citation in answer.abstention.nearest if answer.abstention else answer.citations:
        yield _quote(citation, sources[citation.source], library)


def _quote(citation: CitationBody, source: SourceBody, library: ArticleStore) -> Quote:
    return Quote(
        citation,
        source.title or "untitled",
        source.publisher or "outlet unknown",
        _day(source.published_at) if source.published_at else "date unknown",
        # Nothing but a page of the web can be here: no other address of an article is stored.
        citation.deep_link,
        _change(citation, library),
    )


def _change(citation: CitationBody, library: ArticleStore) -> str | None:
    article = library.article(ArticleId(citation.article_id))
    if article is None:
        return "The article is no longer in the library."
    if article.version == citation.version:
        return None
    if citation.quote in article.clean:
        return "The article has changed since; these words still stand in it."
    return "The article has changed since, and these words no longer stand in it."


def _understood(answer: AnswerBody) -> str:
    """The question as it was searched for."""
    words = (answer.standalone_question or answer.question).split(" ")
    read_as = {correction.asked: correction.read_as for correction in answer.corrections}
    return " ".join(read_as.get(word, word) for word in words)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
