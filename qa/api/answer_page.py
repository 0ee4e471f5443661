"""Turn a kept answer into a page to read and print, with a notice where an article that it cites has changed since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from markupsafe import Markup

from qa.api import wording
from qa.api.pages import PAGES
from qa.api.schemas.answers import AnswerBody, CitationBody, DisagreementBody, SourceBody, StatementBody
from qa.api.wording import day
from qa.domain.answer import AnswerStanding, CitationStanding

_NOTICES: Mapping[AnswerStanding, str] = {
    "corrected": "An article that this answer cites has changed since.",
    "withdrawn": "An article that this answer cites was taken back. What was said on it is not shown any more.",
}
_CHANGES: Mapping[CitationStanding, str] = {
    "moved": "The article has changed since; these words still stand in it.",
    "changed": "The article has changed since, and these words no longer stand in it.",
    "withdrawn": "The article is no longer in the library.",
}


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
    instead: str
    """The sentence that took the quote's place; empty: none is known."""


@dataclass(frozen=True, slots=True)
class Point:
    """A statement as the page shows it."""

    statement: StatementBody
    before: str
    short_answer: str
    """Empty: none is marked, and all of the statement is in `before`."""
    after: str
    qualifications: list[tuple[str, CitationBody]]
    """Each with our words for how it stands to the statement."""
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that stand together."""

    question: str | None
    """The one of several questions that they answer; None: they answer the one question."""
    points: list[Point]


def page_of(answer: AnswerBody) -> str:
    """Return the page's HTML."""
    return PAGES.get_template("answer.html").render(contents_of(answer), style=None)


def standalone_page_of(answer: AnswerBody) -> str:
    """Return the page as a file that needs no other."""
    style = files("qa.api").joinpath("static", "answer.css").read_text(encoding="utf-8")
    # Our own file.
    return PAGES.get_template("answer.html").render(contents_of(answer), style=Markup(style))  # noqa: S704


def contents_of(answer: AnswerBody) -> Mapping[str, object]:
    """Return what stands on the page, by the names of its template; what has changed since is by the answer's standing."""
    quotes = [(heading, list(_quotes(answer, citations))) for heading, citations in _cited(answer) if citations]
    moved = any(quote.change for _, section in quotes for quote in section)
    notice = _NOTICES.get(answer.standing) or (_NOTICES["corrected"] if moved else None)
    return {
        "answer": answer,
        "understood": _understood(answer),
        "groups": list(_groups(answer)),
        "disagreements": [_with_values(disagreement, answer) for disagreement in answer.disagreements],
        "superseded": answer.superseded,
        "cited": {statement.id: statement.citations for statement in answer.statements},
        "quotes": quotes,
        "notices": [notice] if notice else [],
        "words": wording,
    }


def _groups(answer: AnswerBody) -> Iterator[Group]:
    points = {statement.id: _point(statement, answer) for statement in answer.statements}
    placed = {name for part in answer.parts for name in part.statements}
    for part in answer.parts:
        yield Group(part.question, [points[name] for name in part.statements])
    if rest := [point for name, point in points.items() if name not in placed]:
        yield Group(None, rest)


def _point(statement: StatementBody, answer: AnswerBody) -> Point:
    citations = {citation.id: citation for citation in answer.citations}
    first = citations[statement.citations[0]]
    before, short_answer, after = _marked(statement, first.span.start)
    return Point(
        statement,
        before,
        short_answer,
        after,
        [(wording.QUALIFICATIONS[each.relation], citations[each.citation]) for each in statement.qualifications],
        next(source.published_at for source in answer.sources if source.number == first.source),
    )


def _marked(statement: StatementBody, start: int) -> tuple[str, str, str]:
    """Return the statement cut around its short answer; only where the words at that place are the same."""
    text, short_answer = statement.text, statement.short_answer
    if short_answer is None:
        return text, "", ""
    begin, end = short_answer.span.start - start, short_answer.span.end - start
    stands = begin >= 0 and text[begin:end] == short_answer.text
    return (text[:begin], short_answer.text, text[end:]) if stands else (text, "", "")


def _with_values(disagreement: DisagreementBody, answer: AnswerBody) -> DisagreementBody:
    """Return it with the quote for a value where an earlier release kept none."""
    quotes = {citation.id: citation.quote for citation in answer.citations}
    positions = [
        position.model_copy(update={"value": position.value or quotes[position.citations[0]]})
        for position in disagreement.positions
    ]
    return disagreement.model_copy(update={"positions": positions})


def _cited(answer: AnswerBody) -> Iterator[tuple[str, list[CitationBody]]]:
    """Yield the quotes under their headings."""
    if answer.abstention is None:
        yield "Quotes", answer.citations
        return
    if answer.abstention.premise:
        yield "Quotes", answer.abstention.premise.citations
    yield wording.NEAREST, answer.abstention.nearest


def _quotes(answer: AnswerBody, citations: list[CitationBody]) -> Iterator[Quote]:
    sources = {source.number: source for source in answer.sources}
    for citation in citations:
        yield _quote(citation, sources[citation.source])


def _quote(citation: CitationBody, source: SourceBody) -> Quote:
    return Quote(
        citation,
        source.title or "untitled",
        source.publisher or "outlet unknown",
        day(source.published_at) if source.published_at else "date unknown",
        # Nothing but a page of the web can be here: no other address of an article is stored.
        citation.deep_link,
        _CHANGES.get(citation.standing),
        citation.now.quote if citation.now and citation.standing == "changed" else "",
    )


def _understood(answer: AnswerBody) -> str:
    """The question as it was searched for."""
    words = (answer.standalone_question or answer.question).split(" ")
    read_as = {correction.asked: correction.read_as for correction in answer.corrections}
    return " ".join(read_as.get(word, word) for word in words)
