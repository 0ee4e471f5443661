"""Turns the events of an answer into those of the wire: names, numbers and offsets that no later event changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pydantic import BaseModel

from qa.answer.answerer import Answerer
from qa.answer.responder import Consulted, Event, Stage
from qa.api.bodies import Named, answer_body, citation_bodies, rejection_body, source_body, statement_bodies
from qa.api.schemas.events import ConsultedArticle, CreatedEvent, SourcesEvent, StatementEvent, StatusEvent
from qa.domain.answer import Abstained, Answered, Rejection, Statement
from qa.domain.article import Article, ArticleId, Corpus

EventName = Literal["created", "status", "sources", "statement", "rejected", "completed", "failed", "cancelled"]
LAST: frozenset[EventName] = frozenset({"completed", "failed", "cancelled"})
"""Each stream ends with exactly one of these: without it, it was cut."""


class WireEvent(NamedTuple):
    """An event by its name on the wire, and its data."""

    name: EventName
    data: BaseModel


def created(name: Named, question: str) -> WireEvent:
    """The first event."""
    return WireEvent("created", CreatedEvent(id=name.id, created_at=name.created_at, question=question))


@dataclass(slots=True)
class EventEncoder:
    """Tells one answer's events; it keeps what has been told, since numbers go on from there."""

    answerer: Answerer
    corpus: Corpus
    name: Named
    _articles: dict[ArticleId, Article] = field(default_factory=dict)
    _statements: list[Statement] = field(default_factory=list)

    def tell(self, event: Event) -> WireEvent:
        """The event on the wire."""
        match event:
            case Stage():
                return WireEvent("status", StatusEvent(stage=event.name, standalone_question=event.standalone))
            case Consulted():
                self._articles = {article.id: article for article in event.articles}
                return WireEvent("sources", SourcesEvent(articles=_consulted(event.articles)))
            case Statement():
                return WireEvent("statement", self._statement(event))
            case Rejection():
                return WireEvent("rejected", rejection_body(event))
            case Answered() | Abstained():
                return WireEvent("completed", answer_body(event, self.corpus, self.name))

    def _statement(self, statement: Statement) -> StatementEvent:
        before = citation_bodies(self._statements, self.answerer.assembler.sources(self._statements, self._articles))
        self._statements.append(statement)
        sources = self.answerer.assembler.sources(self._statements, self._articles)
        known = {citation.source for citation in before}
        return StatementEvent(
            statement=statement_bodies(self._statements)[-1],
            citations=citation_bodies(self._statements, sources)[len(before) :],
            sources=[source_body(source) for source in sources if source.number not in known],
        )


def _consulted(articles: Sequence[Article]) -> list[ConsultedArticle]:
    return [
        ConsultedArticle(
            article_id=it.id,
            title=it.metadata.title,
            publisher=it.metadata.publisher,
            url=it.metadata.url,
            published_at=it.metadata.published_at,
        )
        for it in articles
    ]
